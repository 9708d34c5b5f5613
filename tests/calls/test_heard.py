"""Whole fixture calls as the real models hear them: words, parties, findings, cues, sameness."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assistant.cli import main
from assistant.journal import json_schema

CALLS = Path(__file__).parents[2] / "audio_fixtures" / "calls"
NAMES = (
    "angry calm calm_cottage calm_service bleed_library good_close hold interruption "
    "parcel_talkover technical"
).split()
"""One of each sort: a replay with the real models takes ten seconds and more. What the detectors
find in all of them is in the golden journals."""
QUIET = [name for name in NAMES if '"cues": "none"' in (CALLS / f"{name}.truth.json").read_text()]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The event log of a fixture call, each replayed once with the default models."""
    folder = tmp_path_factory.mktemp("logs")

    @cache
    def log(name: str) -> list[dict[str, Any]]:
        path = folder / f"{name}.jsonl"
        assert main(["replay", str(CALLS / f"{name}.wav"), "--quiet", "--events", str(path)]) == 0
        return [json.loads(line) for line in path.read_text().splitlines()]

    return log


def _truth(name: str) -> dict[str, Any]:
    return json.loads((CALLS / f"{name}.truth.json").read_text())  # type: ignore[no-any-return]


def _of(log: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [line for line in log if line["kind"] == kind]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


@pytest.mark.parametrize("name", NAMES)
def test_a_log_is_valid_and_whole(heard: Any, name: str) -> None:
    """Every line is valid by the schema, numbered without gaps, and evidence is earlier lines."""
    log = heard(name)
    validator = Draft202012Validator(json_schema())
    for index, line in enumerate(log):
        validator.validate(line)
        assert line["seq"] == index
        if line["kind"] == "cue":
            assert line["evidence"]
            assert all(seq < index for seq in line["evidence"])
    assert log[0]["kind"] == "call_started"
    assert log[-1]["kind"] == "call_ended"


@pytest.mark.parametrize("name", NAMES)
def test_words_are_under_the_party_who_said_them(heard: Any, name: str) -> None:
    """At least four in five of each party's words are heard, from that party."""
    turns = _truth(name)["turns"]
    for party in ("agent", "customer"):
        said = Counter(w for turn in turns if turn["party"] == party for w in _words(turn["text"]))
        found = Counter(
            word
            for line in _of(heard(name), "transcript")
            if line["party"] == party
            for word in _words(line["text"])
        )
        share = (said & found).total() / said.total()
        assert share > 0.8, f"{party}: {share:.0%}"


@pytest.mark.parametrize("name", NAMES)
def test_word_times_are_in_order_and_within_the_call(heard: Any, name: str) -> None:
    """Each word once: a party's words never go back in time."""
    for party in ("agent", "customer"):
        lines = [line for line in _of(heard(name), "transcript") if line["party"] == party]
        words = [word for line in lines for word in line["words"]]
        starts = [word["start"] for word in words]
        assert starts == sorted(starts)
        assert all(word["start"] <= word["end"] for word in words)


@pytest.mark.parametrize("name", NAMES)
def test_agent_interruptions_are_those_of_the_script(heard: Any, name: str) -> None:
    """Each scripted one is found within a second of when it was certain, and no other."""
    expected = _truth(name)["expected"]["interruptions"]
    found = _of(heard(name), "interruption")
    taken_back = {line["of"] for line in _of(heard(name), "withdrawn")}
    found = [line for line in found if line["seq"] not in taken_back]
    assert [line["by"] for line in found] == [one["by"] for one in expected]
    for line, one in zip(found, expected, strict=True):
        assert abs(line["start"] - one["start"]) < 0.5
        assert line["at"] - one["start"] < 1.5


@pytest.mark.parametrize("name", NAMES)
def test_dead_air_is_that_of_the_script(heard: Any, name: str) -> None:
    """Silences over five seconds are found, with whether the agent announced them."""
    expected = [d for d in _truth(name)["expected"]["dead_air"] if d["end"] - d["start"] > 5]
    found = [d for d in _of(heard(name), "dead_air") if d["end"] and d["end"] - d["start"] > 5]
    assert len(found) == len(expected)
    for line, one in zip(found, expected, strict=True):
        assert abs(line["start"] - one["start"]) < 0.6
        assert abs(line["end"] - one["end"]) < 0.6
        assert line["explained"] == one["explained"]


@pytest.mark.parametrize("name", NAMES)
def test_escalation_is_heard_and_not_invented(heard: Any, name: str) -> None:
    """Escalation phrases that the patterns know are found near their place; no others at all."""
    expected = [
        act for act in _truth(name)["expected"]["acts"] if act["act"].startswith("escalation.")
    ]
    optional = _truth(name)["expected"]["optional_acts"]
    found = [act for act in _of(heard(name), "act") if act["act"].startswith("escalation.")]
    for act in found:
        assert any(_same(act, one) for one in [*expected, *optional]), act
    missed = [one for one in expected if not any(_same(act, one) for act in found)]
    assert len(missed) * 4 <= len(expected), missed


def _same(act: dict[str, Any], one: dict[str, Any]) -> bool:
    """The act that the script marks, within a second of its place."""
    near = act["start"] < one["end"] + 1 and one["start"] < act["end"] + 1
    return bool(act["act"] == one["act"] and near)


@pytest.mark.parametrize("name", QUIET)
def test_calm_calls_stay_quiet(heard: Any, name: str) -> None:
    """No cue in a calm call, however much its parties overlap."""
    assert not _of(heard(name), "cue")


def test_the_angry_call_is_coached(heard: Any) -> None:
    """A refusal calls up what to say instead, with its words; empathy ticks off the cue for it."""
    log = heard("angry")
    cues = {line["rule"]: line for line in _of(log, "cue")}
    cue = cues["say_what_you_can_do"]
    assert log[cue["evidence"][-1]]["act"] == "negative_language"
    named = cues["name_their_frustration"]
    (outcome,) = [one for one in _of(log, "cue_resolved") if one["cue"] == named["id"]]
    assert outcome["by"] == "agent_did_it"
    assert log[-1]["summary"]["adherence"]["share"] > 0


def test_the_same_call_in_other_blocks_is_the_same_log(tmp_path: Path) -> None:
    """Twice the same file, in blocks of 160 and of 4096, is the same log to the byte."""
    logs = []
    for block in ("160", "4096"):
        path = tmp_path / f"{block}.jsonl"
        call = str(CALLS / "interruption.wav")
        assert main(["replay", call, "--quiet", "--block", block, "--events", str(path)]) == 0
        logs.append(path.read_bytes())
    assert logs[0] == logs[1]
