"""A source's events and a playbook's file go in; the events, and what becomes of the file, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from assistant.capture.source import SourceEvent
from assistant.coaching.playbook.reading import Playbook
from assistant.events import AudioFrame, ComponentDegraded, ComponentRecovered, PlaybookOffered
from assistant.timeline import to_samples

Load = Callable[[Path, Callable[[Path], None]], Playbook]
"""Reads a playbook and tells of each file before it reads it, as `config.load_playbook` does."""
_EVERY_S = 1.0
"""Seconds of the call between two looks: a glance costs a few microseconds a file."""
_SETTLED_S = 0.3
"""An editor that writes a file in pieces, or puts another in its place, is done with it in less."""
_COMPONENT = "playbook"

_Stamp = tuple[int, int, int] | None
"""Of a file when it was changed, its size, and which it is; None where it cannot be looked at."""


def watching(
    events: Iterable[SourceEvent],
    path: Path,
    load: Load,
    in_use: str,
    every_s: float = _EVERY_S,
) -> Iterator[SourceEvent]:
    """The events, and before a frame `PlaybookOffered` where the playbook is another by then.

    `in_use` is the SHA-256 of the playbook that the call began with. One that cannot be used is
    told once, as `ComponentDegraded`, and the last good one stays; then `ComponentRecovered`.
    """
    watch = _Watch(path, load, in_use, to_samples(every_s))
    for event in events:
        if isinstance(event, AudioFrame):
            yield from watch.look(event.start)
        yield event


class _Watch:
    """Looks at a playbook's files, and reads them again when they have changed and stand still."""

    def __init__(self, path: Path, load: Load, in_use: str, every: int) -> None:
        self._path = path
        self._load = load
        self._in_use = in_use
        self._every = every
        self._next = 0
        self._read: Mapping[Path, _Stamp] = {}
        """How the files stood when they were read."""
        self._seen: Mapping[Path, _Stamp] = {path: None}
        """How they stood when they were looked at last."""
        self._doubted = False
        """Whether they were found bad, and are to be read once more before that is told."""
        self._fault: str | None = None
        """What was told of them."""

    def look(self, at: int) -> Iterator[SourceEvent]:
        """What there is to tell by position `at`."""
        if at < self._next:
            return
        stamps = {path: _stamp(path) for path in self._seen}
        if stamps != self._seen:  # somebody may still be writing
            self._seen, self._next = stamps, at + to_samples(_SETTLED_S)
        elif stamps != self._read or self._doubted:
            self._next = at + self._every
            yield from self._read_again(at)
        else:
            self._next = at + self._every

    def _read_again(self, at: int) -> Iterator[SourceEvent]:
        stamps: dict[Path, _Stamp] = {}

        def note(path: Path) -> None:
            stamps[path] = _stamp(path)

        try:
            playbook = self._load(self._path, note)
        except Exception as fault:  # whatever a file holds, the call goes on
            self._read = self._seen = stamps
            yield from self._bad(at, str(fault) or type(fault).__name__)
        else:
            self._read = self._seen = stamps
            yield from self._good(at, playbook)

    def _bad(self, at: int, fault: str) -> Iterator[SourceEvent]:
        self._doubted = not self._doubted
        if self._doubted:
            self._next = at + to_samples(_SETTLED_S)
            return
        first, *more = fault.splitlines()
        reason = first.rstrip(".") + (f"; and {len(more)} more" if more else "")
        if reason != self._fault:
            self._fault = reason
            yield ComponentDegraded(
                at=at, component=_COMPONENT, reason=reason, done="the last good one stays in use"
            )

    def _good(self, at: int, playbook: Playbook) -> Iterator[SourceEvent]:
        self._doubted = False
        if playbook.sha256 != self._in_use:
            self._in_use = playbook.sha256
            yield PlaybookOffered(at=at, playbook=playbook)
        if self._fault is not None:
            self._fault = None
            yield ComponentRecovered(
                at=at,
                component=_COMPONENT,
                reason="its mistakes are mended",
                done="it is in use as it stands now",
            )


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):  # a ValueError where a name holds a zero
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
