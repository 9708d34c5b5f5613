"""Imagined calls go in; weights.yaml, a logistic model on signs of escalation, comes out.

    python models/risk/fit.py

The outcomes are drawn from the hazard that situations.yaml states: they are simulated. It takes a
minute and a half on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from simulate import HERE, Call, calls

from assistant.coaching.risk.evidence import RiskEvidence
from assistant.coaching.risk.meter import RiskSettings
from assistant.coaching.risk.weights import LOWERING, RiskWeights, Sign, Weight
from assistant.timeline import to_seconds

Rows = NDArray[np.float64]

TAUGHT, SEED = 6000, 20
HORIZON_S = 180.0
"""A demand within so long is what the risk is of."""
RIDGE = 3000.0
"""How hard the weights of standardised signs are held near the claims. The moments of a call are
alike, so that tens of thousands of rows are worth about as much as the calls that they are of."""
FALSE_SHARE = 0.1
"""Of imagined calls without a demand, those that may cross the line."""
PLACING, PLACING_SEED = 2000, 21
"""Other calls, by which the bias is placed."""
ROUNDS = 3000
"""Steps of the fit; after 500 no weight moves in the second digit."""
DEMAND = 4.5
"""Set, not fitted: a demand that nobody has answered is above 0.9 whatever else is found."""

SHAPES: Mapping[Sign, tuple[float, float, float]] = {
    Sign.DEMANDS: (45, 1, DEMAND),
    Sign.REPEAT_CONTACT: (600, 3, 0.8),
    Sign.ABUSE: (120, 3, 0.8),
    Sign.NEGATIVE_WORDS: (90, 5, 0.4),
    Sign.WORSENING: (30, 1, 0.5),
    Sign.REFUSALS: (120, 4, 0.8),
    Sign.UNANSWERED: (90, 3, 0.5),
    Sign.AGENT_INTERRUPTIONS: (90, 4, 0.5),
    Sign.CUSTOMER_INTERRUPTIONS: (60, 3, 0.15),
    Sign.HOLDS: (300, 3, 0.1),
    Sign.HOLD_MINUTES: (180, 5, 0.15),
    Sign.DEAD_AIR: (90, 3, 0.3),
    Sign.UNHELPED: (120, 2, 0.15),
    Sign.LOUDER: (30, 2, 0.3),
    Sign.SHORTER_TURNS: (30, 1, 0.2),
    Sign.POSITIVE_WORDS: (60, 2, -0.6),
    Sign.EMPATHY: (120, 2, -0.7),
    Sign.APOLOGY: (60, 1, -0.2),
    Sign.HELP: (180, 3, -1.0),
}
"""Half-life in seconds, the most units that count, and the weight that the guides' claims suggest,
as the moves in situations.yaml do: all set by hand. Where the calls say little, it stays."""

_EMPTY = RiskWeights(
    bias=0.0,
    signs={s: Weight(weight=0.0, half_life_s=h, most=m) for s, (h, m, _) in SHAPES.items()},
)
_SET = (
    Sign.CUSTOMER_INTERRUPTIONS,
    Sign.HOLDS,
    Sign.HOLD_MINUTES,
    Sign.UNHELPED,
    Sign.SHORTER_TURNS,
)
"""Signs that keep the weight of the claims: of imagined calls, those that last long with many holds
and little help are those of patient customers, and a fit would make these signs nothing."""
_FITTED = [sign for sign in Sign if sign is not Sign.DEMANDS and sign not in _SET]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A row of signs for each moment looked at, and whether a demand followed in time."""

    rows: Rows
    """Of the fitted signs."""
    set_: Rows
    """Log-odds that the set signs add."""
    followed: NDArray[np.float64]


def moments(call: Call) -> list[tuple[float, dict[Sign, float]]]:
    """The signs after each turn of a call until the demand; seconds beside them."""
    evidence = RiskEvidence(_EMPTY, RiskSettings().least_confidence)
    found: list[tuple[float, dict[Sign, float]]] = []
    for at, facts in groupby(call.facts, key=lambda fact: fact.at):  # type: ignore[union-attr]
        if call.demand_s is not None and to_seconds(at) >= call.demand_s:
            break
        for fact in facts:
            evidence.note(fact)
        found.append((to_seconds(at), evidence.values(at)))
    return found


