"""Two runs of a call, cue by cue: what came, went, moved and changed, and whose turn it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.evaluation.cue_changes import (
    Change,
    Difference,
    ShownCue,
    differences,
    shown_cues,
)
from assistant.evaluation.untouched import Untouched
from assistant.events import CueOffered, CueOutcome, CueResolved, Evidence, Interrupted, Severity
from assistant.timeline import to_samples
from fakes import AGENT

ALL_SAME = Untouched(rules=frozenset({"a", "b", "c"}), turns=True)


def finding(at_s: float) -> Interrupted:
    """Something to give a cue for."""
    return Interrupted(at=to_samples(at_s), by=AGENT, start=0, overlap=0, because="")


def cue(
    rule: str,
    at_s: float,
    *because: Evidence,
    end: tuple[CueOutcome, float] | None = None,
    **change: object,
) -> ShownCue:
    """A cue of the rule, for a finding at its own time unless told."""
    offered = CueOffered(
        at=to_samples(at_s), id=0, rule=rule, text="Do it", detail="d", severity=Severity.COACH,
        because=because or (finding(at_s),), expires=8,
    )  # fmt: skip
    by, over_s = end or (CueOutcome.EXPIRED, at_s + 8)
    resolved = CueResolved(at=to_samples(over_s), cue=0, by=by)
    return ShownCue(cue=replace(offered, **change), resolved=resolved)  # type: ignore[arg-type]


def told(found: Sequence[Difference]) -> list[tuple[str, float, tuple[str, ...]]]:
    """Rule, seconds and changes of each."""
    return [(one.cue.rule, one.at / 16_000, one.changes) for one in found]


def test_runs_that_are_the_same_do_not_differ() -> None:
    """Whatever numbers the cues have."""
    before = [cue("a", 1), cue("b", 9), cue("a", 60)]
    after = [replace(one, cue=replace(one.cue, id=7)) for one in before]
    assert differences(before, after) == []


def test_cues_come_and_go() -> None:
    """A cue of another rule is another cue, even for the same finding."""
    why = finding(5)
    found = differences([cue("a", 5, why)], [cue("b", 5, why), cue("a", 30)])
    assert told(found) == [("a", 5, (Change.GONE,)), ("b", 5, ("came",)), ("a", 30, ("came",))]


def test_a_cue_moves_with_its_evidence() -> None:
    """However far; the time is that at which the runs part."""
    why = finding(5)
    assert told(differences([cue("a", 15, why)], [cue("a", 5, why)])) == [("a", 5, ("moved",))]


@pytest.mark.parametrize(("late", "ways"), [(5.0, 1), (5.1, 2)])
def test_a_cue_moves_a_little_without_its_evidence(late: float, ways: int) -> None:
    """Up to five seconds; beyond that one went and another came."""
    assert len(differences([cue("a", 10)], [cue("a", 10 + late)])) == ways


def test_the_nearest_kin_are_paired_first() -> None:
    """By the finding that called for them, before what they only share, before the time."""
    shared, first, second = finding(1), finding(10), finding(14)
    before = [cue("a", 10, shared, first), cue("a", 14, shared, second)]
    after = [cue("a", 14, shared, second), cue("a", 30, shared, finding(30))]
    assert told(differences(before, after)) == [("a", 10, ("moved",))]


@pytest.mark.parametrize(
    "change", [{"text": "Do that"}, {"detail": "e"}, {"severity": Severity.WARN}, {"level": 2}]
)
def test_a_cue_changes_in_what_it_says(change: dict[str, object]) -> None:
    """Its words, how much it matters, or whom it brings in."""
    assert told(differences([cue("a", 5)], [cue("a", 5, **change)])) == [("a", 5, ("changed",))]  # type: ignore[arg-type]


def test_a_cue_is_resolved_otherwise() -> None:
    """By other means, or at another time; not where it merely moved with the cue."""
    why = finding(5)
    base = cue("a", 5, why)
    done = cue("a", 5, why, end=(CueOutcome.AGENT_DID_IT, 7))
    sooner = cue("a", 5, why, end=(CueOutcome.EXPIRED, 7))
    open_ = replace(base, resolved=None)
    for other in (done, sooner, open_):
        assert told(differences([base], [other])) == [("a", 5, ("resolved_otherwise",))]
    assert told(differences([base], [cue("a", 6, why)])) == [("a", 5, ("moved",))]


def test_a_displaced_cue_names_what_took_its_place() -> None:
    """A cue of a rule that is the same in both is gone since another one came before it."""
    untouched = replace(ALL_SAME, rules=frozenset({"a"}))
    new = cue("b", 8)
    gone, came = differences([cue("a", 10)], [new], untouched)[::-1]
    assert (gone.displaced, gone.by) == (True, new.cue)
    assert (came.displaced, came.by) == (False, None)


def test_a_cue_that_comes_into_a_place_left_empty_is_displaced_too() -> None:
    """And so is one that moves; each names the last that left its place, or took one, before it."""
    left, why = cue("b", 8), finding(10)
    untouched = replace(ALL_SAME, rules=frozenset({"a"}))
    (_, came) = differences([left], [cue("a", 10)], untouched)
    (_, moved) = differences([left, cue("a", 16, why)], [cue("a", 10, why)], untouched)
    assert (came.displaced, came.by) == (True, left.cue)
    assert (moved.displaced, moved.by) == (True, left.cue)


def test_a_cue_may_be_displaced_while_it_is_shown() -> None:
    """One that came later took its place on the screen: the end is where the runs part."""
    why, new = finding(10), cue("b", 14)
    untouched = replace(ALL_SAME, rules=frozenset({"a"}))
    early = cue("b", 2)
    before, after = [cue("a", 10, why)], [cue("a", 10, why, end=(CueOutcome.SUPERSEDED, 14))]
    (_, ended, _) = differences(before, [early, *after, new], untouched)
    assert (ended.changes, ended.displaced, ended.by) == ((Change.RESOLVED,), True, new.cue)


def test_the_budget_displaces_without_a_name() -> None:
    """Where cues take their turns otherwise, nobody else need have come or gone."""
    (gone,) = differences([cue("a", 10)], [], replace(ALL_SAME, turns=False))
    assert (gone.displaced, gone.by) == (True, None)


def test_nobody_knows_what_is_displaced_without_both_playbooks() -> None:
    """Then no difference says so; nor where nothing was changed, and the program has."""
    before, after = [cue("a", 10)], [cue("b", 8)]
    assert [one.displaced for one in differences(before, after)] == [False, False]
    assert [one.displaced for one in differences(before, [], ALL_SAME)] == [False]


def test_cues_are_read_with_their_ends() -> None:
    """A cue whose log was cut off has none."""
    one, other = cue("a", 1), cue("b", 3)
    second = replace(other.cue, id=1)
    facts = [one.cue, second, one.resolved]
    assert shown_cues([fact for fact in facts if fact]) == [
        one,
        ShownCue(cue=second, resolved=None),
    ]
