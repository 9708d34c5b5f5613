"""Weights, imagined calls and event logs go in; how early and how often risk warns comes out.

    python models/risk/measure.py
    python models/risk/measure.py --logs FOLDER

FOLDER holds event logs that `deescalate replay CALL.wav --events CALL.jsonl` made of the sample
calls; without it the golden logs of the tests are read, whose words are scripted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from simulate import HERE, Call, calls

from assistant.coaching.risk.evidence import DEMANDS
from assistant.coaching.risk.meter import RiskMeter, RiskSettings, RiskWeights
from assistant.events import Event, Fact, Party, RiskChanged, VoiceProbed
from assistant.journal import read_journal
from assistant.timeline import Span, to_samples, to_seconds

ROOT = HERE.parents[1]
GOLDEN = ROOT / "tests" / "calls" / "golden"
SAMPLES = ROOT / "audio_fixtures" / "calls"
CALLS, SEED = 1000, 77
"""Imagined calls that the weights were not fitted to."""
EARLY_S = 10.0
"""A warning that leaves less time than this helps nobody."""
BUILD_UP_S = 30.0
"""What a demand comes out of, where it can be seen coming at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A call: the first demand, if any, the first crossing of the line, and why, in seconds."""

    name: str
    demand_s: float | None
    warned_s: float | None
    top: float
    """The highest score before the demand, or in the call."""
    because: tuple[str, ...] = ()

    @property
    def lead_s(self) -> float | None:
        """How long before the demand the line was crossed; None where it was not, or after."""
        if self.demand_s is None or self.warned_s is None or self.warned_s >= self.demand_s:
            return None
        return self.demand_s - self.warned_s


def with_clock(facts: Iterable[Event]) -> Iterator[Event]:
    """The facts, with the call's clock between them, a tick a second."""
    now_s = 0
    for fact in facts:
        at_s = to_seconds(fact.at)  # type: ignore[union-attr]  # a fact
        while now_s + 1 <= at_s:
            now_s += 1
            span = Span(start=to_samples(now_s) - 512, end=to_samples(now_s))
            yield VoiceProbed(party=Party.AGENT, span=span, probability=0.0)
        yield fact


def warned(
    name: str, facts: Iterable[Event], demand_s: float | None, weights: RiskWeights, line: float
) -> Warned:
    """What the meter says of a call."""
    meter = RiskMeter(weights, replace(RiskSettings(), line=line))
    first: RiskChanged | None = None
    top = weights.score({})
    for event in with_clock(facts):
        for told in meter.on(event):
            if demand_s is None or to_seconds(told.at) < demand_s:
                top = max(top, told.score)
            if told.score >= line and first is None:
                first = told
    return Warned(
        name=name,
        demand_s=demand_s,
        warned_s=None if first is None else to_seconds(first.at),
        top=top,
        because=() if first is None else first.reasons,
    )


def on_imagined(weights: RiskWeights, line: float, imagined: Sequence[Call]) -> str:
    """A row of figures: calls without a demand that cross, demands seen coming."""
    found = [
        (call, warned(call.situation, call.facts, call.demand_s, weights, line))
        for call in imagined
    ]
    quiet = [one for call, one in found if call.demand_s is None]
    built = [
        one
        for call, one in found
        if call.demand_s is not None
        and call.trouble_s is not None
        and call.demand_s - call.trouble_s >= BUILD_UP_S
    ]
    early = [one for one in built if one.lead_s is not None and one.lead_s >= EARLY_S]
    leads = [one.lead_s for one in built if one.lead_s is not None]
    false = [one for one in quiet if one.warned_s is not None]
    true = [one for call, one in found if call.demand_s is not None and one.lead_s is not None]
    right = len(true) / max(1, len(true) + len(false))
    return (
        f"line {line:.2f}: {len(false)} of {len(quiet)} calls without a demand cross "
        f"({len(false) / len(quiet):.3f}); of {len(built)} demands out of {BUILD_UP_S:.0f} s of "
        f"tension {len(early)} ({len(early) / len(built):.2f}) are warned of {EARLY_S:.0f} s "
        f"before, median lead {np.median(leads):.0f} s; of all calls that cross {right:.2f} "
        "come to a demand"
    )


