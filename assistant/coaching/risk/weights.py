"""YAML with weights goes in; how much each sign adds to the risk, and the risk, come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, isfinite
from typing import Any

import yaml


class Sign(StrEnum):
    """What raises or lowers the risk; each has a unit, in which its weight is counted."""

    DEMANDS = "demands"
    """1 from a demand to escalate until the agent helps; it fades from then on."""
    REPEAT_CONTACT = "repeat_contact"
    """Times that the customer says to have been through this before."""
    ABUSE = "abuse"
    """Insults."""
    NEGATIVE_WORDS = "negative_words"
    """Sum of the scores of negative statements, each 0..1."""
    WORSENING = "worsening"
    """How far the last half minute of statements is below those before it, 0..2."""
    REFUSALS = "refusals"
    """Times that the agent refused, or blamed, or cited policy."""
    UNANSWERED = "unanswered"
    """Questions of the customer that went unanswered or had to be asked again."""
    AGENT_INTERRUPTIONS = "agent_interruptions"
    """Times that the agent came in over the customer."""
    CUSTOMER_INTERRUPTIONS = "customer_interruptions"
    """Times that the customer came in over the agent."""
    HOLDS = "holds"
    """Times put on hold."""
    HOLD_MINUTES = "hold_minutes"
    """Minutes on hold."""
    DEAD_AIR = "dead_air"
    """Silence that nobody announced, in tens of seconds."""
    UNHELPED = "unhelped"
    """Minutes since trouble showed without empathy or help."""
    LOUDER = "louder"
    """Times that the customer became louder; counts only beside other signs."""
    SHORTER_TURNS = "shorter_turns"
    """How much shorter the customer's turns become, 0..1; counts only beside other signs."""
    POSITIVE_WORDS = "positive_words"
    """Sum of the scores of positive statements, each 0..1; lowers."""
    EMPATHY = "empathy"
    """Times that the agent named the trouble or gave it back; lowers."""
    APOLOGY = "apology"
    """Apologies; lowers."""
    HELP = "help"
    """Offers, promises and what the agent takes on; lowers."""


LOWERING = frozenset({Sign.POSITIVE_WORDS, Sign.EMPATHY, Sign.APOLOGY, Sign.HELP})
"""Signs whose weights may not be above 0; those of the others may not be below."""
_LONGEST_S = 3600.0
"""The longest half-life: a call's beginning is half forgotten after an hour at least."""
_STEEPEST = 20.0
"""Log-odds beyond which nothing moves any more: 1 in 500 million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one unit of a sign adds to the log-odds, how it fades, and where it stops counting."""

    weight: float
    half_life_s: float
    """Seconds of the call in which the sign loses half its weight."""
    most: float
    """Units beyond which more of it changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskWeights:
    """A logistic model with a weight for each sign; see models/risk/card.md."""

    bias: float
    signs: Mapping[Sign, Weight]

    @classmethod
    def read(cls, text: str) -> RiskWeights:
        """From YAML: `bias`, and `signs` with weight, half_life_s and most for each.

        ValueError, saying which, where a sign lacks, is unknown, or holds what it may not.
        """
        try:
            content = yaml.safe_load(text)
        except yaml.YAMLError as broken:
            raise ValueError(f"not YAML: {broken}") from broken
        if not isinstance(content, dict) or not isinstance(content.get("signs"), dict):
            raise ValueError("no mapping with bias and signs")
        found = content["signs"]
        if odd := sorted(set(map(str, found)) ^ set(Sign)):
            raise ValueError(f"each sign must be given once, and no other: see {', '.join(odd)}")
        return cls(
            bias=_number("bias", content, -_STEEPEST, _STEEPEST),
            signs={sign: _weight(sign, found[sign]) for sign in Sign},
        )

    def added(self, values: Mapping[Sign, float]) -> dict[Sign, float]:
        """What each sign adds to the log-odds, for its value in its unit."""
        return {
            sign: one.weight * min(values.get(sign, 0.0), one.most)
            for sign, one in self.signs.items()
        }

    def score(self, values: Mapping[Sign, float]) -> float:
        """The risk, 0..1: the logistic function of the bias and all that is added."""
        total = self.bias + sum(self.added(values).values())
        return 1 / (1 + exp(-min(max(total, -_STEEPEST), _STEEPEST)))


def _weight(sign: Sign, content: Any) -> Weight:
    if not isinstance(content, dict):
        raise ValueError(f"{sign} holds no weight, half_life_s and most")
    low, high = (-_STEEPEST, 0.0) if sign in LOWERING else (0.0, _STEEPEST)
    return Weight(
        weight=_number("weight", content, low, high, sign),
        half_life_s=_number("half_life_s", content, 1.0, _LONGEST_S, sign),
        most=_number("most", content, 0.0, 100.0, sign),
    )


def _number(
    key: str, content: Mapping[str, Any], low: float, high: float, of: str = "risk"
) -> float:
    value = content.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{of}: {key} is {value!r}; it must be a number")
    if not low <= value <= high:
        raise ValueError(f"{of}: {key} is {value}; it must be from {low:g} to {high:g}")
    return float(value)
