"""The customer's words go in, to be read by a model; how they sound and where it heads come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import (
    AudioEnded,
    Event,
    Party,
    SentimentDue,
    SentimentLabel,
    SentimentRead,
    SentimentScored,
    VoiceProbed,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import Span, to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentSettings:
    """Which utterances are read, and when a reading counts."""

    least_words: int = 3
    """Shorter ones say too little."""
    most_words: int = 30
    """A statement that is read without waiting for its end: about ten seconds of talk."""
    pause_s: float = 0.6
    """Silence after the last word that ends a statement; pauses within one are shorter."""
    voice_threshold: float = 0.5
    """Probability from which a frame holds voice, 0..1."""
    least_confidence: float = 0.4
    """Of the recogniser; a misheard utterance is not read."""
    sure: float = 0.5
    """What the best class must exceed; at or below it the label is neutral, for not sure."""
    window_s: float = 30.0
    """The recent part of the call that the trend compares with what came before."""

    def __post_init__(self) -> None:
        if not 1 <= self.least_words <= 20:
            raise ValueError("least_words: 1 to 20")
        if not self.least_words <= self.most_words <= 200 or not 0 <= self.pause_s <= 3:
            raise ValueError("most_words: least_words to 200; pause_s: 0 to 3")
        if not 0 <= self.voice_threshold <= 1:
            raise ValueError("voice_threshold: 0 to 1")
        if not 0 <= self.least_confidence <= 1 or not 0.34 <= self.sure <= 1:
            raise ValueError("least_confidence: 0 to 1; sure: 0.34 to 1")
        if not 5 <= self.window_s <= 300:
            raise ValueError("window_s: 5 to 300")


class SentimentMeter:
    """Has what the customer says read, a statement at a time, and keeps a running trend.

    Words are committed in pieces; what they say is read once a pause has ended the statement.
    """

    def __init__(self, settings: SentimentSettings | None = None) -> None:
        self._settings = settings or SentimentSettings()
        self._pause = to_samples(self._settings.pause_s)
        self._statement: list[Word] = []
        self._last: WordsCommitted | None = None
        self._open: tuple[Word, ...] = ()
        self._now = 0
        self._voiced_to = 0
        self._resumed = 0
        """Where the customer's last pause ended."""
        self._over = False
        self._recent: deque[tuple[int, float]] = deque()
        self._before_sum = 0.0
        self._before_count = 0

    def on(self, event: Event) -> Iterable[Event]:
        """`SentimentDue` for a statement worth reading; `SentimentScored` for a reading."""
        match event:
            case VoiceProbed(party=Party.CUSTOMER):
                self._listen(event)
                yield from self._read()
            case WordsTentative(party=Party.CUSTOMER):
                self._open = event.words
                yield from self._read()
            case WordsCommitted(party=Party.CUSTOMER):
                self._statement += event.words
                self._last = event
                self._open = tuple(word for word in self._open if word.start >= event.end)
                yield from self._read()
            case AudioEnded():
                self._over = True
                yield from self._read()
            case SentimentRead():
                yield self._scored(event)
            case _:
                pass

    def _listen(self, probed: VoiceProbed) -> None:
        self._now = probed.span.end
        if probed.probability >= self._settings.voice_threshold:
            if probed.span.start - self._voiced_to >= self._pause:
                self._resumed = probed.span.start
            self._voiced_to = probed.span.end

    def _ended(self, last: int) -> bool:
        """Whether a pause has followed the word that ends at `last`; words come after the voice."""
        paused = self._now - max(last, self._voiced_to) >= self._pause
        return self._over or paused or last <= self._resumed

    def _read(self) -> Iterable[Event]:
        said, last = self._statement, self._last
        if last is None:
            return
        if (self._open or not self._ended(last.end)) and len(said) < self._settings.most_words:
            return
        self._statement, self._last = [], None
        confidence = sum(word.probability for word in said) / len(said)
        enough = len(said) >= self._settings.least_words
        if enough and confidence >= self._settings.least_confidence:
            yield SentimentDue(
                party=last.party,
                utterance=last.utterance,
                at=last.at,
                span=Span(start=said[0].start, end=said[-1].end),
                text=" ".join(word.word for word in said),
            )

    def _scored(self, read: SentimentRead) -> SentimentScored:
        label, confidence = label_of(
            read.negative, read.neutral, read.positive, self._settings.sure
        )
        score = round(read.positive - read.negative, 4)
        return SentimentScored(
            at=read.at,
            party=read.party,
            score=score,
            label=label,
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


def label_of(
    negative: float, neutral: float, positive: float, sure: float
) -> tuple[SentimentLabel, float]:
    """The likeliest side and its probability; neutral where that is not over `sure`."""
    chances = {
        SentimentLabel.NEGATIVE: negative,
        SentimentLabel.NEUTRAL: neutral,
        SentimentLabel.POSITIVE: positive,
    }
    label = max(chances, key=lambda one: chances[one])
    confidence = chances[label]
    return (label if confidence > sure else SentimentLabel.NEUTRAL), confidence
