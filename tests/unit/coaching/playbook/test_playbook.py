"""Playbook texts: what is read from them, and where each mistake is told to be."""

from __future__ import annotations

import pytest

from assistant.coaching.playbook.reading import Playbook, parse_playbook
from assistant.coaching.playbook.rules import (
    AllOf,
    AnyOf,
    Condition,
    Happening,
    Named,
    NotSo,
    Stillness,
)
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
STATES = """\
states:
  upset: {finding: sentiment, label: negative, times: 2, within_s: 90}
  hard:
    any:
      - {state: upset}
      - all:
          - {finding: risk, score_at_least: 0.6}
          - {not: {finding: act, acts: [gratitude]}}
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


# ---- What is read --------------------------------------------------------------------------------


def test_rules_come_highest_priority_first_with_defaults_filled_in() -> None:
    """A playbook is read whole; what it leaves out has its default."""
    first, second = parsed().rules
    assert (first.id, second.id) == ("thank_them", "slow_down")
    assert (first.severity, second.severity) == (Severity.WARN, Severity.COACH)
    assert (second.priority, second.when[0].times, second.life_s) == (50, 1, 8)
    assert parsed().budget.most_a_minute == 4
    assert (parsed().language, parsed().states, parsed().escalation) == ("en", {}, ())


def test_the_hash_is_that_of_the_text() -> None:
    """Two playbooks that differ in one character have different hashes."""
    assert len(parsed().sha256) == 64
    assert parsed().sha256 == parsed().sha256 != parsed(GOOD + "\n").sha256


def test_a_rule_may_have_one_trigger_or_several() -> None:
    """One stands without brackets; several are a list, any of which calls for the cue."""
    several = changed(
        "{finding: hold, phase: returned}", "[{finding: hold}, {finding: interruption}]"
    )
    assert [trigger.finding for trigger in parsed(several).rules[0].when] == [
        "hold",
        "interruption",
    ]
    assert [trigger.finding for trigger in parsed().rules[0].when] == ["hold"]


def test_a_rule_that_is_switched_off_is_checked_but_left_out() -> None:
    """A mistake in it is told all the same; the whole document still has it."""
    off = changed("    severity: warn", "    enabled: false")
    assert [rule.id for rule in parsed(off).rules] == ["slow_down"]
    assert [rule.id for rule in parsed(off).document.rules] == ["slow_down", "thank_them"]
    assert complaints(off.replace("priority: 70", "priority: 700"))


def test_states_may_be_joined_and_called_by_name() -> None:
    """All, any, not, a state by its name, and a finding, as deep as one likes."""
    hard = parsed(STATES + GOOD).states["hard"]
    assert isinstance(hard, AnyOf)
    named, both = hard.any
    assert named == Named(state="upset")
    assert isinstance(both, AllOf)
    assert isinstance(both.all[0], Happening)
    assert isinstance(both.all[1], NotSo)


def test_a_cue_may_be_done_by_a_finding_or_by_stillness() -> None:
    """`for_s` tells one from the other."""
    text = changed(
        "{finding: speech_ended, party: customer}",
        "{without: [{finding: interruption}], for_s: 5}\n      - {finding: hold}",
    )
    still, done = parsed(text).rules[1].done_when
    assert isinstance(still, Stillness)
    assert isinstance(done, Condition)
    assert (still.for_s, done.finding) == (5, "hold")


def test_how_far_back_is_looked_depends_on_what_for() -> None:
    """Unless it is said: ten minutes for what calls for a cue, a minute for how the call stands,
    half a minute for what makes the cue needless."""
    rule = parsed(
        changed(
            "    severity: warn",
            "    given: [{finding: risk}]\n    unless: [{finding: act}]\n    severity: warn",
        )
    ).rules[0]
    (given,), (unless,) = rule.given, rule.unless
    assert isinstance(given, Happening)
    assert isinstance(unless, Happening)
    assert (rule.when[0].within_s, given.within_s, unless.within_s) == (600, 60, 30)


def test_a_star_stands_for_a_family_of_acts() -> None:
    """`escalation.*` is known where an act of that family is."""
    starred = parsed(changed("hold_request", "escalation.*"))
    assert starred.rules[1].when[0].acts == ("escalation.*",)


def test_acts_go_unchecked_where_none_are_given() -> None:
    """Whoever does not know the acts can still read a playbook."""
    assert parse_playbook(changed("hold_request", "anything"), "mine.yaml").rules


# ---- Whom to bring in ----------------------------------------------------------------------------


MATRIX = """\
escalation:
  - {level: 2, kind: hierarchical, severity: critical, to: a manager, say: I call a manager.}
  - {level: 1, kind: hierarchical, severity: warn, to: a team leader, say: I call my team leader.}
