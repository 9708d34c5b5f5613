"""`deescalate playbook test`: logs under a playbook, for a person and for a program."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.config import load_playbook
from assistant.evaluation.rerun import rerun
from assistant.events import CallStarted, CueOffered, CueResolved, Interrupted, PlaybookUsed
from assistant.journal import Entry, JournalWriter
from assistant.timeline import to_samples
from fakes import AGENT

MINE = """
name: mine
budget: {least_gap_s: 8}
rules:
  - id: let_finish
    technique: t
    when: {finding: interruption, party: agent}
    cue: Let them finish
    detail: d
    severity: warn
    cool_down_s: 10
  - id: twice
    technique: t
    when: {finding: interruption, party: agent, times: 2}
    cue: Count to three
    detail: d
    priority: 40
"""
OTHER = MINE.replace("name: mine", "name: other").replace("cool_down_s: 10", "cool_down_s: 25")
AT_S = (10, 22, 52)


@pytest.fixture(autouse=True)
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a playbook, a changed one, and a call's log that the first had coached."""
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(MINE, encoding="utf-8")
    Path("other.yaml").write_text(OTHER, encoding="utf-8")
    write_log(Path("call.jsonl"))


def write_log(path: Path) -> None:
    """Three interruptions by the agent, and the cues of `mine`."""
    mine = load_playbook(Path("mine.yaml"))
    facts = [
        Interrupted(at=to_samples(at), by=AGENT, start=to_samples(at - 1), overlap=9000, because="")
        for at in AT_S
    ]
    entries = [Entry(seq=0, emitted=None, heard=fact.at + 512, fact=fact) for fact in facts]
    cues = sorted(rerun(entries, mine), key=lambda fact: fact.at)
    with path.open("w", encoding="utf-8") as stream:
        writer = JournalWriter(stream)
        heard = 0
        writer.hear(heard)
        used = PlaybookUsed(name=mine.name, sha256=mine.sha256)
        writer.write(
            CallStarted(
                schema=1, source="call.wav", sample_rate=8000, channels=2, models={},
                playbook=used, settings={},
            ),
            None,
        )  # fmt: skip
        for fact in sorted([*facts, *cues], key=lambda fact: (fact.at, fact.kind == "cue")):
            heard = max(heard, fact.at + (512 if isinstance(fact, Interrupted) else 0))
            writer.hear(heard)
            writer.write(fact, None)


