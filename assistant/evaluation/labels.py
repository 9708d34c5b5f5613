"""A call's truth and the facts of a run go in; what was found, and how long after its evidence.

The evidence of an act is complete at the end of its phrase. Of an interruption it is when both have
spoken for as long as the settings ask for; of dead air when the silence is as long as they ask for;
of a hold's phases the end of the request, the agent's silence after it, and the agent's speech
after the hold. Latencies can be negative: found before the phrase was over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.config import Settings
from assistant.events import (
    ActSpoken,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    Party,
    SilenceStretched,
)
from assistant.timeline import to_seconds

Told = Sequence[tuple[Fact, float | None]]
"""The facts of a run, each with the seconds at which it left; None where no clock ran."""

_NEAR_S = 1.0
"""A finding may begin so far from its label: breaths and the edges of speech are heard late."""
_URGENT = ("escalation.", "hold_request")
"""Acts for which a cue is worth having only while the moment lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What must be found; seconds from the start of the call. `optional`: may be found."""

    kind: str
    name: str = ""
    party: Party | None = None
    start: float
    end: float
    evidence: float
    optional: bool = False

    def kinds(self) -> Iterator[str]:
        """The rows of a table in which it counts."""
        yield self.kind
        if self.kind == "act" and self.name.startswith(_URGENT):
            yield "act, urgent"

    def found_by(self, fact: Fact) -> bool:
        """Whether the fact is what the label asks for."""
        match fact:
            case ActSpoken():
                return (
                    (self.kind, self.name, self.party) == ("act", fact.act, fact.party)
                    and to_seconds(fact.start) < self.end
                    and to_seconds(fact.end) > self.start
                )
            case Interrupted():
                return (self.kind, self.party) == ("interruption", fact.by) and self._near(fact)
            case SilenceStretched():
                return self.kind == "dead air" and self._near(fact)
            case HoldChanged():
                return self.kind == f"hold {fact.phase}" and self._near(fact)
            case _:
                return False

    def _near(self, fact: Interrupted | SilenceStretched | HoldChanged) -> bool:
        return self.start - _NEAR_S <= to_seconds(fact.start) <= self.end + _NEAR_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a label; `latency` in seconds, None where no clock ran or it was missed."""

    label: Label
    found: bool
    latency: float | None


def labels_of(truth: Mapping[str, Any], settings: Settings) -> list[Label]:
    """Every label of a truth file, in no order."""
    return [
        *_acts(truth),
        *_interruptions(truth, settings),
        *_dead_air(truth, settings),
        *_holds(truth, settings),
    ]


def outcomes(labels: Sequence[Label], told: Told) -> list[Outcome]:
    """For each label the first fact that finds it and was not withdrawn later."""
    withdrawn = [fact.of for fact, _ in told if isinstance(fact, FindingWithdrawn)]
    lasting = [(fact, emitted) for fact, emitted in told if fact not in withdrawn]
    return [_outcome(label, lasting) for label in labels]


def unasked(labels: Sequence[Label], told: Told) -> int:
    """Acts and interruptions that were found where no label has them."""
    withdrawn = [fact.of for fact, _ in told if isinstance(fact, FindingWithdrawn)]
    return sum(
        isinstance(fact, ActSpoken | Interrupted)
        and fact not in withdrawn
        and not any(label.found_by(fact) for label in labels)
        for fact, _ in told
    )


def _outcome(label: Label, told: Told) -> Outcome:
    for fact, emitted in told:
        if label.found_by(fact):
            latency = None if emitted is None else emitted - label.evidence
            return Outcome(label=label, found=True, latency=latency)
    return Outcome(label=label, found=False, latency=None)


def _acts(truth: Mapping[str, Any]) -> Iterator[Label]:
    for turn in truth["turns"]:
        for phrase in turn["phrases"]:
            if "act" in phrase:
                yield Label(
                    kind="act",
                    name=phrase["act"],
                    party=Party(turn["party"]),
                    start=phrase["start"],
                    end=phrase["end"],
                    evidence=phrase["end"],
                    optional=phrase.get("optional", False),
                )


def _interruptions(truth: Mapping[str, Any], settings: Settings) -> Iterator[Label]:
    for found in truth["expected"]["interruptions"]:
        yield Label(
            kind="interruption",
            party=Party(found["by"]),
            start=found["start"],
            end=found["end"],
            evidence=found["start"] + settings.interruptions.overlap_s,
        )


def _dead_air(truth: Mapping[str, Any], settings: Settings) -> Iterator[Label]:
    for silence in truth["expected"]["dead_air"]:
        yield Label(
            kind="dead air",
            start=silence["start"],
            end=silence["start"],
            evidence=silence["start"] + settings.silence.logged_s,
        )


def _holds(truth: Mapping[str, Any], settings: Settings) -> Iterator[Label]:
    """A hold's facts begin with the request, so that is where they are looked for."""
    for hold in truth["expected"]["holds"]:
        asked = hold["requested"]
        begun = max(
            (act["start"] for act in truth["expected"]["acts"] if act["start"] < asked),
            default=asked,
        )
        evidence = {
            HoldPhase.REQUESTED: asked,
            HoldPhase.STARTED: asked + settings.holds.silent_s,
            HoldPhase.RETURNED: hold["end"] + settings.holds.least_speech_s,
        }
        for phase, complete in evidence.items():
            if phase is not HoldPhase.RETURNED or hold["returned"] is not None:
                yield Label(kind=f"hold {phase}", start=begun, end=asked, evidence=complete)
