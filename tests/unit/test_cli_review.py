"""`deescalate review`: logs of finished calls in; what caused the trouble, and the rest, out."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.table import Table

from assistant.cli import main
from assistant.cli.review_shown import CallReview, as_document, lines, reviewed
from assistant.coaching.review.causes.lists import Cause
from assistant.config import load_form
from assistant.evaluation.rerun import LoggedCall, read_call
from assistant.events import (
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    LoudnessRose,
    Party,
    SentimentLabel,
    SentimentScored,
    Severity,
    WordsCommitted,
)
from assistant.journal import Entry
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed

GOLDEN = sorted((Path(__file__).parents[1] / "calls" / "golden").glob("*.jsonl"))
ANGRY = next(path for path in GOLDEN if path.stem == "angry")
CALM = next(path for path in GOLDEN if path.stem == "calm_service")
SHORT_FORM = """\
name: short
items:
  - id: let_them_speak
    title: Lets them speak
    weight: 1
    figure: interruptions_by_agent
    score: [{at_most: 0, points: 10}, {otherwise: true, points: 1}]
    why: They need not say it again.
"""


def scored(at: float, score: float) -> SentimentScored:
    return SentimentScored(
        at=to_samples(at),
        party=CUSTOMER,
        score=score,
        label=SentimentLabel.NEUTRAL,
        trend=0.0,
        confidence=0.5,
        utterance=0,
    )


def cue(number: int, at: float) -> CueOffered:
    return CueOffered(
        at=to_samples(at),
        id=number,
        rule="slow_down",
        text="Slow down",
        detail="",
        severity=Severity.COACH,
        because=(LoudnessRose(at=0, party=AGENT, db_over_baseline=8.0, window=32_000),),
        expires=to_samples(8),
        technique="Stay calm and kind",
    )


def review_of(*facts: Fact) -> CallReview:
    """The review of a call with these facts in its log, from line 10 on."""
    entries = tuple(Entry(seq=10 + n, emitted=None, fact=fact) for n, fact in enumerate(facts))
    return reviewed(LoggedCall(name="made.jsonl", entries=entries), load_form(None))


def shown(*facts: Fact) -> list[str]:
    """The lines for people, but for the form's."""
    texts = [str(line) for line in lines(review_of(*facts)) if not isinstance(line, Table)]
    return [text for text in texts if not text.startswith("QA form")]


