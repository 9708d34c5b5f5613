"""The bench of the language model as a whole, with a model that says what a script has."""

from __future__ import annotations

import importlib.util
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant.cli import build_parser, main
from assistant.config import Settings
from assistant.errors import OutputError, UsageError
from assistant.evaluation.language.act_lines import parsed
from assistant.evaluation.language.bench import (
    LanguagePlan,
    PublicLines,
    language_bench,
    language_plan_for,
    public_lines,
)
from assistant.evaluation.language.corpus import corpus_as_json
from assistant.evaluation.language.report import language_tables
from assistant.evaluation.language.sentiment_lines import LabelledLine, ServiceLine
from assistant.evaluation.language.vader import by_compound
from assistant.evaluation.results import as_json, write_files
from assistant.events import ActsDue, ActsRead, ReadAct, SentimentDue

ROOT = Path(__file__).resolve().parents[4]
SERVICE = [
    LabelledLine(text="awful", label="negative", family="a"),
    LabelledLine(text="fine", label="positive", family="b"),
    LabelledLine(text="the battery", label="trouble", family="c"),
]


class Scripted:
    """Hears an apology in "sorry", and anger in "awful"."""

    def read_acts(self, request: ActsDue) -> ActsRead:
        acts = [
            ReadAct(act="apology", first=place, last=place, score=0.9)
            for place, word in enumerate(request.words)
            if word.word == "sorry"
        ]
        return ActsRead(request=request, acts=tuple(acts))

    def probabilities(self, text: str) -> tuple[float, float, float]:
        return (0.9, 0.05, 0.05) if "awful" in text else (0.1, 0.2, 0.7)

    def answer(self, requests: list[SentimentDue | ActsDue]) -> list[Any]:
        raise NotImplementedError

    def nearest(self, act: str, text: str) -> list[str]:
        raise NotImplementedError


def plan(public: PublicLines | None = None) -> LanguagePlan:
    acts = [
        parsed("sorry about that", "agent", "apology", "a", "test"),
        parsed("the sorry state of it", "agent", "none", "b", "test"),
    ]
    written = [ServiceLine(text="awful", label="negative", family="a", split="test")]
    return LanguagePlan(
        settings=Settings(),
        acts=acts,
        service=SERVICE,
        corpus=corpus_as_json(ROOT, acts, written),
        public=public,
    )


def results(public: PublicLines | None = None, rival: bool = False) -> dict[str, Any]:
    judge = (lambda texts: by_compound([0.0] * len(texts))) if rival else None
    return language_bench(plan(public), Scripted(), judge, lambda what, lines: lambda done: None)


def printed(told: dict[str, Any]) -> str:
    screen = Console(file=io.StringIO(), width=1000)
    for table in language_tables(told):
        screen.print(table)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


PUBLIC = PublicLines(
    comments=[
        LabelledLine(text="awful", label="negative"),
        LabelledLine(text="ok", label="neutral"),
    ],
    turns=["awful that is so", "yes"],
)


def test_the_results_hold_acts_sentiment_and_latency() -> None:
    """They survive JSON, and hold public data only where it was named."""
    told = results()
    assert json.loads(json.dumps(told)) == told
    assert told["acts"]["ways"]["model"]["acts"]["apology"]["precision"]["value"] == 0.5
    assert told["corpus"]["acts"]["test"]["hard_negatives"] == 1
    assert told["sentiment"]["model"]["service"]["complaints_found"]["value"] == 1
    assert "comments" not in told["sentiment"]["model"]
    assert told["latency_ms"]["both"]["count"] == 2
    with_public = results(PUBLIC)["sentiment"]["model"]
    assert with_public["routine"]["all"]["called_negative"] == 0.5
    assert with_public["comments"]["lines"] == 2


def test_the_tables_say_where_vader_is_missing() -> None:
    """Beside the model where it is installed, else in a sentence."""
    assert "VADER is not installed" in printed(results())
    shown = printed(results(PUBLIC, rival=True))
    assert "VADER is not installed" not in shown
    for told in ("apology", "vader", "GoEmotions test", "p95"):
        assert told in shown


