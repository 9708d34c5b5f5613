"""Holds that do not go as they should, from scripted voices and acts; and the table, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from assistant.detectors.holds import HoldTracker
from assistant.detectors.holds.table import TABLE, Sign, State
from assistant.events import (
    ActSpoken,
    AudioEnded,
    Event,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Party,
    VoiceProbed,
)
from assistant.timeline import Span, to_samples, to_seconds

FRAME = 512
Talk = Sequence[tuple[float, float]]
AGENT, CUSTOMER = Party.AGENT, Party.CUSTOMER


def act(name: str, start_s: float, end_s: float, at_s: float) -> ActSpoken:
    """An act of the agent, known at `at_s`."""
    return ActSpoken(
        at=to_samples(at_s),
        party=AGENT,
        act=name,
        text=name,
        start=to_samples(start_s),
        end=to_samples(end_s),
        score=0.95,
        utterance=0,
    )


REQUEST = act("hold_request", 2, 4, 4.3)


@dataclass
class Call:
    """A scripted call: who has voice when, in seconds, and what is known of words when."""

    agent: Talk
    until_s: float
    customer: Talk = ()
    known: Sequence[tuple[float, Event]] = ()
    dropped_s: float = 1e9
    """From here on nothing comes of the agent's channel."""
    tracker: HoldTracker = field(default_factory=HoldTracker)

    def facts(self) -> list[HoldChanged | FindingWithdrawn]:
        """All that the tracker says, in order."""
        waiting = sorted(self.known, key=lambda one: one[0])
        facts: list[HoldChanged | FindingWithdrawn] = []
        for start in range(0, to_samples(self.until_s), FRAME):
            while waiting and to_samples(waiting[0][0]) <= start:
                facts.extend(self.tracker.on(waiting.pop(0)[1]))
            for party, talk in ((AGENT, self.agent), (CUSTOMER, self.customer)):
                if party is CUSTOMER or to_seconds(start) < self.dropped_s:
                    facts.extend(self.tracker.on(probe(party, start, talk)))
        facts.extend(self.tracker.on(AudioEnded(at=to_samples(self.until_s))))
        return facts

    def phases(self) -> list[tuple[str, float]]:
        """The phases and when, in seconds to a tenth; a withdrawn one has a minus before it."""
        return [
            (fact.phase.value, round(to_seconds(fact.at), 1))
            if isinstance(fact, HoldChanged)
            else ("-" + fact.of.phase.value, round(to_seconds(fact.at), 1))
            for fact in self.facts()
            if isinstance(fact, HoldChanged) or isinstance(fact.of, HoldChanged)
        ]


def probe(party: Party, start: int, talk: Talk) -> VoiceProbed:
    """Voice in the frame where the script says so."""
    voiced = any(from_s <= to_seconds(start) < to_s for from_s, to_s in talk)
    span = Span(start=start, end=start + FRAME)
    return VoiceProbed(party=party, span=span, probability=0.9 if voiced else 0.05)


def known(*acts: ActSpoken) -> list[tuple[float, Event]]:
    """Each act at its `at`."""
    return [(to_seconds(one.at), one) for one in acts]


def withdrawn(of: ActSpoken, at_s: float) -> tuple[float, Event]:
    """That an act's words were others."""
    return at_s, FindingWithdrawn(at=to_samples(at_s), of=of, reason="other words")


def test_every_state_and_sign_of_the_table_is_reached_from_talking() -> None:
    """No row waits for a state that nothing leads to, and no state is without a way out."""
    reached = {State.TALKING} | {after for after, _ in TABLE.values()}
    assert reached == set(State)
    assert {state for state, _ in TABLE} == set(State)
    assert {sign for _, sign in TABLE} == set(Sign)


@pytest.mark.parametrize("state", [State.ASKED, State.WAITING, State.OVERDUE, State.BACK])
def test_a_withdrawal_ends_the_hold_in_every_state(state: State) -> None:
    """There was none, so nothing further is told of it."""
    assert TABLE[state, Sign.WITHDRAWAL] == (State.TALKING, ())


def test_a_request_that_is_withdrawn_before_the_silence_is_no_hold() -> None:
    """The fact that rests on the act is withdrawn with it, and the silence is no hold."""
    call = Call(agent=[(0, 4)], until_s=12, known=[*known(REQUEST), withdrawn(REQUEST, 5)])
    assert call.phases() == [("requested", 4.3), ("-requested", 5.0)]


