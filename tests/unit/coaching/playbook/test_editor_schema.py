"""The JSON Schema of playbooks against playbooks, good and broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from assistant.coaching.playbook.editor_schema import editor_schema
from assistant.config import DEFAULT_PLAYBOOK, load_playbook
from assistant.detectors.acts.names import ACTS

BROKEN = Path(__file__).parents[3] / "broken_playbooks"
SCHEMA = editor_schema(ACTS, [rule.id for rule in load_playbook(None).document.rules])
VALIDATOR = Draft202012Validator(SCHEMA)
ONLY_CHECKED = {
    "cue_of_an_unknown_rule",
    "escalation_without_level",
    "extends_in_a_circle",
    "extends_in_a_circle_too",
    "extends_itself",
    "extends_nothing_there",
    "nothing_behind_a_colon",
    "rule_changed_twice",
    "rule_twice",
    "state_rests_on_itself",
    "state_unknown",
    "state_used_before_it_is_described",
}
"""Broken playbooks of which only all their files and names together tell."""
WHOLE: dict[str, Any] = {
    "name": "trial",
    "rules": [
        {
            "id": "trial",
            "technique": "Plain words",
            "when": {"finding": "hold", "phase": "returned"},
            "cue": "Thank them",
            "detail": "Thank you.",
        }
    ],
}


def readable() -> list[str]:
    """The broken playbooks that are YAML."""
    names = []
    for path in sorted(BROKEN.iterdir()):
        try:
            yaml.safe_load(path.read_bytes())
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        names.append(path.stem)
    return [name for name in names if name != "key_twice"]  # which a plain reader lets pass


def valid(**changes: Any) -> bool:
    """Whether the whole playbook is valid with its rule changed."""
    document = {**WHOLE, "rules": [{**WHOLE["rules"][0], **changes}]}
    return bool(VALIDATOR.is_valid(document))


def test_it_is_a_schema_of_its_draft() -> None:
    """Editors can use it as it is."""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


def test_the_default_playbook_is_valid() -> None:
    """Read as plain YAML."""
    document = yaml.safe_load(DEFAULT_PLAYBOOK.read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


@pytest.mark.parametrize("name", readable())
def test_a_broken_playbook_is_not_valid(name: str) -> None:
    """But for what only the whole of the files can tell."""
    document = yaml.safe_load((BROKEN / f"{name}.yaml").read_bytes())
    assert VALIDATOR.is_valid(document) is (name in ONLY_CHECKED)


@pytest.mark.parametrize(
    "document",
    [
        WHOLE,
        {"name": "team", "extends": "default"},
        {"extends": "firm.yaml", "rules": [{"id": "theirs", "enabled": False}]},
        {"extends": "default", "rules": [{"id": "slow_down", "priority": 3}]},
        {"extends": "default", "states": {"late": {"not": {"state": "upset"}}}},
        {"extends": "default", "states": {"late": {"all": [{"finding": "hold"}]}}},
    ],
)
def test_what_may_be_left_out_is_not_asked_for(document: object) -> None:
    """A file that extends another holds only what it changes."""
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({"when": [{"finding": "hold"}, {"finding": "dead_air", "lasting_s": 8}]}, True),
        ({"when": []}, False),
        ({"when": {"finding": "hold", "lasting_s": "8"}}, False),
        ({"when": {"finding": "interruption", "lasting_s": 8}}, False),
        ({"when": {"finding": "words"}}, False),
        ({"when": {"finding": "words", "saying": []}}, False),
        ({"when": {"finding": "words", "saying": ["bye"], "times": 2}}, True),
        ({"when": {"finding": "act", "acts": ["escalation.*"]}}, True),
        ({"when": {"finding": "act", "acts": ["escalations"]}}, False),
        ({"when": {"finding": "act", "party": None}}, False),
        ({"given": [{"state": "upset"}, {"any": [{"finding": "hold", "within_s": 9}]}]}, True),
        ({"given": [{"state": "upset", "finding": "hold"}]}, False),
        ({"done_when": [{"without": [{"finding": "loudness"}], "for_s": 5}]}, True),
        ({"done_when": [{"without": [], "for_s": 5}]}, False),
        ({"done_when": [{"finding": "hold", "times": 2}]}, False),
        ({"cue": "One two three four five six"}, True),
        ({"cue": "One two three four five six seven"}, False),
        ({"detail": None}, False),
        ({"detail": None, "escalation": "functional"}, True),
        ({"severity": "loud"}, False),
        ({"life_s": 0}, False),
        ({"priority": True}, False),
    ],
)
def test_the_schema_judges_a_rule_as_check_does(changes: dict[str, Any], good: bool) -> None:
    """Ranges, names, and what can be asked of which finding."""
    assert valid(**changes) is good


def test_every_key_is_described() -> None:
    """An editor shows what a key is for."""
    bare = [
        f"{name}.{key}"
        for name, definition in {"playbook": SCHEMA, **SCHEMA["$defs"]}.items()
        for key, asked in definition.get("properties", {}).items()
        if "description" not in asked
    ]
    assert bare == []
