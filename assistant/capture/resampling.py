"""Samples at a recording's own rate go in, block by block; samples at 16 kHz come out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.timeline import SAMPLE_RATE

_QUALITY = "HQ"
"""Twenty bits of precision by libsoxr's grades: beyond any recording of a telephone."""


def resampled_length(frames: int, rate: int) -> int:
    """Samples at 16 kHz that last as long as so many frames at `rate` hertz."""
    return round(frames * SAMPLE_RATE / rate)


class Resampler:
    """Turns a stream of any rate into 16 kHz without gaining or losing time.

    The blocks that the stream comes in change nothing: libsoxr carries its state across them.
    """

    def __init__(self, rate: int, channels: int) -> None:
        import soxr

        self._rate = rate
        self._channels = channels
        self._taken = 0
        self._given = 0
        self._stream = soxr.ResampleStream(
            rate, SAMPLE_RATE, channels, dtype="float32", quality=_QUALITY
        )

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """What can be had after the next `block`, both (frames, channels); the filter lags."""
        self._taken += len(block)
        if self._rate == SAMPLE_RATE:
            return block
        out: NDArray[np.float32] = self._stream.resample_chunk(block)
        self._given += len(out)
        return out

    def flush(self) -> NDArray[np.float32]:
        """The rest, so that all together is exactly as long as what was pushed."""
        rest = np.empty((0, self._channels), np.float32)
        if self._rate == SAMPLE_RATE:
            return rest
        rest = self._stream.resample_chunk(rest, last=True)
        due = resampled_length(self._taken, self._rate) - self._given
        padding = np.zeros((max(0, due - len(rest)), self._channels), np.float32)
        return np.concatenate((rest[: max(0, due)], padding))
