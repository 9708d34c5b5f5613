"""Findings go in; cues come out, rarely, with their evidence, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.coaching.cues.conditions import Conditions, Grounds
from assistant.coaching.cues.recent import HEARD, Matchable, Recent, TurnTaken, fact_of
from assistant.coaching.cues.screen import Screen, Shown
from assistant.coaching.playbook.reading import Playbook
from assistant.coaching.playbook.rules import Rule, Stillness, Trigger
from assistant.events import (
    AnswersEnded,
    CueHandled,
    CueOutcome,
    Event,
    FindingWithdrawn,
    MonologueStretched,
    Party,
    PlaybookChanged,
    PlaybookOffered,
    PlaybookUsed,
    Severity,
    SilenceStretched,
    VoiceProbed,
)
from assistant.timeline import to_samples

_ABOUT_NOW_S = 0.8
"""A cue waits so long for one that matters more: the budget has room for one of them. Critical
ones are outside the budget, and come all the same."""


_LATE_WORDS_S = 1.6
"""After a turn, so long its last words may take: a pass over them begins a second after it."""
_LOOK_AGAIN = to_samples(0.05)
_AFTER_THE_FACT = to_samples(0.1)
"""A fact that tells of just that length comes first, and is the better evidence."""
_MID_SENTENCE_S = 6.0
"""So long a cue outlives its time while the agent speaks: what they say is known at its end."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A cue that the agent may yet make needless, or that waits for its turn."""

    rule: Rule
    trigger: Trigger
    finding: Matchable
    due: int
    stale: int
    """Too late from here on."""
    at: int
    """When all was there that it rests on."""


def _reached(event: Event) -> int:
    """How far the call has come, by all that the event says of it."""
    return event.span.end if isinstance(event, VoiceProbed) else int(getattr(event, "at", 0))


