"""One kind of request: by which policy it is asked, and who answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from assistant.capture.source import SourceEvent
from assistant.events import AudioFrame, Fact, RecognitionDue, Request
from assistant.session.models import StandIn
from assistant.session.schedule import Schedule
from assistant.speech.load import Effort

REQUESTS: tuple[type[Request], ...] = get_args(Request)
FACTS: tuple[type[Fact], ...] = get_args(Fact)


@dataclass(frozen=True, slots=True)
class Desk:
    """A model at work: `schedule` says on what, `model` does it."""

    kind: type[Request]
    schedule: Schedule
    model: StandIn

    @property
    def watched(self) -> bool:
        """Whether so many requests come that the model may fall behind."""
        return self.kind is RecognitionDue

    @property
    def smaller(self) -> bool:
        """Whether the smaller model should answer now."""
        return self.schedule.effort >= Effort.SMALLER_MODEL


Desks = Mapping[type[Request], Desk]
"""For each kind of request, who takes it."""


def heard_to(event: SourceEvent) -> int:
    """The position at which the last of the event's audio was spoken."""
    return event.span.end if isinstance(event, AudioFrame) else event.at


def position(event: SourceEvent) -> int:
    """The position in the call that the event has reached, padding left out."""
    return event.start if isinstance(event, AudioFrame) else event.at
