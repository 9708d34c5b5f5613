"""Voices of a known pitch and timbre, beside their own usual."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.detectors.tension import (
    PITCH_HOP,
    TensionMeter,
    TensionSettings,
    TensionWeights,
    VoiceFeatures,
    voice_features,
)
from assistant.events import AudioFrame, Party, TensionMeasured, VoiceProbed
from assistant.timeline import SAMPLE_RATE, Span
from fakes import AGENT, CUSTOMER, run

FRAME = 512
WEIGHTS = TensionWeights(height=0.7, range=0.1, brightness=0.3, bias=-3.7)
Turn = tuple[float, float, float]


def tone(hertz: float, brightness: float, seconds: float) -> NDArray[np.float32]:
    """A voice of two partials, at 500 Hz and `brightness` dB over it at 2 kHz.

    Its pitch is its offset, in ten-thousandths: see `heard_pitch`.
    """
    time = np.arange(int(seconds * SAMPLE_RATE) // FRAME * FRAME) / SAMPLE_RATE
    bright = 10 ** (brightness / 20)
    voice = 0.1 * (np.sin(2 * np.pi * 500 * time) + bright * np.sin(2 * np.pi * 2000 * time))
    return (voice + hertz / 10_000).astype(np.float32)


def heard_pitch(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """The offset of each hop, which is where `tone` writes the pitch."""
    hops = samples[: len(samples) // PITCH_HOP * PITCH_HOP].reshape(-1, PITCH_HOP)
    return np.round(10_000 * hops.mean(axis=1, dtype=np.float64), 1)


def call(turns: Sequence[Turn], party: Party = CUSTOMER) -> Iterator[AudioFrame | VoiceProbed]:
    """Turns of pitch, brightness and seconds; a pitch of 0 is silence."""
    start = 0
    for hertz, brightness, seconds in turns:
        voice = tone(hertz, brightness, seconds)
        for at in range(0, len(voice), FRAME):
            span = Span(start=start, end=start + FRAME)
            yield AudioFrame(party=party, start=start, samples=voice[at : at + FRAME])
            yield VoiceProbed(party=party, span=span, probability=float(hertz > 0))
            start += FRAME


def measured(turns: Sequence[Turn], party: Party = CUSTOMER) -> list[TensionMeasured]:
    return run(TensionMeter(heard_pitch, WEIGHTS), call(turns, party))


def test_a_voice_as_usual_is_not_tense() -> None:
    """Each three seconds of the same voice, once there are nine to compare with."""
    facts = measured([(120, -6, 20)])
    assert len(facts) == 3
    assert all(fact.score < 0.1 for fact in facts)


def test_a_voice_that_goes_up_and_bright_is_tense() -> None:
    """Eight semitones and nine decibels more: told with what it rests on, and when."""
    fact = measured([(120, -6, 12.1), (190.5, 3, 4)])[-1]
    assert fact.score > 0.9
    assert fact.at / SAMPLE_RATE == pytest.approx(15, abs=0.3)
    assert fact.window / SAMPLE_RATE == pytest.approx(3, abs=0.04)
    assert "pitch +8.0 semitones" in fact.because
    assert "brightness +8.9 dB" in fact.because  # one hop of the old voice is in it


def test_a_high_and_bright_voice_is_not_tense_by_itself() -> None:
    """Only the change from the speaker's own usual counts."""
    assert all(fact.score < 0.1 for fact in measured([(330, 6, 30)]))


def test_the_agent_is_never_measured() -> None:
    """Law and the product keep off the agent's voice."""
    assert measured([(120, -6, 12), (240, 6, 12)], AGENT) == []


def test_pauses_are_left_out_of_a_window() -> None:
    """Three seconds of speech in pieces give one score, however long the pauses."""
    pieces = [(120.0, -6.0, 1.0), (0.0, 0.0, 2.0)] * 13
    facts = measured(pieces)
    assert len(facts) == 1
    assert facts[0].score < 0.1


def test_speech_without_pitch_is_not_scored() -> None:
    """A whisper says nothing of height."""
    meter = TensionMeter(lambda samples: np.zeros(len(samples) // PITCH_HOP), WEIGHTS)
    assert run(meter, call([(120, 0, 30)])) == []


def test_features_have_units() -> None:
    """Semitones over 100 Hz, semitones of range, decibels of bright over dark."""
    samples = tone(0, -10, 2)
    hertz = np.repeat([100.0, 200.0], len(samples) // PITCH_HOP // 2)
    found = voice_features(samples, hertz)
    assert found is not None
    assert found.range == pytest.approx(12)
    assert found.brightness == pytest.approx(-10, abs=0.2)
    octave = voice_features(samples, np.full(len(samples) // PITCH_HOP, 200.0))
    assert octave is not None
    assert octave.height == pytest.approx(12)


def test_a_gain_changes_no_feature() -> None:
    """What the line or the microphone does to the level is not the voice."""
    samples, hertz = tone(0, -3, 2), np.full(125, 150.0)
    soft, loud = voice_features(samples / 30, hertz), voice_features(samples, hertz)
    assert soft == pytest.approx(loud, abs=0.01)


def test_a_score_stays_between_0_and_1() -> None:
    """However far a voice goes."""
    assert WEIGHTS.score(VoiceFeatures(500, 500, 500)) == pytest.approx(1)
    assert WEIGHTS.score(VoiceFeatures(-500, -500, -500)) == pytest.approx(0)


def test_weights_are_read_from_json() -> None:
    """A number for each feature, and the bias; anything else is refused."""
    text = '{"height": 0.7, "range": 0.1, "brightness": 0.3, "bias": -3.7}'
    assert TensionWeights.read(text) == WEIGHTS
    for wrong in ("{}", "[1]", '{"height": null, "range": 0, "brightness": 0, "bias": 0}', "no"):
        with pytest.raises(ValueError):
            TensionWeights.read(wrong)


def test_it_is_off_unless_switched_on() -> None:
    """Voice features of a person need a decision."""
    assert TensionSettings().enabled is False


@pytest.mark.parametrize(
    ("key", "value"), [("window_s", 0.5), ("least_usual_s", 1), ("voice_threshold", -0.1)]
)
def test_a_setting_out_of_range_is_refused(key: str, value: float) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=f"tension.{key}"):
        TensionSettings(**{key: value})
