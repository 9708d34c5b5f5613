"""A model that is asked: its faults, its loading, and the smaller one in its place."""

import threading
from collections.abc import Sequence

import pytest

from assistant.assembly import Smaller, one_by_one
from assistant.errors import ModelError
from assistant.events import (
    ActsDue,
    ActsRead,
    ComponentDegraded,
    ComponentRecovered,
    Party,
    RecognitionDue,
    Recognized,
    Request,
    SentimentDue,
)
from assistant.session.mailboxes import Mailboxes
from assistant.session.models import Loading, StandIn, ask, warm
from assistant.timeline import Span
from fakes import AGENT, CUSTOMER, ScriptedActs, acts_asked, asked, heard


class Deaf:
    """A model that fails over one party, in whatever company its requests come."""

    def __init__(self, party: Party) -> None:
        self._party = party
        self.batches = 0

    def __call__(self, requests: Sequence[RecognitionDue]) -> list[Recognized]:
        self.batches += 1
        if any(due.party is self._party for due in requests):
            raise RuntimeError("no more memory")
        return [heard(due) for due in requests]


def small(requests: Sequence[RecognitionDue]) -> list[Recognized]:
    """A smaller model: hears nothing."""
    return [
        Recognized(
            party=due.party,
            utterance=due.utterance,
            at=due.at,
            span=due.span,
            words=(),
            final=due.final,
        )
        for due in requests
    ]


def test_answers_come_in_the_order_of_the_requests() -> None:
    """One for each, in one pass."""
    requests = [asked(CUSTOMER, 1), asked(AGENT, 2)]
    assert ask(one_by_one(heard), requests) == [heard(due) for due in requests]


def test_a_fault_over_one_party_leaves_the_other_its_answer() -> None:
    """A batch that fails is asked one by one; the fault is told, and an empty answer stands in."""
    requests = [asked(CUSTOMER, 1), asked(AGENT, 2)]
    degraded, nothing, answer = ask(Deaf(CUSTOMER), requests)
    assert isinstance(degraded, ComponentDegraded)
    assert (degraded.component, degraded.at) == ("recogniser", 16_000)
    assert isinstance(nothing, Recognized)
    assert (nothing.party, nothing.words, nothing.final) == (CUSTOMER, (), True)
    assert answer == heard(requests[1])


def test_a_look_that_fails_is_passed_over() -> None:
    """Nobody waits for it, and words that are shown already stay."""
    assert ask(Deaf(AGENT), [asked(AGENT, 1, final=False)]) == []


def test_a_sentiment_that_fails_is_told() -> None:
    """And nothing stands in for it."""

    def broken(requests: object) -> list[Recognized]:
        raise RuntimeError("no more memory")

    span = Span(start=0, end=16_000)
    due = SentimentDue(party=CUSTOMER, utterance=0, at=16_000, span=span, text="well")
    (degraded,) = ask(broken, [due])
    assert isinstance(degraded, ComponentDegraded)
    assert degraded.component == "sentiment"


def failing(*fails: bool) -> StandIn:
    """Who reads acts, and fails over the requests for which it says so."""
    script, read = iter(fails), ScriptedActs({})

    def answer(requests: Sequence[ActsDue]) -> list[ActsRead]:
        if next(script):
            raise RuntimeError("no more memory")
        return [read(due) for due in requests]

    return StandIn(answer)


def test_acts_that_cannot_be_read_are_answered_all_the_same() -> None:
    """With nothing, so that phrasings decide; and that is told with what is done."""
    due = acts_asked(CUSTOMER, 4)
    degraded, answer = failing(True).answer([due])
    assert isinstance(degraded, ComponentDegraded)
    assert (degraded.component, degraded.at) == ("acts", due.at)
    assert "phrasings" in degraded.done
    assert answer == ActsRead(request=due, acts=None)


def test_a_look_for_acts_that_fails_is_passed_over() -> None:
    """The words come again when they are committed."""
    assert failing(True).answer([acts_asked(CUSTOMER, 4, final=False)]) == []


