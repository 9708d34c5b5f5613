"""Counts or scores by line go in, with weights; rates, areas and their intervals come out.

`weights` has a row a draw and a column a family, or a line: how often it was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.tallies import draws, interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class Families:
    """The families that lines come from, drawn again and again: lines of a family are alike."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the family of each line."""
        _, places = np.unique(np.array(names), return_inverse=True)
        self._places: Numbers = places.reshape(-1)
        self.count = int(self._places.max()) + 1 if len(names) else 0
        whole = np.ones((1, self.count))
        self.weights: Floats = np.concatenate((whole, draws(self.count))) if self.count else whole
        """(1 + rounds, families); the first row is everything once."""

    def sums(self, of_lines: NDArray[np.bool_] | NDArray[np.number]) -> Floats:
        """For each row of weights the sum over lines, (1 + rounds); `of_lines` is (lines)."""
        by_family = np.bincount(
            self._places, weights=of_lines.astype(np.float64), minlength=self.count
        )
        summed: Floats = self.weights @ by_family
        return summed

    def of_lines(self) -> Floats:
        """The weight of each line, (1 + rounds, lines)."""
        weights: Floats = self.weights[:, self._places]
        return weights


def ratio(above: Floats, below: Floats) -> Floats:
    """The quotient, NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Floats = np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)
    return quotient


def as_figure(values: Floats) -> dict[str, object]:
    """The value of everything, the first, and the interval of 95 % by the draws after it."""
    whole = values[0]
    return {
        "value": None if np.isnan(whole) else round(float(whole), 4),
        "interval_95": interval(values[1:]),
    }


def macro_f1(truth: Numbers, told: Numbers, weights: Floats) -> Floats:
    """The mean over the three classes of 2TP / (2TP + FP + FN); `weights` is (rounds, lines)."""
    each = [
        ratio(
            2 * (weights @ ((truth == one) & (told == one))),
            weights @ (truth == one) + weights @ (told == one),
        )
        for one in range(3)
    ]
    mean: Floats = np.nan_to_num(np.array(each)).mean(axis=0)
    return mean


def area(truth: Flags, scores: Floats, weights: Floats | None = None) -> Floats:
    """Area under the ROC curve: the chance that a true line scores above a false one.

    `weights` is (rounds, lines); without, all lines once. A tie counts half. NaN where all lines
    are true, or none.
    """
    rows = np.ones((1, len(scores))) if weights is None else weights
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf) > 0)
    ones = np.add.reduceat(rows[:, order] * truth[order], starts, axis=1)
    zeros = np.add.reduceat(rows[:, order] * ~truth[order], starts, axis=1)
    below = np.cumsum(zeros, axis=1) - zeros / 2
    return ratio((ones * below).sum(axis=1), ones.sum(axis=1) * zeros.sum(axis=1))


def calibration_error(right: Flags, confidence: Floats) -> float:
    """Mean gap between confidence and accuracy over ten equal bins, weighted by their size."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [
        abs(confidence[bins == one].mean() - right[bins == one].mean()) * (bins == one).sum()
        for one in np.unique(bins)
    ]
    return float(sum(gaps) / max(1, len(right)))