def json_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["review", "--json", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(scope="module")
def documents() -> list[tuple[Path, dict[str, Any]]]:
    """Every sample call's log, and its review as programs read it."""
    form = load_form(None)
    return [(path, as_document(reviewed(read_call(path), form))) for path in GOLDEN]


def test_every_sample_call_has_a_review(documents: list[tuple[Path, dict[str, Any]]]) -> None:
    """With the same fields in each, a known cause, and figures within their bounds."""
    for path, document in documents:
        assert list(document) == ["log", "root_cause", "earlier", "cues", "qa"]
        cause = document["root_cause"]
        assert {cause["main"], *cause["also"]} <= {one.value for one in Cause}
        assert cause["main"] not in cause["also"]
        assert 0 <= cause["confidence"] <= 1
        assert len(document["earlier"]) <= 5
        assert [item["id"] for item in document["qa"]["items"]], path
        assert document["qa"]["score"] is None or 0 <= document["qa"]["score"] <= 100


def test_what_a_review_rests_on_can_be_looked_up(
    documents: list[tuple[Path, dict[str, Any]]],
) -> None:
    """Each seq names a line of the log that can be evidence; words quoted stand in those lines."""
    for path, document in documents:
        log = {line["seq"]: line for line in map(json.loads, path.read_text().splitlines())}
        quoted = document["root_cause"]["evidence"]
        items = document["qa"]["items"]
        named = [seq for part in (*quoted, *document["earlier"], *items) for seq in part["facts"]]
        assert {log[seq]["kind"] for seq in named}.isdisjoint({"call_started", "call_ended"})
        for part in (*quoted, *document["earlier"]):
            assert part["facts"]
        for line in quoted:
            said = " ".join(log[seq].get("text", "") for seq in line["facts"])
            assert line["words"] in said or not line["words"]
            parties = {log[seq].get("party", log[seq].get("by")) for seq in line["facts"]}
            assert parties <= {line["party"], None}


def test_the_cues_of_a_review_are_those_of_the_log(
    documents: list[tuple[Path, dict[str, Any]]],
) -> None:
    """All of them, in their order, each with what became of it."""
    for path, document in documents:
        log = [json.loads(line) for line in path.read_text().splitlines()]
        ends = {line["cue"]: line for line in log if line["kind"] == "cue_resolved"}
        told = [(one["id"], one["rule"], one["at"], one["by"]) for one in document["cues"]]
        assert told == [
            (line["id"], line["rule"], line["at"], ends.get(line["id"], {}).get("by"))
            for line in log
            if line["kind"] == "cue"
        ]
        for one in document["cues"]:
            done = one["by"] == "agent_did_it"
            took = ends[one["id"]]["at"] - one["at"] if done else None
            assert one["took_s"] == (None if took is None else pytest.approx(took))


def test_a_review_is_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    """It rests on the log alone."""
    assert json_of(capsys, str(ANGRY)) == json_of(capsys, str(ANGRY))


def test_people_read_the_cause_with_its_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    """The name of the log, the cause, at most five lines for it, and the form."""
    assert main(["review", str(ANGRY)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == str(ANGRY)
    assert re.fullmatch(r"Root cause: waiting or process \(confidence \d+%\).*", told[1])
    evidence = told[2 : told.index("Earlier:")]
    assert 0 < len(evidence) <= 5
    assert all(re.match(r"  \d+:\d\d\.\d  (agent|customer): \S", line) for line in evidence)
    assert evidence == sorted(evidence)
    assert any(line.startswith("QA form default: ") for line in told)


def test_a_call_without_trouble_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """No evidence, nothing that came too late, no cues: only the form."""
    assert main(["review", str(CALM)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1].startswith("Root cause: none: a call without trouble")
    assert told[2].startswith("QA form")
    assert "Earlier:" not in told
    assert "Cues:" not in told


def test_what_was_measured_is_said_of_its_party_once() -> None:
    """Evidence without words has no second subject."""
    told = shown(
        committed(Said(CUSTOMER, 1, 4, "it is useless and you are shouting at me")),
        committed(Said(CUSTOMER, 5, 8, "don't shout at me this is ridiculous")),
        LoudnessRose(at=to_samples(4), party=AGENT, db_over_baseline=8.0, window=32_000),
    )
    assert any("agent: was 8 dB louder than usual" in line for line in told)


@pytest.mark.parametrize(
    ("by", "became"),
    [
        (CueOutcome.AGENT_DID_IT, "done after 3.5 s"),
        (CueOutcome.EXPIRED, "expired"),
        (CueOutcome.SUPERSEDED, "superseded"),
        (None, "open"),
    ],
)
def test_each_cue_says_what_became_of_it(by: CueOutcome | None, became: str) -> None:
    """Under a heading of their own; a cue that the log leaves open is open."""
    end = [] if by is None else [CueResolved(at=to_samples(13.5), cue=0, by=by)]
    assert shown(cue(0, 10), *end)[-2:] == ["Cues:", f"  0:10.0  “Slow down”: {became}"]


@pytest.mark.parametrize(
    ("after", "told"), [(-0.2, "+3.0"), (-0.8, "+0.0"), (-0.804, "+0.0"), (-1.0, "-1.0")]
)
def test_a_cue_says_how_the_customers_words_changed(after: float, told: str) -> None:
    """On the scale from -5 to +5; nought has no minus."""
    last = shown(scored(9, -0.8), cue(0, 10), scored(20, after))[-1]
    assert last == f"  0:10.0  “Slow down”: open; the customer's words {told} in 30 s"


def test_scores_beside_a_cue_have_four_decimals() -> None:
    """A mean of three is no endless fraction."""
    facts = (scored(9, -0.8), cue(0, 10), scored(20, 0.1), scored(21, 0.1), scored(22, 0.0))
    (told,) = as_document(review_of(*facts))["cues"]
    assert (told["sentiment_before"], told["sentiment_after"]) == (-0.8, 0.0667)
    assert told["technique"] == "Stay calm and kind"


def test_a_log_that_was_cut_off_is_reviewed_as_far_as_it_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the middle of a line, with a cue still open."""
    whole = ANGRY.read_text(encoding="utf-8")
    until = whole.index('"kind":"cue_resolved"') - 4
    cut = tmp_path / "cut.jsonl"
    cut.write_text(whole[:until], encoding="utf-8")
    (document,) = json_of(capsys, str(cut))
    assert document["cues"][-1]["by"] is None


def test_a_damaged_log_leaves_the_others_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named on stderr, in a sentence; the exit code says that one was wrong."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\nno log\n")
    assert main(["review", "--json", str(ANGRY), str(bad), str(CALM)]) == 3
    told = capsys.readouterr()
    assert [json.loads(line)["log"] for line in told.out.splitlines()] == [str(ANGRY), str(CALM)]
    assert told.err.startswith(f"deescalate: {bad}: Line 1 of the event log is not valid")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("call.wav", "replay it first"),
        ("missing.jsonl", "cannot be read"),
        ("empty.jsonl", "holds no line"),
    ],
)
def test_what_is_no_log_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    """A recording, a file that is not there, and one that is empty."""
    (tmp_path / "empty.jsonl").write_text("")
    assert main(["review", str(tmp_path / name)]) == 3
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


def test_a_folder_stands_for_its_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each once, though one of them is named besides."""
    for path in (ANGRY, CALM):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    named = json_of(capsys, str(tmp_path), str(tmp_path / ANGRY.name))
    assert [Path(one["log"]).stem for one in named] == ["angry", "calm_service"]


def test_a_form_of_ones_own_is_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told by its name and its sum."""
    form = tmp_path / "mine.yaml"
    form.write_text(SHORT_FORM)
    (document,) = json_of(capsys, "--form", str(form), str(CALM))
    assert (document["qa"]["form"], document["qa"]["score"]) == ("short", 100.0)
    assert re.fullmatch(r"[0-9a-f]{64}", document["qa"]["sha256"])
    assert [list(item) for item in document["qa"]["items"]] == [
        ["id", "title", "weight", "points", "why", "facts"]
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SHORT_FORM.replace("interruptions_by_agent", "interuptions_by_agent"), "line 6"),
        ("name: [", "mine.yaml"),
        (None, "cannot be read"),
    ],
)
def test_a_form_with_a_mistake_ends_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, says: str
) -> None:
    """Before any call is reviewed, with the place of the mistake."""
    form = tmp_path / "mine.yaml"
    if text is not None:
        form.write_text(text)
    assert main(["review", "--form", str(form), str(CALM)]) == 5
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_letters_that_the_terminal_lacks_are_no_fault(
    monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    """JSON is UTF-8 wherever it goes; people get a question mark for such a letter."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["review", *options, str(ANGRY)]) == 0
    out.flush()
    printed = out.buffer.getvalue()  # type: ignore[attr-defined]
    if options:
        assert json.loads(printed.decode("utf-8"))["earlier"]
    else:
        assert b"?" in printed


def test_words_of_either_party_are_quoted_as_they_were_said() -> None:
    """With the time at which the words begin, and the line of the log that holds them."""
    said: dict[Party, WordsCommitted] = {
        CUSTOMER: committed(Said(CUSTOMER, 10, 14, "the router keeps dropping the connection")),
        AGENT: committed(Said(AGENT, 20, 22, "I don't actually know")),
    }
    evidence = as_document(review_of(*said.values()))["root_cause"]["evidence"]
    quoted = {one["party"]: one for one in evidence if one["words"]}
    assert quoted["customer"]["cause"] == "technical"
    assert quoted["customer"]["facts"] == [10]
    assert quoted["agent"]["facts"] == [11]
    assert quoted["agent"]["start"] >= 20.0
