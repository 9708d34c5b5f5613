"""`SentimentDue` and `ActsDue` go in; what one encoder with two heads reads in them comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engines.corpus_lines import CorpusLines
from assistant.engines.encoder import SentenceEncoder
from assistant.engines.given_back import GivenBack
from assistant.engines.spoken_form import spoken_form
from assistant.errors import ModelError
from assistant.events import ActsDue, ActsRead, Party, ReadAct, SentimentDue, SentimentRead

Floats = NDArray[np.float32]

_STEPS = 10_000
"""Probabilities are whole steps of this size, so that a replay writes the same digits."""
_BRIDGED = 2
"""Words inside an act that take no part in it: "put me, um, through to"."""
_OPEN = -2.0
"""Score from which a word may be part of an act: a token's own chance of one in eight."""
_AT_ONCE = 120
"""Words whose acts are read in one pass, for of too many tokens the encoder leaves out the last."""
PARAPHRASE = "paraphrase"
_AGAIN = "install deescalate again."


_Vectors = tuple[Floats, tuple[int | None, ...]]
"""Of each token, and the word that it is part of."""


@dataclass(frozen=True, slots=True)
class _Calibration:
    """How an act's scores become a probability: sigmoid(slope * score + shift)."""

    slope: float
    shift: float


class LanguageReader:
    """Reads sentiment from the mean over an utterance's tokens, acts from each token.

    `heads` is a safetensors file: `sentiment.weight` (3, width) and `.bias`, `acts.weight` (acts,
    width) and `.bias`, and for each changed weight W of the encoder `W.down` (rank, in) and `W.up`
    (out, rank), whose product is added to it (LoRA: Hu et al. 2021). Beside it lies
    `calibration.json`. How both were made and measured is in models/language/card.md.
    """

    def __init__(self, encoder: SentenceEncoder, heads: Path) -> None:
        """Raises ModelError when `heads` cannot be read or belongs to another encoder."""
        tensors = _tensors(heads)
        try:
            self._sentiment = tensors.pop("sentiment.weight"), tensors.pop("sentiment.bias")
            self._acts = tensors.pop("acts.weight"), tensors.pop("acts.bias")
            changes = {
                name.removesuffix(".up"): up @ tensors[name.removesuffix("up") + "down"]
                for name, up in tensors.items()
                if name.endswith(".up")
            }
        except KeyError as error:
            raise ModelError(f"The language weights {heads} lack {error}: {_AGAIN}") from error
        self._names, self._calibrations, self._temperature = _calibration(
            heads.with_name("calibration.json")
        )
        if len(self._names) != len(self._acts[0]):
            raise ModelError(
                f"The language weights {heads} hold {len(self._acts[0])} acts, and the calibration "
                f"beside them {len(self._names)}: {_AGAIN}"
            )
        self._encoder = encoder.adapted(changes)
        self._last: tuple[tuple[str, ...], _Vectors] = (), self._encoder.read(())
        self._paraphrases = GivenBack(encoder)
        self._corpus = CorpusLines(heads.with_name("acts"), encoder)

    def answer(self, requests: Sequence[SentimentDue | ActsDue]) -> list[SentimentRead | ActsRead]:
        """The answers, in the order of the requests."""
        return [
            self.read(request) if isinstance(request, SentimentDue) else self.read_acts(request)
            for request in requests
        ]

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

    def read_acts(self, request: ActsDue) -> ActsRead:
        """The acts in the request's words."""
        words = [word.word for word in request.words]
        acts = self.acts(words, request.party)
        return ActsRead(
            request=request,
            acts=tuple(self._given_back(act, words, request.heard) for act in acts),
        )

    def _given_back(self, act: ReadAct, words: Sequence[str], heard: str) -> ReadAct:
        """A paraphrase, judged by whether it gives back what was heard; any other act as it is."""
        if act.act != PARAPHRASE:
            return act
        place = slice(act.first, act.last + 1)
        score = self._paraphrases.probability(act.score, words, place, heard)
        return replace(act, score=_in_whole_steps(score))

    def _read(self, words: tuple[str, ...]) -> _Vectors:
        """What the encoder makes of `words`: one pass for both heads, where both read the same."""
        last = self._last  # taken and set as one: two threads may ask
        if words != last[0]:
            last = self._last = words, self._encoder.read(words)
        return last[1]

    def probabilities(self, text: str) -> tuple[float, float, float]:
        """Negative, neutral and positive for words in any spelling, with or without punctuation."""
        words = spoken_form(text).split()
        if not words:
            return 0.0, 1.0, 0.0
        states, _ = self._read(tuple(words))
        weight, bias = self._sentiment
        return _in_steps((weight @ states.mean(axis=0) + bias) / self._temperature)

    def acts(self, words: Sequence[str], party: Party) -> list[ReadAct]:
        """What `words` may do, said by `party`: stretches of words with a calibrated probability.

        Also unlikely ones, for who knows more about the words to decide.
        """
        spoken = [spoken_form(word) for word in words]
        return [
            replace(act, first=act.first + start, last=act.last + start)
            for start in range(0, len(spoken), _AT_ONCE)
            for act in self._acts_at_once(spoken[start : start + _AT_ONCE], party)
        ]

    def _acts_at_once(self, spoken: Sequence[str], party: Party) -> list[ReadAct]:
        if not any(spoken):
            return []
        states, places = self._read(tuple(spoken))
        weight, bias = self._acts
        scores = states @ weight.T + bias
        return [
            found
            for number, name in enumerate(self._names)
            if name.startswith("escalation.") == (party is Party.CUSTOMER)
            for found in self._stretches(name, scores[:, number], places)
        ]

    def nearest(self, act: str, text: str) -> list[str]:
        """The corpus' lines of `act` nearest to `text` in meaning, by the plain encoder."""
        return self._corpus.nearest(act, text)

    def _stretches(
        self, name: str, scores: Floats, places: Sequence[int | None]
    ) -> Iterator[ReadAct]:
        by_word: dict[int, list[float]] = {}
        for score, place in zip(scores, places, strict=True):
            if place is not None:
                by_word.setdefault(place, []).append(float(score))
        calibration = self._calibrations[name]
        for first, last, said in _runs({word: max(each) for word, each in by_word.items()}):
            probability = _sigmoid(calibration.slope * _pooled(said) + calibration.shift)
            yield ReadAct(act=name, first=first, last=last, score=_in_whole_steps(probability))


