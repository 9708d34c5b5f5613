"""Music, tones and voice-like sound, made here: what is too steady for speech, and what is not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.events import AudioFrame, Party
from assistant.speech.tones import FRAME, SteadySound, ToneSettings
from assistant.speech.voice import VoiceProbe
from assistant.timeline import SAMPLE_RATE

Audio = NDArray[np.float32]
LEVEL = 0.06
"""RMS of full scale, -24 dB: what a telephone brings."""


def at_level(sound: NDArray[np.float64], level: float = LEVEL) -> Audio:
    return (sound * level / np.sqrt(np.mean(sound**2))).astype(np.float32)


def seconds(length: float) -> NDArray[np.float64]:
    return np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE


def partials(hertz: NDArray[np.float64], loudness: float = 1.0) -> NDArray[np.float64]:
    """Twelve harmonics over a pitch that may move."""
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    return loudness * sum(np.sin(k * phase) / k for k in range(1, 13))


def chords(length: float) -> Audio:
    """Three notes at a time, changed each second, with a slight vibrato."""
    time = seconds(length)
    roots = np.array([262.0, 220.0, 175.0, 196.0])[time.astype(int) % 4]
    wobble = 1 + 0.003 * np.sin(2 * np.pi * 5 * time)
    return at_level(sum(partials(roots * ratio * wobble) for ratio in (1, 1.26, 1.5)))


def voice(length: float) -> Audio:
    """A pitch that glides by an octave a second to and fro, in four syllables a second."""
    time = seconds(length)
    pitch = 120 * 2 ** (0.5 + 0.5 * np.sin(2 * np.pi * 0.5 * time))
    return at_level(partials(pitch) * (0.15 + np.abs(np.sin(2 * np.pi * 2 * time))))


def tone(length: float, *hertz: float) -> Audio:
    return at_level(sum(np.sin(2 * np.pi * one * seconds(length)) for one in hertz))


def shares(sound: Audio, settings: ToneSettings | None = None) -> NDArray[np.float64]:
    """What a fresh listener says of each frame."""
    steady = SteadySound(settings)
    whole = len(sound) // FRAME * FRAME
    return np.array([steady.share(frame) for frame in sound[:whole].reshape(-1, FRAME)])


def frame_at(time_s: float) -> int:
    return int(time_s * SAMPLE_RATE / FRAME)


def test_music_is_told_within_half_a_second() -> None:
    """Notes stay where they are."""
    told = shares(chords(4))
    assert np.mean(told[frame_at(0.5) :] > 0.9) > 0.8


def test_a_gliding_voice_is_not_music() -> None:
    """Nothing is taken from what moves as speech does."""
    assert np.mean(shares(voice(8)) > 0.1) < 0.01


def test_a_voice_louder_than_the_music_below_it_is_heard() -> None:
    """Loud moments count for more, so at 12 dB below them the music hardly tells."""
    music, spoken = chords(8), voice(8)
    mixed = spoken + np.float32(0.25) * music[: len(spoken)]
    assert np.mean(shares(mixed)[frame_at(0.5) :] > 0.5) < 0.05


@pytest.mark.parametrize(
    "hertz", [(425.0,), (440.0, 480.0), (480.0, 620.0), (770.0, 1_336.0), (1_000.0,)]
)
def test_tones_are_told_at_once(hertz: tuple[float, ...]) -> None:
    """Ringing, an engaged line, a key and a beep, from their third frame on."""
    told = shares(tone(1, *hertz))
    assert np.mean(told[3:] == 1) > 0.5
    assert np.all(told[frame_at(0.5) :] > 0.9)


def test_a_key_is_told_though_it_is_short() -> None:
    """A tenth of a second of two tones, and the moment in which detectors still hear it."""
    quiet = np.zeros(SAMPLE_RATE // 4, np.float32)
    told = shares(np.concatenate((quiet, tone(0.1, 770, 1_336), quiet)))
    assert told[frame_at(0.33) : frame_at(0.5)].max() == 1


def test_speech_after_a_tone_is_not_taken_for_it() -> None:
    """The moment after a tone is over as soon as there is sound again."""
    told = shares(np.concatenate((tone(0.3, 1_000), voice(2))))
    assert np.all(told[frame_at(0.3) + 12 :] < 0.1)


def test_silence_and_noise_are_neither() -> None:
    """What does not sound, or has no partials, is left to the voice detector."""
    noise = at_level(np.random.default_rng(5).standard_normal(2 * SAMPLE_RATE))
    assert shares(np.zeros(SAMPLE_RATE, np.float32)).max() == 0
    assert shares(noise).max() < 0.1


def test_an_offset_that_stands_is_no_tone() -> None:
    """What no telephone carries does not count."""
    assert shares(np.full(SAMPLE_RATE, 0.5, np.float32)).max() == 0


def test_strength_none_leaves_all_as_it_is() -> None:
    """The setting by which music is let through."""
    assert shares(chords(2), ToneSettings(strength=0.0)).max() == 0


def test_a_frame_of_another_length_is_refused() -> None:
    """The spectra would not be comparable."""
    with pytest.raises(ValueError, match="512"):
        SteadySound().share(np.zeros(480, np.float32))


class Certain:
    """A voice model that takes everything for speech."""

    def probability(self, samples: Audio) -> float:
        """Always 1."""
        return 1.0


def test_the_probability_of_voice_sinks_in_music_on_that_channel_alone() -> None:
    """Each party has a listener of its own."""
    probe = VoiceProbe(Certain)
    probed: dict[Party, list[float]] = {party: [] for party in Party}
    sounds = {Party.AGENT: chords(2), Party.CUSTOMER: voice(2)}
    for start in range(0, 2 * SAMPLE_RATE - FRAME, FRAME):
        for party, sound in sounds.items():
            frame = AudioFrame(party=party, start=start, samples=sound[start : start + FRAME])
            probed[party].extend(probe_.probability for probe_ in probe.on(frame))
    assert np.median(probed[Party.AGENT][frame_at(0.5) :]) < 0.1
    assert np.median(probed[Party.CUSTOMER]) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("strength", 1.5),
        ("likeness_short", 0.0),
        ("likeness_long", 1.0),
        ("likeness_slope", 0.0),
        ("tone_purity", 0.5),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(key: str, value: float) -> None:
    """The message names the key and the range."""
    with pytest.raises(ValueError, match=rf"tones\.{key} .* from"):
        ToneSettings(**{key: value})
