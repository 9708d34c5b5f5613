"""Words of a party go in; whether a stretch of talk holds nothing but support comes out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from assistant.events import Word
from assistant.timeline import Span, to_samples

BACKCHANNELS = frozenset(
    (
        "mm mmm mhm mm-hm mmhmm hmm hm uh-huh uhhuh uh huh ah oh yeah yes yep yup right okay ok "
        "alright sure exactly true i see got it that's good great fine all no of course understood "
        "lovely nice perfect brilliant wonderful wow really aw ha haha know absolutely "
        "definitely remember"
    ).split()
)
"""Words that support a speaker without taking the turn; talk of these alone is no interruption."""

_KEPT = 40
"""Committed words remembered: more than anybody says in the few seconds that count."""
_EDGE = to_samples(0.3)
"""How far a word's time may lie outside the talk that it belongs to."""


def supports(words: Iterable[Word]) -> bool:
    """Whether all of them only support; true of none."""
    return all(word.word.lower().strip(".,!?;:… ") in BACKCHANNELS for word in words)


class SaidLately:
    """The last words of one party, committed and tentative."""

    def __init__(self) -> None:
        self._committed: deque[Word] = deque(maxlen=_KEPT)
        self.open: tuple[Word, ...] = ()
        """Tentative words, as last heard."""

    def commit(self, words: Iterable[Word]) -> None:
        """Keep words that will not change."""
        self._committed.extend(words)

    def during(self, talk: Span) -> list[Word]:
        """The words known so far of a stretch of talk, in order."""
        known = list(self._committed)
        after = known[-1].end if known else 0
        known += [word for word in self.open if word.end > after]
        return [w for w in known if w.end > talk.start and w.start >= talk.start - _EDGE]
