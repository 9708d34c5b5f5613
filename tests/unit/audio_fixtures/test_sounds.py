"""Music, coughs, keys and tones that are not speech."""

from __future__ import annotations

import numpy as np
import pytest

from audio_fixtures.music import STYLES
from audio_fixtures.placement import PlacedSound
from audio_fixtures.script import FixtureError, Sound, SoundKind
from audio_fixtures.sounds import LEVEL_DBFS, sound_of
from made_calls import SECOND


def made(kind: SoundKind, seconds: float = 3.0, seed: int = 1, **more: object) -> np.ndarray:
    sound = Sound(**({"kind": kind, "party": "agent", "seconds": seconds} | more))
    placed = PlacedSound(sound=sound, start=0, end=round(seconds * SECOND))
    return sound_of(placed, (seed, 1))


def level(audio: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(audio.astype(np.float64) ** 2)) + 1e-9))


@pytest.mark.parametrize("kind", list(SoundKind))
def test_each_kind_is_as_long_as_asked_and_repeats(kind: SoundKind) -> None:
    """The same seed gives the same sound, within full scale, from silence to silence."""
    first, second = made(kind), made(kind)
    assert len(first) == 3 * SECOND
    assert np.array_equal(first, second)
    assert 0 < np.abs(first).max() < 1
    assert first[0] == first[-1] == 0


@pytest.mark.parametrize("style", sorted(STYLES))
def test_each_style_of_music_sounds_all_the_time_and_differs_by_seed(style: str) -> None:
    """No second of it is silent; another seed plays something else."""
    first, other = (made(SoundKind.MUSIC, 6.0, seed, style=style) for seed in (1, 2))
    for second in first[: 5 * SECOND].reshape(5, SECOND):
        assert level(second) > LEVEL_DBFS[SoundKind.MUSIC] - 12
    assert not np.array_equal(first, other)


def test_music_of_an_unknown_style_is_refused() -> None:
    """The styles that there are are named."""
    with pytest.raises(FixtureError, match="piano"):
        made(SoundKind.MUSIC, style="polka")


def test_a_gain_makes_a_sound_louder() -> None:
    """Six decibels more are six decibels more."""
    quiet, loud = made(SoundKind.MUSIC), made(SoundKind.MUSIC, gain_db=6.0)
    assert level(loud) - level(quiet) == pytest.approx(6.0, abs=0.1)


def test_keys_are_pairs_of_tones() -> None:
    """In a key of a telephone two frequencies stand out, one of them under 1 kHz."""
    spectrum = np.abs(np.fft.rfft(made(SoundKind.DTMF, 0.11)))
    hertz = np.fft.rfftfreq(round(0.11 * SECOND), 1 / SECOND)
    low = hertz[hertz < 1_000][np.argmax(spectrum[hertz < 1_000])]
    high = hertz[hertz > 1_000][np.argmax(spectrum[hertz > 1_000])]
    assert min(abs(low - row) for row in (697, 770, 852, 941)) < 10
    assert min(abs(high - column) for column in (1_209, 1_336, 1_477)) < 10
