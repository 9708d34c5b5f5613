"""Data sets and hand-written service lines go in; spoken lines with their sentiment come out."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.engines.spoken_form import spoken_form
from assistant.errors import ModelError
from assistant.evaluation.language.act_lines import Split, by_share, read_yaml

NAMES = ("negative", "neutral", "positive")
"""The classes, in the order of the model's outputs."""
TROUBLE = "trouble"
"""Of a service line that tells of a fault calmly: neutral, and a little negative."""
SERVICE_FILES = ("service_lines.yaml", "service_lines_2.yaml")
"""Written by two hands, the second without a look at the first."""

_POSITIVE = frozenset(
    "admiration amusement approval caring desire excitement gratitude joy love optimism pride "
    "relief".split()
)
_NEGATIVE = frozenset(
    "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness "
    "remorse sadness".split()
)
"""Emotions of GoEmotions by sign; the other four, and none, are neutral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLine:
    """One thing said, in spoken form; `label` is one of `NAMES`, or `TROUBLE`."""

    text: str
    label: str
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One hand-written line with its family, whose slots are not filled yet."""

    text: str
    label: str
    family: str
    split: Split


def goemotions(data: Path, split: Split) -> list[LabelledLine]:
    """Comments of GoEmotions in three classes; those of both signs dropped, ambiguous neutral."""
    names = (data / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()
    lines = []
    for text, ids, _ in tabbed(data / "goemotions" / f"{split}.tsv"):
        emotions = {names[int(number)] for number in ids.split(",")}
        positive, negative = emotions & _POSITIVE, emotions & _NEGATIVE
        spoken = spoken_form(text.replace("[NAME]", "john").replace("[RELIGION]", "faith"))
        if spoken and not (positive and negative):
            label = "negative" if negative else "positive" if positive else "neutral"
            lines.append(LabelledLine(text=spoken, label=label))
    return lines


def multidogo_turns(data: Path, split: Split) -> list[tuple[str, str]]:
    """Every customer turn of a split with its intent, as typed, of all six domains."""
    paths = sorted((data / "multidogo").glob(f"*/{split}.tsv"))
    return [(row[3], row[5]) for path in paths for row in list(tabbed(path))[1:] if len(row) > 5]


def service_lines(folder: Path) -> tuple[list[ServiceLine], dict[str, list[str]]]:
    """The hand-written lines, and what fills their slots.

    Of the families of each label and file a fifth is for the test and a tenth for calibration,
    so that no wording of a test family is ever taught. Raises ModelError where they cannot be read.
    """
    lines: list[ServiceLine] = []
    slots: dict[str, list[str]] = {}
    try:
        for name in SERVICE_FILES:
            themes = read_yaml(folder / name)
            slots |= themes.pop("slots")
            families = {name: one for theme in themes.values() for name, one in theme.items()}
            lines += _of_file(Path(name).stem, families)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ModelError(
            f"The service lines in {folder} cannot be read ({error}): install deescalate again."
        ) from error
    return lines, slots


def service_lines_of(folder: Path, split: Split, seed: int) -> list[LabelledLine]:
    """The lines of one split, each once, its slots filled by chance."""
    chance = random.Random(seed)
    lines, slots = service_lines(folder)
    return [
        LabelledLine(
            text=spoken_form(filled(line.text, slots, chance)),
            label=line.label,
            family=line.family,
        )
        for line in lines
        if line.split == split
    ]


def filled(text: str, slots: dict[str, list[str]], chance: random.Random) -> str:
    """A line with each {slot} filled by chance."""
    return re.sub(r"\{(\w+)\}", lambda slot: chance.choice(slots[slot[1]]), text)


def tabbed(path: Path) -> Iterator[list[str]]:
    """The rows of a file of values that are parted by tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows: Iterable[list[str]] = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        yield from rows


def _of_file(file: str, families: dict[str, dict[str, str]]) -> list[ServiceLine]:
    splits: dict[str, Split] = {}
    for label in (*NAMES, TROUBLE):
        splits |= by_share([name for name, one in families.items() if one["label"] == label])
    return [
        ServiceLine(text=text, label=entry["label"], family=f"{file}: {name}", split=splits[name])
        for name, entry in families.items()
        for text in entry["lines"]
    ]
