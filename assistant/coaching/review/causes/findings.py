"""Findings of a call go in; what each says about the cause comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.coaching.review.causes.evidence import EvidenceLine
from assistant.coaching.review.causes.lists import Cause
from assistant.events import (
    ActSpoken,
    Fact,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    PaceMeasured,
    Party,
    SilenceStretched,
)
from assistant.timeline import to_samples, to_seconds

LONG_SILENCE_S = 8.0
"""Dead air that a customer notices: where the coach gives its cue (FIELD: 8 to 10 s)."""
FAST_WORDS_PER_MINUTE = 180.0
"""From here talk is fast (FIELD: above 180 over 15 s)."""
LOUD_DB = 6.0
"""Over a speaker's own usual (FIELD: +6 dB for 2 s)."""
STEADY_S = 30.0
"""Pace and loudness are told again and again while they last; one line for so long."""

_ACTS = {
    "escalation.repeat_contact": (Cause.WAITING, 1.0, "had been through this before"),
    "transfer": (Cause.WAITING, 0.5, "passed the call on"),
    "jargon": (Cause.MISCOMMUNICATION, 1.0, "used terms of the trade"),
    "negative_language": (Cause.EXPECTATION, 0.5, "refused without an alternative"),
}
_INTERRUPTED = 1.5
_CHECK_IN_MISSED = 1.5
_SILENT = 1.0
_FAST = 0.5
_LOUD = 0.5
"""Points, beside 1 to 3 for words: a customer who says what is wrong outweighs a measure."""


def found(facts: Iterable[Fact]) -> Iterator[EvidenceLine]:
    """The lines of all findings that speak for a cause; `facts` are those that still stand."""
    quiet_until: dict[type, int] = dict.fromkeys((PaceMeasured, LoudnessRose), 0)
    for fact in facts:
        kind = type(fact)
        if fact.at < quiet_until.get(kind, 0) or (line := _line(fact)) is None:
            continue
        if kind in quiet_until:
            quiet_until[kind] = fact.at + to_samples(STEADY_S)
        yield line


def _line(fact: Fact) -> EvidenceLine | None:
    match fact:
        case ActSpoken(act=act) if act in _ACTS:
            cause, weight, why = _ACTS[act]
            return EvidenceLine(
                cause=cause,
                party=fact.party,
                start=fact.start,
                end=fact.end,
                words=fact.text,
                why=f"the {fact.party} {why}",
                weight=weight,
                facts=(fact,),
            )
        case Interrupted(by=Party.AGENT):
            why = "the agent came in over the customer"
            return _measured(fact, Cause.AGENT_RUSHED, _INTERRUPTED, fact.start, why)
        case PaceMeasured(party=Party.AGENT) if fact.words_per_minute >= FAST_WORDS_PER_MINUTE:
            why = f"the agent spoke {fact.words_per_minute:.0f} words a minute"
            start = max(0, fact.at - fact.window)
            return _measured(fact, Cause.AGENT_RUSHED, _FAST, start, why)
        case LoudnessRose(party=Party.AGENT) if fact.db_over_baseline >= LOUD_DB:
            why = f"the agent was {fact.db_over_baseline:.0f} dB louder than usual"
            start = max(0, fact.at - fact.window)
            return _measured(fact, Cause.AGENT_RUSHED, _LOUD, start, why)
        case HoldChanged(phase=HoldPhase.CHECK_IN_DUE):
            why = f"on hold for {to_seconds(fact.at - fact.start):.0f} s and more"
            return _measured(fact, Cause.WAITING, _CHECK_IN_MISSED, fact.start, why)
        case SilenceStretched(end=int(end)) if not fact.explained:
            length = to_seconds(end - fact.start)
            if length < LONG_SILENCE_S:
                return None
            why = f"{length:.0f} s of silence that nobody announced"
            return _measured(fact, Cause.WAITING, _SILENT, fact.start, why)
        case _:
            return None


def _measured(fact: Fact, cause: Cause, weight: float, start: int, why: str) -> EvidenceLine:
    return EvidenceLine(
        cause=cause,
        party=Party.AGENT,
        start=start,
        end=fact.at,
        words="",
        why=why,
        weight=weight,
        facts=(fact,),
    )
