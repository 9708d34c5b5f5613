"""Two channels that share a sound: by which lag, and who hears whom."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.capture.echo_finder import WINDOW, EchoFinder
from assistant.timeline import to_samples
from echoes import Sound, echo, hiss, talk

LOOK = 1024


def _compared(zero: Sound, one: Sound) -> EchoFinder:
    finder = EchoFinder(to_samples(-0.01), to_samples(0.12))
    both = np.stack((zero, one))
    for end in range(WINDOW, both.shape[1], LOOK):
        finder.push(both[:, end - WINDOW : end])
    return finder


@pytest.mark.parametrize("lag_ms", [0, 5, 40, 110])
def test_the_lag_of_an_echo_is_found(lag_ms: float) -> None:
    """The channel that hears the other is named, and how much later, to 0.125 ms."""
    sound = talk(2, 1) + hiss(2, 2)
    finder = _compared(echo(sound, 10, lag_ms) + hiss(2, 3), sound)
    peak = finder.peak(0)
    assert peak is not None
    assert peak.lag == pytest.approx(to_samples(lag_ms / 1000), abs=2)
    assert finder.peak(1) is None


def test_the_other_channel_may_have_the_echo() -> None:
    """The same, with the channels changed over."""
    sound = talk(2, 4) + hiss(2, 5)
    finder = _compared(sound, echo(sound, 10, 40) + hiss(2, 6))
    peak = finder.peak(1)
    assert peak is not None
    assert peak.lag == 640
    assert finder.peak(0) is None


def test_with_no_lag_the_quieter_channel_hears_the_louder() -> None:
    """Where time does not say who hears whom, the level of what is shared does."""
    sound = talk(2, 7) + hiss(2, 8)
    weaker = echo(sound, 6, 0) + hiss(2, 9)
    assert _compared(sound, weaker).peak(0) is None
    assert _compared(weaker, sound).peak(1) is None


def test_talk_at_once_is_no_echo() -> None:
    """Two voices that go on together share no phases."""
    finder = _compared(talk(3, 10), talk(3, 11))
    assert finder.compared
    assert finder.peak(0) is None
    assert finder.peak(1) is None


def test_one_click_on_both_channels_is_no_echo() -> None:
    """What comes once has a lag too, but does not last."""
    click = np.zeros(32_000, np.float32)
    click[16_000:16_020] = 0.5
    finder = _compared(echo(click, 6, 20) + hiss(2, 12, 0.001), click + talk(2, 13))
    assert finder.peak(0) is None


def test_silence_is_not_compared() -> None:
    """A muted channel says nothing about echoes."""
    assert not _compared(np.zeros(32_000, np.float32), talk(2, 14)).compared


def test_an_echo_that_ends_is_lost() -> None:
    """Its lag scores no more after some seconds of talk without it."""
    sound = talk(12, 15) + hiss(12, 16)
    heard = echo(sound, 6, 30)
    heard[32_000:] = 0.0
    finder = _compared(heard + hiss(12, 17, 0.001), sound)
    assert finder.lost(0, 480)
    assert not _compared(echo(sound, 6, 30) + hiss(12, 17), sound).lost(0, 480)


def test_an_echo_that_moves_is_seen() -> None:
    """The newest windows hold it at another lag."""
    sound = talk(4, 18) + hiss(4, 19)
    finder = _compared(echo(sound, 6, 60) + hiss(4, 20), sound)
    assert finder.moved(0, to_samples(0.02))
    assert not finder.moved(0, to_samples(0.06))
