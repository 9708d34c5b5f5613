"""Lines with their sentiment and a judge go in; how rightly it judges them comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.detectors.sentiment import label_of
from assistant.evaluation.language.rates import (
    Families,
    Numbers,
    area,
    as_figure,
    calibration_error,
    macro_f1,
    ratio,
)
from assistant.evaluation.language.sentiment_lines import NAMES, TROUBLE, LabelledLine

Probabilities = NDArray[np.float64]
"""(lines, 3): negative, neutral, positive."""
Judge = Callable[[Sequence[str]], Probabilities]
_LONG = 3
"""Words from which a turn is read in a call; shorter ones say too little."""

PROBES = (
    "could you tell me when my bill is due",
    "i want to speak to your manager",
    "i have been waiting for forty five minutes",
    "oh great another transfer",
    "nobody there ever listens to a word i say",
    "it is simply not good enough",
    "i find it quite disappointing to be honest",
    "thank you so much that is a relief",
    "okay",
    "yes that's right",
    "b as in bravo",
    "could i speak to your manager about my booking",
    "i'd like to cancel my subscription please",
    "my car broke down and i need it fixed",
    "the brakes are making a grinding noise",
)
"""Sentences that the card shows, with what is read in them."""


def labels(told: Probabilities, sure: float) -> Numbers:
    """The class that a call shows: the likeliest, or neutral where it is not over `sure`."""
    shown = [
        label_of(float(negative), float(neutral), float(positive), sure)[0].value
        for negative, neutral, positive in told
    ]
    return np.array([NAMES.index(name) for name in shown], dtype=np.int64)


def on_service_lines(lines: Sequence[LabelledLine], judge: Judge, sure: float) -> dict[str, Any]:
    """Families of wording that were kept out of training; intervals by drawing families.

    Accuracy and macro-F1 are of the lines that have a sentiment, the areas of all.
    """
    told = judge([line.text for line in lines])
    classes = (*NAMES, TROUBLE)
    truth = np.array([classes.index(line.label) for line in lines])
    called, families = labels(told, sure), Families([line.family for line in lines])
    clear, negative = truth < len(NAMES), truth == 0
    calm, alarm = truth == classes.index(TROUBLE), called == 0
    weights = families.of_lines()
    found = families.sums(negative & alarm)
    return {
        "lines": len(lines),
        "families": families.count,
        "accuracy": as_figure(
            ratio(families.sums(clear & (called == truth)), families.sums(clear))
        ),
        "macro_f1": as_figure(macro_f1(truth[clear], called[clear], weights[:, clear])),
        "auc_negative_by_score": as_figure(area(negative, told[:, 0] - told[:, 2], weights)),
        "auc_negative_by_probability": as_figure(area(negative, told[:, 0], weights)),
        "complaints_found": as_figure(ratio(found, families.sums(negative))),
        "alarms_right": as_figure(ratio(found, families.sums(alarm))),
        "calm_trouble_lines": int(calm.sum()),
        "calm_trouble_called_negative": as_figure(
            ratio(families.sums(calm & alarm), families.sums(calm))
        ),
        "misses": [
            _miss(line, NAMES[call], row)
            for line, call, row, number in zip(lines, called, told, truth, strict=True)
            if number < len(NAMES) and number != call
        ],
    }


def _miss(line: LabelledLine, called: str, told: Probabilities) -> dict[str, Any]:
    return {
        "text": line.text,
        "label": line.label,
        "called": called,
        "probabilities": [round(float(share), 4) for share in told],
    }


def on_comments(lines: Sequence[LabelledLine], judge: Judge) -> dict[str, Any]:
    """GoEmotions: comments of people, not about a service; macro-F1 by the likeliest class."""
    told = judge([line.text for line in lines])
    truth = np.array([NAMES.index(line.label) for line in lines])
    likeliest = told.argmax(axis=1)
    return {
        "lines": len(lines),
        "macro_f1": _only(macro_f1(truth, likeliest, np.ones((1, len(truth))))),
        "auc_negative_by_score": _only(area(truth == 0, told[:, 0] - told[:, 2])),
        "auc_negative_by_probability": _only(area(truth == 0, told[:, 0])),
        "calibration_error": round(calibration_error(truth == likeliest, told.max(axis=1)), 4),
    }


def on_routine_turns(turns: Sequence[str], judge: Judge, sure: float) -> dict[str, Any]:
    """MultiDoGO: routine service turns, of which hardly any should be called negative."""
    called = labels(judge(turns), sure)
    long = np.array([len(turn.split()) >= _LONG for turn in turns])
    return {
        name: {
            "turns": int(part.sum()),
            "called_negative": _share(called[part] == 0),
            "called_positive": _share(called[part] == 2),
        }
        for name, part in (("all", np.ones_like(long)), ("of_3_words_and_more", long))
    }


def on_probes(judge: Judge) -> list[dict[str, Any]]:
    """What is read in each of `PROBES`."""
    return [
        {"text": text, **dict(zip(NAMES, (round(float(one), 4) for one in row), strict=True))}
        for text, row in zip(PROBES, judge(PROBES), strict=True)
    ]


def _only(values: Probabilities) -> float | None:
    return None if np.isnan(values[0]) else round(float(values[0]), 4)


def _share(flags: NDArray[np.bool_]) -> float | None:
    return round(float(flags.mean()), 4) if len(flags) else None
