"""Stages and the gate before them, timed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.assembly import Answerer, Assembly, one_by_one, stages
from assistant.config import Settings, load_playbook
from assistant.evaluation.timing import TimedGate, TimedStage, Timings, timed
from assistant.events import ActsDue, AudioEnded, Event, PlaybookUsed, SentimentDue
from assistant.pipeline import Pipeline
from fakes import CUSTOMER, ScriptedActs, acts_asked


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


def test_a_model_that_serves_two_kinds_is_loaded_once_and_counted_by_kind() -> None:
    """Else the measured call would hold its weights twice."""
    loads: list[int] = []

    def load() -> Answerer:
        loads.append(1)
        return one_by_one(ScriptedActs({}))

    seconds = iter(range(9))
    timings = Timings(clock=lambda: float(next(seconds)))
    settings = Settings()
    assembly = Assembly(
        pipeline=Pipeline([]),
        loaders={SentimentDue: load, ActsDue: load},
        models={},
        playbook=PlaybookUsed(name="none", sha256=""),
        settings=settings,
    )
    loaders = timed(assembly, timings).loaders
    assert loads == [1]
    loaders[ActsDue]()([acts_asked(CUSTOMER, 1)])
    assert timings.spent == {"acts": 1.0}


def test_what_is_measured_is_the_pipeline_of_the_call() -> None:
    """Its own stages, in their order: what a bench runs is what a call runs."""
    settings = Settings()
    own = stages(settings, load_playbook(None), ask_for_acts=True)
    assembly = Assembly(
        pipeline=Pipeline(own),
        loaders={},
        models={},
        playbook=PlaybookUsed(name="none", sha256=""),
        settings=settings,
    )
    measured = timed(assembly, Timings()).pipeline.stages
    assert [one.stage for one in measured if isinstance(one, TimedStage)] == own
