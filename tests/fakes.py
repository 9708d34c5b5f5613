"""Scripted stand-ins for models and sources: a call is written as who speaks when, and what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistant.capture.source import FRAME, SourceEvent
from assistant.events import (
    ActsDue,
    ActsRead,
    AudioEnded,
    AudioFrame,
    Event,
    Party,
    ReadAct,
    RecognitionDue,
    Recognized,
    SentimentDue,
    SentimentRead,
    VoiceProbed,
    Word,
    WordsCommitted,
    WordsTentative,
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
        """The words that come after those which are `said` already."""
        self.asked.append(due)
        heard = tuple(
            word
            for said in self.script
            if said.party is due.party
            for word in said.words()
            if due.span.start <= (word.start + word.end) // 2 < due.span.end
        )
        return Recognized(
            party=due.party,
            utterance=due.utterance,
            at=due.at,
            span=due.span,
            words=heard[len(due.said) :],
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


@dataclass(frozen=True, slots=True)
class ScriptedActs:
    """Reads each phrase that it knows, however it is written, as an act with a probability."""

    known: Mapping[str, tuple[str, float]]
    asked: list[ActsDue] = field(default_factory=list)

    def __call__(self, due: ActsDue) -> ActsRead:
        """Every phrase in the words of the request."""
        self.asked.append(due)
        words = [word.word.strip(" .,!?").lower() for word in due.words]
        found = [
            ReadAct(act=act, first=first, last=first + length - 1, score=score)
            for phrase, (act, score) in self.known.items()
            if (length := len(phrase.split()))
            for first in range(len(words) - length + 1)
            if words[first : first + length] == phrase.split()
        ]
        return ActsRead(request=due, acts=tuple(found))


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


@dataclass(slots=True)
class SlowMachine:
    """A clock that only the answers of its recogniser move: each second asked about costs time."""

    cost: float
    """Seconds of work for a second of audio."""
    least: float = 0.0
    """Seconds of work for any answer."""
    spent: float = 0.0
    batches: list[tuple[RecognitionDue, ...]] = field(default_factory=list)

    def clock(self) -> float:
        """Seconds of work so far."""
        return self.spent

    def __call__(self, requests: Sequence[RecognitionDue]) -> list[Recognized]:
        """One word for each request: the second at which it was made."""
        self.batches.append(tuple(requests))
        self.spent += sum(self.least + self.cost * due.span.length / 16_000 for due in requests)
        return [heard(due) for due in requests]


def heard(due: RecognitionDue) -> Recognized:
    """The answer to a request: its position, in seconds, as its one word."""
    start, end = due.span.start, due.span.end
    word = Word(word=f"{due.at / 16_000:.1f}", start=start, end=end, probability=0.9)
    return Recognized(
        party=due.party,
        utterance=due.utterance,
        at=due.at,
        span=due.span,
        words=(word,),
        final=due.final,
    )


def acts_asked(party: Party, at: float, text: str = "well", final: bool = True) -> ActsDue:
    """A request about words that end at `at` seconds, all new and committed."""
    start = at - 0.3 * len(text.split())
    words = Said(party, start, at, text).words()
    return ActsDue(
        party=party,
        utterance=0,
        at=to_samples(at),
        words=words,
        new=0,
        committed=len(words),
        settled=0,
        final=final,
    )


def asked(party: Party, at: float, final: bool = True, seconds: float = 1.0) -> RecognitionDue:
    """A request about so many seconds of audio that end at `at` seconds."""
    span = Span(start=to_samples(at - seconds), end=to_samples(at))
    samples = np.zeros(span.length, dtype=np.float32)
    return RecognitionDue(
        party=party, utterance=0, at=span.end, span=span, samples=samples, final=final
    )


@dataclass(slots=True)
class AsksByScript:
    """A stage that makes each request as its time comes, and tells what is answered."""

    requests: Sequence[RecognitionDue]

    def on(self, event: Event) -> Iterator[Event]:
        """`RecognitionDue` by the script; a transcript for each answer."""
        if isinstance(event, AudioFrame) and event.party is AGENT:
            end = event.span.end
            yield from (due for due in self.requests if event.start < due.at <= end)
        if isinstance(event, Recognized) and event.words:
            (word,) = event.words
            kind = WordsCommitted if event.final else WordsTentative
            yield kind(
                at=event.at,
                party=event.party,
                utterance=event.utterance,
                text=word.word,
                start=word.start,
                end=word.end,
                confidence=0.9,
                words=event.words,
            )


def tentative(said: Said, utterance: int = 0, probability: float = 0.9) -> WordsTentative:
    """The turn as the words of a look, a tenth of a second after its end.

    A turn without text takes back what a party's last look showed.
    """
    words = tuple(replace(word, probability=probability) for word in said.words())
    return WordsTentative(
        at=to_samples(said.end + 0.1),
        party=said.party,
        utterance=utterance,
        text=said.text,
        start=to_samples(said.start),
        end=to_samples(said.end),
        confidence=probability if words else 0.0,
        words=words,
    )
