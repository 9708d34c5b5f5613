"""Which words ask for a wait, and what becomes of those that only announce a look."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from assistant.detectors.acts.notation import CERTAIN, matcher
from assistant.detectors.acts.spoken import spoken_text
from assistant.detectors.acts.waiting import HOLD_REQUEST
from assistant.detectors.holds import HoldTracker
from assistant.detectors.holds.asking import asks_to_wait
from assistant.events import ActSpoken, Event, FindingWithdrawn, HoldChanged
from assistant.timeline import to_samples, to_seconds
from fakes import AGENT, CUSTOMER, Said, committed, probabilities

LINES = yaml.safe_load((Path(__file__).parent / "hold_lines.yaml").read_text(encoding="utf-8"))
LEARNT, HELD_OUT = LINES["learnt"], LINES["held_out"]


def surest(line: str) -> float:
    """The highest score of a phrasing in a line; 0 where none is."""
    words = Said(AGENT, 0, 5, line).words()
    places = matcher(HOLD_REQUEST).places(spoken_text(words).text)
    return max((place.score for place in places), default=0.0)


@pytest.mark.parametrize("line", LEARNT["waits"])
def test_asking_for_time_is_a_request_without_doubt(line: str) -> None:
    """A stated length, or a word of waiting; "still looking" alone only likely is one."""
    assert surest(line) == CERTAIN or line.startswith("Still")
    assert asks_to_wait(line)


@pytest.mark.parametrize("line", LEARNT["looks"])
def test_a_look_is_never_certain_and_asks_for_no_wait(line: str) -> None:
    """What it leads to is seen by the silence after it."""
    assert surest(line) < CERTAIN
    assert not asks_to_wait(line)


@pytest.mark.parametrize("line", LEARNT["talks"])
def test_talk_of_time_and_of_checking_is_none(line: str) -> None:
    """A minute in another sense, or something else asked for."""
    assert surest(line) == 0


def test_the_phrasings_reach_lines_that_they_were_not_written_by() -> None:
    """Of 12 each: 10 requests are certain, no look is, and no other talk is one at all."""
    assert sum(surest(line) == CERTAIN for line in HELD_OUT["waits"]) >= 10
    assert all(surest(line) < CERTAIN for line in HELD_OUT["looks"])
    assert all(surest(line) == 0 for line in HELD_OUT["talks"])


def test_words_of_waiting_are_told_from_looks_in_lines_held_out() -> None:
    """All of them."""
    assert all(asks_to_wait(line) for line in HELD_OUT["waits"])
    assert not any(asks_to_wait(line) for line in HELD_OUT["looks"])


def test_words_around_a_look_may_ask_for_the_wait() -> None:
    """A request may be found in a part of the sentence alone."""
    assert not asks_to_wait("let me check")
    assert asks_to_wait("let me check", "let me check that, one moment")


def test_going_away_to_ask_is_asking_for_a_wait() -> None:
    """Nobody is there to talk to."""
    assert asks_to_wait("let me check with the warehouse")


def request(text: str, start: float, end: float, at: float) -> tuple[float, Event]:
    """What a hold is asked for with, known at `at`."""
    act = ActSpoken(
        at=to_samples(at),
        party=AGENT,
        act="hold_request",
        text=text,
        start=to_samples(start),
        end=to_samples(end),
        score=0.7,
        utterance=0,
    )
    return at, act


LOOK = request("let me see which flat it is", 2, 4, 4.5)
Talk = list[tuple[float, float]]


def phases(
    known: Iterable[tuple[float, Event]], agent: Talk, customer: Talk, until: float = 20
) -> list[tuple[str, float]]:
    """The phases told, and when, in seconds to a tenth."""
    waiting, told = sorted(known, key=lambda one: one[0]), []
    tracker = HoldTracker()
    for probed in probabilities({AGENT: agent, CUSTOMER: customer}, until):
        while waiting and to_samples(waiting[0][0]) <= probed.span.start:
            told += list(tracker.on(waiting.pop(0)[1]))
        told += list(tracker.on(probed))
    return [
        (fact.phase.value, round(to_seconds(fact.at), 1))
        for fact in told
        if isinstance(fact, HoldChanged)
    ]


def test_a_look_that_the_customer_talks_through_is_no_hold() -> None:
    """The agent is silent because the customer talks."""
    assert phases([LOOK], [(0, 4), (16, 20)], [(5, 15.5)]) == []


def test_a_look_that_both_are_silent_after_is_a_hold() -> None:
    """Told when it is known for one, both its phases at once."""
    assert phases([LOOK], [(0, 4), (14, 18)], []) == [
        ("requested", 7.0),
        ("started", 7.0),
        ("returned", 14.5),
    ]


def test_a_short_answer_does_not_break_the_silence_after_a_look() -> None:
    """The customer says yes, and both wait."""
    assert phases([LOOK], [(0, 4)], [(4.5, 5.5)])[0] == ("requested", 8.5)


def test_a_look_is_forgotten_as_a_request_is() -> None:
    """A silence that begins later than ten seconds after it has another reason."""
    assert phases([LOOK], [(0, 4)], [(4.5, 15)], until=30) == []


def test_a_request_after_a_look_counts_from_its_own_words() -> None:
    """And holds whatever the customer says."""
    asks = request("bear with me", 5.5, 6.5, 7)
    assert phases([LOOK, asks], [(0, 4), (5.5, 6.5)], [(7, 19)]) == [
        ("requested", 7.0),
        ("started", 9.5),
    ]


def test_words_of_waiting_that_come_in_later_make_a_look_a_request() -> None:
    """No act is told of them, for they lie so near to it."""
    words = 6.0, committed(Said(AGENT, 4, 5, "it'll take a second"))
    assert phases([LOOK, words], [(0, 5)], [(5.5, 19)]) == [("requested", 5.5), ("started", 8.0)]


def test_a_look_in_a_wait_is_a_return() -> None:
    """The agent is back, and looks again."""
    first = request("bear with me", 2, 4, 4.5)
    again = request("let me check the other page", 10, 10.4, 11)
    assert phases([first, again], [(0, 4), (10, 10.4)], []) == [
        ("requested", 4.5),
        ("started", 7.0),
        ("returned", 11.0),
        ("requested", 13.4),
        ("started", 13.4),
    ]


def test_a_look_that_is_withdrawn_leads_to_no_hold() -> None:
    """Its words were others."""
    act = LOOK[1]
    assert isinstance(act, ActSpoken)
    gone = 5.0, FindingWithdrawn(at=to_samples(5), of=act, reason="other words")
    assert phases([LOOK, gone], [(0, 4)], []) == []
