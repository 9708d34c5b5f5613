"""What a file says of itself, and why it is refused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.capture.audio_file import Decoder, describe
from assistant.errors import RecordingError

_PNG = b"\x89PNG\r\n\x1a\n" + bytes(500)
_PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 90
_TEXT = b"Customer called about the bill.\n" * 40


def _why(path: Path) -> str:
    with pytest.raises(RecordingError) as refusal:
        describe(path)
    return str(refusal.value)


def test_a_recording_is_described(saved: Callable[..., Path]) -> None:
    """Rate, channels and length are as written."""
    file = describe(saved(rate=44_100, seconds=2))
    assert (file.name, file.rate, file.channels) == ("call.wav", 44_100, 2)
    assert file.frames == file.promised == 88_200


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A name that leads nowhere is said with its folder."""
    assert _why(tmp_path / "gone.wav") == (
        f"{tmp_path}/gone.wav does not exist; check the name and the folder."
    )


def test_a_folder_is_not_a_recording(tmp_path: Path) -> None:
    """A folder is told from a missing file."""
    assert "is a folder; name a recording in it." in _why(tmp_path)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    """Nothing at all is not a format that cannot be read."""
    (tmp_path / "call.wav").touch()
    assert _why(tmp_path / "call.wav").startswith("call.wav is empty (0 bytes); copy it again")


def test_a_header_alone_is_said_to_hold_no_audio(saved: Callable[..., Path]) -> None:
    """A recorder that was started and not fed leaves a header."""
    path = saved()
    path.write_bytes(path.read_bytes()[:44])
    assert _why(path).startswith("call.wav holds no audio, only a header; check")


@pytest.mark.parametrize("content", [_PNG, _PDF, _TEXT, bytes(3_000)])
@pytest.mark.parametrize("name", ["call.wav", "call.mp3", "call.raw", "call"])
def test_what_is_not_audio_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """A picture, a document or a note renamed to a recording is refused, with a way out."""
    (tmp_path / name).write_bytes(content)
    why = _why(tmp_path / name)
    assert why.startswith(f"{name} is not audio in a form that can be read")
    assert why.endswith(f"convert it, for example with: ffmpeg -i {name} call.wav")


@pytest.mark.parametrize("form", ["WAV", "FLAC", "OGG"])
def test_a_recording_damaged_at_its_beginning_is_told_from_no_recording(
    saved: Callable[..., Path], form: str
) -> None:
    """What begins as a recording does, and cannot be opened, is damaged or in a rare code."""
    code = "VORBIS" if form == "OGG" else "PCM_16"
    path = saved("call.any", form=form, code=code)
    content = bytearray(path.read_bytes())
    content[12:] = bytes(len(content) - 12)
    path.write_bytes(content)
    assert _why(path).startswith("call.any begins like a recording but cannot be decoded, ")


@pytest.mark.parametrize("rate", [1, 999, 2_000_000])
def test_an_absurd_rate_is_a_damaged_header(saved: Callable[..., Path], rate: int) -> None:
    """A rate that no recorder makes is not believed."""
    path = saved()
    content = bytearray(path.read_bytes())
    content[24:28] = struct.pack("<I", rate)
    path.write_bytes(content)
    assert f"claims {rate} samples a second" in _why(path)


def test_a_file_that_goes_away_is_said_to_be_gone(saved: Callable[..., Path]) -> None:
    """Between the look at the header and the listening, a file may vanish."""
    path = saved()
    decoder = Decoder(describe(path), block=160)
    path.unlink()
    with pytest.raises(RecordingError, match="does not exist"):
        list(decoder.blocks())


def test_an_mp3_of_unknown_length_is_heard_to_its_end(
    tmp_path: Path, without_length: Callable[[Path], Path]
) -> None:
    """A loud beginning does not make a variable bit rate look shorter than it is."""
    sound = np.random.default_rng(7).normal(0, 0.3, (16_000, 2)).astype(np.float32)
    sound[4_000:] *= 0
    path = tmp_path / "call.mp3"
    with soundfile.SoundFile(
        path, "w", 8_000, 2, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode="VARIABLE"
    ) as out:
        out.write(sound)
    without_length(path)
    with soundfile.SoundFile(path) as guessed:
        assert guessed.frames < 12_000
    decoder = Decoder(describe(path), block=4_096)
    assert sum(len(block) for block in decoder.blocks()) >= 16_000
    assert describe(path).frames is None