"""


@pytest.mark.parametrize(("severity", "to"), [("warn", "a team leader"), ("critical", "a manager")])
def test_a_rule_brings_in_the_highest_that_its_severity_reaches(severity: str, to: str) -> None:
    """By the matrix, whatever the order of its rows; the rule needs no words of its own."""
    text = changed('    detail: "Thank you for waiting."\n', "    escalation: hierarchical\n")
    book = parsed(MATRIX + text.replace("severity: warn", f"severity: {severity}"))
    rule = next(one for one in book.rules if one.escalation)
    level = book.level(rule)
    assert level is not None
    assert level.to == to


@pytest.mark.parametrize(
    "text",
    [
        MATRIX + GOOD.replace("severity: warn", "severity: coach\n    escalation: hierarchical"),
        MATRIX + GOOD.replace("severity: warn", "severity: warn\n    escalation: functional"),
        GOOD.replace("severity: warn", "severity: warn\n    escalation: hierarchical"),
    ],
    ids=["severity too low", "another kind", "no matrix"],
)
def test_a_rule_that_would_bring_in_nobody_is_refused(text: str) -> None:
    """Its cue would have nobody to name."""
    (told,) = complaints(text)
    assert told.startswith("mine.yaml, line ")
    assert "escalation" in told


# ---- Mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "said"),
    [
        ("phase: returned", "phase: back", 16, "rules.thank_them.when.phase", "requested"),
        ("severity: warn", "severity: loud", 19, "rules.thank_them.severity", "info"),
        ("priority: 70", "priority: 101", 20, "rules.thank_them.priority", "100"),
        ("priority: 70", "priority: '70'", 20, "rules.thank_them.priority", "whole number"),
        ("priority: 70", "life_s: 0", 20, "rules.thank_them.life_s", "more than 0"),
        ("priority: 70", "life_s: .nan", 20, "rules.thank_them.life_s", "must be"),
        ("priority: 70", "cool_down_s: yes", 20, "rules.thank_them.cool_down_s", "a number"),
        ("priority: 70", "after_s: -1", 20, "rules.thank_them.after_s", "at least 0"),
        ("priority: 70", "prioriti: 70", 20, "rules.thank_them.prioriti", "did you mean priority?"),
        ("priority: 70", "zzz: 1", 20, "rules.thank_them.zzz", "not known here"),
        ("      acts:", "      act:", 9, "rules.slow_down.when.act", "did you mean acts?"),
        ("least_gap_s", "least_gaps", 3, "budget.least_gaps", "did you mean least_gap_s?"),
        ("name: trial\n", "", 1, "name", "missing"),
        ("budget:", "budgett:", 2, "budgett", "did you mean budget?"),
        ('    detail: "Thank you for waiting."\n', "", 14, "rules.thank_them", "detail is missing"),
        ("[hold_request]", "hold_request", 9, "rules.slow_down.when.acts", "must be a list"),
        (
            "[hold_request]",
            "[hold_reqest]",
            9,
            "rules.slow_down.when.acts",
            "no act is called hold_reqest; did you mean hold_request?",
        ),
        ("[hold_request]", "[escalation]", 9, "rules.slow_down.when.acts", "no act is called"),
        ("{finding: hold, phase: returned}", "hold", 16, "rules.thank_them.when", "must be"),
        ("finding: hold,", "finding: wait,", 16, "rules.thank_them.when.finding", "must be"),
        ("finding: hold, ", "", 16, "rules.thank_them.when.finding", "missing"),
        (
            "phase: returned",
            "phase: returned, party: agent",
            16,
            "rules.thank_them.when",
            "party cannot be asked of hold",
        ),
        (
            "finding: act\n",
            "finding: act\n      lasting_s: 8\n",
            7,
            "rules.slow_down.when",
            "lasting_s cannot be asked of act",
        ),
        ("finding: act\n", "finding: words\n", 7, "rules.slow_down.when", "acts cannot be asked"),
        (
            "finding: act\n      acts: [hold_request]\n",
            "finding: words\n",
            7,
            "rules.slow_down.when",
            "words needs saying",
        ),
        (
            "finding: act\n",
            "finding: act\n      score_at_least: 2\n",
            9,
            "rules.slow_down.when.score_at_least",
            "at most 1",
        ),
        (
            "finding: act\n",
            "finding: act\n      times: 0\n",
            9,
            "rules.slow_down.when.times",
            "at least 1",
        ),
        ("party: customer", "party: caller", 13, "rules.slow_down.done_when.0.party", "customer"),
        ("id: thank_them", "id: Thank-Them", 14, "rules.Thank-Them.id", "small letters"),
        ("id: thank_them", "id: slow_down", 14, "rules.slow_down.id", "another rule is called"),
        (
            "cue: Thank them\n",
            "cue: Thank them for waiting so very long\n",
            17,
            "rules.thank_them.cue",
            "a cue has 1 to 6 words, this one has 7",
        ),
        ("cue: Thank them\n", "cue: ''\n", 17, "rules.thank_them.cue", "a cue has 1 to 6 words"),
        (
            "severity: warn",
            "once_per: upset",
            19,
            "rules.thank_them.once_per",
            "no state is called upset",
        ),
        (
            "severity: warn",
            "given: [{state: upset}]",
            19,
            "rules.thank_them.given.0.state",
            "no state is called upset",
        ),
    ],
)
def test_a_mistake_is_told_by_file_line_and_key(
    old: str, new: str, line: int, key: str, said: str
) -> None:
    """Each kind of mistake gives exactly one sentence, which begins with where it is."""
    told = complaints(changed(old, new))
    assert len(told) == 1, told
    assert told[0].startswith(f"mine.yaml, line {line}: {key}: ")
    assert said in told[0]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "said"),
    [
        ("{state: upset}", "{state: upst}", 5, "states.hard.any.0.state", "did you mean upset?"),
        ("times: 2", "times: two", 2, "states.upset.times", "a whole number"),
        ("label: negative", "lable: negative", 2, "states.upset.lable", "did you mean label?"),
        (
            "score_at_least",
            "score_at_lest",
            7,
            "states.hard.any.1.all.0.score_at_lest",
            "did you mean score_at_least?",
        ),
        (
            "{not: {finding: act",
            "{not: {finding: hold",
            8,
            "states.hard.any.1.all.1.not",
            "acts cannot be asked of hold",
        ),
        ("  upset:", "  Upset:", 2, "states.Upset", "small letters"),
    ],
)
def test_a_mistake_deep_in_a_state_is_told_where_it_is(
    old: str, new: str, line: int, key: str, said: str
) -> None:
    """However the states are joined, one sentence names the line and the way there."""
    assert STATES.count(old) == 1
    told = [line for line in complaints(STATES.replace(old, new) + GOOD) if said in line]
    assert len(told) == 1, told
    assert told[0].startswith(f"mine.yaml, line {line}: {key}: ")


def test_a_state_rests_only_on_those_above_it() -> None:
    """So that none can rest on itself, by whatever way round."""
    late = STATES.replace("hard:", "calm:").replace("  upset:", "  hard:").replace("upset", "calm")
    assert any("calm" in line and "state" in line for line in complaints(late + GOOD))
    itself = STATES.replace("{state: upset}", "{state: hard}")
    assert any(line.startswith("mine.yaml, line 5: ") for line in complaints(itself + GOOD))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("- a\n", 1),
        ("name: a\nrules: []\n", 2),
        ("name: [a\n", 1),
        ("name: a\nname: b\n", 1),
        ("name: a\nrules: \x07\n", 2),
        ("name: 2024-13-45\n", 1),
        ("name: !!python/name:os.system\n", 1),
        ("name: " + "[" * 3000, 1),
        ("name: a\nrules: &rules\n  - *rules\n", 1),
    ],
    ids=range(10),
)
def test_a_text_that_is_no_playbook_at_all_is_refused_in_a_sentence(text: str, line: int) -> None:
    """Empty, not YAML, doubled keys, control characters, impossible dates: never a traceback."""
    told = complaints(text)
    assert all(one.startswith("mine.yaml, line ") and one[-1] in ".?" for one in told)
    assert abs(int(told[0].split(": ")[0].rpartition(" ")[2]) - line) <= 1


def test_all_mistakes_come_at_once_in_the_order_of_the_file() -> None:
    """One run tells of everything that there is to mend, repeated ids as well."""
    wrong = changed("severity: warn", "severity: loud")
    wrong = wrong.replace("least_gap_s: 8", "least_gap_s: -8").replace("thank_them", "slow_down")
    wrong = wrong.replace("cue: Thank them\n", "cue: ''\n")
    told = complaints(wrong)
    assert [line.split(": ")[1] for line in told] == [
        "budget.least_gap_s",
        "rules.slow_down.id",
        "rules.slow_down.cue",
        "rules.slow_down.severity",
    ]