def test_a_request_that_is_withdrawn_in_the_wait_takes_all_of_the_hold_back() -> None:
    """The last told goes first; no check-in falls due, and the next talk is no return."""
    call = Call(
        agent=[(0, 4), (90, 92)],
        until_s=95,
        known=[*known(REQUEST), withdrawn(REQUEST, 9)],
    )
    assert call.phases() == [
        ("requested", 4.3),
        ("started", 7.0),
        ("-started", 9.0),
        ("-requested", 9.0),
    ]


def test_a_request_that_is_withdrawn_after_the_check_in_fell_due_takes_that_back_too() -> None:
    """However late the second look came."""
    call = Call(agent=[(0, 4)], until_s=75, known=[*known(REQUEST), withdrawn(REQUEST, 70)])
    assert [phase for phase, _ in call.phases()][3:] == ["-check_in_due", "-started", "-requested"]


def test_a_request_that_is_withdrawn_after_the_return_needs_no_thanks() -> None:
    """Thanks after that are for something else."""
    call = Call(
        agent=[(0, 4), (12, 18)],
        until_s=30,
        known=[
            *known(REQUEST, act("gratitude", 14, 15, 15.5)),
            withdrawn(REQUEST, 13),
        ],
    )
    assert call.phases()[-1] == ("-requested", 13.0)


def test_words_that_are_withdrawn_and_told_anew_are_a_hold_anew() -> None:
    """A second look hears the request a little differently."""
    again = act("hold_request", 2.1, 4, 5.0)
    call = Call(agent=[(0, 4)], until_s=9, known=[withdrawn(REQUEST, 5), *known(REQUEST, again)])
    assert call.phases() == [
        ("requested", 4.3),
        ("-requested", 5.0),
        ("requested", 5.0),
        ("started", 7.0),
    ]


def test_one_of_two_requests_withdrawn_leaves_the_hold() -> None:
    """ "Bear with me, one moment please": the other asks for it just as well."""
    other = act("hold_request", 3, 4, 4.4)
    call = Call(agent=[(0, 4)], until_s=9, known=[*known(REQUEST, other), withdrawn(REQUEST, 6)])
    assert call.phases() == [("requested", 4.3), ("started", 7.0)]


def test_the_withdrawal_of_another_act_changes_nothing() -> None:
    """Only the request carries the hold."""
    thanks = act("gratitude", 0.5, 1, 1.5)
    call = Call(agent=[(0, 4)], until_s=9, known=[*known(REQUEST, thanks), withdrawn(thanks, 6)])
    assert call.phases() == [("requested", 4.3), ("started", 7.0)]


def test_a_check_in_that_asks_for_more_time_is_a_return_and_a_new_hold() -> None:
    """The minute until the next check-in begins again with the agent's new silence."""
    more = act("hold_request", 66, 67, 67.5)
    call = Call(agent=[(0, 4), (65, 68)], until_s=130, known=known(REQUEST, more))
    assert call.phases() == [
        ("requested", 4.3),
        ("started", 7.0),
        ("check_in_due", 64.0),
        ("returned", 65.5),
        ("requested", 67.5),
        ("started", 71.0),
        ("check_in_due", 128.0),
    ]


def test_the_facts_of_a_second_hold_begin_with_the_second_request() -> None:
    """So a reader can tell whose return it is."""
    more = act("hold_request", 13, 14, 14.3)
    facts = Call(agent=[(0, 4), (12, 14)], until_s=20, known=known(REQUEST, more)).facts()
    starts = [round(to_seconds(fact.start)) for fact in facts if isinstance(fact, HoldChanged)]
    assert starts == [2, 2, 2, 13, 13]


def test_thanks_in_the_breath_that_asks_again_are_for_the_first_hold() -> None:
    """ "Thanks for holding, I need another minute", the request found first."""
    more = act("hold_request", 13.5, 15, 15.5)
    thanks = act("hold_return", 12, 13, 15.5)
    facts = Call(agent=[(0, 4), (12, 15)], until_s=20, known=known(REQUEST, more, thanks)).facts()
    told = [(f.phase, round(to_seconds(f.start))) for f in facts if isinstance(f, HoldChanged)]
    assert told[2:] == [
        (HoldPhase.RETURNED, 2),
        (HoldPhase.REQUESTED, 14),
        (HoldPhase.THANKED, 2),
        (HoldPhase.STARTED, 14),
    ]


def test_a_request_in_speech_too_short_for_a_return_starts_the_clock_again() -> None:
    """ "One sec": the wait is announced anew, and the minute counts from there."""
    more = act("hold_request", 40, 40.4, 40.8)
    call = Call(agent=[(0, 4), (40, 40.4)], until_s=102, known=known(REQUEST, more))
    assert call.phases()[2:] == [
        ("returned", 40.8),
        ("requested", 40.8),
        ("started", 43.4),
        ("check_in_due", 100.4),
    ]


