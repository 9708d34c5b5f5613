"""An event goes through the stages, forward only; every event that came of it comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from assistant.events import Event


class Stage(Protocol):
    """A step from events to events. It does no I/O, reads no clock, starts no thread."""

    def on(self, event: Event) -> Iterable[Event]:
        """The events that follow from `event`, in order. `event` itself goes on unasked."""
        ...


class Gate(Protocol):
    """What stands before the stages, and may hold back or change what a source says."""

    def hear(self, event: Event) -> Iterable[Event]:
        """What the stages are to hear in place of `event`, one after the other."""
        ...


class Pipeline:
    """Stages in a row, and a gate before them. A cause comes out before what follows from it."""

    def __init__(self, stages: Sequence[Stage], gate: Gate | None = None) -> None:
        self.stages = tuple(stages)
        self.gate = gate

    def hear(self, event: Event) -> Iterable[Event]:
        """What to push, one event after the other, in place of what a source said."""
        return (event,) if self.gate is None else self.gate.hear(event)

    def push(self, event: Event) -> list[Event]:
        """All that comes of `event`, itself first. Each stage sees what earlier ones made."""
        events = [event]
        for stage in self.stages:
            after: list[Event] = []
            for earlier in events:
                after.append(earlier)
                after.extend(stage.on(earlier))
            events = after
        return events
