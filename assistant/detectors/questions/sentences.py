"""A party's committed words go in, in pieces; sentences come out, with what ended each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from assistant.events import Word

_ASKED = re.compile(r"\?['\"”’)!.]*$")
_ENDED = re.compile(r"(?<!\.)[.!]['\"”’)]*$")
_SHORT = frozenset("mr. mrs. ms. dr. st. no. vs. etc. e.g. i.e. a.m. p.m.".split())
"""A full stop ends these without ending the sentence."""


class Ending(Enum):
    """What ended a sentence."""

    QUESTION_MARK = auto()
    STOP = auto()
    PAUSE = auto()
    """Nothing written: a pause, the other's turn, or too many words."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words up to their end."""

    words: tuple[Word, ...]
    ending: Ending


class Sentences:
    """Keeps the words that no end has followed yet: `most` at most. `pause` is in samples."""

    def __init__(self, pause: int, most: int) -> None:
        self._pause = pause
        self._most = most
        self._words: list[Word] = []

    @property
    def unended(self) -> Sequence[Word]:
        """The words since the last end."""
        return self._words

    def add(self, words: Sequence[Word]) -> Iterator[Sentence]:
        """The sentences that end within `words`, or before them."""
        for word in words:
            paused = self._words and word.start - self._words[-1].end >= self._pause
            if paused or len(self._words) >= self._most:
                yield from self.close()
            self._words.append(word)
            if (ending := _ending(word.word.strip())) is not Ending.PAUSE:
                yield from self.close(ending)

    def close(self, ending: Ending = Ending.PAUSE) -> Iterator[Sentence]:
        """What is unended, as a sentence; nothing where nothing is."""
        if self._words:
            words, self._words = tuple(self._words), []
            yield Sentence(words, ending)


def _ending(word: str) -> Ending:
    if _ASKED.search(word):
        return Ending.QUESTION_MARK
    if _ENDED.search(word) and word.lower() not in _SHORT:
        return Ending.STOP
    return Ending.PAUSE
