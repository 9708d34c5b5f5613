"""Whether compressed files tell how long they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.capture.endings import mp3_hides_length, ogg_is_cut


@pytest.mark.parametrize("code", ["VORBIS", "OPUS"])
def test_a_whole_ogg_file_is_closed(saved: Callable[..., Path], code: str) -> None:
    """The last page of a whole file bears the mark of the end."""
    assert not ogg_is_cut(saved("call.ogg", form="OGG", code=code))


@pytest.mark.parametrize("lost", [1, 100, 2_000])
def test_an_ogg_file_that_lost_its_end_is_cut(saved: Callable[..., Path], lost: int) -> None:
    """Without the whole last page the file is cut, however little is missing."""
    path = saved("call.ogg", form="OGG", code="OPUS")
    path.write_bytes(path.read_bytes()[:-lost])
    assert ogg_is_cut(path)


def test_other_files_are_never_a_cut_ogg(saved: Callable[..., Path]) -> None:
    """A file that is not Ogg is not judged."""
    assert not ogg_is_cut(saved())


def test_an_mp3_with_a_length_mark_hides_nothing(saved: Callable[..., Path]) -> None:
    """Encoders leave a first frame that counts the others."""
    assert not mp3_hides_length(saved("call.mp3", form="MP3", code="MPEG_LAYER_III"))


def test_an_mp3_without_the_mark_hides_its_length(
    saved: Callable[..., Path], without_length: Callable[[Path], Path]
) -> None:
    """Without that frame, nothing in the file says how long it is."""
    assert mp3_hides_length(without_length(saved("call.mp3", form="MP3", code="MPEG_LAYER_III")))


def test_tags_before_an_mp3_are_passed_over(
    saved: Callable[..., Path], without_length: Callable[[Path], Path]
) -> None:
    """A title, or a cover picture of any size, may stand before the audio."""
    path = without_length(saved("call.mp3", form="MP3", code="MPEG_LAYER_III"))
    tag = b"ID3\3\0\0" + bytes((0, 0, 100, 16)) + bytes(100 * 128 + 16)
    path.write_bytes(tag + path.read_bytes())
    assert mp3_hides_length(path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"ID3", b"RIFF", b"\xff\xfeh\0i\0"])
def test_other_files_are_never_an_mp3(tmp_path: Path, content: bytes) -> None:
    """Nothing else is taken for MP3, not even text that begins with the same byte."""
    (tmp_path / "call.mp3").write_bytes(content)
    assert not mp3_hides_length(tmp_path / "call.mp3")
