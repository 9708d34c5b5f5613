"""The written lines go in; how many there are, by split, comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from assistant.evaluation.language.act_lines import ActLine, Split
from assistant.evaluation.language.sentiment_lines import NAMES, TROUBLE, ServiceLine

Written = TypeVar("Written", ActLine, ServiceLine)


def corpus_as_json(
    folder: Path, acts: Sequence[ActLine], service: Sequence[ServiceLine]
) -> dict[str, Any]:
    """Lines, families, and what they are, for all and for each split; `folder` holds the files."""
    return {
        "acts": {
            "files": len(list((folder / "acts").glob("*.yaml"))),
            **_by_split(acts, _of_acts),
        },
        "service": _by_split(service, _of_service),
    }


def _by_split(
    lines: Sequence[Written], counted: Callable[[Sequence[Written]], dict[str, int]]
) -> dict[str, Any]:
    parts = {"all": lines} | {
        split: [line for line in lines if line.split == split] for split in get_args(Split)
    }
    return {
        name: {"lines": len(part), "families": len({one.family for one in part}), **counted(part)}
        for name, part in parts.items()
    }


def _of_acts(lines: Sequence[ActLine]) -> dict[str, int]:
    parties = Counter(line.party for line in lines)
    return {
        "hard_negatives": sum(not line.done for line in lines),
        "agent": parties["agent"],
        "customer": parties["customer"],
    }


def _of_service(lines: Sequence[ServiceLine]) -> dict[str, int]:
    labels = Counter(line.label for line in lines)
    return {label: labels[label] for label in (*NAMES, TROUBLE)}
