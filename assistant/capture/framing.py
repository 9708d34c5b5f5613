"""Two parties' samples go in, in blocks of any size; frames of one size on one clock come out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.capture.source import FRAME
from assistant.events import AudioFrame, Party


class Framer:
    """Aligns the parties by counting their samples, and cuts both at the same places."""

    def __init__(self) -> None:
        self._waiting = {party: np.empty(0, np.float32) for party in Party}
        self._taken = dict.fromkeys(Party, 0)
        self._closed: set[Party] = set()
        self._start = 0

    @property
    def length(self) -> int:
        """Samples that the longer party has brought so far."""
        return max(self._taken.values())

    def push(self, party: Party, samples: NDArray[np.float32]) -> None:
        """Take the party's next samples: float32 mono at 16 kHz, any number of them."""
        if party in self._closed:
            raise ValueError(f"{party} is closed and brings no more samples")
        self._waiting[party] = np.concatenate((self._waiting[party], samples))
        self._taken[party] += len(samples)

    def close(self, party: Party) -> None:
        """Take it that the party brings no more; silence stands for it from here on."""
        self._closed.add(party)

    def frames(self) -> list[AudioFrame]:
        """Every frame that is complete by now, agent then customer for each position.

        A frame is complete when each party has filled it or is closed. The last one is padded
        with zeros once both are closed.
        """
        complete = self._complete()
        frames = [
            self._frame(party, first)
            for first in range(0, complete * FRAME, FRAME)
            for party in Party
        ]
        for party, waiting in self._waiting.items():
            self._waiting[party] = waiting[complete * FRAME :].copy()
        self._start += complete * FRAME
        return frames

    def _complete(self) -> int:
        """How many frames can go out."""
        waiting = {party: len(samples) for party, samples in self._waiting.items()}
        open_ = [length for party, length in waiting.items() if party not in self._closed]
        if open_:
            return min(open_) // FRAME
        return -(-max(waiting.values()) // FRAME)

    def _frame(self, party: Party, first: int) -> AudioFrame:
        """The party's frame that begins `first` samples into what is waiting."""
        samples = np.zeros(FRAME, np.float32)
        had = self._waiting[party][first : first + FRAME]
        samples[: len(had)] = had
        return AudioFrame(party=party, start=self._start + first, samples=samples)
