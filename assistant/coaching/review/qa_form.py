"""A QA form's YAML text goes in; its checked items come out, or every mistake with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from math import inf
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from assistant.coaching.review.call_figures import FIGURES, Unit
from assistant.coaching.yaml_files.reading import closest, read_yaml, sentence
from assistant.errors import SettingsError

MOST_POINTS = 10
"""Of an item: as in the forms that reviewers know."""


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


Number = Annotated[float, Strict(), Field(ge=0, le=86_400, allow_inf_nan=False)]
"""A limit of a figure: a count, seconds up to those of a day, or a share."""
Points = Annotated[float, Strict(), Field(ge=0, le=MOST_POINTS, allow_inf_nan=False)]
Text = Annotated[str, AfterValidator(_not_empty)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Range(_Part):
    at_least: Number | None = None
    at_most: Number | None = None

    @property
    def limited(self) -> bool:
        """Whether either end is given."""
        return self.at_least is not None or self.at_most is not None

    @property
    def low(self) -> float:
        """The least value inside."""
        return -inf if self.at_least is None else self.at_least

    @property
    def high(self) -> float:
        """The greatest value inside."""
        return inf if self.at_most is None else self.at_most

    def holds(self, value: float) -> bool:
        """Whether the value is inside; both ends are."""
        return self.low <= value <= self.high

    def within(self, other: _Range) -> bool:
        """Whether all that is inside here is inside there too."""
        return other.low <= self.low and self.high <= other.high

    def _check_order(self) -> None:
        if self.low > self.high:
            raise ValueError(f"nothing is at least {self.low:g} and at most {self.high:g}")


class Condition(_Range):
    """What must be true of a figure; or `all`, or `any`, of several such conditions."""

    figure: str | None = None
    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None

    @field_validator("figure")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        return name if name is None else _figure(name)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [key for key in ("figure", "all", "any") if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError("give one of figure, all and any")
        if () in (self.all, self.any):
            raise ValueError(f"{given[0]} needs at least one condition")
        if self.limited != (self.figure is not None):
            raise ValueError("a figure needs at_least or at_most, and only a figure has them")
        self._check_order()
        if self.figure is not None:
            _check_limits(self.figure, [self])
        return self


class Band(_Range):
    """The points for a figure in a range; `otherwise` for all that no earlier band holds."""

    otherwise: Literal[True] | None = None
    points: Points

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.limited == (self.otherwise is not None):
            raise ValueError("a band says at_least, at_most or both, or else otherwise")
        self._check_order()
        return self


class Item(_Part):
    """One line of the form: which figure gives how many points, and what it weighs."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    weight: Annotated[float, Strict(), Field(gt=0, le=100, allow_inf_nan=False)]
    applies: Condition | None = None
    """Where this does not hold, the item is left out of the score."""
    figure: str
    score: tuple[Band, ...]
    """The first band that holds gives the points."""
    why: Text
    """What a reviewer is told of the item."""

    @field_validator("id")
    @classmethod
    def _new(cls, name: str, info: ValidationInfo) -> str:
        seen: set[str] = info.context if info.context is not None else set()
        if name in seen:
            raise ValueError(f"another item is called {name} already")
        seen.add(name)
        return name

    @field_validator("figure")
    @classmethod
    def _known(cls, name: str) -> str:
        return _figure(name)

    @field_validator("score")
    @classmethod
    def _ordered(cls, score: tuple[Band, ...]) -> tuple[Band, ...]:
        if mistakes := [*_gaps(score), *_overlaps(score)]:
            raise ValueError("; ".join(mistakes))
        return score

    @model_validator(mode="after")
    def _in_unit(self) -> Self:
        _check_limits(self.figure, self.score)
        return self


class _Document(_Part):
    name: Text
    items: tuple[Item, ...]

    @field_validator("items")
    @classmethod
    def _some(cls, items: tuple[Item, ...]) -> tuple[Item, ...]:
        if not items:
            raise ValueError("a form has at least one item")
        return items


@dataclass(frozen=True, slots=True, kw_only=True)
class QaForm:
    """Checked items in the order of the file."""

    name: str
    sha256: str
    items: tuple[Item, ...]


def parse_form(text: str, source: str) -> QaForm:
    """The form in `text`.

    Raises SettingsError with a line for each mistake: `source`, line, key, what is wrong.
    """
    tree, content = read_yaml(text, source)
    try:
        document = _Document.model_validate(content, context=set[str]())
    except ValidationError as wrong:
        said = (sentence(source, tree, error, _keys(error["loc"])) for error in wrong.errors())
        raise SettingsError("\n".join(said)) from None
    return QaForm(
        name=document.name, sha256=sha256(text.encode()).hexdigest(), items=document.items
    )


def _figure(name: str) -> str:
    if name not in FIGURES:
        raise ValueError(f"no figure is called {name}{closest(name, list(FIGURES))}")
    return name


def _check_limits(figure: str, ranges: Sequence[_Range]) -> None:
    ends = [end for one in ranges for end in (one.at_least, one.at_most) if end is not None]
    if FIGURES[figure].unit is Unit.SHARE and any(end > 1 for end in ends):
        raise ValueError(f"{figure} is a share from 0 to 1, so {max(ends):g} is never reached")


def _gaps(score: Sequence[Band]) -> Iterator[str]:
    last = [band for band in score if band.otherwise]
    if not last:
        yield "the bands leave a gap: end with {otherwise: true, points: …}"
    elif len(last) > 1 or score[-1] is not last[0]:
        yield "otherwise stands once, in the last band"


def _overlaps(score: Sequence[Band]) -> Iterator[str]:
    """A wider band may follow a narrower one, which then goes first; no other two may meet."""
    limited = [(number, band) for number, band in enumerate(score, start=1) if band.limited]
    for (first, one), (second, other) in combinations(limited, 2):
        if other.within(one):
            yield f"band {second} is never reached, for band {first} holds all of it already"
        elif not one.within(other) and max(one.low, other.low) <= min(one.high, other.high):
            yield f"bands {first} and {second} overlap at {max(one.low, other.low):g}"


_MODELS: Mapping[str | int, type[_Part]] = {
    "items": Item,
    "applies": Condition,
    "all": Condition,
    "any": Condition,
    "score": Band,
}


def _keys(where: Sequence[str | int]) -> list[str]:
    """The keys that there are where the last of `where` stands."""
    above = [_MODELS[part] for part in where[:-1] if part in _MODELS]
    return list((above[-1] if above else _Document).model_fields)
