"""Both parties' samples go in; by which lag one of them is heard on the other's channel comes out.

The phases of the cross spectrum alone are averaged (Knapp and Carter 1976, "phase transform"): two
people who talk at once share no phases, however alike their loudness moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.capture.echo_rhythm import HOP, EchoRhythm
from assistant.timeline import SAMPLE_RATE

WINDOW = 4096
"""Samples that are compared at a time, 256 ms: twice the longest lag worth looking for."""
LOOK = 1024
"""Samples from one window to the next, 64 ms."""
_COARSE = 2
"""Lags are counted at 8 kHz: nothing above the telephone band is compared."""
_BAND = slice(300 * WINDOW // SAMPLE_RATE, 3_400 * WINDOW // SAMPLE_RATE)
"""The telephone band; below lies hum."""
_QUIET = 1e-7
"""Mean square, -70 dBFS: a quieter channel has nothing to compare."""
_SOUND = 2e-6
"""Mean square, -57 dBFS: no speech is softer on its own channel."""
_FAST, _SLOW = 0.3, 0.04
"""Share of the newest window: a clear echo is found within 0.3 s, a faint one within seconds."""
_FAST_SCORE, _SLOW_SCORE = 0.24, 0.1
"""What an echo reaches and calls without one do not: at most 0.16 and 0.06 on eight of them."""
_LEAST = 1e-12
"""Power of a bin under which nothing is compared."""
_LOST_SCORE = 0.06
"""Below this in the slow average no echo is left at a lag."""
_SIDE_PEAK = 0.4
"""A peak lower than this share of the highest may be its pitch repeated."""
_MOST_TILT = 0.7
"""3 dB, in nepers of power: a bin that holds one party's talk alone weighs no more than others."""
_OVER_NOISE = 6.0
"""A bin 8 dB over the noise of its channel holds speech; noise each channel adds of its own."""
_FIRST_NOISE = 1e-6
"""Mean square, -60 dBFS: the most that noise is taken to be until it was heard."""
_NOISE_RISE = 1.04
"""A look's rise of the noise floor: 2.7 dB a second."""
_CLEAR_TILT = 0.15
"""Mean tilt of the shared sound that says where it comes from: about 1 dB."""
_LEAST_TILT = 0.06
"""Twice what talk that is not shared leaves of tilt."""
_ABOUT = SAMPLE_RATE * 2 // 1000
"""2 ms: peaks this close are the same echo."""


@dataclass(frozen=True, slots=True)
class Peak:
    """An echo at `lag` samples; `score` is 0..1, how much of the phases agree with it."""

    lag: int
    score: float


