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


class Pipeline:
    """Stages in a row. A cause comes out before what follows from it."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = tuple(stages)

    def push(self, event: Event) -> list[Event]:
        """All that comes of `event`, itself first. Each stage sees what earlier ones made."""
        events = [event]
        for stage in self._stages:
            after: list[Event] = []
            for earlier in events:
                after.append(earlier)
                after.extend(stage.on(earlier))
            events = after
        return events
