"""The facts of a finished call go in; what the agent did that a technique speaks against, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.coaching.review.causes.findings import FAST_WORDS_PER_MINUTE, LONG_SILENCE_S, LOUD_DB
from assistant.coaching.review.chances import Chance, PastCall
from assistant.events import (
    Fact,
    Interrupted,
    LoudnessRose,
    MonologueStretched,
    PaceMeasured,
    Party,
    SilenceStretched,
)
from assistant.timeline import to_samples, to_seconds

MONOLOGUE_S = 45.0
"""An agent who talks so long without a break leaves the customer out (FIELD: 45 s)."""
MADE_UP_S = 15.0
"""An offer, or a reason, that follows within this time makes good what was said."""


def deeds(call: PastCall) -> Iterator[Chance]:
    """Each deed, with no `due` and never `came`: there is only what happened."""
    for find in _DEEDS:
        yield from find(call)


def _deed(technique: str, since: int, when: str, fact: Fact) -> Chance:
    return Chance(technique=technique, since=since, came=None, due="", when=when, evidence=(fact,))


def _came_in(call: PastCall) -> Iterator[Chance]:
    for fact in call.facts:
        if isinstance(fact, Interrupted) and fact.by is Party.AGENT:
            when = "the agent came in over the customer"
            yield _deed("Let them speak first", fact.start, when, fact)


def _held(call: PastCall) -> Iterator[Chance]:
    for act in call.acts("hold_request"):
        if call.upset is not None and call.upset[0] <= act.start:
            when = "the agent asked a customer who had complained to hold"
            yield _deed("Avoid the hold button", act.start, when, act)


def _silent(call: PastCall) -> Iterator[Chance]:
    for fact in call.facts:
        if isinstance(fact, SilenceStretched) and fact.end is not None and not fact.explained:
            length = to_seconds(fact.end - fact.start)
            if length >= LONG_SILENCE_S:
                when = f"the line went silent for {length:.0f} s with no word of why"
                yield _deed("Keep them in the loop", fact.start, when, fact)


def _refused(call: PastCall) -> Iterator[Chance]:
    for act in call.acts("negative_language"):
        offer = call.first(act.start, "solution_offer")
        if offer is None or offer > act.end + to_samples(MADE_UP_S):
            when = f"the agent said “{act.text.rstrip('.,!?;')}”, and no offer followed at once"
            yield _deed("Positive language", act.start, when, act)


def _trade_terms(call: PastCall) -> Iterator[Chance]:
    for act in call.acts("jargon"):
        when = f"the agent said “{act.text.rstrip('.,!?;')}”, a term of the trade"
        yield _deed("Plain words", act.start, when, act)


def _passed_on(call: PastCall) -> Iterator[Chance]:
    for act in call.acts("transfer"):
        tried = call.first(0, "solution_offer", "ownership")
        if tried is None or tried > act.start:
            when = "the agent passed the call on with nothing tried before"
            yield _deed("Exhaust first-line solutions", act.start, when, act)
        reason = call.first(act.start, "transfer_reason")
        if reason is None or reason > act.end + to_samples(MADE_UP_S):
            when = "the agent passed the call on without saying why or what comes next"
            yield _deed("Warm transfer", act.start, when, act)


def _fast_or_loud(call: PastCall) -> Iterator[Chance]:
    for fact in call.facts:
        if call.upset is None or fact.at < call.upset[0]:
            continue
        match fact:
            case PaceMeasured(party=Party.AGENT) if fact.words_per_minute >= FAST_WORDS_PER_MINUTE:
                when = f"the agent spoke {fact.words_per_minute:.0f} words a minute"
                yield _deed("Stay calm and kind", fact.at, when, fact)
            case LoudnessRose(party=Party.AGENT) if fact.db_over_baseline >= LOUD_DB:
                when = f"the agent was {fact.db_over_baseline:.0f} dB louder than usual"
                yield _deed("Stay calm and kind", fact.at, when, fact)
            case _:
                pass


def _went_on(call: PastCall) -> Iterator[Chance]:
    for fact in call.facts:
        if isinstance(fact, MonologueStretched) and fact.party is Party.AGENT:
            length = to_seconds((fact.end or fact.at) - fact.start)
            if length >= MONOLOGUE_S:
                when = f"the agent talked for {length:.0f} s without a break"
                yield _deed("Do not talk too long", fact.start, when, fact)


_DEEDS: Sequence[Callable[[PastCall], Iterable[Chance]]] = (
    _came_in,
    _held,
    _silent,
    _refused,
    _trade_terms,
    _passed_on,
    _fast_or_loud,
    _went_on,
)
