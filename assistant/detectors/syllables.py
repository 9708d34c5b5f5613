"""One party's samples go in, in stretches; the middles of the syllables in them come out.

After de Jong and Wempe (2009): a syllable's nucleus is a peak of intensity with a dip on either
side. The intensity is that of 300 to 1500 Hz, where vowels are loud on any telephone line. Their
test for a voiced peak is left out: where the voice detector hears speech, it made counts worse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.timeline import SAMPLE_RATE, Samples

Floats = NDArray[np.float32]

_WINDOW = 512
"""Samples of one look at the intensity, 32 ms: two periods of a low voice."""
_HOP = _WINDOW // 2
"""Samples between looks, 16 ms: a syllable lasts 100 ms and more."""
_BAND = slice(300 * _WINDOW // SAMPLE_RATE + 1, 1500 * _WINDOW // SAMPLE_RATE + 1)
_TAPER: Floats = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
_BLUR: Floats = np.asarray([0.25, 0.75, 1.0, 0.75, 0.25], dtype=np.float32) / np.float32(3.0)
"""Over 80 ms: the ripple of the voice's own periods is no syllable."""
_DIP_DB = 3.0
"""A peak stands so far over the dips on either side of it."""
_BELOW_DB = 25.0
"""A peak further under the loudest of late is breath or echo (de Jong and Wempe's threshold)."""
_FADES_DB_S = 2.0
"""How fast the loudest is forgotten, so that a gain that is turned down costs few seconds."""
_SILENT = 1e-9
"""Energy of a look that stands for digital silence."""


@dataclass(slots=True)
class _Climb:
    """The last dip of the intensity, and the peak since then, in dB."""

    dip: float = np.inf
    peak: float = -np.inf
    at: Samples = 0


class SyllableSpotter:
    """Follows the intensity of one party; what it says of a stretch may come with the next."""

    def __init__(self) -> None:
        self._begin(0)

    def _begin(self, start: Samples) -> None:
        """Forget what was heard: silence came before `start`."""
        self._end = start
        self._tail: Floats = np.zeros(_HOP, np.float32)
        self._energies: Floats = np.full(len(_BLUR) - 1, _SILENT, np.float32)
        self._loudest = -np.inf
        self._climb = _Climb()

    def hear(self, start: Samples, samples: Floats) -> list[Samples]:
        """Where syllables are, in order; `samples`: float32 at 16 kHz, a multiple of 256.

        A stretch that does not follow on from the last one begins after silence.
        """
        if start != self._end:
            self._begin(start)
        self._end += len(samples)
        levels = 10 * np.log10(np.convolve(self._look(samples), _BLUR, "valid"))
        fading = _FADES_DB_S * len(samples) / SAMPLE_RATE
        self._loudest = max(self._loudest - fading, float(levels.max()))
        first = start - _HOP * (len(_BLUR) // 2)
        nuclei = (
            self._follow(first + index * _HOP, level) for index, level in enumerate(levels.tolist())
        )
        return [nucleus for nucleus in nuclei if nucleus is not None]

    def _look(self, samples: Floats) -> Floats:
        """Energies of the looks, after those from before that blurring needs."""
        joined = np.concatenate((self._tail, samples))
        self._tail = joined[-_HOP:]
        looks = np.lib.stride_tricks.sliding_window_view(joined, _WINDOW)[::_HOP]
        band = np.fft.rfft(looks * _TAPER)[:, _BAND]
        energies = np.square(np.abs(band)).sum(axis=1) + _SILENT
        energies = np.concatenate((self._energies, energies))
        self._energies = energies[-len(self._energies) :]
        return energies

    def _follow(self, at: Samples, level: float) -> Samples | None:
        """The last peak, once the intensity has fallen far enough from it."""
        climb = self._climb
        if level < climb.dip:
            climb.dip = level
        if level > climb.peak and level - climb.dip >= _DIP_DB:
            climb.peak, climb.at = level, at
        if climb.peak - level < _DIP_DB:
            return None
        self._climb = _Climb(dip=level)
        return climb.at if climb.peak > self._loudest - _BELOW_DB else None
