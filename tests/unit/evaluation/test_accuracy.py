"""A whole call with scripted words, judged; and what a person is shown of it."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import soundfile
from rich.console import Console

from assistant.cli import main
from assistant.config import Settings
from assistant.evaluation.accuracy import MISSED, NOTHING, confusion, judge
from assistant.evaluation.accuracy_report import accuracy_tables
from assistant.evaluation.calls import BenchCall
from assistant.evaluation.cue_faults import CueFault
from assistant.evaluation.findings import Finding
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.listening import Fault, places
from assistant.evaluation.results import write_files
from assistant.evaluation.running import Pace, Ran, Run
from assistant.evaluation.scoring import Pair, Scored
from assistant.events import CueOffered, Severity
from fakes import AGENT

CALLS = Path(__file__).resolve().parents[3] / "audio_fixtures" / "calls"
_KEPT_S = 14.2
"""The greeting, and the customer's first turn, which holds an escalation."""
NOD = Label(kind=Kind.OVERLAP, name="backchannel", party=AGENT, start=64.2, end=64.6, evidence=64.6)
SILENCE = Label(kind=Kind.DEAD_AIR, start=30.0, end=40.0, evidence=33.0, figures={"explained": 1.0})


def finding(label: Label, **changed: Any) -> Finding:
    told = {"kind": label.kind, "name": label.name, "party": label.party, "start": label.start}
    return Finding(**(told | {"end": label.end, "at": label.end, "text": "so"} | changed))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the beginning of a sample call and its truth."""
    samples, rate = soundfile.read(CALLS / "angry.wav", stop=int(_KEPT_S * 8_000))
    soundfile.write(tmp_path / "short.wav", samples, rate, subtype="PCM_16")
    truth = json.loads((CALLS / "angry.truth.json").read_text())
    truth["turns"] = [turn for turn in truth["turns"] if turn["end"] < _KEPT_S]
    truth["expected"] = {"cues": "open", "acts": [], "interruptions": [], "holds": []}
    (tmp_path / "short.truth.json").write_text(json.dumps(truth))
    return tmp_path


def test_a_folder_of_calls_is_measured_without_a_model(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Acts by the truth's own words, with delays by a live call's clock, and the cost."""
    out = tmp_path / "out"
    arguments = ["--accuracy", "--words", "script", "--json", "--out", str(out)]
    assert main(["bench", str(folder), *arguments]) == 0
    results = json.loads(capsys.readouterr().out)
    assert json.loads((out / "accuracy.json").read_text()) == results
    assert (results["words"], results["pace"], results["model"]) == ("script", "as-live", None)
    row = results["pooled"]["rows"]["act: escalation.repeat_contact"]
    assert (row["asked"], row["found"], row["false"]) == (1, 1, 0)
    assert row["certain_to_emitted_s"]["p50"] < 3
    assert [call["name"] for call in results["calls"]] == ["short"]
    assert 0 < results["pooled"]["cost"]["detectors by sound"] < 0.5


TRAINED = """\
root_cause: [waiting]
also: []
cues:
  - {techniques: [%s], turn: 1, after: "This is", latest_s: 9, required: true, why: tired}
"""


def coached(folder: Path, capsys: pytest.CaptureFixture[str], technique: str) -> dict[str, Any]:
    """The results where trainers would say that at the end of the customer's first turn."""
    calls = folder / "calls"
    calls.mkdir()
    for name in ("short.wav", "short.truth.json"):
        (folder / name).rename(calls / name)
    (folder / "trainers").mkdir()
    (folder / "trainers" / "short.yaml").write_text(TRAINED % technique)
    assert main(["bench", str(calls), "--accuracy", "--words", "script", "--json"]) == 0
    results: dict[str, Any] = json.loads(capsys.readouterr().out)
    return results


