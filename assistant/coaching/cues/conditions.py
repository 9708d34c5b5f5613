"""What was found of a call and a rule's conditions go in; whether they hold, and by what, out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from assistant.coaching.cues.recent import Matchable, Recent, TurnTaken, WordsSpoken, plain
from assistant.coaching.playbook.rules import (
    AllOf,
    AnyOf,
    Condition,
    Excuse,
    Happening,
    Named,
    NotSo,
    State,
    Trigger,
)
from assistant.events import (
    ActSpoken,
    HoldChanged,
    LoudnessRose,
    MonologueStretched,
    PaceMeasured,
    Party,
    QuestionAsked,
    RiskChanged,
    SentimentScored,
    SilenceStretched,
    TalkShareMeasured,
    TensionMeasured,
)
from assistant.timeline import to_samples, to_seconds

Grounds = tuple[Matchable, ...]
"""The findings by which something holds."""


class Conditions:
    """Judges conditions by what is recent."""

    def __init__(self, recent: Recent, states: Mapping[str, State]) -> None:
        self._recent = recent
        self._states = states

    def calls_for(self, trigger: Trigger, finding: Matchable, now: int) -> Grounds | None:
        """The findings by which the trigger is met, `finding` last; None where it is not."""
        if not self.meets(trigger, finding, now):
            return None
        earlier = self._counted(trigger, finding.at, now)
        if earlier is None:
            return None
        since, began, counted = earlier
        if trigger.after and finding.at <= since:
            return None
        met = [one for one in counted if one != finding]
        if len(met) < trigger.times - 1:
            return None
        first = met[-(trigger.times - 1)] if trigger.times > 1 else finding
        if self._broken(trigger, min(since, first.at) if trigger.after else first.at, now):
            return None
        return (*began, *met[len(met) - (trigger.times - 1) :], finding)

    def holds(self, state: State | Excuse, now: int) -> Grounds | None:
        """The findings by which the state holds; None where it does not."""
        match state:
            case AllOf():
                grounds = [self.holds(one, now) for one in state.all]
                if any(one is None for one in grounds):
                    return None
                return tuple(finding for one in grounds for finding in one or ())
            case AnyOf():
                held = (self.holds(one, now) for one in state.any)
                return next((one for one in held if one is not None), None)
            case NotSo():
                return () if self.holds(state.not_, now) is None else None
            case Named():
                return self.holds(self._states[state.state], now)
            case Happening():
                return self._happened(state, now)

    def _happened(self, happening: Happening, now: int) -> Grounds | None:
        earlier = self._counted(happening, now, now)
        if earlier is None:
            return None
        since, began, met = earlier
        if len(met) < happening.times:
            return None
        met = met[-happening.times :]
        if self._broken(happening, min(since, met[0].at) if happening.after else met[0].at, now):
            return None
        return (*began, *met)

    def _counted(
        self, happening: Happening, at: int, now: int
    ) -> tuple[int, Grounds, Sequence[Matchable]] | None:
        """From where on findings count, by what, and those that do; None where none may."""
        if happening.in_first_s is not None and at > to_samples(happening.in_first_s):
            return None
        since = at - to_samples(happening.within_s)
        grounds: Grounds = ()
        if happening.after:
            began = self._began(happening, since, now)
            if began is None:
                return None
            since, grounds = _done_by(began), (began,)
        found = self._recent.of(happening.finding, since)
        met = [one for one in found if one.at <= at and self.meets(happening, one, now)]
        if happening.after:
            met = [one for one in met if one.at > since]
        return since, grounds, met

    def _began(self, happening: Happening, since: int, now: int) -> Matchable | None:
        """The first of `after` that came since the last of `without`."""
        since = max([since, *(one.at + 1 for one in self._any(happening.without, since, now))])
        return min(self._any(happening.after, since, now), key=_done_by, default=None)

    def _broken(self, happening: Happening, since: int, now: int) -> bool:
        return any(True for _ in self._any(happening.without, since, now))

    def _any(self, conditions: Iterable[Condition], since: int, now: int) -> Iterable[Matchable]:
        return (
            finding
            for condition in conditions
            for finding in self._recent.of(condition.finding, since)
            if self.meets(condition, finding, now)
        )

    def meets(self, condition: Condition, finding: Matchable, now: int) -> bool:
        """Whether the one finding is what the condition says."""
        return (
            finding.kind == condition.finding
            and _agrees(condition.party, _party(finding))
            and _agrees(condition.phase, getattr(finding, "phase", None))
            and _agrees(condition.label, getattr(finding, "label", None))
            and _agrees(condition.explained, getattr(finding, "explained", None))
            and _agrees(condition.open, getattr(finding, "open", None))
            and _agrees(condition.unbroken, getattr(finding, "unbroken", None))
            and _act_meets(condition, finding)
            and _agrees_one(condition.rules, getattr(finding, "rule", None))
            and _figures_meet(condition, finding)
            and self._lasted(condition, finding, now)
            and not (isinstance(finding, TurnTaken) and self._recent.goes_on(finding))
            and self._unusual(condition, finding)
            and _said(condition, finding)
            and self._unsaid(condition, finding, now)
        )

    def _lasted(self, condition: Condition, finding: Matchable, now: int) -> bool:
        """Whether a silence or a monologue is not over, and has lasted so long by now."""
        if condition.lasting_s is None or not isinstance(
            finding, SilenceStretched | MonologueStretched
        ):
            return True
        if finding.end is not None:
            return False
        by = max(now, finding.at) if self._recent.lasts(finding) else finding.at
        return to_seconds(by - finding.start) >= condition.lasting_s

    def _unusual(self, condition: Condition, finding: Matchable) -> bool:
        """Whether the pace is so many times the party's own before it."""
        times = condition.times_usual_at_least
        if times is None or not isinstance(finding, PaceMeasured):
            return True
        usual = self._recent.usual_pace(finding)
        return usual is not None and finding.words_per_minute >= times * usual

    def _unsaid(self, condition: Condition, finding: Matchable, now: int) -> bool:
        """Whether none of `not_saying` was said around the finding, by now."""
        party = _party(finding)
        if not condition.not_saying or party is None:
            return True
        since = finding.at - to_samples(condition.around_s)
        said = self._recent.said(party, since, max(finding.at, now))
        return not any(plain(words) in said for words in condition.not_saying)