def test_words_of_the_first_request_that_come_in_during_the_wait_are_no_new_one() -> None:
    """They were said before the silence."""
    rest = act("hold_request", 3.2, 4, 8.5)
    call = Call(agent=[(0, 4)], until_s=12, known=known(REQUEST, rest))
    assert call.phases() == [("requested", 4.3), ("started", 7.0)]


def test_thanks_for_the_consent_are_no_return() -> None:
    """ "Sure." "Thank you": said in the first seconds of the silence, and known once it is a
    hold."""
    thanks = act("gratitude", 5.5, 5.9, 7.5)
    call = Call(
        agent=[(0, 4), (5.5, 5.9)], customer=[(4.5, 5)], until_s=12, known=known(REQUEST, thanks)
    )
    assert call.phases() == [("requested", 4.3), ("started", 7.0)]


def test_short_words_of_return_end_the_wait() -> None:
    """ "I'm back", in less than half a second, is known by its words."""
    back = act("hold_return", 20, 20.4, 21)
    call = Call(agent=[(0, 4), (20, 20.4)], until_s=25, known=known(REQUEST, back))
    assert call.phases()[2:] == [("returned", 21.0), ("thanked", 21.0)]


def test_a_customer_who_talks_all_the_while_is_still_on_hold() -> None:
    """To a child, to nobody, "hello?": the agent is away."""
    call = Call(
        agent=[(0, 4), (40, 42)],
        customer=[(8, 20), (25, 26), (30, 39)],
        until_s=45,
        known=known(REQUEST),
    )
    assert call.phases() == [("requested", 4.3), ("started", 7.0), ("returned", 40.5)]


def test_sounds_of_the_agent_are_no_return() -> None:
    """A cough, a "mm", two keys that are heard as voice for a moment."""
    call = Call(
        agent=[(0, 4), (10, 10.3), (15, 15.4), (20, 20.05), (20.4, 20.45)],
        until_s=25,
        known=known(REQUEST),
    )
    assert call.phases() == [("requested", 4.3), ("started", 7.0)]


def test_speech_with_breaths_in_it_is_a_return() -> None:
    """Short words with short pauses add up."""
    call = Call(
        agent=[(0, 4), (10, 10.3), (10.6, 10.9), (11.1, 11.5)], until_s=15, known=known(REQUEST)
    )
    assert [phase for phase, _ in call.phases()] == ["requested", "started", "returned"]


def test_an_answer_to_how_long_does_not_use_the_request_up() -> None:
    """The customer asks back for so long that the wait has begun; the agent answers, and goes."""
    call = Call(agent=[(0, 4), (8, 10)], customer=[(4.5, 7.8)], until_s=75, known=known(REQUEST))
    assert call.phases() == [
        ("requested", 4.3),
        ("started", 7.0),
        ("returned", 8.5),
        ("started", 13.0),
        ("check_in_due", 70.0),
    ]


def test_a_silence_after_a_real_return_is_no_hold() -> None:
    """Who came back without a question to answer has come back for good."""
    call = Call(agent=[(0, 4), (8, 10)], until_s=30, known=known(REQUEST))
    assert [phase for phase, _ in call.phases()] == ["requested", "started", "returned"]


def test_a_call_that_ends_on_hold_ends_there() -> None:
    """Nobody returned, and nothing says so; what fell due by the end is told."""
    call = Call(agent=[(0, 4)], until_s=64.0, known=known(REQUEST))
    assert call.phases() == [("requested", 4.3), ("started", 7.0), ("check_in_due", 64.0)]


def test_a_channel_that_drops_out_in_the_wait_leaves_the_clock_running() -> None:
    """Muted or lost: the agent is silent, and the customer's audio goes on."""
    call = Call(agent=[(0, 4)], until_s=66, dropped_s=4.0, known=known(REQUEST))
    assert [phase for phase, _ in call.phases()] == ["requested", "started", "check_in_due"]


def test_a_request_too_soft_to_be_heard_as_voice_is_a_request() -> None:
    """The wait counts from the end of its words."""
    request = act("hold_request", 8, 9, 9.5)
    call = Call(agent=[(0, 4)], until_s=15, known=known(request))
    assert call.phases() == [("requested", 9.5), ("started", 12.0)]


def test_words_that_come_in_after_the_agent_has_spoken_twice_find_their_silence() -> None:
    """Several silences are remembered."""
    late = act("hold_request", 2, 4, 13.0)
    call = Call(agent=[(0, 4), (8, 9), (9.8, 12.5)], until_s=14, known=known(late))
    assert call.phases() == [("requested", 13.0), ("started", 13.0), ("returned", 13.0)]
