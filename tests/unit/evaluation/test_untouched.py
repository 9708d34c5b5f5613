"""Two playbooks, and which rules do the same in both."""

from __future__ import annotations

import pytest

from assistant.coaching.playbook.reading import parse_playbook
from assistant.evaluation.untouched import Untouched

TEXT = """
name: trial
budget: {least_gap_s: 8}
quiet: {after: [{finding: act, party: agent, acts: [empathy]}], for_s: 5}
states:
  signal: {finding: act, party: customer, acts: [escalation.*], within_s: 60}
  upset: {any: [{state: signal}, {finding: sentiment, label: negative}]}
escalation:
  - {level: 1, kind: hierarchical, severity: warn, to: your team leader, say: "One moment."}
rules:
  - {id: plain, technique: t, when: {finding: interruption}, cue: Wait, detail: d}
  - id: by_state
    technique: t
    when: {finding: interruption}
    given: [{not: {state: upset}}]
    cue: Wait
    detail: d
  - {id: once, technique: t, when: {finding: pace}, once_per: signal, cue: Wait, detail: d}
  - id: bring_in
    technique: t
    when: {finding: loudness}
    cue: Ask for help
    severity: warn
    escalation: hierarchical
"""
ALL = {"plain", "by_state", "once", "bring_in"}


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("name: trial", "name: other", set()),
        ("budget: {least_gap_s: 8}", "budget: {least_gap_s: 8}  # a remark", set()),
        ("cue: Wait, detail: d}\n  - id: by", "cue: Hush, detail: d}\n  - id: by", {"plain"}),
        ("id: plain", "id: new", {"plain"}),
        ("id: plain", "enabled: false, id: plain", {"plain"}),
        ("within_s: 60", "within_s: 61", {"by_state", "once"}),
        ("label: negative", "label: positive", {"by_state"}),
        ("to: your team leader", "to: whoever is there", {"bring_in"}),
    ],
)
def test_a_rule_is_touched_with_all_that_it_is_made_of(
    old: str, new: str, touched: set[str]
) -> None:
    """Its own keys, the states that it names and those they name, and whom it brings in."""
    assert old in TEXT
    both = parse_playbook(TEXT, "a.yaml"), parse_playbook(TEXT.replace(old, new), "b.yaml")
    found = Untouched.of(*both)
    assert found == Untouched(rules=frozenset(ALL - touched), turns=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("least_gap_s: 8", "least_gap_s: 9"),
        ("for_s: 5", "for_s: 6"),
    ],
)
def test_turns_are_taken_by_the_budget_and_the_quiet(old: str, new: str) -> None:
    """No rule is touched by another budget, but its cues may come at another time."""
    both = parse_playbook(TEXT, "a.yaml"), parse_playbook(TEXT.replace(old, new), "b.yaml")
    assert Untouched.of(*both) == Untouched(rules=frozenset(ALL), turns=False)
