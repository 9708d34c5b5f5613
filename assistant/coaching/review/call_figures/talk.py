"""A call goes in; the figures of who talked, how fast, and over whom come out."""

from __future__ import annotations

from collections import Counter

from assistant.coaching.review.call_figures.call import Call
from assistant.coaching.review.call_figures.figure import Figure, count, share
from assistant.events import (
    CallEnded,
    Interrupted,
    MonologueStretched,
    PaceMeasured,
    Party,
    QuestionAsked,
    SpeechEnded,
)
from assistant.timeline import to_samples

FAST_WORDS_PER_MINUTE = 180
"""From here on the playbook asks the agent to slow down; the limit that live tools use."""
MONOLOGUE_S = 45
"""From here on the playbook asks the agent to let the customer in; others use 60."""


def talk_figures(call: Call) -> dict[str, Figure]:
    """Interruptions, pace, share of the talk, monologues, open questions."""
    interruptions, monologues = _interruptions(call), _monologues(call)
    return {
        "interruptions_by_agent": interruptions,
        "interruptions_and_monologues": _both(interruptions, monologues),
        "agent_fast_share": _fast(call),
        "talk_share_agent": _talk_share(call),
        "monologues": monologues,
        "open_questions": _open_questions(call),
    }


def _interruptions(call: Call) -> Figure:
    if not all(ended.summary.overlaps_reliable for ended in call.of(CallEnded)):
        return Figure(value=None)
    return count([one for one in call.of(Interrupted) if one.by is Party.AGENT])


def _both(one: Figure, other: Figure) -> Figure:
    """The sum; where one was not measured, the sum was not."""
    if one.value is None or other.value is None:
        return Figure(value=None)
    return Figure(value=one.value + other.value, because=(*one.because, *other.because))


def _fast(call: Call) -> Figure:
    measured = [pace for pace in call.of(PaceMeasured) if pace.party is Party.AGENT]
    fast = [pace for pace in measured if pace.words_per_minute >= FAST_WORDS_PER_MINUTE]
    return Figure(value=share(fast, measured).value, because=tuple(fast))


def _talk_share(call: Call) -> Figure:
    talk: Counter[Party] = Counter()
    for speech in call.of(SpeechEnded):
        talk[speech.party] += speech.end - speech.start
    return Figure(value=talk[Party.AGENT] / talk.total() if talk.total() else None)


def _monologues(call: Call) -> Figure:
    long = {
        told.start: told
        for told in call.of(MonologueStretched)
        if told.party is Party.AGENT
        and (told.end or told.at) - told.start >= to_samples(MONOLOGUE_S)
    }
    return count(tuple(long.values()))


def _open_questions(call: Call) -> Figure:
    asked = call.of(QuestionAsked)
    if not asked:
        return Figure(value=None)
    return count([one for one in asked if one.party is Party.AGENT and one.open])
