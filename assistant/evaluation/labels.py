"""A call's truth goes in; what must be found in it, and when that is certain, comes out.

The evidence of an act is complete at the end of its phrase. Of an interruption it is when both have
spoken for as long as the settings ask for; of dead air when the silence is as long as they ask for;
of a hold's phases the end of the request, the agent's silence after it, and the agent's speech
after the hold. A truth file may know more, and then says itself when a thing is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.config import Settings
from assistant.evaluation.hold_labels import hold_labels
from assistant.evaluation.label import Kind, Label
from assistant.events import OverlapClass, Party

_EDGE_S = 0.25
"""By so much the edges of speech may be heard early or late, twice over: breaths, room, codec."""


def labels_of(truth: Mapping[str, Any], settings: Settings) -> list[Label]:
    """Every label of a truth file, in no order."""
    return [
        *_acts(truth),
        *_interruptions(truth, settings),
        *_overlaps(truth),
        *_dead_air(truth, settings),
        *hold_labels(truth, settings),
        *_stretches(truth),
        *_bleed(truth),
    ]


def known_kinds(truth: Mapping[str, Any]) -> frozenset[Kind]:
    """Of what the truth file speaks; where it is silent, a finding is neither right nor wrong."""
    expected = truth["expected"]
    told_by = {
        Kind.INTERRUPTION: "interruptions" in expected,
        Kind.OVERLAP: "backchannels" in expected,
        Kind.DEAD_AIR: "dead_air" in expected,
        Kind.HOLD: "holds" in expected,
        Kind.ACT: True,
        Kind.LOUDNESS: "loudness" in expected,
        Kind.MONOLOGUE: "monologues" in expected,
        Kind.PACE: "speech" in truth,
        Kind.TALK_SHARE: "speech" in truth,
        Kind.BLEED: "bleed" in truth,
    }
    return frozenset(kind for kind, told in told_by.items() if told)


def _acts(truth: Mapping[str, Any]) -> Iterator[Label]:
    for turn in truth["turns"]:
        for phrase in turn["phrases"]:
            if "act" in phrase:
                yield Label(
                    kind=Kind.ACT,
                    name=phrase["act"],
                    party=Party(turn["party"]),
                    start=phrase["start"],
                    end=phrase["end"],
                    evidence=phrase["end"],
                    optional=phrase.get("optional", False),
                    text=phrase["text"],
                )


def _interruptions(truth: Mapping[str, Any], settings: Settings) -> Iterator[Label]:
    """An overlap too short for the settings is none that must be found."""
    asked = settings.interruptions
    least = max(asked.overlap_s, asked.backchannel_s)
    for found in truth["expected"].get("interruptions", ()):
        certain = found.get("certain", found["start"] + least)
        yield Label(
            kind=Kind.INTERRUPTION,
            party=Party(found["by"]),
            start=found["start"],
            end=found["end"],
            evidence=found["start"] + least if certain is None else certain,
            optional=certain is None or found["end"] - found["start"] < asked.overlap_s,
        )


def _overlaps(truth: Mapping[str, Any]) -> Iterator[Label]:
    """Every overlap with its class, certain when it is over; short turn changes may be missed."""
    expected = truth["expected"]
    for name, key in (
        (OverlapClass.INTERRUPTION, "interruptions"),
        (OverlapClass.BACKCHANNEL, "backchannels"),
        (OverlapClass.TURN_CHANGE, "turn_changes"),
    ):
        for found in expected.get(key, ()):
            yield Label(
                kind=Kind.OVERLAP,
                name=name,
                party=Party(found["by"]),
                start=found["start"],
                end=found["end"],
                evidence=found["end"],
                optional=found["end"] - found["start"] < _EDGE_S,
                text=found.get("text", ""),
            )


def _dead_air(truth: Mapping[str, Any], settings: Settings) -> Iterator[Label]:
    """Silences that must be found, and those so near the limit that either is right."""
    logged = settings.silence.logged_s
    told = truth["expected"].get("dead_air", ())
    for silence in told:
        yield Label(
            kind=Kind.DEAD_AIR,
            start=silence["start"],
            end=silence["end"],
            evidence=silence["start"] + logged,
            optional=silence["end"] - silence["start"] < logged + _EDGE_S,
            figures={"explained": float(silence["explained"])},
        )
    starts = {silence["start"] for silence in told}
    for start, end in _silences(truth):
        if start not in starts and end - start >= logged - _EDGE_S:
            yield Label(
                kind=Kind.DEAD_AIR, start=start, end=end, evidence=start + logged, optional=True
            )


def _silences(truth: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """Where nobody speaks, from the first word to the end of the call."""
    latest: float | None = None
    spans = sorted(tuple(span) for party in truth.get("speech", {}).values() for span in party)
    for start, end in spans:
        if latest is not None and start > latest:
            yield latest, start
        latest = max(end, latest or 0.0)
    if latest is not None:
        yield latest, truth.get("duration", latest)


def _stretches(truth: Mapping[str, Any]) -> Iterator[Label]:
    """Loud stretches and monologues, as the truth gives them."""
    for kind, key in ((Kind.LOUDNESS, "loudness"), (Kind.MONOLOGUE, "monologues")):
        found: Sequence[Mapping[str, Any]] = truth["expected"].get(key, ())
        for stretch in found:
            yield Label(
                kind=kind,
                party=Party(stretch["party"]),
                start=stretch["start"],
                end=stretch.get("end", stretch["start"]),
                evidence=stretch.get("certain", stretch["start"]),
                optional=stretch.get("optional", False),
            )


def _bleed(truth: Mapping[str, Any]) -> Iterator[Label]:
    """Echo can be heard from the first word of the party that is echoed."""
    for echo in truth.get("bleed", ()):
        spoken = truth.get("speech", {}).get(echo["from"], ())
        start = spoken[0][0] if spoken else 0.0
        yield Label(
            kind=Kind.BLEED,
            name=f"{echo['from']} to {echo['to']}",
            party=Party(echo["to"]),
            start=start,
            end=truth.get("duration", start),
            evidence=start,
            figures={key: float(echo[key]) for key in ("attenuation_db", "lag_ms")},
        )