def _runs(scores: Mapping[int, float]) -> Iterator[tuple[int, int, list[float]]]:
    """First and last word of each stretch that may be an act, with its words' scores."""
    high = [word for word, score in scores.items() if score >= _OPEN]
    start = 0
    for place in range(1, len(high) + 1):
        if place < len(high) and high[place] - high[place - 1] <= _BRIDGED + 1:
            continue
        first, last = high[start], high[place - 1]
        yield first, last, [score for word, score in scores.items() if first <= word <= last]
        start = place


def _pooled(scores: Sequence[float]) -> float:
    """The score of a stretch: the mean of its words', each weighed by how high it is."""
    values = np.array(scores)
    weights = np.exp(values - values.max())
    return float((values * weights).sum() / weights.sum())


def _sigmoid(score: float) -> float:
    return 1.0 / (1.0 + float(np.exp(-score)))


def _in_whole_steps(probability: float) -> float:
    return round(probability * _STEPS) / _STEPS


def _tensors(path: Path) -> dict[str, Floats]:
    safetensors = import_module("safetensors.numpy")
    try:
        tensors: dict[str, Any] = safetensors.load_file(path)
    except Exception as error:  # the Rust reader raises a class of its own beside OSError
        raise ModelError(f"The language weights {path} cannot be read: {_AGAIN}") from error
    return {name: tensor.astype(np.float32) for name, tensor in tensors.items()}


def _calibration(path: Path) -> tuple[tuple[str, ...], dict[str, _Calibration], float]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        acts = {name: _Calibration(*pair) for name, pair in read["acts"].items()}
        return tuple(acts), acts, float(read["sentiment_temperature"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The calibration {path} cannot be read ({error}): {_AGAIN}") from error


def _in_steps(scores: Floats) -> tuple[float, float, float]:
    """Softmax in steps of 1/10,000 that add up, the largest remainders rounded up."""
    odds = np.exp(scores.astype(np.float64) - scores.max())
    exact = odds / odds.sum() * _STEPS
    steps = np.floor(exact).astype(int)
    missing = _STEPS - int(steps.sum())
    steps[np.argsort(steps - exact, kind="stable")[:missing]] += 1
    negative, neutral, positive = (int(count) / _STEPS for count in steps)
    return negative, neutral, positive
