"""What trainers would say, beside the truth of a call: times of cues, and files with mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.coaching.review.causes.lists import Cause
from assistant.config import load_playbook
from assistant.errors import RecordingError
from assistant.evaluation.trainers import CueLabel, Training, training_of

FIXTURES = Path(__file__).resolve().parents[3] / "audio_fixtures"
TRUTHS = sorted((FIXTURES / "calls").glob("*.truth.json"))
TURNS = [
    {"phrases": [{"text": "Hello, how can I help?", "start": 1.0, "end": 2.5}]},
    {
        "phrases": [
            {"text": "It's broken -- again!", "start": 10.0, "end": 14.0},
            {"text": "I'm tired of this.", "start": 15.0, "end": 16.5},
        ]
    },
]
CUE = """\
  - techniques: [Reflect and reassure, "Show empathy, validate"]
    turn: 1
    after: "Its broken"
    latest_s: 5
    required: true
    why: "tired of it"
"""
GOOD = f"root_cause: [technical]\nalso: [waiting]\ncues:\n{CUE}"


def training(tmp_path: Path, text: str) -> Training | None:
    """What is read where the trainers of the call wrote this."""
    calls, trainers = tmp_path / "calls", tmp_path / "trainers"
    calls.mkdir()
    trainers.mkdir()
    (trainers / "made.yaml").write_text(text, encoding="utf-8")
    return training_of(calls / "made.truth.json", {"turns": TURNS})


def label(tmp_path: Path, **changed: str) -> CueLabel:
    """The one cue of the good file, with lines of it changed."""
    text = GOOD
    for key, value in changed.items():
        old = next(line for line in text.splitlines() if key in line.split(":")[0])
        text = text.replace(old, value)
    told = training(tmp_path, text)
    assert told is not None
    (cue,) = told.cues
    return cue


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name.partition(".")[0])
def test_every_sample_call_has_its_trainers(truth: Path) -> None:
    """Each file is read, with known techniques and causes, and times within the call."""
    document = json.loads(truth.read_text(encoding="utf-8"))
    told = training_of(truth, document)
    assert told is not None
    techniques = {rule.technique for rule in load_playbook(None).rules}
    assert len(techniques) == 20
    assert told.root_causes
    assert {*told.root_causes, *told.also} <= {cause.value for cause in Cause}
    assert not {*told.root_causes} & {*told.also}
    for cue in told.cues:
        assert cue.techniques
        assert set(cue.techniques) <= techniques
        assert 0 <= cue.earliest <= cue.moment < cue.latest
        assert cue.moment <= document["duration"]
        assert cue.why


def test_each_file_of_trainers_belongs_to_a_call() -> None:
    """None is left over from a call that has another name by now."""
    names = {truth.name.removesuffix(".truth.json") for truth in TRUTHS}
    assert {path.stem for path in (FIXTURES / "trainers").iterdir()} <= names


def test_a_call_without_trainers_has_no_labels(tmp_path: Path) -> None:
    """That is no mistake: nobody said what they would say."""
    assert training_of(tmp_path / "calls" / "made.truth.json", {"turns": TURNS}) is None


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """Causes, techniques, whether it is required, and why."""
    told = training(tmp_path, GOOD)
    assert told is not None
    assert (told.root_causes, told.also) == (("technical",), ("waiting",))
    (cue,) = told.cues
    assert cue.techniques == ("Reflect and reassure", "Show empathy, validate")
    assert (cue.required, cue.why) == (True, "tired of it")


def test_a_cue_after_a_phrase_may_come_from_its_first_word_on(tmp_path: Path) -> None:
    """Best at its end; until so many seconds after that, and one more."""
    cue = label(tmp_path)
    assert (cue.earliest, cue.moment, cue.latest) == (10.0, 14.0, 20.0)


def test_a_cue_after_a_later_phrase_finds_it(tmp_path: Path) -> None:
    """By its first words, whatever their letters' case and marks."""
    cue = label(tmp_path, after='    after: "IM TIRED"')
    assert (cue.earliest, cue.moment) == (15.0, 16.5)


def test_a_cue_before_a_phrase_is_early_by_a_second_at_most(tmp_path: Path) -> None:
    """Its moment is where the phrase begins."""
    cue = label(tmp_path, after='    before: "Its broken"')
    assert (cue.earliest, cue.moment, cue.latest) == (9.0, 10.0, 16.0)


def test_a_cue_a_breath_into_a_phrase_is_early_by_a_second_too(tmp_path: Path) -> None:
    """It waits for what comes in the phrase, and not for its first word."""
    cue = label(tmp_path, after='    before: "Its broken"\n    plus_s: 1.5')
    assert (cue.earliest, cue.moment) == (10.5, 11.5)


