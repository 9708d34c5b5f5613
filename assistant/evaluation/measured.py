"""A run's facts and the truth go in; how far off the measured numbers are comes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.evaluation.findings import Told
from assistant.evaluation.label import Kind
from assistant.evaluation.latency import spread
from assistant.evaluation.scoring import Scored
from assistant.evaluation.talk_truth import talk_truth
from assistant.events import PaceMeasured, TalkShareMeasured
from assistant.timeline import to_seconds

Errors = Mapping[str, list[float]]
"""By what was measured, the sizes of the errors."""


def errors_of(told: Told, scored: Scored, truth: Mapping[str, Any]) -> Errors:
    """Of every pace (per cent of it), share of talk (points), attenuation (dB) and lag (ms)."""
    errors: defaultdict[str, list[float]] = defaultdict(list)
    talk = talk_truth(truth) if "speech" in truth else None
    for fact, _ in told:
        if talk is None or not isinstance(fact, PaceMeasured | TalkShareMeasured):
            continue
        at, window = to_seconds(fact.at), to_seconds(fact.window)
        if isinstance(fact, PaceMeasured):
            pace = talk.pace(fact.party, at, window)
            if pace:
                errors["pace, %"].append(100 * abs(fact.words_per_minute / pace - 1))
        elif (share := talk.share(fact.party, at, window)) is not None:
            errors["talk share, points"].append(100 * abs(fact.share - share))
    for pair in scored.pairs:
        if pair.label.kind is Kind.BLEED and pair.finding is not None:
            for key, unit in (("attenuation_db", "dB"), ("lag_ms", "ms")):
                off = abs(pair.finding.figures[key] - pair.label.figures[key])
                errors[f"bleed, {unit}"].append(off)
    return dict(errors)


def errors_as_json(calls: Iterable[Errors]) -> dict[str, Any]:
    """Count and percentiles of the errors of all calls, by what was measured."""
    together: defaultdict[str, list[float]] = defaultdict(list)
    for errors in calls:
        for name, sizes in errors.items():
            together[name] += sizes
    return {name: spread(sizes) for name, sizes in sorted(together.items())}
