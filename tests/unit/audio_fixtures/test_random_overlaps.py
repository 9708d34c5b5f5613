"""Interruptions made by chance come in over speech."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from audio_fixtures.placement import Placement, place
from audio_fixtures.random_overlaps import nobody_yields, over_speech
from audio_fixtures.reading import read_script
from made_calls import SECOND

RAW: dict[str, Any] = {
    "title": "Made up",
    "noise_seed": 1,
    "lead_in": 1.0,
    "agent": {"name": "af_heart", "language": "en-us"},
    "customer": {"name": "bm_daniel", "language": "en-gb"},
    "turns": [
        {"customer": "one two three"},
        {"sound": "cough", "party": "agent", "seconds": 0.3, "over": {"fraction": 0.1}},
        {
            "agent": "no",
            "over": {"kind": "interruption", "fraction": 0.5, "yields": "customer"},
        },
    ],
}


def whole_call(folder: Path, raw: dict[str, Any]) -> Placement:
    """Ten seconds of the customer from 1 s on, and two of the agent."""
    path = folder / "made.yaml"
    path.write_text(yaml.safe_dump(raw))
    return place(read_script(path), [[10 * SECOND], [2 * SECOND]])


def moved_to(folder: Path, *spoken: tuple[float, float]) -> dict[str, Any]:
    """Where the interruption goes if the customer speaks in these seconds of the call."""
    spans = [(round(start * SECOND), round(end * SECOND)) for start, end in spoken]
    whole = whole_call(folder, nobody_yields(RAW))
    moved = over_speech(RAW, whole, {"agent": [], "customer": spans})
    return dict(moved["turns"][2]["over"])


def test_nobody_yields_in_a_call_as_a_whole() -> None:
    """Only the giving way is taken out, and the script itself stays as it is."""
    before = deepcopy(RAW)
    assert "yields" not in nobody_yields(RAW)["turns"][2]["over"]
    assert before == RAW


def test_an_interruption_in_a_pause_moves_to_the_nearest_speech(tmp_path: Path) -> None:
    """At 6 s of the call the customer pauses; 0.6 s before that pause they still speak on."""
    over = moved_to(tmp_path, (1.0, 5.5), (7.0, 11.0))
    assert over == {"kind": "interruption", "yields": "customer", "seconds": 3.9}


def test_an_interruption_over_speech_stays_there(tmp_path: Path) -> None:
    """Its place is only told in seconds."""
    assert moved_to(tmp_path, (1.0, 11.0))["seconds"] == 5.0


def test_an_interruption_with_no_speech_to_come_in_over_stays(tmp_path: Path) -> None:
    """Short words with pauses between them hold no such moment."""
    assert moved_to(tmp_path, (1.0, 1.5), (5.0, 5.4))["fraction"] == 0.5
