"""Positions and spans."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.timeline import Span, to_samples, to_seconds


@given(st.integers(min_value=0, max_value=16_000 * 3600 * 24))
def test_seconds_read_back_as_the_same_sample(position: int) -> None:
    """A position written as seconds is the same sample when read, over a whole day."""
    assert to_samples(to_seconds(position)) == position


def test_overlap_is_what_both_spans_cover() -> None:
    """Half-open spans that touch share nothing."""
    first = Span(start=0, end=10)
    assert first.overlap(Span(start=5, end=20)) == 5
    assert first.overlap(Span(start=10, end=20)) == 0
    assert Span(start=9, end=3).length == 0
