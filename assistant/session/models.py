"""Requests go in; a model's answers come out, from a thread of its own where a clock runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.assembly import Answerer, Loader, Smaller
from assistant.errors import DeescalateError
from assistant.events import (
    ActsDue,
    ActsRead,
    Answer,
    ComponentDegraded,
    ComponentRecovered,
    Party,
    RecognitionDue,
    Recognized,
    Request,
    SentimentDue,
    Word,
)
from assistant.session.mailboxes import is_emptied, is_final
from assistant.timeline import SAMPLE_RATE, Span, to_seconds

Outcome = Answer | ComponentDegraded | ComponentRecovered
"""An answer, a fault that keeps one from coming, or the end of such faults."""


class Loading:
    """A model that is loaded in a thread of its own; its first request waits for that."""

    def __init__(self, load: Loader) -> None:
        self._load = load
        self._answerer: Answerer | None = None
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="load", daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        """Whether loading it has come to an end, good or bad."""
        return not self._thread.is_alive()

    def join(self) -> None:
        """Wait until loading it is over, good or bad."""
        self._thread.join()

    def wait(self) -> Answerer:
        """The loaded model. Raises what loading it raised."""
        self._thread.join()
        if self._answerer is None:
            raise self._fault or RuntimeError("nothing was loaded")
        return self._answerer

    def __call__(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """The answers, once the model is loaded."""
        return self.wait()(requests)

    def _work(self) -> None:
        try:
            self._answerer = self._load()
        except Exception as fault:  # told in the thread that asks
            self._fault = fault


class StandIn:
    """A model, and a smaller one that answers in its place when that is wanted.

    The smaller one is loaded when it is first wanted, and until it is there the model itself
    answers; also where it cannot be loaded, which is told once. That no acts are read is told once
    too, until they are read again: no words are lost by it.
    """

    def __init__(self, model: Answerer, smaller: Smaller | None = None) -> None:
        self._model = model
        self._smaller = smaller
        self._loading: Loading | None = None
        self._usable = smaller is not None
        self._failing = False

    def wants_loading(self, smaller: bool) -> bool:
        """Whether the smaller model is wanted, and nothing has begun to load it."""
        return smaller and self._usable and self._loading is None

    def load(self) -> Loading:
        """Begin to load the smaller model."""
        assert self._smaller is not None
        self._loading = Loading(self._smaller.load)
        return self._loading

    def answer(self, requests: Sequence[Request], smaller: bool = False) -> list[Outcome]:
        """What comes of the requests, in their order; does not wait for a smaller model."""
        return list(self._told_once(self._outcomes(requests, smaller)))

    def _told_once(self, outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            match outcome:
                case ComponentDegraded(component="acts"):
                    if self._failing:
                        continue
                    self._failing = True
                case ActsRead(request=request, acts=acts) if acts is not None and self._failing:
                    self._failing = False
                    yield _acts_are_read_again(request.at)
                case _:
                    pass
            yield outcome

    def _outcomes(self, requests: Sequence[Request], smaller: bool) -> list[Outcome]:
        if self._loading is None or not (smaller and self._usable and self._loading.over):
            return ask(self._model, requests)
        try:
            stand_in = self._loading.wait()
        except Exception as fault:  # whatever is wrong with it, the full model is there
            self._usable = False
            degraded = ComponentDegraded(
                at=requests[0].at,
                component="recogniser",
                reason=f"its smaller model failed to load with {type(fault).__name__}",
                done="the full model goes on, late",
            )
            return [degraded, *ask(self._model, requests)]
        return ask(stand_in, requests)


def ask(answerer: Answerer, requests: Sequence[Request]) -> list[Outcome]:
    """What comes of the requests, in their order.

    Where the model fails over a final request, that is told, and an answer that says nothing
    stands for the missing one. Raises only what a person can mend.
    """
    whole = [request for request in requests if not is_emptied(request)]
    if len(whole) < len(requests):
        rest = ask(answerer, whole) if whole else []
        return [event for lost in requests if is_emptied(lost) for event in _left_out(lost)] + rest
    try:
        return list(answerer(requests))
    except DeescalateError:
        raise  # a person can mend it, and has been told how
    except Exception as fault:  # a model's fault of any kind must not end the call
        if len(requests) > 1:
            return [event for request in requests for event in ask(answerer, [request])]
        return _failed(requests[0], fault)


def warm(kind: type[Request], answerer: Answerer) -> None:
    """Have a model answer for once before the call, for its first pass is slow."""
    at, span = SAMPLE_RATE, Span(start=0, end=SAMPLE_RATE)
    party, text = Party.CUSTOMER, "good morning"
    if kind is SentimentDue:
        ask(answerer, [SentimentDue(party=party, utterance=0, at=at, span=span, text=text)])
        return
    if kind is ActsDue:
        ask(answerer, [_greeting(party, at)])
        return
    hum = 0.01 * np.sin(np.arange(SAMPLE_RATE) * 0.1).astype(np.float32)
    due = RecognitionDue(party=party, utterance=0, at=at, span=span, samples=hum, final=True)
    ask(answerer, [due])


def _greeting(party: Party, at: int) -> ActsDue:
    said = tuple(Word(word=word, start=0, end=at, probability=1.0) for word in ("good", "morning"))
    return ActsDue(
        party=party, utterance=0, at=at, words=said, new=0, committed=2, settled=0, final=True
    )


_COMPONENTS: dict[type[Request], tuple[str, str]] = {
    RecognitionDue: ("recogniser", "this utterance is left out; the call goes on"),
    SentimentDue: ("sentiment", "this utterance is left out; the call goes on"),
    ActsDue: ("acts", "phrasings that are known decide alone; the call goes on"),
}
"""What fails for a kind of request, and what is done without it."""


def _failed(request: Request, fault: Exception) -> list[Outcome]:
    if not is_final(request):
        return []  # the final request will tell, should it fail too
    component, done = _COMPONENTS[type(request)]
    degraded = ComponentDegraded(
        at=request.at,
        component=component,
        reason=f"it failed with {type(fault).__name__}",
        done=done,
    )
    return [degraded, *_nothing_heard(request)]


def _acts_are_read_again(at: int) -> ComponentRecovered:
    return ComponentRecovered(
        at=at, component="acts", reason="the model answers again", done="it decides on acts again"
    )


def _left_out(request: Request) -> list[Outcome]:
    assert isinstance(request, RecognitionDue)  # no other holds audio
    start, end = to_seconds(request.span.start), to_seconds(request.span.end)
    degraded = ComponentDegraded(
        at=request.at,
        component="recogniser",
        reason="more speech waited for it than may",
        done=f"what was said from {start:.1f} s to {end:.1f} s is left out",
    )
    return [degraded, *_nothing_heard(request)]


def _nothing_heard(request: Request) -> list[Outcome]:
    if isinstance(request, ActsDue):
        return [ActsRead(request=request, acts=None)]
    if not isinstance(request, RecognitionDue):
        return []
    nothing = Recognized(
        party=request.party,
        utterance=request.utterance,
        at=request.at,
        span=request.span,
        words=(),
        final=request.final,
    )
    return [nothing]
