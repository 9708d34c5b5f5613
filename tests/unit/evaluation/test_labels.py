"""Labels against hand-written facts."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.config import Settings
from assistant.evaluation.labels import Label, labels_of, outcomes, unasked
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
    kind="act",
    name="escalation.supervisor_request",
    party=CUSTOMER,
    start=10.0,
    end=12.0,
    evidence=12.0,
)


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
    apology = Label(kind="act", name="apology", start=0.0, end=1.0, evidence=1.0)
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
    """Its evidence ends when the overlap is as long as the settings ask for."""
    found = {"by": "agent", "start": 5.0, "end": 6.2}
    truth = NOTHING | {"expected": NOTHING["expected"] | {"interruptions": [found]}}
    fact = Interrupted(
        at=to_samples(5.6), by=AGENT, start=to_samples(5.1), overlap=8_000, because=""
    )
    labels = labels_of(truth, Settings())
    (outcome,) = outcomes(labels, [(fact, 5.7)])
    assert outcome.latency == pytest.approx(5.7 - 5.0 - Settings().interruptions.overlap_s)


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
    found = {outcome.label.kind: outcome.latency for outcome in outcomes(labels, told)}
    assert found == {
        "hold requested": pytest.approx(0.1),
        "hold started": pytest.approx(0.1),
        "hold returned": pytest.approx(0.1),
    }
