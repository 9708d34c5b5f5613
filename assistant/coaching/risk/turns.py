"""Both parties' words and the customer's questions go in; what went unanswered comes out."""

from __future__ import annotations

from collections import deque

from assistant.events import Party, QuestionAsked, WordsCommitted
from assistant.timeline import to_samples

_ANSWER_WORDS = 3
"""Fewer words of the agent ("one moment") answer nothing."""
_PATIENCE = to_samples(6)
"""A customer who speaks again so long after a question, still without an answer, got none."""
_ASKED_AGAIN = to_samples(180)
"""How far back a question is the same one, put again."""
_ALIKE = 0.6
"""Share of the shorter question's telling words that both wordings of one question have."""
_TELLING_LETTERS = 4
"""Shorter words (is, the, you) are in most questions."""
_UNTELLING = frozenset(
    "about anything been come could does doing going have just know like many much please really "
    "should something take tell that then there these they thing this want what when where which "
    "will with would your you're".split()
)
"""Longer words that are in questions about anything."""
_QUESTIONS_KEPT = 8
"""Questions among which one is looked for that was put before."""
_TURNS_KEPT = 12
"""Turns of the customer that are compared."""
_NEWEST_TURNS = 3
"""Turns that are compared with those before them."""
_LONG_TURN = 6.0
"""Mean words a turn below which turns were short from the first."""


class Questions:
    """Which of the customer's questions wait for an answer."""

    def __init__(self) -> None:
        self._asked: deque[QuestionAsked] = deque(maxlen=_QUESTIONS_KEPT)
        self._waiting: QuestionAsked | None = None
        self._answer = 0

    def ask(self, question: QuestionAsked) -> QuestionAsked | None:
        """The question itself where it was put before; else None, and it waits for an answer."""
        again = any(_same(question, earlier) for earlier in self._asked)
        self._asked.append(question)
        self._waiting, self._answer = question, 0
        return question if again else None

    def hear(self, said: WordsCommitted) -> QuestionAsked | None:
        """The question that these words show to have gone unanswered, if any; once."""
        asked = self._waiting
        if asked is None or said.end <= asked.end:
            return None
        if said.party is Party.AGENT:
            self._answer += len(said.words)
            if self._answer >= _ANSWER_WORDS:
                self._waiting = None
            return None
        if said.start - asked.end < _PATIENCE:
            return None
        self._waiting = None
        return asked


def _same(one: QuestionAsked, other: QuestionAsked) -> bool:
    words, others = _telling(one.text), _telling(other.text)
    least = min(len(words), len(others))
    near = one.start - other.end <= _ASKED_AGAIN
    return near and least > 1 and len(words & others) / least >= _ALIKE


def _telling(text: str) -> set[str]:
    words = (word.strip(".,;:!?\"'").lower() for word in text.split())
    return {word for word in words if len(word) >= _TELLING_LETTERS} - _UNTELLING


class Turns:
    """How long the customer's turns are, in words."""

    def __init__(self) -> None:
        self._lengths: deque[int] = deque(maxlen=_TURNS_KEPT)
        self._open = 0
        self.ended = 0
        """Where the last whole turn ended, in samples."""

    def hear(self, said: WordsCommitted) -> bool:
        """Take words in; whether they end a turn of the customer."""
        if said.party is Party.CUSTOMER:
            self._open += len(said.words)
            self.ended = max(self.ended, said.end)
            return False
        if not self._open:
            return False
        self._lengths.append(self._open)
        self._open = 0
        return True

    @property
    def shortening(self) -> float:
        """0..1: how much shorter the newest turns are than those before; 0 where too few are."""
        before = list(self._lengths)[:-_NEWEST_TURNS]
        if len(before) < _NEWEST_TURNS - 1:
            return 0.0
        usual = sum(before) / len(before)
        if usual < _LONG_TURN:
            return 0.0
        newest = sum(list(self._lengths)[-_NEWEST_TURNS:]) / _NEWEST_TURNS
        return max(0.0, 1 - newest / usual)
