"""Call scripts under calls/ go in; recordings with their truth come out, or word of stale ones."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:  # run as a script, Python puts only this folder there
    sys.path.insert(0, str(HERE.parent))

from assistant.errors import DeescalateError  # noqa: E402  the path is set above
from audio_fixtures import telephone, weights  # noqa: E402
from audio_fixtures.audible import audible_spans  # noqa: E402
from audio_fixtures.noise import Speaker  # noqa: E402
from audio_fixtures.placement import Placement, place  # noqa: E402
from audio_fixtures.reading import read_script  # noqa: E402
from audio_fixtures.script import PARTIES, CallScript, FixtureError  # noqa: E402
from audio_fixtures.spans import Spans  # noqa: E402
from audio_fixtures.synthesis import Synthesiser  # noqa: E402
from audio_fixtures.truth import derive_truth  # noqa: E402

CALLS = HERE / "calls"
BUILDER = 3
"""Raise it when a change to these modules changes what is rendered or derived."""


def render(script_path: Path, folder: Path, voices: Speaker) -> None:
    """Write `<name>.wav` and `<name>.truth.json` for one script into `folder`."""
    script = read_script(script_path)
    spoken = said(script, voices)
    sounding = telephone.with_sounds(script, spoken.placement, spoken.clean)
    recording = folder / f"{script.name}.wav"
    telephone.write_recording(recording, telephone.over_the_line(script, sounding, voices))
    speech = audible(script, spoken.placement, spoken.clean)
    truth = derive_truth(script, spoken.placement, speech)
    truth["made_from"] = made_from(script_path, recording)
    text = json.dumps(truth, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{script.name}.truth.json").write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where all lies in a call, and both parties' speech alone, shape (2, samples) at 8 kHz."""

    placement: Placement
    clean: telephone.Audio


def said(script: CallScript, voices: Speaker) -> Spoken:
    """The script in the voices' sound; raises FixtureError where it cannot be laid out."""
    audio = [
        [voices.say(phrase.text, script.voices[turn.party], turn.speed) for phrase in turn.phrases]
        for turn in script.spoken
    ]
    placement = place(script, [[len(phrase) for phrase in turn] for turn in audio])
    return Spoken(placement, telephone.clean_speech(script, placement, audio))


def audible(script: CallScript, placement: Placement, clean: telephone.Audio) -> Spans:
    """Where each party is heard, by name."""
    return {
        party: audible_spans(
            channel,
            [(turn.start, turn.end) for turn in placement.turns if turn.turn.party == party],
            script.noise_on(party),
        )
        for party, channel in zip(PARTIES, clean, strict=True)
    }


def made_from(script_path: Path, recording: Path) -> dict[str, Any]:
    """What a truth file records of its origin."""
    return {
        "script": _sha256(script_path),
        "builder": BUILDER,
        "weights": weights.weights_id(),
        "audio": _sha256(recording),
    }


def stale(script_path: Path) -> str | None:
    """Why the recording beside a script is not current; None where it is, by its hashes."""
    try:
        read_script(script_path)
    except FixtureError as error:
        return str(error)
    truth_path = script_path.with_suffix(".truth.json")
    recording = script_path.with_suffix(".wav")
    if not truth_path.exists() or not recording.exists():
        return "not rendered yet"
    recorded = json.loads(truth_path.read_text(encoding="utf-8")).get("made_from", {})
    now = made_from(script_path, recording)
    changed = [key for key, value in now.items() if recorded.get(key) != value]
    return f"{' and '.join(changed)} changed since it was rendered" if changed else None


def differs(script_path: Path, cache: Path) -> str | None:
    """Why a fresh rendering is not the committed one, byte for byte; None where it is."""
    with tempfile.TemporaryDirectory() as folder:
        render(script_path, Path(folder), Synthesiser(cache, reuse=False))
        for suffix in (".wav", ".truth.json"):
            fresh = Path(folder) / f"{script_path.stem}{suffix}"
            if fresh.read_bytes() != script_path.with_suffix(suffix).read_bytes():
                return f"a fresh {suffix} is not the committed one"
    return None


def _check(scripts: Sequence[Path], cache: Path) -> int:
    """Print the state of each call; 1 where any is not current."""
    bad = 0
    for path in scripts:
        fault = stale(path)
        if fault is None and weights.present(cache):
            fault = differs(path, cache)
        print(f"{path.stem}: {fault or 'current'}")
        bad += fault is not None
    return 1 if bad else 0


def _scripts(names: Sequence[str]) -> list[Path]:
    """The scripts named, or all."""
    if not names:
        return sorted(CALLS.glob("*.yaml"))
    paths = [CALLS / f"{name}.yaml" for name in names]
    for path in paths:
        if not path.exists():
            raise FixtureError(f"there is no call {path.stem}; write calls/{path.name} first")
    return paths


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Render the scripted calls.")
    parser.add_argument("names", nargs="*", help="calls to render; all without; or `fetch`")
    parser.add_argument("--check", action="store_true", help="say whether they are current")
    parser.add_argument("--cache", type=Path, default=weights.DEFAULT_CACHE, help="voice weights")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the voices, render calls, or check them; the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.names == ["fetch"]:
            weights.fetch(chosen.cache)
            return 0
        if chosen.check:
            return _check(_scripts(chosen.names), chosen.cache)
        voices = Synthesiser(chosen.cache)
        for path in _scripts(chosen.names):
            render(path, CALLS, voices)
            print(f"{path.stem}: rendered")
    except DeescalateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