def taught(imagined: Sequence[Call]) -> Taught:
    """All moments of all calls."""
    rows, set_, followed = [], [], []
    for call in imagined:
        for at_s, values in moments(call):
            capped = {sign: min(values[sign], SHAPES[sign][1]) for sign in Sign}
            rows.append([capped[sign] for sign in _FITTED])
            set_.append(sum(SHAPES[sign][2] * capped[sign] for sign in _SET))
            demand_s = call.demand_s
            followed.append(demand_s is not None and demand_s - at_s <= HORIZON_S)
    truth = np.array(followed, dtype=float)
    return Taught(rows=np.array(rows), set_=np.array(set_), followed=truth)


def fitted(data: Taught, rounds: int = ROUNDS) -> tuple[Rows, float]:
    """A weight for each sign and the bias: logistic regression by accelerated projected gradient.

    What raises may not get a weight below 0, what lowers none above.
    """
    scale = np.maximum(data.rows.std(axis=0), 1e-6)
    inputs = np.c_[data.rows / scale, np.ones(len(data.rows))]
    side = np.array([-1.0 if sign in LOWERING else 1.0 for sign in _FITTED])
    ridge = np.r_[np.full(len(_FITTED), RIDGE), 0.0]
    claimed = np.r_[[SHAPES[sign][2] for sign in _FITTED] * scale, 0.0]
    step = 1 / (np.linalg.eigvalsh(inputs.T @ inputs)[-1] / 4 + RIDGE)
    weights = ahead = np.zeros(inputs.shape[1])
    momentum = 1.0
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-inputs @ ahead - data.set_))
        moved = ahead - step * (inputs.T @ (chance - data.followed) + ridge * (ahead - claimed))
        moved[:-1] = side * np.maximum(side * moved[:-1], 0.0)
        faster = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = moved + (momentum - 1) / faster * (moved - weights)
        weights, momentum = moved, faster
    return weights[:-1] / scale, float(weights[-1])


def placed(weights: Rows, bias: float, imagined: Iterable[Call]) -> float:
    """The bias with which the line is crossed by `FALSE_SHARE` of the calls without a demand."""
    given = _weights(weights, bias)
    tops = [
        max(sum(given.added(values).values()) for _, values in moments(call))
        for call in imagined
        if call.demand_s is None
    ]
    line = RiskSettings().line
    return float(log(line / (1 - line)) - np.quantile(tops, 1 - FALSE_SHARE))


def _weights(weights: Rows, bias: float) -> RiskWeights:
    return RiskWeights.read(as_yaml(weights, bias))


def as_yaml(weights: Rows, bias: float) -> str:
    """The text of weights.yaml."""
    by_sign = {sign: shape[2] for sign, shape in SHAPES.items()}
    by_sign |= dict(zip(_FITTED, weights, strict=True))
    lines = [
        "# What each sign adds to the log-odds of a demand to escalate in the next three minutes.",
        "# Made by fit.py from simulated calls: see card.md before you rely on it. `weight` is for",
        "# one unit of the sign (assistant/coaching/risk/weights.py says which), `half_life_s` how",
        "# it fades in call time, `most` the units beyond which more changes nothing.",
        f"bias: {bias:.3f}",
        "signs:",
    ]
    for sign in Sign:
        half_life_s, most, _ = SHAPES[sign]
        value = round(float(by_sign[sign]), 3) + 0.0
        lines.append(f"  {sign}: {{weight: {value:g}, half_life_s: {half_life_s}, most: {most}}}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Imagine calls, fit, and write weights.yaml."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=TAUGHT)
    parser.add_argument("--out", type=Path, default=HERE / "weights.yaml")
    options = parser.parse_args()
    data = taught(list(calls(options.calls, SEED)))
    print(f"{len(data.rows)} moments, {data.followed.mean():.3f} of them before a demand")
    weights, bias = fitted(data)
    text = as_yaml(weights, placed(weights, bias, calls(PLACING, PLACING_SEED)))
    RiskWeights.read(text)
    options.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
