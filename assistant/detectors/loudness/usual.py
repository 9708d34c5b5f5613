"""Windows of a party's speech go in; how loud they usually are, on today's line, comes out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import copysign

import numpy as np

NEAR_DB = 3.0
"""A voice nearer to its usual is back there; no part of a rise may be."""
MOST_DB = 20.0
"""No voice rises or falls by more, from a murmur to a shout; what does is not the same source."""
_DEAD_DBFS = -75.0
"""Where the line is so still between words, how still says nothing about its gain."""
_FLOOR_SHARE = 0.7
"""Of a change of level that the noise between words makes too, above which it is the line's."""
_FLOOR_PERCENTILES = (10, 50, 90)
"""How low, and how high, the noise between words usually is."""
_STEADY_DB = 6.0
"""Spread of that noise, beyond which it comes and goes by itself, or a gate does it."""
_YOUNG = 16
"""Windows, ten seconds of speech, before which all that is said goes into the usual."""
_BACK = 4
"""Windows near the usual after which a rise is over."""


@dataclass(slots=True)
class Usual:
    """How loud a party usually is, and the noise between their words: windows long past."""

    kept: int
    least: int
    held: int
    levels: deque[tuple[float, float]] = field(default_factory=deque)
    raised: list[tuple[float, float]] = field(default_factory=list)
    near: int = 0
    median: float = 0.0

    @property
    def known(self) -> bool:
        """Whether there was enough speech."""
        return len(self.levels) >= self.least

    def add(self, window: tuple[float, float]) -> None:
        """Take a window's loudness and floor in; forget the oldest.

        While the voice is up, windows wait: a rise does not count as usual before it has lasted.
        """
        over = window[0] - self.median if self.known else 0.0
        if over < -MOST_DB:
            return
        if over < NEAR_DB or len(self.levels) < _YOUNG:
            self.levels.append(window)
            self.near += 1
            if self.near >= _BACK:
                self.raised.clear()
        else:
            self.raised.append(window)
            self.near = 0
        if len(self.raised) >= self.held:
            self.levels.extend(self.raised)
            self.raised.clear()
        while len(self.levels) > self.kept:
            self.levels.popleft()
        self.median = float(np.median([level for level, _ in self.levels]))

    def restart(self) -> None:
        """Forget everything: it was not this voice."""
        self.levels.clear()
        self.raised.clear()

    def change_of_line(self, over: float, floor: float) -> float:
        """How many decibels of `over` come from the line's gain, or noise on it; 0 for the voice.

        A voice that rises leaves the noise between its words where it was; a gain lifts both.
        """
        floors = [old for _, old in self.levels if old > _DEAD_DBFS]
        if not floors or floor <= _DEAD_DBFS:
            return 0.0
        low, middle, high = np.percentile(floors, _FLOOR_PERCENTILES)
        beyond = floor - (high if over > 0 else low)
        if high - low > _STEADY_DB or beyond / over < _FLOOR_SHARE:
            return 0.0
        return float(copysign(min(abs(over), abs(floor - middle)), over))

    def shift(self, decibels: float) -> None:
        """Take it that all was heard with the gain of today."""
        self.levels = deque((a + decibels, b + decibels) for a, b in self.levels)
        self.raised = [(a + decibels, b + decibels) for a, b in self.raised]
        self.median += decibels
