"""Recognised words go in; the same words come out, with what may be a card's number masked.

A card's number is 12 to 19 digits (ISO/IEC 7812), read out in groups, often over several
utterances. Whether a run of digits is one is known only at its end, when the log already holds its
beginning. So every run is masked from its ninth digit on: eight are what PCI DSS 4.0 (requirement
3.4.1) lets a person see of the issuer's part, and most order and account numbers are no longer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

from assistant.events import Party, Word
from assistant.timeline import to_samples

MASK = "•"

_SHOWN = 8
"""Digits of a run that stay, where it could still be something else."""
_CERTAIN = 12
"""Digits in one utterance that are masked whole: no order number is that long."""
_APART_S = 20.0
"""A pause after which digits are a new number; people look for their card in the meantime."""

_DIGIT_WORDS = frozenset("zero oh one two three four five six seven eight nine".split())
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_WITHIN = frozenset("uh um er erm and then space dash hyphen okay so yeah yes".split())
"""Words that people say between the groups of a number."""
_NUMERAL = re.compile(r"[\d\-./\s]*\d[\d\-./\s]*")


@dataclass(slots=True)
class _Run:
    """Digits of one party in a row, up to now."""

    digits: int = 0
    end: int = 0


class CardNumberMask:
    """Follows each party's digits from utterance to utterance."""

    def __init__(self) -> None:
        self._runs = {party: _Run() for party in Party}

    def masked(self, party: Party, words: Sequence[Word]) -> tuple[Word, ...]:
        """The words, in order, each as long in time as before."""
        return _masked(self._runs[party], words)

    def foreseen(self, party: Party, words: Sequence[Word]) -> tuple[Word, ...]:
        """The words as they would be masked if these came next, which they may not."""
        return _masked(copy(self._runs[party]), words)


def _masked(run: _Run, words: Sequence[Word]) -> tuple[Word, ...]:
    if words and words[0].start - run.end > to_samples(_APART_S):
        run.digits = 0
    counts = _digits(words)
    out: list[Word] = []
    for index, (word, count) in enumerate(zip(words, counts, strict=True)):
        if count is None:
            run.digits = 0
            out.append(word)
            continue
        whole = _length_of_run(counts, index) >= _CERTAIN
        shown = 0 if whole else max(0, _SHOWN - run.digits)
        out.append(_mask(word, shown) if count else word)
        run.digits += count
        run.end = word.end
    return tuple(out)


def _digits(words: Sequence[Word]) -> list[int | None]:
    """How many digits each word stands for; None where it is no part of a number."""
    counts: list[int | None] = []
    times = 1
    for word in words:
        plain = word.word.lower().strip(" ,.;:!?…")
        if plain in _TIMES:
            times = _TIMES[plain]
            counts.append(0)
            continue
        if plain in _DIGIT_WORDS:
            counts.append(times)
        elif _NUMERAL.fullmatch(plain):
            counts.append(sum(c.isdigit() for c in plain) * times)
        else:
            counts.append(0 if plain in _WITHIN or not plain else None)
        times = 1
    return counts


def _length_of_run(counts: Sequence[int | None], index: int) -> int:
    """Digits of the run of words in a row, in this utterance, that `index` lies in."""
    first = last = index
    while first > 0 and counts[first - 1] is not None:
        first -= 1
    while last + 1 < len(counts) and counts[last + 1] is not None:
        last += 1
    return sum(count or 0 for count in counts[first : last + 1])


def _mask(word: Word, shown: int) -> Word:
    """The word with all digits after the first `shown` masked; a digit in letters, whole."""
    if not any(c.isdigit() for c in word.word):
        return word if shown else replace(word, word=MASK)
    letters: list[str] = []
    for letter in word.word:
        if letter.isdigit():
            letters.append(letter if shown > 0 else MASK)
            shown -= 1
        else:
            letters.append(letter)
    return replace(word, word="".join(letters))
