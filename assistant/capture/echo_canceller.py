"""A loudspeaker's samples and a microphone's go in; what of the first is in the second comes out.

A frequency-domain adaptive Kalman filter in partitions (Enzner and Vary 2006; Kuech, Mabande and
Enzner 2014): it knows how sure it is of the echo's path, so that talk at the microphone slows its
learning with no detector for that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.capture.source import FRAME
from assistant.timeline import SAMPLE_RATE

_PARTITIONS = 2
"""Frames of echo after its lag, 64 ms: the direct sound and the early reflections of a room."""
_KEPT = 0.998**2
"""What a frame leaves of the path known before; a gain that changes is followed within 1 s."""
_SMOOTHING = 0.5
"""Share of earlier frames in the level of what is not echo."""
_FLOOR = 1e-4
"""Least power of a bin, -70 dBFS: where a telephone leaves no sound there is nothing to learn."""
_FURTHER = 0.3
"""How likely, beside the first partition, a later one holds echo."""
_BAND = slice(300 * 2 * FRAME // SAMPLE_RATE, 3_400 * 2 * FRAME // SAMPLE_RATE)
"""Bins of a block's spectrum that lie in the telephone band."""

Samples = NDArray[np.float32]


class Powers(NamedTuple):
    """Mean squares in the telephone band: of the echo, and of all but the echo."""

    echo: float
    left: float


class EchoCanceller:
    """Predicts the echo in each frame; `gain` is the share of power that may come across."""

    def __init__(self, gain: float) -> None:
        bins = FRAME + 1
        self._path = np.zeros((_PARTITIONS, bins), np.complex64)
        self._heard = np.zeros((_PARTITIONS, bins), np.complex64)
        doubt = gain * _FURTHER ** np.arange(_PARTITIONS)
        self._doubt = np.repeat(doubt[:, None], bins, axis=1).astype(np.float32)
        self._other: NDArray[np.float32] | None = None

    def push(self, far: Samples, near: Samples, valid: int) -> tuple[Samples, Powers]:
        """The echo in `near`, `FRAME` samples, and how strong it is.

        `far` has the `2 * FRAME` samples of the loudspeaker that end with the frame, lag taken
        out; of `near` only the first `valid` samples count, where `far` is not known further.
        """
        self.listen(far)
        echo = np.fft.irfft((self._path * self._heard).sum(axis=0))[FRAME:].astype(np.float32)
        blocks = np.zeros((2, 2 * FRAME), np.float32)
        blocks[0, FRAME : FRAME + valid] = echo[:valid]
        blocks[1, FRAME : FRAME + valid] = (near - echo)[:valid]
        spectra = np.fft.rfft(blocks, axis=1)
        power = spectra.real**2 + spectra.imag**2
        self._learn(spectra[1], power[1])
        quiet, left = power[:, _BAND].sum(axis=1).tolist()
        scale = FRAME * FRAME
        return echo, Powers(quiet / scale, left / scale)

    def listen(self, far: Samples) -> None:
        """Hear the loudspeaker alone: the microphone is muted."""
        self._heard[1:] = self._heard[:-1]
        self._heard[0] = np.fft.rfft(far)

    def _learn(self, left: NDArray[np.complex64], power: NDArray[np.float32]) -> None:
        if self._other is None:
            self._other = power
        self._other = _SMOOTHING * self._other + (1 - _SMOOTHING) * power
        far = self._heard.real**2 + self._heard.imag**2
        expected = 0.5 * (self._doubt * far).sum(axis=0) + self._other + np.float32(_FLOOR)
        step = self._doubt / expected
        change = np.fft.irfft(step * self._heard.conj() * left, axis=1)
        change[:, FRAME:] = 0.0  # a partition holds a frame of the path, no more
        self._path += np.fft.rfft(change, axis=1)
        known = self._path.real**2 + self._path.imag**2
        self._doubt = _KEPT * (1 - 0.5 * step * far) * self._doubt + (1 - _KEPT) * known
