"""A raw script and who speaks when go in; it comes out with interruptions put over speech."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from audio_fixtures.placement import FLOOR, RATE, PlacedTurn, Placement
from audio_fixtures.script import OverlapKind
from audio_fixtures.spans import Spans, own_speech

Entry = dict[str, Any]

INTO_SPEECH = 0.2
"""Seconds for which the first has spoken since a pause."""
GOES_ON = 0.6
"""Seconds for which the first speaks on: with less it may be no interruption."""
HELD = FLOOR + 0.1
"""Seconds into the turn, at the least: before, nobody holds the floor."""


def nobody_yields(raw: Entry) -> Entry:
    """`raw` with every turn said to its end, to find out where there is speech to come in over."""
    whole = deepcopy(raw)
    for turn in whole["turns"]:
        turn.get("over", {}).pop("yields", None)
    return whole


def over_speech(raw: Entry, whole: Placement, speech: Spans) -> Entry:
    """`raw` with each interruption moved to the nearest moment of speech that goes on.

    `whole` and `speech` are of `nobody_yields(raw)`. One that finds no such moment stays.
    """
    moved = deepcopy(raw)
    spoken = (turn for turn in moved["turns"] if "sound" not in turn)
    for turn, placed in zip(spoken, whole.turns, strict=True):
        over = placed.turn.over
        if over is None or over.kind is not OverlapKind.INTERRUPTION or placed.over is None:
            continue
        first = whole.turns[placed.over]
        at = _nearest(first, speech, placed.start)
        if at is not None:
            rest = {key: value for key, value in turn["over"].items() if key != "fraction"}
            turn["over"] = rest | {"seconds": round((at - first.start) / RATE, 2)}
    return moved


def _nearest(first: PlacedTurn, speech: Spans, at: int) -> int | None:
    """The sample nearest to `at` at which somebody can come in over the speech of a turn."""
    held = first.start + round(HELD * RATE)
    moments = [
        min(max(at, earliest), latest)
        for start, end in own_speech(first, speech)
        if (earliest := max(held, start + round(INTO_SPEECH * RATE)))
        <= (latest := end - round(GOES_ON * RATE))
    ]
    return min(moments, key=lambda moment: abs(moment - at), default=None)
