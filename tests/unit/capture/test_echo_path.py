"""One channel with an echo at a known lag: which frames are silent, which are shown."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.capture.echo_path import EchoPath
from assistant.capture.source import FRAME
from echoes import Sound, echo, hiss, power, talk

LAG = 640


def _cleaned(path: EchoPath, far: Sound, near: Sound) -> Sound:
    padded = np.concatenate((np.zeros(8 * FRAME, np.float32), far))
    frames = [
        path.push(padded[: 8 * FRAME + end], near[end - FRAME : end])
        for end in range(FRAME, len(near) + 1, FRAME)
    ]
    return np.concatenate(frames)


def test_pauses_of_both_go_through() -> None:
    """The channel's own noise is not touched while nobody talks."""
    noise = hiss(2, 1)
    cleaned = _cleaned(EchoPath(LAG, 0.2), np.zeros_like(noise), noise)
    assert np.array_equal(cleaned, noise[: len(cleaned)])


def test_talk_without_an_echo_goes_through() -> None:
    """The near party alone is shown whole, however the path was before."""
    far, near = talk(6, 2, end=3.0), talk(6, 3, start=3.3)
    path = EchoPath(LAG, 0.2)
    cleaned = _cleaned(path, far, near + echo(far, 7, 40) + hiss(6, 4))
    assert power(cleaned, 3.5, 5.5) == pytest.approx(power(near, 3.5, 5.5), rel=0.02)
    assert power(cleaned, 1.0, 2.9) < 1e-8


def test_what_was_heard_before_is_learnt_at_once() -> None:
    """Taught with half a second, the path makes the very next echo silent."""
    far = talk(2, 5)
    near = echo(far, 7, 40) + hiss(2, 6)
    path = EchoPath(LAG, 0.2)
    lesson = 16 * FRAME
    at = 20 * FRAME
    path.teach(far[:at], near[at - lesson : at])
    frames = [path.push(far[:end], near[end - FRAME : end]) for end in range(at, 50 * FRAME, FRAME)]
    assert power(np.concatenate(frames[1:]), 0, 0.5) < 1e-8


def test_the_edges_of_silence_are_soft() -> None:
    """Where the channel opens and closes there is no step as high as the sound."""
    far, near = talk(4, 7), talk(4, 8, start=2.0, end=3.0)
    cleaned = _cleaned(EchoPath(LAG, 0.2), far, near + echo(far, 12, 40) + hiss(4, 9))
    opened = np.flatnonzero(np.diff((cleaned != 0).astype(int)) == 1)
    assert len(opened)
    assert all(abs(cleaned[at + 1]) < 0.01 for at in opened[1:])


def test_attenuation_is_what_was_mixed() -> None:
    """Within a decibel, after some seconds."""
    far = talk(5, 10)
    path = EchoPath(LAG, 0.2)
    _cleaned(path, far, echo(far, 9, 40) + hiss(5, 11))
    assert path.attenuation_db == pytest.approx(9.0, abs=1.0)
    assert path.audible_frames > 100
    assert path.unlike < 0.2


def test_whether_an_echo_would_show_is_said() -> None:
    """A loud source would show an echo 10 dB weaker, but none 80 dB weaker."""
    far = talk(3, 12, start=1.0)
    path = EchoPath(LAG, 0.2)
    _cleaned(path, far, hiss(3, 13))
    assert path.would_be_heard(10.0)
    assert not path.would_be_heard(80.0)


def test_a_muted_microphone_does_not_unlearn() -> None:
    """After two seconds of digital silence the echo is silent from its first frame on."""
    far = talk(6, 14)
    near = echo(far, 7, 40) + hiss(6, 15)
    near[32_000:64_000] = 0.0
    path = EchoPath(LAG, 0.2)
    cleaned = _cleaned(path, far, near)
    assert power(cleaned, 4.1, 5.9) < 1e-8
    assert path.attenuation_db == pytest.approx(7.0, abs=1.0)
