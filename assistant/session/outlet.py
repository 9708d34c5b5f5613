"""Facts go in as they leave the stages; listeners, the tally and the latencies get them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from assistant.coaching.cues.adherence import CueAdherence
from assistant.events import Fact, LatencyFigures
from assistant.outputs.summary import CallTally
from assistant.timeline import to_seconds

Listener = Callable[[Fact, float | None], None]
"""Takes each fact with the seconds at which it left, None where no clock ran."""


class Outlet:
    """Where facts leave: to the listener, the tally and the latencies.

    `heard` takes how much of the call's audio the stages had heard when they told the facts that
    come next; 0 at the beginning.
    """

    def __init__(
        self,
        listen: Listener,
        settled: Callable[[], None] = lambda: None,
        heard: Callable[[int], None] = lambda position: None,
    ) -> None:
        self.tally = CallTally()
        self.adherence = CueAdherence()
        self._listen = listen
        self._tell_heard = heard
        self._heard = 0
        self._tell_heard(0)
        self.settle = settled
        """Says that all facts which came of one event are told."""
        self._latencies: defaultdict[str, list[float]] = defaultdict(list)

    def hear(self, position: int) -> None:
        """Take that audio up to `position` has gone through the stages."""
        if position > self._heard:
            self._heard = position
            self._tell_heard(position)

    def emit(self, fact: Fact, emitted: float | None) -> None:
        """Pass the fact on; `emitted` is in seconds, None where no clock runs."""
        emitted = None if emitted is None else round(emitted, 4)
        self.tally.add(fact)
        self.adherence.add(fact)
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
