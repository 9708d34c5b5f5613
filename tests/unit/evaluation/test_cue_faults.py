"""Cues that should not have come, from facts told by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.evaluation.cue_faults import CueFault, judged_cues
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.scoring import scored
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
