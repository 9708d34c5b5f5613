"""Sentiment judged on lines whose class is known, with judges made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.evaluation.language.judged_sentiment import (
    Probabilities,
    labels,
    on_comments,
    on_probes,
    on_routine_turns,
    on_service_lines,
)
from assistant.evaluation.language.sentiment_lines import LabelledLine
from assistant.evaluation.language.vader import by_compound

SHARES = {"bad": (0.8, 0.1, 0.1), "plain": (0.1, 0.8, 0.1), "good": (0.1, 0.1, 0.8)}


def by_first_word(texts: Sequence[str]) -> Probabilities:
    """As the first word of each says."""
    return np.array([SHARES[text.split()[0]] for text in texts])


def lines(*pairs: tuple[str, str]) -> list[LabelledLine]:
    return [
        LabelledLine(text=text, label=label, family=str(number))
        for number, (text, label) in enumerate(pairs)
    ]


def test_a_label_that_is_not_sure_is_neutral() -> None:
    """The likeliest class must be over the setting."""
    told = np.array([(0.6, 0.3, 0.1), (0.5, 0.2, 0.3), (0.1, 0.2, 0.7)])
    assert labels(told, 0.5).tolist() == [0, 1, 2]


def test_a_perfect_judge_of_service_lines() -> None:
    """Everything is right, and calm trouble is left alone."""
    results = on_service_lines(
        lines(
            ("bad a", "negative"),
            ("plain b", "neutral"),
            ("good c", "positive"),
            ("plain d", "trouble"),
        ),
        by_first_word,
        0.5,
    )
    for figure in ("accuracy", "macro_f1", "auc_negative_by_score", "complaints_found"):
        assert results[figure]["value"] == 1
    assert results["calm_trouble_called_negative"]["value"] == 0
    assert (results["lines"], results["families"], results["calm_trouble_lines"]) == (4, 4, 1)
    assert results["misses"] == []


def test_misses_and_alarms_over_calm_trouble_are_told() -> None:
    """Trouble counts among the alarms, not in accuracy; a miss comes with its text."""
    results = on_service_lines(
        lines(("plain a", "negative"), ("bad b", "negative"), ("bad c", "trouble")),
        by_first_word,
        0.5,
    )
    assert results["accuracy"]["value"] == 0.5
    assert results["calm_trouble_called_negative"]["value"] == 1
    assert results["alarms_right"]["value"] == 0.5
    assert [(miss["text"], miss["label"], miss["called"]) for miss in results["misses"]] == [
        ("plain a", "negative", "neutral")
    ]


def test_comments_are_judged_by_the_likeliest_class() -> None:
    """One of two neutral ones taken for bad costs both classes."""
    results = on_comments(
        lines(("bad", "negative"), ("plain", "neutral"), ("bad", "neutral"), ("good", "positive")),
        by_first_word,
    )
    assert results["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3, abs=1e-4)
    assert results["auc_negative_by_score"] == pytest.approx((1 + 0.5 + 1) / 3, abs=1e-4)


def test_routine_turns_are_counted_with_and_without_short_ones() -> None:
    """A call reads no turn of fewer than three words."""
    results = on_routine_turns(["bad", "plain", "plain as day", "good for me"], by_first_word, 0.5)
    assert results["all"] == {"turns": 4, "called_negative": 0.25, "called_positive": 0.25}
    assert results["of_3_words_and_more"]["turns"] == 2
    assert results["of_3_words_and_more"]["called_negative"] == 0


def test_probes_are_told_with_their_shares() -> None:
    """Each sentence with the three probabilities."""
    rows = on_probes(lambda texts: np.array([SHARES["good"]] * len(texts)))
    assert len(rows) > 10
    assert rows[0]["positive"] == 0.8


def test_vaders_own_cuts_make_its_classes() -> None:
    """From 0.05 on positive, to -0.05 negative, neutral between; shares sum to one."""
    told = by_compound([0.05, 0.04, -0.04, -0.05, -1.0])
    assert labels(told, 0.5).tolist() == [2, 1, 1, 0, 0]
    assert told.sum(axis=1) == pytest.approx(1)
    assert told[4, 0] > told[3, 0]