def _done_by(finding: Matchable) -> int:
    """When it happened; what is said is found later, often when the turn is over that it is in."""
    return finding.end if isinstance(finding, ActSpoken | QuestionAsked) else finding.at


def _agrees(wanted: object | None, found: object | None) -> bool:
    return wanted is None or wanted == found


def _agrees_one(wanted: Collection[str], found: object | None) -> bool:
    return not wanted or found in wanted


def _party(finding: Matchable) -> Party | None:
    found = getattr(finding, "by", None) or getattr(finding, "party", None)
    return Party(found) if found else None


def _act_meets(condition: Condition, finding: Matchable) -> bool:
    if not condition.acts:
        return True
    return isinstance(finding, ActSpoken) and any(
        finding.act == act or (act.endswith(".*") and finding.act.startswith(act[:-1]))
        for act in condition.acts
    )


def _said(condition: Condition, finding: Matchable) -> bool:
    """Whether one of the phrases ends in the finding's own words."""
    if not condition.saying:
        return True
    match finding:
        case WordsSpoken(before=before, text=text):
            whole = before.rstrip() + text
            return any(
                whole.rfind(phrase) + len(phrase) > len(before.rstrip()) + 1
                for phrase in map(plain, condition.saying)
                if phrase in whole
            )
        case ActSpoken(text=text) | QuestionAsked(text=text):
            said = plain(text)
            return any(plain(phrase) in said for phrase in condition.saying)
        case _:
            return False


def _figures_meet(condition: Condition, finding: Matchable) -> bool:
    """Whether each figure of the finding is within what the condition asks of it."""
    match finding:
        case ActSpoken() | RiskChanged() | TensionMeasured():
            return _within(finding.score, condition.score_at_least, condition.score_at_most)
        case SentimentScored():
            return (
                _within(finding.score, condition.score_at_least, condition.score_at_most)
                and _within(finding.confidence, condition.confidence_at_least, None)
                and _within(finding.trend, None, condition.trend_at_most)
            )
        case HoldChanged():
            return _within(to_seconds(finding.at - finding.start), condition.lasting_s, None)
        case PaceMeasured():
            slowest = condition.words_per_minute_at_least
            return _within(finding.words_per_minute, slowest, condition.words_per_minute_at_most)
        case LoudnessRose():
            return _within(finding.db_over_baseline, condition.db_at_least, None)
        case TurnTaken():
            return _within(to_seconds(finding.talked), condition.talked_s_at_least, None)
        case TalkShareMeasured():
            return _within(
                finding.share, condition.share_at_least, condition.share_at_most
            ) and _within(to_seconds(finding.window), None, condition.window_at_most_s)
        case _:
            return True


def _within(found: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is None or found >= lowest) and (highest is None or found <= highest)
