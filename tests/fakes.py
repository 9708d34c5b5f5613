"""Scripted stand-ins for models and sources: a call is written as who speaks when, and what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.capture.source import FRAME, SourceEvent
from assistant.events import (
    AudioEnded,
    AudioFrame,
    Event,
    Party,
    RecognitionDue,
    Recognized,
    SentimentDue,
    SentimentRead,
    VoiceProbed,
    Word,
    WordsCommitted,
)
from assistant.timeline import Span, to_samples

AGENT, CUSTOMER = Party.AGENT, Party.CUSTOMER


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of the script: from `start` to `end`, in seconds, with its words evenly spread."""

    party: Party
    start: float
    end: float
    text: str = ""

    def words(self) -> tuple[Word, ...]:
        """The words with their times."""
        texts = self.text.split()
        step = (self.end - self.start) / max(len(texts), 1)
        return tuple(
            Word(
                word=text,
                start=to_samples(self.start + index * step),
                end=to_samples(self.start + (index + 1) * step),
                probability=0.9,
            )
            for index, text in enumerate(texts)
        )


@dataclass(frozen=True, slots=True)
class ScriptedSource:
    """Audio that is 0.5 where the party speaks by the script, else 0."""

    script: Sequence[Said]
    seconds: float
    name: str = "scripted"
    sample_rate: int = 16_000
    channels: int = 2

    @property
    def duration(self) -> int:
        """Samples of the whole call."""
        return to_samples(self.seconds)

    def events(self) -> Iterator[SourceEvent]:
        """Frames of both parties, then the end."""
        tracks = {party: self._track(party) for party in Party}
        for start in range(0, self.duration, FRAME):
            for party, track in tracks.items():
                yield AudioFrame(party=party, start=start, samples=track[start : start + FRAME])
        yield AudioEnded(at=self.duration)

    def _track(self, party: Party) -> NDArray[np.float32]:
        length = -(-self.duration // FRAME) * FRAME
        track = np.zeros(length, dtype=np.float32)
        for said in self.script:
            if said.party is party:
                track[to_samples(said.start) : to_samples(said.end)] = 0.5
        return track


class LoudnessVoice:
    """A voice model for scripted audio: speech is what is not silent."""

    def probability(self, samples: NDArray[np.float32]) -> float:
        """The share of the frame that is not silent."""
        return float(np.mean(np.abs(samples) > 0.1))


@dataclass(frozen=True, slots=True)
class ScriptedRecogniser:
    """Hears the words of the script whose middle lies in the audio that it is asked about."""

    script: Sequence[Said]
    asked: list[RecognitionDue] = field(default_factory=list)

    def __call__(self, due: RecognitionDue) -> Recognized:
        """The words, each in one answer only, since spans do not overlap."""
        self.asked.append(due)
        return Recognized(
            party=due.party,
            utterance=due.utterance,
            at=due.at,
            span=due.span,
            words=tuple(
                word
                for said in self.script
                if said.party is due.party
                for word in said.words()
                if due.span.start <= (word.start + word.end) // 2 < due.span.end
            ),
            final=due.final,
        )


@dataclass(frozen=True, slots=True)
class ScriptedSentiment:
    """Reads a text as negative where it holds one of the words given, else neutral."""

    negative: Mapping[str, float]

    def __call__(self, due: SentimentDue) -> SentimentRead:
        """Probabilities by the strongest word."""
        found = [chance for word, chance in self.negative.items() if word in due.text]
        chance = max(found, default=0.05)
        return SentimentRead(
            party=due.party,
            utterance=due.utterance,
            at=due.at,
            span=due.span,
            negative=chance,
            neutral=round(1 - chance, 4),
            positive=0.0,
        )


def probabilities(
    voiced: Mapping[Party, Sequence[tuple[float, float]]], seconds: float
) -> Iterator[VoiceProbed]:
    """A `VoiceProbed` a frame and party: 1.0 within the spans of seconds given, else 0.0."""
    for start in range(0, to_samples(seconds), FRAME):
        span = Span(start=start, end=start + FRAME)
        middle = (span.start + span.end) / 2 / 16_000
        for party in Party:
            speaks = any(begin <= middle < end for begin, end in voiced.get(party, ()))
            yield VoiceProbed(party=party, span=span, probability=1.0 if speaks else 0.0)


def run(stage: object, events: Iterable[Event]) -> list[Event]:
    """All that the stage yields for the events, in order."""
    return [out for event in events for out in stage.on(event)]  # type: ignore[attr-defined]


def committed(said: Said, utterance: int = 0) -> WordsCommitted:
    """The turn as words that were recognised half a second after it ended."""
    words = said.words()
    return WordsCommitted(
        at=to_samples(said.end + 0.5),
        party=said.party,
        utterance=utterance,
        text=said.text,
        start=words[0].start,
        end=words[-1].end,
        confidence=0.9,
        words=words,
    )
