"""Facts of a call go in; how strong each sign of escalation is at a moment comes out."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.coaching.risk.tally import Tally, faded
from assistant.coaching.risk.turns import Questions, Turns
from assistant.coaching.risk.weights import RiskWeights, Sign
from assistant.events import (
    ActSpoken,
    Event,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    Party,
    QuestionAsked,
    SentimentLabel,
    SentimentScored,
    SilenceStretched,
    WordsCommitted,
)
from assistant.timeline import Span, to_seconds

DEMANDS: Mapping[str, str] = {
    "escalation.supervisor_request": "asks for somebody above the agent",
    "escalation.legal_threat": "speaks of taking it to law",
    "escalation.regulator_threat": "speaks of going to the regulator",
    "escalation.public_threat": "speaks of making it public",
    "escalation.churn_threat": "speaks of leaving",
}
"""The customer's acts that are an escalation, each as a person reads it."""

_ACTS: Mapping[tuple[Party, str], Sign] = {
    **{(Party.CUSTOMER, act): Sign.DEMANDS for act in DEMANDS},
    (Party.CUSTOMER, "escalation.repeat_contact"): Sign.REPEAT_CONTACT,
    (Party.CUSTOMER, "escalation.abuse"): Sign.ABUSE,
    (Party.AGENT, "negative_language"): Sign.REFUSALS,
    (Party.AGENT, "empathy"): Sign.EMPATHY,
    (Party.AGENT, "paraphrase"): Sign.EMPATHY,
    (Party.AGENT, "apology"): Sign.APOLOGY,
    (Party.AGENT, "solution_offer"): Sign.HELP,
    (Party.AGENT, "ownership"): Sign.HELP,
    (Party.AGENT, "follow_up"): Sign.HELP,
}
_TRANSFER = "transfer"
"""Helps one who asked for somebody else; no other."""
_TROUBLE = (
    Sign.REPEAT_CONTACT,
    Sign.ABUSE,
    Sign.NEGATIVE_WORDS,
    Sign.REFUSALS,
    Sign.UNANSWERED,
    Sign.AGENT_INTERRUPTIONS,
)
"""What empathy or help should follow."""
_BESIDE = (Sign.REPEAT_CONTACT, Sign.ABUSE, Sign.NEGATIVE_WORDS, Sign.REFUSALS, Sign.UNANSWERED)
"""Signs without which a loud voice and short turns say nothing: loud is not angry."""
_DEAD_AIR_UNIT_S = 10.0
_MINUTE_S = 60.0


