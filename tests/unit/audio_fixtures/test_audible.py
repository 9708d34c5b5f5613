"""Where a party is heard over the line."""

from __future__ import annotations

import numpy as np
import pytest

from audio_fixtures.audible import audible_spans
from made_calls import SECOND

QUIET = -90.0
"""dBFS of a line's noise under everything."""


def tone(seconds: float, dbfs: float, hertz: float = 1_000.0) -> np.ndarray:
    """A sine as loud as that."""
    at = np.arange(round(seconds * SECOND)) / SECOND
    return (10 ** (dbfs / 20) * np.sqrt(2) * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def seconds_of(spans: list[tuple[int, int]]) -> list[tuple[float, float]]:
    return [(start / SECOND, end / SECOND) for start, end in spans]


def heard(*parts: np.ndarray, noise_dbfs: float = QUIET) -> list[tuple[float, float]]:
    """The spans of one turn made of these parts."""
    channel = np.concatenate(parts)
    return seconds_of(audible_spans(channel, [(0, len(channel))], noise_dbfs))


def test_speech_is_measured_without_its_long_pauses() -> None:
    """A tone with a gap of 0.1 s is one stretch; a gap of 0.5 s parts it in two."""
    spans = heard(tone(1, -24), tone(0.1, -90), tone(1, -24), tone(0.5, -90), tone(1, -24))
    assert [end - start for start, end in spans] == pytest.approx([2.1, 1.0], abs=0.03)


@pytest.mark.parametrize(("down", "stretches"), [(25.0, 1), (36.0, 2)])
def test_what_is_far_under_the_loud_frames_is_a_pause(down: float, stretches: int) -> None:
    """A weak consonant is speech; the synthesiser's breath is none."""
    assert len(heard(tone(1, -20), tone(0.5, -20 - down), tone(1, -20))) == stretches


@pytest.mark.parametrize(("noise_dbfs", "stretches"), [(-60.0, 1), (-44.0, 2)])
def test_what_is_under_the_noise_of_the_line_is_a_pause(noise_dbfs: float, stretches: int) -> None:
    """The same weak stretch is heard over a quiet line and lost on a loud one."""
    parts = tone(1, -20), tone(0.5, -45), tone(1, -20)
    assert len(heard(*parts, noise_dbfs=noise_dbfs)) == stretches


def test_the_loud_frames_are_heard_over_any_noise() -> None:
    """Noise as loud as the voice does not make everybody silent."""
    assert heard(tone(1, -24), noise_dbfs=-20) == [(0.0, 1.0)]


def test_what_the_telephone_does_not_carry_is_not_heard() -> None:
    """A rumble under the band is no speech."""
    assert len(heard(tone(1, -24), tone(1, -30, hertz=60.0), tone(1, -24))) == 2


def test_a_quiet_turn_is_measured_by_its_own_loud_frames() -> None:
    """After 12 dB more, a backchannel with weak ends is still heard to its ends."""
    quiet = np.concatenate([tone(0.3, -56), tone(0.3, -36), tone(0.3, -56)])
    channel = np.concatenate([tone(2, -20), tone(1, -90), quiet])
    turns = [(0, 2 * SECOND), (3 * SECOND, len(channel))]
    (_, last) = seconds_of(audible_spans(channel, turns, QUIET))
    assert last == pytest.approx((3.0, 3.9), abs=0.03)


def test_a_silent_channel_holds_no_speech() -> None:
    """Nor does a turn in which there is nothing."""
    assert audible_spans(np.zeros(SECOND, np.float32), [(0, SECOND)], QUIET) == []
