"""Requests go in; a model's answers come out, from a thread of its own where a clock runs."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from assistant.assembly import Answerer
from assistant.errors import DeescalateError
from assistant.events import (
    Answer,
    ComponentDegraded,
    Party,
    RecognitionDue,
    Recognized,
    Request,
)

Answerers = Mapping[type[Request], Answerer]
"""For each kind of request, who answers it."""
Answered = tuple[Answer | None, ComponentDegraded | None]
"""An answer, and the fault that it stands in for; None where there is neither."""


class Loading:
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
        """The answer, once the model is loaded."""
        return self.wait()(request)

    def _work(self) -> None:
        try:
            self._answerer = self._load()
        except Exception as fault:  # told in the thread that asks
            self._fault = fault


def ask(answerers: Answerers, request: Request) -> Answered:
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


class Worker:
    """One model in a thread, with a mailbox a party.

    A newer interim request replaces an older one; a final one waits its turn. The customer's
    are taken first.
    """

    def __init__(
        self,
        answerers: Answerers,
        reply: Callable[[Answered], None],
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
            self._reply(ask(self._answerers, request))

    def _requests(self) -> Iterator[Request]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or any(self._mail.values()))
                box = next((box for box in self._mail.values() if box), None)
                if box is None:
                    return
                request = box.popleft()
            yield request