class RiskEvidence:
    """What has been found in the call so far, in bounded memory; a withdrawal restores."""

    def __init__(self, weights: RiskWeights, least_confidence: float) -> None:
        self._half_lives = {sign: one.half_life_s for sign, one in weights.signs.items()}
        self._least_confidence = least_confidence
        self._tallies = {sign: Tally() for sign in Sign}
        self._readings, self._transfers = Tally(), Tally()
        self._on_hold: HoldChanged | None = None
        self._questions, self._turns = Questions(), Turns()

    def __getitem__(self, sign: Sign) -> Tally:
        """The facts that were counted for the sign."""
        return self._tallies[sign]

    def note(self, event: Event) -> bool:
        """Take a fact in; whether it may change a sign."""
        match event:
            case ActSpoken():
                return self._act(event)
            case SentimentScored(party=Party.CUSTOMER):
                return self._reading(event)
            case Interrupted():
                by_agent = event.by is Party.AGENT
                sign = Sign.AGENT_INTERRUPTIONS if by_agent else Sign.CUSTOMER_INTERRUPTIONS
                return self._count(sign, event)
            case HoldChanged():
                return self._hold(event)
            case SilenceStretched(explained=False):
                return self._silence(event)
            case LoudnessRose(party=Party.CUSTOMER):
                return self._count(Sign.LOUDER, event)
            case QuestionAsked(party=Party.CUSTOMER):
                return self._unanswered(self._questions.ask(event), event.at)
            case WordsCommitted():
                turned = self._turns.hear(event)
                return self._unanswered(self._questions.hear(event), event.at) or turned
            case _:
                return False

    def forget(self, fact: object) -> bool:
        """Take back a fact that was disproved; whether it had counted."""
        tallies = (*self._tallies.values(), self._readings, self._transfers)
        dropped = [tally.drop(fact) for tally in tallies]
        return any(dropped)

    def values(self, now: int) -> dict[Sign, float]:
        """Each sign in its unit, at the position `now`, in samples."""
        values = {
            sign: tally.total(now, self._half_lives[sign]) for sign, tally in self._tallies.items()
        }
        beside = min(1.0, sum(values[sign] for sign in _BESIDE))
        since_turn = faded(now - self._turns.ended, self._half_lives[Sign.SHORTER_TURNS])
        return values | {
            Sign.DEMANDS: self._demanded(now),
            Sign.WORSENING: self._worsening(now),
            Sign.HOLD_MINUTES: values[Sign.HOLD_MINUTES] + self.held_minutes(now),
            Sign.UNHELPED: self._unhelped(now),
            Sign.LOUDER: values[Sign.LOUDER] * beside,
            Sign.SHORTER_TURNS: self._turns.shortening * since_turn * beside,
        }

    def _count(self, sign: Sign, fact: Event, size: float = 1.0, at: int | None = None) -> bool:
        where = fact.at if at is None else at  # type: ignore[union-attr]  # every fact has it
        self._tallies[sign].add(where, size, fact)
        return True

    def _act(self, act: ActSpoken) -> bool:
        if act.party is Party.AGENT and act.act == _TRANSFER:
            self._transfers.add(act.at, 1.0, act)
            return True
        sign = _ACTS.get((act.party, act.act))
        return sign is not None and self._count(sign, act, act.score)

    def _reading(self, read: SentimentScored) -> bool:
        if read.confidence < self._least_confidence or read.label is SentimentLabel.NEUTRAL:
            return False
        negative = read.label is SentimentLabel.NEGATIVE
        self._readings.add(read.at, -1.0 if negative else 1.0, read)
        sign = Sign.NEGATIVE_WORDS if negative else Sign.POSITIVE_WORDS
        return self._count(sign, read, abs(read.score))

    def _hold(self, hold: HoldChanged) -> bool:
        match hold.phase:
            case HoldPhase.STARTED:
                self._on_hold = hold
                return self._count(Sign.HOLDS, hold)
            case HoldPhase.RETURNED if self._on_hold is not None:
                minutes = to_seconds(hold.at - self._on_hold.at) / _MINUTE_S
                self._on_hold = None
                return self._count(Sign.HOLD_MINUTES, hold, minutes)
            case _:
                return False

    def held_minutes(self, now: int) -> float:
        """How long the customer has been on hold that is not over."""
        return 0.0 if self._on_hold is None else to_seconds(now - self._on_hold.at) / _MINUTE_S

    def _silence(self, silence: SilenceStretched) -> bool:
        """A silence is told at several lengths; the longest counts."""
        known = self._tallies[Sign.DEAD_AIR].last
        if known is not None and getattr(known.fact, "start", None) == silence.start:
            self._tallies[Sign.DEAD_AIR].drop(known.fact)
        end = silence.at if silence.end is None else silence.end
        length_s = to_seconds(end - silence.start)
        return self._count(Sign.DEAD_AIR, silence, length_s / _DEAD_AIR_UNIT_S)

    def _unanswered(self, question: QuestionAsked | None, at: int) -> bool:
        return question is not None and self._count(Sign.UNANSWERED, question, at=at)

    def _demanded(self, now: int) -> float:
        """1 until somebody helps after a demand; the strongest of all demands counts."""
        left = 0.0
        for demand in self._tallies[Sign.DEMANDS]:
            helps = (self._tallies[Sign.HELP].after(demand.at), self._transfers.after(demand.at))
            helped = min((one.at for one in helps if one is not None), default=now)
            left = max(left, demand.size * faded(now - helped, self._half_lives[Sign.DEMANDS]))
        return left

    @property
    def streak(self) -> int:
        """Negative statements since the last positive one."""
        length = 0
        for reading in self._readings:
            length = length + 1 if reading.size < 0 else 0
        return length

    @property
    def trouble(self) -> Span | None:
        """From the first trouble since the agent last helped to the newest; one alone is none."""
        helps = (*self._tallies[Sign.HELP], *self._tallies[Sign.EMPATHY])
        helped = max((one.at for one in helps), default=-1)
        found = [one.at for sign in _TROUBLE for one in self._tallies[sign] if one.at > helped]
        return Span(start=min(found), end=max(found)) if len(found) > 1 else None

    def _worsening(self, now: int) -> float:
        last = self._readings.last
        if last is None or last.size > 0 or not isinstance(last.fact, SentimentScored):
            return 0.0
        half_life_s = self._half_lives[Sign.WORSENING]
        return max(0.0, -last.fact.trend) * faded(now - last.at, half_life_s)

    def _unhelped(self, now: int) -> float:
        """Minutes since the trouble began; fades after the newest trouble."""
        if (trouble := self.trouble) is None:
            return 0.0
        minutes = to_seconds(max(now - trouble.start, 0)) / _MINUTE_S
        return minutes * faded(now - trouble.end, self._half_lives[Sign.UNHELPED])
