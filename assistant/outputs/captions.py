"""Words go in as they are heard; a line of JSON for each change of the captions comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.events import Fact, Party, Word, WordsCommitted, WordsTentative


@dataclass(slots=True)
class _Caption:
    """What of one party can be read."""

    committed: list[str] = field(default_factory=list)
    words: tuple[Word, ...] = ()
    tentative: str = ""
    shown: tuple[int, str] = (0, "")
    """How much of `committed`, and the tentative text, as last shown."""

    def hear(self, fact: WordsTentative | WordsCommitted) -> None:
        if isinstance(fact, WordsTentative):
            self.words, self.tentative = fact.words, fact.text
            return
        self.committed.append(fact.text)
        self.words = tuple(word for word in self.words if word.start >= fact.end)
        self.tentative = " ".join(word.word for word in self.words)

    def changed(self) -> bool:
        before, self.shown = self.shown, (len(self.committed), self.tentative)
        return before != self.shown


class Captions:
    """The text of each party so far: what is committed and stays, and what may still change.

    `write` takes a line without its end. With `by_party` each line says whose text it is.
    """

    def __init__(self, write: Callable[[str], None], by_party: bool = False) -> None:
        self._write = write
        self._by_party = by_party
        self._captions = {party: _Caption() for party in Party}

    def ready(self) -> None:
        """Say that words spoken from now on are heard."""
        self._write(json.dumps({"ready": True}))

    def listen(self, fact: Fact, emitted: float | None) -> None:
        """Take one fact; nothing is written until all that belong together are told."""
        if isinstance(fact, WordsTentative | WordsCommitted):
            self._captions[fact.party].hear(fact)

    def settled(self) -> None:
        """Write a line for each party whose text has changed."""
        for party, caption in self._captions.items():
            if caption.changed():
                line: dict[str, str] = {"party": party} if self._by_party else {}
                committed = " ".join(caption.committed)
                line |= {"committed": committed, "tentative": caption.tentative}
                self._write(json.dumps(line))
