"""Cues against what trainers would have said, both made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.evaluation.coaching import JudgedCoaching, coaching_as_json, judged_coaching
from assistant.evaluation.trainers import CueLabel
from assistant.events import CueOffered, Severity
from assistant.timeline import to_samples

EMPATHY, REFLECT, HOLD = "Show empathy, validate", "Reflect and reassure", "Avoid the hold button"


def cue(at: float, technique: str = EMPATHY, number: int = 0) -> CueOffered:
    return CueOffered(
        at=to_samples(at),
        id=number,
        rule="a_rule",
        text="Name their frustration",
        detail="",
        severity=Severity.COACH,
        because=(),
        expires=to_samples(8),
        technique=technique,
    )


def label(
    moment: float, *techniques: str, required: bool = True, early: float = 1, late: float = 6
) -> CueLabel:
    return CueLabel(
        techniques=techniques or (EMPATHY,),
        earliest=moment - early,
        moment=moment,
        latest=moment + late,
        required=required,
        why="upset",
    )


def told(judged: JudgedCoaching) -> dict[str, list[Any]]:
    """By the second of each."""
    return {
        "given": [(one.moment, given.at / 16_000) for one, given in judged.given],
        "fair": [one.at / 16_000 for one in judged.fair],
        "wrong": [one.at / 16_000 for one in judged.wrong],
        "missed": [one.moment for one in judged.missed],
    }


def figures(*calls: JudgedCoaching, seconds: float = 180.0) -> dict[str, Any]:
    return coaching_as_json(calls, seconds)


def test_a_required_cue_that_came_is_given() -> None:
    """And nothing is left."""
    judged = judged_coaching([cue(12)], [label(10)])
    assert told(judged) == {"given": [(10, 12)], "fair": [], "wrong": [], "missed": []}


def test_a_required_cue_takes_the_nearest_and_another_is_fair() -> None:
    """To say it twice is not wrong where it fits."""
    judged = judged_coaching([cue(15), cue(9.2), cue(10.3)], [label(10)])
    assert told(judged) == {"given": [(10, 10.3)], "fair": [15, 9.2], "wrong": [], "missed": []}


def test_a_cue_is_given_for_one_label_alone() -> None:
    """Two that are required want two cues."""
    judged = judged_coaching([cue(11)], [label(10), label(12)])
    assert told(judged) == {"given": [(10, 11)], "fair": [], "wrong": [], "missed": [12]}


def test_two_equal_cues_are_given_for_two_labels() -> None:
    """Each cue goes once, be they ever so alike."""
    judged = judged_coaching([cue(11), cue(11)], [label(10), label(12)])
    assert told(judged) == {"given": [(10, 11), (12, 11)], "fair": [], "wrong": [], "missed": []}


@pytest.mark.parametrize(("at", "fits"), [(9, True), (8.99, False), (16, True), (16.01, False)])
def test_the_window_has_both_its_ends(at: float, fits: bool) -> None:
    """What comes outside is wrong, and the label missed."""
    judged = judged_coaching([cue(at)], [label(10)])
    assert bool(judged.given) is fits
    assert bool(judged.wrong) is bool(judged.missed) is not fits


def test_a_cue_that_one_trainer_would_give_is_fair() -> None:
    """It answers nothing that is required, and missing it is no fault."""
    judged = judged_coaching([cue(11)], [label(10, required=False), label(60, required=False)])
    assert told(judged) == {"given": [], "fair": [11], "wrong": [], "missed": []}


def test_any_of_the_techniques_will_do() -> None:
    """Another is wrong at that very second."""
    judged = judged_coaching([cue(10, REFLECT), cue(10, HOLD)], [label(10, EMPATHY, REFLECT)])
    assert [one.technique for _, one in judged.given] == [REFLECT]
    assert [one.technique for one in judged.wrong] == [HOLD]


def test_a_call_without_labels_has_wrong_cues_alone() -> None:
    """And one without cues has all of them missed."""
    assert told(judged_coaching([cue(3)], []))["wrong"] == [3]
    assert told(judged_coaching([], [label(10), label(20, required=False)]))["missed"] == [10]


def test_nothing_to_count_has_no_shares() -> None:
    """Nothing is divided by nothing, in length or number."""
    empty = figures(judged_coaching([], []), seconds=0)
    assert (empty["precision"], empty["recall"], empty["cues_in_3_minutes"]) == (None, None, None)
    assert empty["late_s"] == {"count": 0, "p50": None, "p90": None, "p95": None, "max": None}
    assert (empty["asked"], empty["within_1_s"], empty["techniques"]) == (0, 0, {})


def test_shares_are_of_all_calls_together() -> None:
    """Fair cues count for precision and not for recall."""
    first = judged_coaching([cue(10), cue(12)], [label(10)])
    second = judged_coaching([cue(50)], [label(10), label(30), label(90, REFLECT)])
    both = figures(first, second, seconds=360)
    assert (both["asked"], both["given"], both["fair"], both["wrong"]) == (4, 1, 1, 1)
    assert both["precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert both["recall"] == 0.25
    assert both["cues_in_3_minutes"] == 1.5


def test_each_technique_has_a_row() -> None:
    """A label of several counts for the one that came, and for its first where none did."""
    labels = [label(10, EMPATHY, REFLECT), label(40, HOLD, EMPATHY)]
    both = figures(judged_coaching([cue(10, REFLECT), cue(70, EMPATHY)], labels))
    assert both["techniques"] == {
        HOLD: {"asked": 1, "given": 0, "fair": 0, "wrong": 0},
        REFLECT: {"asked": 1, "given": 1, "fair": 0, "wrong": 0},
        EMPATHY: {"asked": 0, "given": 0, "fair": 0, "wrong": 1},
    }
    assert list(both["techniques"]) == sorted(both["techniques"])


def test_a_cue_is_late_from_its_moment_on() -> None:
    """One that came before it is not late at all; a second late is still at once."""
    labels = [label(10), label(30), label(50), label(70)]
    late = figures(judged_coaching([cue(9.5), cue(31), cue(51.5), cue(74)], labels))
    assert (late["late_s"]["p50"], late["late_s"]["max"]) == (1.0, 4.0)
    assert late["within_1_s"] == 2
    early = figures(judged_coaching([cue(9.5)], labels))
    assert (early["late_s"]["p50"], early["late_s"]["max"]) == (0.0, 0.0)


def test_the_lateness_of_fair_cues_is_not_counted() -> None:
    """Nobody asked for them."""
    late = figures(judged_coaching([cue(14)], [label(10, required=False)]))
    assert (late["late_s"]["count"], late["within_1_s"]) == (0, 0)
