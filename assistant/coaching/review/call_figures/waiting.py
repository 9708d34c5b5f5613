"""A call goes in; the figures of its silences and holds come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.coaching.review.call_figures.call import Call
from assistant.coaching.review.call_figures.figure import Figure, count, share
from assistant.events import HoldChanged, HoldPhase, Party, SilenceStretched, SpeechStarted
from assistant.timeline import to_samples, to_seconds

_AROUND_S = 10
"""Seconds before the request in which a reason or a time still belongs to it."""
_CHECK_IN_S = 15
"""Seconds for the agent to speak up once a check-in is due: as long as the cue for it stands."""
_REASONS = (
    "because",
    "so that",
    "so i can",
    "while i",
    "while we",
    *(f"to {act}" for act in ("check", "look", "find", "see", "ask", "speak", "talk", "get")),
    *(f"to {act}" for act in ("pull", "bring", "confirm", "read", "go through", "open")),
    *(f"let me {act}" for act in ("check", "look", "find", "see", "ask", "pull", "have a")),
    *("checking", "looking", "loading", "opening", "asking"),
)
"""Words with which agents say what they are away for."""
_TIMES = ("minute", "minutes", "second", "seconds")
"""Words of a time; "one moment" says none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hold:
    """One hold: the first fact of each phase that it came to, and the check-ins that fell due."""

    phases: dict[HoldPhase, HoldChanged]
    check_ins: tuple[HoldChanged, ...]

    @property
    def started(self) -> HoldChanged:
        return self.phases[HoldPhase.STARTED]


def waiting_figures(call: Call) -> dict[str, Figure]:
    """Silences that nobody announced; holds, and the steps of a good one."""
    holds = _holds(call)
    started = [hold.started for hold in holds]
    returned = [hold for hold in holds if HoldPhase.RETURNED in hold.phases]
    back = [hold.phases[HoldPhase.RETURNED] for hold in returned]
    thanked = [h.phases[HoldPhase.RETURNED] for h in returned if HoldPhase.THANKED in h.phases]
    bare = [hold.started for hold in holds if not _explained(call, hold)]
    due = [check_in for hold in holds for check_in in hold.check_ins]
    missed = [check_in for check_in in due if not _checked_in(call, check_in)]
    taken = [fact for fact in [*started, *due, *thanked] if fact not in [*bare, *missed]]
    return {
        **_silences(call),
        "holds": count(started),
        "holds_without_reason_or_time": count(bare),
        "check_ins_missed": count(missed),
        "holds_thanked_share": share(thanked, back),
        "hold_steps_share": share(taken, [*started, *due, *back]),
    }


def _silences(call: Call) -> dict[str, Figure]:
    """A silence is told again while it lasts; what was told last counts."""
    told = {silence.start: silence for silence in call.of(SilenceStretched)}
    bare = [silence for silence in told.values() if not silence.explained]
    lengths = [to_seconds((silence.end or silence.at) - silence.start) for silence in bare]
    longest = max(lengths, default=0.0)
    longer = tuple(one for one, length in zip(bare, lengths, strict=True) if length == longest)
    return {
        "unexplained_dead_air_count": count(bare),
        "unexplained_dead_air_s": Figure(value=sum(lengths), because=tuple(bare)),
        "longest_unexplained_dead_air_s": Figure(value=longest, because=longer),
    }


def _holds(call: Call) -> Sequence[_Hold]:
    """The holds that began, by the position of their request."""
    told: dict[int, list[HoldChanged]] = {}
    for fact in call.of(HoldChanged):
        told.setdefault(fact.start, []).append(fact)
    holds = []
    for facts in told.values():
        phases = {fact.phase: fact for fact in reversed(facts)}
        due = tuple(fact for fact in facts if fact.phase is HoldPhase.CHECK_IN_DUE)
        if HoldPhase.STARTED in phases:
            holds.append(_Hold(phases=phases, check_ins=due))
    return holds


def _explained(call: Call, hold: _Hold) -> bool:
    """Whether the agent said why or how long, before the hold or in asking for it."""
    since = hold.started.start - to_samples(_AROUND_S)
    words = call.said(Party.AGENT, since, hold.started.at)
    return any(f" {said} " in words for said in (*_REASONS, *_TIMES))


def _checked_in(call: Call, due: HoldChanged) -> bool:
    until = due.at + to_samples(_CHECK_IN_S)
    return any(
        speech.party is Party.AGENT and due.at <= speech.start <= until
        for speech in call.of(SpeechStarted)
    )
