"""The default playbook on whole fixture calls as the real models heard them, against trainers."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.assembly import CALIBRATION, LANGUAGE, RISK, SILERO
from assistant.coaching.playbook.reading import Playbook
from assistant.config import Settings, load_playbook
from assistant.evaluation.coaching import JudgedCoaching, coaching_as_json, judged_coaching
from assistant.evaluation.rerun import LoggedCall, read_call, rerun
from assistant.evaluation.trainers import CueLabel, Training, training_of
from assistant.events import CallEnded, CallStarted, CueOffered, Severity
from assistant.model_store import shipped
from assistant.timeline import to_seconds

HERE = Path(__file__).parent
CALLS = HERE.parents[1] / "audio_fixtures" / "calls"
NAMES = sorted(path.stem for path in CALLS.glob("*.wav"))
TECHNIQUES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "technique_calls.yaml").read_text())
PLAYBOOK: Playbook = load_playbook(None)

_SOON_S = 1.2
"""From a technique's moment to its cue. A second is what counts; in plain replay the last words of
a turn are read a second after them, and then the cue comes."""
_SEE_IT_COMING = "See it coming"


@cache
def heard(name: str) -> LoggedCall:
    """The call's log, as `python tests/calls/heard.py` made it."""
    return read_call(HERE / "heard" / f"{name}.jsonl")


@cache
def cues(name: str) -> list[CueOffered]:
    """What the default playbook says in the call."""
    return [one for one in rerun(heard(name).entries, PLAYBOOK) if isinstance(one, CueOffered)]


@cache
def training(name: str) -> Training:
    """What trainers say of the call."""
    path = CALLS / f"{name}.truth.json"
    found = training_of(path, json.loads(path.read_text()))
    assert found is not None
    return found


def judged(name: str) -> JudgedCoaching:
    """The one against the other."""
    return judged_coaching(cues(name), training(name).cues)


def seconds(name: str) -> float:
    """How long the call is."""
    last = heard(name).entries[-1].fact
    assert isinstance(last, CallEnded)
    return to_seconds(last.duration)


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_each_technique_speaks_in_its_call_and_not_in_the_other(technique: str) -> None:
    """By the rule named, about when it is said to, within a second of when trainers would."""
    name, rule, at = TECHNIQUES[technique]["fires"]
    (cue,) = [one for one in cues(name) if one.rule == rule and abs(to_seconds(one.at) - at) < 0.3]
    assert cue.technique == technique
    assert any(_soon(label, cue) for label in training(name).cues)
    quiet = TECHNIQUES[technique]["quiet"]
    assert [one for one in cues(quiet) if one.technique == technique] == []


def _soon(label: CueLabel, cue: CueOffered) -> bool:
    """Whether the cue is what the label says, no later than soon after its moment."""
    at = to_seconds(cue.at)
    late = label.latest if label.techniques[0] == _SEE_IT_COMING else label.moment + _SOON_S
    return label.fits(cue.technique, at) and at <= late


def test_cues_are_what_trainers_would_say() -> None:
    """Nine in ten of those given are fair; three in four of those required are given."""
    whole = sum(seconds(name) for name in NAMES)
    figures = coaching_as_json((judged(name) for name in NAMES), whole)
    assert figures["precision"] >= 0.88, figures
    assert figures["recall"] >= 0.72, figures


@pytest.mark.parametrize("name", [name for name in NAMES if not training(name).cues])
def test_where_trainers_would_say_nothing_there_is_next_to_nothing(name: str) -> None:
    """At most one cue in three minutes; none in calls written to be calm."""
    calm = json.loads((CALLS / f"{name}.truth.json").read_text())["expected"]["cues"] == "none"
    assert len(cues(name)) <= (0 if calm else 1)


@pytest.mark.parametrize("name", NAMES)
def test_cues_stay_within_the_budget(name: str) -> None:
    """But for critical ones: never two within 8 s, never more than four in a minute."""
    times = [to_seconds(one.at) for one in cues(name) if one.severity is not Severity.CRITICAL]
    assert all(later - earlier >= 8 for earlier, later in pairwise(times))
    assert all(later - first >= 60 for first, later in zip(times, times[4:], strict=False))


@pytest.mark.parametrize("name", NAMES)
def test_the_logs_are_those_of_the_models_and_settings_in_use(name: str) -> None:
    """Else they must be made anew: `python tests/calls/heard.py`."""
    started = heard(name).entries[0].fact
    assert isinstance(started, CallStarted)
    assert started.settings == json.loads(json.dumps(Settings().as_logged()))
    for role, paths in {
        "language": (LANGUAGE, CALIBRATION),
        "risk": (RISK,),
        "voice": (SILERO,),
    }.items():
        assert started.models[role].sha256 == _digest(*paths)


def _digest(*paths: str) -> str:
    return sha256(b"".join(shipped(path).read_bytes() for path in paths)).hexdigest()
