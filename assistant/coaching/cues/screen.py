"""Cues and keys pressed go in; what is on the screen, and what may come there when, come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.coaching.cues.conditions import Conditions, Grounds
from assistant.coaching.cues.recent import fact_of
from assistant.coaching.playbook.reading import Playbook
from assistant.coaching.playbook.rules import Rule, Stillness
from assistant.events import CueHandled, CueOffered, CueOutcome, CueResolved, Handling, Severity
from assistant.timeline import to_samples

_MINUTE = to_samples(60)
_READ = to_samples(2.5)
"""So long a cue is left to be read before a critical one that matters less."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The cue on the screen: since when, until when, and since when nothing spoke against it."""

    cue: CueOffered
    rule: Rule
    since: int
    until: int
    still_since: int

    def still_by(self) -> int | None:
        """When nothing will have spoken against it for long enough; None where nothing can."""
        ends = [end.for_s for end in self.rule.done_when if isinstance(end, Stillness)]
        return self.still_since + to_samples(min(ends)) if ends else None


class Screen:
    """One cue at a time, no more than the budget, and none that was put to rest."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self.shown: Shown | None = None
        self._last_of_rule: dict[str, int] = {}
        self._spent: dict[str, str] = {}
        """Rules that come once while a state lasts, and the state."""
        self._budgeted: deque[int] = deque()
        self._rests: dict[str, int] = {}
        """Rules that were called wrong, and until when they rest."""
        self._muted: set[str] = set()
        self._snoozed = 0
        self._next = 0

    def may_come(self, rule: Rule, now: int) -> bool:
        """Whether the rule is not put to rest, by itself or by hand."""
        last = self._last_of_rule.get(rule.id)
        return (
            rule.id not in self._muted
            and rule.id not in self._spent
            and (rule.severity is Severity.CRITICAL or now >= self._snoozed)
            and now >= self._rests.get(rule.id, 0)
            and (last is None or now - last >= to_samples(rule.cool_down_s))
        )

    def rearm(self, conditions: Conditions, now: int) -> None:
        """Let rules come again whose state has ended."""
        ended = [
            rule
            for rule, state in self._spent.items()
            if state not in self.playbook.states
            or conditions.holds(self.playbook.states[state], now) is None
        ]
        for rule in ended:
            del self._spent[rule]

    def free_at(self, rule: Rule, now: int) -> int:
        """From when on there is room for the rule: by the budget, and by what is shown.

        A critical cue stays before all that matter less, and comes after none.
        """
        critical = rule.severity is Severity.CRITICAL
        free = now
        if self.shown is not None and rule.priority < self.shown.rule.priority:
            if self.shown.rule.severity is Severity.CRITICAL:
                free = self.shown.until
            elif critical:
                free = max(now, self.shown.since + _READ)
        return free if critical else max(free, self._room(now))

    def _room(self, now: int) -> int:
        """From when on the budget has room for one more."""
        budget = self.playbook.budget
        while self._budgeted and now - self._budgeted[0] >= _MINUTE:
            self._budgeted.popleft()
        if not self._budgeted:
            return 0
        room = self._budgeted[-1] + to_samples(budget.least_gap_s)
        if len(self._budgeted) >= budget.most_a_minute:
            room = max(room, self._budgeted[-budget.most_a_minute] + _MINUTE)
        return room

    def show(
        self, rule: Rule, grounds: Grounds, at: int, now: int
    ) -> Iterator[CueOffered | CueResolved]:
        """Put the cue up, in place of what was there; `at` is when all was there for it."""
        if rule.severity is not Severity.CRITICAL:
            at = max(at, self._room(now))
            self._budgeted.append(at)
        if self.shown is not None:
            yield from self.close(CueOutcome.SUPERSEDED, now)
        level = self.playbook.level(rule) if rule.escalation else None
        cue = CueOffered(
            at=at,
            id=self._next,
            rule=rule.id,
            text=rule.cue,
            detail=rule.detail or (level.say if level else ""),
            severity=rule.severity,
            because=tuple(dict.fromkeys(fact_of(one) for one in reversed(grounds)))[::-1],
            expires=to_samples(rule.life_s),
            technique=rule.technique,
            level=level.level if level else None,
            to=level.to if level else None,
        )
        self._next += 1
        self._last_of_rule[rule.id] = now
        if rule.once_per is not None:
            self._spent[rule.id] = rule.once_per
        self.shown = Shown(cue, rule, now, now + cue.expires, now)
        yield cue

    def disturbed(self, now: int) -> None:
        """Something spoke against the cue's having been followed: the stillness begins again."""
        if self.shown is not None:
            self.shown = replace(self.shown, still_since=now)

    def keep(self, until: int) -> None:
        """Leave up what is shown a little longer."""
        if self.shown is not None:
            self.shown = replace(self.shown, until=until)

    def close(self, by: CueOutcome, at: int) -> Iterator[CueResolved]:
        """Take down what is shown."""
        if self.shown is not None:
            cue, self.shown = self.shown.cue, None
            yield CueResolved(at=at, cue=cue.id, by=by)

    def handle(self, pressed: CueHandled) -> Iterator[CueResolved]:
        """Do what the agent asked for by a key."""
        rule = pressed.rule or (
            self.shown.rule.id if self.shown and pressed.cue == self.shown.cue.id else None
        )
        ours = self.shown is not None and rule == self.shown.rule.id
        match pressed.action:
            case Handling.SNOOZE:
                lasts = pressed.lasts or to_samples(self.playbook.budget.snooze_s)
                self._snoozed = pressed.at + lasts
                yield from self.close(CueOutcome.SNOOZED, pressed.at)
            case Handling.UNMUTE if rule is not None:
                self._muted.discard(rule)
            case Handling.MUTE if rule is not None:
                self._muted.add(rule)
            case Handling.WRONG if rule is not None:
                rests = to_samples(self.playbook.budget.wrong_rests_s)
                self._rests[rule] = pressed.at + rests
            case _:
                pass
        if ours and pressed.action is not Handling.UNMUTE:
            yield from self.close(CueOutcome.DISMISSED, pressed.at)
