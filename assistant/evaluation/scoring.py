"""Labels and the findings of a run go in; which belong together, and which to nothing, come out.

One to one, in order of time. A finding matches a label of its kind, name and party when it begins
within a second of it; overlaps and acts when they lie over it, whatever the overlap's class; a
hold's phase when its request does, and the phase could be known by then. What was withdrawn matches
nothing. Of several findings over one overlap or one phrase, the rest count as parts of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.evaluation.findings import Finding, Told, findings_of
from assistant.evaluation.label import Kind, Label
from assistant.events import OverlapClass, Party

_NEAR_S = 1.0
"""A finding may begin so far from its label: breaths and the edges of speech are heard late."""
_TOUCHES_S = 0.3
"""An overlap may be heard so far beside its label: its edges are those of two voices."""
_GOES_ON_S = 1.0
"""An act found again so soon after its label is the same act: labels are of single phrases."""
_LIMIT_PASSED_S = 3.0
"""A limit is passed slowly: the measure may be over it so much sooner, or still be so later."""
_SHORTEST_S = 0.25
"""A change of turns with a shorter overlap is nobody's concern, found or not."""
_IN_PARTS = (Kind.OVERLAP, Kind.ACT, Kind.PACE, Kind.TALK_SHARE)
"""Kinds of which one label may hold several findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A label, and what was found of it; None where it was missed."""

    label: Label
    finding: Finding | None

    @property
    def found(self) -> bool:
        """Whether anything was."""
        return self.finding is not None

    @property
    def right(self) -> bool:
        """Whether it was found, and as what it is."""
        return self.finding is not None and self.finding.name == self.label.name

    @property
    def late(self) -> float | None:
        """Seconds from when it was certain to the finding's `at`."""
        return None if self.finding is None else self.finding.at - self.label.evidence

    @property
    def latency(self) -> float | None:
        """Seconds from when it was certain to when it was told; None where no clock ran."""
        if self.finding is None or self.finding.emitted is None:
            return None
        return self.finding.emitted - self.label.evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One call: every label with its finding, findings of no label, and findings taken back."""

    pairs: Sequence[Pair]
    false: Sequence[Finding] = ()
    withdrawn: Sequence[Finding] = ()
    flashed: Sequence[Finding] = field(default=())
    """Of the withdrawn those that were of no label: rightly taken back, but shown till then."""


def scored(labels: Sequence[Label], told: Told, kinds: Collection[Kind] = tuple(Kind)) -> Scored:
    """What became of each label and each finding of the `kinds` that the truth speaks of."""
    findings = [one for one in findings_of(told) if one.kind in kinds]
    withdrawn = [one for one in findings if one.withdrawn is not None]
    left = [one for one in findings if one.withdrawn is None]
    pairs = []
    for label in sorted(labels, key=lambda label: (label.optional, label.start)):
        fitting = [one for one in left if fits(label, one)]
        best = _best(label, fitting)
        pairs.append(Pair(label=label, finding=best))
        gone = fitting if label.kind in _IN_PARTS else [best]
        left = [one for one in left if one not in gone and not _goes_on(pairs[-1], one)]
    return Scored(
        pairs=pairs,
        false=[one for one in left if not _beneath_notice(one)],
        withdrawn=withdrawn,
        flashed=[one for one in withdrawn if not any(fits(label, one) for label in labels)],
    )


def outcomes(labels: Sequence[Label], told: Told) -> list[Pair]:
    """For each label the first finding of it that was not withdrawn later."""
    return list(scored(labels, told).pairs)


def unasked(labels: Sequence[Label], told: Told) -> int:
    """Acts and interruptions that were found where no label has them."""
    judged = (Kind.ACT, Kind.INTERRUPTION)
    return len(scored(labels, told, judged).false)


def fits(label: Label, finding: Finding) -> bool:
    """Whether the finding may be of the label."""
    if (label.kind, label.party) != (finding.kind, finding.party):
        return False
    if label.kind is not Kind.OVERLAP and label.name != finding.name:
        return False
    match label.kind:
        case Kind.OVERLAP:
            return _meet(label, finding, _TOUCHES_S)
        case Kind.ACT:
            return _meet(label, finding, 0.0)
        case Kind.HOLD:
            begins = label.start - _NEAR_S <= finding.start <= label.end + _NEAR_S
            return begins and finding.at >= label.earliest - _NEAR_S
        case Kind.INTERRUPTION | Kind.LOUDNESS:
            return label.start - _NEAR_S <= finding.start <= max(label.end, label.start + _NEAR_S)
        case Kind.BLEED:
            return True
        case Kind.PACE | Kind.TALK_SHARE:
            return _meet(label, finding, _LIMIT_PASSED_S)
        case Kind.DEAD_AIR | Kind.MONOLOGUE:
            return abs(finding.start - label.start) <= _NEAR_S


def rows_of(kind: Kind, name: str, party: Party | None) -> Iterator[str]:
    """The rows of a table of accuracy in which such a label or finding counts."""
    match kind:
        case Kind.INTERRUPTION | Kind.LOUDNESS | Kind.MONOLOGUE | Kind.PACE | Kind.TALK_SHARE:
            yield kind
            yield f"{kind}: {party}"
        case Kind.HOLD | Kind.BLEED:
            yield kind
            yield f"{kind}: {name}"
        case Kind.ACT:
            yield "act: all of the agent" if party is Party.AGENT else "act: all of escalation"
            yield f"{kind}: {name}"
        case Kind.OVERLAP:
            yield f"{kind}: {name}"
        case Kind.DEAD_AIR:
            yield kind


def _best(label: Label, fitting: Sequence[Finding]) -> Finding | None:
    """The first one; of an overlap's parts the longest."""
    if label.kind is Kind.OVERLAP:
        return max(fitting, key=lambda one: one.end - one.start, default=None)
    return fitting[0] if fitting else None


def _goes_on(pair: Pair, finding: Finding) -> bool:
    """Whether the finding is the act of the pair done on: "Harbour Homeware. How can I help?"."""
    label = pair.label
    if not pair.found or label.kind is not Kind.ACT:
        return False
    same = (label.kind, label.name, label.party) == (finding.kind, finding.name, finding.party)
    return same and label.end <= finding.start <= label.end + _GOES_ON_S


def _meet(label: Label, finding: Finding, slack: float) -> bool:
    return finding.start < label.end + slack and finding.end > label.start - slack


def _beneath_notice(finding: Finding) -> bool:
    short = finding.end - finding.start < _SHORTEST_S
    return finding.kind is Kind.OVERLAP and finding.name == OverlapClass.TURN_CHANGE and short
