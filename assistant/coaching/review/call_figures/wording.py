"""A call goes in; the figures of the agent's choice of words and of help come out."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from assistant.coaching.review.call_figures.call import Call, Turn, by_turn
from assistant.coaching.review.call_figures.figure import Figure, count
from assistant.events import ActSpoken, Party, WordsCommitted
from assistant.timeline import to_seconds

_NOT_UNDERSTOOD = (
    *(f"{i} {word}" for i in ("i don't", "i didn't") for word in ("follow", "get any of")),
    *(f"i {do} understand" for do in ("don't", "didn't", "can't", "do not", "did not")),
    *("don't know what any of that", "don't know what that means", "don't know what that is"),
    *("no idea what you", "no idea what that", "what does that mean", "what do you mean by"),
    *("what's that supposed to mean", "what's that mean", "you've lost me", "you lost me"),
    *("in english", "in plain", "say that again in", "over my head", "all greek to me"),
    *("didn't catch a word", "makes no sense to me", "i'm not technical", "not a technical"),
)
"""How customers say that the words were not for them."""
_PLAIN_WORDS = (
    *("that means", "which means", "what that means", "this means", "meaning that"),
    *("in other words", "in plain", "put simply", "to put it simply", "simply put", "basically"),
    *("that is to say", "that's the", "that's just the", "that's what we call", "what we call"),
    *("which is the", "which is just", "it's the bit", "it's the part", "let me explain"),
)
"""How agents begin to say it simply."""
_ANSWER_WORDS = 6
"""Fewer explain nothing."""


def wording_figures(call: Call) -> dict[str, Figure]:
    """Greeting, negative language, jargon, offers and ownership."""
    offers, ownership = call.acts("solution_offer"), call.acts("ownership")
    return {
        "greeting_within_s": _greeting(call),
        "negative_language": count(call.acts("negative_language")),
        "jargon": count(call.acts("jargon")),
        "jargon_not_explained": count([*_confused(call), *_unexplained(call)]),
        "solution_offers": count(offers),
        "ownership": count(ownership),
        "offers_and_promises": count(call.acts("solution_offer", "ownership", "follow_up")),
    }


def _greeting(call: Call) -> Figure:
    for act in call.acts("greeting"):
        wait = act.start - call.turns[0].span.start if call.turns else act.start
        return Figure(value=to_seconds(max(0, wait)), because=(act,))
    return Figure(value=inf)


def _confused(call: Call) -> Iterator[WordsCommitted]:
    """Where the customer did not understand, and the agent did not put it otherwise."""
    for turn in call.turns_of(Party.CUSTOMER):
        if (said := turn.saying(_NOT_UNDERSTOOD)) and not _answered(call, turn):
            yield said


def _answered(call: Call, turn: Turn) -> bool:
    answer = next(call.turns_of(Party.AGENT, turn.span.start), None)
    if answer is None or answer.words < _ANSWER_WORDS:
        return False
    wrong = call.acts("jargon", "negative_language")
    return not any(answer.span.start <= act.start < answer.span.end for act in wrong)


def _unexplained(call: Call) -> Iterator[ActSpoken]:
    """Jargon, once for each of the agent's turns, that nobody put in plain words.

    Where the customer does not understand, just before or just after, `_confused` sees to it.
    """
    customer = list(call.turns_of(Party.CUSTOMER))
    for act in by_turn(call, call.acts("jargon")):
        before = [turn for turn in customer if turn.span.start < act.start][-1:]
        after = [turn for turn in customer if turn.span.start >= act.end][:1]
        if any(turn.saying(_NOT_UNDERSTOOD) for turn in (*before, *after)):
            continue
        around = [turn for turn in call.turns_of(Party.AGENT) if turn.span.end > act.start][:2]
        if not any(turn.saying(_PLAIN_WORDS, since=act.start) for turn in around):
            yield act
