"""Words, and what was heard before them, go in; how likely these give that back comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.engines.encoder import SentenceEncoder
from assistant.engines.spoken_form import spoken_form

HARDLY = 0.1
"""A stretch less likely than this to be a paraphrase by its form is none, whatever was heard."""
_ENOUGH = 6
"""Words that must have been heard for there to be something to give back."""
_WINDOW = 24
"""Words of what was heard that are compared at a time; what was said long before dilutes it."""
_CONTENT = 12
"""Words after the form that hold what is given back: "so what I'm hearing is"."""
_ALIKE_USUAL, _ALIKE_MOST, _ALIKE_WEIGHT = 0.33, 0.5, 8.0
"""Cosine that says neither yes nor no, beyond which nothing is gained, and log odds for a unit of
it: paraphrases in the sample calls reach 0.34 to 0.6, other talk of the agent 0.24 in the middle
and 0.42 in one case of ten."""
_NEVER_SURE = 1e-4
"""What is left of doubt where a probability is given as 1."""


class GivenBack:
    """Tells a paraphrase from talk that only sounds like one, by the meaning of what was heard.

    `encoder` is the plain sentence encoder: one that was changed to read acts compares worse.
    """

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder

    def probability(self, form: float, words: Sequence[str], place: slice, heard: str) -> float:
        """How likely `words[place]` is a paraphrase, from how likely its form is, 0..1.

        The same where the form is unlikely, or too little was heard.
        """
        said = heard.split()
        if form < HARDLY or len(said) < _ENOUGH:
            return form
        stretch = " ".join(words[place.start : place.stop + _CONTENT])
        windows = [
            " ".join(said[first : first + _WINDOW])
            for first in range(0, max(1, len(said) - _WINDOW // 2), _WINDOW // 2)
        ]
        vectors = self._encoder.encode([spoken_form(text) for text in (stretch, *windows)])
        vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        alike = float((vectors[1:] @ vectors[0]).max())
        odds = np.log(form / max(_NEVER_SURE, 1 - form))
        odds += _ALIKE_WEIGHT * (min(alike, _ALIKE_MOST) - _ALIKE_USUAL)
        return 1.0 / (1.0 + float(np.exp(-odds)))
