"""The two voice detectors on a call whose speech is known, and on sounds that are none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.capture.recording import open_recording
from assistant.capture.source import FRAME
from assistant.engines.vad import TwoDetectors, VoiceSettings
from assistant.events import AudioFrame, Party
from assistant.model_store import shipped
from assistant.timeline import SAMPLE_RATE, to_samples
from fakes import AGENT, CUSTOMER

CALL = Path(__file__).parents[3] / "audio_fixtures" / "calls" / "calm.wav"
LISTENED_S = 30.0
"""So much of the call is enough of both parties, and quick."""
EDGE = to_samples(0.1)
"""Beside the edges of speech either answer is right: consonants fade, and vowels ring."""
Probed = list[tuple[int, float]]
Audio = NDArray[np.float32]


def detectors() -> TwoDetectors:
    return TwoDetectors(shipped("voice/silero_vad_16k.onnx"))


def frames(samples: Audio) -> list[Audio]:
    whole = len(samples) // FRAME * FRAME
    return list(samples[:whole].astype(np.float32).reshape(-1, FRAME))


def probabilities(samples: Audio) -> list[float]:
    """What fresh detectors say of each frame."""
    fresh = detectors()
    return [fresh.probability(frame) for frame in frames(samples)]


@pytest.fixture(scope="module")
def audio() -> dict[Party, list[Audio]]:
    """The beginning of the call, by party, in frames."""
    tracks: dict[Party, list[Audio]] = {party: [] for party in Party}
    for event in open_recording(CALL).events():
        if isinstance(event, AudioFrame):
            if event.start > to_samples(LISTENED_S):
                break
            tracks[event.party].append(event.samples)
    return tracks


@pytest.fixture(scope="module")
def probed(audio: dict[Party, list[Audio]]) -> dict[Party, Probed]:
    """Where each frame begins and how likely it holds speech."""
    heard: dict[Party, Probed] = {}
    for party, track in audio.items():
        fresh = detectors()
        heard[party] = [(i * FRAME, fresh.probability(frame)) for i, frame in enumerate(track)]
    return heard


@pytest.fixture(scope="module")
def speech() -> dict[Party, list[tuple[int, int]]]:
    """Where each party speaks by the call's truth, in samples."""
    truth = json.loads(CALL.with_suffix(".truth.json").read_text())["speech"]
    return {
        party: [(to_samples(start), to_samples(end)) for start, end in truth[party]]
        for party in Party
    }


@pytest.mark.parametrize("party", [AGENT, CUSTOMER])
def test_speech_is_held_to_be_speech(
    party: Party, probed: dict[Party, Probed], speech: dict[Party, list[tuple[int, int]]]
) -> None:
    """Most frames well within speech reach the threshold; soft ends and short gaps do not."""
    inside = [
        probability
        for start, probability in probed[party]
        if any(a + EDGE <= start and start + FRAME <= b - EDGE for a, b in speech[party])
    ]
    assert len(inside) > 100
    assert np.mean(np.array(inside) >= 0.5) > 0.8


@pytest.mark.parametrize("party", [AGENT, CUSTOMER])
def test_the_silence_between_is_not(
    party: Party, probed: dict[Party, Probed], speech: dict[Party, list[tuple[int, int]]]
) -> None:
    """Hardly a frame away from speech reaches it, with the line's noise."""
    outside = [
        probability
        for start, probability in probed[party]
        if all(start + FRAME <= a - EDGE or b + 2 * EDGE <= start for a, b in speech[party])
    ]
    assert len(outside) > 100
    assert np.mean(np.array(outside) >= 0.5) < 0.02


def tone(*hertz: float, seconds: float = 3.0) -> Audio:
    """Sine waves of equal strength together, as a telephone's key sounds."""
    time = np.arange(to_samples(seconds)) / SAMPLE_RATE
    waves = sum(np.sin(2 * np.pi * one * time) for one in hertz)
    return (0.5 * waves / len(hertz)).astype(np.float32)


def keys() -> Audio:
    """The number 159# dialled, with pauses between the keys."""
    pairs = ((697, 1209), (770, 1336), (852, 1477), (941, 1477))
    pause = np.zeros(to_samples(0.1), dtype=np.float32)
    return np.concatenate([part for pair in pairs for part in (tone(*pair, seconds=0.3), pause)])


