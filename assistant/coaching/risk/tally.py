"""Facts of one kind go in, each with its size; what they come to now, faded by age, comes out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from assistant.events import Event
from assistant.timeline import to_samples, to_seconds

_MOST_KEPT = 32
"""Facts of a kind: more in a few minutes is past what any weight still counts."""


class Entry(NamedTuple):
    """A fact that counts: where in the call, in samples, and how much."""

    at: int
    size: float
    fact: Event


def faded(age: int, half_life_s: float) -> float:
    """What is left of 1 after `age` samples: half of it after each half-life, in seconds."""
    return float(2.0 ** (-to_seconds(max(age, 0)) / half_life_s))


class Tally:
    """The newest facts of a kind, in the order in which they came."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_MOST_KEPT)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    @property
    def last(self) -> Entry | None:
        """The newest fact; None where there is none."""
        return self._entries[-1] if self._entries else None

    def add(self, at: int, size: float, fact: Event) -> None:
        """Count the fact."""
        self._entries.append(Entry(at, size, fact))

    def drop(self, fact: object) -> bool:
        """Count the fact no longer; whether it had been counted."""
        kept = [entry for entry in self._entries if entry.fact != fact]
        dropped = len(kept) < len(self._entries)
        if dropped:
            self._entries = deque(kept, maxlen=_MOST_KEPT)
        return dropped

    def total(self, now: int, half_life_s: float) -> float:
        """The sizes of all facts, each faded by its age at `now`."""
        return sum(one.size * faded(now - one.at, half_life_s) for one in self._entries)

    def within(self, now: int, seconds: float) -> list[Entry]:
        """The facts of the last `seconds`."""
        return [one for one in self._entries if one.at >= now - to_samples(seconds)]

    def after(self, position: int) -> Entry | None:
        """The first fact later than `position`; None where there is none."""
        return min((one for one in self._entries if one.at > position), default=None, key=_where)


def _where(entry: Entry) -> int:
    return entry.at
