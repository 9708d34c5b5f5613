"""How late the words come goes in, in seconds; how much the recogniser should be asked comes out.

No clock of its own: it works by the wall clock and by a simulated one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Effort(IntEnum):
    """How much the recogniser is asked; each step down asks less of the machine."""

    FULL = 0
    LONGER_STEPS = 1
    """Unfinished speech is looked at less often."""
    FINALS_ONLY = 2
    """Unfinished speech is not looked at."""
    SMALLER_MODEL = 3
    """And a smaller model answers."""
    BEHIND = 4
    """Nothing more can be left out; words come late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSettings:
    """How requests to the recogniser are scheduled, and what it leaves out on a slow machine."""

    together: bool = False
    """Whether both parties' requests are answered in one pass where both wait."""
    late_s: float = 1.0
    """From the end of the evidence to the answer, beyond which a cue misses its moment."""
    easy_s: float = 0.6
    """In time again: well below `late_s`, so that one slow answer does not turn it round."""
    patience_s: float = 3.0
    """Words come late for so long before less is asked; another program's start passes sooner."""
    calm_s: float = 15.0
    """Words come in time for so long before more is asked; twice that after each relapse."""
    step_s: float = 1.5
    """Between looks at a party's unfinished speech while they are fewer; two to four words."""
    most_waiting_s: float = 900.0
    """Speech that may wait to be recognised: 58 MB. Beyond it the oldest is left out, and told."""

    def __post_init__(self) -> None:
        if not 0.1 <= self.easy_s <= self.late_s <= 3600:
            raise ValueError("easy_s and late_s: 0.1 <= easy_s <= late_s <= 3600")
        if not 0 <= self.patience_s <= 600 or not 1 <= self.calm_s <= 3600:
            raise ValueError("patience_s: 0 to 600; calm_s: 1 to 3600")
        if not 0.1 <= self.step_s <= 30:
            raise ValueError("step_s: 0.1 to 30")
        if not 30 <= self.most_waiting_s <= 14_400:
            raise ValueError("most_waiting_s: 30 to 14400")


_WINDOW_S = 5.0
"""Answers of so long a time are taken together: about one phrase, or ten looks at open speech."""
_LONGEST_CALM = 16
"""Times `calm_s`, after four relapses; then once in four minutes is little to read."""


class LoadWatch:
    """Steps down when words come late for a while, and up again when they have come in time.

    `steps` are the efforts that there are, from the fullest down.
    """

    def __init__(self, settings: LoadSettings, steps: Sequence[Effort] = tuple(Effort)) -> None:
        self._settings = settings
        self._steps = tuple(steps)
        self._step = 0
        self._lags: deque[tuple[float, float]] = deque()
        self._late_since: float | None = None
        self._easy_since: float | None = None
        self._rose_at: float | None = None
        self._calm = 1
        self.lag = 0.0
        """How late words come: the mean of the latest answers, or what has waited longer."""

    @property
    def effort(self) -> Effort:
        """What the recogniser is asked now."""
        return self._steps[self._step]

    def answered(self, now: float, lag: float) -> None:
        """Note an answer that came `lag` seconds after the end of its evidence."""
        self._lags.append((now, lag))

    def observe(self, now: float, waiting: float = 0.0) -> Effort:
        """The effort at `now`, where the oldest request has waited for `waiting` seconds.

        At most a step away from the one before. `now` never goes back.
        """
        while self._lags and self._lags[0][0] < now - _WINDOW_S:
            self._lags.popleft()
        lags = [lag for _, lag in self._lags]
        self.lag = max(waiting, sum(lags) / len(lags) if lags else 0.0)
        late, easy = self.lag > self._settings.late_s, self.lag <= self._settings.easy_s
        self._late_since = _since(self._late_since, now, late)
        self._easy_since = _since(self._easy_since, now, easy)
        if self._late_since is not None and now - self._late_since >= self._settings.patience_s:
            self._move(now, 1)
        elif self._easy_since is not None and now - self._easy_since >= self._calm_s:
            self._move(now, -1)
        return self.effort

    @property
    def _calm_s(self) -> float:
        return self._settings.calm_s * self._calm

    def _move(self, now: float, by: int) -> None:
        self._late_since = self._easy_since = None
        step = min(max(self._step + by, 0), len(self._steps) - 1)
        if step == self._step:
            return
        self._step = step
        self._lags.clear()  # they were measured under the other effort
        if by < 0:
            self._rose_at = now
        elif self._rose_at is not None:
            relapsed = now - self._rose_at < self._calm_s
            self._calm = min(self._calm * 2, _LONGEST_CALM) if relapsed else 1
            self._rose_at = None


def _since(since: float | None, now: float, holds: bool) -> float | None:
    """Since when something holds, None where it does not."""
    if not holds:
        return None
    return now if since is None else since