class CuePolicy:
    """Applies a playbook in call time: cool-down, budget, life, and what resolves a cue.

    What falls due does so at its own position, however coarse the clock that tells of it: the
    same findings give the same cues from a log as from the call.
    """

    def __init__(self, playbook: Playbook) -> None:
        self._recent = Recent()
        self._waiting: list[_Waiting] = []
        self._now = 0
        self._screen = Screen(playbook)
        self._use(playbook)

    def _use(self, playbook: Playbook) -> None:
        self._screen.playbook = playbook
        self._conditions = Conditions(self._recent, playbook.states)
        self._called_by: defaultdict[str, list[tuple[Rule, Trigger]]] = defaultdict(list)
        for rule in playbook.rules:
            for trigger in rule.when:
                self._called_by[trigger.finding].append((rule, trigger))

    def on(self, event: Event) -> Iterable[Event]:
        """`CueOffered` and `CueResolved`; none is left open when the call is over."""
        yield from self._advance(_reached(event))
        match event:
            case VoiceProbed():
                pass
            case FindingWithdrawn():
                yield from self._withdraw(event)
            case CueHandled():
                yield from self._screen.handle(event)
            case PlaybookOffered():
                yield self._change(event)
            case AnswersEnded():
                yield from self._screen.close(CueOutcome.EXPIRED, self._now)
            case _ if isinstance(event, HEARD):
                self._screen.rearm(self._conditions, self._now)
                for finding in self._recent.hear(event):
                    yield from self._found(finding)
            case _:
                pass

    # ---- Time ------------------------------------------------------------------------------

    def _advance(self, to: int) -> Iterator[Event]:
        """Let everything happen, in order, that falls due by then."""
        while (due := self._next_due()) is not None and due <= to:
            self._now = max(self._now, due)
            yield from self._fall_due()
        self._now = max(self._now, to)

    def _next_due(self) -> int | None:
        dues = [one.due for one in self._waiting]
        if (shown := self._screen.shown) is not None:
            dues.append(shown.until)
            if (still := shown.still_by()) is not None:
                dues.append(still)
        return min(dues, default=None)

    def _fall_due(self) -> Iterator[Event]:
        shown = self._screen.shown
        if shown is not None:
            still = shown.still_by()
            if still is not None and still <= self._now:
                yield from self._screen.close(CueOutcome.AGENT_DID_IT, self._now)
            elif shown.until <= self._now and self._may_be_doing(shown):
                self._screen.keep(self._now + _LOOK_AGAIN)
            elif shown.until <= self._now:
                yield from self._screen.close(CueOutcome.EXPIRED, self._now)
        due = [one for one in self._waiting if one.due <= self._now]
        for one in sorted(due, key=lambda one: -one.rule.priority):
            self._waiting.remove(one)
            one = replace(one, finding=self._recent.newest(one.finding))
            if self._unheard(one):
                self._wait(replace(one, due=self._now + _LOOK_AGAIN))
                continue
            if (later := self._outranked(one)) is not None:
                self._wait(replace(one, due=later))
                continue
            grounds = self._grounds(one.rule, one.trigger, one.finding)
            if grounds is not None and not self._doing_well(one.rule, one.finding):
                yield from self._offer(one, grounds)

    def _may_be_doing(self, shown: Shown) -> bool:
        """Whether the agent is speaking, and so may be doing what the cue says."""
        over = shown.since + shown.cue.expires + to_samples(_MID_SENTENCE_S)
        by_words = any(
            not isinstance(end, Stillness) and end.finding in ("act", "question", "words")
            for end in shown.rule.done_when
        )
        return by_words and self._now < over and self._recent.speaks(Party.AGENT)

    def _unheard(self, one: _Waiting) -> bool:
        """Whether the last words of a turn are still to come: what was left out may be in them."""
        patience = to_samples(_LATE_WORDS_S)
        turn = one.finding
        return (
            isinstance(turn, TurnTaken)
            and self._now < turn.at + patience
            and not self._recent.words_to(turn.party, turn.at)
        )

    def _outranked(self, one: _Waiting) -> int | None:
        """When a cue that matters more falls due, if that is about now."""
        soon = self._now + to_samples(_ABOUT_NOW_S)
        better = [
            other.due
            for other in self._waiting
            if other.rule.priority > one.rule.priority
            and other.rule.severity is not Severity.CRITICAL
            and self._now < other.due <= soon
        ]
        later = min(better, default=None)
        return later if later is not None and later <= one.stale else None

    # ---- Findings --------------------------------------------------------------------------

    def _found(self, finding: Matchable) -> Iterator[Event]:
        self._now = max(self._now, finding.at)
        yield from self._resolve(finding)
        for rule, trigger in self._called_by[finding.kind]:
            if not self._screen.may_come(rule, self._now):
                continue
            grounds = self._grounds(rule, trigger, finding)
            if grounds is None:
                self._wait_while_it_lasts(rule, trigger, finding)
                continue
            due = finding.at + to_samples(rule.after_s)
            stale = max(due, self._now) + to_samples(self._patience(rule))
            one = _Waiting(rule, trigger, finding, due, stale, due)
            if due > self._now:
                self._wait(one)
            elif not self._doing_well(rule, finding):
                yield from self._offer(one, grounds)

    def _wait_while_it_lasts(self, rule: Rule, trigger: Trigger, finding: Matchable) -> None:
        """A silence or a monologue is told of once or twice; a rule may want another length."""
        if not isinstance(finding, SilenceStretched | MonologueStretched):
            return
        if trigger.lasting_s is None or finding.end is not None:
            return
        at = finding.start + to_samples(trigger.lasting_s + rule.after_s)
        if at > self._now:
            due = at + _AFTER_THE_FACT
            stale = due + to_samples(self._patience(rule))
            self._wait(_Waiting(rule, trigger, finding, due, stale, at))

    def _patience(self, rule: Rule) -> float:
        """How many seconds a cue may wait for its turn; a critical one as long as it lives."""
        critical = rule.severity is Severity.CRITICAL
        return rule.life_s if critical else self._screen.playbook.budget.stale_after_s

    def _grounds(self, rule: Rule, trigger: Trigger, finding: Matchable) -> Grounds | None:
        """The findings for which the rule's cue is due now; None where it is not."""
        called = self._conditions.calls_for(trigger, finding, self._now)
        if called is None:
            return None
        given: Grounds = ()
        for state in rule.given:
            held = self._conditions.holds(state, self._now)
            if held is None:
                return None
            given += held
        if any(self._conditions.holds(one, self._now) is not None for one in rule.unless):
            return None
        return (*given, *called)

    def _doing_well(self, rule: Rule, finding: Matchable) -> bool:
        """Whether the agent does what helps just now: then remarks about the customer wait."""
        quiet = self._screen.playbook.quiet
        if rule.severity in (Severity.WARN, Severity.CRITICAL) or not quiet.after:
            return False
        since = self._now - to_samples(quiet.for_s)
        if getattr(finding, "party", None) is Party.AGENT and not isinstance(finding, TurnTaken):
            since = max(since, finding.at + 1)  # what the agent did since
        return any(
            self._conditions.meets(condition, one, self._now)
            for condition in quiet.after
            for one in self._recent.of(condition.finding, since)
        )

    def _wait(self, one: _Waiting) -> None:
        """Let the cue wait; the newest evidence takes the place of older."""
        self._waiting = [other for other in self._waiting if other.rule is not one.rule]
        self._waiting.append(one)

    def _offer(self, one: _Waiting, grounds: Grounds) -> Iterator[Event]:
        if not self._screen.may_come(one.rule, self._now) or self._told_of(one.finding):
            return
        free = self._screen.free_at(one.rule, self._now)
        if free > self._now:
            if free <= one.stale:
                self._wait(replace(one, due=free, at=free))
            return
        for event in self._screen.show(one.rule, grounds, min(one.at, self._now), self._now):
            yield event
            self._recent.hear(event)

    def _told_of(self, finding: Matchable) -> bool:
        """Whether the cue on the screen is there for the same finding: one finding, one order."""
        shown = self._screen.shown
        return shown is not None and shown.cue.because[-1] == fact_of(finding)

    # ---- What becomes of them ----------------------------------------------------------------

    def _resolve(self, finding: Matchable) -> Iterator[Event]:
        """Take down what the agent has just done, shown or still waiting."""
        self._waiting = [
            one for one in self._waiting if not self._did(one.rule, finding, one.finding.at)
        ]
        shown = self._screen.shown
        if shown is None:
            return
        if self._did(shown.rule, finding, shown.cue.at):
            yield from self._screen.close(CueOutcome.AGENT_DID_IT, max(finding.at, shown.cue.at))
        elif any(
            self._conditions.meets(condition, finding, self._now)
            for end in shown.rule.done_when
            if isinstance(end, Stillness)
            for condition in end.without
        ):
            self._screen.disturbed(self._now)

    def _did(self, rule: Rule, finding: Matchable, since: int) -> bool:
        """Whether it is what the rule asks for; what was done before that comes in late."""
        return finding.at >= since and any(
            self._conditions.meets(end, finding, self._now)
            for end in rule.done_when
            if not isinstance(end, Stillness)
        )

    def _withdraw(self, withdrawn: FindingWithdrawn) -> Iterator[Event]:
        self._recent.forget(withdrawn.of)
        self._waiting = [one for one in self._waiting if fact_of(one.finding) != withdrawn.of]
        shown = self._screen.shown
        if shown is not None and withdrawn.of in shown.cue.because:
            yield from self._screen.close(CueOutcome.WITHDRAWN, withdrawn.at)

    def _change(self, offered: PlaybookOffered) -> Event:
        """Go on by another playbook: what was found, shown and put to rest stays."""
        playbook = offered.playbook
        self._use(playbook)
        self._waiting = []
        used = PlaybookUsed(name=playbook.name, sha256=playbook.sha256)
        return PlaybookChanged(at=offered.at, playbook=used)
