"""Blocks of any size become frames of one size, both parties on one clock."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.capture.framing import Framer
from assistant.capture.source import FRAME
from assistant.events import AudioFrame, Party


def _ramp(length: int, sign: int = 1) -> np.ndarray:
    return sign * np.arange(1, length + 1, dtype=np.float32)


def _cut(samples: np.ndarray, cuts: list[int]) -> list[np.ndarray]:
    return np.split(samples, sorted(min(cut, len(samples)) for cut in cuts))


def _framed(agent: list[np.ndarray], customer: list[np.ndarray]) -> list[AudioFrame]:
    framer, out = Framer(), []
    for index in range(max(len(agent), len(customer))):
        for party, blocks in ((Party.AGENT, agent), (Party.CUSTOMER, customer)):
            if index < len(blocks):
                framer.push(party, blocks[index])
        out += framer.frames()
    for party in Party:
        framer.close(party)
        out += framer.frames()
    return out


def test_agent_comes_before_customer_at_each_position() -> None:
    """The agent's frame comes first, then the customer's, and both start at the same sample."""
    frames = _framed([_ramp(3 * FRAME)], [_ramp(3 * FRAME, -1)])
    assert [(frame.party, frame.start) for frame in frames] == [
        (party, start) for start in (0, FRAME, 2 * FRAME) for party in Party
    ]


def test_a_frame_waits_for_the_slower_party() -> None:
    """Nothing comes out while one party has not yet filled the frame."""
    framer = Framer()
    framer.push(Party.AGENT, _ramp(5 * FRAME))
    framer.push(Party.CUSTOMER, _ramp(FRAME - 1))
    assert framer.frames() == []
    framer.push(Party.CUSTOMER, _ramp(1))
    assert [frame.start for frame in framer.frames()] == [0, 0]


def test_a_closed_party_falls_silent_and_holds_nobody_up() -> None:
    """After a party closes, the other's frames go out at once with silence beside them."""
    framer = Framer()
    framer.close(Party.CUSTOMER)
    framer.push(Party.AGENT, _ramp(2 * FRAME))
    frames = framer.frames()
    assert len(frames) == 4
    assert not frames[1].samples.any()
    assert not frames[3].samples.any()


def test_a_closed_party_may_not_go_on() -> None:
    """Samples after the end are a mistake of the caller, and are refused."""
    framer = Framer()
    framer.close(Party.AGENT)
    with pytest.raises(ValueError, match="agent is closed"):
        framer.push(Party.AGENT, _ramp(1))


def test_the_last_frame_is_padded_and_the_length_is_not() -> None:
    """The last frame is filled up with zeros; `length` counts only what was brought."""
    framer = Framer()
    framer.push(Party.AGENT, _ramp(FRAME + 3))
    framer.push(Party.CUSTOMER, _ramp(7))
    for party in Party:
        framer.close(party)
    frames = framer.frames()
    assert framer.length == FRAME + 3
    assert [len(frame.samples) for frame in frames] == [FRAME] * 4
    assert frames[2].samples[:4].tolist() == [FRAME + 1, FRAME + 2, FRAME + 3, 0]


def test_nothing_brought_gives_no_frame() -> None:
    """A call without a sample has no frame, not one of silence."""
    assert _framed([], []) == []


def test_frames_do_not_share_memory_with_what_was_brought() -> None:
    """Who reuses a buffer for the next block does not change frames that are out."""
    framer, buffer = Framer(), _ramp(FRAME)
    framer.push(Party.AGENT, buffer)
    framer.push(Party.CUSTOMER, buffer)
    first = framer.frames()[0]
    buffer[:] = 0
    assert first.samples[0] == 1


@given(
    agent=st.integers(0, 3_000),
    customer=st.integers(0, 3_000),
    agent_cuts=st.lists(st.integers(0, 3_000), max_size=8),
    customer_cuts=st.lists(st.integers(0, 3_000), max_size=8),
)
def test_the_blocks_make_no_difference(
    agent: int, customer: int, agent_cuts: list[int], customer_cuts: list[int]
) -> None:
    """However the samples are cut into blocks, the same frames come out."""
    whole = _framed([_ramp(agent)], [_ramp(customer, -1)])
    cut = _framed(_cut(_ramp(agent), agent_cuts), _cut(_ramp(customer, -1), customer_cuts))
    assert [(f.party, f.start, f.samples.tobytes()) for f in cut] == [
        (f.party, f.start, f.samples.tobytes()) for f in whole
    ]
