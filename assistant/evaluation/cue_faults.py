"""A run's cues and what became of its findings go in; the cues that should not have come, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.coaching import JudgedCoaching
from assistant.evaluation.findings import Finding, Told, findings_of
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.scoring import Scored, rows_of
from assistant.events import CueOffered, OverlapClass
from assistant.timeline import to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class CueFault:
    """A cue that should not have come: why not, and the rows of its evidence."""

    cue: CueOffered
    why: str
    rows: frozenset[str]

    @property
    def at(self) -> float:
        """Seconds from the start of the call."""
        return to_seconds(self.cue.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCues:
    """How many cues a call had, and those that should not have come."""

    offered: int = 0
    faults: Sequence[CueFault] = ()


def judged_cues(
    told: Told, scored: Scored, truth: Mapping[str, Any], coaching: JudgedCoaching | None = None
) -> JudgedCues:
    """A cue that no trainer would give is a fault, where trainers said what they would.

    Else every cue of a call in which none fits, and one on a finding of no label. A finding that
    was withdrawn later counts: its cue was on the screen till then.
    """
    quiet = truth["expected"].get("cues") == "none"
    found, baseless = findings_of(told), [*scored.false, *scored.flashed]
    cues = [fact for fact, _ in told if isinstance(fact, CueOffered)]
    faults = []
    for fact in cues:
        basis = [one for one in found if set(one.facts) & set(fact.because)]
        wrong = [one for one in basis if one.facts[0] in {bad.facts[0] for bad in baseless}]
        if fact in coaching.wrong if coaching is not None else quiet or wrong:
            reasons = [_why(one, scored) for one in wrong] or [
                "no cue fits in this call" if quiet else "no trainer would say it then"
            ]
            rows = [row for one in wrong or basis for row in _rows(one)]
            faults.append(CueFault(cue=fact, why="; ".join(reasons), rows=frozenset(rows)))
    return JudgedCues(offered=len(cues), faults=faults)


def _rows(finding: Finding) -> Iterator[str]:
    return rows_of(finding.kind, finding.name, finding.party)


def _why(finding: Finding, scored: Scored) -> str:
    """What the finding that a cue rests on really was."""
    overlaps = [pair.label for pair in scored.pairs if pair.label.kind is Kind.OVERLAP]
    if finding.kind is Kind.INTERRUPTION and _is_backchannel(finding, overlaps):
        return "rests on a backchannel"
    named = f"{finding.kind} {finding.name}".strip()
    return f"rests on a false {named}: {finding.text}"


def _is_backchannel(finding: Finding, overlaps: Sequence[Label]) -> bool:
    return any(
        label.name == OverlapClass.BACKCHANNEL
        and label.party is finding.party
        and label.start - 1.0 <= finding.start <= label.end
        for label in overlaps
    )
