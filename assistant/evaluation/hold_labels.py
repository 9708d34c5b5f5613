"""A call's truth goes in; the phases of its holds, and when each is certain, come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.config import Settings
from assistant.evaluation.label import Kind, Label
from assistant.events import HoldPhase

_EDGE_S = 0.25
"""By so much the edges of speech may be heard early."""
_THANKS_S = 3.0
"""The longest sentence of thanks; an act in it may be found before it ends."""
_RETURN_WORDS = ("hold_return", "gratitude")
"""Acts that thank for waiting."""


def hold_labels(truth: Mapping[str, Any], settings: Settings) -> Iterator[Label]:
    """A hold's facts begin with the request, so that is where they are looked for."""
    expected = truth["expected"]
    for hold in expected.get("holds", ()):
        asked = hold["requested"]
        begun = hold.get("request_start", _request_before(expected["acts"], asked))
        phases = _phases(hold, expected["acts"], settings)
        for phase, certain, earliest in phases:
            if phase is HoldPhase.REQUESTED:
                earliest = begun
            yield _phase(phase, (begun, asked), certain, earliest=earliest)
    for lapsed in expected.get("lapsed_hold_requests", ()):
        span = lapsed["request_start"], lapsed["requested"]
        yield _phase(HoldPhase.REQUESTED, span, span[1], earliest=span[0], optional=True)


def _phase(
    phase: HoldPhase,
    request: tuple[float, float],
    certain: float,
    *,
    earliest: float,
    optional: bool = False,
) -> Label:
    return Label(
        kind=Kind.HOLD,
        name=phase,
        start=request[0],
        end=request[1],
        evidence=certain,
        earliest=earliest,
        optional=optional,
    )


def _phases(
    hold: Mapping[str, Any], acts: Sequence[Mapping[str, Any]], settings: Settings
) -> Iterator[tuple[HoldPhase, float, float]]:
    """The phases of a hold: each with when it is certain, and when it can be told at first."""
    asks = settings.holds
    if "phases" in hold:
        for told in hold["phases"]:
            phase, certain = HoldPhase(told["phase"]), told["certain"]
            yield phase, certain, _earliest(phase, certain, settings)
        return
    asked, start, end = hold["requested"], hold["start"], hold["end"]
    certain_by = {
        HoldPhase.REQUESTED: asked,
        HoldPhase.STARTED: asked + asks.silent_s,
        HoldPhase.CHECK_IN_DUE: start + asks.check_in_s,
        HoldPhase.RETURNED: end + asks.least_speech_s,
    }
    if end - start < asks.check_in_s:
        del certain_by[HoldPhase.CHECK_IN_DUE]
    if hold["returned"] is None:
        del certain_by[HoldPhase.RETURNED]
    else:
        thanks = (act for act in acts if act["act"] in _RETURN_WORDS)
        times = (act["end"] for act in thanks if act["start"] - end >= -_EDGE_S)
        if (thanked := next(times, None)) is not None and thanked - end <= asks.thanks_within_s:
            certain_by[HoldPhase.THANKED] = thanked
    for phase, certain in certain_by.items():
        yield phase, certain, _earliest(phase, certain, settings)


def _earliest(phase: HoldPhase, certain: float, settings: Settings) -> float:
    """Speech is known to be speech before it is long enough; thanks before they are over."""
    match phase:
        case HoldPhase.RETURNED:
            return certain - settings.holds.least_speech_s
        case HoldPhase.THANKED:
            return certain - _THANKS_S
        case _:
            return certain - _EDGE_S


def _request_before(acts: Sequence[Mapping[str, Any]], asked: float) -> float:
    return max((act["start"] for act in acts if act["start"] < asked), default=asked)
