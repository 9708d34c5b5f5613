"""One party's voice, frame by frame, goes in; where they talked and were silent comes out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from assistant.timeline import Samples, Span

_KEPT = 16
"""Silences remembered: words come in seconds late, and each takes a breath at least."""


class Away:
    """Follows a party's talk. Sound too short to be talk leaves the silence around it whole."""

    def __init__(self, threshold: float, pause: Samples, least: Samples) -> None:
        self._threshold = threshold
        self._pause = pause
        self._least = least
        self._start: Samples | None = None
        self._end: Samples = 0
        self._voiced: Samples = 0
        self._quiet: Samples | None = 0
        self._over: deque[Span] = deque(maxlen=_KEPT)

    @property
    def sounding_since(self) -> Samples | None:
        """Where the sound began that goes on, pauses bridged."""
        return self._start

    def probed(self, span: Span, probability: float) -> None:
        """Take the party's next frame."""
        if probability < self._threshold:
            return
        if self._start is None:
            self._start, self._voiced = span.start, 0
        self._end = span.end
        self._voiced += span.length
        if self._quiet is not None and self._is_talk():
            self._over.append(Span(start=self._quiet, end=self._start))
            self._quiet = None

    def passed(self, now: Samples) -> None:
        """Time goes on: after a pause that is long enough the sound is over."""
        if self._start is None or now - self._end <= self._pause:
            return
        if self._is_talk():
            self._quiet = self._end
        self._start = None

    def silences(self, now: Samples) -> Iterator[Span]:
        """The last silences, the one that lasts with them; it ends `now`."""
        yield from self._over
        if self._quiet is not None:
            yield Span(start=self._quiet, end=now)

    def silence_at(self, position: Samples) -> Span | None:
        """The silence that is over and held `position`; None where it lasts."""
        return next((s for s in self._over if s.start <= position < s.end), None)

    def _is_talk(self) -> bool:
        """Long enough, and voiced for at least half of what is asked."""
        if self._start is None:
            return False
        return self._end - self._start >= self._least and 2 * self._voiced >= self._least
