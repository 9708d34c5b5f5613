"""A sentence goes in; where the question in it begins, and whether it is open, come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.detectors.questions.clauses import Line, line_of
from assistant.detectors.questions.forms import (
    ANYWHERE,
    CLAUSE,
    CUT_OFF,
    EMPTY,
    LOOKS_ALIKE,
    OPENING,
    TAG,
    compiled,
)
from assistant.detectors.questions.openness import invites_telling
from assistant.events import Word

_FIRST = (
    "(?:so|and|but|okay|right|well|now|then|yes|yeah|no|oh|sorry|listen|look|all|because|or|i see"
    "|great|good|perfect|lovely|thank you|thanks|sure|of course|fine|hi|hello|hey|sir|madam"
    "|also|anyway|first|i mean|you know|like|see|in fact|to be honest|still|alas|if so|therefore)"
)
_LEAD_IN = re.compile(rf"(?:(?:{_FIRST}|,)(?: , | ))*")
"""What may stand before the first word of a question."""
_PARTED = re.compile(r"(?:, (?:and |but |so |or |then )?|(?<!\S)(?:and|but|so|because|or) )")
_QUOTED = re.compile(
    r"(?<!\S)(?:ask|asks|asked|asking|told|tell|tells|telling|know|knows|knew|see|sees|saw|wonder"
    r"|wondering|wondered|say|said|says|of|about|that|which|who|what|where|when|how|why|if|than|as"
    r"|i|you|we|they|he|she|it|nor|neither|whatever|whoever|there|all|thing|things|understand"
    r"|remember|sure|idea|explain)(?: me| him| her| them| us| you)? (?:, )?$"
)
"""What makes the words after it part of a statement."""
_ANYWHERE, _CLAUSE, _OPENING = compiled(ANYWHERE), compiled(CLAUSE), compiled(OPENING)
_EMPTY, _LOOKS_ALIKE = compiled(EMPTY), compiled(LOOKS_ALIKE)
_TAG, _CUT_OFF = re.compile(TAG), re.compile(CUT_OFF)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question begins with the word `first`; `formed`: by its form, not by a mark alone."""

    first: int
    open: bool
    formed: bool


def asked_in(words: Sequence[Word], marked: bool) -> Asked | None:
    """The first question in a sentence; `marked` where a question mark ends it."""
    line = line_of(words)
    lead_in = _LEAD_IN.match(line.text)
    begin = lead_in.end() if lead_in else 0
    if not line.text or _asks_nothing(line.text, begin, marked):
        return None
    start = next(_beginnings(line, begin, marked), None)
    if start is not None and not marked and _CUT_OFF.match(line.text, start):
        return None
    if start is not None:
        return Asked(line.source(start), invites_telling(line.text[start:]), True)
    if marked or (len(line.starts) > 3 and _TAG.search(line.text)):
        return Asked(0, False, not marked)
    return None


def _asks_nothing(text: str, begin: int, marked: bool) -> bool:
    """Whether a sentence only looks like a question, with its lead-in or without."""
    forms = (_EMPTY,) if marked else (_EMPTY, _LOOKS_ALIKE)
    return any(form.match(text, start) for form in forms for start in (0, begin))


def _beginnings(line: Line, begin: int, marked: bool) -> Iterator[int]:
    """Where a question may begin, in letters, the surest place first."""
    text = line.text
    for start in dict.fromkeys((begin, 0)):
        if any(form.match(text, start) for form in (_OPENING, _CLAUSE, _ANYWHERE)):
            yield start
    for parted in _PARTED.finditer(text):
        after = parted.end()
        if _LOOKS_ALIKE.match(text, after) or _QUOTED.search(text, 0, parted.start() + 1):
            continue
        if _CLAUSE.match(text, after) or (marked and _OPENING.match(text, after)):
            yield after
    for start in line.starts:
        if _ANYWHERE.match(text, start) and not _QUOTED.search(text, 0, start):
            yield start
