"""A reference and a text that changes at its end go in; which reference words it holds come out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Alignment:
    """The cheapest edits between a fixed reference and a text (Levenshtein 1966).

    A row for each word of the text is kept, so that a change costs only the words that changed.
    """

    def __init__(self, reference: Sequence[str]) -> None:
        self._known = {word: number for number, word in enumerate(dict.fromkeys(reference))}
        self._reference = np.array([self._known[word] for word in reference], dtype=np.int32)
        self._columns = np.arange(len(reference) + 1, dtype=np.int32)
        self._text: list[str] = []
        self._rows: list[NDArray[np.int32]] = [self._columns]

    def show(self, text: Sequence[str]) -> int:
        """Take the text as it is now; how many words of the former one were taken back."""
        same = 0
        for former, now in zip(self._text, text, strict=False):
            if former != now:
                break
            same += 1
        taken_back = len(self._text) - same
        del self._rows[same + 1 :]
        for word in text[same:]:
            self._rows.append(self._next_row(word))
        self._text = list(text)
        return taken_back

    def errors(self) -> int:
        """Words to be changed, added or left out to get from the reference to the text."""
        return int(self._rows[-1][-1])

    def pairs(self, begun: int | None = None) -> list[tuple[int, int]]:
        """(word of the reference, word of the text) that are the same, last first.

        Only the first `begun` words of the reference are looked at. Among equal ways the one that
        leaves the latest reference words without a match is taken.
        """
        row, column = len(self._text), len(self._reference) if begun is None else begun
        pairs = []
        while row and column:
            cost = self._rows[row][column]
            if cost == self._rows[row][column - 1] + 1:
                column -= 1
                continue
            step = self._rows[row - 1][column - 1]
            same = self._known.get(self._text[row - 1]) == self._reference[column - 1]
            if same and cost == step:
                pairs.append((column - 1, row - 1))
            if cost == step + (not same):
                column -= 1
            row -= 1
        return pairs

    def _next_row(self, word: str) -> NDArray[np.int32]:
        above = self._rows[-1]
        row = above + 1
        changed = above[:-1] + (self._reference != self._known.get(word, -1))
        np.minimum(row[1:], changed, out=row[1:])
        swept: NDArray[np.int32] = np.minimum.accumulate(row - self._columns) + self._columns
        return swept