def noise(level: float) -> Audio:
    """Three seconds of white noise, the same each time."""
    rng = np.random.default_rng(7)
    return (level * rng.standard_normal(3 * SAMPLE_RATE)).astype(np.float32)


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(np.zeros(3 * SAMPLE_RATE, dtype=np.float32), id="silence"),
        pytest.param(noise(0.002), id="faint noise"),
        pytest.param(noise(0.05), id="loud noise"),
        pytest.param(tone(1_000.0), id="a tone of 1 kHz"),
        pytest.param(keys(), id="a telephone's keys"),
        pytest.param(tone(440.0, 480.0), id="a ringing tone"),
    ],
)
def test_what_is_no_voice_is_not_taken_for_one(sound: Audio) -> None:
    """Not a run of three frames, which is what begins an utterance, reaches the threshold."""
    over = [probability >= 0.5 for probability in probabilities(sound)]
    assert not any(all(over[index : index + 3]) for index in range(len(over) - 2))


def test_probabilities_are_probabilities(probed: dict[Party, Probed]) -> None:
    """Between 0 and 1."""
    assert all(0 <= chance <= 1 for track in probed.values() for _, chance in track)


@pytest.mark.parametrize("length", [0, 160, FRAME - 1, FRAME + 1, 2 * FRAME])
def test_a_frame_of_another_length_is_refused(length: int) -> None:
    """The message says which length it takes."""
    with pytest.raises(ValueError, match=f"{FRAME} samples, not {length}"):
        detectors().probability(np.zeros(length, dtype=np.float32))


def test_the_same_audio_is_heard_the_same(
    audio: dict[Party, list[Audio]], probed: dict[Party, Probed]
) -> None:
    """To the last digit, so that a replay writes the same log."""
    fresh = detectors()
    some = audio[AGENT][:300]
    assert [fresh.probability(f) for f in some] == [chance for _, chance in probed[AGENT][:300]]


def test_two_parties_do_not_disturb_each_other(
    audio: dict[Party, list[Audio]], probed: dict[Party, Probed]
) -> None:
    """Each has a memory of its own, though their frames take turns."""
    agent, customer = detectors(), detectors()
    both = [
        (agent.probability(ours), customer.probability(theirs))
        for ours, theirs in zip(audio[AGENT][:300], audio[CUSTOMER][:300], strict=True)
    ]
    assert [one for one, _ in both] == [chance for _, chance in probed[AGENT][:300]]
    assert [one for _, one in both] == [chance for _, chance in probed[CUSTOMER][:300]]


def test_speech_after_a_long_sound_is_heard_as_well_as_from_the_start(
    audio: dict[Party, list[Audio]], probed: dict[Party, Probed]
) -> None:
    """What was heard long before without speech in it counts no more."""
    ringing = np.array([0.2 * np.sin(0.4 * np.arange(40 * SAMPLE_RATE))], np.float32)[0]
    listener = detectors()
    for frame in frames(ringing):
        listener.probability(frame)
    said = [chance >= 0.5 for _, chance in probed[AGENT][:150]]
    after = [listener.probability(frame) >= 0.5 for frame in audio[AGENT][:150]]
    assert sum(said) > 50
    assert abs(sum(after) - sum(said)) <= 4


@pytest.fixture(scope="module")
def agent() -> Audio:
    """The agent's side of the whole call."""
    events = open_recording(CALL).events()
    return np.concatenate(
        [one.samples for one in events if isinstance(one, AudioFrame) and one.party is AGENT]
    )


HUSH = noise(0.001)[: to_samples(2.5)]
"""Twice this is longer than the detector remembers for."""


def found_after(heard: Audio, word: Audio) -> int:
    """Frames of speech in `word`, a long silence after what was heard before."""
    listener = detectors()
    for frame in frames(np.concatenate((heard, HUSH, HUSH))):
        listener.probability(frame)
    return sum(listener.probability(frame) >= 0.4 for frame in frames(word))


def test_a_short_word_after_a_long_silence_is_found_better_once_a_voice_was_heard(
    agent: Audio, speech: dict[Party, list[tuple[int, int]]]
) -> None:
    """It goes back to how it was soon after speech, not to having heard nothing."""
    around = to_samples(0.1)
    short = [
        agent[start - around : end + around]
        for start, end in speech[AGENT]
        if end - start < to_samples(0.8)
    ]
    greeting = agent[: to_samples(5.0)]
    assert len(short) >= 5
    found = sum(found_after(greeting, word) for word in short)
    assert found > 1.08 * sum(found_after(greeting[:0], word) for word in short)


def test_samples_beyond_full_scale_are_borne() -> None:
    """A clipping microphone breaks nothing."""
    assert all(0 <= chance <= 1 for chance in probabilities(3.0 * tone(200.0, seconds=0.5)))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"webrtc_mode": 4}, "webrtc_mode"),
        ({"unconfirmed_weight": 1.2}, "unconfirmed_weight"),
        ({"forget_s": 0.0}, "forget_s"),
        ({"forget_s": 601.0}, "forget_s"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        VoiceSettings(**changes)
