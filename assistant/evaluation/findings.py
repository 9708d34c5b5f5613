"""The facts of a run go in; what was found, one entry for each thing, comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.evaluation.label import Kind
from assistant.evaluation.talk_truth import FAST, MUCH
from assistant.events import (
    ActSpoken,
    BleedMeasured,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    Interrupted,
    LoudnessRose,
    MonologueStretched,
    PaceMeasured,
    Party,
    SilenceStretched,
    TalkOverlapped,
    TalkShareMeasured,
)
from assistant.timeline import to_seconds

Told = Sequence[tuple[Fact, float | None]]
"""The facts of a run, each with the seconds at which it left; None where no clock ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found; seconds from the start of the call; `name` as a label's.

    `emitted` is None where no clock ran. `withdrawn` is how many seconds after `at` it was taken
    back, None where it stands. `text` says what was heard, or why it was taken for that.
    """

    kind: Kind
    name: str = ""
    party: Party | None = None
    start: float
    end: float
    at: float
    emitted: float | None = None
    withdrawn: float | None = None
    text: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    """What was told of it, in order."""


def findings_of(told: Told) -> list[Finding]:
    """What was found, in the order in which it was first told.

    Facts of one silence, of one monologue and of one direction of bleed are one finding, and so are
    measures over a limit until one is under it: it was told with the first fact, and is described
    by the last.
    """
    back: dict[Fact, float] = {
        fact.of: to_seconds(fact.at) for fact, _ in told if isinstance(fact, FindingWithdrawn)
    }
    found: dict[Any, Finding] = {}
    stretches: Counter[tuple[type[Fact], Party]] = Counter()
    for number, (fact, emitted) in enumerate(told):
        new = _finding(fact)
        if isinstance(fact, PaceMeasured | TalkShareMeasured):
            stretches[type(fact), fact.party] += new is None
        if new is None:
            continue
        key = _shared(new, stretches) or number
        if (first := found.get(key)) is not None:
            new = replace(
                new,
                start=first.start,
                at=first.at,
                emitted=first.emitted,
                facts=(*first.facts, fact),
            )
        else:
            gone = back.get(fact)
            new = replace(
                new,
                emitted=emitted,
                facts=(fact,),
                withdrawn=None if gone is None else gone - new.at,
            )
        found[key] = new
    return list(found.values())


def _shared(
    finding: Finding, stretches: Counter[tuple[type[Fact], Party]]
) -> tuple[Any, ...] | None:
    """What several facts of one finding have in common."""
    kind, party = finding.kind, finding.party
    match kind:
        case Kind.DEAD_AIR | Kind.MONOLOGUE:
            return kind, party, finding.start
        case Kind.BLEED:
            return kind, finding.name
        case Kind.PACE | Kind.TALK_SHARE if party is not None:
            measure = PaceMeasured if kind is Kind.PACE else TalkShareMeasured
            return kind, party, stretches[measure, party]
        case _:
            return None


def _finding(fact: Fact) -> Finding | None:
    """The fact as a finding, None for one that finds nothing."""
    at = to_seconds(fact.at)
    match fact:
        case Interrupted(start=start, because=because, by=party):
            return _seen(Kind.INTERRUPTION, at, start, fact.at, party=party, text=because)
        case TalkOverlapped(start=start, end=end, because=because, by=party, class_=class_):
            found = _seen(Kind.OVERLAP, at, start, end, party=party, text=because)
            return replace(found, name=class_)
        case SilenceStretched(start=start, end=ends):
            found = _seen(Kind.DEAD_AIR, at, start, fact.at if ends is None else ends)
            return replace(found, figures={"explained": float(fact.explained)})
        case HoldChanged(start=start, phase=phase):
            return replace(_seen(Kind.HOLD, at, start, fact.at), name=phase)
        case ActSpoken(start=start, end=end, text=text, party=party, act=act):
            return replace(_seen(Kind.ACT, at, start, end, party=party, text=text), name=act)
        case LoudnessRose(window=window, party=party, db_over_baseline=over):
            start, text = fact.at - window, f"{over:+.1f} dB"
            return _seen(Kind.LOUDNESS, at, start, fact.at, party=party, text=text)
        case MonologueStretched(start=start, end=ends, party=party):
            return _seen(Kind.MONOLOGUE, at, start, fact.at if ends is None else ends, party=party)
        case PaceMeasured(words_per_minute=pace, party=party) if pace >= FAST:
            text = f"{pace:.0f} words a minute"
            return _seen(Kind.PACE, at, fact.at, fact.at, party=party, text=text)
        case TalkShareMeasured(share=share, party=party) if share >= MUCH:
            text = f"{share:.0%}"
            return _seen(Kind.TALK_SHARE, at, fact.at, fact.at, party=party, text=text)
        case BleedMeasured():
            return _bleed(fact)
        case _:
            return None


def _seen(
    kind: Kind, at: float, start: int, end: int, *, party: Party | None = None, text: str = ""
) -> Finding:
    """A finding at `at` seconds of what lies from sample `start` to `end`."""
    start_s, end_s = to_seconds(start), to_seconds(end)
    return Finding(kind=kind, party=party, start=start_s, end=end_s, at=at, text=text)


def _bleed(fact: BleedMeasured) -> Finding:
    found = _seen(Kind.BLEED, to_seconds(fact.at), fact.at, fact.at, party=fact.to)
    return replace(
        found,
        name=f"{fact.from_} to {fact.to}",
        text=f"{fact.attenuation_db:.1f} dB down, {fact.lag_ms:.0f} ms late",
        figures={"attenuation_db": fact.attenuation_db, "lag_ms": fact.lag_ms},
    )
