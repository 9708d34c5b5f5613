"""Scripted calls: placement, yielding, truth, the telephone line, and the committed audio."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from audio_fixtures import build, telephone
from audio_fixtures.placement import RATE, PlacedTurn, place
from audio_fixtures.script import (
    CallScript,
    FixtureError,
    Over,
    OverlapKind,
    Phrase,
    Turn,
    Voice,
    read_script,
)
from audio_fixtures.truth import derive_truth

SCRIPTS = sorted(build.CALLS.glob("*.yaml"))
SECOND = RATE


def script_of(*turns: Turn) -> CallScript:
    voices = {
        "agent": Voice(name="af_heart", language="en-us"),
        "customer": Voice(name="bm_daniel", language="en-gb"),
    }
    return CallScript(
        name="made", title="Made up", voices=voices, turns=turns, noise_seed=1, lead_in=1.0
    )


def turn(party: str, *texts: str, after: float = 0.5, over: Over | None = None) -> Turn:
    phrases = tuple(Phrase(text=text, pause=0.25 if i else 0.0) for i, text in enumerate(texts))
    return Turn(party=party, phrases=phrases, after=after, over=over)


def interrupted(yields: str | None) -> list[PlacedTurn]:
    over = Over(kind=OverlapKind.INTERRUPTION, fraction=0.5, yields=yields, yields_after=0.5)
    script = script_of(
        turn("customer", "one two three four", "five six"), turn("agent", "no", over=over)
    )
    return place(script, [[4 * SECOND, 2 * SECOND], [2 * SECOND]])


def test_a_turn_follows_the_last_one_after_its_gap() -> None:
    """The second turn begins half a second behind the end of the first, after the lead-in."""
    placed = place(script_of(turn("agent", "hello"), turn("customer", "hi")), [[SECOND], [SECOND]])
    assert [(t.start, t.end) for t in placed] == [
        (SECOND, 2 * SECOND),
        (2 * SECOND + SECOND // 2, 3 * SECOND + SECOND // 2),
    ]


def test_a_pause_separates_the_phrases_of_a_turn() -> None:
    """The second phrase begins a quarter of a second after the first has ended."""
    (placed,) = place(script_of(turn("agent", "one", "two")), [[SECOND, SECOND]])
    assert placed.phrases[1].start - placed.phrases[0].end == SECOND // 4


def test_the_first_speaker_gives_way() -> None:
    """The customer's turn ends half a second after the agent came in; later phrases are gone."""
    first, second = interrupted("customer")
    assert second.start == first.start + round(0.5 * 6.25 * SECOND)
    assert first.yielded
    assert first.end == second.start + SECOND // 2
    assert [phrase.cut for phrase in first.phrases] == [True]


def test_the_second_speaker_gives_way() -> None:
    """The agent breaks off after half a second and the customer speaks to the end."""
    first, second = interrupted("agent")
    assert not first.yielded
    assert len(first.phrases) == 2
    assert second.end - second.start == SECOND // 2


def test_nobody_gives_way() -> None:
    """Both turns keep their whole length."""
    first, second = interrupted(None)
    assert first.end - first.start == round(6.25 * SECOND)
    assert second.end - second.start == 2 * SECOND


def test_nobody_talks_over_themselves() -> None:
    """A turn that would begin while the same party still speaks is refused by name."""
    script = script_of(turn("agent", "one"), turn("agent", "two", after=-0.5))
    with pytest.raises(FixtureError, match="agent talks over themselves"):
        place(script, [[SECOND], [SECOND]])


def truth_of(script: CallScript, placed: list[PlacedTurn]) -> dict[str, Any]:
    speech = {
        party: [(t.start, t.end) for t in placed if t.turn.party == party]
        for party in ("agent", "customer")
    }
    truth = derive_truth(script, placed, speech, max(t.end for t in placed))
    return dict(truth["expected"])


def test_an_interruption_is_derived_with_its_overlap_and_who_gave_way() -> None:
    """The truth says who came in, for how long both spoke, and who broke off."""
    placed = interrupted("customer")
    script = script_of(*(item.turn for item in placed))
    (found,) = truth_of(script, placed)["interruptions"]
    assert (found["by"], found["overlap_s"], found["yielded"]) == ("agent", 0.5, "customer")


def test_words_that_were_cut_off_are_not_in_the_truth() -> None:
    """A phrase cut near its end keeps the words heard whole and loses its mark."""
    placed = interrupted("customer")
    script = script_of(*(item.turn for item in placed))
    speech: dict[str, list[tuple[int, int]]] = {"agent": [], "customer": []}
    truth = derive_truth(script, placed, speech, 10 * SECOND)
    assert truth["turns"][0]["text"] == "one two three"
    assert truth["turns"][0]["phrases"][0]["cut"]