def test_that_no_acts_are_read_is_told_once_until_they_are() -> None:
    """Then that is told, and the next fault again."""
    model = failing(True, True, False, False, True)
    told = [model.answer([acts_asked(CUSTOMER, at)]) for at in range(1, 6)]
    assert [[type(one) for one in each] for each in told] == [
        [ComponentDegraded, ActsRead],
        [ActsRead],
        [ComponentRecovered, ActsRead],
        [ActsRead],
        [ComponentDegraded, ActsRead],
    ]
    recovered = told[2][0]
    assert isinstance(recovered, ComponentRecovered)
    assert (recovered.component, recovered.at) == ("acts", 3 * 16_000)


def test_every_utterance_that_a_recogniser_leaves_out_is_told() -> None:
    """Its words are lost each time."""
    model = StandIn(Deaf(AGENT))
    for at in (1, 2):
        degraded, nothing = model.answer([asked(AGENT, at)])
        assert isinstance(degraded, ComponentDegraded)
        assert isinstance(nothing, Recognized)


def test_what_a_person_can_mend_is_raised() -> None:
    """Not passed over as a fault of the machine."""

    def broken(requests: object) -> list[Recognized]:
        raise ModelError("fetch it again")

    with pytest.raises(ModelError, match="fetch it again"):
        ask(broken, [asked(AGENT, 1)])


def test_speech_that_was_let_go_is_told_with_its_times() -> None:
    """The model is not asked about it, and an empty answer stands in its place."""
    mail, model = Mailboxes(most=16_000), Deaf(AGENT)
    mail.post(asked(AGENT, 3))
    mail.post(asked(CUSTOMER, 4))
    requests = mail.take(together=True)
    degraded, nothing, answer = ask(model, requests)
    assert isinstance(degraded, ComponentDegraded)
    assert degraded.done == "what was said from 2.0 s to 3.0 s is left out"
    assert isinstance(nothing, Recognized)
    assert (nothing.party, nothing.words) == (AGENT, ())
    assert answer == heard(requests[0])  # type: ignore[arg-type]
    assert model.batches == 1


def test_a_fault_in_loading_is_told_to_whoever_asks() -> None:
    """The thread that loads raises nothing itself; the first request does."""

    def broken() -> object:
        raise ModelError("fetch it again")

    loading = Loading(broken)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="fetch it again"):
        loading([asked(AGENT, 1)])


def test_the_smaller_model_answers_once_it_is_wanted_and_loaded() -> None:
    """Until then the model itself does, and nobody waits."""
    go = threading.Event()

    def slowly() -> object:
        go.wait()
        return small

    model = StandIn(one_by_one(heard), Smaller(name="tiny.en", load=slowly))  # type: ignore[arg-type]
    due = asked(AGENT, 1)
    assert not model.wants_loading(smaller=False)
    assert model.wants_loading(smaller=True)
    loading = model.load()
    assert not model.wants_loading(smaller=True)
    assert model.answer([due], smaller=True) == [heard(due)]
    go.set()
    loading.join()
    assert model.answer([due], smaller=True) == small([due])
    assert model.answer([due], smaller=False) == [heard(due)]


def test_a_smaller_model_that_cannot_be_loaded_is_told_once() -> None:
    """The full one goes on."""

    def broken() -> object:
        raise OSError("no such file")

    model = StandIn(one_by_one(heard), Smaller(name="tiny.en", load=broken))  # type: ignore[arg-type]
    due = asked(AGENT, 1)
    model.load().join()
    degraded, answer = model.answer([due], smaller=True)
    assert isinstance(degraded, ComponentDegraded)
    assert answer == heard(due)
    assert model.answer([due], smaller=True) == [heard(due)]
    assert not model.wants_loading(smaller=True)


@pytest.mark.parametrize("kind", [RecognitionDue, SentimentDue, ActsDue])
def test_warming_a_model_asks_it_once(kind: type[Request]) -> None:
    """With a request of its kind; a fault in it waits for the call to tell it."""
    got: list[object] = []

    def noted(requests: Sequence[object]) -> list[Recognized]:
        got.extend(requests)
        raise RuntimeError("no more memory")

    warm(kind, noted)
    assert [type(one) for one in got] == [kind]
