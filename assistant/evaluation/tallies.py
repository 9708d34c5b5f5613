"""What became of each label and finding goes in; counts by row, and rates with their doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.cue_faults import JudgedCues
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.latency import spread
from assistant.evaluation.scoring import Pair, Scored, rows_of

ROUNDS = 1_000
"""Draws of as many calls as there are, with replacement (Efron 1979)."""
_SEED = 20_261_122
_TAIL = 2.5
"""Per cent on each side of an interval of 95 %."""
CUES = "cue"
EXPLAINED = "dead air: explained"

Rates = Mapping[str, NDArray[np.float64]]


@dataclass(slots=True, kw_only=True)
class Tally:
    """One row, of one call or several: labels, those found, findings of nothing, delays.

    `withdrawn` is after how many seconds each was taken back, `late` from when a thing was certain
    to the finding's `at`, `latency` to when it was told.
    """

    asked: int = 0
    found: int = 0
    false: int = 0
    false_cues: int = 0
    withdrawn: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    latency: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what the other counted too."""
        self.asked += other.asked
        self.found += other.found
        self.false += other.false
        self.withdrawn += other.withdrawn
        self.false_cues += other.false_cues
        self.late += other.late
        self.latency += other.latency

    def counts(self) -> tuple[int, int, int, int]:
        """What rates are made of."""
        return self.asked, self.found, self.false, self.false_cues


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTallies:
    """A call's rows."""

    seconds: float
    rows: Mapping[str, Tally]


def tallied(seconds: float, scored: Scored, cues: JudgedCues) -> CallTallies:
    """The rows of a call that lasts so many seconds. A cue with no fault counts as found."""
    rows: defaultdict[str, Tally] = defaultdict(Tally)
    for pair in scored.pairs:
        _count(rows, pair)
    for finding in scored.false:
        for row in rows_of(finding.kind, finding.name, finding.party):
            rows[row].false += 1
    for finding in scored.withdrawn:
        for row in rows_of(finding.kind, finding.name, finding.party):
            rows[row].withdrawn += [] if finding.withdrawn is None else [finding.withdrawn]
    if cues.offered:
        rows[CUES].found = cues.offered - len(cues.faults)
        rows[CUES].false = len(cues.faults)
    for fault in cues.faults:
        for row in {CUES, *fault.rows}:
            rows[row].false_cues += 1
    return CallTallies(seconds=seconds, rows=dict(rows))


def pooled(calls: Sequence[CallTallies]) -> dict[str, Tally]:
    """All calls' rows as one: cues, then by kind, as `Kind` has them, and by name."""
    whole: defaultdict[str, Tally] = defaultdict(Tally)
    for call in calls:
        for row, tally in call.rows.items():
            whole[row].add(tally)
    kinds = [CUES, *(kind.value for kind in Kind)]
    return dict(sorted(whole.items(), key=lambda row: (kinds.index(row[0].split(":")[0]), row[0])))


def as_json(calls: Sequence[CallTallies]) -> dict[str, Any]:
    """Counts, rates and delays by row; with more than one call, each rate's interval of 95 %."""
    seconds = np.array([call.seconds for call in calls])
    weights = draws(len(calls))
    figures: dict[str, Any] = {}
    for row, tally in pooled(calls).items():
        counts = [call.rows.get(row, Tally()).counts() for call in calls]
        columns = np.array(counts, dtype=np.float64)
        one = np.ones((1, len(calls)))
        whole = {name: values[0] for name, values in rates(columns, seconds, one).items()}
        doubt = rates(columns, seconds, weights)
        figures[row] = {
            "asked": tally.asked,
            "found": tally.found,
            "false": tally.false,
            "withdrawn": len(tally.withdrawn),
            "false_cues": tally.false_cues,
            **{name: _rounded(value) for name, value in whole.items()},
            "interval_95": {name: interval(values) for name, values in doubt.items()},
            "withdrawn_after_s": spread(tally.withdrawn),
            "certain_to_at_s": spread(tally.late),
            "certain_to_emitted_s": spread(tally.latency),
        }
    return figures


def rates(
    counts: NDArray[np.float64], seconds: NDArray[np.float64], weights: NDArray[np.float64]
) -> Rates:
    """Precision, recall, F1 and false cues an hour, for each draw of calls.

    `counts` has a row a call of asked, found, false and false cues; `weights` a row a draw of how
    often each call was drawn. NaN where there is nothing to divide by: of cues nobody knows how
    many should have come.
    """
    asked, found, false, cues = (weights @ counts).T
    asked = np.where((asked == 0) & (found > 0), np.nan, asked)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "precision": found / (found + false),
            "recall": found / asked,
            "f1": 2 * found / (asked + found + false),
            "false_cues_an_hour": 3600 * cues / (weights @ seconds),
        }


def _count(rows: defaultdict[str, Tally], pair: Pair) -> None:
    """A label that must be found, or was found as something else than it is."""
    label, finding = pair.label, pair.finding
    if label.optional:
        return
    for row in rows_of(label.kind, label.name, label.party):
        rows[row].asked += 1
        if pair.right:
            rows[row].found += 1
            rows[row].late += [] if pair.late is None else [pair.late]
            rows[row].latency += [] if pair.latency is None else [pair.latency]
    if finding is not None and not pair.right:
        for row in rows_of(finding.kind, finding.name, finding.party):
            rows[row].false += 1
    if finding is not None and label.kind is Kind.DEAD_AIR:
        _count_explained(rows[EXPLAINED], label, bool(finding.figures["explained"]))


def _count_explained(tally: Tally, label: Label, told: bool) -> None:
    """Of the silences that were found, those that somebody had announced."""
    announced = bool(label.figures["explained"])
    tally.asked += announced
    tally.found += announced and told
    tally.false += told and not announced


def draws(units: int) -> NDArray[np.float64]:
    """How often each call, or other unit, is drawn, a row a draw; the same for every run."""
    drawn = np.random.default_rng(_SEED).multinomial(units, [1 / units] * units, ROUNDS)
    return drawn.astype(np.float64)


def interval(values: NDArray[np.float64]) -> list[float | None]:
    """The middle 95 % of the draws in which there was something to divide by."""
    known = values[~np.isnan(values)]
    if not len(known):
        return [None, None]
    low, high = np.percentile(known, [_TAIL, 100 - _TAIL])
    return [_rounded(low), _rounded(high)]


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
