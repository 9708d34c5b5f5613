"""File names go in; the calls to be measured, with the truth where there is one, come out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.capture.recording import open_recording, open_recordings
from assistant.capture.source import CallSource
from assistant.errors import RecordingError, UsageError
from assistant.events import Party, Word
from assistant.timeline import to_samples

CHECKOUT = Path(__file__).resolve().parents[2]
FIXTURES = CHECKOUT / "audio_fixtures" / "calls"
"""The labelled calls of a checkout; an installed package has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchCall:
    """A recorded call: one stereo file with the agent on the left, or the two sides, agent first.

    `truth` is a file as audio_fixtures/README.md says, None where nothing is known.
    """

    name: str
    files: tuple[Path, ...]
    truth: Path | None

    def source(self) -> CallSource:
        """The call's audio. Raises RecordingError where it cannot be had."""
        if len(self.files) == 1:
            return open_recording(self.files[0])
        agent, customer = self.files
        return open_recordings(agent=agent, customer=customer)

    def labels(self) -> dict[str, Any] | None:
        """The truth file's content. Raises RecordingError where it is damaged."""
        if self.truth is None:
            return None
        try:
            document = json.loads(self.truth.read_text(encoding="utf-8"))
            if "turns" in document and "expected" in document:
                return dict(document)
        except (OSError, ValueError, TypeError):
            pass
        raise RecordingError(f"{self.truth} is not the truth of a call; mend it or move it away.")

    def references(self) -> dict[Party, tuple[Word, ...]]:
        """Words known for a side: FILE.ref.json beside its own file, a list of word, start, end.

        Seconds from the file's beginning. Raises RecordingError where one is damaged.
        """
        if len(self.files) == 1:
            return {}
        places = [file.with_suffix(".ref.json") for file in self.files]
        parties = (Party.AGENT, Party.CUSTOMER)
        found = zip(parties, places, strict=True)
        return {party: _reference(place) for party, place in found if place.is_file()}

    def sha256(self) -> str:
        """Of the audio files, one behind the other."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(file.read_bytes())
        return digest.hexdigest()


def calls_named(
    paths: Sequence[Path], agent: Path | None, customer: Path | None
) -> list[BenchCall]:
    """The calls that the paths and the pair of sides name; every fixture where there are none.

    A path is a stereo file, a folder with agent.wav and customer.wav, or one with several labelled
    stereo files NAME.wav, each with its NAME.truth.json. Raises UsageError.
    """
    if (agent is None) != (customer is None):
        raise UsageError("Give both --agent FILE and --customer FILE, one for each side.")
    calls = [call for path in paths for call in _all_in(path)]
    if agent is not None and customer is not None:
        calls.append(_call(agent.stem, (agent, customer), ()))
    return calls or _fixtures()


def _fixtures() -> list[BenchCall]:
    calls = [_named(path) for path in sorted(FIXTURES.glob("*.wav"))]
    if not calls:
        raise UsageError("There are no sample calls beside the program; name the calls to run.")
    return calls


def _all_in(path: Path) -> list[BenchCall]:
    """The call at the path, or the labelled calls in the folder."""
    if path.is_dir() and not (path / "agent.wav").is_file():
        truths = sorted(path.glob("*.truth.json"))
        within = [path / truth.name.replace(".truth.json", ".wav") for truth in truths]
        if within:
            return [_named(file) for file in within]
    return [_named(path)]


def _named(path: Path) -> BenchCall:
    if path.is_dir():
        sides = (path / "agent.wav", path / "customer.wav")
        return _call(path.name, sides, [path / "truth.json"])
    return _call(path.stem, (path,), [path.with_suffix(".truth.json")])


def _call(name: str, files: tuple[Path, ...], truths: Iterable[Path]) -> BenchCall:
    for file in files:
        if not file.is_file():
            raise UsageError(f"There is no recording {file}; name a call that is there.")
    truth = next((path for path in truths if path.is_file()), None)
    return BenchCall(name=name, files=files, truth=truth)


def _reference(path: Path) -> tuple[Word, ...]:
    try:
        return tuple(
            Word(
                word=word["word"],
                start=to_samples(word["start"]),
                end=to_samples(word["end"]),
                probability=1.0,
            )
            for word in json.loads(path.read_text(encoding="utf-8"))
        )
    except (OSError, ValueError, TypeError, KeyError):
        raise RecordingError(
            f"{path} is not a list of words with start and end; mend it or move it away."
        ) from None
