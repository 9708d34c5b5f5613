"""The results of a benchmark go in; tables for a person come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from assistant.evaluation.bench import Say
from assistant.evaluation.results import framed

_COMPARED = ("p50", "p90", "p95", "max")
_TOLD_RATIOS = re.compile(
    r"factor$|cpu_s_per_s$|peak_mib$|error_rate$|kept$|found$|(latency_s|shown_s|committed_s) / p"
)
"""Of the many figures, those that a person compares first."""


@contextmanager
def bench_progress(console: Console) -> Iterator[Say]:
    """A bar for each step where a person watches, else a line."""
    if not console.is_terminal:
        yield lambda what, seconds: _told(console, what)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:

        def say(what: str, seconds: float) -> Callable[[float], None]:
            for earlier in progress.task_ids:
                progress.remove_task(earlier)
            task = progress.add_task(what, total=seconds or None)
            return lambda done: progress.update(task, completed=done)

        yield say


def _told(console: Console, what: str) -> Callable[[float], None]:
    console.print(what)
    return lambda done: None


def tables(results: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Calls, latencies, words, where the time went; then capacity and ratios where they are."""
    yield _costs(results)
    yield _rightness(results)
    yield _latencies(results["pooled"]["live"])
    yield _words(results["pooled"])
    yield _spent(results["pooled"])
    if results["calls_at_once"] is not None:
        yield _capacity(results["calls_at_once"])
    if results["compared"] is not None:
        yield _ratios(results["compared"])


def _costs(results: Mapping[str, Any]) -> Table:
    """What each call cost, live and in plain replay; times real time are of plain replay."""
    table = framed(
        "Cost", "call", "s", "x real time", "CPU s/s", "plain", "MiB", "plain", "load s", "CPU s"
    )
    for row in _rows(results):
        live, plain = row["live"], row["plain"]
        factor = plain["real_time_factor"]
        table.add_row(
            row["name"],
            _number(row.get("duration_s"), 1),
            _number(1 / factor if factor else None, 1),
            *(_number(half["cpu_s_per_s"], 2) for half in (live, plain)),
            *(_number(half["peak_mib"], 0) for half in (live, plain)),
            _number(live["load_s"], 1),
            _number(live["load_cpu_s"], 1),
        )
    return table


def _rightness(results: Mapping[str, Any]) -> Table:
    """Word error rates, and acts; `beyond` were found live where no label has them."""
    table = framed(
        "Word error rate, and share of acts found",
        "call",
        "live",
        "plain",
        "offline",
        "acts found",
        "plain",
        "beyond",
        "degraded",
    )
    for row in _rows(results):
        live = row["live"]
        table.add_row(
            row["name"],
            _share(live["words"]["word_error_rate"]),
            _share(row["plain"]["words"]["word_error_rate"]),
            _share(row["offline_word_error_rate"]),
            *(
                _share(row[half]["labels"].get("act", {}).get("found"))
                for half in ("live", "plain")
            ),
            str(live["found_beyond_labels"]),
            str(live["degraded"]),
        )
    return table


def _rows(results: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*results["calls"], {"name": "all", **results["pooled"]}]


def _latencies(live: Mapping[str, Any]) -> Table:
    table = framed(
        "Seconds from the end of the evidence, live (* by the log's own at)",
        "kind",
        "asked",
        "found",
        "n",
    )
    for column in _COMPARED:
        table.add_column(column, justify="right")
    for kind, figures in live["labels"].items():
        _add_spread(
            table, kind, str(figures["asked"]), _share(figures["found"]), figures["latency_s"]
        )
    for name, figures in (
        ("word shown", live["words"]["end_to_shown_s"]),
        ("word committed", live["words"]["end_to_committed_s"]),
    ):
        share = live["words"][name.removeprefix("word ")]
        _add_spread(table, name, str(live["words"]["spoken"]), _share(share), figures)
    table.add_section()
    for kind, figures in live["at_to_emitted_s"].items():
        _add_spread(table, f"{kind}*", "", "", figures)
    return table


def _add_spread(table: Table, kind: str, asked: str, found: str, spread: Mapping[str, Any]) -> None:
    shown = (_number(spread[column], 2) for column in _COMPARED)
    table.add_row(kind, asked, found, str(spread["count"]), *shown)


def _words(pooled: Mapping[str, Any]) -> Table:
    table = framed("Words", "", "spoken", "shown", "within 1 s", "committed", "taken back per kept")
    for pace in ("live", "plain"):
        words = pooled[pace]["words"]
        clocked = pace == "live"
        table.add_row(
            pace,
            str(words["spoken"]),
            _share(words["shown"]) if clocked else "",
            _share(words["shown_within_1_s"]) if clocked else "",
            _share(words["committed"]) if clocked else "",
            _number(words["taken_back_per_word_kept"], 2),
        )
    return table


def _spent(pooled: Mapping[str, Any]) -> Table:
    live, plain = (pooled[pace]["spent_s_per_s"] for pace in ("live", "plain"))
    table = framed("Where the time goes", "part", "live ms/s", "plain ms/s", "share of plain")
    whole = sum(seconds or 0 for part, seconds in plain.items() if ": " not in part) or 1
    for part in sorted(live | plain, key=lambda part: -(plain.get(part) or 0)):
        in_plain = plain.get(part) or 0.0
        table.add_row(
            part,
            _number(1000 * (live.get(part) or 0.0), 2),
            _number(1000 * in_plain, 2),
            _share(in_plain / whole),
        )
    return table


def _capacity(found: Mapping[str, Any]) -> Table:
    more = "" if found["found"] else " or more"
    table = framed(f"Calls at once: {found['holds']}{more}", "calls", "p50", "p95", "degraded")
    for step in found["steps"]:
        spread = step["latency_s"]
        degraded = str(step["degraded"])
        calls = str(step["calls"])
        table.add_row(calls, _number(spread["p50"], 2), _number(spread["p95"], 2), degraded)
    return table


def _ratios(compared: Mapping[str, Any]) -> Table:
    old = f"{compared['date'][:10]}, {compared['model']}, {compared['live']}"
    table = framed(
        f"Against the old results ({old}); below 1: less", "figure", "old", "new", "ratio"
    )
    for name, figures in compared["figures"].items():
        if _TOLD_RATIOS.search(name):
            table.add_row(name, *(_number(figures[key], 3) for key in ("old", "new", "ratio")))
    return table


def _number(value: float | None, decimals: int) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
