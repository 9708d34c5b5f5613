"""A QA form and the facts of a finished call go in; points with their evidence come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.coaching.review.call_figures import FIGURES, Figure, call_figures, told
from assistant.coaching.review.qa_form import MOST_POINTS, Condition, Item, QaForm
from assistant.coaching.yaml_files.reading import closest
from assistant.errors import UsageError
from assistant.events import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a reviewer says of an item: points 0..10, None where it does not apply, and why."""

    points: float | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """One item of a filled form.

    `points` are the machine's, 0..10, None where the item does not apply or nothing was measured;
    `why` is a sentence with the figure; `because` are the facts to hear it by.
    """

    id: str
    title: str
    weight: float
    points: float | None
    why: str
    because: tuple[Fact, ...]
    review: Review | None = None

    @property
    def counted(self) -> float | None:
        """The points that count: the reviewer's where there is a review, else the machine's."""
        return self.points if self.review is None else self.review.points


@dataclass(frozen=True, slots=True, kw_only=True)
class QaResult:
    """A form filled for one call, its items in the order of the form."""

    form: str
    sha256: str
    items: tuple[ItemScore, ...]

    @property
    def score(self) -> float | None:
        """0..100 with the reviews, one decimal; None where no item applies."""
        return _mean((item.weight, item.counted) for item in self.items)

    @property
    def machine_score(self) -> float | None:
        """The same without the reviews."""
        return _mean((item.weight, item.points) for item in self.items)

    @property
    def told(self) -> str:
        """The score as a sentence."""
        if self.score is None:
            return "No score, for no item of the form applies to this call."
        applying = sum(item.counted is not None for item in self.items)
        reviewed = sum(item.review is not None for item in self.items)
        by_hand = f", {reviewed} set by a reviewer" if reviewed else ""
        return f"{self.score:g} of 100, from {applying} of {len(self.items)} items{by_hand}."


def fill(form: QaForm, facts: Iterable[Fact]) -> QaResult:
    """The form, filled from the facts of one finished call in the order of its log."""
    figures = call_figures(facts)
    items = tuple(_filled(item, figures) for item in form.items)
    return QaResult(form=form.name, sha256=form.sha256, items=items)


def override(result: QaResult, item_id: str, points: float | None, comment: str) -> QaResult:
    """The result with a reviewer's points for an item beside the machine's.

    `points` None says that the item does not apply. A later review replaces an earlier one.
    Raises UsageError where no item is called so, the points are not 0..10, or the comment is empty.
    """
    ids = [item.id for item in result.items]
    if item_id not in ids:
        raise UsageError(f"The form has no item {item_id}{closest(item_id, ids) or '.'}")
    if points is not None and not 0 <= points <= MOST_POINTS:
        raise UsageError(f"{item_id}: give points from 0 to {MOST_POINTS}, not {points:g}.")
    if not comment.strip():
        raise UsageError(f"{item_id}: say in a comment why the points change.")
    review = Review(points=points, comment=comment)
    items = (replace(item, review=review) if item.id == item_id else item for item in result.items)
    return replace(result, items=tuple(items))


def _mean(weighed: Iterable[tuple[float, float | None]]) -> float | None:
    """Sum of weight times points over the sum of weights, as a share of the most, times 100."""
    counted = [(weight, points) for weight, points in weighed if points is not None]
    if not counted:
        return None
    weights = sum(weight for weight, _ in counted)
    return round(100 * sum(w * points for w, points in counted) / (weights * MOST_POINTS), 1)


def _filled(item: Item, figures: Mapping[str, Figure]) -> ItemScore:
    points, why, because = _judged(item, figures)
    return ItemScore(
        id=item.id,
        title=item.title,
        weight=item.weight,
        points=points,
        why=f"{why} {item.why}",
        because=because,
    )


def _judged(
    item: Item, figures: Mapping[str, Figure]
) -> tuple[float | None, str, tuple[Fact, ...]]:
    """Points, the sentence with the figure, and the evidence."""
    if item.applies is not None and not _holds(item.applies, figures):
        asked = [told(FIGURES[name], figures[name].value) for name in _named(item.applies)]
        return None, f"Does not apply. {'; '.join(asked)}.", ()
    figure = figures[item.figure]
    said = told(FIGURES[item.figure], figure.value)
    if figure.value is None:
        return None, f"Does not apply. {said}.", ()
    band = next(b for b in item.score if b.otherwise or b.holds(figure.value))
    return band.points, f"{said}; {band.points:g} of {MOST_POINTS} points.", figure.because


def _holds(condition: Condition, figures: Mapping[str, Figure]) -> bool:
    """Whether the call is so; a figure that was not measured meets no condition."""
    if condition.all is not None:
        return all(_holds(one, figures) for one in condition.all)
    if condition.any is not None:
        return any(_holds(one, figures) for one in condition.any)
    value = figures[condition.figure or ""].value
    return value is not None and condition.holds(value)


def _named(condition: Condition) -> Iterator[str]:
    """The figures that the condition speaks of, each once."""
    seen = dict.fromkeys(_each(condition))
    yield from seen


def _each(condition: Condition) -> Iterator[str]:
    if condition.figure is not None:
        yield condition.figure
    for one in (*(condition.all or ()), *(condition.any or ())):
        yield from _each(one)
