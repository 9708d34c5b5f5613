"""Times go in; how long each step of a program took, and how latencies spread, come out."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.events import CueOffered, Fact, WordsCommitted


class Stopwatch:
    """Seconds since this process was started, at each mark."""

    def __init__(self) -> None:
        self._began = _process_start()
        self.marks: dict[str, float] = {}
        self.mark("interpreter and command line")

    def mark(self, step: str) -> None:
        """Note that the step is done; the first time counts."""
        self.marks.setdefault(step, round(time.monotonic() - self._began, 3))

    def listen(self, fact: Fact, emitted: float | None) -> None:
        """Mark the first transcript and the first cue."""
        if isinstance(fact, WordsCommitted):
            self.mark("first transcript")
        elif isinstance(fact, CueOffered):
            self.mark("first cue")


def spread(seconds: Sequence[float]) -> dict[str, float | int | None]:
    """Count, p50, p90, p95 and max, by nearest rank; None where there is nothing to count."""
    ranked = sorted(seconds)
    figures: dict[str, float | int | None] = {"count": len(ranked)}
    for share in (50, 90, 95):
        rank = max(1, -(-len(ranked) * share // 100))
        figures[f"p{share}"] = round(ranked[rank - 1], 4) if ranked else None
    figures["max"] = round(ranked[-1], 4) if ranked else None
    return figures


def _process_start() -> float:
    """When this process began, on the monotonic clock; now, where the system does not tell.

    /proc/self/stat, field 22, is in clock ticks since boot (proc(5)).
    """
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        since_boot = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        uptime = float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return time.monotonic()
    return time.monotonic() - max(0.0, uptime - since_boot)
