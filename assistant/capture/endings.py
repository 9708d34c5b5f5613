"""A compressed recording goes in; whether its own marks tell how long it is comes out."""

from __future__ import annotations

import io
from pathlib import Path

_OGG_TAIL = 65_307 + 1
"""Bytes of the largest Ogg page (RFC 3533), so that the last page begins within the tail."""
_OGG_FLAGS = 5
_OGG_LAST_PAGE = 4
_OGG_SEGMENTS = 26
_ID3_HEAD = 10
_MP3_SEARCH = 4_096
"""Bytes after the tags in which the first MP3 frame lies: two of the largest frames (1441)."""
_MP3_LENGTH_MARKS = (b"Xing", b"Info", b"VBRI")


def ogg_is_cut(path: Path) -> bool:
    """Whether the file at `path` is Ogg and does not end with its closing page (RFC 3533)."""
    with path.open("rb") as file:
        if file.read(4) != b"OggS":
            return False
        file.seek(max(0, file.seek(0, io.SEEK_END) - _OGG_TAIL))
        tail = file.read()
    page = tail.rfind(b"OggS")
    if page < 0 or len(tail) < page + _OGG_SEGMENTS + 1:
        return True
    body = page + _OGG_SEGMENTS + 1 + tail[page + _OGG_SEGMENTS]
    whole = body + sum(tail[page + _OGG_SEGMENTS + 1 : body]) <= len(tail)
    return not (whole and tail[page + _OGG_FLAGS] & _OGG_LAST_PAGE)


def mp3_hides_length(path: Path) -> bool:
    """Whether the file at `path` is MP3 without a mark that says how long it is.

    The decoder then guesses the length by the first frame, and a variable bit rate deceives it.
    """
    with path.open("rb") as file:
        head = file.read(_ID3_HEAD)
        tagged = head[:3] == b"ID3" and len(head) == _ID3_HEAD
        file.seek(_ID3_HEAD + _syncsafe(head[6:]) if tagged else 0)
        start = file.read(_MP3_SEARCH)
    layer_3 = len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2
    return layer_3 and not any(mark in start for mark in _MP3_LENGTH_MARKS)


def _syncsafe(data: bytes) -> int:
    """A number in seven bits a byte, as the sizes of ID3 tags are written."""
    return sum(byte << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=True))
