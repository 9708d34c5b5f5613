"""Two channels that move together in loudness: by which lag, and what is no echo."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.capture.echo_rhythm import HOP, EchoRhythm
from assistant.timeline import to_samples
from echoes import Sound, blurred, echo, hiss, talk

LOOK = 4 * HOP


def _heard(zero: Sound, one: Sound) -> EchoRhythm:
    rhythm = EchoRhythm(to_samples(0.12))
    both = np.stack((zero, one))
    for end in range(LOOK + HOP, both.shape[1] + 1, LOOK):
        rhythm.push(both[:, end - LOOK - HOP : end])
    return rhythm


@pytest.mark.parametrize("lag_ms", [0, 20, 45, 110])
def test_an_echo_that_is_no_copy_is_found(lag_ms: float) -> None:
    """Its lag is known to 6 ms by loudness alone, and which channel is behind."""
    sound = talk(6, 1)
    heard = echo(blurred(sound, 2), 10, lag_ms) + hiss(6, 3)
    lag = _heard(heard, sound + hiss(6, 4)).lag()
    assert lag == pytest.approx(to_samples(lag_ms / 1000), abs=96)
    lag = _heard(sound + hiss(6, 4), heard).lag()
    assert lag == pytest.approx(-to_samples(lag_ms / 1000), abs=96)


def test_the_louder_channel_is_told() -> None:
    """Where there is no lag, the level of what is shared says who hears whom."""
    sound = talk(6, 5)
    rhythm = _heard(echo(blurred(sound, 6), 10, 0) + hiss(6, 7), sound + hiss(6, 8))
    assert rhythm.louder() == 1


@pytest.mark.parametrize("seed", [10, 20, 30, 40])
@pytest.mark.parametrize("at_once", [False, True])
def test_two_people_do_not_move_together(seed: int, at_once: bool) -> None:
    """In turn or at once."""
    one = talk(8, seed, end=8.0 if at_once else 4.0)
    other = talk(8, seed + 1, start=0.0 if at_once else 4.0)
    assert _heard(one + hiss(8, seed + 2), other + hiss(8, seed + 3)).lag() is None


def test_two_who_begin_together_do_not_move_together() -> None:
    """The same beat in both voices is no echo: each has its own sound on it."""
    beat = np.repeat(np.tile([1.0, 0.0], 20), 3200).astype(np.float32)
    one, other = talk(8, 60) * beat, talk(8, 61) * beat
    assert _heard(one + hiss(8, 62), other + hiss(8, 63)).lag() is None


def test_lines_that_open_together_are_no_echo() -> None:
    """Both channels begin with their noise, after digital silence, at the same moment."""
    one, other = hiss(3, 50, 0.003), hiss(3, 51, 0.003)
    for channel in (one, other):
        for start in range(0, 32_000, 8_000):
            channel[start : start + 4_000] = 0.0
    assert _heard(one, other).lag() is None


def test_an_echo_that_ends_is_lost() -> None:
    """Some seconds of talk without it, and its lag scores no more."""
    sound = talk(20, 52)
    heard = echo(blurred(sound, 53), 10, 30)
    heard[96_000:] = 0.0
    assert _heard(heard + hiss(20, 54), sound).lost(480)
    assert not _heard(heard[:96_000] + hiss(6, 54), sound[:96_000]).lost(480)
