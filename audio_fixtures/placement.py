"""A script and how long each phrase takes go in; where all lies in the call comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio_fixtures.script import (
    CallScript,
    FixtureError,
    Moment,
    OverlapKind,
    Phrase,
    Sound,
    Turn,
)

RATE = 8_000
"""Samples a second of the recordings: a telephone line."""
EARLY = 0.4
"""Seconds before the end of a turn from which an answer is turn-taking and no interruption."""
FLOOR = 1.0
"""Seconds for which a party must have talked to hold the floor; before, both just began."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSound:
    """A sound in the call, in samples."""

    sound: Sound
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A whole call of `length` samples; turns in script order, which their `over` counts in."""

    turns: tuple[PlacedTurn, ...]
    sounds: tuple[PlacedSound, ...]
    length: int


def place(script: CallScript, lengths: Sequence[Sequence[int]]) -> Placement:
    """Every turn and sound at its place; `lengths` are samples, by spoken turn and phrase.

    Raises FixtureError where a party would talk over themselves, or over nothing.
    """
    layout = _Layout(script)
    sizes = iter(lengths)
    for item in script.turns:
        if isinstance(item, Sound):
            layout.add_sound(item)
        else:
            layout.add_turn(item, next(sizes))
    return layout.finish()


class _Layout:
    """A call as far as it is laid out."""

    def __init__(self, script: CallScript) -> None:
        self._script = script
        self._turns: list[PlacedTurn] = []
        self._sounds: list[PlacedSound] = []
        self._open: list[tuple[Sound, int]] = []
        """Sounds that last until the next turn of their party, and since when."""
        self._under: list[Sound] = []
        """Sounds that begin with the next turn."""

    def add_turn(self, turn: Turn, sizes: Sequence[int]) -> None:
        """A turn behind everything, or over the other party's last one."""
        where = f" after “{self._turns[-1].turn.phrases[0].text}”" if self._turns else ""
        if turn.over is None:
            self._turns.append(_lay(turn, sizes, self._behind(turn.after)))
        else:
            self._lay_over(turn, sizes, turn.over)
        own = [other for other in self._turns if other.turn.party == turn.party]
        if len(own) > 1 and own[-1].start < own[-2].end:
            name = self._script.name
            raise FixtureError(
                f"{name}: the {turn.party} talks over themselves{where}; move one turn"
            )
        self._follow(own[-1])

    def add_sound(self, sound: Sound) -> None:
        """A sound, now or as soon as its beginning or end is known."""
        if sound.under:
            self._under.append(sound)
        elif sound.over is not None:
            first = self._turns[self._last_of_other(sound.party, sound.kind)]
            self._begin(sound, first.start + _offset(first, sound.over))
        else:
            self._begin(sound, self._behind(sound.after))

    def finish(self) -> Placement:
        """The call, with what is still open lasting to its end."""
        if self._under:
            raise FixtureError(f"{self._script.name}: no turn follows for a sound under it")
        if not self._turns:
            raise FixtureError(f"{self._script.name}: nobody speaks")
        ends = [*(turn.end for turn in self._turns), *(sound.end for sound in self._sounds)]
        length = max(ends) + _samples(self._script.tail)
        for sound, start in self._open:
            self._sounds.append(PlacedSound(sound=sound, start=start, end=length))
        self._check_early()
        sounds = tuple(sorted(self._sounds, key=lambda placed: placed.start))
        return Placement(turns=tuple(self._turns), sounds=sounds, length=length)

    def _behind(self, after: float) -> int:
        """So many seconds behind everything that takes time."""
        ends = [turn.end for turn in self._turns]
        ends += [placed.end for placed in self._sounds if placed.sound.takes_time]
        return max(ends) + _samples(after) if ends else _samples(self._script.lead_in)

    def _begin(self, sound: Sound, start: int) -> None:
        if sound.seconds is None:
            self._open.append((sound, start))
        else:
            end = start + _samples(sound.seconds)
            self._sounds.append(PlacedSound(sound=sound, start=start, end=end))

    def _follow(self, placed: PlacedTurn) -> None:
        """End and begin the sounds that waited for this turn."""
        for entry in list(self._open):
            sound, start = entry
            if sound.party == placed.turn.party:
                self._open.remove(entry)
                self._sounds.append(PlacedSound(sound=sound, start=start, end=placed.start))
        waiting, self._under = self._under, []
        for sound in waiting:
            self._begin(sound, placed.start)

    def _last_of_other(self, party: str, what: str) -> int:
        for index in reversed(range(len(self._turns))):
            if self._turns[index].turn.party != party:
                return index
        raise FixtureError(f"“{what}” overlaps nothing; put a turn before it")

    def _lay_over(self, turn: Turn, sizes: Sequence[int], over: Moment) -> None:
        """Append `turn` inside the other party's last one, and cut off whoever gives way."""
        assert turn.over is not None
        words = turn.phrases[0].text
        index = self._last_of_other(turn.party, words)
        first = self._turns[index]
        second = replace(_lay(turn, sizes, first.start + _offset(first, over)), over=index)
        if second.start >= first.end:
            raise FixtureError(f"“{words}” comes after the turn that it is to overlap")
        limit = second.start + _samples(turn.over.yields_after)
        if turn.over.yields == turn.party:
            second = cut(second, limit)
        elif turn.over.yields is not None:
            self._turns[index] = cut(first, limit)
        self._turns.append(second)

    def _check_early(self) -> None:
        """Raise FixtureError where what is called a change of turn is more than that."""
        for index, turn in enumerate(self._turns):
            first = overlapped(self._turns, index)
            if first is None or not is_turn_change(turn):
                continue
            both = min(first.end, turn.end) - turn.start
            if both > _samples(EARLY) and turn.start - first.start >= _samples(FLOOR):
                raise FixtureError(
                    f"{self._script.name}: “{turn.turn.phrases[0].text}” begins {both / RATE:.2f} "
                    f"s before the other has finished; a change of turn may begin {EARLY} s early "
                    "(before_end: 0.3), anything else is over with another kind"
                )


def overlapped(turns: Sequence[PlacedTurn], index: int) -> PlacedTurn | None:
    """The turn that the one at `index` came in over, if any."""
    turn = turns[index]
    if turn.over is not None:
        return turns[turn.over]
    before = [other for other in turns[:index] if other.turn.party != turn.turn.party]
    return next((other for other in before if other.start < turn.start < other.end), None)


def is_turn_change(placed: PlacedTurn) -> bool:
    """Whether an overlap with the turn before is no more than an early start."""
    return placed.turn.over is None or placed.turn.over.kind is OverlapKind.TURN_CHANGE


def _samples(seconds: float) -> int:
    return round(seconds * RATE)


def _offset(first: PlacedTurn, at: Moment) -> int:
    """How many samples into `first` something begins."""
    length = first.end - first.start
    if at.fraction is not None:
        return round(at.fraction * length)
    if at.before_end is not None:
        return length - _samples(at.before_end)
    return _samples(at.seconds or 0.0)


def _lay(turn: Turn, sizes: Sequence[int], start: int) -> PlacedTurn:
    """The phrases of a turn, one behind the other with their pauses."""
    at = start
    phrases: list[PlacedPhrase] = []
    for phrase, size in zip(turn.phrases, sizes, strict=True):
        at += _samples(phrase.pause) if phrases else 0
        phrases.append(PlacedPhrase(phrase=phrase, start=at, end=at + size, whole_end=at + size))
        at += size
    return PlacedTurn(turn=turn, phrases=tuple(phrases))


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
