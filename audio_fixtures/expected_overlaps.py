"""Placed turns and speech spans go in; interruptions, backchannels and early starts come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audio_fixtures.placement import FLOOR, RATE, PlacedTurn, is_turn_change, overlapped
from audio_fixtures.script import OverlapKind
from audio_fixtures.spans import Spans, clipped, common, heard, in_seconds, own_speech, reached

BOTH_SPEAK = 0.5
"""Seconds of both at once from which coming in is an interruption (FIELD: voice agents, 0.5)."""
BACKCHANNEL = 0.7
"""Seconds of the second voice that may still be a backchannel."""


def overlaps(placed: Sequence[PlacedTurn], speech: Spans) -> dict[str, list[dict[str, Any]]]:
    """Each overlap under its class: `interruptions`, `backchannels` and `turn_changes`.

    Times are of what is heard; an early start that is not heard over the other is none.
    """
    found: dict[str, list[dict[str, Any]]] = {
        "interruptions": [],
        "backchannels": [],
        "turn_changes": [],
    }
    for index, turn in enumerate(placed):
        first = overlapped(placed, index)
        if first is None:
            continue
        start, own_end = heard(turn, speech)
        end = max(start, min(heard(first, speech)[1], own_end))
        entry: dict[str, Any] = {
            "by": turn.turn.party,
            "start": in_seconds(start),
            "end": in_seconds(end),
            "overlap_s": in_seconds(end - start),
        }
        if is_turn_change(turn):
            if end > start:
                found["turn_changes"].append(entry | {"class": "turn_change"})
        elif turn.turn.over is not None and turn.turn.over.kind is OverlapKind.BACKCHANNEL:
            found["backchannels"].append(
                entry
                | {
                    "end": in_seconds(own_end),
                    "text": " ".join(phrase.phrase.text for phrase in turn.phrases),
                    "class": "backchannel",
                }
            )
        else:
            found["interruptions"].append(
                entry
                | {
                    "yielded": _who_yielded(first, turn),
                    "class": "interruption",
                    "certain": _certain(first, turn, speech),
                }
            )
    return found


def _certain(first: PlacedTurn, second: PlacedTurn, speech: Spans) -> float | None:
    """From when it is an interruption by definition; None where the overlap stays short of it.

    Who comes in while the first speaker draws breath has not come in over anything. Where the first
    gives way after half a second, it is certain only behind the overlap: with 0.7 s of the second.
    """
    came = heard(second, speech)[0]
    if came - heard(first, speech)[0] < FLOOR * RATE:
        return None
    own, other = own_speech(first, speech), own_speech(second, speech)
    if not any(start < came < end for start, end in own):
        return None
    both = reached(common(clipped(own, came, first.end), other), BOTH_SPEAK)
    spoken = reached(other, BACKCHANNEL)
    return None if both is None or spoken is None else in_seconds(max(both, spoken))


def _who_yielded(first: PlacedTurn, second: PlacedTurn) -> str | None:
    """The party that broke off, if either did."""
    return next((turn.turn.party for turn in (first, second) if turn.yielded), None)
