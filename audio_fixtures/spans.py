"""Stretches of samples go in; joined, clipped, common and counted ones come out."""

from __future__ import annotations

from collections.abc import Sequence

from audio_fixtures.placement import RATE, PlacedTurn

Span = tuple[int, int]
Spans = dict[str, list[Span]]
"""Where each party speaks, in samples, in order, by name."""

BRIDGED = 0.25
"""Seconds: a shorter pause is part of a party's own speech (call-ai-metrics)."""


def in_seconds(samples: int) -> float:
    """Samples as truth files have them: to a tenth of a millisecond."""
    return round(samples / RATE, 4)


def joined(spans: Sequence[Span], gap_s: float) -> list[Span]:
    """`spans` with those as one between which lie no more than so many seconds."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start - out[-1][1] <= gap_s * RATE:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def clipped(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of `spans` that lie from `start` to `end`."""
    parts = [(max(a, start), min(b, end)) for a, b in spans]
    return [(a, b) for a, b in parts if a < b]


def common(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """Where both are."""
    return sorted(part for a, b in first for part in clipped(second, a, b))


def total(spans: Sequence[Span]) -> int:
    """Samples in all of them."""
    return sum(end - start for start, end in spans)


def reached(spans: Sequence[Span], seconds: float) -> int | None:
    """The sample by which `spans` have lasted for so long; None where they do not."""
    left = round(seconds * RATE)
    for start, end in spans:
        if end - start >= left:
            return start + left
        left -= end - start
    return None


def own_speech(placed: PlacedTurn, speech: Spans, gap_s: float = BRIDGED) -> list[Span]:
    """Where the speaker of a turn speaks in it, pauses of up to `gap_s` seconds bridged."""
    spans = clipped(speech[placed.turn.party], placed.start, placed.end)
    return joined(spans, gap_s)


def heard(placed: PlacedTurn, speech: Spans) -> Span:
    """From the first to the last that is heard of a turn; the turn itself where nothing is."""
    own = own_speech(placed, speech)
    return (own[0][0], own[-1][1]) if own else (placed.start, placed.end)
