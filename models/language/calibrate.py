"""Trained heads and the calibration lines go in; calibration.json, beside the heads, comes out.

    python models/language/calibrate.py --encoder ~/.cache/deescalate/models/minilm

Of each act a slope and a shift turn a score into a probability (Platt 1999). The shift is where F1
on calibration lines is best, at no less than a wanted precision; the slope is shared, for each act
has few lines. In a call acts are rarer than in those lines: so the odds are divided by what that
comes to. An act is told from 0.5.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentiment_training import Line, calibration_lines

from assistant.detectors.acts.names import ACTS
from assistant.engines.encoder import SentenceEncoder
from assistant.engines.language import LanguageReader
from assistant.evaluation.language.act_lines import ActLine, act_lines, split_of
from assistant.events import Party

HERE = Path(__file__).parent
Floats = NDArray[np.float64]

_LOWEST = -12.0
"""Score of an act that no word of a line may be part of."""
_PRECISION = {True: 0.93, False: 0.88}
"""Share of what is told that must be right, of an escalation or not: a false alarm about a customer
costs the agent more than a miss."""
_RARER = 3.0
"""How much rarer an act is in calls than in the lines: with it, of what was told in the sample
calls one act in twenty was wrong, in place of one in seven."""
_PRIOR_LINES = 3.0
"""Made-up lines of just that precision, so that a few real ones decide nothing."""


def best_scores(reader: LanguageReader, lines: Sequence[ActLine]) -> dict[str, Floats]:
    """For each act the best score in each line; uncalibrated, if the reader's calibration is."""
    scores = {act: np.full(len(lines), _LOWEST) for act in ACTS}
    for number, line in enumerate(lines):
        for found in reader.acts(line.words, Party(line.party)):
            odds = np.log(max(found.score, 1e-5) / max(1 - found.score, 1e-5))
            scores[found.act][number] = max(scores[found.act][number], odds)
    return scores


def threshold(scores: Floats, does: NDArray[np.bool_], precision: float) -> float:
    """The score from which the act is told: of those with `precision`, the best F1.

    A few made-up lines on each side keep it from following single ones.
    """
    best, chosen = 0.0, 0.0
    for limit in np.arange(-3.0, 4.01, 0.1):
        found = scores >= limit
        right, wrong = float((found & does).sum()), float((found & ~does).sum())
        missed = float((~found & does).sum())
        if (right + _PRIOR_LINES * precision) / (right + wrong + _PRIOR_LINES) < precision:
            continue
        value = 2 * right / (2 * right + missed + wrong + _PRIOR_LINES)
        if value > best:
            best, chosen = value, float(limit)
    return chosen


def slope(
    scores: Mapping[str, Floats], does: Mapping[str, NDArray[np.bool_]], shifts: Mapping[str, float]
) -> float:
    """What all scores are multiplied by, for the least loss."""

    def loss(factor: float) -> float:
        total = 0.0
        for act in ACTS:
            odds = factor * (scores[act] - shifts[act])
            total += float(np.logaddexp(0, np.where(does[act], -odds, odds)).mean())
        return total

    return min(np.arange(0.2, 2.01, 0.05), key=loss)


def temperature(reader: LanguageReader, parts: Sequence[Sequence[Line]]) -> float:
    """What sentiment's scores are divided by, so that stated and true frequencies agree.

    Each part weighs the same, whatever its size (Guo et al. 2017).
    """
    logs = [
        (
            np.log(np.maximum([reader.probabilities(line.text) for line in part], 1e-4)),
            np.array([line.target for line in part]),
        )
        for part in parts
    ]

    def loss(divisor: float) -> float:
        each = []
        for scores, targets in logs:
            scaled = scores / divisor
            scaled = scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True)
            each.append(-(targets * scaled).sum(axis=1).mean())
        return float(np.mean(each))

    return min((step / 50 for step in range(25, 151)), key=loss)


def main() -> None:
    """Calibrate, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--heads", type=Path, default=HERE / "heads.safetensors")
    parser.add_argument("--comments", type=int, default=800, help="GoEmotions dev lines used")
    options = parser.parse_args()
    path = options.heads.with_name("calibration.json")
    write(path, dict.fromkeys(ACTS, (1.0, 0.0)), 1.0)
    reader = LanguageReader(SentenceEncoder(options.encoder), options.heads)

    lines = split_of(act_lines(HERE / "acts"), "dev")
    scores = best_scores(reader, lines)
    does = {act: np.array([act in line.done for line in lines]) for act in ACTS}
    careful = {act: _PRECISION[act.startswith("escalation.")] for act in ACTS}
    shifts = {act: threshold(scores[act], does[act], careful[act]) for act in ACTS}
    factor = slope(scores, does, shifts)
    parts = calibration_lines(options.data, HERE, options.comments) if options.comments else ()
    divisor = temperature(reader, parts) if options.comments else 1.0
    rarer = float(np.log(_RARER))
    pairs = {act: (float(factor), float(-factor * shifts[act]) - rarer) for act in ACTS}
    write(path, pairs, divisor)
    for act in ACTS:
        print(f"{act:32} told from {shifts[act]:+.1f}")
    print(f"slope {factor:.2f}, temperature {divisor:.2f}")


def write(path: Path, acts: Mapping[str, tuple[float, float]], divisor: float) -> None:
    """The file that the product reads."""
    rounded = {act: [round(value, 3) for value in pair] for act, pair in acts.items()}
    text = json.dumps({"acts": rounded, "sentiment_temperature": divisor}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
