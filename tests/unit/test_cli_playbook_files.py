"""`deescalate playbook check` and `show`: what a person, an editor and a program get."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from assistant.cli import main
from assistant.config import load_playbook

TEAM = """\
name: sofas
extends: default
rules:
  - id: slow_down
    cool_down_s: 90
  - id: soften_your_voice
    enabled: false
  - id: own_it
    technique: Follow up
    when: {finding: words, party: customer, saying: [still waiting]}
    given:
      - {state: upset}
    cue: Own the delay
    detail: "This is mine now [really]."
    done_when:
      - {finding: act, party: agent, acts: [ownership]}
"""
COUNT = len(load_playbook(None).rules)


@pytest.fixture(autouse=True)
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good playbook, one with mistakes, and one with doubts."""
    monkeypatch.chdir(tmp_path)
    Path("team.yaml").write_text(TEAM, encoding="utf-8")
    bad = TEAM.replace("cool_down_s: 90", "cooldown_s: 90").replace("enabled", "enabeld")
    Path("bad.yaml").write_text(bad, encoding="utf-8")
    Path("odd.yaml").write_text(TEAM.replace("still waiting", "Still waiting"), encoding="utf-8")


def test_a_good_file_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """How many rules, how many of its own, what it extends."""
    assert main(["playbook", "check", "team.yaml"]) == 0
    out, err = capsys.readouterr()
    assert out == (
        f"team.yaml is good: {COUNT} rules, 1 of its own, 1 changed, 1 switched off, "
        "extends default.\n"
    )
    assert err == ""


def test_every_mistake_of_every_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A line each on stderr; good files are told as well; the exit code is that of a mistake."""
    assert main(["playbook", "check", "bad.yaml", "missing.yaml", "team.yaml"]) == 5
    out, err = capsys.readouterr()
    assert out.startswith("team.yaml is good")
    first, second, third = err.splitlines()
    assert first.startswith("bad.yaml, line 5: rules.slow_down.cooldown_s: ")
    assert second.startswith("bad.yaml, line 7: rules.soften_your_voice.enabeld: ")
    assert third.startswith("missing.yaml cannot be read (No such file or directory)")


def test_a_doubt_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told beneath its file, and the exit code is 0."""
    assert main(["playbook", "check", "odd.yaml"]) == 0
    good, doubt = capsys.readouterr().out.splitlines()
    assert good.startswith("odd.yaml is good")
    assert doubt.startswith("Worth a look: odd.yaml, line 10: rules.own_it.when.saying.0: ")


def test_the_table_has_every_rule_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    """With its cue and technique; states are described below."""
    assert main(["playbook", "show", "team.yaml"]) == 0
    out = capsys.readouterr().out
    assert "own_it" in out
    assert "soften_your_voice" not in out
    assert "Own the delay" in out
    assert "The state upset holds where" in out


def test_the_default_playbook_is_shown_where_none_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All its rules, in lines that fit."""
    assert main(["playbook", "show"]) == 0
    out = capsys.readouterr().out
    assert [rule.id for rule in load_playbook(None).rules if rule.id not in out] == []
    assert max(map(len, out.splitlines())) <= 120


def test_one_rule_is_shown_whole_with_the_place_of_each_key(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Which keys come from which file, and which are left out."""
    assert main(["playbook", "show", "team.yaml", "--rule", "slow_down"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("slow_down (")
    assert any(line.startswith("The state upset holds where") for line in lines)
    keys = {line.split()[0]: line for line in lines[lines.index("") + 1 :]}
    assert keys["cool_down_s"].endswith("90  (team.yaml, line 5)")
    assert "(default.yaml (shipped), line " in keys["cue"]
    assert keys["once_per"].endswith("null  (left out)")


def test_brackets_in_a_text_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """They are no colours."""
    assert main(["playbook", "show", "team.yaml", "--rule", "own_it"]) == 0
    assert "This is mine now [really]." in capsys.readouterr().out


def test_a_rule_that_is_switched_off_can_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    """And it says so."""
    assert main(["playbook", "show", "team.yaml", "--rule", "soften_your_voice"]) == 0
    assert "It is switched off." in capsys.readouterr().out


def test_a_rule_that_is_not_there_is_told_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a sentence, with the exit code of a wrong command line."""
    assert main(["playbook", "show", "team.yaml", "--rule", "own_itt"]) == 2
    assert "No rule is called own_itt; did you mean own_it?" in capsys.readouterr().err


def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A list of rules, or the one that is named."""
    assert main(["playbook", "show", "team.yaml", "--json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert len(rules) == COUNT
    priorities = [rule["priority"] for rule in rules]
    assert priorities == sorted(priorities, reverse=True)
    assert main(["playbook", "show", "team.yaml", "--rule", "own_it", "--json"]) == 0
    rule = json.loads(capsys.readouterr().out)
    assert rule["keys"]["cue"] == {"value": "Own the delay", "from": "team.yaml, line 13"}
    assert rule["when"].startswith("the customer said “still waiting”")


def test_editors_get_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """A valid one, whatever else is asked for."""
    assert main(["playbook", "show", "--schema"]) == 0
    Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_a_broken_playbook_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Its mistakes are."""
    assert main(["playbook", "show", "bad.yaml"]) == 5
    assert "did you mean cool_down_s?" in capsys.readouterr().err
