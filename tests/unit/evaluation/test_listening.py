"""Places where to go and listen, from what was missed, taken for something else, or not there."""

from __future__ import annotations

from assistant.evaluation.cue_faults import CueFault
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.listening import Fault, places
from assistant.evaluation.scoring import Pair, Scored
from assistant.evaluation.trainers import CueLabel
from assistant.events import CueOffered, Severity
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER

HOLD = Label(kind=Kind.HOLD, party=AGENT, start=20.0, end=50.0, evidence=23.0)


def missing(moment: float, *techniques: str) -> CueLabel:
    return CueLabel(
        techniques=techniques,
        earliest=moment - 1,
        moment=moment,
        latest=moment + 5,
        required=True,
        why="fourth call, nobody asks why",
    )


def test_a_cue_that_was_due_is_a_place() -> None:
    """At its moment, with every technique that would have done, and the trainers' reason."""
    (place,) = places(Scored(pairs=[], false=[]), [], [missing(64.23, "Reflect", "Positive")])
    assert place.as_json() == {
        "at": "1:04.2",
        "fault": "missed",
        "kind": "cue",
        "expected": "Reflect or Positive: fourth call, nobody asks why",
        "heard": "",
    }


def test_places_come_in_the_order_of_the_call() -> None:
    """Whatever is wrong at them."""
    cue = CueOffered(
        at=to_samples(30),
        id=0,
        rule="thank",
        text="Thank them",
        detail="",
        severity=Severity.COACH,
        because=(),
        expires=1,
    )
    fault = CueFault(cue=cue, why="no trainer would say it then", rows=frozenset())
    scored = Scored(pairs=[Pair(label=HOLD, finding=None)], false=[])
    found = places(scored, [fault], [missing(40, "Reflect"), missing(10, "Reflect")])
    assert [(place.at, place.fault) for place in found] == [
        (10, Fault.MISSED),
        (20, Fault.MISSED),
        (30, Fault.CUE),
        (40, Fault.MISSED),
    ]


def test_what_need_not_be_found_is_no_place() -> None:
    """Nobody is sent to listen to it."""
    label = Label(
        kind=Kind.ACT, name="apology", party=CUSTOMER, start=1, end=2, evidence=2, optional=True
    )
    assert places(Scored(pairs=[Pair(label=label, finding=None)], false=[]), []) == []
