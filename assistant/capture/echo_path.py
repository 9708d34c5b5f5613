"""Frames of a channel with an echo go in; frames without it, and what the echo is like, come out.

A frame that its far channel explains held only echo, and becomes digital silence; in one that
stands out of that, somebody talks, who is kept. Loudness by bands decides for any echo; where the
echo is a good copy, so does what is left when its prediction is taken away.
"""

from __future__ import annotations

from math import log10

import numpy as np
from numpy.typing import NDArray

from assistant.capture.echo_bands import BLOCK, EchoBands
from assistant.capture.echo_canceller import EchoCanceller, Powers
from assistant.capture.source import FRAME

_LEAD = 64
"""Samples, 4 ms, by which the path begins before the measured lag: drift, and a lag off by one."""
_TAIL = 0.4
"""Share of the echo's power that a room keeps after a frame: 60 dB in half a second."""
_OPEN_OVER_USUAL = 8.0
"""What is left rises 9 dB over its median where somebody talks; by echo alone 3 % of frames do."""
_LEAST_OPEN = 0.6
"""What is left over the echo, in power, that always may be echo."""
_COPY = 0.2
"""An echo less unlike its source is a copy, on which the prediction is to be trusted."""
_STANDS_OUT_DB = 0.5
"""Mean over the bands; echoes alone reach it in 1.5 % of frames, behind codecs of 6 kbit/s too."""
_SURE = 6.0
"""So much over the threshold is talk in one frame; else it takes two."""
_HOLD_FRAMES = 5
"""160 ms: talk is kept on through its softer sounds."""
_AUDIBLE = 0.3
"""An echo at less than this share of the channel's own noise is let be."""
_SILENT = 1e-9
"""Mean square, -90 dBFS: the least that noise is taken to be."""
_NOISE_RISE = 1.02
"""A frame's rise of the noise floor: 2.7 dB a second."""
_MEDIAN_STEP = 1.02
"""How the median follows: 2.7 dB a second."""
_LEAST_UNLIKE = 0.05
"""A perfect copy is taken to be no better, so that a change shows within seconds."""
_CLEAR = 4.0
"""An echo this far over the noise shows how much of it is a copy."""
_SURELY_TALK = 10.0
"""So much over the echo is talk, whatever the path."""
_DOUBT = 4.0
"""How far the first guess of the gain may be off, in power."""
_LESSONS = 2
"""How often the same half second is learnt from at the beginning."""
_LEVEL_SHARE = 0.02
"""Share of the newest frame in the measured attenuation: about 1.6 s."""
_FADE = np.linspace(0.0, 1.0, 64, dtype=np.float32)
"""4 ms: an edge as soft as that makes no click."""

Samples = NDArray[np.float32]


