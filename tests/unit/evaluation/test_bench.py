"""The whole command, on the first seconds of a sample call, with real models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import soundfile

from assistant.cli import main
from assistant.model_store import cache_folder

ANGRY = Path(__file__).resolve().parents[3] / "audio_fixtures" / "calls" / "angry.wav"
_KEPT_S = 14.2
"""The greeting, and the customer's first turn, which holds an escalation."""


@pytest.fixture
def short_call(tmp_path: Path) -> Path:
    """The beginning of a sample call, with its truth."""
    samples, rate = soundfile.read(ANGRY, stop=int(_KEPT_S * 8_000))
    path = tmp_path / "short.wav"
    soundfile.write(path, samples, rate, subtype="PCM_16")
    truth = json.loads(ANGRY.with_suffix(".truth.json").read_text())
    truth["turns"] = [turn for turn in truth["turns"] if turn["end"] < _KEPT_S]
    truth["expected"] |= {"interruptions": [], "dead_air": [], "holds": []}
    path.with_suffix(".truth.json").write_text(json.dumps(truth))
    return path


def test_a_call_is_measured_live_and_plain(
    short_call: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Results, plot and JSON come out; what was heard for the yardstick is kept."""
    cache, out = tmp_path / "cache", tmp_path / "out"
    cache.mkdir()
    (cache / "models").symlink_to(cache_folder() / "models")
    monkeypatch.setenv("DEESCALATE_CACHE", str(cache))
    call = str(short_call)
    assert main(["bench", call, "--model", "tiny.en", "--out", str(out), "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert json.loads((out / "results.json").read_text()) == results
    assert (out / "latency.svg").read_text().startswith("<svg")
    live, plain = results["pooled"]["live"], results["pooled"]["plain"]
    assert results["settings"]["model"] == "tiny.en"
    assert live["labels"]["act, urgent"]["asked"] == 1
    assert live["words"]["spoken"] == plain["words"]["spoken"] == 37
    assert live["words"]["end_to_shown_s"]["count"] > 25
    assert plain["words"]["end_to_shown_s"]["count"] == 0
    assert live["spent_s_per_s"]["recognition"] > 0
    assert plain["peak_mib"] > 100
    assert len(list((cache / "bench").iterdir())) == 1
