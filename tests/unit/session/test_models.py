"""The mailboxes of a model that works in a thread of its own."""

import queue
import threading
from typing import Any

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.events import Party, RecognitionDue, Recognized
from assistant.session.models import Loading, Worker
from assistant.timeline import Span
from fakes import AGENT, CUSTOMER, ScriptedRecogniser


def due(party: Party, at: int, final: bool = True) -> RecognitionDue:
    """A request about one second that ends at so many seconds."""
    span = Span(start=(at - 1) * 16_000, end=at * 16_000)
    samples = np.zeros(span.length, dtype=np.float32)
    return RecognitionDue(
        party=party, utterance=0, at=span.end, span=span, samples=samples, final=final
    )


class _Busy:
    """A model that answers nothing until it is let go; then it notes what it was asked."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.go = threading.Event()
        self.asked: list[tuple[Party, int]] = []

    def __call__(self, request: RecognitionDue) -> Recognized:
        self.began.set()
        self.go.wait()
        self.asked.append((request.party, request.at // 16_000))
        return ScriptedRecogniser([])(request)


def worked(requests: list[RecognitionDue]) -> tuple[list[tuple[Party, int]], list[int], int]:
    """What a model busy with a first request is asked next, what each post replaced, answers."""
    model, answers = _Busy(), queue.SimpleQueue[Any]()
    worker = Worker({RecognitionDue: model}, answers.put)
    worker.post(due(AGENT, 1))
    model.began.wait()
    replaced = [worker.post(request) for request in requests]
    model.go.set()
    worker.join()
    return model.asked[1:], replaced, answers.qsize()


def test_a_newer_interim_request_replaces_an_older_one() -> None:
    """Only the newest of a party is worth an answer; the count of answers to wait for fits."""
    asked, replaced, answers = worked([due(AGENT, at, final=False) for at in (2, 3, 4)])
    assert asked == [(AGENT, 4)]
    assert replaced == [0, 1, 1]
    assert answers == 2


def test_a_final_request_is_never_replaced() -> None:
    """Neither by an interim one after it nor by another final one."""
    asked, replaced, _ = worked([due(AGENT, 2), due(AGENT, 3, final=False), due(AGENT, 4)])
    assert asked == [(AGENT, 2), (AGENT, 4)]
    assert replaced == [0, 0, 1]


def test_the_customer_is_heard_first() -> None:
    """Where both wait, the customer's requests go before the agent's, each in order."""
    asked, _, _ = worked([due(AGENT, 2), due(CUSTOMER, 2), due(AGENT, 3), due(CUSTOMER, 3)])
    assert asked == [(CUSTOMER, 2), (CUSTOMER, 3), (AGENT, 2), (AGENT, 3)]


def test_a_fault_in_loading_is_told_to_whoever_asks() -> None:
    """The thread that loads raises nothing itself; the first request does."""

    def broken() -> ScriptedRecogniser:
        raise ModelError("fetch it again")

    loading = Loading(broken)
    with pytest.raises(ModelError, match="fetch it again"):
        loading(due(AGENT, 1))
