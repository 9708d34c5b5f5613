"""The customer's words go in, to be read by a model; how they sound and where it heads come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import (
    Event,
    Party,
    SentimentDue,
    SentimentLabel,
    SentimentRead,
    SentimentScored,
    WordsCommitted,
)
from assistant.timeline import Span, to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentSettings:
    """Which utterances are read, and when a reading counts."""

    least_words: int = 3
    """Shorter ones say too little."""
    least_confidence: float = 0.4
    """Of the recogniser; a misheard utterance is not read."""
    sure: float = 0.5
    """What the best class must exceed; at or below it the label is neutral, for not sure."""
    window_s: float = 30.0
    """The recent part of the call that the trend compares with what came before."""

    def __post_init__(self) -> None:
        if not 1 <= self.least_words <= 20:
            raise ValueError("least_words: 1 to 20")
        if not 0 <= self.least_confidence <= 1 or not 0.34 <= self.sure <= 1:
            raise ValueError("least_confidence: 0 to 1; sure: 0.34 to 1")
        if not 5 <= self.window_s <= 300:
            raise ValueError("window_s: 5 to 300")


class SentimentMeter:
    """Has each utterance of the customer read, and keeps a running trend."""

    def __init__(self, settings: SentimentSettings | None = None) -> None:
        self._settings = settings or SentimentSettings()
        self._recent: deque[tuple[int, float]] = deque()
        self._before_sum = 0.0
        self._before_count = 0

    def on(self, event: Event) -> Iterable[Event]:
        """`SentimentDue` for an utterance worth reading; `SentimentScored` for a reading."""
        match event:
            case WordsCommitted(party=Party.CUSTOMER) if self._worth_reading(event):
                yield SentimentDue(
                    party=event.party,
                    utterance=event.utterance,
                    at=event.at,
                    span=Span(start=event.start, end=event.end),
                    text=event.text,
                )
            case SentimentRead():
                yield self._scored(event)
            case _:
                pass

    def _worth_reading(self, said: WordsCommitted) -> bool:
        enough = len(said.words) >= self._settings.least_words
        return enough and said.confidence >= self._settings.least_confidence

    def _scored(self, read: SentimentRead) -> SentimentScored:
        chances = {
            SentimentLabel.NEGATIVE: read.negative,
            SentimentLabel.NEUTRAL: read.neutral,
            SentimentLabel.POSITIVE: read.positive,
        }
        label = max(chances, key=lambda one: chances[one])
        confidence = chances[label]
        score = round(read.positive - read.negative, 4)
        return SentimentScored(
            at=read.at,
            party=read.party,
            score=score,
            label=label if confidence > self._settings.sure else SentimentLabel.NEUTRAL,
            trend=self._trend(read.span.end, score),
            confidence=confidence,
            utterance=read.utterance,
        )

    def _trend(self, position: int, score: float) -> float:
        """The recent mean less the mean before it; 0 until there is something before."""
        self._recent.append((position, score))
        while self._recent[0][0] < position - to_samples(self._settings.window_s):
            self._before_sum += self._recent.popleft()[1]
            self._before_count += 1
        if not self._before_count:
            return 0.0
        recent = sum(score for _, score in self._recent) / len(self._recent)
        return round(recent - self._before_sum / self._before_count, 4)
