"""The generated parts of docs/playbook.md: every key, finding and act, and the techniques.

`python tests/playbook_page.py` writes them anew: read the diff before you commit it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from assistant.coaching.in_words.acts import act_in_words  # noqa: E402  (found by the line above)
from assistant.coaching.in_words.findings import Clause, clause  # noqa: E402
from assistant.coaching.in_words.rules import (  # noqa: E402
    done_in_words,
    state_in_words,
    when_in_words,
)
from assistant.coaching.playbook.asked import FINDINGS  # noqa: E402
from assistant.coaching.playbook.editor_schema import editor_schema  # noqa: E402
from assistant.coaching.playbook.rules import Condition  # noqa: E402
from assistant.config import load_playbook  # noqa: E402
from assistant.detectors.acts.names import ACTS, CUSTOMER_ACTS  # noqa: E402

PAGE = ROOT / "docs" / "playbook.md"
CALLS = ROOT / "tests" / "calls" / "technique_calls.yaml"
MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
KEYS = (
    ("", "The file"),
    ("Budget", "`budget`"),
    ("Quiet", "`quiet`"),
    ("Level", "A level of `escalation`"),
    ("Rule", "A rule"),
    ("Condition", "A condition"),
    ("Happening", "A condition that counts"),
    ("AllOf", "States joined"),
    ("Stillness", "Stillness, under `done_when`"),
)
"""The definitions of the schema, and the heading of each."""
_NAMED = {
    "Trigger": "a condition that counts",
    "Condition": "a condition",
    "Rule": "a rule",
    "Level": "a level",
    "Budget": "its keys",
    "Quiet": "its keys",
}
"""How a definition is called where another speaks of it."""


def keys() -> str:
    """A table of keys for each part of a playbook."""
    schema = editor_schema(ACTS, [])
    definitions = schema["$defs"]
    definitions[""] = schema
    joined: dict[str, Any] = {"properties": {}}
    for name in ("AllOf", "AnyOf", "NotSo", "Named"):
        joined["properties"] |= definitions[name]["properties"]
    definitions["AllOf"] = joined
    happening = definitions["Happening"]["properties"]
    asked = definitions["Condition"]["properties"]
    definitions["Happening"]["properties"] = {k: v for k, v in happening.items() if k not in asked}
    definitions["Rule"]["required"] = ["id", *definitions["WholeRule"]["required"]]
    definitions[""]["required"] = ["name", "rules"]
    return "\n".join(_section(title, definitions[name], definitions) for name, title in KEYS)


def _section(title: str, definition: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    rows = [
        f"| `{key}` | {_cell(asked.get('description', ''))} "
        f"| {_default(key, asked, definition)} | {_cell(_range(asked, definitions))} |"
        for key, asked in definition["properties"].items()
    ]
    head = ["| key | what | default | range |", "|---|---|---|---|"]
    return "\n".join([f"### {title}", "", *head, *rows, ""])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _default(key: str, asked: Mapping[str, Any], definition: Mapping[str, Any]) -> str:
    if key in definition.get("required", ()):
        return "must be given"
    default = asked.get("default")
    if default in (None, [], {}) or isinstance(default, dict):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _range(asked: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in asked:
        name = asked["$ref"].rpartition("/")[2]
        found = definitions[name]
        return _range(found, definitions) if "enum" in found else _NAMED[name]
    if "anyOf" in asked:
        ranges = (_range(one, definitions) for one in asked["anyOf"] if one.get("type") != "null")
        return ", or ".join(dict.fromkeys(ranges))
    if "oneOf" in asked:
        stillness = any("Stillness" in str(one) for one in asked["oneOf"])
        return "a condition, or stillness" if stillness else "a condition that counts, or a state"
    if "enum" in asked:
        return ", ".join(f"`{one}`" for one in asked["enum"])
    return _plain_range(asked, definitions)


def _plain_range(asked: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    match asked.get("type"):
        case "array" if "enum" in asked["items"]:
            return "a list of acts, below"
        case "array":
            return f"a list, each: {_range(asked['items'], definitions)}"
        case "object":
            return "names with states"
        case "boolean":
            return "true, false"
        case "number" | "integer" as kind:
            least = asked.get("minimum", asked.get("exclusiveMinimum"))
            least = f"over {least:g}, up" if "exclusiveMinimum" in asked else f"{least:g}"
            whole = ", whole" if kind == "integer" else ""
            return f"{least} to {asked['maximum']:g}{whole}"
        case _:
            return "text"


def findings() -> str:
    """Each finding, what it says where nothing more is asked, and what can be asked of it."""
    rows = []
    for finding, asked in FINDINGS.items():
        bare: dict[str, Any] = {"finding": finding}
        bare |= {"saying": ["phrase"]} if finding == "words" else {}
        said = clause(Condition.model_validate(bare))
        keys_ = ", ".join(f"`{key}`" for key in Condition.model_fields if key in asked)
        rows.append(f"| `{finding}` | {said.subject} {said.did()} | {keys_} |")
    return "\n".join(["| finding | says | can be asked |", "|---|---|---|", *rows, ""])


def acts() -> str:
    """Each act, by whom it is done, and what it is."""
    rows = []
    for name in (*ACTS, "escalation.*"):
        party = "customer" if name in (*CUSTOMER_ACTS, "escalation.*") else "agent"
        rows.append(f"| `{name}` | {party} | {Clause(party, act_in_words(name)).did()} |")
    return "\n".join(["| act | by the | what they did |", "|---|---|---|", *rows, ""])


def techniques() -> str:
    """Each rule of the default playbook by its technique, and calls to hear it in."""
    playbook, calls = load_playbook(None), yaml.safe_load(CALLS.read_text(encoding="utf-8"))
    rows = []
    for technique, heard in calls.items():
        call, named, at = heard["fires"]
        for rule in (one for one in playbook.document.rules if one.technique == technique):
            fires = f"`{call}`, {int(at) // 60}:{at % 60:04.1f}" if rule.id == named else ""
            quiet = f"`{heard['quiet']}`" if rule.id == named else ""
            row = (technique, f"`{rule.id}`", rule.cue, when_in_words(rule), done_in_words(rule))
            rows.append(f"| {' | '.join(map(_cell, row))} | {fires} | {quiet} |")
    head = "| technique | rule | cue | fires when | done when | fires on | quiet on |"
    states = [
        f"The state `{name}` holds where {state_in_words(state)}.\n"
        for name, state in playbook.states.items()
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|", *rows, "", *states])


PARTS = {"keys": keys, "findings": findings, "acts": acts, "techniques": techniques}


def page(text: str) -> str:
    """The page with its generated parts as they should be."""
    return MARKED.sub(lambda part: f"{part[1]}{PARTS[part[2]]()}{part[3]}", text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
