"""Facts go in as they leave the stages; listeners, the tally and the latencies get them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from assistant.events import Fact, LatencyFigures
from assistant.outputs.summary import CallTally
from assistant.timeline import to_seconds

Listener = Callable[[Fact, float | None], None]
"""Takes each fact with the seconds at which it left, None where no clock ran."""


class Outlet:
    """Where facts leave: to the listener, the tally and the latencies."""

    def __init__(self, listen: Listener, settled: Callable[[], None] = lambda: None) -> None:
        self.tally = CallTally()
        self._listen = listen
        self.settle = settled
        """Says that all facts which came of one event are told."""
        self._latencies: defaultdict[str, list[float]] = defaultdict(list)

    def emit(self, fact: Fact, emitted: float | None) -> None:
        """Pass the fact on; `emitted` is in seconds, None where no clock runs."""
        emitted = None if emitted is None else round(emitted, 4)
        self.tally.add(fact)
        if emitted is not None:
            self._latencies[fact.kind].append(emitted - to_seconds(fact.at))
        self._listen(fact, emitted)

    def latency(self) -> dict[str, LatencyFigures]:
        """Percentiles of `emitted - at` so far, by kind; empty where no clock ran."""
        return {
            kind: LatencyFigures(
                p50=_percentile(values, 50), p95=_percentile(values, 95), count=len(values)
            )
            for kind, values in sorted(self._latencies.items())
        }


def _percentile(values: list[float], share: int) -> float:
    """The nearest-rank percentile."""
    rank = max(1, -(-len(values) * share // 100))
    return round(sorted(values)[rank - 1], 4)
