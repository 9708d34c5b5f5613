"""A loudspeaker's samples and a microphone's go in; how far these are louder than echo comes out.

Loudness is compared band by band. A codec of few bits, lost packets and an overdriven amplifier
leave little of an echo's wave, but most of that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.capture.source import FRAME
from assistant.timeline import SAMPLE_RATE

BLOCK = 2 * FRAME
"""Samples that are compared at a time, 64 ms: a lag that is wrong by some of it does no harm."""
_BANDS = 10
_LOW_HZ, _HIGH_HZ = 250.0, 3_400.0
"""The telephone band."""
_TAIL = 0.4
"""Share of the echo's power that a room keeps after a frame: 60 dB in half a second."""
_MARGIN_DB, _MOST_DB = 4.0, 12.0
"""How far echo strays from its usual level in a band; and the most that one band counts for."""
_OVER_NOISE = 2.0
"""Noise is usually 3 dB over its floor."""
_AUDIBLE = 0.3
"""An echo at less than this share of the channel's own noise is let be."""
_SPEECH = 10.0
"""Speech is 10 dB over the noise of its channel."""
_NOISE_RISE = 1.02
"""A frame's rise of the noise floor: 2.7 dB a second."""
_SILENT = 1e-10
"""Mean square of a band, -100 dBFS: the least that noise is taken to be."""
_FIRST_STEPS = np.geomspace(1.4, 1.04, 32).tolist()
"""How the gains follow in the first second, by the median of each band: 1.5 dB a frame and less."""
_STEP = 1.04
"""And later: 5 dB a second."""
_STEP_IN_TALK = 1.005
"""And while somebody seems to talk: 0.7 dB a second, as it may be a louder echo after all."""
_DB = 10 / np.log(10)

Samples = NDArray[np.float32]


def band_edges(block: int) -> NDArray[np.intp]:
    """The first bin of each band in the spectrum of so many samples, and the one after the last.

    Bands are as wide as the ear has them: equal on the mel scale.
    """
    mel = np.linspace(np.log1p(_LOW_HZ / 700), np.log1p(_HIGH_HZ / 700), _BANDS + 1)
    return np.round(700 * np.expm1(mel) * block / SAMPLE_RATE).astype(np.intp)


_EDGES = band_edges(BLOCK)
_WINDOW = np.hanning(BLOCK).astype(np.float32)
_SCALE = 2 / (float(_WINDOW @ _WINDOW) * BLOCK)
"""From the sum over a band's bins to its mean square."""


class EchoBands:
    """Learns how loud the echo is in each band; `gain` is what to begin with, in power.

    `far`, `direct` and `noise` are mean squares in the telephone band, of the newest block: of the
    loudspeaker, of what comes straight from it, and of the channel's own noise.
    """

    def __init__(self, gain: float) -> None:
        self._gain = np.full(_BANDS, gain)
        self._noise = np.ones((2, _BANDS))
        self._powers = np.zeros((2, _BANDS))
        self._echo = np.zeros(_BANDS)
        self._learnt = 0
        self.far = self.direct = self.noise = 0.0
        self.audible = self.speech = False
        """Whether the echo can be heard, and whether it is of speech."""

    def push(self, far: Samples, near: Samples) -> float:
        """How far `near` stands out of the echo of `far`, in dB, as a mean of the bands.

        Both have `BLOCK` samples, lag taken out.
        """
        spectra = np.fft.rfft(np.stack((far, near)) * _WINDOW, axis=1)
        power = spectra.real**2 + spectra.imag**2
        powers = np.add.reduceat(power, _EDGES, axis=1)[:, :-1] * _SCALE
        self._powers = powers
        self._noise = np.maximum(np.minimum(powers, self._noise * _NOISE_RISE), _SILENT)
        direct = self._gain * powers[0]
        self._echo = np.maximum(direct, _TAIL * self._echo)
        self.far, self.direct = float(powers[0].sum()), float(direct.sum())
        self.noise = float(self._noise[1].sum())
        self.speech = self.far > _SPEECH * float(self._noise[0].sum())
        self.audible = float(self._echo.sum()) > _AUDIBLE * self.noise
        usual = self._echo + _OVER_NOISE * self._noise[1]
        over = _DB * np.log(np.maximum(powers[1], _SILENT) / usual)
        return float(np.clip(over - _MARGIN_DB, 0.0, _MOST_DB).mean())

    def learn(self, talk: bool) -> None:
        """Learn from the newest block, in which somebody beside the loudspeaker may `talk`."""
        if not self.speech:
            return
        step = _STEP_IN_TALK if talk else _STEP
        if self._learnt < len(_FIRST_STEPS):
            step = _FIRST_STEPS[self._learnt]
            self._learnt += 1
        far, near = self._powers
        more = np.sign(near - self._gain * far)
        self._gain *= step ** (more * (far > _SPEECH * self._noise[0]))
