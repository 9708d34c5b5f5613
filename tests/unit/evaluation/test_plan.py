"""What the command line asks to be measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.cli import build_parser
from assistant.errors import UsageError
from assistant.evaluation.capacity import MOST
from assistant.evaluation.plan import AccuracyPlan, BenchPlan, accuracy_plan_for, plan_for
from assistant.evaluation.scripted import Words
from assistant.session.call import Pace


def planned(*arguments: str) -> BenchPlan:
    return plan_for(build_parser().parse_args(["bench", *arguments]))


def planned_accuracy(*arguments: str) -> AccuracyPlan:
    return accuracy_plan_for(build_parser().parse_args(["bench", "--accuracy", *arguments]))


def test_without_options_the_settings_are_the_programs_own() -> None:
    """Whisper base as it is set, live by compute time, no search for the capacity."""
    plan = planned()
    assert (plan.model, plan.live, plan.at_once) == ("base", Pace.AS_LIVE, 0)
    assert plan.settings.whisper.compute_type == "int8"


def test_options_go_over_the_settings_file(tmp_path: Path) -> None:
    """What the file says stays where no option says otherwise."""
    file = tmp_path / "settings.toml"
    file.write_text("[whisper]\nthreads = 1\nbeam_size = 2\n")
    whisper = planned("--config", str(file), "--threads", "4", "--device", "cpu").settings.whisper
    assert (whisper.threads, whisper.beam_size, whisper.device) == (4, 2, "cpu")


def test_a_gpu_is_measured_with_float16_unless_told_otherwise() -> None:
    """It is what a GPU is fastest with."""
    assert planned("--device", "cuda").settings.whisper.compute_type == "float16"
    asked = planned("--device", "cuda", "--compute-type", "int8_float16")
    assert asked.settings.whisper.compute_type == "int8_float16"


def test_the_search_for_the_capacity_has_an_end() -> None:
    """A number is the most that is tried; without one it is what nobody asks one machine."""
    assert planned("--calls-at-once", "3").at_once == 3
    assert planned("--calls-at-once").at_once == MOST
    assert planned("--realtime").live is Pace.REALTIME


@pytest.mark.parametrize(
    "arguments",
    [["--threads", "99"], ["--compute-type", "int3"], ["--calls-at-once", "1000"], ["gone.wav"]],
    ids=lambda arguments: arguments[0],
)
def test_what_cannot_be_is_refused(arguments: list[str]) -> None:
    """In a sentence, before anything is run."""
    with pytest.raises(UsageError):
        planned(*arguments)


def test_accuracy_is_measured_with_what_a_user_gets_unless_told_otherwise() -> None:
    """Plain replay with Whisper, one call at a time; a live call's clock on demand."""
    plan, live = planned_accuracy(), planned_accuracy("--as-live")
    assert plan.jobs == 1
    assert {(run.words, run.pace) for run in plan.runs} == {(Words.WHISPER, Pace.FASTEST)}
    assert {run.pace for run in live.runs} == {Pace.AS_LIVE}


def test_without_whisper_the_clock_is_that_of_a_live_call() -> None:
    """It costs nothing there, and tells how late each thing is told."""
    for words in ("script", "none"):
        plan = planned_accuracy("--words", words, "--jobs", "3")
        assert plan.jobs == 3
        assert {(run.words.value, run.pace) for run in plan.runs} == {(words, Pace.AS_LIVE)}


def test_accuracy_needs_a_truth_and_somebody_to_work(tmp_path: Path) -> None:
    """Each refusal is a sentence."""
    (tmp_path / "unknown.wav").write_bytes(b"")
    with pytest.raises(UsageError, match="no truth beside unknown"):
        planned_accuracy(str(tmp_path / "unknown.wav"))
    with pytest.raises(UsageError, match="--jobs"):
        planned_accuracy("--jobs", "0")
