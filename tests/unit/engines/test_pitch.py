"""The pitch of voices that are made here, and what is said where no detector is installed."""

import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.engines.pitch import PitchTracker
from assistant.errors import SettingsError
from assistant.timeline import SAMPLE_RATE


def buzz(hertz: float, seconds: float, lowest: float = 0.0) -> NDArray[np.float32]:
    """All partials from `lowest` to 3400 Hz, falling by 6 dB an octave, like a vowel."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    partials = [n for n in range(1, int(3400 / hertz) + 1) if n * hertz >= lowest]
    voice = sum(np.sin(2 * np.pi * n * hertz * time) / n for n in partials)
    return (0.1 * voice).astype(np.float32)


@pytest.mark.parametrize("hertz", [90.0, 130.0, 210.0, 320.0])
@pytest.mark.parametrize("lowest", [0.0, 300.0])
def test_the_pitch_of_a_voice_is_found_on_a_telephone_too(hertz: float, lowest: float) -> None:
    """Within half a semitone, with and without the partials below 300 Hz; one value each 16 ms."""
    found = PitchTracker().pitch(buzz(hertz, 1.0, lowest))
    assert len(found) == SAMPLE_RATE // 256
    voiced = found[found > 0]
    assert len(voiced) > 40
    assert abs(12 * np.log2(np.median(voiced) / hertz)) < 0.5


def test_silence_and_noise_have_no_pitch() -> None:
    """Zeros, and a hiss."""
    hiss = 0.1 * np.random.default_rng(1).standard_normal(SAMPLE_RATE)
    for samples in (np.zeros(SAMPLE_RATE, dtype=np.float32), hiss.astype(np.float32)):
        assert np.count_nonzero(PitchTracker().pitch(samples)) < 4


def test_the_same_samples_have_the_same_pitch() -> None:
    """So that a replay writes the same digits."""
    samples = buzz(150, 1.0)
    assert np.array_equal(PitchTracker().pitch(samples), PitchTracker().pitch(samples))


def test_a_missing_package_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, with the setting, the command and the other way out."""
    monkeypatch.setitem(sys.modules, "swift_f0", None)
    with pytest.raises(SettingsError, match=r"tension\.enabled .*deescalate\[voice\].* off\."):
        PitchTracker()
