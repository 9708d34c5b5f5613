"""The customer's audio goes in; how tense the voice is beside its own usual comes out."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise
from math import exp
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.events import AudioFrame, Event, Party, TensionMeasured, VoiceProbed
from assistant.timeline import SAMPLE_RATE, to_samples

PITCH_HOP = 256
"""Samples for each value of a pitch model: 16 ms."""
_LEAST_VOICED = to_samples(0.5) // PITCH_HOP
"""Values with a pitch, fewer than which say nothing of a voice; a third of a window is usual."""
_REFERENCE_HZ = 100.0
"""Pitch is counted in semitones over this."""
_BRIGHT_HZ = (300, 1000, 3400)
"""Energy above the middle against below it, within the telephone band (alpha ratio)."""
_JOINED = to_samples(0.25)
"""A pause shorter than this is heard along; a longer one is left out."""
_USUAL_WINDOWS = 150
"""Five minutes of own speech make the usual; a voice changes over a day, not over a call."""
_TINY = 1e-12


class PitchModel(Protocol):
    """Says how high a voice is."""

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float64]:
        """Hertz of each whole `PITCH_HOP` of float32 samples at 16 kHz; 0 without a pitch."""
        ...


class VoiceFeatures(NamedTuple):
    """A stretch of speech in figures that a telephone and its gain leave alone."""

    height: float
    """Median pitch, semitones over 100 Hz."""
    range: float
    """Semitones from the 10th to the 90th percentile of pitch."""
    brightness: float
    """Decibels of 1000..3400 Hz over 300..1000 Hz, of what has a pitch."""


def voice_features(
    samples: NDArray[np.float32], hertz: NDArray[np.float64]
) -> VoiceFeatures | None:
    """What speech with the pitches `hertz` is like; None with under half a second of pitch."""
    count = min(len(hertz), len(samples) // PITCH_HOP - 1)
    voiced = np.flatnonzero(hertz[:count] > 0)
    if len(voiced) < _LEAST_VOICED:
        return None
    semitones = 12 * np.log2(hertz[voiced] / _REFERENCE_HZ)
    low, middle, high = np.percentile(semitones, (10, 50, 90))
    window = np.hanning(2 * PITCH_HOP)
    at = voiced[:, None] * PITCH_HOP + np.arange(2 * PITCH_HOP)
    power = np.mean(np.abs(np.fft.rfft(samples[at] * window, axis=1)) ** 2, axis=0)
    bins = np.fft.rfftfreq(2 * PITCH_HOP, 1 / SAMPLE_RATE)
    dark, bright = (
        power[(bins >= lowest) & (bins < highest)].sum() for lowest, highest in pairwise(_BRIGHT_HZ)
    )
    brightness = 10 * np.log10((bright + _TINY) / (dark + _TINY))
    return VoiceFeatures(float(middle), float(high - low), float(brightness))


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionWeights:
    """A logistic model on differences from the speaker's usual; see models/tension/card.md."""

    height: float
    range: float
    brightness: float
    bias: float

    @classmethod
    def read(cls, text: str) -> TensionWeights:
        """From JSON with a number for each weight. ValueError where it is anything else."""
        content = json.loads(text)
        try:
            return cls(**{part.name: float(content[part.name]) for part in fields(cls)})
        except (KeyError, TypeError) as wrong:
            raise ValueError(f"no number for {wrong}") from wrong

    def score(self, change: VoiceFeatures) -> float:
        """0..1 for the change of a voice from its usual."""
        total = (
            self.height * change.height
            + self.range * change.range
            + self.brightness * change.brightness
            + self.bias
        )
        return 1 / (1 + exp(-min(max(total, -50.0), 50.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionSettings:
    """Whether, and on how much speech, the customer's voice is measured."""

    enabled: bool = False
    """Voice features of a person: off unless switched on, for the customer alone."""
    window_s: float = 3.0
    """Own speech for one score, 1..10 s; with 2 s calm talk gave half as many more alarms."""
    least_usual_s: float = 8.0
    """Own speech that makes a usual to compare with, 2..60 s; before it nothing is scored."""
    voice_threshold: float = 0.5
    """Probability from which a frame holds voice, 0..1."""

    def __post_init__(self) -> None:
        _within("tension.window_s", self.window_s, 1, 10)
        _within("tension.least_usual_s", self.least_usual_s, 2, 60)
        _within("tension.voice_threshold", self.voice_threshold, 0, 1)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


class TensionMeter:
    """Scores the customer's voice over each `window_s` of their speech; never the agent's."""

    def __init__(
        self, pitch: PitchModel, weights: TensionWeights, settings: TensionSettings | None = None
    ) -> None:
        self._pitch, self._weights = pitch, weights
        self._settings = settings or TensionSettings()
        self._frame: AudioFrame | None = None
        self._speech: list[NDArray[np.float32]] = []
        self._pause: list[NDArray[np.float32]] = []
        self._length = self._paused = 0
        self._usual: deque[VoiceFeatures] = deque(maxlen=_USUAL_WINDOWS)

    def on(self, event: Event) -> Iterator[TensionMeasured]:
        """`TensionMeasured` for each window, once there is a usual to compare it with."""
        match event:
            case AudioFrame(party=Party.CUSTOMER):
                self._frame = event
            case VoiceProbed(party=Party.CUSTOMER) if self._frame is not None:
                samples, self._frame = self._frame.samples, None
                if self._full(samples, event.probability):
                    yield from self._measured(event.span.end)
            case _:
                pass

    def _full(self, samples: NDArray[np.float32], probability: float) -> bool:
        """Take a frame in; whether there is a window of speech now."""
        if probability < self._settings.voice_threshold:
            self._paused += len(samples)
            if self._paused <= _JOINED:
                self._pause.append(samples)
            return False
        if self._paused <= _JOINED and self._speech:
            self._speech.extend(self._pause)
        self._pause, self._paused = [], 0
        self._speech.append(samples)
        self._length += len(samples)
        return self._length >= to_samples(self._settings.window_s)

    def _measured(self, at: int) -> Iterator[TensionMeasured]:
        speech, window = np.concatenate(self._speech), self._length
        self._speech, self._length = [], 0
        found = voice_features(speech, self._pitch(speech))
        if found is None:
            return
        if len(self._usual) * self._settings.window_s >= self._settings.least_usual_s:
            usual = np.median(np.array(self._usual), axis=0)
            change = VoiceFeatures(*(np.array(found) - usual).tolist())
            yield TensionMeasured(
                at=at,
                party=Party.CUSTOMER,
                score=round(self._weights.score(change), 3),
                window=window,
                because=_sentence(change),
            )
        self._usual.append(found)


def _sentence(change: VoiceFeatures) -> str:
    return (
        f"against their usual, pitch {change.height:+.1f} semitones, its range "
        f"{change.range:+.1f}, brightness {change.brightness:+.1f} dB"
    )
