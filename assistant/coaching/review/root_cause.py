"""The facts of a finished call go in; why it went wrong, and on what evidence, comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.coaching.review.causes.evidence import EvidenceLine
from assistant.coaching.review.causes.findings import found
from assistant.coaching.review.causes.lists import CAUSES, Cause, CauseLists, Place, default_causes
from assistant.coaching.review.causes.plain import PlainLine, plain_line
from assistant.coaching.review.finished_call import Turn, standing, turns
from assistant.events import ActSpoken, Fact, Party, SentimentScored
from assistant.timeline import to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseSettings:
    """How evidence is weighed; all factors are of the points of a phrasing."""

    matter: float = 2.0
    """What the customer says in their first turn of substance counts so often, 1..5: people begin
    with the matter."""
    story_s: float = 60.0
    """How long after that turn begins counts as the opening of the story, 0..600 s."""
    in_story: float = 1.3
    """What the customer says in that time counts so often, 1..5."""
    complained: float = 1.3
    """What stands in a turn that also complains counts so often, 1..5."""
    in_passing: float = 0.3
    """What stands in a turn that plays it down counts so often, 0..1."""
    explained: float = 0.6
    """What the agent says counts so often, 0..2: an explanation, but not the complaint."""
    unborne: float = 0.5
    """What the customer says of the agent's manner counts so often, 0..1, where nothing that the
    agent did bears it out."""
    repeated: float = 0.6
    """Each further line for a cause counts so often of the one before, 0..1, heaviest first."""
    least_trouble: float = 2.8
    """Points below which a call is one without trouble, 0..50."""
    also_least: float = 1.5
    """Points below which a further cause is not named, 0..50."""
    also_from: float = 0.5
    """A further cause is named from this share of the main one's points, 0..1."""
    sure_from: float = 8.0
    """Points from which the evidence is plenty, 1..50."""

    def __post_init__(self) -> None:
        _within("root_cause.matter", self.matter, 1, 5)
        _within("root_cause.story_s", self.story_s, 0, 600)
        _within("root_cause.in_story", self.in_story, 1, 5)
        _within("root_cause.complained", self.complained, 1, 5)
        _within("root_cause.in_passing", self.in_passing, 0, 1)
        _within("root_cause.explained", self.explained, 0, 2)
        _within("root_cause.unborne", self.unborne, 0, 1)
        _within("root_cause.repeated", self.repeated, 0, 1)
        _within("root_cause.least_trouble", self.least_trouble, 0, 50)
        _within("root_cause.also_least", self.also_least, 0, 50)
        _within("root_cause.also_from", self.also_from, 0, 1)
        _within("root_cause.sure_from", self.sure_from, 1, 50)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCause:
    """Why a call went wrong: the main cause, others that share in it, and what speaks for each.

    `confidence` is 0..1: the main cause's lead over the next, less where there is little evidence.
    `scores` holds each cause's points, `evidence` its lines by where they begin. For a call without
    trouble `main` is `Cause.NONE`, and `scores` and `evidence` tell what was weighed all the same.
    Trouble that nobody gives a reason for is an unmet expectation, with a confidence of 0.
    """

    main: Cause
    also: tuple[Cause, ...]
    confidence: float
    scores: Mapping[Cause, float]
    evidence: tuple[EvidenceLine, ...]


_MOST_ALSO = 2
"""More than three causes in all say nothing."""
_UPSET_SCORE = -0.6
_UPSET_CONFIDENCE = 0.7
"""Sentiment that is plainly negative: the bar of the default playbook."""
_ESCALATED = 1.5
_UPSET = 1.0
"""Points of trouble for an escalation signal, and for an utterance that is plainly negative."""
_MATTER_WORDS = 6
"""A first turn with fewer is a greeting or a name."""
_BEHAVED = 1.2
"""Points from which a line about the agent is behaviour: an interruption, an order, a retort."""
_TROUBLE_IN_CAUSE = 0.5
"""A cause that is told at length is trouble, however kindly it is told."""


def root_cause(
    facts: Iterable[Fact],
    lists: CauseLists | None = None,
    settings: CauseSettings | None = None,
) -> RootCause:
    """The root cause of a finished call, from its facts in the order of the log.

    Findings that were withdrawn do not count. `lists` are the phrasings by cause, else those that
    come with the program. Each line weighs 0.5 to 3 points, more where the customer complains or
    opens the story with it; a cause's score sums its lines, heaviest first, each counting less.
    """
    lists, settings = lists or default_causes(), settings or CauseSettings()
    told = standing(facts)
    said = turns(told)
    matter = _matter(said)
    evidence: list[EvidenceLine] = list(found(told))
    trouble = _marks(told)
    for turn in said:
        line = plain_line(turn.words, lists.misheard)
        complaint = sum(place.weight for place in lists.trouble.places(turn.party, line))
        trouble += complaint
        factor = _factor(turn, matter, complaint > 0, settings)
        if any(lists.aside.places(turn.party, line)):
            factor *= settings.in_passing
        evidence += [replace(one, weight=one.weight * factor) for one in _heard(turn, line, lists)]
    evidence = _borne_out(evidence, settings.unborne)
    scores: dict[Cause, float] = {
        cause: _score(evidence, cause, settings.repeated) for cause in CAUSES
    }
    trouble += _TROUBLE_IN_CAUSE * max(scores.values())
    return _verdict(scores, trouble, evidence, settings)


