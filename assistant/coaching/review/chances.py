"""The facts of a finished call go in; from when each technique was due, and when it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.coaching.review.causes.lists import default_causes
from assistant.coaching.review.causes.plain import plain_line
from assistant.coaching.review.finished_call import Turn, turns
from assistant.events import (
    ActSpoken,
    Fact,
    HoldChanged,
    HoldPhase,
    Party,
    QuestionAsked,
    RiskChanged,
    SentimentScored,
)
from assistant.timeline import to_samples, to_seconds

AT_LENGTH_S = 15.0
"""So much talk of the customer, with no paraphrase, is an explanation at length."""
UPSET_SCORE = -0.6
UPSET_CONFIDENCE = 0.7
"""Sentiment that is plainly negative: the bar of the default playbook."""
COMPLAINT_WEIGHT = 3.0
"""Points of complaint, by the phrasings for trouble, from which a turn is an upset one."""
AT_RISK = 0.6
"""The score at which the default playbook says that escalation is near."""
SUPERVISOR_REQUESTS = 2
INSULTS = 3
"""From so many on a supervisor is called for, as in the default playbook."""
_MATTER_WORDS = 6
"""A turn with fewer words is a name, a number or a yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """From `since` on `technique` had its chance, and it was taken at `came`, if ever, in samples.

    `due` is what was due, `when` what made it so; both are parts of a sentence. A deed, which the
    agent did and should not have, has no `due`.
    """

    technique: str
    since: int
    came: int | None
    due: str
    when: str
    evidence: tuple[Fact, ...]


class PastCall:
    """A finished call as one looks back on it; `facts` are those that still stand."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self.turns = turns(self.facts)

    def acts(self, *names: str) -> list[ActSpoken]:
        """The acts of these names, in order."""
        return [fact for fact in self.facts if isinstance(fact, ActSpoken) and fact.act in names]

    def first(self, since: int, *names: str) -> int | None:
        """Where the agent first does one of the acts at or after `since`, in samples."""
        ours = (act for act in self.acts(*names) if act.party is Party.AGENT)
        return min((act.start for act in ours if act.start >= since), default=None)

    @cached_property
    def matters(self) -> tuple[Turn, ...]:
        """The customer's turns of substance."""
        return tuple(
            turn
            for turn in self.turns
            if turn.party is Party.CUSTOMER and len(turn.words) >= _MATTER_WORDS
        )

    @cached_property
    def upset(self) -> tuple[int, str, tuple[Fact, ...]] | None:
        """When the customer first was plainly upset, by what, and the facts that say so."""
        marks = [*self._complaints(), *self._negatives()]
        return min(marks, key=lambda mark: mark[0], default=None)

    def _complaints(self) -> Iterator[tuple[int, str, tuple[Fact, ...]]]:
        lists = default_causes()
        for turn in self.turns:
            line = plain_line(turn.words, lists.misheard)
            places = sorted(lists.trouble.places(turn.party, line), key=lambda place: place.start)
            if sum(place.weight for place in places) >= COMPLAINT_WEIGHT:
                first = line.source(places[0].start)
                last = line.source(places[0].end - 1)
                words = " ".join(word.word.strip() for word in turn.words[first : last + 1])
                yield turn.end, f"when the customer said “{words.rstrip('.,!?;')}”", turn.facts

    def _negatives(self) -> Iterator[tuple[int, str, tuple[Fact, ...]]]:
        for fact in self.facts:
            match fact:
                case SentimentScored() if (
                    fact.score <= UPSET_SCORE and fact.confidence >= UPSET_CONFIDENCE
                ):
                    yield fact.at, "when the customer's words turned plainly negative", (fact,)
                case ActSpoken(act=act, text=text) if act.startswith("escalation."):
                    quoted = text.rstrip(".,!?;")
                    yield fact.end, f"when the customer said “{quoted}”", (fact,)
                case _:
                    pass


def chances(call: PastCall) -> Iterator[Chance]:
    """What was due in the call, whether or not it came."""
    for find in _DUE:
        yield from find(call)