def calibrated(weights: RiskWeights, imagined: Sequence[Call], horizon_s: float) -> str:
    """How often a demand followed, by the score."""
    from fit import moments

    scores, followed = [], []
    for call in imagined:
        for at_s, values in moments(call):
            scores.append(weights.score(values))
            followed.append(call.demand_s is not None and call.demand_s - at_s <= horizon_s)
    score, truth = np.array(scores), np.array(followed)
    order = score.argsort().argsort()
    positive = int(truth.sum())
    area = (order[truth].mean() - (positive - 1) / 2) / (len(truth) - positive)
    lines = [f"area under the ROC curve {area:.3f} over {len(truth)} moments"]
    for low in np.arange(0, 1, 0.2):
        inside = (score >= low) & (score < low + 0.2)
        if inside.any():
            lines.append(
                f"  score {low:.1f} to {low + 0.2:.1f}: {inside.sum()} moments, a demand followed "
                f"{truth[inside].mean():.2f}"
            )
    return "\n".join(lines)


def first_demand_s(name: str) -> float | None:
    """When the customer of a sample call begins to demand, by its truth file."""
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    return min(
        (act["start"] for act in truth["expected"]["acts"] if act["act"] in DEMANDS), default=None
    )


def logged(path: Path) -> list[Fact]:
    """The facts of an event log, without risks told before."""
    with path.open(encoding="utf-8") as lines:
        facts = [entry.fact for entry in read_journal(lines)]
    return [fact for fact in facts if not isinstance(fact, RiskChanged)]


def on_logs(weights: RiskWeights, line: float, logs: Iterable[Path]) -> None:
    """Print a row for each sample call."""
    found = [
        warned(path.stem, logged(path), first_demand_s(path.stem), weights, line) for path in logs
    ]
    for one in sorted(found, key=lambda one: (one.demand_s is None, one.name)):
        demand = "-" if one.demand_s is None else f"{one.demand_s:.1f}"
        cross = "-" if one.warned_s is None else f"{one.warned_s:.1f}"
        lead = "-" if one.lead_s is None else f"{one.lead_s:.1f}"
        print(
            f"| {one.name} | {demand} | {cross} | {lead} | {one.top:.2f} | "
            f"{'; '.join(one.because)} |"
        )
    quiet = [one for one in found if one.demand_s is None]
    crossed = sum(one.warned_s is not None for one in quiet)
    early = sum((one.lead_s or 0) >= EARLY_S for one in found)
    print(
        f"{crossed} of {len(quiet)} calls without a demand cross; {early} of "
        f"{len(found) - len(quiet)} demands are warned of {EARLY_S:.0f} s before"
    )


def main() -> None:
    """Print the figures of card.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=Path, help="only these event logs")
    parser.add_argument("--weights", type=Path, default=HERE / "weights.yaml")
    parser.add_argument("--line", type=float, default=RiskSettings().line)
    options = parser.parse_args()
    weights = RiskWeights.read(options.weights.read_text(encoding="utf-8"))
    if options.logs is None:
        from fit import HORIZON_S

        imagined = list(calls(CALLS, SEED))
        print(calibrated(weights, imagined, HORIZON_S))
        for line in (0.2, 0.3, 0.4, 0.5, 0.6):
            print(on_imagined(weights, line, imagined))
    print("| call | demand | crosses | lead | highest before | because |")
    print("|---|---|---|---|---|---|")
    on_logs(weights, options.line, sorted((options.logs or GOLDEN).glob("*.jsonl")))


if __name__ == "__main__":
    main()
