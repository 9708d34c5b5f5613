"""The results of two benchmarks go in; the ratios of their figures come out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import UsageError

SCHEMA = 1
"""Of results.json; raised when the meaning of a figure changes."""


def load_results(path: Path) -> dict[str, Any]:
    """The results that an earlier benchmark wrote. Raises UsageError where they are none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise UsageError(f"{path} cannot be read ({fault}); name a results.json.") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(
            f"{path} was not written by this version of `deescalate bench`; name one that was, "
            "or measure the old state again."
        )
    return document


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What the old results are of; and old, new, and new over old (below 1: less) by figure.

    Only pooled figures that both have.
    """
    before, now = (dict(_figures("", results["pooled"])) for results in (old, new))
    return {
        "date": old["date"],
        "cpu": old["machine"]["cpu"],
        "model": old["settings"]["model"],
        "live": old["settings"]["live"],
        "figures": {
            name: {
                "old": before[name],
                "new": value,
                "ratio": round(value / before[name], 3) if before[name] > 0 else None,
            }
            for name, value in now.items()
            if name in before
        },
    }


def _figures(name: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _figures(f"{name} / {key}" if name else key, inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, float(value)
