"""A party's frames go in; how surely each is music or a tone, not speech, comes out.

A voice glides: its partials move by some per cent in a tenth of a second. Notes and tones stay
where they are. So the fine structure of the spectrum is compared with that of a moment ago.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.timeline import SAMPLE_RATE

FRAME = 512
"""Samples of a frame: the 32 ms that the voice detector takes."""
_WINDOW = 4 * FRAME
"""128 ms: long enough to part partials 16 Hz from each other, short enough for a note."""
_LAG = 4
"""Frames between the spectra compared: one window, so that they share no sample."""
_SHORT = 6
"""Frames, 0.2 s: a note is told while it lasts."""
_LONG = 24
"""Frames, 0.8 s: a weaker likeness is enough where it goes on."""
_BAND_HZ = (280, 3_400)
"""What a telephone lets through."""
_AROUND = 10
"""Bins on either side, of 7.8 Hz, whose mean is the envelope: a partial stands out of it."""
_SILENT = 10 ** (-75 / 20)
"""RMS of full scale below which nothing is told."""
_TONE_BINS = 6
"""Bins of a 32 ms frame that hold all of two tones, as of ringing or of keys."""
_TONE_DRIFT = 0.004
"""By how much of its frequency a tone may seem to move in a frame; speech moves by 0.02."""
_TONE_SWELL = 2.0
"""Ratio of power by which a tone may seem to swell or fade in a frame."""
_TONE_DROP = 10**-1.8
"""Ratio of power below which a tone is over: 18 dB."""
_TONE_ECHO = 8
"""Frames, 0.26 s, for which the voice detector goes on hearing a tone that is over."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneSettings:
    """When a sound is too steady for speech; measured in models/voice/card.md."""

    strength: float = 1.0
    """How far the probability of voice sinks in music and tones, 0..1; 0 leaves it as it is."""
    likeness_short: float = 0.58
    """Likeness over 0.2 s at which half of the probability is taken, 0.1..0.9."""
    likeness_long: float = 0.47
    """The same over 0.8 s, 0.1..0.9."""
    likeness_slope: float = 0.12
    """From where nothing is taken to where all is, 0.01..0.5."""
    tone_purity: float = 0.98
    """Share of the power in two partials from which a frame is a tone, 0.8..1."""

    def __post_init__(self) -> None:
        _within("tones.strength", self.strength, 0, 1)
        _within("tones.likeness_short", self.likeness_short, 0.1, 0.9)
        _within("tones.likeness_long", self.likeness_long, 0.1, 0.9)
        _within("tones.likeness_slope", self.likeness_slope, 0.01, 0.5)
        _within("tones.tone_purity", self.tone_purity, 0.8, 1)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


class SteadySound:
    """Listens to one party for sound that is too steady for speech."""

    def __init__(self, settings: ToneSettings | None = None) -> None:
        self._settings = settings or ToneSettings()
        self._partials = _Partials()
        self._tone = _Tone(self._settings.tone_purity)

    def share(self, samples: Samples) -> float:
        """0 for speech to 1 for music or tones; `samples` are the next 512 of float32 at 16 kHz.

        Raises ValueError for another length.
        """
        if len(samples) != FRAME:
            raise ValueError(f"a frame has {FRAME} samples, not {len(samples)}")
        self._partials.take(samples)
        if self._tone.heard(samples):
            return self._settings.strength
        short = self._risen(self._partials.likeness(_SHORT), self._settings.likeness_short)
        long = self._risen(self._partials.likeness(_LONG), self._settings.likeness_long)
        return self._settings.strength * max(short, long)

    def _risen(self, likeness: float, middle: float) -> float:
        return min(1.0, max(0.0, (likeness - middle) / self._settings.likeness_slope + 0.5))


class _Partials:
    """How like its past the fine structure of the spectrum is, loud moments counting for more.

    Where speech is louder than music below it, it is the speech that counts.
    """

    def __init__(self) -> None:
        hertz = SAMPLE_RATE / _WINDOW
        first, last = (round(edge / hertz) for edge in _BAND_HZ)
        self._bins = slice(first - _AROUND, last + _AROUND)
        self._shape = np.hanning(_WINDOW).astype(np.float32)
        self._mean = np.full(2 * _AROUND + 1, 1 / (2 * _AROUND + 1), np.float32)
        self._floor = _WINDOW * float(np.sum(self._shape**2)) * _SILENT**2 / 2
        self._heard = np.zeros(_WINDOW, np.float32)
        self._past: deque[tuple[Samples, float]] = deque(maxlen=_LAG)
        self._products: deque[tuple[float, float]] = deque(maxlen=_LONG)

    def take(self, samples: Samples) -> None:
        """Compare the last 128 ms with the 128 ms before."""
        self._heard[:-FRAME] = self._heard[FRAME:]
        self._heard[-FRAME:] = samples
        height = np.abs(np.fft.rfft(self._heard * self._shape)[self._bins])
        fine = height[_AROUND:-_AROUND] - np.convolve(height, self._mean, "valid")
        power = float(fine @ fine)
        if len(self._past) == _LAG:
            before, power_before = self._past[0]
            self._products.append((float(fine @ before), max(power, power_before)))
        self._past.append((fine, power))

    def likeness(self, frames: int) -> float:
        """About 0 for sound that has changed, to 1, over the last `frames`."""
        if len(self._products) < frames:
            return 0.0
        last = list(self._products)[-frames:]
        both = sum(product for product, _ in last)
        return both / (sum(most for _, most in last) + frames * self._floor)


class _Tone:
    """One or two pure tones, and the moment after them."""

    def __init__(self, purity: float) -> None:
        self._purity = purity
        self._shape = np.hanning(FRAME).astype(np.float32)
        hertz = SAMPLE_RATE / FRAME
        self._first, self._last = (round(edge / hertz) for edge in _BAND_HZ)
        self._floor = FRAME * float(np.sum(self._shape**2)) * _SILENT**2 / 2
        self._before: tuple[float, float] | None = None
        self._power = 0.0
        self._since = _TONE_ECHO + 1

    def heard(self, samples: Samples) -> bool:
        """Whether the frame holds a tone, or the voice detector may still hear the last one."""
        power, pitch = self._pitch(samples)
        now = (power, pitch) if pitch else None
        before, self._before = self._before, now
        if now and before and _same_tone(before, now):
            self._power, self._since = power, 0
            return True
        self._since += 1
        return self._since <= _TONE_ECHO and power < self._power * _TONE_DROP

    def _pitch(self, samples: Samples) -> tuple[float, float]:
        """The power, and the bin, in parts, of the strongest partial; bin 0 where it is no tone."""
        height = np.abs(np.fft.rfft(samples * self._shape)[self._first - 1 : self._last + 1])
        powers = height[1:-1] ** 2
        power = float(powers.sum())
        highest = np.partition(powers, -_TONE_BINS)[-_TONE_BINS:]
        if power <= self._floor or float(highest.sum()) < self._purity * power:
            return power, 0.0
        peak = int(powers.argmax())
        left, middle, right = (float(np.log(h + 1e-9)) for h in height[peak : peak + 3])
        bend = left - 2 * middle + right
        offset = 0.5 * (left - right) / bend if bend < 0 else 0.0
        return power, self._first + peak + offset


def _same_tone(before: tuple[float, float], now: tuple[float, float]) -> bool:
    (power_before, pitch_before), (power, pitch) = before, now
    steady = abs(pitch - pitch_before) < _TONE_DRIFT * pitch
    return steady and 1 / _TONE_SWELL < power / power_before < _TONE_SWELL
