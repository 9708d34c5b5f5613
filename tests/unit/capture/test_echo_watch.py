"""What is told of a channel's echo, and when: not more than changes."""

from __future__ import annotations

import numpy as np

from assistant.capture.echo_watch import EchoTape
from assistant.capture.source import FRAME
from echoes import echo, hiss, talk, through


def test_a_steady_echo_is_told_once() -> None:
    """Fifteen seconds of the same echo make one event."""
    customer = talk(15, 1) + hiss(15, 2)
    assert len(through(echo(customer, 9, 40) + hiss(15, 3), customer).told) == 1


def test_another_level_is_told() -> None:
    """8 dB more are told once they have settled, and not on the way by every decibel."""
    customer = talk(16, 4) + hiss(16, 5)
    agent = echo(customer, 8, 40)
    agent[len(agent) // 2 :] *= np.float32(10 ** (-8 / 20))
    told = through(agent + hiss(16, 6), customer).told
    assert 2 <= len(told) <= 4
    assert abs(told[-1].attenuation_db - 16) < 3
    assert all(one.gated for one in told)


def test_an_echo_far_louder_than_its_source_is_told_and_left() -> None:
    """It hides whatever else the channel holds; it is not gated."""
    customer = talk(5, 7) * np.float32(0.2) + hiss(5, 8, 1e-4)
    out = through(echo(customer, -18, 40) + hiss(5, 9), customer)
    assert [told.gated for told in out.told] == [False]


def test_the_tape_keeps_the_newest() -> None:
    """However long the call, the last samples of both channels are there; silence before them."""
    tape = EchoTape()
    assert not tape.newest(4 * FRAME).any()
    for number in range(1, 200):
        tape.push(np.full(FRAME, number, np.float32), np.full(FRAME, -number, np.float32))
        newest = tape.newest(2 * FRAME)
        assert newest[0, -1] == number
        assert newest[1, -1] == -number
        assert newest[0, 0] == number - 1
