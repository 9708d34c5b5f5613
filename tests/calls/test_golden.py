"""Whole calls against their golden journals, whatever blocks the audio comes in."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

sys.path.insert(0, str(Path(__file__).parent))

from golden import CALLS, GOLDEN, NAMES, journal

from assistant.journal import JournalWriter, json_schema, read_journal

SLACK_S = 0.1
"""Three frames: another processor rounds the voice detector's sums another way."""
SUMMED_SLACK_S = 1.0
"""Over the utterances of a call."""
FIGURE = re.compile(r"\d+\.\d")
"""A measure in a sentence, such as "3.2 s"."""


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _alike(found: Any, golden: Any, slack: float = SLACK_S) -> bool:
    """Equal, but for times, shares and figures in a sentence that a frame more or less moves."""
    if isinstance(golden, dict):
        return found.keys() == golden.keys() and all(
            _alike(found[key], golden[key], SUMMED_SLACK_S if key == "summary" else slack)
            for key in golden
        )
    if isinstance(golden, list):
        return len(found) == len(golden) and all(
            _alike(*pair, slack) for pair in zip(found, golden, strict=True)
        )
    if isinstance(golden, float):
        return bool(abs(found - golden) <= slack)
    if isinstance(golden, str):
        return bool(FIGURE.sub("", found) == FIGURE.sub("", golden))
    return bool(found == golden)


@pytest.mark.parametrize("name", NAMES)
def test_a_call_is_told_as_before(name: str) -> None:
    """The same facts in the same order as in the golden journal, valid by the printed schema."""
    text = journal(name)
    found, golden = _lines(text), _lines((GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8"))
    assert [line["kind"] for line in found] == [line["kind"] for line in golden]
    wrong = [pair for pair in zip(found, golden, strict=True) if not _alike(*pair)]
    assert not wrong
    validator = Draft202012Validator(json_schema())
    for line in found:
        validator.validate(line)


@pytest.mark.parametrize("block", [160, 999, 100_000])
def test_blocks_change_nothing(block: int) -> None:
    """However the file is read, the log is the same to the byte, and so is a second run's."""
    assert journal("interruption", block) == journal("interruption")


@pytest.mark.parametrize("name", NAMES)
def test_a_log_reads_back_and_writes_the_same(name: str, tmp_path: Path) -> None:
    """Journal to facts to journal: nothing is lost on the way."""
    text = (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8")
    copy = tmp_path / "copy.jsonl"
    with copy.open("w", encoding="utf-8") as stream:
        writer = JournalWriter(stream)
        for entry in read_journal(text.splitlines(keepends=True)):
            writer.hear(entry.heard)
            writer.write(entry.fact, entry.emitted)
    assert copy.read_text(encoding="utf-8") == text


def test_calm_calls_stay_quiet() -> None:
    """A calm call full of overlaps, and one of plain complaint words, get no cue at all."""
    for name in NAMES:
        truth = json.loads((CALLS / f"{name}.truth.json").read_text())
        if truth["expected"]["cues"] == "none":
            assert '"kind":"cue"' not in (GOLDEN / f"{name}.jsonl").read_text(), name
