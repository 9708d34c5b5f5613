"""Findings go in; cues come out, rarely, with their evidence, and what became of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from assistant.coaching.conditions import Matchable, Memory
from assistant.coaching.playbook import Playbook, Rule
from assistant.events import (
    AnswersEnded,
    CueOffered,
    CueOutcome,
    CueResolved,
    Event,
    FindingWithdrawn,
    Severity,
    VoiceProbed,
    WordsCommitted,
)
from assistant.timeline import to_samples

_MINUTE = to_samples(60)
_MATCHABLE: tuple[type[Matchable], ...] = get_args(Matchable)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cue on the screen."""

    cue: CueOffered
    rule: Rule
    until: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A cue that the agent may yet make needless."""

    rule: Rule
    because: tuple[Matchable, ...]
    due: int


class CuePolicy:
    """Applies a playbook in call time: cool-down, budget, life, and what resolves a cue."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._memory = Memory()
        self._shown: list[_Shown] = []
        self._waiting: list[_Waiting] = []
        self._last_of_rule: dict[str, int] = {}
        self._budgeted: deque[int] = deque()
        self._next = 0
        self._now = 0

    def on(self, event: Event) -> Iterable[Event]:
        """`CueOffered` and `CueResolved`; none is left open when the call is over."""
        match event:
            case VoiceProbed():
                yield from self._tick(event.span.end)
            case WordsCommitted():
                self._memory.hear(event)
            case FindingWithdrawn():
                self._memory.forget(event.of)
                yield from self._withdraw(event)
            case AnswersEnded():
                yield from self._tick(event.at)
                yield from self._close(self._shown, CueOutcome.EXPIRED, self._now)
            case _ if isinstance(event, _MATCHABLE):
                yield from self._found(event)
            case _:
                pass

    def _tick(self, now: int) -> Iterable[Event]:
        self._now = max(self._now, now)
        late = [shown for shown in self._shown if shown.until <= self._now]
        yield from self._close(late, CueOutcome.EXPIRED, self._now)
        due = [one for one in self._waiting if one.due <= self._now]
        for waiting in sorted(due, key=lambda one: -one.rule.priority):
            self._waiting.remove(waiting)
            yield from self._offer(waiting.rule, waiting.because, waiting.due)

    def _found(self, finding: Matchable) -> Iterable[Event]:
        self._now = max(self._now, finding.at)
        self._memory.note(finding)
        yield from self._resolve(finding)
        for rule in self._playbook.rules:
            because = self._memory.evidence(rule.when, finding, rule.given)
            if not because:
                continue
            if rule.after_s:
                due = finding.at + to_samples(rule.after_s)
                self._waiting.append(_Waiting(rule, because, due))
                continue
            offered = list(self._offer(rule, because, finding.at))
            yield from offered
            if offered and rule.severity is Severity.CRITICAL:
                return  # one finding, one order: no second rule may say something else

    def _resolve(self, finding: Matchable) -> Iterable[Event]:
        """Take down what the agent has just done, shown or still waiting."""
        self._waiting = [
            one for one in self._waiting if not self._did(one.rule, finding, one.because[-1].at)
        ]
        done = [one for one in self._shown if self._did(one.rule, finding, one.cue.at)]
        yield from self._close(done, CueOutcome.AGENT_DID_IT, finding.at)

    def _did(self, rule: Rule, finding: Matchable, since: int) -> bool:
        """Whether it is what the rule asks for; what was done before that comes in late."""
        return finding.at >= since and any(
            self._memory.meets(condition, finding) for condition in rule.done_when
        )

    def _offer(self, rule: Rule, because: tuple[Matchable, ...], at: int) -> Iterable[Event]:
        if not self._may_show(rule):
            return
        free = self._free_at(rule)
        if free > self._now:
            stale = because[-1].at + to_samples(rule.after_s + rule.life_s)
            if free <= stale:  # still good advice by then
                self._waiting.append(_Waiting(rule, because, free))
            return
        cue = CueOffered(
            at=at,
            id=self._next,
            rule=rule.id,
            text=rule.cue,
            detail=rule.detail,
            severity=rule.severity,
            because=because,
            expires=to_samples(rule.life_s),
        )
        self._next += 1
        self._last_of_rule[rule.id] = self._now
        if rule.severity is not Severity.CRITICAL:
            self._budgeted.append(self._now)
        self._shown.append(_Shown(cue, rule, self._now + cue.expires))
        yield cue

    def _may_show(self, rule: Rule) -> bool:
        last = self._last_of_rule.get(rule.id)
        if last is not None and self._now - last < to_samples(rule.cool_down_s):
            return False
        if any(shown.rule is rule for shown in self._shown):
            return False
        return not any(self._memory.happened(absence, self._now) for absence in rule.unless)

    def _free_at(self, rule: Rule) -> int:
        """From when on the budget has room for the rule; critical ones need none."""
        while self._budgeted and self._now - self._budgeted[0] >= _MINUTE:
            self._budgeted.popleft()
        if rule.severity is Severity.CRITICAL or not self._budgeted:
            return self._now
        budget = self._playbook.budget
        free = self._budgeted[-1] + to_samples(budget.least_gap_s)
        if len(self._budgeted) >= budget.most_a_minute:
            free = max(free, self._budgeted[-budget.most_a_minute] + _MINUTE)
        return free

    def _withdraw(self, withdrawn: FindingWithdrawn) -> Iterable[Event]:
        self._waiting = [one for one in self._waiting if withdrawn.of not in one.because]
        gone = [shown for shown in self._shown if withdrawn.of in shown.cue.because]
        yield from self._close(gone, CueOutcome.WITHDRAWN, withdrawn.at)

    def _close(self, shown: Iterable[_Shown], by: CueOutcome, at: int) -> Iterable[Event]:
        for one in list(shown):
            self._shown.remove(one)
            yield CueResolved(at=at, cue=one.cue.id, by=by)
