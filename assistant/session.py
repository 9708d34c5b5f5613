"""A source of audio and an assembled call go in; facts come out, each with when it left.

The only room with clocks, queues and threads. Three ways to drive the same stages: as fast as it
goes, as fast as it goes by the clock that a live call would have had, and by the wall clock.
"""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import get_args

from assistant.assembly import Answerer, Assembly
from assistant.capture.source import CallSource
from assistant.errors import DeescalateError
from assistant.events import (
    Answer,
    AnswersEnded,
    AudioEnded,
    AudioFrame,
    CallEnded,
    CallStarted,
    ComponentDegraded,
    Event,
    Fact,
    LatencyFigures,
    Party,
    RecognitionDue,
    Recognized,
    Request,
)
from assistant.journal import SCHEMA
from assistant.outputs.summary import CallTally
from assistant.pipeline import Pipeline
from assistant.timeline import to_seconds

Listener = Callable[[Fact, float | None], None]
"""Takes each fact with the seconds at which it left, None where no clock ran."""

_REQUESTS: tuple[type[Request], ...] = get_args(Request)
_FACTS: tuple[type[Fact], ...] = get_args(Fact)


class Pace(StrEnum):
    """How the call's clock runs."""

    FASTEST = "fastest"
    AS_LIVE = "as-live"
    REALTIME = "realtime"


def run_call(
    assembly: Assembly,
    source: CallSource,
    listen: Listener,
    pace: Pace = Pace.FASTEST,
    progress: Callable[[int], None] = lambda position: None,
) -> CallEnded:
    """Drive a call from its first sample to its summary, which is also the last fact.

    Ctrl-C ends the audio where it is: what was heard is finished and summed up, and then
    KeyboardInterrupt goes on.
    """
    outlet = _Outlet(listen)
    outlet.emit(_started(assembly, source), None if pace is Pace.FASTEST else 0.0)
    answerers = {kind: _Loading(load) for kind, load in assembly.loaders.items()}
    if pace is not Pace.FASTEST:
        for answerer in answerers.values():
            answerer.wait()
    driver = _DRIVERS[pace](assembly.pipeline, answerers, outlet)
    end, stopped = 0, False
    try:
        for event in source.events():
            driver.feed(event)
            if (position := _position(event)) > end:
                end = position
                progress(end)
    except KeyboardInterrupt:
        stopped = True
        driver.feed(AudioEnded(at=end))
    driver.finish(end)
    ended = CallEnded(
        at=end, duration=end, summary=outlet.tally.summary(end), latency=outlet.latency()
    )
    outlet.emit(ended, driver.now(end))
    if stopped:
        raise KeyboardInterrupt
    return ended


def _started(assembly: Assembly, source: CallSource) -> CallStarted:
    return CallStarted(
        schema=SCHEMA,
        source=source.name,
        sample_rate=source.sample_rate,
        channels=source.channels,
        models=assembly.models,
        playbook=assembly.playbook,
        settings=assembly.settings.as_logged(),
    )


def _position(event: AudioFrame | ComponentDegraded | AudioEnded) -> int:
    return event.start if isinstance(event, AudioFrame) else event.at


class _Outlet:
    """Where facts leave: to the listener, the tally and the latencies."""

    def __init__(self, listen: Listener) -> None:
        self.tally = CallTally()
        self._listen = listen
        self._latencies: defaultdict[str, list[float]] = defaultdict(list)

    def emit(self, fact: Fact, emitted: float | None) -> None:
        emitted = None if emitted is None else round(emitted, 4)
        self.tally.add(fact)
        if emitted is not None:
            self._latencies[fact.kind].append(emitted - to_seconds(fact.at))
        self._listen(fact, emitted)

    def latency(self) -> dict[str, LatencyFigures]:
        return {
            kind: LatencyFigures(
                p50=_percentile(values, 50), p95=_percentile(values, 95), count=len(values)
            )
            for kind, values in sorted(self._latencies.items())
        }