def tried(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command."""
    code = main(["playbook", "test", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What it says to a program."""
    code, out, err = tried(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.mark.parametrize("command", [["playbook"], ["playbook", "test"]])
def test_each_part_explains_itself(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    """--help goes to stdout and is no error."""
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    said = capsys.readouterr()
    assert (left.value.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: deescalate {' '.join(command)}")


def test_the_calls_own_playbook_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The cues that the log holds are those that the playbook gives."""
    code, out, err = tried(capsys, "mine.yaml", "call.jsonl")
    assert (code, err) == (0, "")
    assert out.startswith("mine.yaml against the cues in the logs: 0 of 1 calls differ\n")
    assert document(capsys, "mine.yaml", "call.jsonl")["calls"][0]["differences"] == []


def test_one_value_changes_its_own_rule_and_whom_that_displaced(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The second cue does not come within the longer cool-down: the other rule has its turn."""
    told = document(capsys, "other.yaml", "call.jsonl", "--against", "mine.yaml")
    assert (told["playbook"], told["against"]) == ("other.yaml", "mine.yaml")
    (call,) = told["calls"]
    assert (call["call"], call["playbook"], call["exact"]) == ("call.jsonl", "mine", True)
    gone, came = call["differences"]
    assert (gone["rule"], gone["changes"], gone["displaced"]) == ("let_finish", ["gone"], False)
    assert (came["rule"], came["changes"], came["displaced"]) == ("twice", ["came"], True)
    assert came["by"] == {"rule": "let_finish", "at": 22.0}
    assert gone["after"] is None
    assert gone["before"] == {
        "at": 22.0,
        "text": "Let them finish",
        "detail": "d",
        "severity": "warn",
        "resolved": {"by": "expired", "at": 30.032},
        "evidence": [{"seq": 4, "what": "the agent came in over the customer at 0:21.0"}],
    }
    assert told["rules"]["let_finish"] == {
        "before": 3, "after": 2, "came": 0, "gone": 1, "moved": 0, "changed": 0,
        "resolved_otherwise": 0, "displaced": 0,
    }  # fmt: skip


def test_a_person_reads_what_differs_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each cue that differs, with its time, rule, words and evidence, then the sums."""
    code, out, err = tried(capsys, "other.yaml", "call.jsonl", "--against", "mine.yaml")
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    why = "the agent came in over the customer at 0:21.0"
    assert "other.yaml against mine.yaml: 1 of 1 calls differ" in lines
    assert "call.jsonl" in lines
    assert f"0:22.0 gone let_finish Let them finish (warn) {why}" in lines
    place = "came; displaced by let_finish at 0:22.0"
    assert f"0:22.0 {place} twice Count to three (coach) {why}" in lines
    assert "let_finish 3 2 . 1 . . . ." in lines


def test_a_log_that_cannot_be_read_is_named_and_the_others_are_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A sentence on stderr for each, the exit code of bad input, and the result of the rest."""
    Path("bad.jsonl").write_text("no\nno\n", encoding="utf-8")
    code, out, err = tried(capsys, "mine.yaml", "bad.jsonl", "call.wav", "call.jsonl", "gone")
    assert code == 3
    assert "0 of 1 calls differ" in out
    bad, recording, missing = err.splitlines()
    assert bad.startswith("deescalate: bad.jsonl: Line 1 of the event log is not JSON")
    assert recording == (
        "deescalate: call.wav is a recording: replay it first, with `deescalate replay call.wav "
        "--events call.jsonl`, and name the log."
    )
    assert missing.startswith("deescalate: gone cannot be read (No such file or directory); name")


def test_nothing_but_faults_prints_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    """A program still gets its object."""
    assert tried(capsys, "mine.yaml", "gone.jsonl")[:2] == (3, "")
    code, out, _ = tried(capsys, "mine.yaml", "gone.jsonl", "--json")
    assert (code, json.loads(out)["calls"]) == (3, [])


def test_a_folder_of_logs_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    """Each log in it counts."""
    Path("logs").mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        shutil.copy("call.jsonl", f"logs/{name}")
    told = document(capsys, "other.yaml", "logs")
    assert [call["call"] for call in told["calls"]] == ["logs/a.jsonl", "logs/b.jsonl"]
    assert told["against"] is None
    assert told["rules"]["let_finish"]["gone"] == 2


def test_a_log_of_before_is_said_to_be_near(capsys: pytest.CaptureFixture[str]) -> None:
    """Without `heard` in its lines, times are not exact."""
    lines = [json.loads(line) for line in Path("call.jsonl").read_text().splitlines()]
    old = [{k: v for k, v in line.items() if k != "heard"} for line in lines]
    Path("call.jsonl").write_text("".join(json.dumps(line) + "\n" for line in old))
    _, out, _ = tried(capsys, "mine.yaml", "call.jsonl")
    assert "1 of the logs do not say how much was heard: times are near, not exact." in out
    assert document(capsys, "mine.yaml", "call.jsonl")["calls"][0]["exact"] is False


@pytest.mark.parametrize("arguments", [["bad.yaml", "call.jsonl"], ["mine.yaml", "call.jsonl", "--against", "bad.yaml"]])  # fmt: skip  # noqa: E501
def test_a_playbook_that_is_wrong_ends_it(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """With every mistake in it, and the exit code of a playbook's."""
    Path("bad.yaml").write_text(MINE.replace("times: 2", "times: two"), encoding="utf-8")
    code, out, err = tried(capsys, *arguments)
    assert (code, out) == (5, "")
    assert "bad.yaml" in err


def test_cues_and_ends_are_in_the_log_that_these_tests_write() -> None:
    """So that they compare something."""
    kinds = [json.loads(line)["kind"] for line in Path("call.jsonl").read_text().splitlines()]
    assert (kinds.count(CueOffered.kind), kinds.count(CueResolved.kind)) == (3, 3)
