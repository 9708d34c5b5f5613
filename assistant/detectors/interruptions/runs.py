"""One party's voice probabilities and levels go in; the runs of their talk come out.

A voice detector is late at the start of a word and stays on after its end. Where levels are known,
a run begins and ends where the sound rises out of the line's noise and sinks back.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import log10
from statistics import median

from assistant.detectors.interruptions.settings import InterruptionSettings
from assistant.events import VoiceProbed
from assistant.timeline import to_samples, to_seconds


@dataclass(slots=True)
class Run:
    """A stretch of one party's talk, short pauses bridged; positions in samples."""

    start: int
    end: int
    turn: int
    """Where the turn began that this is part of; of two speakers the later one came in second."""
    begun: int
    """Where the first of the runs began that follow each other after no more than a breath."""
    before: int = 0
    """Samples of talk in those of them that are over."""
    power: float = 0.0
    """Summed over the voiced frames of known level in them, as a share of full scale."""
    frames: int = 0
    over: int = 0
    """Samples for which the other's run went on beside them, in overlaps that are over."""
    came_over: bool = False
    """In this turn, the party came in while the other was speaking, not into a breath."""
    told: bool = False
    """That this turn interrupts has been said."""
    brief: bool = False
    """It was said, and taken back, for the party stopped soon."""
    disproved: bool = False
    """It was said, and then its words were only support."""

    @property
    def length(self) -> int:
        """Samples from the first sound to the last so far, without the breaths between runs."""
        return self.before + self.end - self.start


_FRAME = to_samples(0.032)
"""What a probe is of."""


class Talker:
    """Follows one party: the run that goes on, and the last one that is over."""

    def __init__(self, settings: InterruptionSettings) -> None:
        self._settings = settings
        self._level = _Level(settings.drop_db, settings.rise_db)
        self._before: deque[VoiceProbed] = deque(maxlen=to_samples(settings.onset_s) // _FRAME)
        """Frames right before this one that stand out of the noise and are no sure voice yet."""
        self._usual: deque[float] = deque(maxlen=_TURNS)
        """How loud the party's last runs were, in dB, backchannels left out."""
        self.run: Run | None = None
        self.last: Run | None = None
        self.voiced = False

    def hear(self, probed: VoiceProbed) -> int | None:
        """Follow the voice by one frame; where a run would begin with it, if one does."""
        stands_out = self._level.stands_out(probed)
        self._level.learn(probed)
        settings = self._settings
        least = settings.voiced_probability if self.run is None else settings.goes_on_probability
        self.voiced = stands_out and probed.probability >= least
        if not self.voiced:
            if not stands_out or probed.level_db is None:
                self._before.clear()
            else:
                self._before.append(probed)
            return None
        if self.run is None:
            began = self._before[0].span.start if self._before else probed.span.start
            self._before.clear()
            return began
        self.run.end = probed.span.end
        self._measure(self.run, probed)
        return None

    def _measure(self, run: Run, probed: VoiceProbed) -> None:
        if probed.level_db is not None:
            run.power += 10 ** (probed.level_db / 10)
            run.frames += 1

    def is_soft(self, run: Run) -> bool:
        """Whether the run is softer than the party's talk usually is, as support mostly is."""
        if not self._usual or not run.frames:
            return False
        return _db(run) <= median(self._usual) - self._settings.soft_db

    def is_over(self, at: int) -> bool:
        """Whether the run that went on has ended, by a pause too long to bridge."""
        return self.run is not None and at - self.run.end > to_samples(self._settings.bridge_s)

    def stop(self) -> None:
        """Take the run as over."""
        run = self.run
        if run is not None and run.frames and run.length > _LONG:
            self._usual.append(_db(run))
        self.run, self.last = None, run


def _db(run: Run) -> float:
    return 10 * log10(max(run.power / run.frames, 1e-12))


_TURNS = 9
"""Runs that say how loud the party usually is: the last half minute of talk or so."""
_LONG = to_samples(1.5)
"""A run that says so is longer than any backchannel."""


_FALL_DB_A_S = 1.0
"""How fast the loudest level of a voice is forgotten, over its own talk."""
_SURE = 0.8
"""Probability from which a frame teaches how loud the voice is."""
_NO_VOICE = 0.1
"""Probability below which a frame teaches how loud the line is."""
_FLOOR_SHARE = 0.1
"""How much of it such a frame teaches: a third of a second to follow."""
_LEAST_RANGE_DB = 6.0
"""However loud the line is, so much below the loudest of a voice is still voice."""


class _Level:
    """How loud the voice and the line are, by what was heard so far."""

    def __init__(self, drop_db: float, rise_db: float) -> None:
        self._drop, self._rise = drop_db, rise_db
        self._peak: float | None = None
        self._floor: float | None = None

    def stands_out(self, probed: VoiceProbed) -> bool:
        """Whether the frame is near the voice's own level and over the line's."""
        if probed.level_db is None:
            return True
        least = self._floor + self._rise if self._floor is not None else None
        if self._peak is not None:
            most = self._peak - _LEAST_RANGE_DB
            near = self._peak - self._drop
            least = near if least is None else max(near, min(least, most))
        return least is None or probed.level_db >= least

    def learn(self, probed: VoiceProbed) -> None:
        """Adapt to a frame that surely holds voice, or surely none."""
        level = probed.level_db
        if level is None:
            return
        if probed.probability >= _SURE:
            fallen = _FALL_DB_A_S * to_seconds(probed.span.length)
            self._peak = level if self._peak is None else max(level, self._peak - fallen)
        elif probed.probability < _NO_VOICE:
            floor = level if self._floor is None else self._floor
            self._floor = floor + _FLOOR_SHARE * (level - floor)
