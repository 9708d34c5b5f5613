"""A condition goes in; its finding as a clause in plain English comes out, affirmed or denied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.coaching.in_words.acts import act_in_words
from assistant.coaching.playbook.rules import Condition
from assistant.events import HoldPhase, Party

_QUOTED = 3
"""Phrases that are told; a list has dozens."""
_HOLDS = {
    HoldPhase.REQUESTED: ("the agent", "ask|asked for a hold"),
    HoldPhase.STARTED: ("a hold", "begin|began"),
    HoldPhase.CHECK_IN_DUE: ("a hold", "go|went on so long that a check-in is due"),
    HoldPhase.RETURNED: ("the agent", "come|came back from a hold"),
    HoldPhase.THANKED: ("the agent", "thank|thanked the customer for waiting"),
    None: ("a hold", "begin|began, went on or ended"),
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Clause:
    """Who did what; `verbs` has each verb in two forms, as in `show|showed empathy`."""

    subject: str
    verbs: str

    def did(self) -> str:
        """What was done, without the one who did it."""
        return _form(self.verbs, 1)

    def did_not(self) -> str:
        """What was not done, without the one who did not do it."""
        bare = _form(self.verbs, 0)
        return f"was not {bare[3:]}" if bare.startswith("be ") else f"did not {bare}"


def _form(verbs: str, form: int) -> str:
    return re.sub(r"(\w+)\|(\w+)", rf"\{form + 1}", verbs)


def clause(condition: Condition, times: int = 1) -> Clause:
    """The condition's finding; found so many times, of which a turn makes a plural."""
    if condition.finding == "dead_air":
        return Clause("nobody", _silence(condition))
    if condition.finding == "hold":
        who, verbs = _HOLDS[condition.phase]
        asked = condition.lasting_s
        late = f", {seconds(asked)} or more after it was asked for" if asked is not None else ""
        return Clause(who, verbs + late)
    if condition.finding == "cue":
        which = f"the cue {either(condition.rules)}" if condition.rules else "any cue"
        return Clause(which, "be|was shown")
    if condition.finding == "risk":
        risk = _range(condition, "score")
        return Clause("the risk of escalation", f"be|was {risk}" if risk else "change|changed")
    if condition.party is None and condition.finding in ("sentiment", "tension"):
        return Clause("the customer", _verbs(condition, times))
    return Clause(_who(condition.party), _verbs(condition, times))


def _who(party: Party | None) -> str:
    return "somebody" if party is None else f"the {party}"


def _verbs(condition: Condition, times: int) -> str:
    other = "the other" if condition.party is None else f"the {condition.party.other}"
    match condition.finding:
        case "act":
            acts = either([act_in_words(act) for act in condition.acts])
            return (acts or "do|did anything that is listened for") + _spoken(condition)
        case "words":
            return f"say|said {phrases(condition.saying)}{_without(condition)}"
        case "question":
            kind = {None: "a", True: "an open", False: "a closed"}[condition.open]
            return f"ask|asked {kind} question{_spoken(condition)}"
        case "interruption":
            return f"come|came in over {other}"
        case "speech_started":
            return "begin|began to speak"
        case "speech_ended":
            return "stop|stopped speaking"
        case "loudness_settled":
            return "come|came back to their usual loudness"
        case "turn":
            return _turn(condition, times)
        case _:
            return _measured(condition)


def _measured(condition: Condition) -> str:
    """What is told by a figure."""
    match condition.finding:
        case "monologue":
            lasting = "on" if condition.lasting_s is None else f"for {seconds(condition.lasting_s)}"
            return f"talk|talked {lasting} without giving way"
        case "pace":
            return _pace(condition)
        case "loudness":
            by = condition.db_at_least
            return "get|got louder than usual" + (f" by {by:g} dB or more" if by else "")
        case "talk_share":
            window = condition.window_at_most_s
            over = f", taken over {seconds(window)} or less" if window else ""
            return f"have|had {_range(condition, 'share', ' % of the talk') or 'a share'}{over}"
        case "tension":
            return f"sound|sounded tense{_bracketed(_shades(condition))}"
        case _:
            label = f"sound|sounded {condition.label}" if condition.label else "speak|spoke"
            return label + _bracketed(_shades(condition))


