"""A script and how long each phrase takes go in; where each lies in the call comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio_fixtures.script import CallScript, FixtureError, Phrase, Turn

RATE = 8_000
"""Samples a second of the recordings: a telephone line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPhrase:
    """A phrase at `start` to `end`, in samples; `end` is earlier where it was cut off."""

    phrase: Phrase
    start: int
    end: int
    whole_end: int

    @property
    def cut(self) -> bool:
        """Whether the end of the phrase is not heard."""
        return self.end < self.whole_end


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedTurn:
    """A turn in the call, in samples; `yielded` where the speaker gave way before its end."""

    turn: Turn
    phrases: tuple[PlacedPhrase, ...]
    over: int | None = None
    yielded: bool = False

    @property
    def start(self) -> int:
        """First sample of the first phrase."""
        return self.phrases[0].start

    @property
    def end(self) -> int:
        """One past the last sample that is heard."""
        return self.phrases[-1].end


def place(script: CallScript, lengths: Sequence[Sequence[int]]) -> list[PlacedTurn]:
    """Every turn at its place, in script order; `lengths` are samples, by turn and phrase.

    Raises FixtureError where a party would talk over themselves, or over nothing.
    """
    placed: list[PlacedTurn] = []
    for turn, sizes in zip(script.turns, lengths, strict=True):
        where = "" if not placed else f" after “{placed[-1].turn.phrases[0].text}”"
        if turn.over is None:
            behind = max((other.end for other in placed), default=None)
            start = _samples(script.lead_in) if behind is None else behind + _samples(turn.after)
            placed.append(_lay(turn, sizes, start))
        else:
            _lay_over(placed, turn, sizes)
        own = [other for other in placed if other.turn.party == turn.party]
        if len(own) > 1 and own[-1].start < own[-2].end:
            raise FixtureError(
                f"{script.name}: the {turn.party} talks over themselves{where}; move one turn"
            )
    return placed


def _samples(seconds: float) -> int:
    return round(seconds * RATE)


def _lay(turn: Turn, sizes: Sequence[int], start: int) -> PlacedTurn:
    """The phrases of a turn, one behind the other with their pauses."""
    at = start
    phrases: list[PlacedPhrase] = []
    for phrase, size in zip(turn.phrases, sizes, strict=True):
        at += _samples(phrase.pause) if phrases else 0
        phrases.append(PlacedPhrase(phrase=phrase, start=at, end=at + size, whole_end=at + size))
        at += size
    return PlacedTurn(turn=turn, phrases=tuple(phrases))


def _lay_over(placed: list[PlacedTurn], turn: Turn, sizes: Sequence[int]) -> None:
    """Append `turn` inside the other party's last one, and cut off whoever gives way."""
    over = turn.over
    index = next(
        (i for i in reversed(range(len(placed))) if placed[i].turn.party != turn.party), None
    )
    if over is None or index is None:
        raise FixtureError(f"“{turn.phrases[0].text}” overlaps nothing; put a turn before it")
    first = placed[index]
    if over.fraction is not None:
        offset = round(over.fraction * (first.end - first.start))
    else:
        offset = _samples(over.seconds or 0.0)
    second = replace(_lay(turn, sizes, first.start + offset), over=index)
    if second.start >= first.end:
        raise FixtureError(f"“{turn.phrases[0].text}” comes after the turn that it is to overlap")
    limit = second.start + _samples(over.yields_after)
    if over.yields == turn.party:
        second = cut(second, limit)
    elif over.yields is not None:
        placed[index] = cut(first, limit)
    placed.append(second)


def cut(placed: PlacedTurn, at: int) -> PlacedTurn:
    """`placed` as far as sample `at`: later phrases are dropped, the one at `at` is cut."""
    if at >= placed.end:
        return placed
    kept = tuple(
        replace(phrase, end=min(phrase.end, at)) for phrase in placed.phrases if phrase.start < at
    )
    if not kept:
        raise FixtureError(f"“{placed.turn.phrases[0].text}” would be cut off before it begins")
    return replace(placed, phrases=kept, yielded=True)
