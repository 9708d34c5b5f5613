"""An act and words go in; the lines nearest to them of those written for the act come out."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engines.encoder import SentenceEncoder
from assistant.engines.spoken_form import spoken_form
from assistant.errors import ModelError

_MARK = re.compile(r"<([^<>]*)>(?:=([\w.]+))?")
_BATCH = 128


class CorpusLines:
    """The written corpus in `folder`, as models/language/card.md describes it; read when asked."""

    def __init__(self, folder: Path, encoder: SentenceEncoder) -> None:
        self._folder = folder
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def nearest(self, act: str, text: str, most: int = 3) -> list[str]:
        """At most `most` lines, the nearest first, by the angle between mean token vectors."""
        lines = self._lines.get(act, [])
        if not lines:
            return []
        if act not in self._vectors:
            self._vectors[act] = self._directions(lines)
        alike = self._vectors[act] @ self._directions([spoken_form(text)])[0]
        return [lines[place] for place in np.argsort(-alike, kind="stable")[:most]]

    def _directions(self, lines: list[str]) -> NDArray[np.float32]:
        parts = [
            self._encoder.encode(lines[first : first + _BATCH])
            for first in range(0, len(lines), _BATCH)
        ]
        vectors = np.concatenate(parts)
        directions: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return directions

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """The words that do each act, each wording once."""
        import yaml

        lines: dict[str, dict[str, None]] = {}
        try:
            for path in sorted(self._folder.glob("*.yaml")):
                with path.open(encoding="utf-8") as file:
                    for family in yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                        for line in family["lines"]:
                            marks = _MARK.findall(line) or [(line, "")]
                            for words, act in marks:
                                lines.setdefault(act or family["act"], {})[words] = None
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            raise ModelError(
                f"The lines in {self._folder} cannot be read ({error}): install deescalate again."
            ) from error
        return {act: list(wordings) for act, wordings in lines.items()}
