"""What the documents say exists, and what exists is said in the documents."""

from __future__ import annotations

import argparse
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import errors
from assistant.cli import INTERRUPTED, build_parser
from assistant.cli.review_shown import as_document, reviewed
from assistant.coaching.review.causes.lists import Cause
from assistant.config import Settings, load_form
from assistant.evaluation.rerun import read_call
from assistant.journal import json_schema

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not any(part.startswith(".") for part in page.relative_to(ROOT).parts)
)
MANUAL = "\n".join([README, *(page.read_text() for page in sorted(ROOT.glob("docs/*.md")))])
DECISIONS = sorted((ROOT / "docs" / "decisions").iterdir())
LINK = re.compile(r"\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser and those of its subcommands, all the way down."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from commands(command)


def options() -> list[tuple[str, str]]:
    """Every option of every command, by its long name, beside the command's name."""
    return [
        (command.prog, action.option_strings[-1])
        for command in commands(build_parser())
        for action in command._actions
        if action.option_strings and not isinstance(action, argparse._HelpAction)
    ]


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get: lower case, hyphens for spaces, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.strip().lower()).replace(" ", "-") for h in headings}


def leads_somewhere(page: Path, target: str) -> bool:
    """Whether a file of the project is there, with a heading for the anchor if there is one."""
    place, _, anchor = target.partition("#")
    there = (page.parent / place).resolve() if place else page
    within = there.is_relative_to(ROOT) and there.exists()
    return within and (not anchor or anchor in anchors(there))


@pytest.mark.parametrize("command", [command.prog for command in commands(build_parser())])
def test_every_command_is_documented(command: str) -> None:
    """Each subcommand stands in the README or under docs/, as it is typed."""
    assert re.search(rf"\b{re.escape(command)}\b", MANUAL)


@pytest.mark.parametrize(("command", "option"), options())
def test_every_option_is_documented(command: str, option: str) -> None:
    """Each option stands in the README or under docs/, whole and not as part of a longer one."""
    assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", MANUAL), command


def test_every_exit_code_is_documented() -> None:
    """The README's table of exit codes has a row for each code that the command can end with."""
    base = errors.DeescalateError
    mended = {base.exit_code, *(error.exit_code for error in base.__subclasses__())}
    rows = re.findall(r"^\| *`?(\d+)`? *\|", README, re.MULTILINE)
    assert mended | {0, INTERRUPTED} <= {int(row) for row in rows}


def test_every_recipe_is_documented() -> None:
    """Each recipe that `./do` lists stands in the README."""
    listing = subprocess.run(["sh", ROOT / "do"], capture_output=True, text=True, check=True).stdout
    recipes = re.findall(r"^  (\w+) ", listing, re.MULTILINE)
    assert len(recipes) > 5
    assert [recipe for recipe in recipes if f"./do {recipe}" not in README] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link leads to a file of the project, and its anchor to a heading there."""
    targets = LINK.findall(FENCED.sub("", page.read_text()))
    within = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in within if not leads_somewhere(page, target)] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.name)
def test_every_decision_says_why(decision: Path) -> None:
    """A decision's file is named by its number, and has a status, a context and a decision."""
    named = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", decision.name)
    assert named
    text = decision.read_text()
    assert text.startswith(f"# {named[1]}: ")
    headings = re.findall(r"^## (\w+)$", text, re.MULTILINE)
    assert headings[:3] == ["Status", "Context", "Decision"]


def test_decisions_are_numbered_in_a_row() -> None:
    """No number of a decision is missing, and none is given twice."""
    numbers = [int(decision.name[:4]) for decision in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_setting_is_documented() -> None:
    """docs/settings.md has a row for each key of each section, with its true default."""
    page = (ROOT / "docs" / "settings.md").read_text()
    sections = dict(re.findall(r"^## (\w+)$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    told = Settings().as_logged()
    assert sections.keys() == told.keys()
    for name, keys in told.items():
        for key, default in keys.items():
            assert f"| `{key}` | `{default}` |" in sections[name], f"{name}.{key}"


ENVELOPE = {"seq", "kind", "at", "emitted", "heard"}
"""Fields that every line of the log has."""


def fields(kind: str) -> set[str]:
    """What a line of this kind may hold besides, by the printed schema."""
    shape = json_schema()["$defs"][kind]
    shapes = shape.get("anyOf", [shape])
    return {name for one in shapes for name in one["properties"]} - ENVELOPE


@pytest.mark.parametrize("kind", [ref["$ref"].split("/")[2] for ref in json_schema()["oneOf"]])
def test_every_kind_of_line_is_documented(kind: str) -> None:
    """docs/events.md has a row for each kind, and names in it each field that the kind may have."""
    page = (ROOT / "docs" / "events.md").read_text()
    rows = dict(re.findall(r"^\| ([a-z_, ]+) \| (.*) \|$", page, re.MULTILINE))
    (row,) = (told for kinds, told in rows.items() if kind in kinds.split(", "))
    assert {name for name in fields(kind) if not re.search(rf"\b{name}\b", row)} == set()


def test_the_figures_of_the_cues_are_documented() -> None:
    """docs/events.md names each figure of the summary's `adherence`."""
    page = (ROOT / "docs" / "events.md").read_text()
    names = json_schema()["$defs"]["Adherence"]["properties"]
    assert [name for name in ("adherence", *names) if f"`{name}`" not in page] == []


def test_every_field_of_a_review_is_documented() -> None:
    """docs/review.md has a row for each part of the JSON, with each name in it."""
    log = ROOT / "tests" / "calls" / "golden" / "angry.jsonl"
    document = as_document(reviewed(read_call(log), load_form(None)))
    page = (ROOT / "docs" / "review.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))
    assert rows.keys() == document.keys()
    for part, told in document.items():
        assert sorted(names(told) - set(re.findall(r"`(\w+)`", rows[part]))) == []
    assert all(cause.value in rows["root_cause"] for cause in Cause)


def names(part: object) -> set[str]:
    """The keys of an object and of those in it, but for the causes, which are values."""
    if isinstance(part, list):
        return {name for one in part for name in names(one)}
    if not isinstance(part, dict):
        return set()
    within = {name for one in part.values() for name in names(one)}
    return (set(part) | within) - {cause.value for cause in Cause}
