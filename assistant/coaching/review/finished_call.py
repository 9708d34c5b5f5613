"""The facts of a finished call go in; the turns, and the findings that still stand, come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import (
    EVIDENCE_TYPES,
    Fact,
    FindingWithdrawn,
    Party,
    Word,
    WordsCommitted,
)
from assistant.timeline import to_samples

_LONGEST_BREAK = to_samples(6.0)
"""A party that goes on later than this begins a new turn; hesitation is shorter."""
_BACKCHANNEL_WORDS = 2
"""So few words of the other party do not end a turn: "mm-hm", "oh, okay"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a party said in one go, however the words were committed; never empty."""

    party: Party
    words: tuple[Word, ...]
    facts: tuple[WordsCommitted, ...]
    sources: tuple[int, ...]
    """For each word, which of `facts` holds it."""

    @property
    def start(self) -> int:
        """Where the first word begins, in samples."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where the last word ends, in samples."""
        return self.words[-1].end


def standing(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts without those that were withdrawn, nor their withdrawals, in the same order."""
    told = tuple(facts)
    gone = {fact.of for fact in told if isinstance(fact, FindingWithdrawn)}
    return tuple(
        fact
        for fact in told
        if not isinstance(fact, FindingWithdrawn)
        and not (isinstance(fact, EVIDENCE_TYPES) and fact in gone)
    )


def turns(facts: Iterable[Fact]) -> tuple[Turn, ...]:
    """The turns of both parties, by where they begin.

    A turn goes on over a word or two of the other party, and ends where they say more.
    """
    said = [fact for fact in facts if isinstance(fact, WordsCommitted) and fact.words]
    open_turns: dict[Party, list[WordsCommitted]] = {}
    done: list[Turn] = []
    for fact in sorted(said, key=lambda one: one.start):
        other = open_turns.get(fact.party.other)
        if other and len(fact.words) > _BACKCHANNEL_WORDS and fact.end > other[-1].end:
            done.append(_turn(open_turns.pop(fact.party.other)))
        own = open_turns.setdefault(fact.party, [])
        if own and fact.start - own[-1].end > _LONGEST_BREAK:
            done.append(_turn(own))
            own = open_turns[fact.party] = []
        own.append(fact)
    done += [_turn(own) for own in open_turns.values() if own]
    return tuple(sorted(done, key=lambda turn: turn.start))


def _turn(facts: list[WordsCommitted]) -> Turn:
    placed = [(word, source) for source, fact in enumerate(facts) for word in fact.words]
    return Turn(
        party=facts[0].party,
        words=tuple(word for word, _ in placed),
        facts=tuple(facts),
        sources=tuple(source for _, source in placed),
    )
