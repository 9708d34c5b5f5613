"""One piece of evidence for a cause: what was said or found, by whom, when, and its weight."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.coaching.review.causes.lists import Cause
from assistant.events import Fact, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """What speaks for `cause`: `words` that `party` said at `start`, or what `facts` found.

    `start` and `end` are in samples. `words` is empty for a finding without words; `why` then
    says what it was. `weight` is in the points of `root_cause`'s scores, before repeats count less.
    """

    cause: Cause
    party: Party
    start: int
    end: int
    words: str
    why: str
    weight: float
    facts: tuple[Fact, ...]
