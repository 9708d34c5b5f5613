"""A WAV file goes in; where its audio lies, and how much of it the header promises, comes out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

NOT_KNOWN_YET = 0
"""The size of the data chunk that a recorder writes first, to be mended when it stops."""
FOR_EVER = (range(0x7FFFF000, 0x80000001), range(0xFFFFF000, 0x100000000))
"""Sizes that programs write when they stream and cannot go back: sox, arecord, ffmpeg."""
_RIFF_HEAD = 12
_CHUNK_HEAD = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WavData:
    """The chunk of a WAV file that holds its audio; positions and lengths in bytes."""

    size_at: int
    promised: int | None
    held: int

    @property
    def unfinished(self) -> bool:
        """Whether the header says that there is no audio, and there is."""
        return self.promised == NOT_KNOWN_YET and self.held > 0


def find_wav_data(path: Path) -> WavData | None:
    """The audio of the WAV or RF64 file at `path`; None where that is something else.

    `promised` is None where the header was written before the length was known. The layout is
    that of Microsoft's "Multimedia Programming Interface" of 1991 and, for sizes beyond 4 GiB,
    of EBU Tech 3306. Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_RIFF_HEAD)
        if head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
            return None
        large = None
        while len(head := file.read(_CHUNK_HEAD)) == _CHUNK_HEAD:
            size = _number(head[4:])
            if head[:4] == b"data":
                return _data(file, size if large is None else large)
            body = file.tell()
            if head[:4] == b"ds64":
                large = _number(file.read(16)[8:])
            file.seek(body + size + size % 2)
    return None


def _data(file: BinaryIO, size: int) -> WavData:
    """The data chunk whose head was just read, by the size that stands there or in `ds64`."""
    start = file.tell()
    following = file.read(_CHUNK_HEAD)
    held = file.seek(0, io.SEEK_END) - start
    if size == NOT_KNOWN_YET and _is_chunk_head(following, held):
        held = 0
    promised = None if any(size in sizes for sizes in FOR_EVER) else size
    return WavData(size_at=start - 4, promised=promised, held=held)


def _is_chunk_head(head: bytes, held: int) -> bool:
    """Whether a further chunk begins here, rather than samples: a name, a size that fits."""
    fits = _number(head[4:]) <= held - _CHUNK_HEAD
    return len(head) == _CHUNK_HEAD and fits and head[:4].isascii() and head[:4].isalnum()


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
