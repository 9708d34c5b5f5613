"""`RecognitionDue` goes in; the words that Whisper hears, with their times, come out."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
_BASE_WIDTH = 512
"""Of base's states; tiny has 384."""
_DEVICES = ("cpu", "cuda", "auto")
_COMPUTE_TYPES = (
    "default",
    "auto",
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float16",
    "bfloat16",
    "float32",
)
"""What CTranslate2 knows; whether a device can do it, it says itself when the model is loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhisperSettings:
    """How an utterance is decoded, and when the result is not believed."""

    language: str = "en"
    threads: int = 1
    """For each request. The decoder, which waits for memory, is no faster with two; and the other
    core is free for the voice detector, the other models and the softphone."""
    device: str = "auto"
    """Where the model runs: cpu, cuda, or auto, which takes a GPU where there is one."""
    compute_type: str = "int8"
    """How weights and sums are kept, by CTranslate2's names; a GPU is fastest with float16."""
    padding_s: float = 6.0
    """Silence after the speech in place of filling 30 s: 4 to 8 s lose nothing with base."""
    look_padding_s: float = 4.0
    """The same for a look: a tenth faster, and the next look is soon."""
    narrow_padding_s: float = 8.0
    """The same for a model of tiny's width, which loses words with less."""
    fresh_s: float = 0.4
    """Speech after the words that are said already which must have words of its own."""
    left_over_s: float = 0.8
    """Audio without words at the end of a final request that is worth a pass of its own."""
    beam_size: int = 5
    """Hypotheses weighed for a final request."""
    look_beam_size: int = 1
    """The same for a look; more hear better and show the last word later."""
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
        if self.device not in _DEVICES:
            raise ValueError(f"device: {', '.join(_DEVICES)}")
        if self.compute_type not in _COMPUTE_TYPES:
            raise ValueError(f"compute_type: {', '.join(_COMPUTE_TYPES)}")
        if not 0.5 <= self.padding_s <= _WINDOW_S:
            raise ValueError("padding_s: 0.5 to 30")
        if not 0.5 <= self.look_padding_s <= _WINDOW_S:
            raise ValueError("look_padding_s: 0.5 to 30")
        if not 0.5 <= self.narrow_padding_s <= _WINDOW_S:
            raise ValueError("narrow_padding_s: 0.5 to 30")
        if not 1 <= self.beam_size <= 10:
            raise ValueError("beam_size: 1 to 10")
        if not 1 <= self.look_beam_size <= 10:
            raise ValueError("look_beam_size: 1 to 10")
        if not 0.1 <= self.fresh_s <= _WINDOW_S:
            raise ValueError("fresh_s: 0.1 to 30")
        if not 0.3 <= self.left_over_s <= _WINDOW_S:
            raise ValueError("left_over_s: 0.3 to 30")
        if not 4 <= self.tokens_per_second <= 50 or not 0 <= self.spare_tokens <= 100:
            raise ValueError("tokens_per_second: 4 to 50; spare_tokens: 0 to 100")
        if not 0 <= self.no_speech <= self.nothing_said <= 1:
            raise ValueError("no_speech and nothing_said: 0 <= no_speech <= nothing_said <= 1")


