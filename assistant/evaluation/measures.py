"""A run and the truth about its call go in; its figures come out, alone or pooled with others'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.evaluation.findings import Told
from assistant.evaluation.label import Label
from assistant.evaluation.latency import spread
from assistant.evaluation.running import Ran
from assistant.evaluation.scoring import Pair, outcomes, unasked
from assistant.evaluation.words import SpokenToken, WordMeasures, measure_words
from assistant.events import (
    CallEnded,
    CallStarted,
    ComponentDegraded,
    Party,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import to_seconds

_MIB = 2**20


@dataclass(slots=True, kw_only=True)
class Measures:
    """What one run came to, or several together: sums, and every latency."""

    duration_s: float = 0.0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    load_s: list[float] = field(default_factory=list)
    load_cpu_s: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)
    outcomes: list[Pair] = field(default_factory=list)
    unasked: int = 0
    since_at: dict[str, list[float]] = field(default_factory=dict)
    words: WordMeasures = field(default_factory=WordMeasures)
    spent: dict[str, float] = field(default_factory=dict)
    degraded: int = 0

    def labelled(self) -> dict[str, list[Pair]]:
        """The labels' outcomes by kind; one that is urgent too is in two of them."""
        kinds: defaultdict[str, list[Pair]] = defaultdict(list)
        for outcome in self.outcomes:
            for kind in outcome.label.kinds():
                kinds[kind].append(outcome)
        return dict(sorted(kinds.items()))

    def as_json(self) -> dict[str, Any]:
        """The figures under the names that results.json has for them."""
        spent = sorted(self.spent.items(), key=lambda item: -item[1])
        return {
            "real_time_factor": _ratio(self.wall_s, self.duration_s),
            "cpu_s_per_s": _ratio(self.cpu_s, self.duration_s),
            "peak_mib": round(max(self.peak_mib)) if self.peak_mib else None,
            "load_s": round(max(self.load_s, default=0.0), 2),
            "load_cpu_s": round(max(self.load_cpu_s, default=0.0), 2),
            "words": self.words.as_json(),
            "labels": {kind: _label_figures(found) for kind, found in self.labelled().items()},
            "found_beyond_labels": self.unasked,
            "at_to_emitted_s": {kind: spread(s) for kind, s in sorted(self.since_at.items())},
            "spent_s_per_s": {part: _ratio(seconds, self.duration_s) for part, seconds in spent},
            "degraded": self.degraded,
        }


def measure(
    ran: Ran, spoken: Mapping[Party, Sequence[SpokenToken]], labels: Sequence[Label]
) -> Measures:
    """What a run came to, by what was said and what had to be found."""
    words = WordMeasures()
    for party, tokens in spoken.items():
        words.add(measure_words(tokens, party, ran.facts))
    return Measures(
        duration_s=ran.duration_s,
        wall_s=ran.wall_s,
        cpu_s=ran.cpu_s,
        load_s=[ran.load_s],
        load_cpu_s=[ran.load_cpu_s],
        peak_mib=[] if ran.peak_bytes is None else [ran.peak_bytes / _MIB],
        outcomes=outcomes(labels, ran.facts),
        unasked=unasked(labels, ran.facts) if labels else 0,
        since_at=_since_at(ran.facts),
        words=words,
        spent=dict(ran.spent),
        degraded=sum(isinstance(fact, ComponentDegraded) for fact, _ in ran.facts),
    )


def pooled(runs: Iterable[Measures]) -> Measures:
    """All runs as one: sums and all latencies together; of memory and loading the most."""
    whole = Measures()
    for run in runs:
        whole.duration_s += run.duration_s
        whole.wall_s += run.wall_s
        whole.cpu_s += run.cpu_s
        whole.load_s += run.load_s
        whole.load_cpu_s += run.load_cpu_s
        whole.peak_mib += run.peak_mib
        whole.outcomes += run.outcomes
        whole.unasked += run.unasked
        whole.degraded += run.degraded
        whole.words.add(run.words)
        for kind, seconds in run.since_at.items():
            whole.since_at.setdefault(kind, []).extend(seconds)
        for part, spent in run.spent.items():
            whole.spent[part] = whole.spent.get(part, 0.0) + spent
    return whole


def latencies(outcomes: Iterable[Pair]) -> list[float]:
    """Seconds from the end of the evidence, of those that were found while a clock ran."""
    return [outcome.latency for outcome in outcomes if outcome.latency is not None]


def _label_figures(outcomes: Sequence[Pair]) -> dict[str, Any]:
    """Optional labels have latencies, but nobody has to find them."""
    asked = [outcome for outcome in outcomes if not outcome.label.optional]
    found = sum(outcome.found for outcome in asked)
    return {
        "asked": len(asked),
        "found": _ratio(found, len(asked)),
        "latency_s": spread(latencies(outcomes)),
    }


def _since_at(told: Told) -> dict[str, list[float]]:
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for fact, emitted in told:
        if emitted is None or isinstance(fact, CallStarted | CallEnded):
            continue
        kind = fact.kind
        if isinstance(fact, WordsCommitted | WordsTentative):
            kind += " (committed)" if fact.final else " (tentative)"
        seconds[kind].append(emitted - to_seconds(fact.at))
    return dict(seconds)


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None