def _pace(condition: Condition) -> str:
    usual = condition.times_usual_at_least
    paces = [_range(condition, "words_per_minute", " words a minute")]
    paces += [f"{usual:g} times their usual pace or more"] if usual is not None else []
    return f"talk|talked at {either([one for one in paces if one], 'and') or 'some pace'}"


def _shades(condition: Condition) -> list[str]:
    """How negative, how sure, and where it is heading."""
    scored = condition.score_at_least is not None or condition.score_at_most is not None
    sure, trend = condition.confidence_at_least, condition.trend_at_most
    return [
        f"{condition.finding} {_range(condition, 'score')}" if scored else "",
        f"{100 * sure:g} % sure or more" if sure is not None else "",
        f"trend {_signed(trend)} or less" if trend is not None else "",
    ]


def _bracketed(parts: Iterable[str]) -> str:
    told = ", ".join(part for part in parts if part)
    return f" ({told})" if told else ""


def _range(condition: Condition, name: str, unit: str = "") -> str:
    least, most = (getattr(condition, f"{name}_at_{end}") for end in ("least", "most"))
    factor = 100 if unit.startswith(" %") else 1
    one, other = (_signed(factor * (limit or 0)) + unit for limit in (least, most))
    if least is not None and most is not None:
        return f"{_signed(factor * least)} to {other}"
    if least is not None:
        return f"{one} or more"
    return f"{other} or less" if most is not None else ""


def _signed(figure: float) -> str:
    return f"{figure:g}".replace("-", "−")


def _silence(condition: Condition) -> str:
    lasting = condition.lasting_s
    announced = {None: "", True: ", as announced", False: ", unannounced"}[condition.explained]
    return f"speak|spoke for {'a while' if lasting is None else seconds(lasting)}{announced}"


def _turn(condition: Condition, times: int) -> str:
    talked_s = condition.talked_s_at_least
    freely = {None: "", True: " unbroken", False: " broken into"}[condition.unbroken]
    if times > 1:
        of = "" if talked_s is None else f" of {seconds(talked_s)} or more"
        return f"have|had {number(times)} turns{of}{freely}"
    if talked_s is None:
        return f"have|had {'an unbroken' if condition.unbroken else 'a'} turn"
    return f"talk|talked for {seconds(talked_s)} or more{freely}"


def _spoken(condition: Condition) -> str:
    said = f", saying {phrases(condition.saying)}" if condition.saying else ""
    return said + _without(condition)


def _without(condition: Condition) -> str:
    return f", but not {phrases(condition.not_saying)}" if condition.not_saying else ""


def phrases(said: Sequence[str]) -> str:
    """The first of the phrases in quotes, and whether there are more."""
    quoted = [f"“{phrase}”" for phrase in said[:_QUOTED]]
    return f"{', '.join(quoted)} or the like" if len(said) > _QUOTED else either(quoted)


def seconds(length: float) -> str:
    """A length of time: `8 s`, `2 min`, `an hour`."""
    if length == 3600:
        return "an hour"
    return f"{length / 60:g} min" if length >= 120 and length % 60 == 0 else f"{length:g} s"


def number(count: int) -> str:
    """A count in words, where it is a small one."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def either(parts: Sequence[str], word: str = "or") -> str:
    """`one, another or a third`."""
    return f" {word} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def any_of(conditions: Iterable[Condition]) -> str:
    """That one of these was found; who did several things is named once."""
    by_subject = groupby(map(clause, conditions), key=lambda one: one.subject)
    return either([f"{who} {either([one.did() for one in done])}" for who, done in by_subject])


def none_of(conditions: Iterable[Condition], subject: str = "") -> str:
    """That none of these was found; `subject` need not be named again."""
    by_subject = groupby(map(clause, conditions), key=lambda one: one.subject)
    return either([_denied(who, list(done), subject) for who, done in by_subject], "and")


def _denied(who: str, done: Sequence[Clause], subject: str) -> str:
    if who == "nobody":
        return f"there was no silence in which {either([f'nobody {one.did()}' for one in done])}"
    denied = [one.did_not() for one in done]
    joined = either([denied[0], *(one.removeprefix("did not ") for one in denied[1:])])
    return joined if who == subject else f"{who} {joined}"