def _paraphrase(call: PastCall) -> Iterator[Chance]:
    talked, heard = 0, list[Fact]()
    for turn in call.turns:
        if turn.party is Party.AGENT:
            if any(turn.start <= act.start <= turn.end for act in call.acts("paraphrase")):
                talked, heard = 0, []
            continue
        talked += turn.end - turn.start
        heard += turn.facts
        if talked >= to_samples(AT_LENGTH_S):
            yield Chance(
                technique="Reflect and reassure",
                since=turn.end,
                came=call.first(turn.end, "paraphrase"),
                due="A paraphrase",
                when=f"when the customer had talked for {to_seconds(talked):.0f} s",
                evidence=tuple(heard),
            )
            return


def _empathy(call: PastCall) -> Iterator[Chance]:
    if call.upset is None:
        return
    since, when, evidence = call.upset
    yield Chance(
        technique="Show empathy, validate",
        since=since,
        came=call.first(since, "empathy"),
        due="A word for the customer's trouble",
        when=when,
        evidence=evidence,
    )


def _question(call: PastCall) -> Iterator[Chance]:
    asked = [one for one in call.facts if isinstance(one, QuestionAsked)]
    again = call.acts("escalation.repeat_contact")
    if not asked or not (again or call.matters):
        return  # a log without questions cannot say that none was asked
    told: Fact = again[0] if again else call.matters[0].facts[-1]
    since = again[0].end if again else call.matters[0].end
    ours = (one for one in asked if one.party is Party.AGENT and one.open)
    yield Chance(
        technique="Find the cause and the unmet need",
        since=since,
        came=min((one.start for one in ours if one.start >= since), default=None),
        due="An open question about what went wrong",
        when="when the customer said that they had been through this before"
        if again
        else "when the customer had said what it was about",
        evidence=(told,),
    )


def _offer(call: PastCall) -> Iterator[Chance]:
    if len(call.matters) < 2:
        return
    told = call.matters[1]
    yield Chance(
        technique="Offer options, deliver",
        since=told.end,
        came=call.first(call.matters[0].end, "solution_offer", "ownership"),
        due="An offer",
        when="when the problem had been told",
        evidence=told.facts,
    )


def _check_in(call: PastCall) -> Iterator[Chance]:
    holds = [fact for fact in call.facts if isinstance(fact, HoldChanged)]
    for due in (fact for fact in holds if fact.phase is HoldPhase.CHECK_IN_DUE):
        back = (one.at for one in holds if one.phase is HoldPhase.RETURNED and one.at > due.at)
        yield Chance(
            technique="If you must hold: ask, reason, time, thank",
            since=due.at,
            came=min(back, default=None),
            due="A word to the customer on hold",
            when=f"when the hold had lasted {to_seconds(due.at - due.start):.0f} s",
            evidence=(due,),
        )


def _supervisor(call: PastCall) -> Iterator[Chance]:
    asked = call.acts("escalation.supervisor_request")
    insults = call.acts("escalation.abuse")
    for acts, least, what in (
        (asked, SUPERVISOR_REQUESTS, "asked again for somebody above"),
        (insults, INSULTS, "was abusive for the third time"),
    ):
        if len(acts) >= least:
            since = acts[least - 1].end
            yield Chance(
                technique="Know when to bring in a supervisor",
                since=since,
                came=call.first(since, "transfer"),
                due="A supervisor",
                when=f"when the customer {what}",
                evidence=tuple(acts[:least]),
            )


def _risk(call: PastCall) -> Iterator[Chance]:
    over = (one for one in call.facts if isinstance(one, RiskChanged) and one.score >= AT_RISK)
    if (fact := next(over, None)) is not None:
        yield Chance(
            technique="See it coming",
            since=fact.at,
            came=call.first(fact.at, "empathy", "paraphrase", "solution_offer", "ownership"),
            due="Something to bring the risk down",
            when=f"when the risk of escalation stood at {fact.score:.2f}",
            evidence=(fact,),
        )


_DUE: Sequence[Callable[[PastCall], Iterable[Chance]]] = (
    _paraphrase,
    _empathy,
    _question,
    _offer,
    _check_in,
    _supervisor,
    _risk,
)
