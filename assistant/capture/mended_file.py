"""A file whose header deceives the decoder goes in; one that reads to its true end comes out."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.capture.endings import mp3_hides_length
from assistant.capture.wav_header import find_wav_data

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_TO_THE_END = b"\xff\xff\xff\xff"
"""The size of a data chunk that the decoder takes to mean "as far as the file goes"."""
_STRETCH = 64
"""Times its length that an MP3 claims: more than 320 kbit/s, the most, over 8, the least."""


class WavToTheEnd(io.FileIO):
    """A WAV file that reads as if its header said that the audio goes on to the end."""

    def __init__(self, path: Path, size_at: int) -> None:
        super().__init__(path)
        self._size_at = size_at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill `buffer` from the file, with the size in the header replaced."""
        start = self.tell()
        count = super().readinto(buffer) or 0
        view = memoryview(buffer).cast("B")
        for offset, byte in enumerate(_TO_THE_END, self._size_at - start):
            if 0 <= offset < count:
                view[offset] = byte
        return count


class Mp3ToTheEnd(io.FileIO):
    """An MP3 that seems far longer than it is, so that no guess at its length cuts it off.

    Reading on from the start meets the true end. Only what seeks beyond that finds zeros.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._size = os.fstat(self.fileno()).st_size

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move to `offset`; the end counts as far beyond the last byte."""
        if whence == io.SEEK_END:
            return super().seek(self._size * _STRETCH + offset)
        return super().seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill `buffer` from the file, with zeros where nothing is left to read."""
        if self.tell() <= self._size:
            return super().readinto(buffer) or 0
        view = memoryview(buffer).cast("B")
        view[:] = bytes(len(view))
        self.seek(len(view), io.SEEK_CUR)
        return len(view)


def decodable(path: Path) -> str | io.FileIO:
    """What to hand to the decoder for the file at `path`: its name, or a mended view of it.

    Raises OSError where the file cannot be read.
    """
    data = find_wav_data(path)
    if data is not None and data.unfinished:
        return WavToTheEnd(path, data.size_at)
    return Mp3ToTheEnd(path) if mp3_hides_length(path) else str(path)