def test_a_cue_long_after_a_phrase_may_not_come_within_it(tmp_path: Path) -> None:
    """What is asked for seconds later rests on what happens till then."""
    cue = label(tmp_path, latest_s="    latest_s: 5\n    plus_s: 3")
    assert (cue.earliest, cue.moment, cue.latest) == (16.0, 17.0, 23.0)


def test_a_cue_a_breath_after_a_phrase_may_come_within_it(tmp_path: Path) -> None:
    """A second is no time in which anything else happens."""
    cue = label(tmp_path, latest_s="    latest_s: 5\n    plus_s: 1")
    assert (cue.earliest, cue.moment) == (10.0, 15.0)


def test_a_warning_may_be_five_seconds_early(tmp_path: Path) -> None:
    """To see it coming is to be ahead of it; no other technique is."""
    cue = label(
        tmp_path,
        techniques="  - techniques: [See it coming]",
        after='    before: "Its broken"',
    )
    assert cue.earliest == 5.0


@pytest.mark.parametrize(
    ("technique", "at", "fits"),
    [
        ("Reflect and reassure", 10.0, True),
        ("Show empathy, validate", 20.0, True),
        ("Reflect and reassure", 9.99, False),
        ("Reflect and reassure", 20.01, False),
        ("Positive language", 14.0, False),
    ],
)
def test_a_cue_fits_by_technique_and_time(
    tmp_path: Path, technique: str, at: float, fits: bool
) -> None:
    """Any of the techniques, from the earliest second to the latest, both inside."""
    assert label(tmp_path).fits(technique, at) is fits


def test_the_trainers_of_a_linked_truth_are_found(tmp_path: Path) -> None:
    """A folder that links to some of the calls is measured as they are."""
    assert training(tmp_path, GOOD) is not None
    (tmp_path / "calls" / "made.truth.json").write_text("{}")
    chosen = tmp_path / "elsewhere" / "chosen"
    chosen.mkdir(parents=True)
    link = chosen / "made.truth.json"
    link.symlink_to(tmp_path / "calls" / "made.truth.json")
    assert training_of(link, {"turns": TURNS}) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "NoneType"),
        ("cues: [", "expected the node content"),
        ("- root_cause\n", "list indices"),
        (GOOD.replace("also: [waiting]\n", ""), "also is missing"),
        (GOOD.replace("[waiting]", "[wating]"), "'wating' is not a valid Cause"),
        (GOOD.replace("[technical]", "technical"), "'technical' must be a list"),
        (GOOD.replace(CUE, "  later\n"), "'later' must be a list"),
        (GOOD.replace(CUE, "  - 3\n"), "int"),
        (GOOD.replace('[Reflect and reassure, "Show empathy, validate"]', "See"), "'See' must"),
        (GOOD.replace("turn: 1", "turn: 2"), "there is no turn 2, only 0 to 1"),
        (GOOD.replace("turn: 1", "turn: -1"), "there is no turn -1, only 0 to 1"),
        (GOOD.replace("turn: 1", "turn: one"), "str"),
        (GOOD.replace("Its broken", "It works"), "turn 1 has no phrase 'It works'"),
        (GOOD.replace("Its broken", "..."), "turn 1 has no phrase '...'"),
        (GOOD.replace("latest_s: 5", "latest_s: soon"), "could not convert"),
        (GOOD.replace("    latest_s: 5\n", ""), "latest_s is missing"),
        (GOOD.replace("    required: true\n", ""), "required is missing"),
        (GOOD.replace("    why:", "    because:"), "why is missing"),
        (GOOD.replace("    after:", "    behind:"), "after is missing"),
    ],
)
def test_a_file_with_a_mistake_is_told_in_one_sentence(
    tmp_path: Path, text: str, says: str
) -> None:
    """It names the file, what is wrong, and what to do; on one line."""
    with pytest.raises(RecordingError) as refused:
        training(tmp_path, text)
    told = str(refused.value)
    assert says in told
    assert told.startswith(str(tmp_path / "trainers" / "made.yaml"))
    assert told.endswith("mend it or move it away.")
    assert "\n" not in told


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """In the same words."""
    assert training(tmp_path, GOOD) is not None
    (tmp_path / "trainers" / "made.yaml").write_bytes(b"root_cause: [\xff]")
    truth: dict[str, Any] = {"turns": TURNS}
    with pytest.raises(RecordingError, match="mend it or move it away"):
        training_of(tmp_path / "calls" / "made.truth.json", truth)
