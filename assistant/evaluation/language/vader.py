"""VADER, where somebody has installed it, as a judge of sentiment to compare with, comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.evaluation.language.judged_sentiment import Judge, Probabilities

_SURE = 0.05
"""Compound score from which VADER's authors call a text positive, and below minus which negative
(Hutto and Gilbert 2014)."""


def vader() -> Judge | None:
    """The judge; None where the package vaderSentiment is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ModuleNotFoundError:
        return None
    analyser = SentimentIntensityAnalyzer()

    def judge(texts: Sequence[str]) -> Probabilities:
        compound = [float(analyser.polarity_scores(text)["compound"]) for text in texts]
        return by_compound(compound)

    return judge


def by_compound(compound: Sequence[float]) -> Probabilities:
    """Compound scores, -1 to 1, as three shares whose likeliest is VADER's own class."""
    scores = np.array(compound, dtype=np.float64)
    negative = np.where(scores <= -_SURE, 0.5 - scores / 2, 0.0)
    positive = np.where(scores >= _SURE, 0.5 + scores / 2, 0.0)
    return np.stack((negative, 1 - negative - positive, positive), axis=1)
