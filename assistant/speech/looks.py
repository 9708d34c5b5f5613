"""One party's tape goes in; whether now is a moment to look at what is being said comes out.

A pass is worth most right after a word has ended: there the level falls. A clock alone would cut
words in two and cost more.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.speech.tape import BLOCK, Tape
from assistant.timeline import to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSettings:
    """When an open utterance is looked at."""

    first_s: float = 0.35
    """Talk before the first look: Whisper makes up words for less."""
    apart_s: float = 0.2
    """The least from look to look, however often the level falls."""
    step_s: float = 0.6
    """The most from look to look while somebody talks."""
    pause_s: float = 0.1
    """Silence after which the phrase may be over: three frames."""
    dip_db: float = 12.0
    """Fall of the level that a word's end brings, below the loudest of the last half second."""
    dip_s: float = 0.048
    """How long the level must have been down."""

    def __post_init__(self) -> None:
        if not 0.1 <= self.first_s <= 3 or not 0.05 <= self.pause_s <= 0.5:
            raise ValueError("first_s: 0.1 to 3; pause_s: 0.05 to 0.5")
        if not 0.05 <= self.apart_s <= self.step_s <= 10:
            raise ValueError("apart_s and step_s: 0.05 <= apart_s <= step_s <= 10")
        if not 3 <= self.dip_db <= 40 or not 0.008 <= self.dip_s <= 0.3:
            raise ValueError("dip_db: 3 to 40; dip_s: 0.008 to 0.3")


_RECENT = to_samples(0.5) // BLOCK
"""Blocks over which the loudest is taken: about two syllables."""


class Looks:
    """Decides for one party; told of each look that is taken."""

    def __init__(self, settings: LookSettings | None = None) -> None:
        self._settings = settings or LookSettings()
        self._first = to_samples(self._settings.first_s)
        self._apart = to_samples(self._settings.apart_s)
        self._step = to_samples(self._settings.step_s)
        self._pause = to_samples(self._settings.pause_s)
        self._dip_blocks = max(1, to_samples(self._settings.dip_s) // BLOCK)
        self._looked_to = 0
        self._looked_voiced = 0

    def take(self, tape: Tape, last_voiced: int) -> None:
        """Note that the tape is looked at to its end."""
        self._looked_to, self._looked_voiced = tape.end, last_voiced

    def due(self, tape: Tape, began: int, last_voiced: int) -> bool:
        """Whether to look now at talk that began at `began` and was last heard at `last_voiced`."""
        paused = last_voiced + self._pause
        if tape.end >= paused:
            return last_voiced > began and self._looked_to < paused
        if last_voiced <= max(self._looked_voiced, began):
            return False
        since = tape.end - max(self._looked_to, began)
        if last_voiced - began < self._first or since < self._apart:
            return False
        return since >= self._step or (
            tape.drop_db(self._dip_blocks, _RECENT) >= self._settings.dip_db
        )
