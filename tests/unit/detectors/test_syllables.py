"""Syllables in made sound: vowels of a buzzing voice, with dips between them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.detectors.syllables import SyllableSpotter
from assistant.timeline import SAMPLE_RATE, to_samples

BLOCK = 16 * 512
Floats = NDArray[np.float32]


def buzz(seconds: float, pitch: float = 120.0) -> Floats:
    """A voice on one note: its harmonics within the telephone band."""
    time = np.arange(to_samples(seconds)) / SAMPLE_RATE
    harmonics = [n * pitch for n in range(3, 28) if n * pitch < 3400]
    wave = sum(np.sin(2 * np.pi * hertz * time) for hertz in harmonics)
    return np.asarray(wave, dtype=np.float32) / np.float32(4 * len(harmonics))


def babble(syllables: int, a_second: float, pitch: float = 120.0) -> Floats:
    """So many vowels at an even rate, each rising and falling by 20 dB."""
    seconds = syllables / a_second
    phase = np.arange(to_samples(seconds)) / SAMPLE_RATE * a_second
    swell = 0.1 + 0.9 * np.sin(np.pi * (phase % 1)) ** 2
    return buzz(seconds, pitch) * swell.astype(np.float32)


def silence(seconds: float) -> Floats:
    """A quiet line."""
    return np.zeros(to_samples(seconds), np.float32)


def found(*parts: Floats, block: int = BLOCK) -> list[float]:
    """Where syllables are found, in seconds, the sound being heard in blocks."""
    sound = np.concatenate([*parts, silence(1.0)])
    sound = np.concatenate([sound, np.zeros(-len(sound) % block, np.float32)])
    spotter = SyllableSpotter()
    middles = [
        middle
        for start in range(0, len(sound), block)
        for middle in spotter.hear(start, sound[start : start + block])
    ]
    return [middle / SAMPLE_RATE for middle in middles]


@pytest.mark.parametrize("a_second", [2.0, 4.0, 6.0, 7.5])
@pytest.mark.parametrize("pitch", [95.0, 220.0])
def test_each_vowel_counts_once(a_second: float, pitch: float) -> None:
    """From slow to very fast talk, of a low voice and a high one."""
    assert len(found(silence(0.5), babble(20, a_second, pitch))) == pytest.approx(20, abs=1)


def test_a_syllable_is_placed_at_its_middle() -> None:
    """To a twentieth of a second."""
    middles = found(silence(1.0), babble(3, 4.0))
    assert middles == pytest.approx([1.125, 1.375, 1.625], abs=0.05)


def test_a_hissing_line_does_not_matter() -> None:
    """Noise 12 dB under the voice has peaks of its own, but few are high enough."""
    talk = np.concatenate([silence(0.5), babble(20, 4.0), silence(0.5)])
    noise = np.random.default_rng(1).standard_normal(len(talk)).astype(np.float32)
    noise *= np.float32(np.sqrt(np.mean(talk**2)) * 10 ** (-12 / 20))
    within = [at for at in found(talk + noise) if 0.5 <= at < 5.5]
    assert len(within) == pytest.approx(20, abs=1)


def test_silence_has_no_syllables() -> None:
    """Nor does it raise or warn."""
    assert found(silence(3.0)) == []


@pytest.mark.parametrize("gain_db", [-30.0, 12.0])
def test_level_does_not_matter(gain_db: float) -> None:
    """A quiet line and a loud one have the same syllables."""
    gain = np.float32(10 ** (gain_db / 20))
    assert len(found(silence(0.5), babble(12, 4.0) * gain)) == pytest.approx(12, abs=1)


def test_what_is_far_quieter_than_the_voice_does_not_count() -> None:
    """An echo of the other party, 30 dB under the voice, right behind it."""
    echo = babble(8, 4.0) * np.float32(10 ** (-30 / 20))
    assert len(found(babble(8, 4.0), echo)) == pytest.approx(8, abs=1)


def test_the_size_of_the_blocks_does_not_matter() -> None:
    """The same syllables at the same places."""
    talk = babble(16, 5.0)
    assert found(talk, block=512) == pytest.approx(found(talk, block=BLOCK), abs=0.001)


def test_after_a_gap_it_begins_anew() -> None:
    """Stretches in which nobody speaks may be left out."""
    spotter = SyllableSpotter()
    talk = np.concatenate([babble(4, 4.0), silence(0.024)])[: BLOCK * 2]
    first = spotter.hear(0, talk)
    later = spotter.hear(to_samples(60), talk)
    assert [middle - to_samples(60) for middle in later] == first
