"""Phrasings in a short notation go in; places in a line where an act is done come out.

A phrasing is a regular expression over a plain line, with two additions. `<name>` stands for a
group of words below. A space also lets through one word that carries no meaning there
("speak to a bloody manager"). Everything that repeats is bounded, so matching is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

CERTAIN = 0.95
"""Score of a phrasing that hardly means anything else."""
LIKELY = 0.7
"""Score of a phrasing that in calls mostly, not always, means the act."""

_PASSED_OVER = "please|just|like|now|then|also|even|maybe|well|bloody|damn|fucking|freaking"
_GAP = f" (?:(?:{_PASSED_OVER}) )?"

_KINDS_OF_BOSS = (
    "manager|supervisor|boss|superior|senior|seniors|superiors|team lead|team leader|director"
    "|floor manager|duty manager|line manager|shift manager|general manager|department head"
    "|shift supervisor"
    "|head of department|super visor|senior manager|superviser|higher management|upper management"
)
GROUPS = {
    "any3": r"(?:\S+ ){0,3}",
    "any5": r"(?:\S+ ){0,5}",
    "a": "(?:a|an|the|your|another|any|some|one of your|this|that)",
    "boss": f"(?:{_KINDS_OF_BOSS})",
    "someone": "(?:someone|somebody|anyone|anybody|a person|the person|people|whoever|one)",
    "me": "(?:me|us)",
    "i": "(?:i|we)",
    "will": (
        "(?:will be|will|am going to|are going to|am about to|would|shall|want to|need to|have to"
        "|am prepared to|am ready to|am happy to|am|are|might|may have to|might have to|should"
        "|intend to|plan to|would like to|can|could)"
    ),
    "talk": "(?:speak|talk|chat|deal|have a word|have a chat|discuss this|discuss it|communicate)",
    "not_meant": (
        "(?:not|never) (?:want|need|wish|like|going|asking|ask|require|trying|looking|planning"
        "|threatening|about|wanting|intend|plan|rather)"
    ),
    "lawyer": (
        "(?:lawyer|lawyers|solicitor|solicitors|attorney|attorneys|barrister|legal team|advocate)"
    ),
    "n": (
        r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|several|many"
        "|multiple|so many|umpteen|a dozen|a hundred|a million|countless|numerous|a couple of"
        "|a few|half a dozen)"
    ),
    "often": "(?:<n> times|<n> different times|twice|thrice|repeatedly|over and over"
    "|again and again)",
    "nth": (
        r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|millionth"
        r"|umpteenth|nth|\d+(?:nd|rd|th))"
    ),
    "swear": "(?:bloody|fucking|damn|effing|freaking|sodding|stupid|useless|complete|absolute)",
}


def _pattern(phrasing: str) -> str:
    """The regular expression of one phrasing, groups and gaps written out."""
    while (plain := re.sub(r"<(\w+)>", lambda name: GROUPS[name[1]], phrasing)) != phrasing:
        phrasing = plain
    return plain.replace(r"(?:\S+ )", "(?:ANY)").replace(" ", _GAP).replace("ANY", r"\S+ ")


def compiled(phrasings: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all phrasings, matching whole tokens only; never, for none."""
    either = "|".join(_pattern(phrasing) for phrasing in phrasings) or "(?!)"
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a line an act is done, in letters, half-open, and how surely."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The phrasings of one act; `unless` are those that look alike and mean something else."""

    act: str
    why: str
    certain: tuple[str, ...]
    likely: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Matcher:
    """Finds one family in lines. Building it takes up to 0.2 s; `matcher` keeps it.

    `unless` is built when first asked for: in many calls, for most families, it never is.
    """

    def __init__(self, family: Family) -> None:
        self.act = family.act
        self._scored = (compiled(family.certain), CERTAIN), (compiled(family.likely), LIKELY)
        self._family = family

    @cached_property
    def _unless(self) -> re.Pattern[str]:
        return compiled(self._family.unless)

    def refuted(self, text: str) -> list[tuple[int, int]]:
        """Where `text` holds one of `unless`, in letters."""
        return [found.span() for found in self._unless.finditer(text)]

    def places(self, text: str) -> list[Place]:
        """Where `text` does the act, in order; overlapping matches are one place.

        What overlaps one of `unless` is none.
        """
        found = sorted(self._matches(text), key=lambda place: (place.start, place.end))
        if not found:
            return []
        refuted = self.refuted(text)
        kept: list[Place] = []
        for place in found:
            if any(start < place.end and place.start < end for start, end in refuted):
                continue
            if kept and place.start < kept[-1].end:
                last = kept.pop()
                place = Place(last.start, max(last.end, place.end), max(last.score, place.score))
            kept.append(place)
        return kept

    def _matches(self, text: str) -> Iterator[Place]:
        for expression, score in self._scored:
            for found in expression.finditer(text):
                yield Place(found.start(), found.end(), score)


@cache
def matcher(family: Family) -> Matcher:
    """The matcher of a family, built at the first call."""
    return Matcher(family)
