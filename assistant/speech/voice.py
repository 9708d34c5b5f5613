"""Audio frames go in; how likely each holds speech comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.events import AudioFrame, Event, Party, VoiceProbed


class VoiceModel(Protocol):
    """Says of one party's frames, in order, how likely each holds speech."""

    def probability(self, samples: NDArray[np.float32]) -> float:
        """0..1 for float32 mono at 16 kHz, one frame of the source."""
        ...


class VoiceProbe:
    """Asks a voice model of its own for each party about every frame."""

    def __init__(self, model: Callable[[], VoiceModel]) -> None:
        self._models = {party: model() for party in Party}

    def on(self, event: Event) -> Iterable[Event]:
        """A `VoiceProbed` for each `AudioFrame`."""
        if isinstance(event, AudioFrame):
            probability = self._models[event.party].probability(event.samples)
            yield VoiceProbed(party=event.party, span=event.span, probability=probability)
