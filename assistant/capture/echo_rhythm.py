"""Both parties' samples go in; by which lag the loudness of one moves with the other's comes out.

A codec of few bits keeps nothing of a wave that two channels could share. How loud each band is it
keeps, and people who talk at once or in turn do not move together in that.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from assistant.capture.echo_bands import band_edges
from assistant.timeline import SAMPLE_RATE

HOP = 256
"""16 ms between spectra: the resolution of a lag, before the peak is drawn through."""
_BLOCK = 2 * HOP
_APART = 2
"""Hops over which loudness moves, 32 ms: a third of a syllable."""
_MOST = 2.0
"""17 dB, in nepers of power: no one event counts for more."""
_OVER_NOISE = 3.0
"""Sound counts from 5 dB over the noise of its band."""
_NOISE_RISE = 1.01
"""A hop's rise of the noise floor: 2.7 dB a second."""
_FIRST_NOISE = 1e-6
"""Mean square of a band, -60 dBFS: the most that noise is taken to be until it was heard."""
_SILENT = 1e-10
"""Mean square of a band, -100 dBFS: less is no sound at all."""
_SECONDS = 4.0
"""How long is looked back on."""
_SHARE = HOP / SAMPLE_RATE / _SECONDS
_CERTAIN = 0.17
"""Correlation with an echo: 0.23 to 0.7; without one at most 0.1 on 60 calls."""
_LOST = 0.08
"""Below this no echo is left at a lag."""
_EVIDENCE = 1.0
"""Squared moves, in nepers and averaged as they are, of a quarter of a second of talk: less says
nothing for certain."""
_CLEAR_TILT = 0.25
"""1 dB, in nepers: which channel is louder in what both share."""

_EDGES = band_edges(_BLOCK)
_BANDS = len(_EDGES) - 1
_WINDOW = np.hanning(_BLOCK).astype(np.float32)
_SCALE = 2 / (float(_WINDOW @ _WINDOW) * _BLOCK)
"""From the sum over a band's bins to its mean square."""


class EchoRhythm:
    """Correlates how the loudness of bands moves on both channels, at lags up to `latest`.

    Lags are in samples, and positive where channel 0 is behind.
    """

    def __init__(self, latest: int) -> None:
        self._most = most = -(-latest // HOP) + 1
        self._noise = np.full((2, _BANDS), _FIRST_NOISE)
        self._levels = np.zeros((2, 0, _BANDS))
        self._moves = np.zeros((2, most, _BANDS))
        self._both, self._each = np.zeros(2 * most + 1), np.zeros((2, 2 * most + 1))
        self._scores = np.zeros(2 * most + 1)
        self._tilt = np.zeros(2)

    def push(self, samples: NDArray[np.float32]) -> None:
        """Take the newest samples of both channels: whole hops, and the one before them."""
        blocks = sliding_window_view(samples, _BLOCK, axis=1)[:, ::HOP]
        spectra = np.fft.rfft(blocks * _WINDOW, axis=2)
        power = spectra.real**2 + spectra.imag**2
        powers = np.add.reduceat(power, _EDGES, axis=2)[:, :, :-1] * _SCALE
        rise = _NOISE_RISE ** powers.shape[1]
        lowest = np.where(powers > _SILENT, powers, np.inf).min(axis=1)  # a muted line has none
        self._noise = np.minimum(lowest, self._noise * rise)
        level = np.log(np.maximum(powers, _OVER_NOISE * self._noise[:, None]))
        if not self._levels.size:
            self._levels = np.repeat(level[:, :1], _APART, axis=1)
        levels = np.concatenate((self._levels, level), axis=1)
        self._levels = levels[:, -_APART:]
        moved = np.clip(levels[:, _APART:] - levels[:, :-_APART], -_MOST, _MOST)
        moved -= moved.mean(axis=2, keepdims=True)  # people begin together, but not in one tone
        self._correlate(moved, level[1] - level[0])

    def _correlate(self, moved: NDArray[np.float64], tilt: NDArray[np.float64]) -> None:
        moves = np.concatenate((self._moves, moved), axis=1)
        self._moves = moves[:, -self._most :]
        earlier = sliding_window_view(moves, self._most + 1, axis=1)  # channel, hop, band, lag
        behind = [np.einsum("tb,tbl->l", moved[0], earlier[1])[::-1]]
        behind.append(np.einsum("tb,tbl->l", moved[1], earlier[0])[:-1])
        power = np.einsum("ctbl->cl", earlier**2)
        now = power[:, -1]
        each = np.empty_like(self._each)
        each[0] = np.concatenate((power[0, :-1], np.full(self._most + 1, now[0])))
        each[1] = np.concatenate((np.full(self._most, now[1]), power[1, ::-1]))
        share = _SHARE * moved.shape[1]
        self._both += _SHARE * np.concatenate(behind[::-1]) - share * self._both
        self._each += _SHARE * each - share * self._each
        self._scores = self._both / (np.sqrt(self._each[0] * self._each[1]) + _EVIDENCE)
        together = np.maximum(moved[0] * moved[1], 0.0)
        weighed = np.array((float((together * tilt).sum()), float(together.sum())))
        self._tilt += _SHARE * weighed - share * self._tilt

    def lag(self) -> int | None:
        """Where an echo is certain."""
        best = int(np.argmax(self._scores))
        if self._scores[best] < _CERTAIN or not 0 < best < len(self._scores) - 1:
            return None
        left, top, right = self._scores[best - 1 : best + 2]
        bend = float(left - 2 * top + right)
        return round((best - self._most + 0.5 * float(left - right) / bend) * HOP)

    def louder(self) -> int | None:
        """The channel on which the sound that both share is louder, where one is."""
        tilt = float(self._tilt[0]) / max(float(self._tilt[1]), _SILENT)
        return None if abs(tilt) < _CLEAR_TILT else int(tilt > 0)

    def lost(self, lag: int) -> bool:
        """Whether no echo is left at `lag`."""
        middle = min(max(round(lag / HOP) + self._most, 1), len(self._scores) - 2)
        return float(self._scores[middle - 1 : middle + 2].max()) < _LOST
