"""A placed call and speech spans go in; what must be found in it, with times, comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from audio_fixtures import expected_talk
from audio_fixtures.as_heard import as_heard
from audio_fixtures.expected_overlaps import overlaps
from audio_fixtures.expected_waits import dead_air, holds, waits
from audio_fixtures.placement import PlacedPhrase, PlacedTurn, Placement
from audio_fixtures.script import PARTIES, CallScript, Codec
from audio_fixtures.spans import Spans, in_seconds
from audio_fixtures.wording import heard_words


def derive_truth(script: CallScript, placement: Placement, speech: Spans) -> dict[str, Any]:
    """The truth of a call, in seconds; `speech` is in samples by party."""
    placement = replace(placement, turns=as_heard(placement.turns, speech))
    return {
        "duration": in_seconds(placement.length),
        "title": script.title,
        "turns": [_turn(turn) for turn in sorted(placement.turns, key=lambda turn: turn.start)],
        "speech": {
            party: [[in_seconds(start), in_seconds(end)] for start, end in speech[party]]
            for party in PARTIES
        },
        "sounds": [
            {
                "kind": placed.sound.kind.value,
                "party": placed.sound.party,
                "start": in_seconds(placed.start),
                "end": in_seconds(placed.end),
            }
            for placed in placement.sounds
        ],
        "line": {party: _line(script, party) for party in PARTIES},
        "bleed": [
            {
                "from": bleed.source,
                "to": bleed.into,
                "attenuation_db": bleed.attenuation_db,
                "lag_ms": bleed.lag_ms,
                "room": bleed.room.value,
            }
            for bleed in script.bleed
        ],
        "expected": _expected(script, placement, speech),
    }


def _line(script: CallScript, party: str) -> dict[str, Any]:
    """What lay between the party and the recording."""
    line = script.lines[party]
    entry: dict[str, Any] = {
        "noise": line.noise.value,
        "noise_dbfs": script.noise_on(party),
        "codec": line.codec.value,
        "loss": line.loss,
        "clip_db": line.clip_db,
    }
    return entry | ({"opus_bps": line.opus_bps} if line.codec is Codec.OPUS else {})


def _expected(script: CallScript, placement: Placement, speech: Spans) -> dict[str, Any]:
    """Every finding that follows from the script, in order of time."""
    placed = placement.turns
    acts = _acts(placed)
    found, lapsed = waits(placed, speech, placement.length)
    silences = dead_air(speech, found)
    return {
        "cues": script.cues,
        "acts": [act for act in acts if not act["optional"]],
        "optional_acts": [act for act in acts if act["optional"]],
        **overlaps(placed, speech),
        "dead_air": silences,
        "holds": holds(placed, found, silences, placement.length),
        "lapsed_hold_requests": [
            {"request_start": in_seconds(start), "requested": in_seconds(end)}
            for party, (start, end) in lapsed
            if party == "agent"
        ],
        "pace": expected_talk.pace(placed, speech),
        "fast_talk": expected_talk.fast_talk(placed, speech),
        "loudness": expected_talk.loudness(placed, speech),
        "monologues": expected_talk.monologues(placed, speech),
        "talk_share": expected_talk.talk_share(speech),
    }


def _turn(placed: PlacedTurn) -> dict[str, Any]:
    """A turn as it is heard."""
    phrases = [phrase for phrase in placed.phrases if heard_words(phrase)]
    return {
        "party": placed.turn.party,
        "start": in_seconds(placed.start),
        "end": in_seconds(placed.end),
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
        "start": in_seconds(placed.start),
        "end": in_seconds(placed.end),
    }
    if placed.cut:
        entry["cut"] = True
    elif placed.phrase.act is not None:
        entry["act"] = placed.phrase.act
        if placed.phrase.optional:
            entry["optional"] = True
    return entry


def _acts(placed: Sequence[PlacedTurn]) -> list[dict[str, Any]]:
    """The marked phrases that were said to their end."""
    acts = [
        {
            "party": turn.turn.party,
            "act": phrase.phrase.act,
            "text": phrase.phrase.text,
            "start": in_seconds(phrase.start),
            "end": in_seconds(phrase.end),
            "optional": phrase.phrase.optional,
        }
        for turn in placed
        for phrase in turn.phrases
        if phrase.phrase.act is not None and not phrase.cut
    ]
    return sorted(acts, key=lambda act: act["start"])