class EchoFinder:
    """Averages the phases of both channels' cross spectrum, and looks for peaks of their lags.

    Lags are in samples at 16 kHz, from `earliest` (at most 0) to `latest`. Channel 0 hears channel
    1 where the lag is positive, and the other way round where it is negative. About 0, as the echo
    may seem to come first, the channel hears the other on which the shared sound is louder.
    """

    def __init__(self, earliest: int, latest: int) -> None:
        self._earliest = earliest
        self._latest = latest
        self._fast = _Average(_FAST, _FAST_SCORE, self._latest)
        self._slow = _Average(_SLOW, _SLOW_SCORE, self._latest)
        self._rhythm = EchoRhythm(latest)
        self._level = np.ones(2)
        self._noise = np.full(2, _FIRST_NOISE)
        self.compared = False
        """Whether both channels had something to compare in the window that came last."""

    def push(self, window: NDArray[np.float32]) -> None:
        """Compare the newest samples of both channels, shape (2, `WINDOW`)."""
        self._rhythm.push(window[:, -LOOK - HOP :])
        spectra = np.fft.rfft(window, axis=1)[:, _BAND]
        power = spectra.real**2 + spectra.imag**2
        level = power.mean(axis=1) / WINDOW
        self._noise = np.minimum(level, self._noise * _NOISE_RISE)
        self.compared = bool(level.min() > _QUIET and level.max() > _SOUND)
        if not self.compared:
            return
        cross = spectra[0] * spectra[1].conj()
        cross /= np.sqrt(power[0] * power[1]) + np.float32(_LEAST)
        tilt = np.log((power[1] + np.float32(_LEAST)) / (power[0] + np.float32(_LEAST)))
        speech = (power > (_OVER_NOISE * WINDOW * self._noise)[:, None]).all(axis=0)
        tilt = np.clip(tilt, -_MOST_TILT, _MOST_TILT) * speech
        self._level = level
        for average in (self._fast, self._slow):
            average.push(cross, cross * tilt)

    def peak(self, channel: int) -> Peak | None:
        """The echo of the other channel on `channel`, where one is certain."""
        by_phase = self.fresh_peak(channel) or self._certain(channel, self._slow)
        return by_phase or self._by_rhythm(channel)

    def fresh_peak(self, channel: int) -> Peak | None:
        """The same by the newest windows alone."""
        return self._certain(channel, self._fast)

    def moved(self, channel: int, lag: int) -> bool:
        """Whether the newest windows hold a certain echo elsewhere than at `lag`."""
        peak = self.fresh_peak(channel)
        return peak is not None and self._fast.about(_signed(channel, lag)) < (
            _SIDE_PEAK * peak.score
        )

    def lost(self, channel: int, lag: int) -> bool:
        """Whether no echo is left on `channel` at `lag`."""
        lag = _signed(channel, lag)
        by_phase = self._fast.about(lag) < _SLOW_SCORE and self._slow.about(lag) < _LOST_SCORE
        return by_phase and self._rhythm.lost(lag)

    def gain(self, channel: int) -> float:
        """The power of `channel` over that of the other in the newest window; at most 1."""
        return min(float(self._level[channel] / self._level[1 - channel]), 1.0)

    def _by_rhythm(self, channel: int) -> Peak | None:
        """The echo that only loudness shows, at the lag near it that most phases agree with."""
        lag = self._rhythm.lag()
        if lag is None:
            return None
        hears = 0 if lag > 0 else 1
        if abs(lag) <= -self._earliest:
            louder = self._rhythm.louder()
            if louder is None:
                return None
            hears = 1 - louder
        if hears != channel:
            return None
        low, high = max(lag - HOP // 2, -self._latest), min(lag + HOP // 2, self._latest)
        peak = self._slow.peak(low, high)
        return Peak(_signed(channel, peak.lag), peak.score)

    def _certain(self, channel: int, average: _Average) -> Peak | None:
        peak = average.peak(0, self._latest) if channel == 0 else average.peak(-self._latest, 0)
        middle = average.peak(self._earliest, -self._earliest)
        if middle.score >= peak.score:
            peak = middle
        hears = 0 if peak.lag > 0 else 1
        if abs(peak.lag) <= -self._earliest:
            tilt = average.tilt(peak.lag)
            if abs(tilt) < max(_CLEAR_TILT * peak.score, _LEAST_TILT):
                return None
            hears = 0 if tilt > 0 else 1
        if hears != channel or peak.score < max(average.certain, _SIDE_PEAK * average.highest):
            return None
        return Peak(_signed(channel, peak.lag), peak.score)


class _Average:
    """Phases of the windows, newer ones weighing `share` each; `certain` is the score of an echo.

    Here a lag says how much later channel 0 has the sound.
    """

    def __init__(self, share: float, certain: float, latest: int) -> None:
        self.certain = certain
        self._share = np.float32(share)
        self._latest = latest // _COARSE
        self._cross = np.zeros(WINDOW // 2 // _COARSE + 1, np.complex64)
        self._tilted = self._cross[_BAND].copy()
        self._scores = np.zeros(2 * self._latest + 1, np.float32)

    @property
    def highest(self) -> float:
        """The score of the best lag."""
        return float(self._scores.max())

    def push(self, cross: NDArray[np.complex64], tilted: NDArray[np.complex64]) -> None:
        """Take the phases of a window, and the same weighed by how much louder channel 1 is."""
        self._cross[_BAND] += self._share * (cross - self._cross[_BAND])
        self._tilted += self._share * (tilted - self._tilted)
        length = WINDOW // _COARSE
        curve = np.fft.irfft(self._cross, length) * (length / 2 / len(self._tilted))
        self._scores = np.concatenate((curve[-self._latest :], curve[: self._latest + 1]))

    def peak(self, first: int, last: int) -> Peak:
        """The best lag of those from `first` to `last`."""
        low = first // _COARSE + self._latest
        best = low + int(np.argmax(self._scores[low : last // _COARSE + self._latest + 1]))
        return Peak((best - self._latest) * _COARSE, float(self._scores[best]))

    def about(self, lag: int) -> float:
        """The best score near `lag`."""
        middle, about = lag // _COARSE + self._latest, _ABOUT // _COARSE
        return float(self._scores[max(middle - about, 0) : middle + about + 1].max())

    def tilt(self, lag: int) -> float:
        """Over 0 where the sound shared at `lag` is louder on channel 1."""
        bins = np.arange(_BAND.start, _BAND.stop)
        turned = self._tilted * np.exp(2j * np.pi * lag / WINDOW * bins)
        return float(turned.real.mean())


def _signed(channel: int, lag: int) -> int:
    """A lag of the echo on `channel`, as how much later channel 0 has the sound; and back."""
    return lag if channel == 0 else -lag
