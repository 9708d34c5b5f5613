"""What must be found in a call: its kind, where it lies, and when it is certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.events import Party

_URGENT = ("escalation.", "hold_request")
"""Acts for which a cue is worth having only while the moment lasts."""


class Kind(StrEnum):
    """What can be labelled and found."""

    INTERRUPTION = "interruption"
    OVERLAP = "overlap"
    DEAD_AIR = "dead air"
    HOLD = "hold"
    PACE = "fast pace"
    LOUDNESS = "loudness"
    MONOLOGUE = "monologue"
    TALK_SHARE = "talk share"
    BLEED = "bleed"
    ACT = "act"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What must be found; seconds from the start of the call.

    `name` is the act, the class of an overlap or the phase of a hold. `optional`: may be found, or
    not. Told before `earliest` it is something else. `figures` are numbers that ought to be met.
    """

    kind: Kind
    name: str = ""
    party: Party | None = None
    start: float
    end: float
    evidence: float
    earliest: float = 0.0
    optional: bool = False
    text: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)

    def kinds(self) -> Iterator[str]:
        """The rows of a table of latencies in which it counts."""
        yield f"{self.kind} {self.name}" if self.kind in (Kind.HOLD, Kind.OVERLAP) else self.kind
        if self.kind is Kind.ACT and self.name.startswith(_URGENT):
            yield "act, urgent"
