"""The committed calls: current, and within their bounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audio_fixtures import build
from audio_fixtures.reading import read_script

SCRIPTS = sorted(build.CALLS.glob("*.yaml"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_committed_recording_is_current(path: Path) -> None:
    """The hashes recorded beside each call are those of its script, recording and voices."""
    assert build.stale(path) is None


def copied(folder: Path) -> Path:
    for suffix in (".yaml", ".wav", ".truth.json"):
        source = SCRIPTS[0].with_suffix(suffix)
        (folder / f"call{suffix}").write_bytes(source.read_bytes())
    return folder / "call.yaml"


def test_a_changed_script_is_stale(tmp_path: Path) -> None:
    """A word changed in a script after rendering is noticed."""
    changed = copied(tmp_path)
    assert build.stale(changed) is None
    changed.write_text(changed.read_text() + "# more\n")
    assert build.stale(changed) == "script changed since it was rendered"


def test_a_script_with_an_unknown_key_is_said_to_be_wrong(tmp_path: Path) -> None:
    """The check names the key, and not only that something has changed."""
    changed = copied(tmp_path)
    changed.write_text(changed.read_text() + "fog: 3\n")
    assert "fog" in str(build.stale(changed))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_call_fits_its_bounds(path: Path) -> None:
    """A call takes 40 to 130 s; its truth holds every marked phrase of a turn said to its end."""
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    expected = truth["expected"]
    found = [act["text"] for act in expected["acts"] + expected["optional_acts"]]
    broken_off = [t["start"] for t in truth["turns"] if t["yielded"]]
    marked = [p.text for t in read_script(path).spoken for p in t.phrases if p.act]
    assert 40 <= truth["duration"] <= 130
    assert set(found) <= set(marked)
    assert len(found) == len(marked) or broken_off
