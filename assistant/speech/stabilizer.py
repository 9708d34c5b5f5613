"""Hypotheses of one party's open talk go in; words that are certain come out, each once.

A word is certain once two of the last three looks had it in the same place and enough was said
after it: what Whisper makes of the last word of a cut changes with the next one (after local
agreement, Liu et al. 2020, "Low-latency sequence-to-sequence speech recognition and translation by
partial hypothesis selection").
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import Word
from assistant.timeline import to_samples

_REMEMBERED = 100
"""Certain words of open talk: those of the longest piece, and to spare."""

_LOOSE = 2
"""Words at the end of what is shown that the next look may change at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilizerSettings:
    """When a word will not change any more."""

    agreeing_looks: int = 2
    """Looks that must have had the word, of one more than so many in a row."""
    behind_s: float = 0.7
    """How much audio must follow the word's end."""
    shown_probability: float = 0.4
    """Of the last word of a look; below it, it mostly turns out to be another."""

    def __post_init__(self) -> None:
        if not 2 <= self.agreeing_looks <= 5:
            raise ValueError("agreeing_looks: 2 to 5")
        if not 0 <= self.behind_s <= 3:
            raise ValueError("behind_s: 0 to 3")
        if not 0 <= self.shown_probability <= 1:
            raise ValueError("shown_probability: 0 to 1")


class Stabilizer:
    """Follows one party's words from look to look."""

    def __init__(self, settings: StabilizerSettings | None = None) -> None:
        self._settings = settings or StabilizerSettings()
        self._behind = to_samples(self._settings.behind_s)
        self._certain: deque[Word] = deque(maxlen=_REMEMBERED)
        self._looks: list[tuple[Word, ...]] = []
        self._shown: tuple[Word, ...] = ()
        self.count = 0
        """Words that ever became certain."""

    def certain_from(self, position: int) -> tuple[Word, ...]:
        """Words of the open talk that came out and begin at `position` or after it."""
        return tuple(word for word in self._certain if (word.start + word.end) // 2 >= position)

    @property
    def open(self) -> tuple[Word, ...]:
        """Words after the certain ones, by the last look."""
        return self._looks[-1] if self._looks else ()

    @property
    def shown(self) -> tuple[Word, ...]:
        """The open words as they should be read: without guesses, and without going to and fro."""
        return self._shown

    def look(self, words: Sequence[Word], said: int, end: int) -> tuple[Word, ...]:
        """The words that a look at audio up to `end` makes certain.

        `said`: the `count` when it was asked for; its `words` go on from there.
        """
        rest = self._after_certain(words, said)
        # One look more is kept: two wordings that come in turns would never agree in a row.
        self._looks = [*self._looks, rest][-self._settings.agreeing_looks - 1 :]
        alike = sorted((_alike(look, rest) for look in self._looks), reverse=True)
        enough = len(alike) >= self._settings.agreeing_looks
        agreed = alike[self._settings.agreeing_looks - 1] if enough else 0
        while agreed and rest[agreed - 1].end > end - self._behind:
            agreed -= 1
        self._settle(agreed)
        self._shown = self._steadied(self.open)
        return rest[:agreed]

    def close(self) -> None:
        """Let go of all words; what comes next is other talk."""
        self._certain.clear()
        self._looks, self._shown = [], ()

    def _settle(self, count: int) -> None:
        newest = self._looks[-1]
        self._certain.extend(newest[:count])
        self.count += count
        self._looks = [look[count:] for look in self._looks if _alike(look, newest) >= count]
        if count:
            end = newest[count - 1].end
            self._shown = tuple(word for word in self._shown if _middle(word) > end)

    def _steadied(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The words of the last look, where they change what is shown only once heard twice.

        The last two words may change at any time: they were heard without what follows.
        """
        while words and words[-1].probability < self._settings.shown_probability:
            words = words[:-1]
        before = self._looks[-2] if len(self._looks) > 1 else ()
        same = _alike(self._shown, words)
        if same >= len(self._shown) - _LOOSE or _alike(before, words) > same:
            return words
        kept = self._shown[:-1]
        return kept + tuple(word for word in words if _middle(word) > kept[-1].end)

    def _after_certain(self, words: Sequence[Word], said: int) -> tuple[Word, ...]:
        """The words without those that became certain while the look was on its way."""
        late = list(self._certain)[max(0, len(self._certain) - (self.count - said)) :]
        if not late or said >= self.count:
            return tuple(words)
        if _alike(late, words) == len(late):
            return tuple(words[len(late) :])
        end = late[-1].end
        return tuple(word for word in words if _middle(word) > end)


def _middle(word: Word) -> int:
    return (word.start + word.end) // 2


def _alike(first: Sequence[Word], second: Sequence[Word]) -> int:
    """How many words the two have in common from the beginning."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if plain(one.word) != plain(other.word):
            break
        count += 1
    return count


def plain(word: str) -> str:
    """The word in lower case, without marks around it."""
    return "".join(letter for letter in word.lower() if letter.isalnum())
