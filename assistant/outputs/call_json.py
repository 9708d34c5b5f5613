"""Facts go in; one JSON object about the call comes out, for other programs."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from assistant.events import CallEnded, CallSummary, CueOffered, CueResolved, Fact
from assistant.timeline import to_seconds


class CallJson:
    """Collects what the object holds: the cues, what became of them, and the figures."""

    def __init__(self) -> None:
        self._cues: dict[int, dict[str, Any]] = {}
        self._ended: CallEnded | None = None

    def listen(self, fact: Fact, emitted: float | None) -> None:
        """Keep cues, their ends, and the summary."""
        match fact:
            case CueOffered():
                self._cues[fact.id] = {
                    "at": to_seconds(fact.at),
                    "emitted": emitted,
                    "rule": fact.rule,
                    "text": fact.text,
                    "severity": fact.severity,
                    "resolved": None,
                }
            case CueResolved():
                self._cues[fact.cue]["resolved"] = {"by": fact.by, "at": to_seconds(fact.at)}
            case CallEnded():
                self._ended = fact
            case _:
                pass

    def text(self, source: str) -> str:
        """The object. Times are in seconds; sentiment is -1..1."""
        document: dict[str, Any] = {"source": source, "cues": list(self._cues.values())}
        if self._ended is not None:
            summary = TypeAdapter(CallSummary).dump_python(self._ended.summary, mode="json")
            latency = TypeAdapter(dict).dump_python(dict(self._ended.latency), mode="json")
            document |= {
                "duration": to_seconds(self._ended.duration),
                "summary": summary,
                "latency": latency,
            }
        return json.dumps(document, ensure_ascii=False, indent=2)
