"""A call goes in; the figures of how the agent took up what the customer told come out."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from assistant.coaching.review.call_figures.call import Call, Turn
from assistant.coaching.review.call_figures.figure import Figure, count
from assistant.events import ActSpoken, Party, SentimentLabel, SentimentScored
from assistant.timeline import to_samples, to_seconds

UPSET_SCORE = -0.6
"""An utterance so negative, or more, counts as upset: as in the playbook's rules."""
UPSET_CONFIDENCE = 0.7
"""And scored with so much confidence: below it, "not sure" is the better word."""
LONG_EXPLANATION_S = 15
"""Seconds of the customer's talk in one turn, from which on a paraphrase is due."""
_EMPATHY_BEFORE_S = 30
"""Empathy so shortly before answers the moment too: the playbook asks for none after it."""
_TURNS_TO_PARAPHRASE = 2
"""Turns of the agent in which a paraphrase is still in time."""


def listening_figures(call: Call) -> dict[str, Figure]:
    """Upset moments and empathy; long explanations and paraphrases."""
    upset = _upset(call)
    long = [turn for turn in call.turns_of(Party.CUSTOMER) if _long(turn)]
    unanswered = [turn for turn in long if not _given_back(call, turn)]
    return {
        "customer_upset": count(upset),
        "empathy": count(call.acts("empathy")),
        "empathy_after_upset_s": _empathy_after(call, upset),
        "long_explanations": _explanations(long),
        "paraphrases": count(call.acts("paraphrase")),
        "explanations_without_paraphrase": _explanations(unanswered),
    }


def _upset(call: Call) -> Sequence[ActSpoken | SentimentScored]:
    scored = [
        one
        for one in call.of(SentimentScored)
        if one.party is Party.CUSTOMER
        and one.label is SentimentLabel.NEGATIVE
        and one.score <= UPSET_SCORE
        and one.confidence >= UPSET_CONFIDENCE
    ]
    return sorted([*scored, *call.acts("escalation.")], key=lambda fact: fact.at)


def _empathy_after(call: Call, upset: Sequence[ActSpoken | SentimentScored]) -> Figure:
    if not upset:
        return Figure(value=None)
    first = upset[0]
    since = first.at - to_samples(_EMPATHY_BEFORE_S)
    for act in call.acts("empathy"):
        if act.start >= since:
            wait = to_seconds(max(0, act.start - first.at))
            return Figure(value=wait, because=(first, act))
    return Figure(value=inf, because=(first,))


def _long(turn: Turn) -> bool:
    return turn.talk >= to_samples(LONG_EXPLANATION_S)


def _explanations(turns: Sequence[Turn]) -> Figure:
    """How many turns there are, resting on the words of each."""
    pieces = tuple(piece for turn in turns for piece in turn.pieces)
    return Figure(value=len(turns), because=pieces)


def _given_back(call: Call, told: Turn) -> bool:
    replies = list(call.turns_of(Party.AGENT, told.span.start))[:_TURNS_TO_PARAPHRASE]
    until = max([told.span.end, *(reply.span.end for reply in replies)])
    return any(told.span.start <= act.start <= until for act in call.acts("paraphrase"))
