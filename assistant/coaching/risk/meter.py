"""Facts of a call go in; how likely the customer is to ask to escalate, and why, comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.coaching.risk.evidence import RiskEvidence
from assistant.coaching.risk.reasons import reasons
from assistant.coaching.risk.weights import RiskWeights
from assistant.events import Event, FindingWithdrawn, RiskChanged, VoiceProbed
from assistant.timeline import to_samples

__all__ = ["RiskMeter", "RiskSettings", "RiskWeights"]

_LOOK = to_samples(1)
"""How often the risk is looked at while nothing is found: in a second it fades by under 0.02."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSettings:
    """When a change of the risk is told, and what counts towards it."""

    line: float = 0.45
    """The risk that calls for acting, 0.05..0.95; crossing it, either way, is always told."""
    step: float = 0.05
    """A move of the risk that is told, 0.01..0.5."""
    apart_s: float = 2.0
    """Call time between two that are told, 0..60 s."""
    least_confidence: float = 0.6
    """Of a statement's sentiment, 0..1; a less certain one does not count."""

    def __post_init__(self) -> None:
        _within("risk.line", self.line, 0.05, 0.95)
        _within("risk.step", self.step, 0.01, 0.5)
        _within("risk.apart_s", self.apart_s, 0, 60)
        _within("risk.least_confidence", self.least_confidence, 0, 1)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


class RiskMeter:
    """Adds up the signs of escalation; each fades in call time, and a withdrawal takes it back."""

    def __init__(self, weights: RiskWeights, settings: RiskSettings | None = None) -> None:
        self._weights, self._settings = weights, settings or RiskSettings()
        self._evidence = RiskEvidence(weights, self._settings.least_confidence)
        self._told = weights.score({})
        self._told_at: int | None = None
        """The position of the call when the risk was told last."""
        self._now = self._newest = self._next_look = 0

    def on(self, event: Event) -> Iterator[RiskChanged]:
        """`RiskChanged` where the risk moved by a step or crossed the line, not too often."""
        match event:
            case VoiceProbed():
                self._now = max(self._now, event.span.end)
                if self._now >= self._next_look:
                    yield from self._look(self._now)
            case FindingWithdrawn():
                if self._evidence.forget(event.of):
                    yield from self._found(event.at)
            case RiskChanged():
                pass
            case _:
                if self._evidence.note(event):
                    yield from self._found(event.at)  # type: ignore[union-attr]  # a fact

    def _found(self, at: int) -> Iterator[RiskChanged]:
        self._now = max(self._now, at)
        yield from self._look(at)

    def _look(self, at: int) -> Iterator[RiskChanged]:
        self._next_look = self._now + _LOOK
        self._newest = max(self._newest, at)
        settings, values = self._settings, self._evidence.values(self._now)
        score = round(self._weights.score(values), 3)
        crossed = (score >= settings.line) != (self._told >= settings.line)
        if abs(score - self._told) < settings.step and not crossed:
            return
        if self._told_at is not None and self._now - self._told_at < to_samples(settings.apart_s):
            return
        self._told, self._told_at = score, self._now
        because = reasons(self._weights.added(values), self._evidence, self._now)
        yield RiskChanged(at=self._newest, score=score, reasons=because)
