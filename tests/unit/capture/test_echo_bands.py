"""A known echo by its loudness alone: what stands out of it, and what does not."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.capture.echo_bands import BLOCK, EchoBands, band_edges
from assistant.capture.source import FRAME
from assistant.timeline import SAMPLE_RATE
from echoes import Sound, blurred, echo, hiss, talk


def _standing_out(bands: EchoBands, far: Sound, near: Sound) -> list[float]:
    """In dB, frame by frame; the bands learn as where nobody talks beside the echo."""
    out = []
    for end in range(BLOCK, len(far) + 1, FRAME):
        out.append(bands.push(far[end - BLOCK : end], near[end - BLOCK : end]))
        bands.learn(out[-1] > 0.5)
    return out


@pytest.mark.parametrize("attenuation_db", [-3, 6, 15])
def test_an_echo_stays_within_what_is_expected(attenuation_db: float) -> None:
    """After a second of it, few frames are louder, however loud it is."""
    far = talk(6, 1) + hiss(6, 2)
    out = _standing_out(EchoBands(0.1), far, echo(far, attenuation_db, 0) + hiss(6, 3))
    assert np.mean(np.array(out[31:]) > 0.5) < 0.06


def test_talk_stands_out_of_an_echo_that_is_no_copy() -> None:
    """Every syllable of a voice 10 dB over the echo; hardly a frame of the echo alone."""
    far, near = talk(7, 4) + hiss(7, 5), talk(7, 6, start=5.0)
    out = _standing_out(EchoBands(0.1), far, echo(blurred(far, 7), 10, 0) + near + hiss(7, 8))
    talks = np.array(out) > 0.5
    alone, both = 31, 5 * SAMPLE_RATE // FRAME
    assert np.mean(talks[alone : both - 2]) < 0.05
    assert np.mean(talks[both:]) > 0.4


def test_talk_teaches_little() -> None:
    """After two seconds of both at once talk stands out as at first."""
    far, near = talk(5, 9) + hiss(5, 10), talk(5, 11, start=2.5)
    out = _standing_out(EchoBands(0.1), far, echo(far, 12, 0) + near + hiss(5, 12))
    assert np.mean(np.array(out[-31:]) > 0.5) > 0.4


def test_what_is_heard_and_said_is_known() -> None:
    """Speech far over the noise is audible as an echo; silence is neither."""
    bands, far = EchoBands(0.1), talk(3, 13, end=2.0) + hiss(3, 14)
    _standing_out(bands, far[:24_000], echo(far, 10, 0)[:24_000] + hiss(1.5, 15))
    assert bands.speech
    assert bands.audible
    assert bands.direct == pytest.approx(0.1 * bands.far, rel=0.5)
    _standing_out(bands, far[-12_000:], hiss(0.75, 16))
    assert not bands.speech
    assert not bands.audible


def test_bands_share_the_telephone_band() -> None:
    """They adjoin from 250 to 3400 Hz, and none is empty in the shortest block in use."""
    edges = band_edges(512)
    assert edges[0] == 8
    assert edges[-1] == 109
    assert np.all(np.diff(edges) >= 2)
