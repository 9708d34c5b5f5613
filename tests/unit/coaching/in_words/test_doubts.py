"""What is no mistake in a playbook, and hardly meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.coaching.in_words.doubts import doubts
from assistant.config import ACTS_BY_PARTY, DEFAULT_PLAYBOOK, read_playbook_file

GOOD = """\
name: sofas
extends: default
rules:
  - id: own_it
    technique: Follow up
    when: {finding: words, party: customer, saying: [still waiting]}
    cue: Own the delay
    detail: "This is mine now."
    priority: 31
    done_when:
      - {finding: act, party: agent, acts: [ownership]}
"""


@pytest.fixture(autouse=True)
def beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is named as it is typed."""
    monkeypatch.chdir(tmp_path)


def found(text: str) -> list[str]:
    """The doubts about a team's file."""
    path = Path("team.yaml")
    path.write_text(text, encoding="utf-8")
    return doubts(read_playbook_file(path), ACTS_BY_PARTY)


def changed(old: str, new: str) -> list[str]:
    """The doubts about the good file with one place changed."""
    assert GOOD.count(old) == 1
    return found(GOOD.replace(old, new))


def test_a_good_file_raises_no_doubt() -> None:
    """Also where what it extends might."""
    assert found(GOOD) == []
    assert found("name: sofas\nextends: default\n") == []


def test_a_cue_that_nothing_resolves_is_told() -> None:
    """It could never count as followed."""
    (told,) = found(GOOD[: GOOD.index("    done_when")])
    assert told.startswith("team.yaml, line 4: rules.own_it: nothing that the agent does takes")


def test_two_rules_that_only_their_order_decides_are_told() -> None:
    """The same trigger and the same priority; a rule that is switched off does not count."""
    other = GOOD[GOOD.index("  - id") :].replace("own_it", "own_it_too")
    (told,) = found(GOOD + other)
    assert told.startswith("team.yaml, line 17: rules.own_it_too.priority: own_it has the same")
    assert found(GOOD + other.replace("priority: 31", "priority: 32")) == []
    assert found(GOOD + other + "    enabled: false\n") == []


@pytest.mark.parametrize(
    ("added", "place"),
    [
        (
            "  - {id: slow_down, cue: 'Slow down, soften your voice'}\n",
            "line 12: rules.slow_down.cue",
        ),
        ("budget: {least_gap_s: 8}\n", "line 12: budget.least_gap_s"),
        ("quiet: {for_s: 5}\n", "line 12: quiet.for_s"),
    ],
)
def test_a_key_that_says_what_the_base_says_is_told(added: str, place: str) -> None:
    """It hides that the base may change; with the place where it stands already."""
    (told,) = found(GOOD + added)
    assert told.startswith(f"team.yaml, {place}: default.yaml (shipped), line ")
    assert told.endswith("says the same; this line may go.")


def test_an_act_that_the_party_is_not_listened_to_for_is_told() -> None:
    """The rule would never come; a condition of no party, or of a family, is none of these."""
    place = "team.yaml, line 11: rules.own_it.done_when.0.acts.0: "
    told = changed("party: agent, acts: [ownership]", "party: customer, acts: [ownership]")
    assert told == [
        f"{place}the customer is not listened to for ownership, only the agent; mend party or acts."
    ]
    told = changed("acts: [ownership]", "acts: [escalation.*]")
    assert told == [
        f"{place}the agent is not listened to for escalation.*, only the customer; "
        "mend party or acts."
    ]
    assert changed("party: agent, acts: [ownership]", "acts: [ownership]") == []


def test_the_agents_sentiment_is_not_measured() -> None:
    """Nor is it promised."""
    (told,) = changed(
        "finding: act, party: agent, acts: [ownership]", "finding: sentiment, party: agent"
    )
    assert "sentiment is measured of the customer alone" in told


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("Still waiting!", "“Still waiting!” is listened for as “still waiting”; write it so."),
        ("a.m.", "“a.m.” is listened for as “am”; write it so."),
        ("'?!'", "“?!” holds no word, and is never heard; take it out."),
    ],
)
def test_a_phrase_that_is_heard_otherwise_is_told(phrase: str, said: str) -> None:
    """Capitals and punctuation are not heard."""
    (told,) = changed("still waiting", phrase)
    assert told == f"team.yaml, line 6: rules.own_it.when.saying.0: {said}"


def test_the_default_playbook_has_a_resolution_for_each_cue() -> None:
    """And no act that its party is not listened to for."""
    told = doubts(read_playbook_file(DEFAULT_PLAYBOOK), ACTS_BY_PARTY)
    assert [one for one in told if "is listened for as" not in one] == []
