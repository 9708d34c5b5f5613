"""What was said and the facts of a run go in; how late and how rightly it was shown comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from assistant.evaluation.alignment import Alignment
from assistant.evaluation.findings import Told
from assistant.evaluation.latency import spread
from assistant.evaluation.normalising import normalise
from assistant.events import Party, Word, WordsCommitted, WordsTentative

_SOON_S = 1.0
"""A word that is shown so soon is there before the next is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenToken:
    """A token as `normalise` makes it, and when it was said, in seconds."""

    token: str
    start: float
    end: float


@dataclass(slots=True, kw_only=True)
class WordMeasures:
    """Words of the reference: all, wrong at the end, and when the others were first shown.

    `shown` and `committed` are seconds after the word's end; empty where no clock ran.
    """

    spoken: int = 0
    errors: int = 0
    kept: int = 0
    taken_back: int = 0
    shown: list[float] = field(default_factory=list)
    committed: list[float] = field(default_factory=list)

    def add(self, other: WordMeasures) -> Self:
        """Count the other's words too."""
        self.spoken += other.spoken
        self.errors += other.errors
        self.kept += other.kept
        self.taken_back += other.taken_back
        self.shown += other.shown
        self.committed += other.committed
        return self

    def as_json(self) -> dict[str, Any]:
        """Shares are of all words of the reference, those that were never shown among them."""
        return {
            "spoken": self.spoken,
            "word_error_rate": _share(self.errors, self.spoken),
            "shown": _share(len(self.shown), self.spoken),
            "shown_within_1_s": _share(sum(late <= _SOON_S for late in self.shown), self.spoken),
            "committed": _share(len(self.committed), self.spoken),
            "taken_back_per_word_kept": _share(self.taken_back, self.kept),
            "end_to_shown_s": spread(self.shown),
            "end_to_committed_s": spread(self.committed),
        }


class Screen:
    """One party's words as a person sees them: committed ones, then tentative ones."""

    def __init__(self) -> None:
        self.committed: list[str] = []
        self._tentative: tuple[Word, ...] | None = None
        self._text: list[str] = []

    @property
    def shown(self) -> list[str]:
        """All words on the screen."""
        if self._tentative is None:
            return self.committed + self._text
        return self.committed + [word.word for word in self._tentative]

    def take(self, fact: WordsCommitted | WordsTentative) -> None:
        """Commits stay; a tentative text replaces the last one; a commit takes away its part.

        A tentative fact read from a log has no words of its own: a commit then takes it whole.
        """
        if isinstance(fact, WordsTentative):
            self._tentative = fact.words or None
            self._text = fact.text.split()
            return
        self.committed += [word.word for word in fact.words]
        self._text = []
        if self._tentative is not None:
            self._tentative = tuple(w for w in self._tentative if w.start >= fact.end)


def measure_words(spoken: Sequence[SpokenToken], party: Party, told: Told) -> WordMeasures:
    """How the party's words came, of which `spoken` were said.

    At each change all that is shown is aligned with the words whose beginning lay before that
    moment, so that no word counts before it was said.
    """
    screen = Screen()
    shown, committed = _FirstSeen(spoken), _FirstSeen(spoken)
    measures = WordMeasures(spoken=len(spoken))
    for fact, emitted in told:
        if isinstance(fact, WordsCommitted | WordsTentative) and fact.party is party:
            screen.take(fact)
            measures.taken_back += shown.look(screen.shown, emitted)
            if isinstance(fact, WordsCommitted):
                committed.look(screen.committed, emitted)
    measures.errors = committed.alignment.errors()
    measures.kept = len(normalise(screen.committed))
    measures.shown, measures.committed = shown.delays(), committed.delays()
    return measures


class _FirstSeen:
    """When each word of the reference was first there."""

    def __init__(self, spoken: Sequence[SpokenToken]) -> None:
        self.alignment = Alignment([word.token for word in spoken])
        self._spoken = spoken
        self._at: dict[int, float] = {}

    def look(self, words: Sequence[str], emitted: float | None) -> int:
        """Take what is there at `emitted`; how many tokens have gone."""
        gone = self.alignment.show([token for token, _ in normalise(words)])
        if emitted is not None:
            begun = sum(word.start <= emitted for word in self._spoken)
            for index, _ in self.alignment.pairs(begun):
                self._at.setdefault(index, emitted)
        return gone

    def delays(self) -> list[float]:
        """Seconds from a word's end to when it was first there, in the order of the words."""
        return [self._at[index] - self._spoken[index].end for index in sorted(self._at)]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
