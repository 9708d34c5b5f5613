"""What is found on one channel goes in; its frames without echo, and what to tell, come out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.capture.echo_finder import LOOK, WINDOW, EchoFinder
from assistant.capture.echo_path import EchoPath
from assistant.capture.source import FRAME
from assistant.timeline import SAMPLE_RATE, to_samples

LOOK_FRAMES = LOOK // FRAME
"""Frames between two looks for an echo."""
_LESSON = 16 * FRAME
"""Half a second before an echo was found, which its path is learnt from."""
_SETTLED_FRAMES = 16
"""Half a second of echo, before its measures are told."""
_STEADY_FRAMES = 64
"""Two seconds of echo, before they are told again."""
_MOVED_LOOKS = 3
"""Looks in a row that find the echo at another lag: then it has moved."""
_MIRROR = SAMPLE_RATE * 4 // 1000
"""4 ms: closer to the other channel's echo, the other way round, it is the same sound."""
_KEPT = 2 * WINDOW + _LESSON
"""Samples that are kept: a lesson, the lag before it and a block."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class BleedSettings:
    """When one party is heard on the other's channel, and what is taken out."""

    gate: bool = True
    """Whether the echo is taken out; it is measured and told in any case."""
    earliest_ms: float = -10.0
    """The echo may seem to come first where the two channels were not started together."""
    latest_ms: float = 120.0
    """Loudspeakers and microphones of computers add 40 ms, radio headsets up to 100."""
    least_attenuation_db: float = -15.0
    """An echo so much louder than its source hides all else on its channel; it is only told.
    Microphones that are turned up, or overdriven, do make it louder."""
    gone_s: float = 6.0
    """Seconds of sound on both channels without an echo, after which it is gone."""
    change_db: float = 3.0
    """A change of the attenuation that is told."""
    change_ms: float = 5.0
    """A change of the lag that is told."""

    def __post_init__(self) -> None:
        if not -50 <= self.earliest_ms <= 0 or not 10 <= self.latest_ms <= 200:
            raise ValueError("earliest_ms: -50 to 0; latest_ms: 10 to 200")
        if not -20 <= self.least_attenuation_db <= 20:
            raise ValueError("least_attenuation_db: -20 to 20")
        if not 1 <= self.gone_s <= 60:
            raise ValueError("gone_s: 1 to 60")
        if not 0.5 <= self.change_db <= 20 or not 0.5 <= self.change_ms <= 100:
            raise ValueError("change_db: 0.5 to 20; change_ms: 0.5 to 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoMeasured:
    """An echo as it is now; `gone` where it is no more."""

    attenuation_db: float
    lag_ms: float
    gated: bool
    gone: bool = False


class EchoTape:
    """The newest samples of both channels, on one clock."""

    def __init__(self) -> None:
        self._samples = np.zeros((2, 2 * _KEPT), np.float32)
        self._end = _KEPT

    def push(self, *frames: Samples) -> None:
        """Take a frame of each channel."""
        if self._end == self._samples.shape[1]:
            self._samples[:, :_KEPT] = self._samples[:, -_KEPT:]
            self._end = _KEPT
        for channel, frame in enumerate(frames):
            self._samples[channel, self._end : self._end + FRAME] = frame
        self._end += FRAME

    def newest(self, length: int) -> NDArray[np.float32]:
        """The last so many samples of both channels; silence before the first."""
        return self._samples[:, self._end - length : self._end]


class EchoWatch:
    """Looks whether one channel has an echo of the other, follows it, and takes it out."""

    def __init__(self, channel: int, settings: BleedSettings) -> None:
        self._channel = channel
        self._settings = settings
        self._path: EchoPath | None = None
        self._gated = settings.gate
        self._told: EchoMeasured | None = None
        self._missing = 0
        self._moved = 0
        self._tell_at = _SETTLED_FRAMES

    def look(self, finder: EchoFinder, tape: EchoTape, rival: EchoWatch) -> None:
        """Begin to follow an echo, follow one that moved, or leave one that is gone.

        `rival` watches the other channel. Of two that hear each other with no lag between them,
        one is wrong: the one that was found by what was heard longer ago.
        """
        if not finder.compared:
            return
        if self._path is None:
            peak = finder.peak(self._channel)
            if peak is not None and rival.mirrors(peak.lag):
                self._moved = self._moved + 1 if finder.fresh_peak(self._channel) else 0
                if self._moved < _MOVED_LOOKS:
                    return
                rival.leave()
            if peak is not None:
                self._follow(peak.lag, finder, tape)
            return
        self._moved = self._moved + 1 if finder.moved(self._channel, self._path.lag) else 0
        if self._moved >= _MOVED_LOOKS and (peak := finder.peak(self._channel)):
            self._follow(peak.lag, finder, tape)
        if not finder.lost(self._channel, self._path.lag):
            self._missing = 0
        elif self._told and self._path.would_be_heard(self._told.attenuation_db):
            self._missing += LOOK_FRAMES * FRAME
        if self._missing >= to_samples(self._settings.gone_s):
            self.leave()

    def mirrors(self, lag: int) -> bool:
        """Whether the echo that is followed is the same sound as one the other way at `lag`."""
        return self._path is not None and abs(self._path.lag + lag) <= _MIRROR

    def leave(self) -> None:
        """Follow no echo."""
        self._path = None

    def clean(self, tape: EchoTape, frame: Samples) -> Samples:
        """The newest frame of this channel without echo; itself where there is none."""
        if self._path is None:
            return frame
        cleaned = self._path.push(tape.newest(_KEPT)[1 - self._channel], frame)
        return cleaned if self._gated else frame

    def news(self) -> EchoMeasured | None:
        """What is to be told: an echo that is new, has changed or is gone."""
        told = self._told
        if self._path is None:
            self._told = None
            return replace(told, gated=False, gone=True) if told else None
        if self._path.audible_frames < self._tell_at:
            return None
        now = self._measured()
        self._gated = now.gated
        if told is not None and not self._differs(told, now):
            return None
        self._told = now
        self._tell_at = self._path.audible_frames + _STEADY_FRAMES
        return now

    def _measured(self) -> EchoMeasured:
        assert self._path is not None
        attenuation = round(self._path.attenuation_db, 1)
        lag_ms = round(1000 * self._path.lag / SAMPLE_RATE, 2)
        gated = self._settings.gate and attenuation >= self._settings.least_attenuation_db
        return EchoMeasured(attenuation_db=attenuation, lag_ms=lag_ms, gated=gated)

    def _differs(self, told: EchoMeasured, now: EchoMeasured) -> bool:
        return (
            told.gated is not now.gated
            or abs(told.attenuation_db - now.attenuation_db) >= self._settings.change_db
            or abs(told.lag_ms - now.lag_ms) >= self._settings.change_ms
        )

    def _follow(self, lag: int, finder: EchoFinder, tape: EchoTape) -> None:
        self._path = EchoPath(lag, finder.gain(self._channel))
        self._gated = self._settings.gate
        self._moved = self._missing = 0
        self._tell_at = _SETTLED_FRAMES
        heard = tape.newest(_KEPT)[:, :-FRAME]  # the newest frame is yet to be cleaned
        self._path.teach(heard[1 - self._channel], heard[self._channel, -_LESSON:])
