"""What became of labels, findings and cues goes in; the places where to go and listen, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.evaluation.cue_faults import CueFault
from assistant.evaluation.findings import Finding
from assistant.evaluation.label import Kind, Label
from assistant.evaluation.scoring import Pair, Scored
from assistant.evaluation.trainers import CueLabel


class Fault(StrEnum):
    """What is wrong at a place."""

    MISSED = "missed"
    FALSE = "false"
    WRONG = "wrong"
    WITHDRAWN = "withdrawn"
    CUE = "false cue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a call: what was expected there, and what was heard."""

    at: float
    fault: Fault
    kind: str
    expected: str
    heard: str

    @property
    def clock(self) -> str:
        """Minutes and seconds from the start of the call, as 1:04.2."""
        tenths = round(10 * self.at)
        return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"

    def as_json(self) -> dict[str, Any]:
        """As accuracy.json has it."""
        return {
            "at": self.clock,
            "fault": self.fault.value,
            "kind": self.kind,
            "expected": self.expected,
            "heard": self.heard,
        }


def places(
    scored: Scored, faults: Sequence[CueFault], missed: Sequence[CueLabel] = ()
) -> list[Place]:
    """Every label that was missed or taken for something else, and what should not be there."""
    found = [
        *(place for pair in scored.pairs for place in _of_label(pair)),
        *(_of_finding(one, Fault.FALSE) for one in scored.false),
        *(_of_finding(one, Fault.WITHDRAWN) for one in scored.withdrawn),
        *(_of_cue(fault) for fault in faults),
        *(_of_missing(label) for label in missed),
    ]
    return sorted(found, key=lambda place: place.at)


def _of_label(pair: Pair) -> Iterator[Place]:
    label, finding = pair.label, pair.finding
    if label.optional:
        return
    if finding is None:
        yield _place(label.start, Fault.MISSED, label, _told_label(label), "")
    elif not pair.right:
        expected, heard = _told_label(label), _told_finding(finding)
        yield _place(label.start, Fault.WRONG, label, expected, heard)
    elif label.kind is Kind.DEAD_AIR and label.figures != finding.figures:
        expected, heard = (
            "announced" if one.figures["explained"] else "not announced" for one in (label, finding)
        )
        yield _place(label.start, Fault.WRONG, label, expected, heard)


def _of_finding(finding: Finding, fault: Fault) -> Place:
    heard = _told_finding(finding)
    if finding.withdrawn is not None:
        heard = f"{heard} (taken back after {finding.withdrawn:.1f} s)"
    return _place(finding.start, fault, finding, "", heard)


def _of_cue(fault: CueFault) -> Place:
    text = f"{fault.cue.text} [{fault.cue.rule}]"
    return Place(at=fault.at, fault=Fault.CUE, kind="cue", expected=fault.why, heard=text)


def _of_missing(label: CueLabel) -> Place:
    expected = f"{' or '.join(label.techniques)}: {label.why}"
    return Place(at=label.moment, fault=Fault.MISSED, kind="cue", expected=expected, heard="")


def _place(at: float, fault: Fault, of: Label | Finding, expected: str, heard: str) -> Place:
    by = "" if of.party is None else f", {of.party}"
    return Place(at=at, fault=fault, kind=f"{of.kind}{by}", expected=expected, heard=heard)


def _told_label(label: Label) -> str:
    lasts = f"{label.end - label.start:.1f} s" if label.kind is not Kind.BLEED else ""
    return _joined(label.name, label.text, lasts)


def _told_finding(finding: Finding) -> str:
    return _joined(finding.name, finding.text, f"told at {finding.at:.1f} s")


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
