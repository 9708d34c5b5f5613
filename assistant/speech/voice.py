"""Audio frames go in; how likely each holds speech comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log10
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.events import AudioFrame, Event, Party, VoiceProbed
from assistant.speech.tones import SteadySound, ToneSettings


class VoiceModel(Protocol):
    """Says of one party's frames, in order, how likely each holds speech."""

    def probability(self, samples: NDArray[np.float32]) -> float:
        """0..1 for float32 mono at 16 kHz, one frame of the source."""
        ...


class VoiceProbe:
    """Asks a voice model of its own for each party about every frame; music and tones are doubted.

    The probability is multiplied by what the sound is not too steady for.
    """

    def __init__(self, model: Callable[[], VoiceModel], tones: ToneSettings | None = None) -> None:
        self._models = {party: model() for party in Party}
        self._steady = {party: SteadySound(tones) for party in Party}

    def on(self, event: Event) -> Iterable[Event]:
        """A `VoiceProbed` for each `AudioFrame`."""
        if isinstance(event, AudioFrame):
            probability = self._models[event.party].probability(event.samples)
            steady = self._steady[event.party].share(event.samples)
            yield VoiceProbed(
                party=event.party,
                span=event.span,
                probability=round(probability * (1 - steady), 4),
                level_db=_level_db(event.samples),
            )


_LEAST_POWER = 1e-12
"""-120 dB: stands for digital silence, which has no logarithm."""


def _level_db(samples: NDArray[np.float32]) -> float:
    power = float(np.dot(samples, samples)) / max(len(samples), 1)
    return round(10 * log10(max(power, _LEAST_POWER)), 2)
