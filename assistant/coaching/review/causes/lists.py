"""The YAML of phrasings by cause goes in; places in a line where they are said come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.coaching.review.causes.plain import PlainLine, plain_phrasing
from assistant.coaching.yaml_files.reading import read_yaml, sentence
from assistant.errors import SettingsError
from assistant.events import Party


class Cause(StrEnum):
    """Why a call went wrong."""

    TECHNICAL = "technical"
    """Something does not work."""
    MISCOMMUNICATION = "miscommunication"
    """Something was not told, told wrongly, or not understood."""
    EXPECTATION = "expectation"
    """It works as it does, and the customer was led to expect better."""
    WAITING = "waiting"
    """A wait, or a process that goes round and round."""
    KNOWLEDGE_GAP = "knowledge_gap"
    """Nobody there could answer."""
    AGENT_RUSHED = "agent_rushed"
    """The agent talked over, gave orders, retorted, or spoke fast or loud."""
    NONE = "none"
    """A call without trouble."""


CAUSES = tuple(cause for cause in Cause if cause is not Cause.NONE)

Weights = Mapping[str, float]
STRENGTHS: Weights = {"strong": 3.0, "plain": 2.0, "weak": 1.0}
"""What a phrasing weighs: hardly anything else is meant; mostly; as often as not."""

_PASSED_OVER = "just|even|now|so|all|then|also|please"
_GAP = f" (?:(?:{_PASSED_OVER}) )?"
"""One word that says no more may come in anywhere: "it just does not work"."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Strengths(_Part):
    strong: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class _Told(_Part):
    customer: _Strengths = _Strengths()
    agent: _Strengths = _Strengths()
    unless: tuple[str, ...] = ()


class _Document(_Part):
    misheard: dict[str, str] = {}
    groups: dict[str, str] = {}
    causes: dict[Cause, _Told]
    trouble: _Told
    aside: _Told = _Told()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a line a phrasing is said, in letters, half-open, and what it weighs."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Phrasings:
    """How each party says one thing, and what looks alike and means something else."""

    said: Mapping[tuple[Party, str], re.Pattern[str]]
    unless: re.Pattern[str]

    def places(self, party: Party, line: PlainLine) -> Iterator[Place]:
        """Where `party` says it in `line`, the heaviest of overlapping places alone."""
        taken = [found.span() for found in self.unless.finditer(line.text)]
        for strength, weight in STRENGTHS.items():
            for found in self.said[party, strength].finditer(line.text):
                start, end = found.span()
                if any(start < last and first < end for first, last in taken):
                    continue
                taken.append((start, end))
                yield Place(start, end, weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLists:
    """What speaks for each cause, for trouble of any kind, and for a mention in passing."""

    causes: Mapping[Cause, Phrasings]
    trouble: Phrasings
    aside: Phrasings
    misheard: Mapping[str, str] = field(default_factory=dict)


def parse_causes(text: str, source: str) -> CauseLists:
    """The lists in `text`.

    A phrasing is a regular expression over a plain line, with three additions: `<name>` is a
    group of the file, ` .. ` lets through up to three words, and short forms are written out.
    Raises SettingsError with a line for each mistake: `source`, line, key, what is wrong.
    """
    tree, content = read_yaml(text, source)
    try:
        document = _Document.model_validate(content)
    except ValidationError as wrong:
        keys = list(_Document.model_fields)
        lines = (sentence(source, tree, error, keys) for error in wrong.errors())
        raise SettingsError("\n".join(lines)) from None
    try:
        return CauseLists(
            causes={cause: _phrasings(told, document) for cause, told in document.causes.items()},
            trouble=_phrasings(document.trouble, document),
            aside=_phrasings(document.aside, document),
            misheard=document.misheard,
        )
    except (re.error, KeyError) as wrong:
        raise SettingsError(
            f"{source}: a phrasing cannot be read ({wrong}); mend its brackets or its group."
        ) from None


@cache
def default_causes() -> CauseLists:
    """The lists that come with the program, read once."""
    packaged = files("assistant.coaching.review.causes") / "default.yaml"
    return parse_causes(packaged.read_text(encoding="utf-8"), "causes/default.yaml")


def _phrasings(told: _Told, document: _Document) -> Phrasings:
    by_party = {Party.CUSTOMER: told.customer, Party.AGENT: told.agent}
    said = {
        (party, strength): _compiled(getattr(lists, strength), document.groups)
        for party, lists in by_party.items()
        for strength in STRENGTHS
    }
    return Phrasings(said, _compiled(told.unless, document.groups))


def _compiled(phrasings: Sequence[str], groups: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all, matching whole tokens only; never, for none."""
    either = "|".join(_expression(one, groups) for one in phrasings) or "(?!)"
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)")


def _expression(phrasing: str, groups: Mapping[str, str]) -> str:
    while (wider := re.sub(r"<(\w+)>", lambda name: f"({groups[name[1]]})", phrasing)) != phrasing:
        phrasing = wider
    plain = plain_phrasing(phrasing).replace("(", "(?:")
    return plain.replace(" .. ", "ANY").replace(" ", _GAP).replace("ANY", r" (?:\S+ ){0,3}")
