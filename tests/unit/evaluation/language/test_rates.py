"""Rates, areas and their intervals, against what can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evaluation.language.rates import (
    Families,
    area,
    as_figure,
    calibration_error,
    macro_f1,
    ratio,
)


def test_the_first_row_of_weights_is_everything_once() -> None:
    """Sums over it are plain sums; the draws after it hold as many families as there are."""
    families = Families(["a", "a", "b"])
    sums = families.sums(np.array([1, 0, 1]))
    assert sums[0] == 2
    assert (families.weights.sum(axis=1) == 2).all()


def test_lines_of_a_family_are_drawn_together() -> None:
    """One family of many lines gives no narrow interval, for it is one piece of evidence."""
    right = np.array([1.0] * 50 + [0.0] * 50)
    together = Families(["a"] * 50 + ["b"] * 50)
    apart = Families([str(number) for number in range(100)])

    def interval(families: Families) -> list[float]:
        return as_figure(families.sums(right) / families.sums(np.ones(100)))["interval_95"]

    assert interval(together) == [0.0, 1.0]
    low, high = interval(apart)
    assert 0.35 < low < 0.5 < high < 0.65


def test_nothing_to_divide_by_is_no_rate() -> None:
    """It is told as unknown, not as nought."""
    assert as_figure(ratio(np.array([0.0, 1.0]), np.array([0.0, 2.0]))) == {
        "value": None,
        "interval_95": [0.5, 0.5],
    }


@pytest.mark.parametrize(
    ("scores", "expected"),
    [((0.9, 0.8, 0.1, 0.2), 1.0), ((0.1, 0.2, 0.9, 0.8), 0.0), ((0.5,) * 4, 0.5)],
)
def test_the_area_is_the_chance_that_a_true_line_scores_higher(
    scores: tuple[float, ...], expected: float
) -> None:
    """One where all do, nought where none do, half where all are alike."""
    truth = np.array([True, True, False, False])
    assert area(truth, np.array(scores))[0] == expected


def test_the_area_heeds_weights() -> None:
    """A line drawn twice counts twice: three of four pairs in order, then four of six."""
    truth, scores = np.array([True, True, False, False]), np.array([0.9, 0.3, 0.5, 0.1])
    weights = np.array([[1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 1.0, 1.0]])
    assert area(truth, scores, weights) == pytest.approx([3 / 4, 4 / 6])


def test_there_is_no_area_where_all_lines_are_true() -> None:
    """There is no pair to compare."""
    assert np.isnan(area(np.array([True, True]), np.array([0.1, 0.2]))[0])


def test_macro_f1_is_the_mean_over_three_classes() -> None:
    """A class of one line weighs as much as one of many."""
    truth, told = np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2])
    value = macro_f1(truth, told, np.ones((1, 4)))[0]
    assert value == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)


def test_the_calibration_error_is_the_gap_of_confidence_and_accuracy() -> None:
    """Sure of 0.9 and right in half of the lines is 0.4 too sure."""
    error = calibration_error(np.array([True, False]), np.array([0.9, 0.9]))
    assert error == pytest.approx(0.4)
