"""The results of an accuracy run go in; tables for a person come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.results import framed
from assistant.evaluation.tallies import CUES

_SHORT = ("interruption", "overlap", "dead air", "hold", "act", "bleed")
"""Kinds that have a column in the table of calls."""


def accuracy_tables(results: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Rates, delays, classes of overlap, calls, the places to listen to, and the cost."""
    pooled = results["pooled"]
    yield _rates(pooled["rows"], len(results["calls"]), pooled["seconds"])
    if pooled["coaching"]:
        yield _coaching(pooled["coaching"])
    yield _delays(pooled["rows"])
    yield _classes(pooled["overlap_classes"])
    yield _calls(results["calls"])
    yield from _places(results["calls"])
    if pooled["errors"]:
        yield _errors(pooled["errors"])
    yield _cost(pooled["cost"])


def _rates(rows: Mapping[str, Any], calls: int, seconds: float) -> Table:
    title = (
        f"Found, of what {calls} calls of {seconds / 60:.0f} minutes hold; in brackets 95 %, "
        "by drawing calls"
    )
    table = framed(
        title, "kind", "asked", "found", "false", "taken back", "precision", "recall", "F1",
        "false cues/h",
    )  # fmt: skip
    for row, figures in rows.items():
        doubt = figures["interval_95"]
        counts = [str(figures[key]) for key in ("asked", "found", "false")]
        shares = (_share(figures[key], doubt[key]) for key in ("precision", "recall", "f1"))
        cues = _doubted(figures["false_cues_an_hour"], doubt["false_cues_an_hour"], "{:.1f}")
        table.add_row(
            row, *counts, _withdrawn(figures), *shares, cues if figures["false_cues"] else "0"
        )
    return table


def _coaching(figures: Mapping[str, Any]) -> Table:
    """The cues by technique, against what trainers would have said."""
    late = figures["late_s"]
    title = (
        f"Cues against what trainers would say: precision {_plain(figures['precision'])}, recall "
        f"{_plain(figures['recall'])}, {figures['cues_in_3_minutes']} in 3 minutes; "
        f"{figures['within_1_s']} of {figures['given']} within 1 s of the moment, p95 "
        f"{_plain(late['p95'])} s after it"
    )
    table = framed(title, "technique", "asked for", "given", "fair besides", "wrong")
    for name, row in figures["techniques"].items():
        counts = (str(row[key]) for key in ("asked", "given", "fair", "wrong"))
        table.add_row(name, *counts)
    return table


def _plain(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"


def _withdrawn(figures: Mapping[str, Any]) -> str:
    """How many were taken back, and after how long at most."""
    many = figures["withdrawn"]
    return f"{many} in {figures['withdrawn_after_s']['max']:.1f} s" if many else "0"


def _delays(rows: Mapping[str, Any]) -> Table:
    table = framed(
        "Seconds from when it was certain, to `at` and to when it was told",
        "kind", "n", "at p50", "p95", "max", "told p50", "p95", "max",
    )  # fmt: skip
    for row, figures in rows.items():
        to_at, to_told = figures["certain_to_at_s"], figures["certain_to_emitted_s"]
        if to_at["count"]:
            times = (one[key] for one in (to_at, to_told) for key in ("p50", "p95", "max"))
            told = ("-" if time is None else f"{time:.2f}" for time in times)
            table.add_row(row, str(to_at["count"]), *told)
    return table


def _classes(confusion: Mapping[str, Mapping[str, int]]) -> Table:
    heard = next(iter(confusion.values()))
    table = framed("Overlaps: what they were (rows), what they were taken for", "", *heard)
    for row, counts in confusion.items():
        table.add_row(row, *(str(count) if count else "." for count in counts.values()))
    return table


def _calls(calls: Sequence[Mapping[str, Any]]) -> Table:
    """Found of asked, and false ones behind a plus."""
    table = framed("Calls: found/asked, +false", "call", "s", *_SHORT, "false cues")
    for call in calls:
        rows = call["rows"]
        cues = rows.get(CUES, {}).get("false_cues", 0)
        counts = (_counts(rows, kind) for kind in _SHORT)
        table.add_row(call["name"], f"{call['seconds']:.0f}", *counts, str(cues))
    return table


def _counts(rows: Mapping[str, Any], kind: str) -> str:
    """A kind's own row where there is one, else its parts' sum."""
    parts = [rows[kind]] if kind in rows else _parts(rows, kind)
    asked, found, false = (sum(one[key] for one in parts) for key in ("asked", "found", "false"))
    told = f"{found}/{asked}" if asked else ""
    return f"{told} +{false}".strip() if false else told


def _parts(rows: Mapping[str, Any], kind: str) -> list[Any]:
    whole = [row for row in rows if row.startswith(f"{kind}: ")]
    groups = [row for row in whole if row.startswith(f"{kind}: all of ")]
    return [rows[row] for row in groups or whole]


def _places(calls: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    """A line for each place; the text is shown whole, for it is there to be read."""
    if any(call["listen"] for call in calls):
        yield Text("Where to listen")
    for call in calls:
        for place in call["listen"]:
            expected = f" expected {place['expected']};" if place["expected"] else ""
            heard = f" heard {place['heard']}" if place["heard"] else ""
            where = f"{call['name']} {place['at']} {place['fault']}, {place['kind']}:"
            yield Text(f"  {where}{expected}{heard}".rstrip(";:"))


def _errors(errors: Mapping[str, Any]) -> Table:
    table = framed("Measured numbers: how far off", "number", "n", "p50", "p90", "max")
    for name, spread in errors.items():
        sizes = (f"{spread[key]:.1f}" for key in ("p50", "p90", "max"))
        table.add_row(name, str(spread["count"]), *sizes)
    return table


def _cost(cost: Mapping[str, float]) -> Text:
    told = ", ".join(f"{group} {share:.2%}" for group, share in cost.items())
    return Text(f"Of one core, for a call: {told}.")


def _share(value: float | None, doubt: Sequence[float | None]) -> str:
    return _doubted(value, doubt, "{:.3f}")


def _doubted(value: float | None, doubt: Sequence[float | None], form: str) -> str:
    if value is None:
        return "-"
    low, high = ("-" if edge is None else form.format(edge) for edge in doubt)
    return f"{form.format(value)} [{low}, {high}]"
