"""Any rate becomes 16 kHz without gaining or losing time."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.capture.resampling import Resampler, resampled_length


def _through(sound: np.ndarray, rate: int, block: int) -> np.ndarray:
    resampler = Resampler(rate, sound.shape[1])
    out = [resampler.push(sound[first : first + block]) for first in range(0, len(sound), block)]
    return np.concatenate([*out, resampler.flush()])


@pytest.mark.parametrize("rate", [4_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("frames", [1, 7, 1_001, 20_011])
def test_the_length_is_exact(rate: int, frames: int) -> None:
    """What comes out lasts as long as what went in, to the nearest sample."""
    sound = np.ones((frames, 2), np.float32)
    assert len(_through(sound, rate, 4_096)) == round(frames * 16_000 / rate)
    assert resampled_length(frames, rate) == round(frames * 16_000 / rate)


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000])
def test_blocks_change_no_bit(rate: int) -> None:
    """The same samples come out whatever blocks the sound goes in by."""
    sound = np.random.default_rng(5).normal(0, 0.2, (rate // 2 + 13, 2)).astype(np.float32)
    whole = _through(sound, rate, len(sound))
    for block in (1, 160, 4_096):
        assert _through(sound, rate, block).tobytes() == whole.tobytes()


def test_sixteen_kilohertz_pass_untouched() -> None:
    """At 16 kHz there is nothing to do, and every bit stays."""
    sound = np.random.default_rng(6).normal(0, 0.2, (5_000, 2)).astype(np.float32)
    assert _through(sound, 16_000, 160).tobytes() == sound.tobytes()


def test_a_tone_keeps_its_place_in_time() -> None:
    """A tone comes out in phase: the filter's delay is taken off."""
    rate = 8_000
    sound = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)[:, None]
    expected = np.sin(2 * np.pi * 440 * np.arange(2 * rate) / (2 * rate))
    error = _through(sound, rate, 4_096)[:, 0] - expected
    assert float(np.abs(error[2_000:-2_000]).max()) < 1e-3


def test_nothing_gives_nothing() -> None:
    """A stream without a sample stays empty."""
    assert _through(np.empty((0, 2), np.float32), 8_000, 160).shape == (0, 2)
