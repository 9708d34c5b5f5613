"""Raw samples go in as they come, from a pipe or a file; a `CallSource` comes out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from assistant.capture.faults import fault
from assistant.capture.framing import Framer
from assistant.capture.source import SourceEvent
from assistant.errors import RecordingError, UsageError
from assistant.events import AudioEnded, AudioFrame, Party
from assistant.timeline import SAMPLE_RATE

_PIECE = 65_536
"""Bytes read at a time: what a pipe holds. A read gives what has come, and waits for no more."""
_SAMPLE_BYTES = 2
_SCALE = np.float32(1 / 32_768)
"""So that samples lie in -1..1."""


@contextmanager
def open_pcm(path: str, stdin: int = 0) -> Iterator[int]:
    """The descriptor of a file of raw samples, or of stdin where `path` is -.

    Raises `RecordingError` where the file cannot be opened, `UsageError` where stdin is a
    keyboard, or closed.
    """
    if path == "-":
        if sys.stdin is None or os.isatty(stdin):  # the first: closed by whoever started us
            raise UsageError(
                "Samples are expected on stdin, from a pipe; for example: "
                "arecord -t raw -f S16_LE -r 16000 | deescalate captions -"
            )
        yield stdin
        return
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as refused:
        raise RecordingError(
            f"{path} cannot be opened ({refused.strerror}); name a file of raw 16-bit samples."
        ) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True, kw_only=True)
class PcmStream:
    """Signed 16-bit little-endian samples at 16 kHz, interleaved in the order of `parties`.

    A party that is not among them has no frames at all. It can be listened to once.
    """

    name: str
    descriptor: int
    """Of the open pipe or file."""
    parties: tuple[Party, ...]
    sample_rate: int = SAMPLE_RATE
    duration: int | None = None

    @property
    def channels(self) -> int:
        """As many as there are parties in the stream."""
        return len(self.parties)

    def events(self) -> Iterator[SourceEvent]:
        """The call from its beginning; see `CallSource.events`.

        A last sample of which a part is missing is left out, and told. Raises `RecordingError`
        where the stream cannot be read.
        """
        framer, rest = Framer(), b""
        for party in Party:
            if party not in self.parties:
                framer.close(party)
        step = _SAMPLE_BYTES * self.channels
        while piece := self._read():
            rest += piece
            whole = len(rest) // step * step
            self._push(framer, rest[:whole])
            rest = rest[whole:]
            yield from self._frames(framer)
        if rest:
            reason = f"{self.name} ends in the middle of a sample"
            yield fault(framer.length, reason, "left that sample out")
        for party in self.parties:
            framer.close(party)
        yield from self._frames(framer)
        yield AudioEnded(at=framer.length)

    def _push(self, framer: Framer, pcm: bytes) -> None:
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) * _SCALE
        for channel, party in enumerate(self.parties):
            framer.push(party, samples[channel :: self.channels])

    def _frames(self, framer: Framer) -> Iterator[AudioFrame]:
        return (frame for frame in framer.frames() if frame.party in self.parties)

    def _read(self) -> bytes:
        try:
            return os.read(self.descriptor, _PIECE)
        except OSError as refused:
            raise RecordingError(
                f"{self.name} cannot be read ({refused.strerror}); send raw 16-bit samples to it."
            ) from None
