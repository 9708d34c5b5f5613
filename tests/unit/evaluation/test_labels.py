"""Labels against hand-written facts."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.config import Settings
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.labels import known_kinds, labels_of
from assistant.evaluation.scoring import outcomes, unasked
from assistant.events import (
    ActSpoken,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    SilenceStretched,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER

NOTHING: dict[str, Any] = {
    "turns": [],
    "expected": {"acts": [], "interruptions": [], "dead_air": [], "holds": []},
}
DEMAND = Label(
    kind=Kind.ACT,
    name="escalation.supervisor_request",
    party=CUSTOMER,
    start=10.0,
    end=12.0,
    evidence=12.0,
)


def of_kind(kind: Kind, labels: list[Label]) -> list[Label]:
    return [label for label in labels if label.kind is kind]


def act(end: float, name: str = DEMAND.name, start: float = 10.5) -> ActSpoken:
    return ActSpoken(
        at=to_samples(end),
        party=CUSTOMER,
        act=name,
        text="get me your manager",
        start=to_samples(start),
        end=to_samples(end),
        score=0.9,
        utterance=0,
    )


def test_latency_is_from_the_end_of_the_phrase() -> None:
    """An act that leaves 0.3 s after its phrase ended has a latency of 0.3 s."""
    (outcome,) = outcomes([DEMAND], [(act(12.0), 12.3)])
    assert outcome.found
    assert outcome.latency == pytest.approx(0.3)


def test_an_act_found_before_the_phrase_is_over_has_a_negative_latency() -> None:
    """Early is kept as it is."""
    (outcome,) = outcomes([DEMAND], [(act(11.2), 11.5)])
    assert outcome.latency == pytest.approx(-0.5)


def test_a_withdrawn_act_finds_nothing() -> None:
    """What was taken back does not count; a later one that stays does."""
    first, second = act(11.2), act(12.0)
    told = [
        (first, 11.5),
        (FindingWithdrawn(at=first.at, of=first, reason="misheard"), 11.9),
        (second, 12.6),
    ]
    (outcome,) = outcomes([DEMAND], told)
    assert outcome.latency == pytest.approx(0.6)
    assert unasked([], told) == 1


@pytest.mark.parametrize(
    "wrong",
    [act(12.0, name="escalation.legal_threat"), act(14.0, start=12.5)],
    ids=["another act", "another phrase"],
)
def test_another_act_or_phrase_finds_nothing(wrong: ActSpoken) -> None:
    """The act must be the labelled one, and lie over the phrase; else it is beyond the labels."""
    (outcome,) = outcomes([DEMAND], [(wrong, 13.0)])
    assert (outcome.found, outcome.latency) == (False, None)
    assert unasked([DEMAND], [(wrong, 13.0)]) == 1


def test_without_a_clock_there_is_no_latency() -> None:
    """Plain replay says what was found, not when."""
    (outcome,) = outcomes([DEMAND], [(act(12.0), None)])
    assert (outcome.found, outcome.latency) == (True, None)


def test_an_escalation_or_a_hold_request_is_urgent() -> None:
    """Such a label counts in a row of its own too; an apology does not."""
    assert list(DEMAND.kinds()) == ["act", "act, urgent"]
    apology = Label(kind=Kind.ACT, name="apology", start=0.0, end=1.0, evidence=1.0)
    assert list(apology.kinds()) == ["act"]


def test_phrases_with_an_act_are_labels() -> None:
    """A phrase without an act asks for nothing; an optional one need not be found."""
    phrase = {"text": "Sorry.", "start": 1.0, "end": 2.0}
    phrases = [phrase, phrase | {"act": "apology", "optional": True}]
    truth = NOTHING | {"turns": [{"party": "agent", "phrases": phrases}]}
    (label,) = labels_of(truth, Settings())
    assert (label.name, label.party, label.evidence, label.optional) == (
        "apology",
        AGENT,
        2.0,
        True,
    )


def test_an_interruption_is_complete_when_both_spoke_long_enough() -> None:
    """Its evidence ends when overlap and second voice are as long as the settings ask for."""
    found = {"by": "agent", "start": 5.0, "end": 6.2}
    truth = NOTHING | {"expected": NOTHING["expected"] | {"interruptions": [found]}}
    fact = Interrupted(
        at=to_samples(5.6), by=AGENT, start=to_samples(5.1), overlap=8_000, because=""
    )
    labels = of_kind(Kind.INTERRUPTION, labels_of(truth, Settings()))
    (outcome,) = outcomes(labels, [(fact, 5.7)])
    assert outcome.latency == pytest.approx(5.7 - 5.0 - Settings().interruptions.backchannel_s)


def test_dead_air_is_complete_when_it_is_logged() -> None:
    """Its evidence ends when the silence is as long as the settings ask for."""
    silence = {"start": 20.0, "end": 30.0, "explained": False}
    truth = NOTHING | {"expected": NOTHING["expected"] | {"dead_air": [silence]}}
    fact = SilenceStretched(at=to_samples(23.1), start=to_samples(20.1), end=None, explained=False)
    (outcome,) = outcomes(labels_of(truth, Settings()), [(fact, 23.2)])
    assert outcome.latency == pytest.approx(3.2 - Settings().silence.logged_s)


def test_a_hold_has_a_label_for_each_phase() -> None:
    """Requested at the end of the request, started by silence, returned when the agent speaks."""
    expected = NOTHING["expected"] | {
        "acts": [{"act": "hold_request", "start": 42.0, "end": 44.0}],
        "holds": [{"requested": 44.0, "start": 45.0, "end": 60.0, "returned": 63.0}],
    }
    labels = labels_of(NOTHING | {"expected": expected}, Settings())
    told = [
        (HoldChanged(at=to_samples(at), phase=phase, start=to_samples(42.2)), at + 0.1)
        for phase, at in [
            (HoldPhase.REQUESTED, 44.0),
            (HoldPhase.STARTED, 47.0),
            (HoldPhase.RETURNED, 60.5),
        ]
    ]
    found = {outcome.label.name: outcome.latency for outcome in outcomes(labels, told)}
    assert found == {
        "requested": pytest.approx(0.1),
        "started": pytest.approx(0.1),
        "returned": pytest.approx(0.1),
    }


def expecting(**expected: Any) -> dict[str, Any]:
    return NOTHING | {"expected": NOTHING["expected"] | expected}


def test_an_overlap_shorter_than_the_settings_ask_for_is_no_duty() -> None:
    """Such an interruption may be found or not; so may one that the truth calls uncertain."""
    short = {"by": "agent", "start": 5.0, "end": 5.4}
    open_ = {"by": "agent", "start": 9.0, "end": 10.4, "certain": None}
    sure = {"by": "agent", "start": 20.0, "end": 21.4, "certain": 20.9}
    truth = expecting(interruptions=[short, open_, sure])
    labels = of_kind(Kind.INTERRUPTION, labels_of(truth, Settings()))
    assert [label.optional for label in labels] == [True, True, False]
    assert labels[2].evidence == 20.9


def test_overlaps_of_every_class_are_labels() -> None:
    """Backchannels and early turns too; one too short to be heard need not be found."""
    truth = expecting(
        backchannels=[{"by": "agent", "start": 5.0, "end": 5.4, "text": "mm-hm"}],
        turn_changes=[{"by": "customer", "start": 9.0, "end": 9.15}],
    )
    labels = labels_of(truth, Settings())
    assert [(label.name, label.party, label.optional) for label in labels] == [
        ("backchannel", AGENT, False),
        ("turn_change", CUSTOMER, True),
    ]


def test_a_silence_near_the_limit_may_be_found_or_not() -> None:
    """3.1 s that the truth names, and 2.9 s that it does not, at a limit of 3 s."""
    told = {"start": 2.0, "end": 5.1, "explained": False}
    speech = {"agent": [[0.0, 2.0], [5.1, 6.0]], "customer": [[8.9, 9.5], [11.0, 12.0]]}
    truth = expecting(dead_air=[told]) | {"speech": speech, "duration": 13.0}
    labels = labels_of(truth, Settings())
    assert [(label.start, label.optional) for label in labels] == [(2.0, True), (6.0, True)]


def test_a_long_hold_has_a_check_in_and_thanks() -> None:
    """After a minute one is due; words of thanks soon after the return thank."""
    request = {"act": "hold_request", "start": 8.0, "end": 10.0}
    thanks = {"act": "hold_return", "start": 81.0, "end": 82.5}
    hold = {"requested": 10.0, "start": 11.0, "end": 81.0, "returned": 82.5}
    labels = labels_of(expecting(acts=[request, thanks], holds=[hold]), Settings())
    assert {label.name: label.evidence for label in labels} == {
        "requested": 10.0,
        "started": 13.0,
        "check_in_due": 71.0,
        "returned": 81.5,
        "thanked": 82.5,
    }


def test_a_truth_that_knows_the_phases_of_a_hold_is_believed() -> None:
    """With when each is certain; a request that no wait followed may be found."""
    hold = {
        "requested": 10.0,
        "request_start": 8.0,
        "start": 11.0,
        "end": 30.0,
        "returned": None,
        "phases": [
            {"phase": "requested", "certain": 10.0},
            {"phase": "returned", "certain": 30.5},
        ],
    }
    lapsed = {"request_start": 50.0, "requested": 52.0}
    labels = labels_of(expecting(holds=[hold], lapsed_hold_requests=[lapsed]), Settings())
    assert [(one.name, one.start, one.evidence, one.earliest, one.optional) for one in labels] == [
        ("requested", 8.0, 10.0, 8.0, False),
        ("returned", 8.0, 30.5, 30.0, False),
        ("requested", 50.0, 52.0, 50.0, True),
    ]


def test_echo_can_be_heard_from_the_first_word_of_whom_it_echoes() -> None:
    """Its label carries how strong and how late it is."""
    echo = {"from": "customer", "to": "agent", "attenuation_db": 6, "lag_ms": 40, "room": "small"}
    speech = {"agent": [[0.5, 2.0]], "customer": [[2.5, 4.0]]}
    truth = NOTHING | {"bleed": [echo], "speech": speech, "duration": 5.0}
    (label,) = of_kind(Kind.BLEED, labels_of(truth, Settings()))
    assert (label.name, label.evidence) == ("customer to agent", 2.5)
    assert label.figures == {"attenuation_db": 6.0, "lag_ms": 40.0}


def test_what_the_truth_does_not_speak_of_is_not_judged() -> None:
    """A truth from before bleed was rendered says nothing about it."""
    assert Kind.BLEED not in known_kinds(NOTHING)
    assert Kind.BLEED in known_kinds(NOTHING | {"bleed": []})
    assert Kind.HOLD in known_kinds(NOTHING)
