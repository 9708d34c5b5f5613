"""When a machine holds no more calls."""

from __future__ import annotations

from assistant.evaluation.capacity import is_worse


def test_a_doubled_percentile_is_worse() -> None:
    """More than twice the 95th percentile of one call alone ends the search."""
    assert is_worse(alone=0.8, now=1.7)
    assert not is_worse(alone=0.8, now=1.5)


def test_a_doubling_that_nobody_feels_is_none() -> None:
    """From 20 to 60 ms is three times as long, and nothing."""
    assert not is_worse(alone=0.02, now=0.06)
