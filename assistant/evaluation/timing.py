"""An assembled call goes in; the same call with its models loaded and its parts timed comes out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from assistant.assembly import Answerer, Assembly, Loader
from assistant.events import Answer, Event, Request
from assistant.pipeline import Gate, Pipeline, Stage

Seconds = dict[str, float]
RECOGNITION = "recognition"
"""The part of which a model may tell more."""


@dataclass(slots=True, kw_only=True)
class Timings:
    """Seconds spent in each stage and in each model, by `clock`: the wall clock unless told."""

    clock: Callable[[], float] = time.perf_counter
    spent: Seconds = field(default_factory=dict)
    inside: list[Seconds] = field(default_factory=list)
    """What models tell of their own insides."""
    _before: Seconds = field(default_factory=dict)

    def begin(self) -> None:
        """Count from now on: what came before was making ready."""
        self._before = self._counted()

    @contextmanager
    def count(self, part: str) -> Iterator[None]:
        """Add what passes meanwhile to the part's seconds."""
        began = self.clock()
        try:
            yield
        finally:
            self.spent[part] = self.spent.get(part, 0.0) + self.clock() - began

    def totals(self) -> Seconds:
        """By part; a model's own parts as `recognition: decode`."""
        return {
            part: seconds - self._before.get(part, 0.0) for part, seconds in self._counted().items()
        }

    def _counted(self) -> Seconds:
        counted = dict(self.spent)
        for own in self.inside:
            for part, seconds in own.items():
                name = f"{RECOGNITION}: {part}"
                counted[name] = counted.get(name, 0.0) + seconds
        return counted


class TimedStage:
    """A stage that behaves as the one inside, and counts its time."""

    def __init__(self, stage: Stage, timings: Timings) -> None:
        self.stage = stage
        self._timings = timings
        self._name = type(stage).__name__

    def on(self, event: Event) -> Iterable[Event]:
        """What the stage inside makes of the event."""
        with self._timings.count(self._name):
            return list(self.stage.on(event))


class TimedGate:
    """A gate that behaves as the one inside, and counts its time."""

    def __init__(self, gate: Gate, timings: Timings) -> None:
        self._gate = gate
        self._timings = timings
        self._name = type(gate).__name__

    def hear(self, event: Event) -> Iterable[Event]:
        """What the gate inside makes of the event."""
        with self._timings.count(self._name):
            return list(self._gate.hear(event))


def timed(assembly: Assembly, timings: Timings) -> Assembly:
    """The assembly with its models loaded now; they, its gate and its stages count time."""
    answerers = {load: load() for load in dict.fromkeys(assembly.loaders.values())}
    loaded = {
        kind: _held(_timed_answerer(answerers[load], _part(kind), timings))
        for kind, load in assembly.loaders.items()
    }
    smaller = assembly.smaller
    if smaller is not None:
        smaller = replace(smaller, load=partial(_load_timed, smaller.load, RECOGNITION, timings))
    gate = assembly.pipeline.gate
    pipeline = Pipeline(
        [TimedStage(stage, timings) for stage in assembly.pipeline.stages],
        None if gate is None else TimedGate(gate, timings),
    )
    return replace(assembly, pipeline=pipeline, loaders=loaded, smaller=smaller)


def _part(kind: type[Request]) -> str:
    return kind.__name__.removesuffix("Due").lower()


def _load_timed(load: Loader, part: str, timings: Timings) -> Answerer:
    return _timed_answerer(load(), part, timings)


def _timed_answerer(answerer: Answerer, part: str, timings: Timings) -> Answerer:
    own = getattr(getattr(answerer, "__self__", None), "timings", None)
    if isinstance(own, dict):
        timings.inside.append(own)

    def answer(requests: Sequence[Any]) -> Sequence[Answer]:
        with timings.count(part):
            return answerer(requests)

    return answer


def _held(answerer: Answerer) -> Loader:
    """A loader whose work is done."""
    return lambda: answerer
