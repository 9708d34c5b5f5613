"""Listeners of a call that several commands have; how wide they may write."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.events import Fact
    from assistant.session.outlet import Listener

UNWRAPPED = 1000
"""Columns where no person reads along, so that a fault stays on one line."""


def faults_on_stderr() -> Listener:
    """Prints what falls short, to stderr, and nothing else of the call."""
    from rich.console import Console

    from assistant.outputs.console import CallConsole

    width = None if sys.stderr.isatty() else UNWRAPPED
    return CallConsole(Console(stderr=True, highlight=False, width=width), faults_only=True).listen


def each(listeners: Sequence[Listener]) -> Listener:
    """Tells all of `listeners`, in their order."""

    def tell(fact: Fact, emitted: float | None) -> None:
        for listen in listeners:
            listen(fact, emitted)

    return tell
