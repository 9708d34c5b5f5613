"""Facts of a call against the one JSON object about it."""

from __future__ import annotations

import json
from typing import Any

from assistant.events import (
    CallEnded,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    LatencyFigures,
    Severity,
    SpeechStarted,
)
from assistant.outputs.call_json import CallJson
from assistant.outputs.summary import CallTally
from assistant.timeline import to_samples
from fakes import AGENT, Said, committed

BEGAN = SpeechStarted(at=8000, party=AGENT, utterance=0, start=0)


def cue(number: int) -> CueOffered:
    return CueOffered(
        at=to_samples(10),
        id=number,
        rule="slow_down",
        text="Slow down – “please”",
        detail="d",
        severity=Severity.WARN,
        because=(BEGAN,),
        expires=to_samples(8),
    )


def ended() -> CallEnded:
    return CallEnded(
        at=to_samples(90),
        duration=to_samples(90),
        summary=CallTally().summary(to_samples(90)),
        latency={"cue": LatencyFigures(p50=0.5, p95=0.9, count=2)},
    )


def told(*facts: tuple[Fact, float | None]) -> dict[str, Any]:
    call = CallJson()
    for fact, emitted in facts:
        call.listen(fact, emitted)
    document = json.loads(call.text("call.wav"))
    assert isinstance(document, dict)
    return document


def test_a_whole_call_has_cues_with_their_ends_and_the_figures() -> None:
    """Times are in seconds; the words said are in no part of it."""
    resolved = CueResolved(at=to_samples(12), cue=0, by=CueOutcome.AGENT_DID_IT)
    said = committed(Said(AGENT, 1, 2, "confidential"))
    document = told((said, None), (cue(0), 10.5), (resolved, 12.1), (cue(1), None), (ended(), None))
    first, second = document["cues"]
    assert first == {
        "at": 10.0,
        "emitted": 10.5,
        "rule": "slow_down",
        "text": "Slow down – “please”",
        "severity": "warn",
        "resolved": {"by": "agent_did_it", "at": 12.0},
    }
    assert (second["emitted"], second["resolved"]) == (None, None)
    assert document["source"] == "call.wav"
    assert document["duration"] == 90.0
    assert document["summary"]["dead_air"] == 0.0
    assert document["latency"] == {"cue": {"p50": 0.5, "p95": 0.9, "count": 2}}
    assert "confidential" not in json.dumps(document)


def test_a_call_that_never_ended_has_its_cues_alone() -> None:
    """What broke off still gives valid JSON."""
    assert told((cue(0), None)).keys() == {"source", "cues"}
    assert told() == {"source": "call.wav", "cues": []}
