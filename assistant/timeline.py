"""Positions in a call go in; spans and seconds come out: whole samples at 16 kHz, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

SAMPLE_RATE = 16_000
"""Samples a second, for both parties; what Whisper and Silero take."""


def to_seconds(samples: int) -> float:
    """Seconds of a count of samples; exact to the sample when read back by `to_samples`."""
    return samples / SAMPLE_RATE


def to_samples(seconds: float) -> int:
    """The nearest count of samples to so many seconds."""
    return round(seconds * SAMPLE_RATE)


class _SecondsInTheLog:
    """Marks a count of samples that the event log writes as seconds."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema  # only the journal asks for this

        seconds = core_schema.float_schema(ge=0)
        return core_schema.no_info_after_validator_function(
            to_samples,
            seconds,
            serialization=core_schema.plain_serializer_function_ser_schema(
                to_seconds, return_schema=seconds
            ),
        )


Samples = Annotated[int, _SecondsInTheLog()]
"""A position or a length in samples at `SAMPLE_RATE`; seconds in the event log."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of the call, half-open, in samples."""

    start: Samples
    end: Samples

    @property
    def length(self) -> int:
        """Samples in the span; 0 for an empty or inverted one."""
        return max(0, self.end - self.start)

    def overlap(self, other: Span) -> int:
        """Samples that both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))
