"""situations.yaml and a seed go in; imagined calls, as facts and when a demand came, come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.detectors.sentiment import SentimentMeter
from assistant.events import (
    ActSpoken,
    Event,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    Party,
    QuestionAsked,
    SentimentRead,
    SilenceStretched,
    Word,
    WordsCommitted,
)
from assistant.timeline import Span, to_samples

HERE = Path(__file__).parent
WORDS_A_SECOND = 2.6
USUAL_TURN_WORDS = 14.0
BETWEEN_TURNS_S = 0.5
MOST_RATE = 3.0
"""Log of demands a minute: at 20 a minute a demand is certain."""
TROUBLED = 1.5
"""Tension over that of plain trouble, 0.9, and one more thing gone wrong."""
AGENT_ACTS = {
    "empathy": "empathy",
    "apology": "apology",
    "help": "solution_offer",
    "refusal": "negative_language",
}
"""What an agent may do in a turn, as situations.yaml and as the event log call it."""
TOPICS = (
    "delivery refund invoice contract engineer booking password upgrade voucher router deposit "
    "meter repair licence parcel cancellation statement appointment insurance replacement "
    "charge address warranty machine ticket credit policy letter account tariff"
).split()


def grammar() -> Mapping[str, Any]:
    """What situations.yaml says."""
    content = yaml.safe_load((HERE / "situations.yaml").read_text(encoding="utf-8"))
    return dict(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An imagined call: its facts in order, the ends of turns, and the demand, in seconds."""

    situation: str
    facts: tuple[Event, ...]
    demand_s: float | None
    trouble_s: float | None
    """When tension first passed that of a call with plain trouble; None where it never did."""
    length_s: float


@dataclass(slots=True)
class _Calling:
    """A call while it is imagined."""

    grammar: Mapping[str, Any]
    chance: np.random.Generator
    situation: Mapping[str, Any]
    patience: float
    tension: float
    drift: float
    """What each agent's turn adds to tension by things that no fact tells."""
    tempo: float
    """How much longer turns of the agent and gaps are than in the briskest call, 1..4."""
    now_s: float = 1.0
    facts: list[Event] = field(default_factory=list)
    meter: SentimentMeter = field(default_factory=SentimentMeter)
    trouble_s: float | None = None
    turn: int = 0

    def happens(self, probability: float) -> bool:
        """A coin that falls so with this probability."""
        return bool(self.chance.random() < probability)

    def move(self, what: str, times: float = 1.0) -> None:
        """Tension moves by what truly happened."""
        self.tension = max(-1.5, self.tension + self.grammar["hazard"]["moves"][what] * times)
        if self.tension > TROUBLED and self.trouble_s is None:
            self.trouble_s = self.now_s

    def passes(self, seconds: float) -> None:
        """Time goes by, and tension fades with it."""
        self.now_s += seconds
        self.tension *= 0.5 ** (seconds / self.grammar["hazard"]["half_life_s"])

    @property
    def at(self) -> int:
        """Where the call is, in samples."""
        return to_samples(self.now_s)

    def heard(self, noise: str) -> bool:
        """Whether something that happened is noticed."""
        return not self.happens(self.grammar["hearing"][noise])

    def act(self, party: Party, act: str, real: bool = True) -> None:
        """An act, as it is heard, or one that was none."""
        if real and not self.heard("act_missed"):
            return
        score = round(float(self.chance.uniform(0.55, 0.95)), 2)
        self.facts.append(
            ActSpoken(
                at=self.at,
                party=party,
                act=act,
                text=act,
                start=max(0, self.at - 16_000),
                end=self.at,
                score=score,
                utterance=len(self.facts),
            )
        )

    def said(self, party: Party, words: int, seconds: float) -> None:
        """Words, committed in one piece."""
        start, step = self.at - to_samples(seconds), to_samples(seconds) // max(words, 1)
        spoken = tuple(
            Word(word="word", start=start + n * step, end=start + (n + 1) * step, probability=0.9)
            for n in range(words)
        )
        self.facts.append(
            WordsCommitted(
                at=self.at,
                party=party,
                utterance=len(self.facts),
                text="word",
                start=start,
                end=self.at,
                confidence=0.9,
                words=spoken,
            )
        )


