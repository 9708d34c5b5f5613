"""A source's events go in, through the stages; facts come out. No clock, and what all share."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Protocol

from assistant.capture.source import SourceEvent
from assistant.events import AnswersEnded, Event, VoiceProbed
from assistant.pipeline import Pipeline
from assistant.session.desk import FACTS, REQUESTS, Desks
from assistant.session.mailboxes import is_final
from assistant.session.outlet import Outlet


class Driver(Protocol):
    """Feeds one call's events through the stages, and the models' answers among them."""

    def listen(self, events: Iterable[SourceEvent]) -> Iterable[SourceEvent]:
        """The source's events, each when this clock has come to it."""
        ...

    def feed(self, event: SourceEvent) -> None:
        """Take what the source says, and all that follows from it so far."""
        ...

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        ...

    def now(self, at: int) -> float | None:
        """Seconds on the call's clock, where one runs."""
        ...

    def close(self) -> None:
        """End every thread; what is still unanswered stays so."""
        ...


class Fastest:
    """One thread, no clock: a request is answered before the next frame.

    Looks at unfinished speech are passed over: nobody watches, and the final words do not depend
    on them.
    """

    def __init__(self, pipeline: Pipeline, desks: Desks, outlet: Outlet) -> None:
        self._pipeline = pipeline
        self._desks = desks
        self._outlet = outlet

    def listen(self, events: Iterable[SourceEvent]) -> Iterable[SourceEvent]:
        """The source's events, as fast as they can be had."""
        return events

    def feed(self, event: SourceEvent) -> None:
        """Take what the source says, and all that follows from it so far."""
        for heard in self._pipeline.hear(event):
            self._push(heard)

    def _push(self, event: Event) -> None:
        waiting = deque([event])
        while waiting:
            for out in self._pipeline.push(waiting.popleft()):
                if isinstance(out, REQUESTS):
                    if is_final(out):
                        waiting.extend(self._desks[type(out)].model.answer([out]))
                elif isinstance(out, VoiceProbed):
                    self._outlet.hear(out.span.end)
                elif isinstance(out, FACTS):
                    self._outlet.emit(out, None)
            self._outlet.settle()

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        self._push(AnswersEnded(at=at))

    def now(self, at: int) -> float | None:
        """None: no clock runs."""
        return None

    def close(self) -> None:
        """Nothing to end."""
