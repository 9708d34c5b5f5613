"""Placed turns and speech spans go in; what must be found in the call, with times, comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audio_fixtures.placement import RATE, PlacedPhrase, PlacedTurn
from audio_fixtures.script import PARTIES, CallScript, OverlapKind

DEAD_AIR = 3.0
"""Seconds in which nobody speaks that count as dead air: AWS's figure, see docs/events.md."""
ANNOUNCED = 8.0
"""Seconds back from a silence in which a hold request explains it: one answer fits between."""

Spans = dict[str, list[tuple[int, int]]]


def derive_truth(
    script: CallScript, placed: Sequence[PlacedTurn], speech: Spans, length: int
) -> dict[str, Any]:
    """The truth of a call of `length` samples, in seconds; `speech` is in samples by party."""
    return {
        "duration": _seconds(length),
        "title": script.title,
        "turns": [_turn(turn) for turn in sorted(placed, key=lambda turn: turn.start)],
        "speech": {
            party: [[_seconds(start), _seconds(end)] for start, end in speech[party]]
            for party in PARTIES
        },
        "expected": _expected(script, placed, speech),
    }


def heard_words(placed: PlacedPhrase) -> str:
    """The words of a phrase that are heard whole, by their share of its letters."""
    if not placed.cut:
        return placed.phrase.text
    share = (placed.end - placed.start) / (placed.whole_end - placed.start)
    limit = share * len(placed.phrase.text)
    words: list[str] = []
    for word in placed.phrase.text.split():
        if len(" ".join([*words, word])) > limit:
            break
        words.append(word)
    return " ".join(words)


def _seconds(samples: int) -> float:
    return round(samples / RATE, 4)


def _turn(placed: PlacedTurn) -> dict[str, Any]:
    """A turn as it is heard."""
    phrases = [phrase for phrase in placed.phrases if heard_words(phrase)]
    return {
        "party": placed.turn.party,
        "start": _seconds(placed.start),
        "end": _seconds(placed.end),
        "text": " ".join(heard_words(phrase) for phrase in phrases),
        "yielded": placed.yielded,
        "gain_db": placed.turn.gain_db,
        "speed": placed.turn.speed,
        "phrases": [_phrase(phrase) for phrase in phrases],
    }


def _phrase(placed: PlacedPhrase) -> dict[str, Any]:
    """A phrase as it is heard; `act` only where it was said to its end."""
    entry: dict[str, Any] = {
        "text": heard_words(placed),
        "start": _seconds(placed.start),
        "end": _seconds(placed.end),
    }
    if placed.cut:
        entry["cut"] = True
    elif placed.phrase.act is not None:
        entry["act"] = placed.phrase.act
        if placed.phrase.optional:
            entry["optional"] = True
    return entry


def _expected(script: CallScript, placed: Sequence[PlacedTurn], speech: Spans) -> dict[str, Any]:
    """Every finding that follows from the script, in order of time."""
    acts = _acts(placed)
    dead_air = _dead_air(acts, speech)
    interruptions, backchannels, turn_changes = _overlaps(placed)
    return {
        "cues": script.cues,
        "acts": [act for act in acts if not act["optional"]],
        "optional_acts": [act for act in acts if act["optional"]],
        "interruptions": interruptions,
        "backchannels": backchannels,
        "turn_changes": turn_changes,
        "dead_air": dead_air,
        "holds": _holds(acts, dead_air),
    }


def _acts(placed: Sequence[PlacedTurn]) -> list[dict[str, Any]]:
    """The marked phrases that were said to their end."""
    acts = [
        {
            "party": turn.turn.party,
            "act": phrase.phrase.act,
            "text": phrase.phrase.text,
            "start": _seconds(phrase.start),
            "end": _seconds(phrase.end),
            "optional": phrase.phrase.optional,
        }
        for turn in placed
        for phrase in turn.phrases
        if phrase.phrase.act is not None and not phrase.cut
    ]
    return sorted(acts, key=lambda act: act["start"])


def _overlaps(placed: Sequence[PlacedTurn]) -> tuple[list[Any], list[Any], list[Any]]:
    """Interruptions, backchannels, and turns that begin a little before the last one ends."""
    interruptions: list[Any] = []
    backchannels: list[Any] = []
    turn_changes: list[Any] = []
    for index, turn in enumerate(placed):
        first = _overlapped(placed, index)
        if first is None:
            continue
        end = min(first.end, turn.end)
        entry: dict[str, Any] = {
            "by": turn.turn.party,
            "start": _seconds(turn.start),
            "end": _seconds(end),
            "overlap_s": _seconds(end - turn.start),
        }
        if turn.turn.over is None:
            turn_changes.append(entry)
        elif turn.turn.over.kind is OverlapKind.BACKCHANNEL:
            backchannels.append(entry | {"end": _seconds(turn.end), "text": _turn(turn)["text"]})
        else:
            interruptions.append(entry | {"yielded": _who_yielded(first, turn)})
    return interruptions, backchannels, turn_changes


def _overlapped(placed: Sequence[PlacedTurn], index: int) -> PlacedTurn | None:
    """The turn that the one at `index` came in over, if any."""
    turn = placed[index]
    if turn.over is not None:
        return placed[turn.over]
    before = [other for other in placed[:index] if other.turn.party != turn.turn.party]
    return next((other for other in before if other.start < turn.start < other.end), None)


def _who_yielded(first: PlacedTurn, second: PlacedTurn) -> str | None:
    """The party that broke off, if either did."""
    return next((turn.turn.party for turn in (first, second) if turn.yielded), None)


def _dead_air(acts: Sequence[dict[str, Any]], speech: Spans) -> list[dict[str, Any]]:
    """Silences of both parties over 3 s between the first and the last word."""
    silences: list[dict[str, Any]] = []
    latest: int | None = None
    for start, end in sorted(span for party in PARTIES for span in speech[party]):
        if latest is not None and start - latest > DEAD_AIR * RATE:
            begin = _seconds(latest)
            explained = any(
                act["act"] == "hold_request" and begin - ANNOUNCED <= act["end"] <= begin + 0.1
                for act in acts
            )
            silences.append({"start": begin, "end": _seconds(start), "explained": explained})
        latest = end if latest is None else max(latest, end)
    return silences


def _holds(
    acts: Sequence[dict[str, Any]], dead_air: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The announced silences, from the request to the words of return (None where left out)."""
    holds: list[dict[str, Any]] = []
    for silence in (entry for entry in dead_air if entry["explained"]):
        request = [a for a in acts if a["act"] == "hold_request" and a["start"] < silence["start"]]
        back = [a for a in acts if a["act"] == "hold_return" and a["start"] >= silence["end"] - 0.1]
        holds.append(
            {
                "requested": request[-1]["end"],
                "start": silence["start"],
                "end": silence["end"],
                "returned": back[0]["end"] if back else None,
            }
        )
    return holds
