"""New results against old ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from assistant.evaluation.comparison import SCHEMA, compared, load_results


def results(p95: float | None, **more: float) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "date": "2026-01-01T00:00:00+00:00",
        "machine": {"cpu": "a"},
        "settings": {"model": "base", "live": "as-live"},
        "pooled": {"live": {"words": {"p95": p95} | more}},
    }


def test_the_ratio_is_new_over_old() -> None:
    """Below 1 the new one is less."""
    figures = compared(results(0.8), results(0.4))["figures"]
    assert figures == {"live / words / p95": {"old": 0.8, "new": 0.4, "ratio": 0.5}}


def test_what_only_one_has_is_left_out_and_nothing_is_divided_by_zero() -> None:
    """A figure that is missing on either side has no ratio, nor has one that was 0."""
    assert compared(results(None), results(0.4, shown=1.0))["figures"] == {}
    assert compared(results(0.0), results(0.4))["figures"]["live / words / p95"]["ratio"] is None


def test_results_are_read_back(tmp_path: Path) -> None:
    """What was written as JSON is what is compared with."""
    path = tmp_path / "results.json"
    path.write_text(json.dumps(results(0.8)))
    assert load_results(path) == results(0.8)


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 0}', '{"machine": "mine"}'])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    """What the command did not write, or an older version of it did, is not compared."""
    path = tmp_path / "results.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"results\.json"):
        load_results(path)
