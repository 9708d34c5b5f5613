"""`SentimentDue` goes in; how likely its words are negative, neutral or positive comes out."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engines.encoder import SentenceEncoder
from assistant.errors import ModelError
from assistant.events import SentimentDue, SentimentRead

_NOT_SPOKEN = re.compile(r"[^\w']|_")
_STEPS = 10_000
"""Probabilities are whole steps of this size, so that a replay writes the same digits."""


def spoken_form(text: str) -> str:
    """Lower case, no punctuation but the apostrophe: what the model was taught on."""
    plain = text.lower().replace("’", "'")
    return " ".join(_NOT_SPOKEN.sub(" ", plain).split())


class SentimentReader:
    """An encoder with low-rank changes to its upper layers, and a linear head of three classes.

    `head` is a safetensors file: `head.weight` (3, width) and `head.bias` (3,), already divided
    by the temperature found in calibration, and for each changed weight W of the encoder
    `W.down` (rank, in) and `W.up` (out, rank), whose product is added to it (LoRA: Hu et al.
    2021). How it was trained and measured is in models/sentiment/card.md.
    """

    def __init__(self, encoder: SentenceEncoder, head: Path) -> None:
        """Raises ModelError when `head` cannot be read or belongs to another encoder."""
        tensors = _tensors(head)
        try:
            self._weight = tensors.pop("head.weight")
            self._bias = tensors.pop("head.bias")
            changes = {
                name.removesuffix(".up"): up @ tensors[name.removesuffix("up") + "down"]
                for name, up in tensors.items()
                if name.endswith(".up")
            }
        except KeyError as error:
            raise ModelError(
                f"The sentiment weights {head} lack {error}: install deescalate again."
            ) from error
        self._encoder = encoder.adapted(changes) if changes else encoder

    def read(self, request: SentimentDue) -> SentimentRead:
        """Calibrated probabilities, of four decimals and summing to 1; neutral without words."""
        negative, neutral, positive = self.probabilities(request.text)
        return SentimentRead(
            party=request.party,
            utterance=request.utterance,
            at=request.at,
            span=request.span,
            negative=negative,
            neutral=neutral,
            positive=positive,
        )

    def probabilities(self, text: str) -> tuple[float, float, float]:
        """Negative, neutral and positive for words in any spelling, with or without punctuation."""
        spoken = spoken_form(text)
        if not spoken:
            return 0.0, 1.0, 0.0
        scores = self._weight @ self._encoder.encode([spoken])[0] + self._bias
        return _in_steps(scores)


def _tensors(head: Path) -> dict[str, NDArray[np.float32]]:
    safetensors = import_module("safetensors.numpy")
    try:
        tensors = safetensors.load_file(head)
    except Exception as error:  # the Rust reader raises a class of its own beside OSError
        raise ModelError(
            f"The sentiment weights {head} cannot be read: install deescalate again."
        ) from error
    return {name: tensor.astype(np.float32) for name, tensor in tensors.items()}


def _in_steps(scores: NDArray[np.float32]) -> tuple[float, float, float]:
    """Softmax in steps of 1/10,000 that add up, the largest remainders rounded up."""
    odds = np.exp(scores.astype(np.float64) - scores.max())
    exact = odds / odds.sum() * _STEPS
    steps = np.floor(exact).astype(int)
    missing = _STEPS - int(steps.sum())
    steps[np.argsort(steps - exact, kind="stable")[:missing]] += 1
    negative, neutral, positive = (int(count) / _STEPS for count in steps)
    return negative, neutral, positive
