"""A playbook's rule, or a part of one, goes in; what it says comes out in plain English."""

from __future__ import annotations

from assistant.coaching.in_words.findings import any_of, clause, either, none_of, number, seconds
from assistant.coaching.playbook.rules import (
    AllOf,
    AnyOf,
    Condition,
    Excuse,
    Happening,
    Named,
    NotSo,
    Rule,
    State,
    Stillness,
    Trigger,
)


def rule_in_words(rule: Rule) -> str:
    """The whole rule in a sentence."""
    when, until = when_in_words(rule), done_in_words(rule)
    once = f" Once while the state {rule.once_per} holds." if rule.once_per else ""
    return f"When {when}: “{rule.cue}”, until {until}.{once}"


def when_in_words(rule: Rule) -> str:
    """What calls for the rule's cue, without a capital letter or a full stop."""
    said = "; or ".join(trigger_in_words(trigger) for trigger in rule.when)
    if rule.given:
        said += f", while {either([state_in_words(one) for one in rule.given], 'and')}"
    if rule.unless:
        said += f", unless {either([state_in_words(one) for one in rule.unless])}"
    if rule.after_s:
        said += f"; told {seconds(rule.after_s)} later, if it still holds"
    return said


def done_in_words(rule: Rule) -> str:
    """What takes the rule's cue down: what the agent does, or else the time it has."""
    over = f"{seconds(rule.life_s)} are over"
    acts = any_of(one for one in rule.done_when if isinstance(one, Condition))
    stills = (one for one in rule.done_when if isinstance(one, Stillness))
    quiets = [f"for {seconds(one.for_s)} {none_of(one.without)}" for one in stills]
    return ", or ".join([*filter(None, [acts]), *quiets, over])


def state_in_words(state: State | Excuse) -> str:
    """How the call stands."""
    match state:
        case AllOf():
            return ", and ".join(map(state_in_words, state.all))
        case AnyOf():
            return ", or ".join(map(state_in_words, state.any))
        case NotSo(not_=Named(state=name)):
            return f"the state {name} does not hold"
        case NotSo(not_=Happening() as one) if not (one.after or one.without or one.times > 1):
            return f"{none_of([one])} {_lately(one)}"
        case NotSo():
            return f"it is not so that {state_in_words(state.not_)}"
        case Named():
            return f"the state {state.state} holds"
        case Happening():
            return _happened(state, _lately(state))


def trigger_in_words(trigger: Trigger) -> str:
    """What calls for a cue, as something that has just happened."""
    counts = trigger.times > 1 or trigger.after
    return _happened(trigger, f"within {seconds(trigger.within_s)}" if counts else "")


def _lately(happening: Happening) -> str:
    return f"in the last {seconds(happening.within_s).removeprefix('an ')}"


def _happened(happening: Happening, within: str) -> str:
    done = clause(happening, happening.times)
    parts = [done.subject, done.did(), _often(happening), within]
    if happening.after:
        parts += ["after", any_of(happening.after)]
    if happening.in_first_s is not None:
        opening = seconds(happening.in_first_s).removeprefix("an ")
        parts.append(f"in the first {opening} of the call")
    said = " ".join(filter(None, parts))
    if happening.without:
        said += f", and {none_of(happening.without, done.subject)} since"
    return said


def _often(happening: Happening) -> str:
    if happening.times == 1 or happening.finding == "turn":  # a turn has its plural
        return ""
    return "twice" if happening.times == 2 else f"{number(happening.times)} times"
