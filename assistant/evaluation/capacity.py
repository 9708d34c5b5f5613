"""Calls go in; how many at once the machine holds, found by really running them, comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from assistant.evaluation.latency import spread
from assistant.evaluation.measures import Measures, pooled
from assistant.evaluation.running import Child, Ran, Run, run_here
from assistant.session.call import Pace

MOST = 32
"""Calls at once beyond which nobody asks one machine."""
_WORSE = 2.0
"""A machine holds no more calls once the 95th percentile is so many times that of one call."""
_LEAST_P95_S = 0.1
"""Below it a doubling is not felt."""

Measure = Callable[[Run, Ran], Measures]


def capacity(runs: Sequence[Run], most: int, measure: Measure, say: Callable[[str], object]) -> Any:
    """One call at once, two, three, until the 95th percentile doubles or there are `most`.

    Each is a process of its own, by the wall clock; the calls are taken in turn. The latency is
    that of the words, from their end to when they were shown; without words, that of all facts.
    """
    steps: list[dict[str, Any]] = []
    for at_once in range(1, most + 1):
        say(f"{at_once} at once")
        chosen = [runs[index % len(runs)] for index in range(at_once)]
        whole = pooled(_together(chosen, measure))
        shown = whole.words.shown or [s for kind in whole.since_at.values() for s in kind]
        steps.append({"calls": at_once, "latency_s": spread(shown), "degraded": whole.degraded})
        alone, now = (step["latency_s"]["p95"] or 0.0 for step in (steps[0], steps[-1]))
        if is_worse(alone, now):
            return {"holds": at_once - 1, "found": True, "steps": steps}
    return {"holds": most, "found": False, "steps": steps}


def is_worse(alone: float, now: float) -> bool:
    """Whether a 95th percentile, in seconds, is too much beside that of one call alone."""
    return now > _WORSE * max(alone, _LEAST_P95_S)


def _together(runs: Sequence[Run], measure: Measure) -> list[Measures]:
    live = [replace(run, pace=Pace.REALTIME) for run in runs]
    with ExitStack() as stack:
        children = [stack.enter_context(Child(run_here, run)) for run in live]
        for child in children:
            child.ready()
        for child in children:
            child.go()
        return [measure(run, child.result()) for run, child in zip(live, children, strict=True)]
