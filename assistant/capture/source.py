"""What a call comes from: both parties' audio goes out in frames, on one clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.events import (
    AudioEnded,
    AudioFrame,
    ComponentDegraded,
    ComponentRecovered,
    PlaybookOffered,
)

FRAME = 512
"""Samples in a frame, 32 ms: what the voice detector takes at 16 kHz."""

SourceEvent = AudioFrame | ComponentDegraded | ComponentRecovered | PlaybookOffered | AudioEnded
"""All that a source says, and what comes in beside the audio."""


class CallSource(Protocol):
    """A call that can be listened to, whether it lies in a file or is going on."""

    @property
    def name(self) -> str:
        """What people know the call by, such as its file name."""
        ...

    @property
    def sample_rate(self) -> int:
        """Samples a second as recorded, before anything is resampled."""
        ...

    @property
    def channels(self) -> int:
        """Channels as recorded."""
        ...

    @property
    def duration(self) -> int | None:
        """Samples at 16 kHz that the call should hold; None where nothing says so."""
        ...

    def events(self) -> Iterator[SourceEvent]:
        """The call from its beginning.

        Frames of `FRAME` float32 samples at 16 kHz come agent first, then customer, for each
        position; the last is padded with zeros. A fault comes in its place among them, before
        any frame that starts at or after it. One `AudioEnded` is last: `at` is the call's true
        length, without the padding. Raises `RecordingError` where the audio cannot be had.
        """
        ...