def test_an_early_start_is_a_turn_change_and_no_interruption() -> None:
    """A reply 0.2 s before the end of the last turn is a change of turn."""
    script = script_of(turn("agent", "one"), turn("customer", "two", after=-0.2))
    expected = truth_of(script, place(script, [[SECOND], [SECOND]]))
    assert expected["interruptions"] == []
    assert [change["overlap_s"] for change in expected["turn_changes"]] == [0.2]


@pytest.mark.parametrize(("act", "explained"), [(None, False), ("hold_request", True)])
def test_a_long_silence_is_dead_air_and_a_hold_where_it_was_announced(
    act: str | None, explained: bool
) -> None:
    """Ten seconds of silence are dead air; a request just before explains them as a hold."""
    asking = Turn(party="agent", phrases=(Phrase(text="please hold", act=act),))
    script = script_of(asking, turn("agent", "hello again", after=10.0))
    expected = truth_of(script, place(script, [[SECOND], [SECOND]]))
    assert expected["dead_air"] == [{"start": 2.0, "end": 12.0, "explained": explained}]
    assert len(expected["holds"]) == int(explained)


def test_speech_is_measured_without_its_long_pauses() -> None:
    """A tone with a gap of 0.1 s is one stretch; a gap of 0.5 s parts it in two."""
    tone = np.full(SECOND, 0.1, np.float32)
    gap = np.zeros(SECOND, np.float32)
    channel = np.concatenate([tone, gap[: SECOND // 10], tone, gap[: SECOND // 2], tone])
    assert telephone.speech_spans(channel) == [(0, 16_800), (20_800, 28_800)]


def test_a_recording_is_two_channels_of_mu_law_within_the_error_of_the_codec(
    tmp_path: Path,
) -> None:
    """The agent is on the left; what is read back lies within mu-law's step of what was written."""
    ramp = np.linspace(-0.9, 0.9, SECOND, dtype=np.float32)
    path = tmp_path / "made.wav"
    telephone.write_recording(path, np.stack([ramp, -ramp]))
    info = soundfile.info(path)
    read, _ = soundfile.read(path, dtype="float32")
    assert (info.samplerate, info.channels, info.subtype) == (8_000, 2, "ULAW")
    assert np.all(np.abs(read[:, 0] - ramp) <= 0.032 * np.abs(ramp) + 0.001)
    assert np.allclose(read[:, 1], -read[:, 0], atol=0.001)


def test_the_noise_of_a_line_is_the_same_each_time() -> None:
    """The same seed gives the same samples, quiet and within the telephone band."""
    script = script_of(turn("agent", "one"))
    clean = np.zeros((2, SECOND), np.float32)
    first, second = (telephone.over_the_line(script, clean) for _ in range(2))
    assert np.array_equal(first, second)
    assert 0 < np.sqrt(np.mean(first**2)) < 10 ** (script.noise_dbfs / 20)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_committed_recording_is_current(path: Path) -> None:
    """The hashes recorded beside each call are those of its script, recording and voices."""
    assert build.stale(path) is None


def test_a_changed_script_is_stale(tmp_path: Path) -> None:
    """A word changed in a script after rendering is noticed."""
    source = SCRIPTS[0]
    for suffix in (".yaml", ".wav", ".truth.json"):
        (tmp_path / f"call{suffix}").write_bytes(source.with_suffix(suffix).read_bytes())
    changed = tmp_path / "call.yaml"
    assert build.stale(changed) is None
    changed.write_text(changed.read_text() + "# more\n")
    assert build.stale(changed) == "script changed since it was rendered"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_call_fits_its_bounds(path: Path) -> None:
    """A call takes 45 to 100 s, and its truth holds every marked phrase that was not cut off."""
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    marked = sum(1 for t in read_script(path).turns for phrase in t.phrases if phrase.act)
    expected = truth["expected"]
    assert 45 <= truth["duration"] <= 100
    assert len(expected["acts"]) + len(expected["optional_acts"]) == marked


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("turns: [{agent: hi}]", "does not read"),
        ("turns: [{agent: [{escalation.abuse: hi}]}]", "does not read"),
    ],
)
def test_a_script_with_a_fault_is_refused_by_name(tmp_path: Path, text: str, fault: str) -> None:
    """A script without voices, or with an act that the party cannot do, names its file."""
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(FixtureError, match=f"wrong.yaml {fault}"):
        read_script(path)
