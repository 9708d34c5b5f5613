"""A source's events go in as fast as it goes; facts come out by the clock of a live call."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.capture.source import SourceEvent
from assistant.events import AnswersEnded, Event, Request, VoiceProbed
from assistant.pipeline import Pipeline
from assistant.session.desk import FACTS, REQUESTS, Desk, Desks, heard_to, position
from assistant.session.models import Outcome
from assistant.session.outlet import Outlet
from assistant.timeline import to_seconds

_NEVER = float("inf")


@dataclass(slots=True)
class _Worker:
    """A model in a simulated thread: takes what waits as soon as it is free."""

    desk: Desk
    free: float = 0.0
    posted: float = 0.0
    """When the first of what waits was left, since nothing waited."""
    smaller_from: float = _NEVER
    """When the smaller model is loaded."""

    @property
    def starts(self) -> float:
        return max(self.free, self.posted) if self.desk.schedule else _NEVER


class AsLive:
    """One thread; measured compute time moves a clock for the stages and one for each model.

    A frame arrives when its last sample was spoken. A model works beside the stages; what to do
    next it decides when its clock is free, from what waits then, just as a thread would, and its
    answer arrives when its clock says so. `clock` measures compute time, in seconds.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        desks: Desks,
        outlet: Outlet,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._pipeline = pipeline
        self._outlet = outlet
        self._clock = clock
        self._free = 0.0
        self._at = 0
        self._workers = {kind: _Worker(desk) for kind, desk in desks.items()}
        self._coming: list[tuple[float, int, _Worker, tuple[Request, ...], list[Outcome]]] = []
        self._batches = 0

    def listen(self, events: Iterable[SourceEvent]) -> Iterable[SourceEvent]:
        """The source's events, as fast as they can be had."""
        return events

    def feed(self, event: SourceEvent) -> None:
        """Take what the source says, and all that follows from it so far."""
        arrival = to_seconds(heard_to(event))
        self._advance(arrival)
        self._at = max(self._at, position(event))
        heard: list[Event] = []
        took = self._timed(lambda: heard.extend(self._pipeline.hear(event)))
        self._free = max(self._free, arrival) + took
        for each in heard:
            self._push(each, arrival)
        self._observe(arrival)

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        self._advance(_NEVER)
        self._push(AnswersEnded(at=at), to_seconds(at))

    def now(self, at: int) -> float | None:
        """Seconds on the call's clock."""
        return max(self._free, to_seconds(at))

    def close(self) -> None:
        """Nothing to end."""

    def _advance(self, until: float) -> None:
        """Everything that happens before an event arrives at `until`, in its order.

        All requests left before the stages are free are known, so a model may begin up to then.
        """
        while True:
            ready = self._coming[0][0] if self._coming else _NEVER
            next_ = min(self._workers.values(), key=lambda one: one.starts, default=None)
            if next_ is not None and next_.starts <= min(ready, max(self._free, until)):
                if next_.starts == _NEVER:
                    return
                self._work(next_)
            elif ready <= until and self._coming:
                self._deliver()
            else:
                return

    def _work(self, worker: _Worker) -> None:
        start, desk = worker.starts, worker.desk
        requests = desk.schedule.take()
        if desk.model.wants_loading(desk.smaller):
            worker.smaller_from = start + self._timed(lambda: desk.model.load().join())
        smaller = desk.smaller and worker.smaller_from <= start
        outcomes: list[Outcome] = []
        took = self._timed(lambda: outcomes.extend(desk.model.answer(requests, smaller)))
        worker.free = start + took
        heapq.heappush(self._coming, (worker.free, self._batches, worker, requests, outcomes))
        self._batches += 1

    def _deliver(self) -> None:
        ready, _, worker, requests, outcomes = heapq.heappop(self._coming)
        worker.desk.schedule.answered(requests, max(self._free, ready))
        for outcome in outcomes:
            self._push(outcome, ready)
        self._observe(ready)

    def _observe(self, arrival: float) -> None:
        for worker in self._workers.values():
            if worker.desk.watched:
                now = max(self._free, arrival)
                step = worker.desk.schedule.observe(now, self._at)
                if step is not None:
                    self._push(step, now)

    def _push(self, event: Event, arrival: float) -> None:
        outs: list[Event] = []
        took = self._timed(lambda: outs.extend(self._pipeline.push(event)))
        self._free = max(self._free, arrival) + took
        for out in outs:
            if isinstance(out, REQUESTS):
                self._post(out)
            elif isinstance(out, VoiceProbed):
                self._outlet.hear(out.span.end)
            elif isinstance(out, FACTS):
                self._outlet.emit(out, self._free)
        self._outlet.settle()

    def _post(self, request: Request) -> None:
        worker = self._workers[type(request)]
        if not worker.desk.schedule:
            worker.posted = self._free
        worker.desk.schedule.post(request)

    def _timed(self, work: Callable[[], object]) -> float:
        began = self._clock()
        work()
        return self._clock() - began
