"""What is said of a recording's channels at the end, and from which limits on."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.capture.faults import ChannelCheck, FaultQueue, RecordingSettings, fault
from assistant.capture.source import FRAME
from assistant.events import AudioFrame, Party

PLACES = {Party.AGENT: "left channel of call.wav", Party.CUSTOMER: "right channel of call.wav"}


def _noise(level: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, level, 20 * FRAME).astype(np.float32)


def _verdict(agent: np.ndarray, customer: np.ndarray) -> list[str]:
    check = ChannelCheck(RecordingSettings(), PLACES)
    for start in range(0, len(agent), FRAME):
        own = slice(start, start + FRAME)
        check.hear(
            AudioFrame(party=Party.AGENT, start=start, samples=agent[own]),
            AudioFrame(party=Party.CUSTOMER, start=start, samples=customer[own]),
        )
    return [met.reason for met in check.verdict(len(agent))]


def test_two_voices_are_no_fault() -> None:
    """Two different sounds, one far softer than the other, pass without a word."""
    assert _verdict(_noise(0.1), _noise(0.001, seed=2)) == []


def test_one_mute_party_is_named_with_its_channel() -> None:
    """Digital silence on one side says whose it is and where it lies."""
    silence = np.zeros(20 * FRAME, np.float32)
    assert _verdict(_noise(0.1), silence) == [
        "the customer is silent throughout (right channel of call.wav)"
    ]
    assert _verdict(silence, _noise(0.1)) == [
        "the agent is silent throughout (left channel of call.wav)"
    ]


def test_the_rest_noise_of_a_line_is_still_mute() -> None:
    """Noise below -70 dBFS is a line at rest; noise above it is a sound."""
    assert _verdict(_noise(0.1), _noise(10 ** (-75 / 20), seed=2)) != []
    assert _verdict(_noise(0.1), _noise(10 ** (-65 / 20), seed=2)) == []


def test_an_offset_is_no_sound() -> None:
    """A constant offset, as a cheap input has, does not hide that a party is mute."""
    assert _verdict(_noise(0.1), np.full(20 * FRAME, 0.05, np.float32)) != []


def test_one_word_in_a_long_silence_is_not_mute() -> None:
    """A party who is heard in a single frame is there."""
    once = np.zeros(20 * FRAME, np.float32)
    once[:FRAME] = _noise(0.01)[:FRAME]
    assert _verdict(_noise(0.1, seed=2), once) == []


def test_two_mute_parties_are_said_once() -> None:
    """Where nobody is heard, one sentence says so, and none that both sound the same."""
    silence = np.zeros(20 * FRAME, np.float32)
    assert len(_verdict(silence, silence)) == 1


@pytest.mark.parametrize("gain", [1.0, 0.25])
def test_a_copy_cannot_tell_the_parties_apart(gain: float) -> None:
    """One sound on both channels is told, at another volume too."""
    sound = _noise(0.1)
    assert "the same sound" in _verdict(sound, np.float32(gain) * sound)[0]


def test_a_copy_with_noise_of_its_own_is_two_sounds() -> None:
    """A faint sound of its own, 26 dB below, is enough to be a channel of its own."""
    sound = _noise(0.1)
    assert _verdict(sound, sound + _noise(0.005, seed=2)) == []


def test_a_call_of_no_length_is_silent() -> None:
    """Without a frame there is nothing to hear, and no division by nothing."""
    nothing = np.empty(0, np.float32)
    assert len(_verdict(nothing, nothing)) == 1


def test_faults_wait_for_their_place() -> None:
    """A fault comes out once, when the call has come as far, and in order."""
    queue = FaultQueue()
    late, early = fault(900, "late", "-"), fault(100, "early", "-")
    queue.take([late])
    queue.take([early])
    assert queue.due(99) == []
    assert queue.due(512) == [early]
    assert queue.due(2_000) == [late]
    assert queue.due(3_000) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mute_below_dbfs", -10.0),
        ("same_above", 1.1),
        ("length_tolerance_s", 0.0),
        ("telephone_rate", 1),
    ],
)
def test_settings_out_of_range_are_refused(key: str, value: float) -> None:
    """A setting that makes no sense is refused by its name and its range."""
    with pytest.raises(ValueError, match=rf"{key} must lie in .*\.\."):
        RecordingSettings(**{key: value})
