"""The written corpus of speech acts goes in; lines with an act at each word come out.

A file in models/language/acts/ is a list of families. A family is one way of wording one act, or
of looking like it without being it (`act: none`). In a line `<words>` marks where the family's act
is done, the whole line where nothing is marked, and `<words>=name` another act.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from assistant.detectors.acts.names import ACTS
from assistant.engines.spoken_form import spoken_form
from assistant.errors import ModelError

Split = Literal["train", "dev", "test"]

NO_ACT = "none"
_MARK = re.compile(r"<([^<>]*)>(?:=([\w.]+))?|([^<>]+)")
_TEST_TENTHS, _DEV_TENTHS = 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """One thing said, in spoken form, with the acts that each of its words takes part in."""

    party: str
    words: tuple[str, ...]
    acts: tuple[frozenset[str], ...]
    """As long as `words`."""
    family: str
    split: Split

    @property
    def text(self) -> str:
        """The line in spoken form."""
        return " ".join(self.words)

    @property
    def done(self) -> frozenset[str]:
        """Every act of the line."""
        return frozenset().union(*self.acts)


def act_lines(folder: Path) -> list[ActLine]:
    """All lines of the corpus, those of a family in one split.

    Of each act's families a fifth is for the test and a tenth for calibration, chosen by the
    SHA-256 of the family's name, so that no wording of a test family is ever taught. Raises
    ModelError where the corpus cannot be read.
    """
    try:
        families = [
            (f"{path.stem}: {family['family']}", family)
            for path in sorted(folder.glob("*.yaml"))
            for family in read_yaml(path)
        ]
        if not families:
            raise FileNotFoundError("no file is in it")
        splits = _splits(families)
        return [
            parsed(line, family["party"], family["act"], name, splits[name])
            for name, family in families
            for line in family["lines"]
        ]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise ModelError(
            f"The lines in {folder} cannot be read ({error}): install deescalate again."
        ) from error


def parsed(line: str, party: str, act: str, family: str, split: Split) -> ActLine:
    """A line as it is written in a family of `act`. Raises ValueError for an act not in `ACTS`."""
    words: list[str] = []
    acts: list[frozenset[str]] = []
    whole = "<" not in line
    for marked, other, plain in _MARK.findall(line):
        said = spoken_form(marked or plain).split()
        named = other or act if marked else act if whole else NO_ACT
        if named not in (*ACTS, NO_ACT):
            raise ValueError(f"{named} in {family} is no act")
        words += said
        acts += [frozenset(() if named == NO_ACT else (named,))] * len(said)
    return ActLine(party=party, words=tuple(words), acts=tuple(acts), family=family, split=split)


def split_of(lines: Iterable[ActLine], split: Split) -> list[ActLine]:
    """The lines of one split."""
    return [line for line in lines if line.split == split]


def by_share(names: Sequence[str]) -> dict[str, Split]:
    """Each name's split: a fifth for the test, a tenth for calibration, by the names' SHA-256."""
    in_order = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {name: _split_at(10 * place / len(names)) for place, name in enumerate(in_order)}


def _split_at(tenth: float) -> Split:
    if tenth < _TEST_TENTHS:
        return "test"
    return "dev" if tenth < _TEST_TENTHS + _DEV_TENTHS else "train"


def _splits(families: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Split]:
    splits: dict[str, Split] = {}
    for kind in {(family["act"], family["party"]) for _, family in families}:
        names = [name for name, one in families if (one["act"], one["party"]) == kind]
        splits |= by_share(names)
    return splits


def read_yaml(path: Path) -> Any:
    """What a YAML file holds, by the fast reader where it was built."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
