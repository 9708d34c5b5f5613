"""Noise and signals go in; coloured, filtered and levelled ones come out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audio_fixtures.placement import RATE

Signal = NDArray[np.float64]

FRAME = RATE // 50
"""20 ms: the resolution at which it is told whether something sounds."""
SOUNDING_DB = 30.0
"""A frame this far below the loudest does not sound."""


def coloured(length: int, chance: np.random.Generator, slope: float) -> Signal:
    """Noise whose amplitude falls with frequency to the power of `slope`; 0.5 is pink."""
    white = np.fft.rfft(chance.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    return np.asarray(np.fft.irfft(white / np.maximum(hertz, 20.0) ** slope, length))


def band_passed(signal: Signal, low_hz: float, high_hz: float) -> Signal:
    """`signal` between two frequencies, with soft edges."""
    if not len(signal):
        return signal
    hertz = np.fft.rfftfreq(len(signal), 1 / RATE)
    edges = [0.7 * low_hz, low_hz, high_hz, 1.2 * high_hz]
    kept = np.fft.rfft(signal) * np.interp(hertz, edges, [0, 1, 1, 0])
    return np.asarray(np.fft.irfft(kept, len(signal)))


def at_level(signal: Signal, dbfs: float) -> Signal:
    """`signal` with its sounding parts at a level; silence stays silence."""
    count = len(signal) // FRAME
    power = np.mean(signal[: count * FRAME].reshape(count, FRAME) ** 2, axis=1)
    if not count or power.max() <= 0:
        return signal
    sounding = power[power > power.max() * 10 ** (-SOUNDING_DB / 10)]
    return signal * float(10 ** (dbfs / 20) / np.sqrt(np.mean(sounding)))