def _percentile(values: list[float], share: int) -> float:
    """The nearest-rank percentile."""
    rank = max(1, -(-len(values) * share // 100))
    return round(sorted(values)[rank - 1], 4)


class _Loading:
    """A model that is loaded in a thread of its own; its first request waits for that."""

    def __init__(self, load: Callable[[], Answerer]) -> None:
        self._load = load
        self._answerer: Answerer | None = None
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="load", daemon=True)
        self._thread.start()

    def wait(self) -> Answerer:
        """The loaded model. Raises what loading it raised."""
        self._thread.join()
        if self._answerer is None:
            raise self._fault or RuntimeError("nothing was loaded")
        return self._answerer

    def __call__(self, request: Request) -> Answer:
        return self.wait()(request)

    def _work(self) -> None:
        try:
            self._answerer = self._load()
        except Exception as fault:  # told in the thread that asks
            self._fault = fault


Answerers = Mapping[type[Request], Answerer]
"""For each kind of request, who answers it."""


def _ask(answerers: Answerers, request: Request) -> tuple[Answer | None, ComponentDegraded | None]:
    """The answer; or, where the model fails, one that says nothing, and the fact of it."""
    try:
        return answerers[type(request)](request), None
    except DeescalateError:
        raise  # a person can mend it, and has been told how
    except Exception as fault:  # a model's fault of any kind must not end the call
        component = "recogniser" if isinstance(request, RecognitionDue) else "sentiment"
        degraded = ComponentDegraded(
            at=request.at,
            component=component,
            reason=f"it failed with {type(fault).__name__}",
            done="this utterance is left out; the call goes on",
        )
        return _nothing_heard(request), degraded


def _nothing_heard(request: Request) -> Answer | None:
    if not isinstance(request, RecognitionDue):
        return None
    return Recognized(
        party=request.party,
        utterance=request.utterance,
        at=request.at,
        span=request.span,
        words=(),
        final=request.final,
    )


class _Fastest:
    """One thread, no clock: a request is answered before the next frame."""

    def __init__(self, pipeline: Pipeline, answerers: Answerers, outlet: _Outlet) -> None:
        self._pipeline = pipeline
        self._answerers = answerers
        self._outlet = outlet

    def feed(self, event: Event) -> None:
        waiting = deque([event])
        while waiting:
            for out in self._pipeline.push(waiting.popleft()):
                if isinstance(out, _REQUESTS):
                    answer, degraded = _ask(self._answerers, out)
                    waiting.extend(one for one in (degraded, answer) if one is not None)
                elif isinstance(out, _FACTS):
                    self._outlet.emit(out, None)

    def finish(self, at: int) -> None:
        self.feed(AnswersEnded(at=at))

    def now(self, at: int) -> float | None:
        return None


class _AsLive:
    """One thread; measured compute time moves a clock for the stages and one for each model.

    A frame arrives when its last sample was spoken. A model works beside the stages, on one
    request at a time, and its answer arrives when its clock says so.
    """

    def __init__(self, pipeline: Pipeline, answerers: Answerers, outlet: _Outlet) -> None:
        self._pipeline = pipeline
        self._answerers = answerers
        self._outlet = outlet
        self._free = 0.0
        self._model_free: defaultdict[type[Request], float] = defaultdict(float)
        self._coming: list[tuple[float, int, Event]] = []
        self._asked = 0

    def feed(self, event: Event) -> None:
        arrival = to_seconds(_arrival(event))
        self._deliver(arrival)
        self._push(event, arrival)

    def finish(self, at: int) -> None:
        self._deliver(float("inf"))
        self._push(AnswersEnded(at=at), to_seconds(at))

    def now(self, at: int) -> float | None:
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
        answer, degraded = _ask(self._answerers, request)
        took = time.perf_counter() - began
        ready = max(self._free, self._model_free[type(request)]) + took
        self._model_free[type(request)] = ready
        for event in (degraded, answer):
            if event is not None:
                heapq.heappush(self._coming, (ready, self._asked, event))
                self._asked += 1


def _arrival(event: Event) -> int:
    return event.span.end if isinstance(event, AudioFrame) else getattr(event, "at", 0)


class _Realtime:
    """The wall clock; stages in this thread, each model in one of its own."""

    def __init__(self, pipeline: Pipeline, answerers: Answerers, outlet: _Outlet) -> None:
        self._pipeline = pipeline
        self._outlet = outlet
        self._answers: queue.SimpleQueue[tuple[Answer | None, ComponentDegraded | None]]
        self._answers = queue.SimpleQueue()
        self._unanswered = 0
        self._workers = {
            kind: _Worker({kind: answerer}, self._answers.put)
            for kind, answerer in answerers.items()
        }
        self._started = time.monotonic()

    def feed(self, event: Event) -> None:
        due = self._started + to_seconds(_arrival(event))
        while (wait := due - time.monotonic()) > 0:
            self._take_answer(wait)
        self._push(event)

    def finish(self, at: int) -> None:
        while self._unanswered:
            self._take_answer(None)
        for worker in self._workers.values():
            worker.join()
        self._push(AnswersEnded(at=at))

    def now(self, at: int) -> float | None:
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


class _Worker:
    """One model in a thread, with a mailbox a party.

    A newer interim request replaces an older one; a final one waits its turn. The customer's
    are taken first.
    """

    def __init__(
        self,
        answerers: Answerers,
        reply: Callable[[tuple[Answer | None, ComponentDegraded | None]], None],
    ) -> None:
        self._answerers = answerers
        self._reply = reply
        self._mail = {party: deque[Request]() for party in (Party.CUSTOMER, Party.AGENT)}
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="model", daemon=True)
        self._thread.start()

    def post(self, request: Request) -> int:
        """Leave a request; how many older ones it replaced."""
        with self._changed:
            box = self._mail[request.party]
            stale = bool(box) and not getattr(box[-1], "final", True)
            if stale:
                box.pop()
            box.append(request)
            self._changed.notify()
            return int(stale)

    def join(self) -> None:
        """Finish what was asked, then end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        for request in self._requests():
            self._reply(_ask(self._answerers, request))

    def _requests(self) -> Iterator[Request]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or any(self._mail.values()))
                box = next((box for box in self._mail.values() if box), None)
                if box is None:
                    return
                request = box.popleft()
            yield request


_DRIVERS: dict[Pace, type[_Fastest] | type[_AsLive] | type[_Realtime]] = {
    Pace.FASTEST: _Fastest,
    Pace.AS_LIVE: _AsLive,
    Pace.REALTIME: _Realtime,
}
