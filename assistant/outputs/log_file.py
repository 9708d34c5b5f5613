"""Facts go in; the event log's file comes out, and one clear sentence where it cannot."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from assistant.errors import OutputError
from assistant.events import Fact
from assistant.journal import JournalWriter
from assistant.timeline import to_seconds


class LogFile:
    """Writes each fact as it happens. A full disk stops the log, not the call.

    `fault` then holds the sentence to say; what was written until then stays.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.fault: OutputError | None = None
        self._stream = self._open()
        self._journal = JournalWriter(self._stream)

    def hear(self, position: int) -> None:
        """Take up to where the call was heard, in samples, when the facts to come were told."""
        self._journal.hear(position)

    def listen(self, fact: Fact, emitted: float | None) -> None:
        """Write one fact, unless the file has failed before."""
        if self.fault is not None:
            return
        try:
            self._journal.write(fact, emitted)
        except BrokenPipeError:
            raise
        except OSError as fault:
            self.fault = OutputError(
                f"The event log {self._path} ends at {to_seconds(fact.at):.1f} s, for it cannot be "
                f"written any more ({fault.strerror}); make room or name another place, and "
                "replay the call again."
            )

    def _open(self) -> TextIO:
        if self._path == "-":
            return sys.stdout
        path = Path(self._path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return path.open("w", encoding="utf-8", newline="\n")
        except OSError as fault:
            raise OutputError(
                f"The event log {path} cannot be written ({fault.strerror}); "
                "name a file in a folder that you may write to."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not sys.stdout:
            with suppress(OSError):  # a full disk has been told of already
                self._stream.close()