def _matter(said: Sequence[Turn]) -> Turn | None:
    """The turn in which the customer says what the call is about."""
    theirs = [turn for turn in said if turn.party is Party.CUSTOMER]
    long = (turn for turn in theirs if len(turn.words) >= _MATTER_WORDS)
    return next(long, theirs[0] if theirs else None)


def _borne_out(evidence: Sequence[EvidenceLine], unborne: float) -> list[EvidenceLine]:
    """The lines, with what the customer says of the agent's manner lighter where all is talk."""
    manner = [one for one in evidence if one.cause is Cause.AGENT_RUSHED]
    if any(one.party is Party.AGENT and one.weight >= _BEHAVED for one in manner):
        return list(evidence)
    return [
        replace(one, weight=one.weight * unborne)
        if one.cause is Cause.AGENT_RUSHED and one.party is Party.CUSTOMER
        else one
        for one in evidence
    ]


def _marks(facts: Iterable[Fact]) -> float:
    """Points of trouble in the findings."""
    points = 0.0
    for fact in facts:
        match fact:
            case ActSpoken(act=act) if act.startswith("escalation."):
                points += _ESCALATED
            case SentimentScored() if (
                fact.score <= _UPSET_SCORE and fact.confidence >= _UPSET_CONFIDENCE
            ):
                points += _UPSET
            case _:
                pass
    return points


def _factor(turn: Turn, matter: Turn | None, complains: bool, settings: CauseSettings) -> float:
    if turn.party is Party.AGENT or matter is None:
        return settings.explained
    complaint = settings.complained if complains else 1.0
    if turn == matter:
        return settings.matter * complaint
    early = turn.start < matter.start + to_samples(settings.story_s)
    return complaint * (settings.in_story if early else 1.0)


def _heard(turn: Turn, line: PlainLine, lists: CauseLists) -> Iterator[EvidenceLine]:
    """What the words of a turn say for each cause."""
    for cause, phrasings in lists.causes.items():
        for place in phrasings.places(turn.party, line):
            yield _quoted(turn, line, cause, place)


def _quoted(turn: Turn, line: PlainLine, cause: Cause, place: Place) -> EvidenceLine:
    first, last = line.source(place.start), line.source(place.end - 1)
    words = turn.words[first : last + 1]
    facts = {turn.sources[index]: None for index in range(first, last + 1)}
    return EvidenceLine(
        cause=cause,
        party=turn.party,
        start=words[0].start,
        end=words[-1].end,
        words=" ".join(word.word.strip() for word in words),
        why=f"the {turn.party} said so",
        weight=place.weight,
        facts=tuple(turn.facts[index] for index in facts),
    )


def _score(evidence: Iterable[EvidenceLine], cause: Cause, repeated: float) -> float:
    """The points of the cause: its lines, heaviest first, each counting less."""
    weights = sorted((one.weight for one in evidence if one.cause is cause), reverse=True)
    return sum(weight * repeated**place for place, weight in enumerate(weights))


def _verdict(
    scores: Mapping[Cause, float],
    trouble: float,
    evidence: Iterable[EvidenceLine],
    settings: CauseSettings,
) -> RootCause:
    ranked = sorted(CAUSES, key=lambda cause: -scores[cause])
    main, best = ranked[0], scores[ranked[0]]
    lines = tuple(sorted(evidence, key=lambda one: (one.start, one.end, one.cause)))
    rounded = {cause: round(score, 2) for cause, score in scores.items()}
    if trouble < settings.least_trouble:
        calm = 1 - trouble / settings.least_trouble
        return RootCause(
            main=Cause.NONE, also=(), confidence=round(calm, 2), scores=rounded, evidence=lines
        )
    if not best:
        main = Cause.EXPECTATION
        return RootCause(main=main, also=(), confidence=0.0, scores=rounded, evidence=lines)
    bar = max(settings.also_least, settings.also_from * best)
    lead = (best - scores[ranked[1]]) / best
    enough = min(1.0, best / settings.sure_from)
    return RootCause(
        main=main,
        also=tuple(cause for cause in ranked[1:] if scores[cause] >= bar)[:_MOST_ALSO],
        confidence=round(enough * (1 + lead) / 2, 2),
        scores=rounded,
        evidence=lines,
    )