def test_the_file_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    """The folder is made; where it cannot be, that is told."""
    write_files(tmp_path / "new", {"results.json": as_json(results())})
    assert json.loads((tmp_path / "new" / "results.json").read_text())["schema"] == 1
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="name another folder with --out"):
        write_files(tmp_path / "file", {"results.json": "{}"})


def test_the_card_takes_the_figures_between_its_marks() -> None:
    """What stands around them is kept, and writing them again changes nothing."""
    path = ROOT / "models" / "language" / "write_card.py"
    spec = importlib.util.spec_from_file_location("write_card", path)
    assert spec is not None and spec.loader is not None
    write_card = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(write_card)
    card = (ROOT / "models" / "language" / "card.md").read_text(encoding="utf-8")
    once = write_card.with_figures(card, results(PUBLIC, rival=True))
    assert (
        write_card.with_figures(once, results()).partition(write_card.BEGIN)[0]
        == (card.partition(write_card.BEGIN)[0])
    )
    assert once.partition(write_card.END)[2] == card.partition(write_card.END)[2]
    assert "| apology | 1 | 0.500 [" in once
    with pytest.raises(ValueError, match="The card needs the lines"):
        write_card.with_figures("no marks", results())


def data_in(folder: Path) -> Path:
    (folder / "goemotions").mkdir()
    (folder / "goemotions" / "labels.txt").write_text("joy\nanger\n")
    (folder / "goemotions" / "test.tsv").write_text("well\t0\ta\n")
    (folder / "multidogo" / "airline").mkdir(parents=True)
    (folder / "multidogo" / "airline" / "dev.tsv").write_text(
        "head\n1\t2\tcustomer\tMy flight.\tx\task\n1\t2\tcustomer\t...\tx\task\n"
    )
    return folder


def test_public_lines_are_read_in_spoken_form(tmp_path: Path) -> None:
    """Turns that hold no word are left out."""
    public = public_lines(data_in(tmp_path))
    assert public.turns == ["my flight"]
    assert [line.text for line in public.comments] == ["well"]


@pytest.mark.parametrize("fault", ["nowhere", "no turns", "a label too many", "no text"])
def test_data_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, fault: str) -> None:
    """What is wrong, and what the folder must hold."""
    data = data_in(tmp_path)
    if fault == "nowhere":
        data = tmp_path / "nosuch"
    elif fault == "no turns":
        (data / "multidogo" / "airline" / "dev.tsv").unlink()
    elif fault == "a label too many":
        (data / "goemotions" / "test.tsv").write_text("well\t7\ta\n")
    else:
        (data / "goemotions" / "test.tsv").write_bytes(b"\xff\xfe\t0\ta\n")
    with pytest.raises(UsageError, match=r"--data names a folder with goemotions/labels\.txt"):
        public_lines(data)


def test_a_plan_takes_the_test_lines_alone() -> None:
    """The shipped corpus is read; of it only what was never taught is measured on."""
    plan = language_plan_for(build_parser().parse_args(["bench", "--language"]))
    assert {line.split for line in plan.acts} == {"test"}
    assert plan.corpus["acts"]["all"]["lines"] > len(plan.acts) > 1000
    assert plan.public is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["call.wav", "--language"], "leave the calls out"),
        (["--data", "there"], "--data is for --language"),
        (["--language", "--data", "/nosuch"], "--data names a folder"),
    ],
)
def test_a_command_line_that_does_not_fit_together_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    """In one sentence, with the exit code of a wrong command line."""
    assert main(["bench", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("deescalate: ") and told in error
    assert error.count("\n") == 1


def test_calls_and_language_are_measured_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """--accuracy and --language together are refused."""
    with pytest.raises(SystemExit):
        main(["bench", "--language", "--accuracy"])
    assert "not allowed with" in capsys.readouterr().err
