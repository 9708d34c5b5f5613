"""A source's events go in as they are spoken; facts come out by the wall clock."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.capture.source import SourceEvent
from assistant.events import AnswersEnded, AudioFrame, Event, VoiceProbed
from assistant.pipeline import Pipeline
from assistant.session.desk import FACTS, REQUESTS, Desks, heard_to, position
from assistant.session.outlet import Outlet
from assistant.session.worker import Answered, Worker
from assistant.timeline import to_seconds

_MOST_AUDIO = 1024
"""Source events that wait for the stages: 16 s of both parties, 2 MB; then the source waits."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the source said, and when, on the monotonic clock; None after its last word."""

    event: SourceEvent | None
    arrival: float


class WallClock:
    """The stages in this thread, the source and each model in one of its own.

    The call began when its first sample was spoken: as the source's audio never comes before it is
    spoken, that is the latest moment that fits with all arrivals. With `paced`, a source that
    need not wait for its audio, such as a file, is held back to the pace of the call.
    """

    def __init__(
        self, pipeline: Pipeline, desks: Desks, outlet: Outlet, paced: bool = False
    ) -> None:
        self._pipeline = pipeline
        self._outlet = outlet
        self._paced = paced
        self._inbox: queue.SimpleQueue[_Heard | Answered | Exception] = queue.SimpleQueue()
        self._room = threading.Semaphore(_MOST_AUDIO)
        self._began: float | None = None
        self._at = 0
        self._closed = False
        self._workers = {kind: Worker(desk, self._inbox.put) for kind, desk in desks.items()}

    def listen(self, events: Iterable[SourceEvent]) -> Iterator[SourceEvent]:
        """The source's events as they arrive; meanwhile answers are taken as they come.

        Raises what the source raises.
        """
        reader = threading.Thread(target=self._read, args=(events,), name="audio", daemon=True)
        reader.start()
        while True:
            heard = self._take()
            if heard is None:
                continue
            if heard.event is None:
                reader.join()
                return
            self._room.release()
            self._note_arrival(heard.event, heard.arrival)
            yield heard.event

    def feed(self, event: SourceEvent) -> None:
        """Take what the source says, and all that follows from it at once."""
        self._at = max(self._at, position(event))
        for heard in self._pipeline.hear(event):
            self._push(heard)
        self._observe()

    def finish(self, at: int) -> None:
        """Take the answers that are still to come, then the end."""
        self._closed = True  # to the source, which after Ctrl-C may have more to say
        while self._owed() or not self._inbox.empty():
            self._take()
        self._push(AnswersEnded(at=at))

    def now(self, at: int) -> float | None:
        """Seconds since the first sample was spoken; 0 before that."""
        return 0.0 if self._began is None else time.monotonic() - self._began

    def close(self) -> None:
        """End the threads, but for one that waits for audio that may never come."""
        self._closed = True
        self._room.release()  # the source may wait for room
        for worker in self._workers.values():
            worker.close()

    def _read(self, events: Iterable[SourceEvent]) -> None:
        began = time.monotonic()
        try:
            for event in events:
                if self._paced:
                    time.sleep(max(0.0, began + to_seconds(heard_to(event)) - time.monotonic()))
                self._room.acquire()
                if self._closed:
                    return
                self._inbox.put(_Heard(event, time.monotonic()))
        except Exception as fault:  # raised again in the thread of the stages
            self._inbox.put(fault)
        else:
            self._inbox.put(_Heard(None, time.monotonic()))

    def _note_arrival(self, event: SourceEvent, arrival: float) -> None:
        if isinstance(event, AudioFrame):
            began = arrival - to_seconds(event.span.end)
            self._began = began if self._began is None else min(self._began, began)

    def _take(self) -> _Heard | None:
        """The next thing that comes in: audio is given back, an answer goes through the stages."""
        came = self._inbox.get()
        if isinstance(came, Exception):
            raise came
        if isinstance(came, _Heard):
            return came
        came.worker.heard(came.requests, self._seconds())
        for outcome in came.outcomes:
            self._push(outcome)
        self._observe()
        return None

    def _owed(self) -> bool:
        return any(worker.owes for worker in self._workers.values())

    def _seconds(self) -> float:
        return self.now(self._at) or 0.0

    def _observe(self) -> None:
        for worker in self._workers.values():
            step = worker.observe(self._seconds(), self._at)
            if step is not None:
                self._push(step)

    def _push(self, event: Event) -> None:
        for out in self._pipeline.push(event):
            if isinstance(out, REQUESTS):
                self._workers[type(out)].post(out)
            elif isinstance(out, VoiceProbed):
                self._outlet.hear(out.span.end)
            elif isinstance(out, FACTS):
                self._outlet.emit(out, self._seconds())
        self._outlet.settle()
