"""Cues and what became of them go in; whether they were followed, how soon, and to what, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from assistant.events import (
    Adherence,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    Party,
    SentimentScored,
)
from assistant.timeline import to_samples, to_seconds

_AFTER_S = 30.0
"""How long after a cue the customer's words are set against those before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRecord:
    """What became of one cue.

    `took` is how long, in samples, until the agent did it; None where they did not. `before` is the
    customer's last score, -1..1, when the cue came, `after` their mean in the 30 s since; None
    where nothing was scored.
    """

    cue: CueOffered
    by: CueOutcome | None
    took: int | None
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """By how much the customer's words got better, -2..2."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(slots=True)
class _Open:
    cue: CueOffered
    before: float | None
    resolved: CueResolved | None = None
    after: list[float] = field(default_factory=list)


class CueAdherence:
    """Keeps one record a cue."""

    def __init__(self) -> None:
        self._cues: dict[int, _Open] = {}
        self._score: float | None = None

    def add(self, fact: Fact) -> None:
        """Take one fact of the call."""
        match fact:
            case CueOffered():
                self._cues[fact.id] = _Open(fact, self._score)
            case CueResolved() if fact.cue in self._cues:
                self._cues[fact.cue].resolved = fact
            case SentimentScored(party=Party.CUSTOMER):
                self._score = fact.score
                for cue in self._cues.values():
                    if 0 < fact.at - cue.cue.at <= to_samples(_AFTER_S):
                        cue.after.append(fact.score)
            case _:
                pass

    def records(self) -> Sequence[CueRecord]:
        """What became of each cue so far, in the order in which they came."""
        return [_record(one) for one in self._cues.values()]

    def figures(self) -> Adherence:
        """The call's cues in figures."""
        records = self.records()
        followed = [one for one in records if one.took is not None]
        judged = len(followed) + sum(one.by is CueOutcome.EXPIRED for one in records)
        changes = [one.change for one in followed if one.change is not None]
        return Adherence(
            share=round(len(followed) / judged, 4) if judged else None,
            median_s=(
                round(median(to_seconds(one.took or 0) for one in followed), 2)
                if followed
                else None
            ),
            sentiment_change=round(fmean(changes), 4) if changes else None,
        )


def _record(one: _Open) -> CueRecord:
    by = one.resolved.by if one.resolved else None
    did = one.resolved is not None and by is CueOutcome.AGENT_DID_IT
    return CueRecord(
        cue=one.cue,
        by=by,
        took=one.resolved.at - one.cue.at if one.resolved and did else None,
        before=one.before,
        after=fmean(one.after) if one.after else None,
    )
