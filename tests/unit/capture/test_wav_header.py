"""Where a WAV file's audio lies, and how much of it the header promises."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.capture.wav_header import find_wav_data

_FMT = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, 8_000, 32_000, 4, 16)


def _wav(path: Path, chunks: bytes, riff: bytes = b"RIFF") -> Path:
    path.write_bytes(riff + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
    return path


def _data(size: int, held: bytes) -> bytes:
    return b"data" + struct.pack("<I", size) + held


def test_a_whole_file_holds_what_it_promises(saved: Callable[..., Path]) -> None:
    """In a sound file the header's length is the audio's."""
    data = find_wav_data(saved(seconds=1))
    assert data is not None
    assert data.promised == data.held == 32_000


def test_chunks_before_the_audio_are_passed_over(tmp_path: Path) -> None:
    """Notes before the audio, of odd length too, are no part of it."""
    notes = b"note" + struct.pack("<I", 3) + b"abc\0"
    data = find_wav_data(_wav(tmp_path / "call.wav", _FMT + notes + _data(400, bytes(400))))
    assert data is not None
    assert (data.size_at, data.promised, data.held) == (52, 400, 400)


def test_a_cut_file_holds_less(tmp_path: Path) -> None:
    """Where the file ends early, `held` says what is there."""
    data = find_wav_data(_wav(tmp_path / "call.wav", _FMT + _data(400, bytes(100))))
    assert data is not None
    assert (data.promised, data.held) == (400, 100)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0xFFFFFFDB, 0x7FFFFFFF, 0x7FFFF000, 0x80000000])
def test_a_streamed_file_promises_nothing(tmp_path: Path, size: int) -> None:
    """Sizes that programs write when they stream are no promise."""
    data = find_wav_data(_wav(tmp_path / "call.wav", _FMT + _data(size, bytes(100))))
    assert data is not None
    assert data.promised is None
    assert not data.unfinished


def test_a_size_never_mended_is_unfinished(tmp_path: Path) -> None:
    """A size of zero with samples after it is a header that the recorder did not mend."""
    data = find_wav_data(_wav(tmp_path / "call.wav", _FMT + _data(0, bytes(range(1, 101)))))
    assert data is not None
    assert data.unfinished


def test_an_empty_chunk_before_another_is_empty(tmp_path: Path) -> None:
    """A size of zero is believed where another chunk follows at once."""
    notes = b"LIST" + struct.pack("<I", 4) + b"INFO"
    data = find_wav_data(_wav(tmp_path / "call.wav", _FMT + _data(0, notes)))
    assert data is not None
    assert data.held == 0
    assert not data.unfinished


def test_rf64_says_its_size_in_ds64(tmp_path: Path) -> None:
    """RF64 keeps a size that 32 bits cannot hold in a chunk of its own."""
    large = 5 * 2**30
    sizes = b"ds64" + struct.pack("<IQQQI", 28, large + 80, large, large // 4, 0)
    chunks = sizes + _FMT + _data(0xFFFFFFFF, bytes(100))
    data = find_wav_data(_wav(tmp_path / "call.wav", chunks, riff=b"RF64"))
    assert data is not None
    assert (data.promised, data.held) == (large, 100)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"fLaC" + bytes(60), b"RIFF\4\0\0\0WAVE"])
def test_anything_else_has_no_wav_audio(tmp_path: Path, content: bytes) -> None:
    """Other files, and headers that end too early, give none."""
    (tmp_path / "call.wav").write_bytes(content)
    assert find_wav_data(tmp_path / "call.wav") is None
