"""Stages and the gate before them, timed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.evaluation.timing import TimedGate, TimedStage, Timings
from assistant.events import AudioEnded, Event


class Twice:
    """A gate and a stage that says everything twice."""

    def hear(self, event: Event) -> Iterator[Event]:
        yield from (event, event)

    on = hear


def test_a_timed_part_does_what_the_part_does_and_counts_its_time() -> None:
    """By any clock; what passed before the beginning was making ready."""
    ticks = iter(range(100))
    timings = Timings(clock=lambda: float(next(ticks)))
    gate, stage, end = TimedGate(Twice(), timings), TimedStage(Twice(), timings), AudioEnded(at=7)
    assert list(gate.hear(end)) == [end, end]
    timings.begin()
    assert list(stage.on(end)) == [end, end]
    assert list(gate.hear(end)) == [end, end]
    assert timings.totals() == {"Twice": 2.0}
