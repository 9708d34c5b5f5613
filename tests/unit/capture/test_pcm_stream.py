"""Raw samples from a pipe, in pieces of any size."""

import itertools
import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.capture.pcm_stream import PcmStream, open_pcm
from assistant.capture.source import SourceEvent
from assistant.errors import RecordingError, UsageError
from assistant.events import AudioEnded, AudioFrame, ComponentDegraded, Party
from fakes import AGENT, CUSTOMER

BOTH = (AGENT, CUSTOMER)


def heard(pieces: list[bytes], parties: tuple[Party, ...]) -> list[SourceEvent]:
    """What a stream says that is written in these pieces."""
    read, write = os.pipe()

    def speak() -> None:
        for piece in pieces:
            os.write(write, piece)
        os.close(write)

    speaker = threading.Thread(target=speak)
    speaker.start()
    try:
        return list(PcmStream(name="-", descriptor=read, parties=parties).events())
    finally:
        speaker.join()
        os.close(read)


def audio(events: list[SourceEvent], party: Party) -> np.ndarray:
    """The party's samples, padding included."""
    frames = [e.samples for e in events if isinstance(e, AudioFrame) and e.party is party]
    return np.concatenate(frames) if frames else np.empty(0, np.float32)


@settings(deadline=None, max_examples=40)
@given(
    values=st.lists(st.integers(-32_768, 32_767), max_size=3000),
    cuts=st.lists(st.integers(0, 6000), max_size=6),
    parties=st.sampled_from([(AGENT,), (CUSTOMER,), BOTH]),
)
def test_pieces_of_any_size_give_the_same_audio(
    values: list[int], cuts: list[int], parties: tuple[Party, ...]
) -> None:
    """Cut between two bytes of a sample or between two channels, each sample is in its place."""
    values = values[: len(values) // len(parties) * len(parties)]
    pcm = np.array(values, dtype="<i2").tobytes()
    edges = sorted({0, len(pcm), *(cut for cut in cuts if cut < len(pcm))})
    pieces = [pcm[a:b] for a, b in itertools.pairwise(edges)]
    events = heard(pieces, parties)
    length = len(values) // len(parties)
    assert events[-1] == AudioEnded(at=length)
    for channel, party in enumerate(parties):
        found = audio(events, party)
        assert len(found) % 512 == 0
        assert (found[:length] * 32_768 == values[channel :: len(parties)]).all()
        assert not found[length:].any()
    assert {e.party for e in events if isinstance(e, AudioFrame)} <= set(parties)


def test_a_frame_comes_as_soon_as_it_is_whole() -> None:
    """The pipe is not waited for any longer, though it stays open."""
    read, write = os.pipe()
    os.write(write, bytes(2 * 700))
    events = PcmStream(name="-", descriptor=read, parties=(CUSTOMER,)).events()
    began = time.monotonic()
    frame = next(iter(events))
    assert isinstance(frame, AudioFrame)
    assert time.monotonic() - began < 0.5
    os.close(write)
    os.close(read)


@pytest.mark.parametrize(("parties", "extra"), [((CUSTOMER,), 1), (BOTH, 1), (BOTH, 2), (BOTH, 3)])
def test_a_sample_that_is_cut_off_is_left_out_and_told(
    parties: tuple[Party, ...], extra: int
) -> None:
    """An odd byte, or one channel without the other."""
    pcm = bytes(2 * len(parties) * 100)
    events = heard([pcm + bytes(extra)], parties)
    (fault,) = [event for event in events if isinstance(event, ComponentDegraded)]
    assert fault.reason == "- ends in the middle of a sample"
    assert events[-1] == AudioEnded(at=100)


def test_no_audio_at_all_is_a_call_of_no_length() -> None:
    """An early end is no fault."""
    assert heard([], (CUSTOMER,)) == [AudioEnded(at=0)]


def test_a_stream_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A closed stdin, or a folder."""
    folder = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(RecordingError, match="cannot be read"):
        list(PcmStream(name="-", descriptor=folder, parties=(CUSTOMER,)).events())
    os.close(folder)


def test_a_file_is_opened_and_closed(tmp_path: Path) -> None:
    """Its descriptor lives as long as it is needed; a missing one is told."""
    path = tmp_path / "call.raw"
    path.write_bytes(bytes(10))
    with open_pcm(str(path)) as descriptor:
        assert os.read(descriptor, 20) == bytes(10)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    with (
        pytest.raises(RecordingError, match=r"missing\.raw cannot be opened"),
        open_pcm(str(tmp_path / "missing.raw")),
    ):
        pass


def test_a_keyboard_is_not_listened_to() -> None:
    """Samples are not typed: the sentence says what to pipe in."""
    master, terminal = os.openpty()
    with pytest.raises(UsageError, match="deescalate captions -"), open_pcm("-", terminal):
        pass
    os.close(master)
    os.close(terminal)
