"""What trainers would have said in a call goes in, beside its truth; labels with times come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.coaching.review.causes.lists import Cause
from assistant.errors import RecordingError

FOLDER = "trainers"
"""Beside the folder of the calls: a file a call, NAME.yaml."""
_EARLY_S = 1.0
"""A cue may come so long before its moment."""
_FORESEEN, _FORESEEN_S = "See it coming", 5.0
"""A warning may be a breath ahead of the moment at which people would give it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CueLabel:
    """A cue that fits: any of `techniques`, from `earliest` on, best at `moment`, until `latest`.

    Seconds of the call. `required`: every trainer would give it; else it would not be wrong.
    """

    techniques: tuple[str, ...]
    earliest: float
    moment: float
    latest: float
    required: bool
    why: str

    def fits(self, technique: str, at: float) -> bool:
        """Whether a cue of that technique at that second is this one."""
        return technique in self.techniques and self.earliest <= at <= self.latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What trainers think of a call: where its trouble came from, and the cues."""

    root_causes: tuple[str, ...]
    also: tuple[str, ...]
    cues: tuple[CueLabel, ...]


def training_of(truth_file: Path, truth: Mapping[str, Any]) -> Training | None:
    """The trainers' view of the call, None where nobody gave one.

    Raises RecordingError where the file is damaged or speaks of words that nobody says.
    """
    name = truth_file.name.removesuffix(".truth.json")
    path = truth_file.resolve().parent.parent / FOLDER / f"{name}.yaml"
    if not path.is_file():
        return None
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Training(
            root_causes=_causes(document["root_cause"]),
            also=_causes(document["also"]),
            cues=tuple(_label(entry, truth["turns"]) for entry in _listed(document["cues"])),
        )
    except (OSError, ValueError, TypeError, LookupError, yaml.YAMLError) as fault:
        raise RecordingError(
            f"{path} does not say what trainers would say in this call ({_told(fault)}); mend "
            "it or move it away."
        ) from fault


def _told(fault: Exception) -> str:
    """What is wrong, in one line."""
    if isinstance(fault, KeyError):
        return f"{fault.args[0]} is missing"
    return " ".join(str(fault).split())


def _listed(value: Any) -> Sequence[Any]:
    """The list; a text alone would pass for a list of its letters."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r} must be a list")
    return value


def _causes(names: Any) -> tuple[str, ...]:
    return tuple(Cause(name).value for name in _listed(names))


def _label(entry: Mapping[str, Any], turns: Sequence[Any]) -> CueLabel:
    """One entry, with its moment from the phrase that it names.

    What happens in a phrase can be told from its first word on: a cue is early only before that.
    """
    begins = "before" in entry
    words = str(entry["before" if begins else "after"])
    phrase = _phrase(turns, entry["turn"], words)
    plus = float(entry.get("plus_s", 0))
    moment = (phrase["start"] if begins else phrase["end"]) + plus
    foreseen = _FORESEEN in entry["techniques"]
    earliest = moment - (_FORESEEN_S if foreseen else _EARLY_S)
    return CueLabel(
        techniques=tuple(_listed(entry["techniques"])),
        earliest=min(earliest, phrase["start"]) if plus < 2 * _EARLY_S and not begins else earliest,
        moment=moment,
        latest=moment + float(entry["latest_s"]) + _EARLY_S,
        required=bool(entry["required"]),
        why=str(entry["why"]),
    )


def _phrase(turns: Sequence[Any], number: int, words: str) -> Mapping[str, Any]:
    """The first phrase of the turn that begins with these words."""
    if not 0 <= number < len(turns):
        raise ValueError(f"there is no turn {number}, only 0 to {len(turns) - 1}")
    for phrase in turns[number]["phrases"]:
        if _bare(words) and _bare(phrase["text"]).startswith(_bare(words)):
            return dict(phrase)
    raise ValueError(f"turn {number} has no phrase {words!r}")


def _bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