def tables(results: dict[str, Any]) -> str:
    console = Console(width=200, file=StringIO())
    for table in accuracy_tables(results):
        console.print(table)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_a_cue_that_trainers_wait_for_is_a_place_to_listen_to(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It counts as asked for, beside the rates, and the place says what was due and why."""
    results = coached(folder, capsys, "Warm transfer")
    coaching = results["pooled"]["coaching"]
    assert (coaching["asked"], coaching["given"], coaching["recall"]) == (1, 0, 0.0)
    missed = [one for one in results["calls"][0]["listen"] if one["kind"] == "cue"]
    assert {
        "at": "0:14.0",
        "fault": "missed",
        "kind": "cue",
        "expected": "Warm transfer: tired",
        "heard": "",
    } in missed
    text = tables(results)
    assert "Cues against what trainers would say" in " ".join(text.split())
    assert "short 0:14.0 missed, cue: expected Warm transfer: tired" in text


def test_cues_by_technique_are_told_only_where_trainers_spoke(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without them there is neither a figure nor a table."""
    assert main(["bench", str(folder), "--accuracy", "--words", "script", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert results["pooled"]["coaching"] is None
    assert "trainers" not in tables(results)


def test_the_table_of_techniques_has_their_counts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row each, under a title with the shares; where nothing came there is a dash."""
    results = coached(folder, capsys, "Warm transfer")
    results["pooled"]["coaching"] |= {
        "precision": None,
        "techniques": {"Follow up": {"asked": 4, "given": 3, "fair": 2, "wrong": 1}},
    }
    text = tables(results)
    title = " ".join(text.split())
    assert "precision -, recall 0.00" in title
    assert "p95 - s after it" in title
    (row,) = (line for line in text.splitlines() if "Follow up" in line)
    assert row.split()[-4:] == ["4", "3", "2", "1"]


def test_trainers_decide_which_cues_are_false() -> None:
    """What none of them would say is a fault, though nothing that it rests on is false."""
    truth = CALLS / "angry.truth.json"
    order = Run(
        call=BenchCall(name="angry", files=(CALLS / "angry.wav",), truth=truth),
        pace=Pace.FASTEST,
        settings=Settings(),
        model="none",
    )
    offered = [
        CueOffered(
            at=16_000 * at,
            id=at,
            rule="a_rule",
            text="Do it",
            detail="",
            severity=Severity.COACH,
            because=(),
            expires=1,
            technique=technique,
        )
        for at, technique in ((31, "Positive language"), (32, "Warm transfer"))
    ]
    told = Ran(
        facts=[(cue, None) for cue in offered],
        duration_s=99.0, wall_s=1.0, cpu_s=1.0, load_s=0.0, load_cpu_s=0.0, peak_bytes=None,
    )  # fmt: skip
    judged = judge(order, told)
    assert judged.coaching is not None
    assert [cue for _, cue in judged.coaching.given] == offered[:1]
    assert judged.coaching.wrong == offered[1:]
    assert [fault.cue for fault in judged.cues.faults] == offered[1:]
    shown = [place.heard for place in judged.places() if place.fault is Fault.CUE]
    assert shown == ["Do it [a_rule]"]


def test_trainers_with_a_mistake_end_the_measuring(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sentence that names their file."""
    (folder / "calls").mkdir()
    for name in ("short.wav", "short.truth.json"):
        (folder / name).rename(folder / "calls" / name)
    (folder / "trainers").mkdir()
    (folder / "trainers" / "short.yaml").write_text("cues: []")
    assert main(["bench", str(folder / "calls"), "--accuracy", "--words", "script"]) == 3
    assert "short.yaml does not say what trainers would say" in capsys.readouterr().err


def test_no_runtime_of_words_is_loaded_for_a_scripted_call() -> None:
    """What a scripted run imports leaves Whisper and torch alone."""
    code = (
        "import sys, assistant.evaluation.accuracy\n"
        "print({'torch', 'faster_whisper', 'ctranslate2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_call_without_a_truth_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to hold it against."""
    (folder / "short.truth.json").unlink()
    assert main(["bench", str(folder / "short.wav"), "--accuracy"]) == 2
    assert "no truth beside short" in capsys.readouterr().err


def test_the_confusion_counts_what_was_missed_and_what_was_not_there() -> None:
    """One backchannel taken for an interruption, one missed, and a turn change that was none."""
    wrong = finding(NOD, name="interruption")
    pairs = [Pair(label=NOD, finding=wrong), Pair(label=NOD, finding=None)]
    counts = confusion(iter([Scored(pairs=pairs, false=[finding(NOD, name="turn_change")])]))
    assert counts["backchannel"] == {
        "interruption": 1,
        "backchannel": 0,
        "turn_change": 0,
        MISSED: 1,
    }
    assert counts[NOTHING]["turn_change"] == 1


def test_each_fault_says_where_to_listen_and_why() -> None:
    """In order of time, by minutes and seconds."""
    cue = CueOffered(
        at=16_000,
        id=0,
        rule="let_them_finish",
        text="Let them finish",
        detail="",
        severity=Severity.WARN,
        because=(),
        expires=1,
    )
    scored = Scored(
        pairs=[
            Pair(label=NOD, finding=None),
            Pair(label=SILENCE, finding=finding(SILENCE, figures={"explained": 0.0})),
        ],
        false=[finding(NOD, start=3.0)],
        withdrawn=[finding(NOD, start=5.0, withdrawn=0.4)],
    )
    fault = CueFault(cue=cue, why="rests on a backchannel", rows=frozenset())
    told = [(one.clock, one.fault, one.expected, one.heard) for one in places(scored, [fault])]
    assert told == [
        ("0:01.0", "false cue", "rests on a backchannel", "Let them finish [let_them_finish]"),
        ("0:03.0", "false", "", "backchannel; so; told at 64.6 s"),
        ("0:05.0", "withdrawn", "", "backchannel; so; told at 64.6 s (taken back after 0.4 s)"),
        ("0:30.0", "wrong", "announced", "not announced"),
        ("1:04.2", "missed", "backchannel; 0.4 s", ""),
    ]


def test_the_tables_show_rates_delays_and_places(folder: Path, capsys: Any) -> None:
    """A person reads the same as accuracy.json holds, with no word of it cut off."""
    assert main(["bench", str(folder), "--accuracy", "--words", "script", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    results["calls"][0]["listen"] = [
        {
            "at": "1:04.2",
            "fault": "missed",
            "kind": "overlap, agent",
            "expected": "mm-hm",
            "heard": "",
        }
    ]
    console = Console(width=200, file=StringIO())
    for table in accuracy_tables(results):
        console.print(table)
    text = console.file.getvalue()
    assert "act: escalation.repeat_contact" in text
    assert "short 1:04.2 missed, overlap, agent: expected mm-hm" in text
    assert "Of one core, for a call:" in text


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """In a sentence that names another way."""
    from assistant.errors import OutputError

    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputError, match="--out"):
        write_files(blocked, {"accuracy.json": "{}"})
