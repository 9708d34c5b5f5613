"""A source's events go in, through the stages; facts come out, by three kinds of clock."""

from __future__ import annotations

import heapq
import queue
import time
from collections import defaultdict, deque
from typing import Protocol, get_args

from assistant.events import AnswersEnded, AudioFrame, Event, Fact, Request
from assistant.pipeline import Pipeline
from assistant.session.models import Answered, Answerers, Worker, ask
from assistant.session.outlet import Outlet
from assistant.timeline import to_seconds

_REQUESTS: tuple[type[Request], ...] = get_args(Request)
_FACTS: tuple[type[Fact], ...] = get_args(Fact)


class Driver(Protocol):
    """Feeds one call's events through the stages, and the models' answers among them."""

    def feed(self, event: Event) -> None:
        """Take what the source says, and all that follows from it so far."""
        ...

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        ...

    def now(self, at: int) -> float | None:
        """Seconds on the call's clock, where one runs."""
        ...


class Fastest:
    """One thread, no clock: a request is answered before the next frame."""

    def __init__(self, pipeline: Pipeline, answerers: Answerers, outlet: Outlet) -> None:
        self._pipeline = pipeline
        self._answerers = answerers
        self._outlet = outlet

    def feed(self, event: Event) -> None:
        """Take what the source says, and all that follows from it so far."""
        waiting = deque([event])
        while waiting:
            for out in self._pipeline.push(waiting.popleft()):
                if isinstance(out, _REQUESTS):
                    answer, degraded = ask(self._answerers, out)
                    waiting.extend(one for one in (degraded, answer) if one is not None)
                elif isinstance(out, _FACTS):
                    self._outlet.emit(out, None)

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        self.feed(AnswersEnded(at=at))

    def now(self, at: int) -> float | None:
        """Seconds on the call's clock, where one runs."""
        return None


class AsLive:
    """One thread; measured compute time moves a clock for the stages and one for each model.

    A frame arrives when its last sample was spoken. A model works beside the stages, on one
    request at a time, and its answer arrives when its clock says so.
    """

    def __init__(self, pipeline: Pipeline, answerers: Answerers, outlet: Outlet) -> None:
        self._pipeline = pipeline
        self._answerers = answerers
        self._outlet = outlet
        self._free = 0.0
        self._model_free: defaultdict[type[Request], float] = defaultdict(float)
        self._coming: list[tuple[float, int, Event]] = []
        self._asked = 0

    def feed(self, event: Event) -> None:
        """Take what the source says, and all that follows from it so far."""
        arrival = to_seconds(_arrival(event))
        self._deliver(arrival)
        self._push(event, arrival)

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        self._deliver(float("inf"))
        self._push(AnswersEnded(at=at), to_seconds(at))

    def now(self, at: int) -> float | None:
        """Seconds on the call's clock, where one runs."""
        return max(self._free, to_seconds(at))

    def _deliver(self, until: float) -> None:
        while self._coming and self._coming[0][0] <= until:
            ready, _, answer = heapq.heappop(self._coming)
            self._push(answer, ready)

    def _push(self, event: Event, arrival: float) -> None:
        began = time.perf_counter()
        outs = self._pipeline.push(event)
        self._free = max(self._free, arrival) + time.perf_counter() - began
        for out in outs:
            if isinstance(out, _REQUESTS):
                self._request(out)
            elif isinstance(out, _FACTS):
                self._outlet.emit(out, self._free)

    def _request(self, request: Request) -> None:
        began = time.perf_counter()
        answer, degraded = ask(self._answerers, request)
        took = time.perf_counter() - began
        ready = max(self._free, self._model_free[type(request)]) + took
        self._model_free[type(request)] = ready
        for event in (degraded, answer):
            if event is not None:
                heapq.heappush(self._coming, (ready, self._asked, event))
                self._asked += 1


def _arrival(event: Event) -> int:
    return event.span.end if isinstance(event, AudioFrame) else getattr(event, "at", 0)


class Realtime:
    """The wall clock; stages in this thread, each model in one of its own."""

    def __init__(self, pipeline: Pipeline, answerers: Answerers, outlet: Outlet) -> None:
        self._pipeline = pipeline
        self._outlet = outlet
        self._answers: queue.SimpleQueue[Answered]
        self._answers = queue.SimpleQueue()
        self._unanswered = 0
        self._workers = {
            kind: Worker({kind: answerer}, self._answers.put)
            for kind, answerer in answerers.items()
        }
        self._started = time.monotonic()

    def feed(self, event: Event) -> None:
        """Take what the source says, and all that follows from it so far."""
        due = self._started + to_seconds(_arrival(event))
        while (wait := due - time.monotonic()) > 0:
            self._take_answer(wait)
        self._push(event)

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        while self._unanswered:
            self._take_answer(None)
        for worker in self._workers.values():
            worker.join()
        self._push(AnswersEnded(at=at))

    def now(self, at: int) -> float | None:
        """Seconds on the call's clock, where one runs."""
        return time.monotonic() - self._started

    def _take_answer(self, timeout: float | None) -> None:
        try:
            answer, degraded = self._answers.get(timeout=timeout)
        except queue.Empty:
            return
        self._unanswered -= 1
        for event in (degraded, answer):
            if event is not None:
                self._push(event)

    def _push(self, event: Event) -> None:
        for out in self._pipeline.push(event):
            if isinstance(out, _REQUESTS):
                dropped = self._workers[type(out)].post(out)
                self._unanswered += 1 - dropped
            elif isinstance(out, _FACTS):
                self._outlet.emit(out, time.monotonic() - self._started)