def calls(count: int, seed: int) -> Iterator[Call]:
    """So many calls; the same for the same seed."""
    rules, chance = grammar(), np.random.default_rng(seed)
    names = list(rules["situations"])
    shares = np.array([rules["situations"][name]["share"] for name in names])
    for _ in range(count):
        name = str(chance.choice(names, p=shares / shares.sum()))
        yield _call(rules, name, chance)


def _call(rules: Mapping[str, Any], name: str, chance: np.random.Generator) -> Call:
    situation = rules["situations"][name]
    calling = _Calling(
        grammar=rules,
        chance=chance,
        situation=situation,
        patience=float(chance.normal(0, rules["hazard"]["patience_sd"])),
        tension=situation["start"],
        tempo=float(chance.uniform(1, 4)),
        drift=float(chance.normal(0, rules["hazard"]["unheard_sd"])) * situation["trouble"],
    )
    least, most = situation["turns"]
    turns = int(chance.integers(least, most, endpoint=True))
    turning = int(chance.integers(3, 12)) if calling.happens(situation.get("turning", 0)) else -1
    calling.passes(float(chance.uniform(3, 8)))
    demanded = True
    for calling.turn in range(turns):
        if calling.turn == turning:
            calling.situation = rules["situations"][situation["to"]]
        before = calling.now_s
        _customer(calling)
        if _escalates(calling, calling.now_s - before):
            break
        _agent(calling)
    else:
        demanded = False
    return Call(
        situation=name,
        facts=tuple(calling.facts),
        demand_s=calling.now_s if demanded else None,
        trouble_s=calling.trouble_s,
        length_s=calling.now_s,
    )


def _escalates(calling: _Calling, seconds: float) -> bool:
    """Whether a demand falls in the customer's turn, or in as long before it."""
    hazard = calling.grammar["hazard"]
    beyond = calling.tension - calling.patience
    rate = exp(min(hazard["at_zero"] + hazard["steepness"] * beyond, MOST_RATE))
    return calling.happens(1 - exp(-rate * 2 * seconds / 60))


def _customer(calling: _Calling) -> None:
    """The customer's turn: what is told, how it sounds."""
    chance, situation = calling.chance, calling.situation
    upset = max(0.0, calling.tension)
    mean = USUAL_TURN_WORDS * (1.6 if calling.turn < 2 else 1 - 0.12 * min(upset, 4))
    words = max(1, int(chance.gamma(1.6, mean / 1.6)))
    seconds = words / WORDS_A_SECOND
    calling.passes(BETWEEN_TURNS_S * calling.tempo + seconds)
    if calling.turn == 0 and situation["trouble"]:
        calling.move("trouble")
    if calling.turn < 5 and calling.happens(situation["repeat"]):
        calling.move("repeat_contact")
        calling.act(Party.CUSTOMER, "escalation.repeat_contact")
    if calling.happens(0.3 / (1 + exp(-2 * (upset - 4.0)))):
        calling.move("abuse")
        calling.act(Party.CUSTOMER, "escalation.abuse")
    _overlaps(calling, upset)
    if calling.happens(0.05 * upset + calling.grammar["hearing"]["loudness_invented"]):
        calling.facts.append(
            LoudnessRose(
                at=calling.at, party=Party.CUSTOMER, db_over_baseline=7.0, window=to_samples(2)
            )
        )
    calling.said(Party.CUSTOMER, words, seconds)
    if words >= 3:
        _reading(calling, upset)


def _overlaps(calling: _Calling, upset: float) -> None:
    if calling.happens(calling.situation["interruption"]):
        calling.move("agent_interruption")
        if calling.heard("interruption_missed"):
            _interrupted(calling, Party.AGENT)
    if calling.happens(0.02 + 0.04 * upset) and calling.heard("interruption_missed"):
        _interrupted(calling, Party.CUSTOMER)
    for party in Party:
        if calling.happens(calling.grammar["hearing"]["interruption_invented"]):
            _interrupted(calling, party)


def _interrupted(calling: _Calling, by: Party) -> None:
    start = max(0, calling.at - 8_000)
    calling.facts.append(
        Interrupted(at=calling.at, by=by, start=start, overlap=8_000, because="simulated")
    )


