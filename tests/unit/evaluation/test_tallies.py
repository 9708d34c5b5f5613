"""Counts, rates and intervals, from pairs made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evaluation.cue_faults import CueFault, JudgedCues
from assistant.evaluation.findings import Finding
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.scoring import Pair, Scored
from assistant.evaluation.tallies import CUES, EXPLAINED, CallTallies, as_json, rates, tallied
from assistant.events import CueOffered, Severity
from fakes import AGENT


def label(kind: Kind = Kind.INTERRUPTION, name: str = "", explained: float = 0.0) -> Label:
    return Label(
        kind=kind,
        name=name,
        party=AGENT,
        start=10.0,
        end=12.0,
        evidence=10.7,
        figures={"explained": explained},
    )


def finding(kind: Kind = Kind.INTERRUPTION, name: str = "", explained: float = 0.0) -> Finding:
    return Finding(
        kind=kind,
        name=name,
        party=AGENT,
        start=10.0,
        end=11.0,
        at=10.8,
        emitted=10.9,
        figures={"explained": explained},
    )


def call(found: int, missed: int, false: int) -> CallTallies:
    pairs = [Pair(label=label(), finding=finding())] * found
    pairs += [Pair(label=label(), finding=None)] * missed
    return tallied(60.0, Scored(pairs=pairs, false=[finding()] * false), JudgedCues())


def test_rates_follow_from_the_counts() -> None:
    """Of four asked three are found, with one false: .75 each way; delays are of those found."""
    figures = as_json([call(2, 1, 0), call(1, 0, 1)])["interruption: agent"]
    assert (figures["asked"], figures["found"], figures["false"]) == (4, 3, 1)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.75, 0.75, 0.75)
    assert figures["certain_to_at_s"]["count"] == 3
    assert figures["certain_to_at_s"]["p50"] == pytest.approx(0.1)
    assert figures["certain_to_emitted_s"]["p95"] == pytest.approx(0.2)


def test_intervals_come_of_drawing_calls_and_are_the_same_each_time() -> None:
    """Calls that agree leave no doubt; calls that do not leave much."""
    agree = as_json([call(1, 1, 0)] * 5)["interruption"]["interval_95"]["recall"]
    assert agree == [0.5, 0.5]
    calls = [call(4, 0, 0), call(0, 4, 0), call(3, 1, 2), call(2, 2, 0)]
    first, again = as_json(calls)["interruption"], as_json(calls)["interruption"]
    low, high = first["interval_95"]["recall"]
    assert low < 0.4 < first["recall"] < 0.7 < high
    assert first == again


def test_nothing_to_find_has_no_recall() -> None:
    """And a false finding alone has a precision of nought."""
    figures = as_json([call(0, 0, 1)])["interruption"]
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.0, None, 0.0)
    assert figures["interval_95"]["recall"] == [None, None]


def test_a_wrong_class_is_missed_as_one_and_false_as_the_other() -> None:
    """A backchannel taken for an interruption costs both rows."""
    wrong = Pair(label=label(Kind.OVERLAP, "backchannel"), finding=finding(Kind.OVERLAP, "x"))
    rows = tallied(60.0, Scored(pairs=[wrong]), JudgedCues()).rows
    assert (rows["overlap: backchannel"].asked, rows["overlap: backchannel"].found) == (1, 0)
    assert rows["overlap: x"].false == 1


def test_what_may_be_found_counts_nowhere() -> None:
    """Neither found nor missed."""
    may = Label(kind=Kind.DEAD_AIR, start=0.0, end=3.0, evidence=3.0, optional=True)
    told = Pair(label=may, finding=finding(Kind.DEAD_AIR))
    assert (
        tallied(60.0, Scored(pairs=[told, Pair(label=may, finding=None)]), JudgedCues()).rows == {}
    )


@pytest.mark.parametrize(
    ("truth", "told", "counts"),
    [(1.0, 1.0, (1, 1, 0)), (1.0, 0.0, (1, 0, 0)), (0.0, 1.0, (0, 0, 1)), (0.0, 0.0, (0, 0, 0))],
)
def test_whether_a_silence_was_announced_has_a_row_of_its_own(
    truth: float, told: float, counts: tuple[int, int, int]
) -> None:
    """Of the silences found: those announced, those taken for that, those taken so wrongly."""
    silence = Pair(
        label=label(Kind.DEAD_AIR, explained=truth),
        finding=finding(Kind.DEAD_AIR, explained=told),
    )
    rows = tallied(60.0, Scored(pairs=[silence]), JudgedCues()).rows
    row = rows[EXPLAINED]
    assert (row.asked, row.found, row.false) == counts
    assert rows["dead air"].found == 1


def test_false_cues_are_told_an_hour() -> None:
    """One in two minutes is thirty, in all and for what it rests on."""
    cue = CueOffered(
        at=0,
        id=0,
        rule="let_them_finish",
        text="Let them finish",
        detail="",
        severity=Severity.WARN,
        because=(),
        expires=1,
    )
    fault = CueFault(cue=cue, why="", rows=frozenset({"interruption"}))
    figures = as_json([tallied(120.0, Scored(pairs=[]), JudgedCues(offered=3, faults=[fault]))])
    assert figures[CUES]["false_cues_an_hour"] == 30.0
    assert figures[CUES]["precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["interruption"]["false_cues_an_hour"] == 30.0


def test_a_draw_weighs_each_call_by_how_often_it_was_drawn() -> None:
    """The second call twice, the first not at all."""
    counts = np.array([[1.0, 1.0, 0.0, 0.0], [2.0, 1.0, 1.0, 3.0]])
    drawn = rates(counts, np.array([60.0, 3600.0]), np.array([[0.0, 2.0]]))
    assert {name: value[0] for name, value in drawn.items()} == {
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "false_cues_an_hour": 3.0,
    }
