"""Cues that should not have come, from facts told by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.evaluation.coaching import judged_coaching
from assistant.evaluation.cue_faults import CueFault, judged_cues
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.scoring import scored
from assistant.evaluation.trainers import CueLabel
from assistant.events import (
    CueOffered,
    Fact,
    FindingWithdrawn,
    Interrupted,
    Severity,
    SpeechEnded,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER

CUT_IN = Interrupted(
    at=to_samples(10.8), by=AGENT, start=to_samples(10), overlap=8_000, because="both talked"
)
SPOKEN = SpeechEnded(at=to_samples(9), party=CUSTOMER, utterance=0, start=0, end=to_samples(8))
LABEL = Label(kind=Kind.INTERRUPTION, party=AGENT, start=10.0, end=12.0, evidence=10.7)
NOD = Label(kind=Kind.OVERLAP, name="backchannel", party=AGENT, start=10.0, end=10.4, evidence=10.4)


def cue(*because: Any) -> CueOffered:
    return CueOffered(
        at=to_samples(11),
        id=0,
        rule="let_them_finish",
        text="Let them finish",
        detail="",
        severity=Severity.WARN,
        because=because,
        expires=to_samples(8),
    )


def faults(labels: list[Label], *facts: Fact, cues: str = "open") -> Sequence[CueFault]:
    told: list[tuple[Fact, float | None]] = [(fact, None) for fact in facts]
    judged = judged_cues(told, scored(labels, told), {"expected": {"cues": cues}})
    assert judged.offered == sum(isinstance(fact, CueOffered) for fact in facts)
    return judged.faults


def test_a_cue_on_a_true_finding_is_right() -> None:
    """Also one on what nobody labels."""
    assert faults([LABEL], CUT_IN, cue(CUT_IN), cue(SPOKEN)) == []


def test_a_cue_on_a_false_finding_is_false() -> None:
    """It counts for the finding's kind."""
    (fault,) = faults([], CUT_IN, cue(CUT_IN))
    assert fault.why == "rests on a false interruption: both talked"
    assert fault.rows == {"interruption", "interruption: agent"}
    assert fault.at == 11.0


def test_a_cue_on_a_backchannel_is_named_so() -> None:
    """It is the mistake that people forgive least."""
    (fault,) = faults([NOD], CUT_IN, cue(CUT_IN))
    assert fault.why == "rests on a backchannel"


def test_a_cue_that_was_shown_till_its_finding_was_withdrawn_is_false() -> None:
    """It was on the screen."""
    gone = FindingWithdrawn(at=to_samples(12), of=CUT_IN, reason="mm-hm")
    (fault,) = faults([], CUT_IN, cue(CUT_IN), gone)
    assert fault.why.startswith("rests on a false interruption")


def test_every_cue_is_false_where_none_fits() -> None:
    """In a calm call even one on a true finding."""
    (fault,) = faults([LABEL], CUT_IN, cue(CUT_IN), cues="none")
    assert fault.why == "no cue fits in this call"
    assert "interruption: agent" in fault.rows


def by_trainers(
    labels: list[Label], *facts: Fact, at: float = 11.0, cues: str = "open"
) -> Sequence[CueFault]:
    """The faults where trainers would say "let them finish" from `at` on, for 2 s."""
    told: list[tuple[Fact, float | None]] = [(fact, None) for fact in facts]
    wanted = CueLabel(
        techniques=("",), earliest=at, moment=at, latest=at + 2, required=False, why="cut in"
    )
    coaching = judged_coaching([f for f in facts if isinstance(f, CueOffered)], [wanted])
    truth = {"expected": {"cues": cues}}
    return judged_cues(told, scored(labels, told), truth, coaching).faults


def test_a_cue_that_trainers_would_give_is_right() -> None:
    """Also on a finding that nobody labelled, and where the truth says that none fits."""
    assert by_trainers([], CUT_IN, cue(CUT_IN)) == []
    assert by_trainers([LABEL], CUT_IN, cue(CUT_IN), cues="none") == []


def test_a_cue_that_no_trainer_would_give_is_false() -> None:
    """Also on a true finding; it counts for that finding's kind."""
    (fault,) = by_trainers([LABEL], CUT_IN, cue(CUT_IN), at=30)
    assert fault.why == "no trainer would say it then"
    assert fault.rows == {"interruption", "interruption: agent"}


def test_a_false_cue_on_a_false_finding_names_the_finding() -> None:
    """That is what to mend, rather than the rule."""
    (fault,) = by_trainers([], CUT_IN, cue(CUT_IN), at=30)
    assert fault.why == "rests on a false interruption: both talked"


def test_a_cue_on_what_nobody_labels_can_be_false_by_trainers() -> None:
    """It has no row, and is a fault all the same."""
    (fault,) = by_trainers([], cue(SPOKEN), at=30)
    assert (fault.why, fault.rows) == ("no trainer would say it then", frozenset())
