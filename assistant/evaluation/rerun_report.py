"""Calls tried under a playbook go in; tables for a person, or JSON, come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.cue_changes import Change, Difference, ShownCue
from assistant.evaluation.playbook_trial import COUNTED, TriedCall, totals
from assistant.evaluation.results import framed
from assistant.events import CueOffered
from assistant.outputs.console import clock, describe
from assistant.timeline import to_seconds


def as_document(tried: Sequence[TriedCall], playbook: str, against: str | None) -> dict[str, Any]:
    """All that differs, for programs; times in seconds, evidence by its `seq` in the log.

    `against` is null where the cues are compared with those that the logs hold.
    """
    return {
        "playbook": playbook,
        "against": against,
        "rules": totals(tried),
        "calls": [_call(one) for one in tried],
    }


def rerun_tables(
    tried: Sequence[TriedCall], playbook: str, against: str | None
) -> Iterator[RenderableType]:
    """A table for each call that differs, then the rules' totals."""
    other = against or "the cues in the logs"
    parted = [one for one in tried if one.differences]
    yield Text(f"{playbook} against {other}: {len(parted)} of {len(tried)} calls differ")
    for one in parted:
        yield _differences(one)
    yield _totals(totals(tried))
    untimed = sum(not one.call.timed for one in tried)
    if untimed:
        yield Text(
            f"{untimed} of the logs do not say how much was heard: times are near, not exact."
        )


def _differences(tried: TriedCall) -> Table:
    table = Table(title=Text(tried.call.name), title_justify="left", box=None)
    for column in ("time", "what", "rule", "cue", "because"):
        table.add_column(column, overflow="fold")
    for one in tried.differences:
        why = describe(one.cue.because[-1]) if one.cue.because else ""
        cells = (_times(one), _what(one), one.cue.rule, _texts(one), why)
        table.add_row(*map(Text, cells))
    return table


def _times(one: Difference) -> str:
    sides = [shown.cue.at for shown in (one.before, one.after) if shown]
    return " to ".join(dict.fromkeys(map(clock, sides)))


def _what(one: Difference) -> str:
    told = [_resolution(one) if c is Change.RESOLVED else c.value for c in one.changes]
    if one.displaced:
        by = f"{one.by.rule} at {clock(one.by.at)}" if one.by else "the budget"
        told.append(f"displaced by {by}")
    return "; ".join(told)


def _resolution(one: Difference) -> str:
    sides = (one.before, one.after)
    ends = [side.resolved.by if side and side.resolved else "open" for side in sides]
    if ends[0] == ends[1]:
        return f"{_plain(ends[0])} at another time"
    return f"{_plain(ends[1])}, not {_plain(ends[0])}"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _texts(one: Difference) -> str:
    sides = [
        f"{shown.cue.text} ({shown.cue.severity})" for shown in (one.before, one.after) if shown
    ]
    return " to ".join(dict.fromkeys(sides))


def _totals(rules: Mapping[str, Mapping[str, int]]) -> Table:
    columns = ("before", "after", *(_plain(name) for name in COUNTED))
    table = framed("Cues by rule", "rule", *columns)
    for rule, counts in rules.items():
        table.add_row(rule, *(str(count) if count else "." for count in counts.values()))
    return table


def _call(tried: TriedCall) -> dict[str, Any]:
    call = tried.call
    seqs = {id(entry.fact): entry.seq for entry in call.entries}
    return {
        "call": call.name,
        "playbook": call.playbook.name if call.playbook else None,
        "exact": call.timed,
        "before": len(tried.before),
        "after": len(tried.after),
        "differences": [_difference(one, seqs) for one in tried.differences],
    }


def _difference(one: Difference, seqs: Mapping[int, int]) -> dict[str, Any]:
    by = {"rule": one.by.rule, "at": to_seconds(one.by.at)} if one.by else None
    return {
        "rule": one.cue.rule,
        "changes": list(one.changes),
        "displaced": one.displaced,
        "by": by,
        "before": _shown(one.before, seqs) if one.before else None,
        "after": _shown(one.after, seqs) if one.after else None,
    }


def _shown(shown: ShownCue, seqs: Mapping[int, int]) -> dict[str, Any]:
    cue, end = shown.cue, shown.resolved
    return {
        "at": to_seconds(cue.at),
        "text": cue.text,
        "detail": cue.detail,
        "severity": cue.severity,
        "resolved": {"by": end.by, "at": to_seconds(end.at)} if end else None,
        "evidence": _evidence(cue, seqs),
    }


def _evidence(cue: CueOffered, seqs: Mapping[int, int]) -> list[dict[str, Any]]:
    return [{"seq": seqs.get(id(why)), "what": describe(why)} for why in cue.because]
