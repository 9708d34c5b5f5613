"""Audio, voice and words of both parties go in; how fast each speaks comes out.

Words a minute of own speech: the time in which a party is voiced, with pauses up to `bridge_s`.
Words count as soon as they are recognised, committed or tentative. Where none have come yet,
syllables are counted instead, by what this speaker's words have had of them so far.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.detectors.syllables import SyllableSpotter
from assistant.events import (
    AudioEnded,
    AudioFrame,
    Event,
    PaceMeasured,
    Party,
    VoiceProbed,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import Samples, Span, to_samples, to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceSettings:
    """Over how much speech pace is measured, and when it is told."""

    window_s: float = 15.0
    """Own speech that a measure rests on, 5..60 s; there is none before so much was heard."""
    fast_wpm: float = 180.0
    """Words a minute that are told at once, 60..400; 120 to 150 are comfortable to follow."""
    back_wpm: float = 170.0
    """Words a minute under which it is told that the pace is back, 60..400."""
    bridge_s: float = 0.5
    """Pauses up to this are part of speaking, 0..2 s. Half a second is the breath between phrases;
    with 0.25 s calm calls reach 180 words a minute, for limits are meant for speech with breaths.
    """
    apart_s: float = 5.0
    """Measures of one party lie at least so far apart, 1..60 s."""
    voice_threshold: float = 0.4
    """Probability from which a frame holds voice, 0..1 (models/voice/card.md)."""
    syllables_per_word: float = 1.14
    """Syllables found for a word said, 0.5..3, until the speaker's own words are known; the median
    of 15 voices on telephone lines. One in five is slurred over and not found."""

    def __post_init__(self) -> None:
        _within("pace.window_s", self.window_s, 5, 60)
        _within("pace.fast_wpm", self.fast_wpm, 60, 400)
        _within("pace.back_wpm", self.back_wpm, 60, 400)
        _within("pace.bridge_s", self.bridge_s, 0, 2)
        _within("pace.apart_s", self.apart_s, 1, 60)
        _within("pace.voice_threshold", self.voice_threshold, 0, 1)
        _within("pace.syllables_per_word", self.syllables_per_word, 0.5, 3)
        if self.back_wpm > self.fast_wpm:
            raise ValueError("pace.back_wpm must not be over pace.fast_wpm.")


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


_FRAMES = 16
"""Frames that are looked at together, about half a second: one by one they cost four times more."""
_PRIOR_WORDS = 30.0
"""What `syllables_per_word` weighs against the speaker's own words: after 30 words, as much."""
_KEPT = 512
"""Of runs, syllables and words: more than a minute of fast talk has."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """One frame of a party: its audio, where there is any, and whether it is voiced."""

    span: Span
    samples: NDArray[np.float32] | None
    voiced: bool


@dataclass(slots=True)
class _Said:
    """The words of one party, by where they were said."""

    middles: deque[Samples] = field(default_factory=lambda: deque(maxlen=_KEPT))
    to: Samples = 0
    """How far words have been committed."""
    open_middles: list[Samples] = field(default_factory=list)
    open_to: Samples = 0
    unlearned: deque[tuple[Span, int]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    """Stretches, and how many words were in them, whose syllables may still come."""

    def commit(self, words: tuple[Word, ...]) -> None:
        """Take words that will not change."""
        if not words:
            return
        middles = _middles(words)
        self.middles.extend(middles)
        self.to = max(self.to, words[-1].end)
        self.unlearned.append((Span(start=words[0].start, end=words[-1].end), len(middles)))

    def hope(self, words: tuple[Word, ...]) -> None:
        """Take words that may change, in place of the last such."""
        self.open_middles, self.open_to = _middles(words), words[-1].end if words else 0

    def since(self, start: Samples) -> tuple[int, Samples]:
        """How many words were said from `start` on, and how far words are known."""
        known = sum(middle >= start for middle in self.middles)
        open_ = sum(middle >= max(start, self.to) for middle in self.open_middles)
        return known + open_, max(self.to, self.open_to)


def _middles(words: Iterable[Word]) -> list[Samples]:
    """The middle of each word; a figure's digits count, for they are mostly said one by one."""
    return [
        (word.start + word.end) // 2
        for word in words
        for _ in range(max(1, sum(sign.isdigit() or sign == "•" for sign in word.word)))
    ]


