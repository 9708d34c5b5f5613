"""The facts of a finished call go in; what could have been done earlier comes out, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.coaching.review.chances import (
    UPSET_CONFIDENCE,
    UPSET_SCORE,
    Chance,
    PastCall,
    chances,
)
from assistant.coaching.review.deeds import deeds
from assistant.coaching.review.finished_call import standing
from assistant.events import (
    ActSpoken,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    Party,
    SentimentScored,
)
from assistant.timeline import SAMPLE_RATE, to_samples

MOST = 5
"""More than five points in one talk are not remembered."""
FAIR_S = 3.0
"""A signal that comes sooner has nothing to do with it: an agent still has to draw breath."""
RELATED_S = 90.0
"""What the agent did earlier than this before a signal has little to do with it."""

_SIGNALS: Mapping[str, str] = {
    "escalation.supervisor_request": "asked for somebody above",
    "escalation.legal_threat": "spoke of taking legal steps",
    "escalation.regulator_threat": "spoke of going to a regulator",
    "escalation.public_threat": "spoke of telling the public",
    "escalation.churn_threat": "spoke of leaving",
    "escalation.repeat_contact": "said that they had been through this before",
    "escalation.abuse": "was abusive",
}
_ORDER = (
    "Know when to bring in a supervisor",
    "Let them speak first",
    "Reflect and reassure",
    "Show empathy, validate",
    "Positive language",
    "Offer options, deliver",
    "Find the cause and the unmet need",
    "Exhaust first-line solutions",
    "Avoid the hold button",
    "If you must hold: ask, reason, time, thank",
    "Keep them in the loop",
    "Warm transfer",
    "Stay calm and kind",
    "Do not talk too long",
    "Plain words",
    "See it coming",
)
"""Where there is more than an analyst can use, the first of these stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Where a customer's trouble showed: `what` they did, at `at` in samples, by `fact`."""

    at: int
    what: str
    fact: ActSpoken | SentimentScored


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A technique that had its chance before a signal and was not used.

    `since`, `came` and `signal_at` are in samples; `came` is None where it never came, and for
    what the agent did and should not have. `sentence` says it all in plain words. `evidence` are
    the facts behind it, the signal last; `cues` those that were shown for it and ran out before.
    """

    technique: str
    since: int
    came: int | None
    signal_at: int
    sentence: str
    evidence: tuple[Fact, ...]
    cues: tuple[CueOffered, ...] = ()


def earlier(facts: Iterable[Fact]) -> tuple[Missed, ...]:
    """What could have been done earlier in a finished call, at most `MOST`, by when it was due.

    For each technique the first chance counts that a later signal shows to have been missed: an
    escalation act of the customer, or their sentiment at its lowest. Withdrawn findings do not
    count, and a call without a signal has nothing to tell.
    """
    call = PastCall(standing(facts))
    signals = tuple(signals_of(call))
    missed: dict[str, Missed] = {}
    for chance in sorted([*chances(call), *deeds(call)], key=lambda one: one.since):
        if chance.technique not in missed and (one := _missed(chance, signals, call)) is not None:
            missed[chance.technique] = one
    for cue, ran_out in _expired(call):
        _with_cue(missed, cue, ran_out, signals)
    kept = sorted(missed.values(), key=_rank)[:MOST]
    return tuple(sorted(kept, key=lambda one: one.since))


def signals_of(call: PastCall) -> Iterator[Signal]:
    """The escalation acts of the customer, and where their sentiment is lowest, in order."""
    found = [
        Signal(at=act.start, what=_SIGNALS[act.act], fact=act)
        for act in call.acts(*_SIGNALS)
        if act.party is Party.CUSTOMER
    ]
    scored = [fact for fact in call.facts if isinstance(fact, SentimentScored)]
    low = [one for one in scored if one.score <= UPSET_SCORE and one.confidence >= UPSET_CONFIDENCE]
    if low:
        lowest = min(low, key=lambda one: one.score)
        found.append(Signal(at=lowest.at, what="was at their most negative", fact=lowest))
    yield from sorted(found, key=lambda one: one.at)


def _missed(chance: Chance, signals: Sequence[Signal], call: PastCall) -> Missed | None:
    """The chance as missed, by the first signal after it that nothing came before."""
    for signal in signals:
        if signal.fact in chance.evidence or signal.at < chance.since + to_samples(FAIR_S):
            continue
        if chance.came is not None and chance.came < signal.at:
            return None
        if chance.due and not _could_speak(chance.since, signal.at, call):
            continue
        if not chance.due and signal.at - chance.since > to_samples(RELATED_S):
            continue
        return Missed(
            technique=chance.technique,
            since=chance.since,
            came=chance.came,
            signal_at=signal.at,
            sentence=_sentence(chance, signal),
            evidence=(*chance.evidence, signal.fact),
        )
    return None


def _could_speak(since: int, until: int, call: PastCall) -> bool:
    """Whether the agent had a turn in which to do it."""
    ours = (turn for turn in call.turns if turn.party is Party.AGENT)
    return any(turn.end > since and turn.start < until for turn in ours)


def _sentence(chance: Chance, signal: Signal) -> str:
    since, then = clock(chance.since), f"at {clock(signal.at)} the customer {signal.what}"
    if not chance.due:
        return f"At {since} {chance.when}; {then}."
    due = f"{chance.due} was due from {since} on, {chance.when}"
    if chance.came is None:
        return f"{due}; none came, and {then}."
    by_then = f"by then, at {clock(signal.at)}, the customer {_had(signal.what)}"
    return f"{due}; it came at {clock(chance.came)}, and {by_then}."


def _had(what: str) -> str:
    """The deed of a signal as it stands before another past."""
    first, _, rest = what.partition(" ")
    return f"had {'been' if first == 'was' else 'spoken' if first == 'spoke' else first} {rest}"


def clock(samples: int) -> str:
    """A position in the call as minutes and seconds, such as 1:05."""
    minutes, seconds = divmod(samples // SAMPLE_RATE, 60)
    return f"{minutes}:{seconds:02d}"


def _expired(call: PastCall) -> Iterator[tuple[CueOffered, int]]:
    """Each cue that ran out, and where."""
    shown = {fact.id: fact for fact in call.facts if isinstance(fact, CueOffered)}
    for fact in call.facts:
        if isinstance(fact, CueResolved) and fact.by is CueOutcome.EXPIRED and fact.cue in shown:
            yield shown[fact.cue], fact.at


def _with_cue(
    missed: dict[str, Missed], cue: CueOffered, ran_out: int, signals: Sequence[Signal]
) -> None:
    """Adds the cue to what was missed: beside its technique, or, before a signal, by itself."""
    technique = cue.technique or cue.rule
    told = f"The cue “{cue.text}” was shown at {clock(cue.at)} and ran out at {clock(ran_out)}"
    known = missed.get(technique)
    if known is not None and ran_out <= known.signal_at:
        missed[technique] = replace(
            known,
            sentence=f"{known.sentence} {told}.",
            evidence=(*known.evidence[:-1], cue, known.evidence[-1]),
            cues=(*known.cues, cue),
        )
    elif known is None:
        after = (one for one in signals if 0 <= one.at - ran_out <= to_samples(RELATED_S))
        if (signal := next(after, None)) is not None:
            then = f"at {clock(signal.at)} the customer {signal.what}"
            missed[technique] = Missed(
                technique=technique,
                since=cue.at,
                came=None,
                signal_at=signal.at,
                sentence=f"{told}; {then}.",
                evidence=(*cue.because, cue, signal.fact),
                cues=(cue,),
            )


def _rank(missed: Missed) -> tuple[bool, int, int]:
    """What a cue had asked for comes first, then by the order of the techniques."""
    place = _ORDER.index(missed.technique) if missed.technique in _ORDER else len(_ORDER)
    return not missed.cues, place, missed.since
