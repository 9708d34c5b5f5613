"""Audio and utterances go in; what must be recognised, and the words once they are, come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.events import (
    AudioFrame,
    Event,
    Party,
    RecognitionDue,
    Recognized,
    SpeechEnded,
    SpeechStarted,
    VoiceProbed,
    WordsCommitted,
)
from assistant.speech.card_numbers import CardNumberMask
from assistant.speech.inventions import InventionSettings, believable
from assistant.timeline import Span, to_samples, to_seconds

_ONSET_S = 1.0
"""How long after its first sample speech may be known to have begun; the audio is kept so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriberSettings:
    """How an utterance is cut out of the audio."""

    pre_roll_s: float = 0.3
    """Audio kept before the onset: cut speech needs about 0.2 s, or its first word is lost."""
    post_roll_s: float = 0.2
    """Audio kept after the last voiced frame: final consonants fade below the threshold."""
    enough_s: float = 3.0
    """Talk that gives Whisper context enough to be recognised at the next pause within it."""
    pause_s: float = 0.22
    """A silence between phrases: about seven frames; inside a word there are at most three."""
    longest_s: float = 12.0
    """An unbroken utterance is recognised in pieces of at most this, so that a monologue shows."""
    cut_search_s: float = 4.0
    """The last part of a piece, in which the least voiced moment is where it is cut."""
    voiced_probability: float = 0.25
    """The segmenter's offset: what it holds to be still speech."""

    def __post_init__(self) -> None:
        if not 0 <= self.pre_roll_s <= 1 or not 0 <= self.post_roll_s <= 0.5:
            raise ValueError("pre_roll_s: 0 to 1; post_roll_s: 0 to 0.5")
        if not 1 <= self.enough_s <= self.longest_s or not 0.1 <= self.pause_s <= 1:
            raise ValueError("enough_s: 1 to longest_s; pause_s: 0.1 to 1")
        if not 4 <= self.longest_s <= 28:
            raise ValueError("longest_s: 4 to 28, for Whisper takes 30 with the padding")
        if not 0.5 <= self.cut_search_s < self.longest_s:
            raise ValueError("cut_search_s: 0.5 to less than longest_s")
        if not 0 < self.voiced_probability < 1:
            raise ValueError("voiced_probability: between 0 and 1")


@dataclass(slots=True)
class _Tape:
    """The last audio of one party that may still be asked about, frame by frame."""

    frames: deque[AudioFrame] = field(default_factory=deque)
    probabilities: deque[tuple[Span, float]] = field(default_factory=deque)
    utterance: int | None = None
    start: int = 0
    """Where the next request begins, while an utterance is open."""
    asked_to: int = 0
    last_voiced: int = 0

    @property
    def end(self) -> int:
        return self.frames[-1].span.end if self.frames else 0

    def forget_before(self, position: int) -> None:
        while self.frames and self.frames[0].span.end <= position:
            self.frames.popleft()
        while self.probabilities and self.probabilities[0][0].end <= position:
            self.probabilities.popleft()


class Transcriber:
    """Asks for the words of an utterance when it is over, pauses, or has grown long."""

    def __init__(
        self,
        settings: TranscriberSettings | None = None,
        inventions: InventionSettings | None = None,
    ) -> None:
        self._settings = settings or TranscriberSettings()
        self._inventions = inventions or InventionSettings()
        self._tapes = {party: _Tape() for party in Party}
        self._cards = CardNumberMask()
        self._voiced: dict[tuple[Party, int], float] = {}
        self._pre_roll = to_samples(self._settings.pre_roll_s)
        self._post_roll = to_samples(self._settings.post_roll_s)
        self._longest = to_samples(self._settings.longest_s)
        self._pause = to_samples(self._settings.pause_s)

    def on(self, event: Event) -> Iterable[Event]:
        """`RecognitionDue` for what was said; `WordsCommitted` for what was recognised."""
        match event:
            case AudioFrame(party=party):
                self._keep(self._tapes[party], event)
            case VoiceProbed(party=party):
                tape = self._tapes[party]
                self._measure(tape, event)
                if tape.utterance is not None and (end := self._due(tape)):
                    yield self._ask(tape, party, at=tape.end, end=end)
            case SpeechStarted(party=party):
                tape = self._tapes[party]
                tape.utterance = event.utterance
                tape.start = max(event.start - self._pre_roll, tape.asked_to, 0)
            case SpeechEnded(party=party):
                tape = self._tapes[party]
                end = min(event.end + self._post_roll, tape.end, event.at)
                if end > tape.start and tape.last_voiced > tape.start:
                    yield self._ask(tape, party, at=event.at, end=end)
                tape.utterance = None
            case Recognized(final=True):
                yield from self._commit(event)
            case _:
                pass

    def _keep(self, tape: _Tape, frame: AudioFrame) -> None:
        tape.frames.append(frame)
        if tape.utterance is None:
            tape.forget_before(frame.span.end - self._pre_roll - to_samples(_ONSET_S))

    def _measure(self, tape: _Tape, probed: VoiceProbed) -> None:
        tape.probabilities.append((probed.span, probed.probability))
        if probed.probability >= self._settings.voiced_probability:
            tape.last_voiced = probed.span.end

    def _due(self, tape: _Tape) -> int:
        """Where an open utterance may be cut now: in a pause, or in the end anywhere; else 0."""
        if tape.end - tape.start > self._longest:
            return self._quietest(tape)
        enough = tape.last_voiced - tape.start >= to_samples(self._settings.enough_s)
        pause = tape.end - tape.last_voiced
        # Late in the pause: a word's end fades longer than the next word's start rises.
        return tape.end - pause // 4 if enough and pause >= self._pause else 0

    def _ask(self, tape: _Tape, party: Party, at: int, end: int) -> RecognitionDue:
        assert tape.utterance is not None
        span = Span(start=tape.start, end=end)
        self._voiced[party, span.start] = self._voiced_seconds(tape, span)
        due = RecognitionDue(
            party=party,
            utterance=tape.utterance,
            at=at,
            span=span,
            samples=_cut(tape.frames, span),
            final=True,
        )
        tape.start = tape.asked_to = end
        tape.forget_before(end)
        return due

    def _quietest(self, tape: _Tape) -> int:
        """The middle of the least voiced frame in the last part of the tape."""
        earliest = tape.end - to_samples(self._settings.cut_search_s)
        late = [(p, span) for span, p in tape.probabilities if span.start >= earliest]
        _, span = min(late, key=lambda one: (one[0], one[1].start))
        return (span.start + span.end) // 2

    def _voiced_seconds(self, tape: _Tape, span: Span) -> float:
        floor = self._settings.voiced_probability
        return to_seconds(sum(s.overlap(span) for s, p in tape.probabilities if p >= floor))

    def _commit(self, answer: Recognized) -> Iterable[Event]:
        voiced_s = self._voiced.pop((answer.party, answer.span.start), 0.0)
        words = believable(answer.words, voiced_s, self._inventions)
        words = self._cards.masked(answer.party, words)
        if words:
            yield WordsCommitted(
                at=answer.at,
                party=answer.party,
                utterance=answer.utterance,
                text=" ".join(word.word for word in words),
                start=words[0].start,
                end=words[-1].end,
                confidence=round(sum(w.probability for w in words) / len(words), 4),
                words=words,
            )


def _cut(frames: Iterable[AudioFrame], span: Span) -> NDArray[np.float32]:
    pieces = [
        frame.samples[max(0, span.start - frame.start) : span.end - frame.start]
        for frame in frames
        if frame.span.overlap(span)
    ]
    return np.concatenate(pieces)