class _Speaker:
    """One party's speech, syllables and words, and what was last told of them."""

    def __init__(self, settings: PaceSettings) -> None:
        self._settings = settings
        self.said = _Said()
        self.told_at: Samples = 0
        self.fast = False
        self.spoke_to: Samples = 0
        """Where the party was last voiced."""
        self._runs: list[Span] = []
        self._syllables: deque[Samples] = deque(maxlen=_KEPT)
        self._spotter = SyllableSpotter()
        self._words_learned = _PRIOR_WORDS
        self._syllables_learned = _PRIOR_WORDS * settings.syllables_per_word

    def take(self, frames: list[_Frame]) -> None:
        """Lengthen the runs of speech, find the syllables, learn from words that came."""
        start, before = frames[0].span.start, self.spoke_to
        voiced = [frame.span for frame in frames if frame.voiced]
        if voiced:
            self.spoke_to = voiced[-1].end
            self._lengthen(voiced)
        samples = [frame.samples for frame in frames if frame.samples is not None]
        near = start - before <= to_samples(self._settings.bridge_s)
        if len(samples) == len(frames) and (voiced or near):
            self._syllables.extend(self._spotter.hear(start, np.concatenate(samples)))
        self._learn(start)

    def commit(self, words: tuple[Word, ...]) -> None:
        """Take words for good. There was speech where they are, though no voice were heard."""
        self.said.commit(words)
        self._lengthen([Span(start=word.start, end=word.end) for word in words])

    def pace(self) -> float | None:
        """Words a minute over the last `window_s` of own speech.

        None where less was heard, or no word and no syllable in it.
        """
        window = to_samples(self._settings.window_s)
        start, left = 0, window
        for run in reversed(self._runs):
            if run.length >= left:
                start, left = run.end - left, 0
                break
            left -= run.length
        if left:
            return None
        words, known_to = self.said.since(start)
        unworded = self._syllables_in(Span(start=max(start, known_to), end=self._runs[-1].end))
        if not words + unworded:
            return None
        words_a_syllable = self._words_learned / self._syllables_learned
        return 60 * (words + unworded * words_a_syllable) / to_seconds(window)

    def _lengthen(self, spans: list[Span]) -> None:
        """Join `spans`, in order, to the speech so far, over pauses up to `bridge_s`."""
        bridge, runs = to_samples(self._settings.bridge_s), self._runs
        touched = list(spans)
        while runs and spans and runs[-1].end + bridge >= spans[0].start:
            touched.append(runs.pop())
        for span in sorted(touched):
            if runs and span.start - runs[-1].end <= bridge:
                last = runs.pop()
                span = Span(start=last.start, end=max(last.end, span.end))
            runs.append(span)
        del runs[:-_KEPT]

    def _learn(self, complete: Samples) -> None:
        """How many syllables are found for this speaker's words, all syllables being there."""
        unlearned = self.said.unlearned
        while unlearned and unlearned[0][0].end <= complete:
            span, words = unlearned.popleft()
            if syllables := self._syllables_in(span):
                self._syllables_learned += syllables
                self._words_learned += words

    def _syllables_in(self, span: Span) -> int:
        """Those found in the speech within `span`."""
        found, count = list(self._syllables), 0
        for run in reversed(self._runs):
            if run.end <= span.start:
                break
            first, last = max(run.start, span.start), min(run.end, span.end)
            count += max(0, bisect_left(found, last) - bisect_left(found, first))
        return count


class PaceMeter:
    """Measures both parties' pace, every half second of the call, and tells little of it.

    Told once `window_s` of own speech was heard: when a party stops speaking, when the pace goes
    over `fast_wpm` or comes back under `back_wpm`, and in unbroken talk for each `window_s`.
    """

    def __init__(self, settings: PaceSettings | None = None) -> None:
        self._settings = settings or PaceSettings()
        self._speakers = {party: _Speaker(self._settings) for party in Party}
        self._audio: dict[Party, AudioFrame] = {}
        self._frames: dict[Party, list[_Frame]] = {party: [] for party in Party}

    def on(self, event: Event) -> Iterator[PaceMeasured]:
        """`PaceMeasured` where it is due."""
        match event:
            case AudioFrame(party=party):
                self._audio[party] = event
            case VoiceProbed():
                yield from self._probed(event)
            case WordsCommitted(party=party, words=words):
                self._speakers[party].commit(words)
            case WordsTentative(party=party, words=words):
                self._speakers[party].said.hope(words)
            case AudioEnded(at=at):
                for party in Party:
                    yield from self._measure(party, at, over=True)
            case _:
                pass

    def _probed(self, probe: VoiceProbed) -> Iterator[PaceMeasured]:
        audio, frames = self._audio.get(probe.party), self._frames[probe.party]
        samples = audio.samples if audio is not None and audio.span == probe.span else None
        voiced = probe.probability >= self._settings.voice_threshold
        frames.append(_Frame(probe.span, samples, voiced))
        if len(frames) == _FRAMES:
            yield from self._measure(probe.party, probe.span.end)

    def _measure(self, party: Party, at: Samples, over: bool = False) -> Iterator[PaceMeasured]:
        speaker, frames = self._speakers[party], self._frames[party]
        if frames:
            speaker.take(frames)
            frames.clear()
        over = over or at - speaker.spoke_to > to_samples(self._settings.bridge_s)
        since = at - speaker.told_at
        if speaker.spoke_to <= speaker.told_at or since < to_samples(self._settings.apart_s):
            return
        if (pace := speaker.pace()) is None:
            return
        limits = self._settings
        crossed = pace < limits.back_wpm if speaker.fast else pace >= limits.fast_wpm
        if over or crossed or since >= to_samples(self._settings.window_s):
            speaker.told_at, speaker.fast = at, speaker.fast != crossed
            yield PaceMeasured(
                at=at,
                party=party,
                words_per_minute=round(pace, 1),
                window=to_samples(self._settings.window_s),
            )
