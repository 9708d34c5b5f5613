"""A known path from loudspeaker to microphone: how well it is predicted, and with whom talking."""

from __future__ import annotations

import numpy as np

from assistant.capture.echo_canceller import EchoCanceller
from assistant.capture.source import FRAME
from echoes import Sound, hiss, power, talk

PATH = (np.array([0.3, 0, 0, 0.1, 0, -0.05] + 200 * [0] + [0.04])).astype(np.float32)


def _left(far: Sound, near: Sound) -> Sound:
    canceller, left = EchoCanceller(0.2), []
    for end in range(2 * FRAME, len(far) + 1, FRAME):
        frame = near[end - FRAME : end]
        echo, _ = canceller.push(far[end - 2 * FRAME : end], frame, FRAME)
        left.append(frame - echo)
    return np.concatenate([np.zeros(FRAME, np.float32), *left])


def test_an_echo_is_predicted_within_half_a_second() -> None:
    """20 dB of it are gone after half a second, by a path with reflections."""
    far = talk(3, 1)
    near = np.convolve(far, PATH)[: len(far)].astype(np.float32)
    left = _left(far, near + hiss(3, 2, 1e-4))
    assert power(left, 0.5, 2.5) < 0.01 * power(near, 0.5, 2.5)


def test_talk_at_the_microphone_does_not_spoil_it() -> None:
    """After three seconds of double talk the echo is predicted as before."""
    far, voice = talk(6, 3), talk(6, 4, start=1.5, end=4.5)
    near = np.convolve(far, PATH)[: len(far)].astype(np.float32)
    left = _left(far, near + voice + hiss(6, 5, 1e-4))
    assert power(left, 4.6, 5.5) < 0.03 * power(near, 4.6, 5.5)
    assert power(left - voice[: len(left)], 2.0, 4.4) < 0.2 * power(near, 2.0, 4.4)


def test_another_gain_is_followed() -> None:
    """Somebody turns the loudspeakers down: two seconds later the prediction fits again."""
    far = talk(8, 6)
    near = np.convolve(far, PATH)[: len(far)].astype(np.float32)
    near[64_000:] *= 0.4
    left = _left(far, near + hiss(8, 7, 1e-4))
    assert power(left, 6.0, 7.5) < 0.03 * power(near, 6.0, 7.5)


def test_the_powers_are_those_of_the_band() -> None:
    """Before anything is learnt there is no echo, and all of the microphone's sound is left."""
    far, near = talk(1, 8), talk(1, 9)[:FRAME]
    _, powers = EchoCanceller(0.2).push(far[: 2 * FRAME], near, FRAME)
    assert powers.echo == 0.0
    assert 0.5 * power(near, 0, 1) < powers.left <= 1.05 * power(near, 0, 1)
