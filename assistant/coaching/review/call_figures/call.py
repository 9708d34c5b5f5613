"""The facts of a call go in; those that still hold, who had the turn, and the words come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.events import (
    EVIDENCE_TYPES,
    ActSpoken,
    Fact,
    FindingWithdrawn,
    Party,
    WordsCommitted,
)
from assistant.timeline import Span, to_samples

T = TypeVar("T")

_AGREEMENT_WORDS = 2
"""A short "yeah" or "okay, sure" in the other's turn takes no turn."""
_AGREEMENT_S = 1.0
"""And lasts no longer."""
_PLAIN = str.maketrans({"’": "'"} | dict.fromkeys('.,;:!?…"“”()'))
"""Written marks that nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one party said until the other took over, in its committed pieces."""

    party: Party
    pieces: tuple[WordsCommitted, ...]

    @property
    def span(self) -> Span:
        """From the first word to the end of the last."""
        return Span(start=self.pieces[0].start, end=max(piece.end for piece in self.pieces))

    @property
    def talk(self) -> int:
        """Samples of the pieces, without the pauses between them."""
        return sum(piece.end - piece.start for piece in self.pieces)

    @property
    def words(self) -> int:
        """How many words were said."""
        return sum(len(piece.text.split()) for piece in self.pieces)

    def saying(self, phrases: Iterable[str], since: int = 0) -> WordsCommitted | None:
        """The piece with which the first of `phrases` is complete; pieces before `since` aside."""
        heard = ""
        for piece in self.pieces:
            if piece.end <= since:
                continue
            heard = plain(heard + piece.text)
            if any(f" {phrase} " in heard for phrase in phrases):
                return piece
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The facts of a call that no later words disproved, and its turns in the order of talk."""

    facts: tuple[Fact, ...]
    turns: tuple[Turn, ...]

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """The facts of the type, in the order of the log."""
        return tuple(fact for fact in self.facts if isinstance(fact, kind))

    def acts(self, *names: str) -> tuple[ActSpoken, ...]:
        """The acts of these names; a name that ends in a full stop stands for its family."""
        return tuple(
            act
            for act in self.of(ActSpoken)
            if act.act in names or any(n.endswith(".") and act.act.startswith(n) for n in names)
        )

    def turns_of(self, party: Party, since: int = 0) -> Iterator[Turn]:
        """The party's turns that begin at `since` or later."""
        return (turn for turn in self.turns if turn.party is party and turn.span.start >= since)

    def said(self, party: Party, since: int, until: int) -> str:
        """The party's words that lie in the stretch at least in part, as `plain` gives them."""
        near = [
            word.word
            for piece in self.of(WordsCommitted)
            if piece.party is party
            for word in piece.words
            if word.end > since and word.start < until
        ]
        return plain(" ".join(near))

    @property
    def end(self) -> int:
        """The last position that a fact speaks of."""
        return max((fact.at for fact in self.facts), default=0)


def call_of(facts: Iterable[Fact]) -> Call:
    """The call that the facts, in the order of its log, tell of."""
    told = tuple(facts)
    disproved = {fact.of for fact in told if isinstance(fact, FindingWithdrawn)}
    kept = tuple(
        fact for fact in told if not (isinstance(fact, EVIDENCE_TYPES) and fact in disproved)
    )
    return Call(facts=kept, turns=_turns([f for f in kept if isinstance(f, WordsCommitted)]))


def plain(words: str) -> str:
    """The words as said, with a space on either side, so that only whole words are found."""
    return f" {' '.join(words.translate(_PLAIN).lower().split())} "


def by_turn(call: Call, acts: Iterable[ActSpoken]) -> Iterator[ActSpoken]:
    """The first of the agent's `acts` in each of the agent's turns, and those outside of any."""
    turns = [turn.span for turn in call.turns_of(Party.AGENT)]
    seen: set[int] = set()
    for act in acts:
        place = next((s.start for s in turns if s.start <= act.start < s.end), act.start)
        if place not in seen:
            yield act
        seen.add(place)


def _turns(said: Sequence[WordsCommitted]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for piece in sorted(said, key=lambda piece: piece.start):
        last = turns[-1] if turns else None
        if last is not None and last.party is piece.party:
            turns[-1] = Turn(party=last.party, pieces=(*last.pieces, piece))
        elif last is None or not _agreement(piece):
            turns.append(Turn(party=piece.party, pieces=(piece,)))
    return tuple(turns)


def _agreement(piece: WordsCommitted) -> bool:
    """Whether the piece is no more than a nod within the other's turn, or at its end."""
    brief = piece.end - piece.start <= to_samples(_AGREEMENT_S)
    return brief and len(piece.text.split()) <= _AGREEMENT_WORDS
