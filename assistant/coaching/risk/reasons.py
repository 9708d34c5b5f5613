"""What raises or lowers the risk goes in; the reasons as a person reads them come out."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.coaching.risk.evidence import DEMANDS, RiskEvidence
from assistant.coaching.risk.weights import LOWERING, Sign
from assistant.events import ActSpoken
from assistant.timeline import to_seconds

_MOST_REASONS = 3
"""As many as are read at a glance."""
_LEAST_ADDED = 0.15
"""Log-odds: what adds less than this moves the risk by less than 4 in 100."""
_WINDOW_S = 120.0
"""What is told as recent."""
_SHORT_S = 55.0
"""Told in seconds below, in whole minutes from here."""
_STREAK = 3
"""Negative statements that are told as a row."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_RECENT: Mapping[Sign, tuple[str, str]] = {
    Sign.ABUSE: ("an insult", "{} insults"),
    Sign.NEGATIVE_WORDS: ("a negative statement", "{} negative statements"),
    Sign.REFUSALS: ("a refusal by the agent", "{} refusals by the agent"),
    Sign.UNANSWERED: ("a question left without an answer", "{} questions left without an answer"),
    Sign.AGENT_INTERRUPTIONS: ("an interruption by the agent", "{} interruptions by the agent"),
    Sign.CUSTOMER_INTERRUPTIONS: (
        "an interruption by the customer",
        "{} interruptions by the customer",
    ),
    Sign.POSITIVE_WORDS: ("a positive statement", "{} positive statements"),
    Sign.EMPATHY: ("the trouble was named by the agent", "the trouble was named {} times"),
    Sign.APOLOGY: ("the agent apologised", "the agent apologised {} times"),
    Sign.HELP: ("the agent offered help", "the agent offered help {} times"),
}
"""For one and for several in the last two minutes."""
_PLAIN: Mapping[Sign, str] = {
    Sign.WORSENING: "words more negative than before",
    Sign.LOUDER: "the customer has become louder",
    Sign.SHORTER_TURNS: "the customer's turns become shorter",
}


def reasons(added: Mapping[Sign, float], evidence: RiskEvidence, now: int) -> tuple[str, ...]:
    """Up to three sentences without a full stop, the weightiest first, behaviour all of them.

    `added` is in log-odds, `now` in samples. Where nothing raises the risk, they say what has
    lowered it.
    """
    strongest = sorted(added, key=lambda sign: -added[sign])
    told = [sign for sign in strongest if sign not in LOWERING and added[sign] >= _LEAST_ADDED]
    if not told:
        told = [sign for sign in reversed(strongest) if added[sign] <= -_LEAST_ADDED]
    return tuple(_sentence(sign, evidence, now) for sign in told[:_MOST_REASONS])


def _sentence(sign: Sign, evidence: RiskEvidence, now: int) -> str:
    if sign in _PLAIN:
        return _PLAIN[sign]
    if sign is Sign.NEGATIVE_WORDS and evidence.streak >= _STREAK:
        return f"{_number(evidence.streak)} negative statements, no positive one between"
    if sign in _RECENT:
        return _recent(sign, evidence, now)
    facts = list(evidence[sign])
    match sign:
        case Sign.DEMANDS:
            act = facts[-1].fact
            return DEMANDS[act.act] if isinstance(act, ActSpoken) else ""
        case Sign.REPEAT_CONTACT:
            return "has called before" + _times(len(facts), ", and said so {}")
        case Sign.HOLDS:
            return "was put on hold" + _times(len(facts), " {}")
        case Sign.HOLD_MINUTES:
            minutes = sum(one.size for one in facts) + evidence.held_minutes(now)
            return f"on hold for {_length(minutes * 60)}"
        case Sign.DEAD_AIR:
            tens = sum(one.size for one in evidence[sign].within(now, _WINDOW_S))
            return f"{_length(tens * 10)} of silence that nobody explained"
        case _:
            trouble = evidence.trouble
            lasted = 0 if trouble is None else now - trouble.start
            return f"{_length(to_seconds(lasted))} of trouble without empathy or help"


def _recent(sign: Sign, evidence: RiskEvidence, now: int) -> str:
    one, several = _RECENT[sign]
    times = len(evidence[sign].within(now, _WINDOW_S))
    if times == 0:
        return f"{one}, a while ago"
    return f"{several.format(_number(times)) if times > 1 else one} in the last two minutes"


def _times(times: int, several: str) -> str:
    """The sentence's end where it was more than once."""
    often = "twice" if times == 2 else f"{_number(times)} times"
    return several.format(often) if times > 1 else ""


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _length(seconds: float) -> str:
    """Rounded, as a person says it."""
    if seconds < _SHORT_S:
        return f"{max(1, round(seconds))} seconds" if round(seconds) > 1 else "a second"
    minutes = round(seconds / 60)
    return "a minute" if minutes == 1 else f"{_number(minutes)} minutes"
