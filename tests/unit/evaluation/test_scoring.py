"""Which finding belongs to which label, by hand-written ones."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.evaluation.label import Kind, Label
from assistant.evaluation.scoring import rows_of, scored
from assistant.events import (
    ActSpoken,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    OverlapClass,
    Party,
    SilenceStretched,
    TalkOverlapped,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER


def label(kind: Kind, start: float, end: float, **more: Any) -> Label:
    return Label(kind=kind, **({"start": start, "end": end, "evidence": end} | more))


def interrupted(start: float, by: Party = AGENT) -> Interrupted:
    at = to_samples(start + 0.8)
    return Interrupted(at=at, by=by, start=to_samples(start), overlap=8_000, because="both talked")


def overlapped(start: float, end: float, class_: OverlapClass) -> TalkOverlapped:
    return TalkOverlapped(
        at=to_samples(end),
        by=AGENT,
        start=to_samples(start),
        end=to_samples(end),
        class_=class_,
        because="",
    )


def apology(start: float, end: float) -> ActSpoken:
    return ActSpoken(
        at=to_samples(end),
        party=AGENT,
        act="apology",
        text="sorry",
        start=to_samples(start),
        end=to_samples(end),
        score=1.0,
        utterance=0,
    )


def untimed(*facts: Fact) -> list[tuple[Fact, float | None]]:
    return [(fact, None) for fact in facts]


CUT_IN = label(Kind.INTERRUPTION, 10.0, 12.0, party=AGENT)


@pytest.mark.parametrize(
    ("start", "by", "found"),
    [
        (9.1, AGENT, True),
        (8.9, AGENT, False),
        (11.9, AGENT, True),
        (12.5, AGENT, False),
        (10.0, CUSTOMER, False),
    ],
)
def test_an_interruption_begins_near_its_label_or_in_it(
    start: float, by: Party, found: bool
) -> None:
    """Up to a second before, or inside; and by the same party."""
    result = scored([CUT_IN], untimed(interrupted(start, by)))
    assert [pair.found for pair in result.pairs] == [found]
    assert len(result.false) == (not found)


def test_a_label_is_found_once() -> None:
    """A second interruption in the same place is a false one."""
    result = scored([CUT_IN], untimed(interrupted(10.1), interrupted(11.0)))
    assert [one.start for one in result.false] == [11.0]


def test_labels_and_findings_go_together_in_time_order() -> None:
    """Two labels a second apart take one each."""
    second = label(Kind.INTERRUPTION, 11.0, 13.0, party=AGENT)
    result = scored([second, CUT_IN], untimed(interrupted(10.4), interrupted(11.4)))
    assert [pair.finding and pair.finding.start for pair in result.pairs] == [10.4, 11.4]


def test_what_must_be_found_comes_before_what_may_be() -> None:
    """A finding that fits both goes to the duty."""
    may = label(Kind.INTERRUPTION, 9.9, 12.0, party=AGENT, optional=True)
    result = scored([may, CUT_IN], untimed(interrupted(10.0)))
    assert [(pair.label.optional, pair.found) for pair in result.pairs] == [
        (False, True),
        (True, False),
    ]


def test_a_withdrawn_finding_is_neither_right_nor_false() -> None:
    """It is kept apart, and as flashed where no label is near."""
    right, wrong = interrupted(10.0), interrupted(50.0)
    gone = [FindingWithdrawn(at=one.at + 8_000, of=one, reason="yeah") for one in (right, wrong)]
    result = scored([CUT_IN], untimed(right, wrong, *gone))
    assert not result.pairs[0].found
    assert result.false == []
    assert [one.start for one in result.withdrawn] == [10.0, 50.0]
    assert [one.start for one in result.flashed] == [50.0]


def test_an_overlap_heard_in_parts_is_what_its_longest_part_is() -> None:
    """The other parts are not false; the class may be wrong."""
    cut_in = label(Kind.OVERLAP, 10.0, 13.0, party=AGENT, name="interruption")
    parts = [
        overlapped(10.0, 10.4, OverlapClass.BACKCHANNEL),
        overlapped(10.8, 13.1, OverlapClass.INTERRUPTION),
    ]
    result = scored([cut_in], untimed(*parts))
    assert (result.pairs[0].right, result.false) == (True, [])
    result = scored([cut_in], untimed(parts[0]))
    assert (result.pairs[0].found, result.pairs[0].right) == (True, False)


def test_a_hair_of_overlap_at_a_change_of_turns_is_no_mistake() -> None:
    """A tenth of a second is nobody's concern; half a second is."""
    change = OverlapClass.TURN_CHANGE
    told = untimed(overlapped(5.0, 5.1, change), overlapped(9.0, 9.5, change))
    assert [one.start for one in scored([], told).false] == [9.0]


def test_an_act_may_be_done_in_several_words_of_its_phrase() -> None:
    """And a little on; the same act elsewhere is false."""
    phrase = label(Kind.ACT, 10.0, 13.0, party=AGENT, name="apology")
    told = untimed(apology(10.0, 11.0), apology(12.0, 13.0), apology(13.4, 14.0), apology(20, 21))
    result = scored([phrase], told)
    assert result.pairs[0].finding and result.pairs[0].finding.start == 10.0
    assert [one.start for one in result.false] == [20.0]


def test_a_hold_is_not_over_before_it_can_be() -> None:
    """A return told while the agent was away is a false one, and the true one is missed."""
    back = label(Kind.HOLD, 10.0, 12.0, name="returned", evidence=40.5, earliest=39.75)
    early, right = (
        HoldChanged(at=to_samples(at), phase=HoldPhase.RETURNED, start=to_samples(10.1))
        for at in (25.0, 40.6)
    )
    assert [one.at for one in scored([back], untimed(early)).false] == [25.0]
    (pair,) = scored([back], untimed(right)).pairs
    assert pair.late == pytest.approx(0.1)


def test_dead_air_begins_within_a_second_of_its_label() -> None:
    """A silence heard two seconds late is another one."""
    silent = label(Kind.DEAD_AIR, 10.0, 20.0, figures={"explained": 0.0})
    near, far = (
        SilenceStretched(at=to_samples(15), start=to_samples(start), end=None, explained=False)
        for start in (10.9, 12.0)
    )
    assert scored([silent], untimed(near)).pairs[0].found
    assert not scored([silent], untimed(far)).pairs[0].found


def test_kinds_of_which_the_truth_is_silent_are_left_alone() -> None:
    """A finding of such a kind is not false."""
    told = untimed(interrupted(10.0), apology(1.0, 2.0))
    assert [one.kind for one in scored([], told, [Kind.ACT]).false] == [Kind.ACT]


@pytest.mark.parametrize(
    ("what", "rows"),
    [
        ((Kind.INTERRUPTION, "", AGENT), ["interruption", "interruption: agent"]),
        ((Kind.HOLD, "started", None), ["hold", "hold: started"]),
        ((Kind.ACT, "apology", AGENT), ["act: all of the agent", "act: apology"]),
        (
            (Kind.ACT, "escalation.abuse", CUSTOMER),
            ["act: all of escalation", "act: escalation.abuse"],
        ),
        ((Kind.OVERLAP, "backchannel", AGENT), ["overlap: backchannel"]),
        ((Kind.DEAD_AIR, "", None), ["dead air"]),
    ],
)
def test_each_thing_counts_in_its_own_row_and_its_kinds(
    what: tuple[Kind, str, Party | None], rows: list[str]
) -> None:
    """So that a table shows the whole and its parts."""
    assert list(rows_of(*what)) == rows
