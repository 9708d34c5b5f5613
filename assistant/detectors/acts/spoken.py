"""Recognised words go in; one plain line comes out, with the way back from letters to words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import Word

_FILLERS = frozenset("uh um uhm er erm ah hmm mm mhm eh actually really honestly basically".split())
"""Dropped before matching: they carry no act, and speakers put them anywhere."""

_WHOLE = {
    "can't": "can not",
    "cant": "can not",
    "cannot": "can not",
    "won't": "will not",
    "wont": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "lemme": "let me",
    "gimme": "give me",
    "y'all": "you all",
    "ya": "you",
    "im": "i am",
    "ive": "i have",
    "youre": "you are",
    "youve": "you have",
    "thats": "that is",
    "whos": "who is",
    "theres": "there is",
    "ok": "okay",
    "fuckin": "fucking",
    "goddamn": "damn",
    "manger": "manager",
    "ombudsmen": "ombudsman",
    "offcom": "ofcom",
    "bare": "bear",
}
"""Short forms written out, and what a recogniser often hears in place of a word that matters."""

_IS = frozenset(
    "it that who what there here he she where how this everything whoever someone".split()
)
"""After these `'s` stands for "is"; after others it marks an owner."""

_ENDINGS = {"'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}
_UNMARKED_NOT = re.compile(r"(do|does|did|is|was|are|were|could|would|should|has|have|had)n'?t")
_NOT_SPOKEN = re.compile(r"[^\w' ]")


@dataclass(frozen=True, slots=True)
class SpokenText:
    """Words as one line to match on: lower case, no punctuation, short forms written out.

    `starts` and `sources` run in parallel, one a token: where it starts in `text`, in letters,
    and which of the words it came from.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source(self, offset: int) -> int:
        """The index of the word that the letter at `offset` came from."""
        return self.sources[bisect_right(self.starts, offset) - 1]


def _written_out(token: str) -> str:
    """One token with its short form spelt out: "isn't" gives "is not"."""
    if token in _WHOLE:
        return _WHOLE[token]
    if refusal := _UNMARKED_NOT.fullmatch(token):
        return f"{refusal[1]} not"
    stem, apostrophe, ending = token.rpartition("'")
    if apostrophe:
        if ending == "s" and stem in _IS:
            return f"{stem} is"
        if f"'{ending}" in _ENDINGS:
            return stem + _ENDINGS[f"'{ending}"]
    return token.replace("'", "")


def tokens_of(word: str) -> list[str]:
    """The plain tokens of one recognised word: none for a filler, two for "I'd"."""
    plain = word.lower().replace("’", "'").replace("-", " ").replace("&", " and ")
    tokens = _NOT_SPOKEN.sub("", plain).split()
    return [
        part
        for token in tokens
        if token not in _FILLERS
        for part in _written_out(token.strip("'")).split()
    ]


def spoken_text(words: Sequence[Word]) -> SpokenText:
    """The line to match on. A token said twice in a row ("to a, a manager") counts once."""
    tokens: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0
    for index, word in enumerate(words):
        for token in tokens_of(word.word):
            if tokens and tokens[-1] == token:
                continue
            tokens.append(token)
            starts.append(length)
            sources.append(index)
            length += len(token) + 1
    return SpokenText(" ".join(tokens), tuple(starts), tuple(sources))
