"""A party's clean channel and turns go in; where they are heard over the line comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audio_fixtures.noise import BAND_HZ
from audio_fixtures.placement import RATE
from audio_fixtures.shaping import band_passed
from audio_fixtures.spans import Span, joined

FRAME = RATE // 100
"""10 ms: the resolution of the spans."""
FAINT_DB = 30.0
"""Decibels under the loud frames of a turn, from which on a frame holds nothing that is heard.

The synthesiser's weak consonants lie above it; its tails, breaths and pauses lie under it.
"""
OVER_NOISE_DB = 3.0
"""Decibels over the line's noise, under which a frame is lost in it."""
LEAST_RANGE_DB = 10.0
"""However loud the noise, frames so near the loud ones of a turn are heard."""
LOUD = 95
"""Percentile of a turn's frames that is its loud level."""
SILENT_DBFS = -80.0
"""Frames under this are the gaps between phrases and say nothing of the voice."""
PAUSE = 0.2
"""Seconds: a shorter gap is part of speaking, for a plosive closes the mouth for 0.1 s."""
BURST = 0.03
"""Seconds: a shorter sound is a click, not speech."""


def audible_spans(
    clean: NDArray[np.float32], turns: Sequence[Span], noise_dbfs: float
) -> list[Span]:
    """Where one clean channel at 8 kHz is heard as speech, in samples, to 10 ms.

    `turns` are the samples in which the party talks; `noise_dbfs` is the noise on their line. Only
    what the telephone band lets through counts. Pauses of more than 0.2 s are left out.
    """
    levels = _levels(band_passed(clean.astype(np.float64), *BAND_HZ))
    heard = np.zeros(len(levels), bool)
    for start, end in turns:
        part = slice(start // FRAME, -(-end // FRAME))
        heard[part] |= levels[part] > _threshold(levels[part], noise_dbfs)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], heard, [False])).astype(np.int8)))
    frames = [(int(start), int(end)) for start, end in edges.reshape(-1, 2) * FRAME]
    return [span for span in joined(frames, PAUSE) if span[1] - span[0] >= BURST * RATE]


def _levels(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Decibels of each frame against full scale."""
    count = len(signal) // FRAME
    power = np.mean(signal[: count * FRAME].reshape(count, FRAME) ** 2, axis=1)
    return np.asarray(10 * np.log10(power + 1e-18))


def _threshold(levels: NDArray[np.float64], noise_dbfs: float) -> float:
    """The level over which a turn with these frames is heard."""
    sounding = levels[levels > SILENT_DBFS]
    if not len(sounding):
        return 0.0
    loud = float(np.percentile(sounding, LOUD))
    return max(loud - FAINT_DB, min(noise_dbfs + OVER_NOISE_DB, loud - LEAST_RANGE_DB))