def _reading(calling: _Calling, upset: float) -> None:
    """How a statement is read: by tension, by its topic, and by mistake."""
    chance, hearing = calling.chance, calling.grammar["hearing"]
    truly = calling.happens(1 / (1 + exp(-1.8 * (upset - 2.4))))
    topic = calling.happens(calling.situation["topic"] * (1.0 if calling.turn < 4 else 0.4))
    missed = calling.happens(hearing["negative_missed"])
    negative = positive = 0.1
    if ((truly or topic) and not missed) or calling.happens(hearing["negative_invented"]):
        negative = float(chance.uniform(0.55, 0.75) + 0.23 * min(upset / 3, 1.0))
        positive = (1 - negative) / 4
    elif calling.happens(hearing["positive_invented"] + (0.25 if upset < 0.3 else 0.0)):
        positive = float(chance.uniform(0.55, 0.9))
        negative = (1 - positive) / 4
    read = SentimentRead(
        party=Party.CUSTOMER,
        utterance=0,
        at=calling.at,
        span=Span(start=calling.at, end=calling.at),
        negative=negative,
        neutral=1 - negative - positive,
        positive=positive,
    )
    calling.facts.extend(calling.meter.on(read))


def _agent(calling: _Calling) -> None:
    """The agent's turn: what is done about it, and what is not."""
    chance, situation = calling.chance, calling.situation
    if calling.happens(0.35):
        _question(calling)
    words = max(2, int(chance.gamma(2, 5 * calling.tempo)))
    calling.passes(BETWEEN_TURNS_S * calling.tempo + words / WORDS_A_SECOND)
    helped = False
    for kind, act in AGENT_ACTS.items():
        if calling.happens(situation[kind]):
            calling.move(kind)
            calling.act(Party.AGENT, act)
            helped = helped or kind in ("empathy", "help")
        elif calling.happens(calling.grammar["hearing"]["act_invented"]):
            calling.act(Party.AGENT, act, real=False)
    if calling.tension > 0.8 and not helped:
        calling.move("bare_turn")
    unheard_sd = calling.grammar["hazard"]["unheard_turn_sd"]
    calling.tension += calling.drift + float(chance.normal(0, unheard_sd))
    calling.said(Party.AGENT, words, words / WORDS_A_SECOND)
    if calling.happens(situation["hold"]):
        _hold(calling)
    elif calling.happens(situation["dead_air"]):
        seconds = float(chance.uniform(3, 20))
        start = calling.at
        calling.passes(seconds)
        calling.move("dead_air_10s", seconds / 10)
        calling.facts.append(
            SilenceStretched(at=calling.at, start=start, end=calling.at, explained=False)
        )


def _question(calling: _Calling) -> None:
    """The customer's turn ended in a question; one that is ignored is put again."""
    again = calling.happens(calling.situation["ignored"])
    topics = " ".join(calling.chance.choice(TOPICS, 3, replace=False))
    question = QuestionAsked(
        at=calling.at,
        party=Party.CUSTOMER,
        text=f"What about the {topics}",
        start=max(0, calling.at - 32_000),
        end=calling.at,
        open=True,
        utterance=0,
    )
    calling.facts.append(question)
    if again:
        calling.move("unanswered")
        calling.passes(2.0)
        calling.said(Party.AGENT, 8, 2.0)
        calling.passes(2.0)
        calling.said(Party.CUSTOMER, 7, 2.0)
        if calling.heard("act_missed"):
            calling.facts.append(
                QuestionAsked(
                    at=calling.at,
                    party=Party.CUSTOMER,
                    text=question.text,
                    open=True,
                    start=max(0, calling.at - 32_000),
                    end=calling.at,
                    utterance=1,
                )
            )


def _hold(calling: _Calling) -> None:
    start, seconds = calling.at, float(calling.chance.uniform(*calling.situation["hold_s"]))
    calling.facts.append(HoldChanged(at=calling.at, phase=HoldPhase.STARTED, start=start))
    calling.passes(seconds)
    calling.facts.append(HoldChanged(at=calling.at, phase=HoldPhase.RETURNED, start=start))
    calling.move("hold")
    calling.move("hold_minute", seconds / 60)
