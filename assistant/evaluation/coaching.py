"""The cues of a call and what trainers would have said go in; which were right comes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.latency import spread
from assistant.evaluation.trainers import CueLabel
from assistant.events import CueOffered
from assistant.timeline import to_seconds

_AT_ONCE_S = 1.0
"""From the moment to the cue: more is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCoaching:
    """A call's cues against its trainers': those asked for and given, fair ones, and the rest."""

    given: Sequence[tuple[CueLabel, CueOffered]]
    fair: Sequence[CueOffered]
    wrong: Sequence[CueOffered]
    missed: Sequence[CueLabel]


def judged_coaching(cues: Sequence[CueOffered], labels: Sequence[CueLabel]) -> JudgedCoaching:
    """Each cue that trainers require takes the cue nearest to its moment; others may be fair."""
    free = list(cues)
    given, missed = [], []
    for label in labels:
        if not label.required:
            continue
        fitting = [cue for cue in free if label.fits(cue.technique, to_seconds(cue.at))]
        if not fitting:
            missed.append(label)
            continue
        nearest = min(fitting, key=lambda cue: abs(to_seconds(cue.at) - label.moment))
        free.remove(nearest)
        given.append((label, nearest))
    fair = [cue for cue in free if any(_fits(label, cue) for label in labels)]
    return JudgedCoaching(
        given=given,
        fair=fair,
        wrong=[cue for cue in free if cue not in fair],
        missed=missed,
    )


def _fits(label: CueLabel, cue: CueOffered) -> bool:
    return label.fits(cue.technique, to_seconds(cue.at))


def coaching_as_json(calls: Iterable[JudgedCoaching], seconds: float) -> dict[str, Any]:
    """All calls together: totals, and a row for each technique."""
    rows: defaultdict[str, dict[str, int]] = defaultdict(
        lambda: {"asked": 0, "given": 0, "fair": 0, "wrong": 0}
    )
    late: list[float] = []
    for call in calls:
        for label, cue in call.given:
            rows[cue.technique]["asked"] += 1
            rows[cue.technique]["given"] += 1
            late.append(max(0.0, to_seconds(cue.at) - label.moment))
        for label in call.missed:
            rows[label.techniques[0]]["asked"] += 1
        for cue in call.fair:
            rows[cue.technique]["fair"] += 1
        for cue in call.wrong:
            rows[cue.technique]["wrong"] += 1
    total = {key: sum(row[key] for row in rows.values()) for key in _TOTALS}
    cues = total["given"] + total["fair"] + total["wrong"]
    return {
        **total,
        "precision": _share(total["given"] + total["fair"], cues),
        "recall": _share(total["given"], total["asked"]),
        "cues_in_3_minutes": round(cues / seconds * 180, 2) if seconds else None,
        "late_s": spread(late),
        "within_1_s": sum(one <= _AT_ONCE_S for one in late),
        "techniques": {name: dict(row) for name, row in sorted(rows.items())},
    }


_TOTALS = ("asked", "given", "fair", "wrong")


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
