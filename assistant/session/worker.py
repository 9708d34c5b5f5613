"""Requests go in from the thread of the stages; a model's thread takes and answers them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from assistant.events import Request
from assistant.session.desk import Desk
from assistant.session.models import Outcome
from assistant.session.schedule import Step


class Worker:
    """One model in a thread of its own.

    `reply` is called in that thread with what came of some requests, or with the fault for which
    the thread has ended.
    """

    def __init__(self, desk: Desk, reply: Callable[[Answered | Exception], None]) -> None:
        self._desk = desk
        self._reply = reply
        self._changed = threading.Condition()
        self._closed = False
        self._busy = False
        self._thread = threading.Thread(target=self._work, name="model", daemon=True)
        self._thread.start()

    @property
    def owes(self) -> bool:
        """Whether `reply` is still to be called."""
        with self._changed:
            return self._busy or bool(self._desk.schedule)

    def post(self, request: Request) -> None:
        """Leave a request."""
        with self._changed:
            self._desk.schedule.post(request)
            self._changed.notify()

    def heard(self, requests: tuple[Request, ...], now: float) -> None:
        """Note that the stages have got the answer to these."""
        with self._changed:
            self._desk.schedule.answered(requests, now)

    def observe(self, now: float, at: int) -> Step | None:
        """A step down or up that is due; see `Schedule.observe`."""
        if not self._desk.watched:
            return None
        with self._changed:
            return self._desk.schedule.observe(now, at)

    def close(self) -> None:
        """End the thread after what it is at; what waits stays unanswered."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        model = self._desk.model
        while asked := self._next():
            requests, smaller = asked
            if model.wants_loading(smaller):
                model.load()  # in a thread of its own; the model itself answers till then
            try:
                reply: Answered | Exception
                reply = Answered(self, requests, model.answer(requests, smaller))
            except Exception as fault:  # raised again in the thread of the stages
                reply = fault
            self._hand_over(reply)
            if isinstance(reply, Exception):
                return

    def _next(self) -> tuple[tuple[Request, ...], bool] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or bool(self._desk.schedule))
            if self._closed:
                return None
            requests = self._desk.schedule.take()
            self._busy = True
            return requests, self._desk.smaller

    def _hand_over(self, reply: Answered | Exception) -> None:
        """Reply, and owe no more: both at once, for whoever asks between would wait for ever."""
        with self._changed:
            self._reply(reply)
            self._busy = False


class Answered:
    """What came of some requests, and who answered them."""

    def __init__(
        self, worker: Worker, requests: tuple[Request, ...], outcomes: list[Outcome]
    ) -> None:
        self.worker = worker
        self.requests = requests
        self.outcomes = outcomes