@dataclass(frozen=True, slots=True)
class _Decoded:
    """One pass over one request: tokens, and what speaks for or against them."""

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
            device=self._settings.device,
            compute_type=self._settings.compute_type,
            cpu_threads=self._settings.threads,
            local_files_only=True,
        )
        mels = self._model.feature_extractor.mel_filters.shape[0]
        width = self._model.encode(np.zeros((mels, 100), dtype=np.float32)).shape[-1]
        narrow = width < _BASE_WIDTH
        self._padding_s = self._settings.narrow_padding_s if narrow else self._settings.padding_s
        self._look_padding_s = (
            self._settings.narrow_padding_s if narrow else self._settings.look_padding_s
        )
        self.timings = dict.fromkeys(("features", "encode", "decode", "align"), 0.0)
        """Seconds spent so far in each part of a pass."""

    def recognise(self, requests: Sequence[RecognitionDue]) -> list[Recognized]:
        """The words in each request's audio, decoded together; none where Whisper doubts them."""
        if len({(request.final, self._goes_on(request)) for request in requests}) > 1:
            return [answer for request in requests for answer in self.recognise([request])]
        padding_s = self._padding_s if requests[0].final else self._look_padding_s
        decoded = self._decode(requests, padding_s)
        return [
            Recognized(
                party=request.party,
                utterance=request.utterance,
                at=request.at,
                span=request.span,
                words=self._heard(request, one),
                final=request.final,
            )
            for request, one in zip(requests, decoded, strict=True)
        ]

    def _heard(self, request: RecognitionDue, decoded: _Decoded) -> tuple[Word, ...]:
        believed = self._believed(request, decoded)
        words = self._words(request, believed) if believed is not None else ()
        if not words or not request.final:
            return words
        return words + self._left_over(request, words)

    def _left_over(self, request: RecognitionDue, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """What Whisper left out where it stopped long before the end of a final request."""
        if request.span.end - words[-1].end < to_samples(self._settings.left_over_s):
            return ()
        span = Span(start=words[-1].end, end=request.span.end)
        rest = replace(
            request, span=span, samples=request.samples[span.start - request.span.end :], said=()
        )
        (decoded,) = self._decode([rest], self._padding_s)
        if self._unlikely(decoded) or decoded.no_speech > self._settings.no_speech:
            return ()
        believed = self._believed(rest, decoded)
        return self._words(rest, believed) if believed is not None else ()

    def _believed(self, request: RecognitionDue, decoded: _Decoded) -> _Decoded | None:
        """What was decoded, or decoded anew with the padding it was trained on; None for nothing.

        A look at an open utterance is not worth a second pass: the next look comes soon.
        """
        if self._nothing_said(decoded):
            return None
        if self._runs_away(decoded) or self._unlikely(decoded):
            if not request.final:
                return None
            (decoded,) = self._decode([request], _WINDOW_S)
        silent = self._unlikely(decoded) and decoded.no_speech > self._settings.no_speech
        unsaid = silent or self._nothing_said(decoded)
        if not decoded.text or unsaid or self._runs_away(decoded):
            return None
        return decoded

    def _words(self, request: RecognitionDue, decoded: _Decoded) -> tuple[Word, ...]:
        frames = max(2, len(request.samples) // _HOP)
        with self._timed("align"):
            alignment = self._model.find_alignment(
                self._tokenizer, [decoded.tokens], decoded.encoded, frames
            )[0]
        return _joined(alignment, request.span)[len(request.said) :]

    def _decode(self, requests: Sequence[RecognitionDue], padding_s: float) -> list[_Decoded]:
        """One pass over the audio and at least so much silence, in all a whole number of seconds.

        The runtime keeps what it prepared for each length that it met: with lengths to the sample
        it grew by 350 MB over 300 utterances.
        """
        longest = max(len(request.samples) for request in requests)
        seconds = -(-(longest + to_samples(padding_s)) // SAMPLE_RATE)
        length = max(min(seconds * SAMPLE_RATE, to_samples(_WINDOW_S)), longest)
        with self._timed("features"):
            features = np.stack([self._features(one.samples, length) for one in requests])
        with self._timed("encode"):
            encoded = self._model.encode(features)
        said = [self._tokens(request.said) for request in requests]
        caps = [self._cap(len(request.samples)) for request in requests]
        with self._timed("decode"):
            results = self._model.model.generate(
                encoded,
                [self._prompt + tokens for tokens in said],
                beam_size=self._beam_size(requests[0]),
                max_length=len(self._prompt) + max(caps),
                return_scores=True,
                return_no_speech_prob=True,
                suppress_tokens=self._suppressed,
                suppress_blank=self._goes_on(requests[0]),  # the text does not end at once
            )
        # The words' times are found in the request's own part of what was encoded together.
        alone = [encoded] if len(requests) == 1 else _split(encoded)
        return [
            self._result(result, len(tokens), cap, own)
            for result, tokens, cap, own in zip(results, said, caps, alone, strict=True)
        ]

    def _beam_size(self, request: RecognitionDue) -> int:
        return self._settings.beam_size if request.final else self._settings.look_beam_size

    def _goes_on(self, request: RecognitionDue) -> bool:
        """Whether words must follow those that are said already, also where Whisper sees an end.

        Weighing several hypotheses it would rather make up an end than none.
        """
        greedy = self._beam_size(request) == 1
        fresh = greedy and request.fresh_s >= self._settings.fresh_s
        return not request.said or fresh

    def _features(self, samples: NDArray[np.float32], length: int) -> NDArray[np.float32]:
        """The log-mel frames, two by two, of the samples and the silence after them."""
        padded = np.zeros(length, dtype=np.float32)
        padded[: len(samples)] = samples
        features: NDArray[np.float32] = self._model.feature_extractor(padded, padding=0)
        return features[:, : features.shape[1] // 2 * 2]

    def _result(self, result: Any, said: int, cap: int, encoded: Any) -> _Decoded:
        tokens = list(result.sequences_ids[0])
        fresh = max(0, len(tokens) - said)
        return _Decoded(
            tokens=tokens,
            text=self._tokenizer.decode(tokens[said:]).strip(),
            # The score is a mean over all tokens, in which those given count as certain.
            log_probability=float(result.scores[0]) * len(tokens) / (fresh + 1),
            no_speech=float(result.no_speech_prob),
            capped=len(tokens) >= cap,
            encoded=encoded,
        )

    def _tokens(self, said: Sequence[str]) -> list[int]:
        return list(self._tokenizer.encode(" " + " ".join(said))) if said else []

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.timings[part] += time.perf_counter() - began

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


def _split(encoded: Any) -> list[Any]:
    """What was encoded together, one by one; float32 on the CPU."""
    import ctranslate2

    batch = np.asarray(encoded.to_device(ctranslate2.Device.cpu), dtype=np.float32)
    return [ctranslate2.StorageView.from_array(np.ascontiguousarray(one[None])) for one in batch]


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