class EchoPath:
    """One party's echo on the other's channel.

    `lag` is in samples; `gain` is about what share of the power comes across.
    """

    def __init__(self, lag: int, gain: float) -> None:
        self.lag = lag
        self.audible_frames = 0
        """Frames so far in which the echo of speech alone could be heard."""
        self.unlike = 0.3
        """The median of what is left over the echo, in power: 1 where half of it is no copy."""
        self._offset = max(lag - _LEAD, 0) if lag >= 0 else lag
        self._canceller = EchoCanceller(_DOUBT * gain)
        self._bands = EchoBands(gain)
        self._near = np.zeros(BLOCK, np.float32)
        self._tail = 0.0
        self._noise = 1.0
        self._far = self._echo = _SILENT
        self._pending = False
        self._hold = 0
        self._talk = 0
        self._open = True

    @property
    def attenuation_db(self) -> float:
        """How much weaker the echo is than its source, over about its last two seconds."""
        return 10 * log10(max(self._far, _SILENT) / max(self._echo, _SILENT))

    def would_be_heard(self, attenuation_db: float) -> bool:
        """Whether the newest frame would show an echo that is so much weaker than its source."""
        bands = self._bands
        echo = bands.far / 10 ** (attenuation_db / 10)
        return bands.speech and not self._hold and echo > _CLEAR * bands.noise

    def push(self, far: Samples, near: Samples) -> Samples:
        """The frame without its echo; `near` itself where there is none to hear.

        `far` has the far channel's last samples up to the end of the frame: two frames and a lag.
        """
        block, valid = self._block(far)
        self._near = np.concatenate((self._near[FRAME:], near))
        if near @ near < _SILENT * FRAME:  # muted: there is no echo, and nothing to learn
            self._canceller.listen(block)
            return self._shown(near, True)
        echo, powers = self._canceller.push(block, near, valid)
        stands_out = self._bands.push(block, self._near)
        self._measure(powers)
        if not self._bands.audible and self._tail < _AUDIBLE * self._noise:
            self._hold, self._pending = 0, False
            return self._shown(near, True)
        talks = self._near_talks(powers.left, stands_out)
        self._bands.learn(talks)
        if not talks:
            return self._shown(near, False)
        left = near - echo if valid == FRAME else near
        return self._shown(left if left @ left < near @ near else near, True)

    def teach(self, far: Samples, near: Samples) -> None:
        """Learn the path from what was heard before, in whole frames of `near`.

        `far` has as many samples, and two frames and a lag more before them.
        """
        for _ in range(_LESSONS):
            self._far = self._echo = _SILENT
            for end in range(len(near), -1, -FRAME)[-2::-1]:
                self.push(far[: len(far) - len(near) + end], near[end - FRAME : end])
        self.audible_frames = 0

    def _block(self, far: Samples) -> tuple[Samples, int]:
        """What the far channel said a lag before, and how much of the frame that explains."""
        if self._offset >= 0:
            end = len(far) - self._offset
            return far[end - 2 * FRAME : end], FRAME
        unknown = np.zeros(-self._offset, np.float32)
        return np.concatenate((far[-2 * FRAME - self._offset :], unknown)), FRAME + self._offset

    def _measure(self, powers: Powers) -> None:
        bands = self._bands
        self._tail = max(powers.echo, _TAIL * self._tail)
        self._noise = max(min(powers.left, self._noise * _NOISE_RISE), _SILENT)
        surely = powers.left > _SURELY_TALK * (self._tail + self._noise)
        self._talk = _HOLD_FRAMES if surely else max(self._talk - 1, 0)
        if bands.speech and not self._hold and bands.audible:
            self.audible_frames += 1
            self._far += _LEVEL_SHARE * (bands.far - self._far)
            self._echo += _LEVEL_SHARE * (bands.direct - self._echo)
        if bands.speech and not self._talk:
            self._compare(powers)

    def _compare(self, powers: Powers) -> None:
        """Follow how unlike its source the echo is."""
        if powers.echo > _CLEAR * self._noise:
            more = powers.left > self.unlike * self._tail
            self.unlike *= _MEDIAN_STEP if more else 1 / _MEDIAN_STEP
            self.unlike = max(self.unlike, _LEAST_UNLIKE)

    def _near_talks(self, left: float, stands_out: float) -> bool:
        over = stands_out / _STANDS_OUT_DB
        if self.unlike < _COPY:
            most = max(_OPEN_OVER_USUAL * self.unlike, _LEAST_OPEN)
            over = max(over, left / (most * self._tail + 2 * self._noise))
        sure = over > (1.0 if self._pending else _SURE)
        self._pending = over > 1.0
        self._hold = _HOLD_FRAMES if sure else max(self._hold - 1, 0)
        return self._hold > 0

    def _shown(self, frame: Samples, show: bool) -> Samples:
        """The frame, or silence, with a soft edge where that changes."""
        if show is self._open:
            return frame if show else np.zeros(FRAME, np.float32)
        self._open = show
        faded = frame.copy() if show else np.zeros(FRAME, np.float32)
        edge = len(_FADE)
        faded[:edge] = frame[:edge] * (_FADE if show else _FADE[::-1])
        return faded
