"""Playbook texts: what is read from them, and every mistake by line and key."""

from __future__ import annotations

import pytest

from assistant.coaching.playbook import Playbook, parse_playbook
from assistant.errors import SettingsError
from assistant.events import Severity

GOOD = """\
name: trial
budget:
  least_gap_s: 8
rules:
  - id: slow_down
    technique: Slow down
    when:
      finding: act
      acts: [hold_request]
    cue: Slow down a little
    detail: "Let me go through that once more."
    done_when:
      - {finding: speech_ended, party: customer}
  - id: thank_them
    technique: Thank them
    when: {finding: hold, phase: returned}
    cue: Thank them
    detail: "Thank you for waiting."
    severity: warn
    priority: 70
"""
ACTS = ("hold_request", "gratitude", "escalation.abuse", "escalation.legal_threat")


def complaints(text: str) -> list[str]:
    """The lines of what is said against the text."""
    with pytest.raises(SettingsError) as refused:
        parse_playbook(text, "mine.yaml", ACTS)
    return str(refused.value).splitlines()


def changed(old: str, new: str) -> str:
    """The good playbook with one place changed."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def parsed(text: str = GOOD) -> Playbook:
    return parse_playbook(text, "mine.yaml", ACTS)


def test_rules_come_highest_priority_first_with_defaults_filled_in() -> None:
    """A playbook is read whole; what it leaves out has its default."""
    first, second = parsed().rules
    assert (first.id, second.id) == ("thank_them", "slow_down")
    assert (first.severity, second.severity) == (Severity.WARN, Severity.COACH)
    assert (second.priority, second.when.times, second.life_s) == (50, 1, 8)
    assert parsed().budget.most_a_minute == 4


def test_the_hash_is_that_of_the_text() -> None:
    """Two playbooks that differ in one character have different hashes."""
    assert len(parsed().sha256) == 64
    assert parsed().sha256 == parsed().sha256 != parsed(GOOD + "\n").sha256


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("phase: returned", "phase: back", "line 16: rules.1.when.phase: must be 'requested'"),
        ("severity: warn", "severity: loud", "line 19: rules.1.severity: must be 'info'"),
        ("priority: 70", "priority: 101", "line 20: rules.1.priority: must be less than or equal"),
        ("priority: 70", "priority: '70'", "line 20: rules.1.priority: must be a valid integer"),
        ("priority: 70", "life_s: 0", "line 20: rules.1.life_s: must be greater than 0"),
        ("priority: 70", "life_s: .nan", "line 20: rules.1.life_s: must be"),
        ("priority: 70", "cool_down_s: yes", "line 20: rules.1.cool_down_s: must be a valid num"),
        ("priority: 70", "after_s: -1", "line 20: rules.1.after_s: must be greater than or equal"),
        (
            "priority: 70",
            "prioriti: 70",
            "line 20: rules.1.prioriti: this key is not known here; did you mean priority?",
        ),
        ("priority: 70", "zzz: 1", "line 20: rules.1.zzz: this key is not known here."),
        ("      acts:", "      act:", "line 9: rules.0.when.act: this key is not known here; did"),
        ("least_gap_s", "least_gaps", "line 3: budget.least_gaps: this key is not known here; did"),
        ("name: trial\n", "", "line 1: name: this key is missing."),
        (
            "budget:",
            "budgett:",
            "line 2: budgett: this key is not known here; did you mean budget?",
        ),
        ('    detail: "Thank you for waiting."\n', "", "line 14: rules.1.detail: this key is miss"),
        ("[hold_request]", "hold_request", "line 9: rules.0.when.acts: must be a list"),
        (
            "[hold_request]",
            "[hold_reqest]",
            "line 9: rules.0.when.acts: no act is called hold_reqest; did you mean hold_request?",
        ),
        ("[hold_request]", "[escalation]", "line 9: rules.0.when.acts: no act is called escalati"),
        ("{finding: hold, phase: returned}", "hold", "line 16: rules.1.when: must be keys with"),
        ("finding: hold,", "finding: wait,", "line 16: rules.1.when.finding: must be 'act'"),
        ("finding: hold, ", "", "line 16: rules.1.when.finding: this key is missing."),
        (
            "phase: returned",
            "phase: returned, party: agent",
            "line 16: rules.1.when: party cannot be asked of hold; phase can.",
        ),
        (
            "finding: act\n",
            "finding: act\n      lasting_s: 8\n",
            "line 7: rules.0.when: lasting_s cannot be asked of act;",
        ),
        (
            "finding: act\n",
            "finding: act\n      score_at_least: 2\n",
            "line 9: rules.0.when.score_at_least: must be less than or equal to 1.",
        ),
        (
            "finding: act\n",
            "finding: act\n      times: 0\n",
            "line 9: rules.0.when.times: must be greater than or equal to 1.",
        ),
        ("party: customer", "party: caller", "line 13: rules.0.done_when.0.party: must be 'agent"),
        ("id: thank_them", "id: Thank-Them", "line 14: rules.1.id: must be small letters, fig"),
        (
            "id: thank_them",
            "id: slow_down",
            "line 14: rules.1.id: another rule is called slow_down already.",
        ),
        (
            "cue: Thank them\n",
            "cue: Thank them for waiting so very long\n",
            "line 17: rules.1.cue: a cue has 1 to 6 words, this one has 7.",
        ),
        ("cue: Thank them\n", "cue: ''\n", "line 17: rules.1.cue: a cue has 1 to 6 words, this"),
    ],
)
def test_a_mistake_is_told_by_file_line_and_key(old: str, new: str, said: str) -> None:
    """Each kind of mistake gives exactly one sentence, which begins with where it is."""
    told = complaints(changed(old, new))
    assert len(told) == 1, told
    assert told[0].startswith(f"mine.yaml, {said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the whole file: must be keys with their values."),
        ("- a\n", "line 1: the whole file: must be keys with their values."),
        ("name: a\nrules: []\n", "line 2: rules: a playbook has at least one rule."),
        ("name: [a\n", "line 2: this cannot be read as YAML (expected ',' or ']'"),
        ("name: a\nname: b\n", "line 1: this cannot be read as YAML (the key name is given twice"),
        ("name: a\nrules: \x07\n", "line 2: this cannot be read as YAML (a character that no te"),
        ("name: 2024-13-45\n", "line 1: this cannot be read as YAML (month must be in 1..12)"),
        ("name: !!python/name:os.system\n", "line 1: this cannot be read as YAML (could not det"),
        ("name: " + "[" * 3000, "line 1: this cannot be read as YAML (maximum recursion depth"),
    ],
    ids=range(9),
)
def test_a_text_that_is_no_playbook_at_all_is_refused_in_a_sentence(text: str, said: str) -> None:
    """Empty, not YAML, doubled keys, control characters, impossible dates: never a traceback."""
    assert any(line.startswith(f"mine.yaml, {said}") for line in complaints(text))


def test_all_mistakes_come_at_once() -> None:
    """One run tells of everything that there is to mend, repeated ids as well."""
    wrong = changed("severity: warn", "severity: loud")
    wrong = wrong.replace("least_gap_s: 8", "least_gap_s: -8").replace("thank_them", "slow_down")
    wrong = wrong.replace("cue: Slow down a little", "qeu: Slow down")
    keys = [line.split(": ")[1] for line in complaints(wrong)]
    assert keys == [
        "budget.least_gap_s",
        "rules.0.cue",
        "rules.0.qeu",
        "rules.1.severity",
        "rules.1.id",
    ]


def test_a_star_stands_for_a_family_of_acts() -> None:
    """`escalation.*` is known where an act of that family is."""
    assert parsed(changed("hold_request", "escalation.*")).rules[1].when.acts == ("escalation.*",)


def test_acts_go_unchecked_where_none_are_given() -> None:
    """Whoever does not know the acts can still read a playbook."""
    assert parse_playbook(changed("hold_request", "anything"), "mine.yaml").rules
