"""What is kept of one party's audio, and what is read from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.capture.source import FRAME
from assistant.events import AudioFrame, VoiceProbed
from assistant.speech.tape import BLOCK, Tape
from assistant.timeline import Span
from fakes import AGENT

BLOCKS = FRAME // BLOCK


def recorded(levels: Sequence[float], chances: Sequence[float] = ()) -> Tape:
    """A tape of frames as loud as given, each as likely speech as given."""
    tape = Tape()
    for index, level in enumerate(levels):
        start = index * FRAME
        samples = np.full(FRAME, level, dtype=np.float32)
        tape.record(AudioFrame(party=AGENT, start=start, samples=samples))
        if index < len(chances):
            span = Span(start=start, end=start + FRAME)
            tape.probe(VoiceProbed(party=AGENT, span=span, probability=chances[index]))
    return tape


def frame(index: int, count: int = 1) -> Span:
    return Span(start=index * FRAME, end=(index + count) * FRAME)


@pytest.mark.parametrize(
    "span", [frame(1), frame(0, 4), Span(start=100, end=1500), Span(start=600, end=601)]
)
def test_a_cut_holds_the_samples_at_the_span(span: Span) -> None:
    """From the middle of a frame to the middle of another, sample for sample."""
    rng, tape = np.random.default_rng(3), Tape()
    whole = rng.standard_normal(4 * FRAME).astype(np.float32)
    for start in range(0, len(whole), FRAME):
        tape.record(AudioFrame(party=AGENT, start=start, samples=whole[start : start + FRAME]))
    np.testing.assert_array_equal(tape.cut(span), whole[span.start : span.end])


def test_forgetting_keeps_the_frame_that_is_still_needed() -> None:
    """Whole frames go, with their levels and probabilities; the rest can still be cut."""
    tape = recorded([0.1] * 10, [0.5] * 10)
    tape.forget_before(3 * FRAME + 1)
    assert [len(tape.frames), len(tape.levels), len(tape.probabilities)] == [7, 7, 7]
    assert tape.frames[0].start == tape.levels[0][0] == tape.probabilities[0][0].start == 3 * FRAME
    assert len(tape.cut(Span(start=3 * FRAME + 1, end=10 * FRAME))) == 7 * FRAME - 1
    assert tape.end == 10 * FRAME


def test_speech_is_counted_within_the_span() -> None:
    """Frames at least as likely as the floor, in part where the span cuts them."""
    tape = recorded([0.1] * 4, [0.1, 0.3, 0.9, 0.9])
    assert tape.voiced_seconds(frame(0, 4), 0.3) == 3 * FRAME / 16_000
    assert tape.voiced_seconds(Span(start=0, end=2 * FRAME - 112), 0.3) == 400 / 16_000


def test_the_least_voiced_frame_is_the_first_of_equals() -> None:
    """Its middle, and none from before the position given."""
    tape = recorded([0.1] * 5, [0.0, 0.5, 0.2, 0.9, 0.2])
    assert tape.least_voiced(0) == FRAME // 2
    assert tape.least_voiced(1) == 2 * FRAME + FRAME // 2


def test_the_quietest_block_is_found_to_the_block() -> None:
    """Eight milliseconds of closure within loud talk, with their level in dB of full scale."""
    tape, samples = Tape(), np.full(4 * FRAME, 0.5, dtype=np.float32)
    samples[9 * BLOCK : 10 * BLOCK] = 0.01
    for start in range(0, len(samples), FRAME):
        tape.record(AudioFrame(party=AGENT, start=start, samples=samples[start : start + FRAME]))
    level, middle = tape.quietest(frame(0, 4))
    assert middle == 9 * BLOCK + BLOCK // 2
    assert level == pytest.approx(-40, abs=0.1)
    assert tape.quietest(frame(0, 2))[0] == pytest.approx(-6, abs=0.1)


def test_a_span_shorter_than_a_block_has_its_own_middle() -> None:
    """Where no block's middle lies in it there is nothing to choose from."""
    assert recorded([0.1] * 2).quietest(Span(start=2, end=10)) == (float("inf"), 6)


def test_the_level_has_dropped_where_the_last_blocks_are_quiet() -> None:
    """Ten times less amplitude is 20 dB; one loud block among the last is no drop."""
    tape = recorded([0.5, 0.5, 0.05])
    assert tape.drop_db(last=BLOCKS, over=2 * BLOCKS) == pytest.approx(20, abs=0.1)
    assert tape.drop_db(last=BLOCKS + 1, over=2 * BLOCKS) == pytest.approx(0, abs=0.1)


def test_what_was_loud_long_ago_does_not_count() -> None:
    """Only the blocks asked for are compared."""
    tape = recorded([0.9, 0.05, 0.05, 0.05])
    assert tape.drop_db(last=2, over=2 * BLOCKS) == pytest.approx(0, abs=0.1)


def test_digital_silence_has_a_level() -> None:
    """No logarithm of zero."""
    assert np.isfinite(recorded([0.5, 0.0]).drop_db(last=BLOCKS, over=2 * BLOCKS))
