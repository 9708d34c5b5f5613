"""The telephone line: its noise, bleed, codecs and losses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_fixtures import telephone
from audio_fixtures.codec import PACKET, overdriven, through
from audio_fixtures.noise import noise_of
from audio_fixtures.script import Bleed, Codec, FixtureError, Line, Noise, Room, Sound, SoundKind
from audio_fixtures.shaping import band_passed
from made_calls import SECOND, Humming, placed, script_of, turn


def tone(hertz: float, seconds: float, level: float = 0.1) -> np.ndarray:
    at = np.arange(round(seconds * SECOND)) / SECOND
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def rms(audio: np.ndarray) -> float:
    return float(np.sqrt(np.mean(audio.astype(np.float64) ** 2)))


def test_a_recording_is_two_channels_of_mu_law_within_the_error_of_the_codec(
    tmp_path: Path,
) -> None:
    """The agent is on the left; what is read back lies within mu-law's step of what was written."""
    ramp = np.linspace(-0.9, 0.9, SECOND, dtype=np.float32)
    path = tmp_path / "made.wav"
    telephone.write_recording(path, np.stack([ramp, -ramp]))
    info = soundfile.info(path)
    read, _ = soundfile.read(path, dtype="float32")
    assert (info.samplerate, info.channels, info.subtype) == (8_000, 2, "ULAW")
    assert np.all(np.abs(read[:, 0] - ramp) <= 0.032 * np.abs(ramp) + 0.001)
    assert np.allclose(read[:, 1], -read[:, 0], atol=0.001)


def test_the_noise_of_a_line_is_the_same_each_time() -> None:
    """The same seed gives the same samples, quiet and within the telephone band."""
    script = script_of(turn("agent", "one"))
    clean = np.zeros((2, SECOND), np.float32)
    first, second = (telephone.over_the_line(script, clean) for _ in range(2))
    assert np.array_equal(first, second)
    assert 0 < rms(first) < 10 ** (script.noise_dbfs / 20)


def test_one_party_can_have_a_line_of_their_own() -> None:
    """A louder hum on the agent's side leaves the customer's line as it was."""
    clean = np.zeros((2, SECOND), np.float32)
    plain = telephone.over_the_line(script_of(turn("agent", "one")), clean)
    lines = {"agent": Line(noise=Noise.HUM, noise_dbfs=-40), "customer": Line()}
    humming = telephone.over_the_line(script_of(turn("agent", "one"), lines=lines), clean)
    assert np.array_equal(humming[1], plain[1])
    assert 20 * np.log10(rms(humming[0])) == pytest.approx(-40, abs=1.5)


@pytest.mark.parametrize("kind", list(Noise))
def test_each_noise_has_its_level_in_the_telephone_band(kind: Noise) -> None:
    """Whatever its colour, it is as loud as asked where the telephone listens, and repeats."""
    first, second = (noise_of(kind, 2 * SECOND, (1, 2), Humming()) for _ in range(2))
    assert np.array_equal(first, second)
    assert rms(band_passed(first, 300, 3_400)) == pytest.approx(1.0, abs=1e-6)


def test_babble_without_voices_is_refused() -> None:
    """It cannot be made of nothing."""
    with pytest.raises(FixtureError, match="needs the voices"):
        noise_of(Noise.BABBLE, SECOND, (1, 2), None)


@pytest.mark.parametrize("room", list(Room))
def test_bleed_is_the_other_party_later_and_fainter(room: Room) -> None:
    """The agent's microphone hears the customer 6 dB down, 40 ms late, with and without walls."""
    voice = np.random.default_rng(3).standard_normal(4 * SECOND).astype(np.float32) * 0.1
    clean = np.stack([np.zeros_like(voice), voice])
    bleed = Bleed(source="customer", into="agent", attenuation_db=6.0, lag_ms=40.0, room=room)
    heard = telephone.with_bleed(script_of(turn("agent", "one"), bleed=(bleed,)), clean)
    ratio = 20 * np.log10(rms(heard[0]) / rms(voice))
    lags = [float(np.dot(heard[0][lag:SECOND], voice[: SECOND - lag])) for lag in range(800)]
    assert ratio == pytest.approx(-6.0, abs=0.3)
    assert int(np.argmax(lags)) == 320
    assert np.array_equal(heard[1], voice)


@pytest.mark.parametrize(
    "line", [Line(codec=Codec.GSM), Line(codec=Codec.OPUS), Line(codec=Codec.OPUS, opus_bps=6_000)]
)
def test_a_codec_keeps_time_and_level(line: Line) -> None:
    """What comes out is as long, no later, about as loud, and not the same."""
    audio = np.concatenate([np.zeros(SECOND, np.float32), tone(500, 1), np.zeros(SECOND, "f4")])
    coded = through(line, audio, (1, 1))
    assert len(coded) == len(audio)
    assert rms(coded[: SECOND - 400]) < 0.01
    assert rms(coded[SECOND + 400 : 2 * SECOND]) == pytest.approx(rms(tone(500, 1)), rel=0.2)
    assert not np.array_equal(coded, audio)


def test_lost_packets_are_the_last_one_again_and_fainter() -> None:
    """About the share that was asked for is lost; the rest is untouched."""
    audio = np.random.default_rng(5).standard_normal(60 * SECOND).astype(np.float32)
    damaged = through(Line(loss=0.1), audio, (1, 1))
    packets, before = damaged.reshape(-1, PACKET), audio.reshape(-1, PACKET)
    lost = np.flatnonzero(np.any(packets != before, axis=1))
    assert 0.07 < len(lost) / len(packets) < 0.13
    alone = next(at for at in lost if at and at - 1 not in lost)
    assert np.allclose(packets[alone], 0.6 * before[alone - 1])


def test_an_overdriven_line_is_cut_off_at_full_scale() -> None:
    """Six decibels over, a sine is flat for much of its way; silence stays silence."""
    driven = overdriven(tone(500, 1).astype(np.float64), 6.0)
    assert np.abs(driven).max() == 1.0
    assert np.mean(np.abs(driven) == 1.0) > 0.5
    assert not overdriven(np.zeros(8), 6.0).any()


def test_sounds_are_on_the_line_and_not_in_the_speech() -> None:
    """Music is heard where it was placed; the speech alone does not know it."""
    music = Sound(kind=SoundKind.MUSIC, party="agent", seconds=4.0, after=0.5)
    script = script_of(turn("agent", "one"), music)
    call = placed(script, 1)
    speech = telephone.clean_speech(script, call, [[tone(300, 1)]])
    both = telephone.with_sounds(script, call, speech)
    assert rms(both[0][3 * SECOND : 6 * SECOND]) > 0.01
    assert not speech[0][3 * SECOND :].any()
    assert np.array_equal(both[1], speech[1])
