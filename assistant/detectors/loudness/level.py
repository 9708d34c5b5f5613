"""Samples go in; how loud they are to the ear, within the telephone band, comes out."""

from __future__ import annotations

from functools import cache
from math import log10

import numpy as np
from numpy.typing import NDArray

from assistant.timeline import SAMPLE_RATE

_TINY = 1e-12
"""Power added before a logarithm: -120 dBFS."""


def loudness_power(samples: NDArray[np.float32]) -> float:
    """Mean square of float32 mono at 16 kHz, K-weighted, within the telephone band.

    K-weighting is ITU-R BS.1770's curve of the ear: 4 dB up above some 1.5 kHz. The band is 300 to
    3400 Hz, so that hum, rumble and what only a wide line carries do not count.
    """
    window, weights = _weighting(len(samples))
    spectrum = np.fft.rfft(samples * window)
    power = spectrum.real**2 + spectrum.imag**2
    return float(power @ weights)


@cache
def _weighting(length: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A Hann window, and for each bin how much it counts; a frame of full-scale noise gives 1."""
    hertz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    shelf_hz, shelf_q, gain = 1681.97, 0.7072, 10 ** (4.0 / 20)  # BS.1770-5, annex 1, stage 1
    s = 1j * hertz / shelf_hz
    upper = gain * s * s + np.sqrt(gain) / shelf_q * s + 1
    curve = np.abs(upper / (s * s + s / shelf_q + 1)) ** 2
    curve[(hertz < 300) | (hertz > 3400)] = 0
    window = np.hanning(length)
    scale = 2 / (length * np.sum(window**2))  # both halves of the spectrum, and the window's loss
    return window.astype(np.float32), (curve * scale).astype(np.float32)


def decibels(power: float) -> float:
    """A mean square in decibels, -120 for none."""
    return 10 * log10(power + _TINY)
