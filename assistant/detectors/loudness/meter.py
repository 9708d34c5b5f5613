"""Audio and voice probabilities of both parties go in; who became louder than their usual, out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from assistant.detectors.loudness.level import decibels, loudness_power
from assistant.detectors.loudness.usual import MOST_DB, NEAR_DB, Usual
from assistant.events import AudioFrame, Event, LoudnessRose, LoudnessSettled, Party, VoiceProbed
from assistant.timeline import to_samples

_BLOCK = to_samples(0.128)
"""Own speech that is weighed as one: four frames, a short syllable."""
_QUARTERS = 4
"""Parts of a window, in each of which the voice must be up; one shout fills but one."""
_DIP_DB = 6.0
"""How far a part of a rise may be below the whole: unstressed words are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessSettings:
    """When a voice counts as louder than it was."""

    rise_db: float = 6.0
    """Over the speaker's own median, 3..30 dB; a voice twice as strong, plain to any listener."""
    window_s: float = 2.0
    """Own speech throughout which it must be louder, 0.6..10 s; a single shout is shorter."""
    baseline_s: float = 60.0
    """The last own speech whose median is the usual, 10..600 s; half of it brings a new usual."""
    hold_s: float = 15.0
    """A voice that stays up for so long is taken into the usual, 0..60 s; till then it is not."""
    least_baseline_s: float = 4.0
    """Own speech before the window without which there is no usual yet, 2..60 s."""
    voice_threshold: float = 0.5
    """Probability from which a frame holds voice, 0..1."""
    forget_s: float = 30.0
    """A window stretched by pauses to more than this is not one rise, 1..120 s."""

    def __post_init__(self) -> None:
        _within("loudness.rise_db", self.rise_db, 3, 30)
        _within("loudness.window_s", self.window_s, 0.6, 10)
        _within("loudness.baseline_s", self.baseline_s, 10, 600)
        _within("loudness.hold_s", self.hold_s, 0, 60)
        _within("loudness.least_baseline_s", self.least_baseline_s, 2, 60)
        _within("loudness.voice_threshold", self.voice_threshold, 0, 1)
        _within("loudness.forget_s", self.forget_s, 1, 120)
        if self.forget_s < self.window_s:
            raise ValueError("loudness.forget_s must not be shorter than loudness.window_s.")
        if self.least_baseline_s < self.window_s:
            raise ValueError(
                "loudness.least_baseline_s must not be shorter than loudness.window_s."
            )


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of own speech: mean power, and the faintest frame since the piece before it."""

    start: int
    end: int
    power: float
    floor_dbfs: float


class _Voice:
    """One party's loudness against their usual."""

    def __init__(self, settings: LoudnessSettings) -> None:
        self._settings = settings
        quarter = to_samples(settings.window_s) / _QUARTERS
        self._quarter = max(1, round(quarter / _BLOCK))
        self._blocks: deque[_Block] = deque(maxlen=_QUARTERS * self._quarter)
        self._count = 0
        self._recent: deque[tuple[float, float]] = deque()
        self._usual = Usual(
            kept=round(to_samples(settings.baseline_s) / quarter),
            held=max(1, round(to_samples(settings.hold_s) / quarter)),
            least=1 + round(to_samples(settings.least_baseline_s - settings.window_s) / quarter),
        )
        self._powers: list[float] = []
        self._length = self._start = 0
        self._floor = inf
        self._near = 0
        self.raised = False

    def take(self, power: float, probe: VoiceProbed) -> float | None:
        """One frame more; decibels over the baseline where a rise is certain with it."""
        level = decibels(power)
        self._floor = min(self._floor, level)
        if probe.probability < self._settings.voice_threshold:
            return None
        if not self._powers:
            self._start = probe.span.start
        self._powers.append(power)
        self._length += probe.span.length
        if self._length < _BLOCK:
            return None
        mean = sum(self._powers) / len(self._powers)
        self._blocks.append(_Block(self._start, probe.span.end, mean, self._floor))
        self._powers, self._length, self._floor = [], 0, inf
        self._count += 1
        return self._judge() if len(self._blocks) == self._blocks.maxlen else None

    def _judge(self) -> float | None:
        """Compare the last window with the usual; each quarter of one ages towards the usual."""
        blocks = list(self._blocks)
        now = decibels(sum(block.power for block in blocks) / len(blocks))
        # The first quarter may lie partly before a change of the line.
        floor = min(block.floor_dbfs for block in blocks[self._quarter :])
        rise = self._rise(blocks, now, floor) if self._usual.known else None
        if self._count % self._quarter == 0:
            self._recent.append((now, floor))
            if len(self._recent) > _QUARTERS:  # it does not overlap the window of now
                self._usual.add(self._recent.popleft())
        return rise

    def _rise(self, blocks: list[_Block], now: float, floor: float) -> float | None:
        over = now - self._usual.median
        if over > MOST_DB:
            self._usual.restart()
            self._recent.clear()
            return None
        self._near = self._near + 1 if over < NEAR_DB else 0
        if self._near >= len(blocks):  # sentences fall at their end
            self.raised = False
        if abs(over) < self._settings.rise_db or not self._held(blocks, now, over):
            return None
        change = self._usual.change_of_line(over, floor)
        if change:
            self._usual.shift(change)
            self._recent = deque((a + change, b + change) for a, b in self._recent)
        if over - change < self._settings.rise_db or self.raised:
            return None
        self.raised = True
        return over - change

    def _held(self, blocks: list[_Block], now: float, over: float) -> bool:
        """Whether the voice was up, or down, throughout, and without too long a pause."""
        if blocks[-1].end - blocks[0].start > to_samples(self._settings.forget_s):
            return False
        size = self._quarter
        parts = [blocks[first : first + size] for first in range(0, len(blocks), size)]
        levels = [decibels(sum(block.power for block in part) / size) - now for part in parts]
        if over < 0:
            return over + max(levels) <= -NEAR_DB
        return min(levels) >= -_DIP_DB and over + min(levels) >= NEAR_DB


class LoudnessMeter:
    """Finds where a party's voice rose over their own median; says so once for each rise.

    Measured like EBU R128's short-term loudness, over own speech alone: the mean power of the last
    `window_s` against the median of all such means before it.
    """

    def __init__(self, settings: LoudnessSettings | None = None) -> None:
        self._settings = settings or LoudnessSettings()
        self._voices = {party: _Voice(self._settings) for party in Party}
        self._powers: dict[Party, tuple[int, float]] = {}

    def on(self, event: Event) -> Iterator[LoudnessRose | LoudnessSettled]:
        """`LoudnessRose`, and not again before the voice was back near its usual: then that."""
        if isinstance(event, AudioFrame):
            if len(event.samples) > 1:
                self._powers[event.party] = event.start, loudness_power(event.samples)
        elif isinstance(event, VoiceProbed):
            start, power = self._powers.pop(event.party, (None, 0.0))
            if start != event.span.start:
                return
            voice = self._voices[event.party]
            was_raised = voice.raised
            over = voice.take(power, event)
            if was_raised and not voice.raised:
                yield LoudnessSettled(at=event.span.end, party=event.party)
            if over is not None:
                yield LoudnessRose(
                    at=event.span.end,
                    party=event.party,
                    db_over_baseline=round(over, 1),
                    window=to_samples(self._settings.window_s),
                )
