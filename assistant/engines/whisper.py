"""`RecognitionDue` goes in; the words that Whisper hears, with their times, come out."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.events import RecognitionDue, Recognized, Word
from assistant.timeline import SAMPLE_RATE, Span, to_samples

_WINDOW_S = 30.0
"""What Whisper was trained on, and the most that its encoder takes."""
_MOST_TOKENS = 440
"""Whisper's decoder holds 448, of which a few are the prompt."""
_HOP = 160
"""Samples a mel frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhisperSettings:
    """How an utterance is decoded, and when the result is not believed."""

    language: str = "en"
    threads: int = 2
    """An office PC has two cores."""
    padding_s: float = 6.0
    """Silence after the speech in place of filling 30 s: 4 to 8 s lose nothing with base."""
    beam_size: int = 1
    tokens_per_second: float = 10.0
    """A cap; fast speech is about 6 tokens a second. Without it a loop runs to 448 tokens."""
    spare_tokens: int = 10
    compression_ratio: float = 2.4
    """Above it the text repeats itself (Radford et al. 2022, section 4.5)."""
    log_probability: float = -1.0
    """Mean of a token, below which the text is not believed (ibid.)."""
    no_speech: float = 0.6
    """Above it, with a low log probability, nothing was said (ibid.)."""
    nothing_said: float = 0.7
    """Above it nothing was said, however likely the text: with tiny.en and base, silence and
    noise gave 0.74 to 0.99, mostly with a likely "you"; 55 answers of a few words at most 0.4."""

    def __post_init__(self) -> None:
        if not 1 <= self.threads <= 64:
            raise ValueError("threads: 1 to 64")
        if not 0.5 <= self.padding_s <= _WINDOW_S:
            raise ValueError("padding_s: 0.5 to 30")
        if not 1 <= self.beam_size <= 10:
            raise ValueError("beam_size: 1 to 10")
        if not 4 <= self.tokens_per_second <= 50 or not 0 <= self.spare_tokens <= 100:
            raise ValueError("tokens_per_second: 4 to 50; spare_tokens: 0 to 100")
        if not 0 <= self.no_speech <= self.nothing_said <= 1:
            raise ValueError("no_speech and nothing_said: 0 <= no_speech <= nothing_said <= 1")


@dataclass(frozen=True, slots=True)
class _Decoded:
    """One pass: tokens, and what speaks for or against them."""

    tokens: list[int]
    text: str
    log_probability: float
    no_speech: float
    capped: bool
    encoded: Any


class WhisperRecogniser:
    """Whisper on CTranslate2, loaded from a folder, with no network call."""

    def __init__(self, folder: Path, settings: WhisperSettings | None = None) -> None:
        from faster_whisper import WhisperModel

        self._settings = settings or WhisperSettings()
        self._model: Any = WhisperModel(
            str(folder),
            device="auto",
            compute_type="int8",
            cpu_threads=self._settings.threads,
            local_files_only=True,
        )

    def recognise(self, request: RecognitionDue) -> Recognized:
        """The words in the request's audio; none where Whisper itself doubts them."""
        words = self._words(request.samples, request.span)
        return Recognized(
            party=request.party,
            utterance=request.utterance,
            at=request.at,
            span=request.span,
            words=words,
            final=request.final,
        )

    def _words(self, samples: NDArray[np.float32], span: Span) -> tuple[Word, ...]:
        decoded = self._decode(samples, self._settings.padding_s)
        if self._nothing_said(decoded):
            return ()
        if self._runs_away(decoded) or self._unlikely(decoded):
            decoded = self._decode(samples, _WINDOW_S)
        silent = self._unlikely(decoded) and decoded.no_speech > self._settings.no_speech
        unsaid = silent or self._nothing_said(decoded)
        if not decoded.text or unsaid or self._runs_away(decoded):
            return ()
        frames = max(2, len(samples) // _HOP)
        alignment = self._model.find_alignment(
            self._tokenizer, [decoded.tokens], decoded.encoded, frames
        )[0]
        return _joined(alignment, span)

    def _decode(self, samples: NDArray[np.float32], padding_s: float) -> _Decoded:
        """One pass over the audio and at least so much silence, in all a whole number of seconds.

        The runtime keeps what it prepared for each length that it met: with lengths to the sample
        it grew by 350 MB over 300 utterances.
        """
        seconds = -(-(len(samples) + to_samples(padding_s)) // SAMPLE_RATE)
        length = min(seconds * SAMPLE_RATE, to_samples(_WINDOW_S))
        padded = np.zeros(max(length, len(samples)), dtype=np.float32)
        padded[: len(samples)] = samples
        features = self._model.feature_extractor(padded, padding=0)
        encoded = self._model.encode(features[:, : features.shape[1] // 2 * 2])
        cap = self._cap(len(samples))
        result = self._model.model.generate(
            encoded,
            [self._prompt],
            beam_size=self._settings.beam_size,
            max_length=len(self._prompt) + cap,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )[0]
        tokens = list(result.sequences_ids[0])
        return _Decoded(
            tokens=tokens,
            text=self._tokenizer.decode(tokens).strip(),
            log_probability=float(result.scores[0]) * len(tokens) / (len(tokens) + 1),
            no_speech=float(result.no_speech_prob),
            capped=len(tokens) >= cap,
            encoded=encoded,
        )

    def _cap(self, samples: int) -> int:
        rate, spare = self._settings.tokens_per_second, self._settings.spare_tokens
        return min(int(samples / SAMPLE_RATE * rate) + spare, _MOST_TOKENS)

    def _runs_away(self, decoded: _Decoded) -> bool:
        raw = decoded.text.encode()
        ratio = len(raw) / len(zlib.compress(raw))
        return decoded.capped or ratio > self._settings.compression_ratio

    def _unlikely(self, decoded: _Decoded) -> bool:
        return decoded.log_probability < self._settings.log_probability

    def _nothing_said(self, decoded: _Decoded) -> bool:
        return decoded.no_speech > self._settings.nothing_said

    @cached_property
    def _tokenizer(self) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language=self._settings.language,
        )

    @cached_property
    def _prompt(self) -> list[int]:
        return [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]

    @cached_property
    def _suppressed(self) -> list[int]:
        from faster_whisper.transcribe import get_suppressed_tokens

        return list(get_suppressed_tokens(self._tokenizer, [-1]))


def _joined(alignment: Sequence[dict[str, Any]], span: Span) -> tuple[Word, ...]:
    """Aligned pieces as words: punctuation joins the word before it, times stay in the span."""
    words: list[Word] = []
    for piece in alignment:
        text = str(piece["word"])
        start = min(span.start + to_samples(float(piece["start"])), span.end)
        end = min(span.start + to_samples(float(piece["end"])), span.end)
        probability = round(float(piece["probability"]), 4)
        if words and not (text.startswith(" ") and any(c.isalnum() for c in text)):
            last = words.pop()
            text, start = last.word + text.strip(), last.start
            end, probability = max(end, last.end), last.probability
        if text.strip():
            words.append(
                Word(word=text.strip(), start=start, end=max(start, end), probability=probability)
            )
    return tuple(words)
