"""Recognised words, or a phrasing, go in; the plain tokens that they are compared by come out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.events import Word

_DROPPED = frozenset(
    "uh um uhm er erm ah hmm mm mhm eh oh really honestly actually literally basically simply"
    " completely absolutely totally utterly bloody".split()
)
"""They change nothing, and speakers put them anywhere."""
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
    "im": "i am",
    "ive": "i have",
    "youre": "you are",
    "youve": "you have",
    "theyve": "they have",
    "thats": "that is",
    "whats": "what is",
    "its": "it is",
    "ok": "okay",
    "percent": "per cent",
}
_ENDINGS = {"'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'s": " is"}
_NOT = re.compile(r"(do|does|did|is|was|are|were|could|would|should|has|have|had|need|must)n'?t")
_UNSPOKEN = re.compile(r"[^\w' ]")
_SHORT_FORM = re.compile(r"[a-z]+'[a-z]+|[a-z]+")


@dataclass(frozen=True, slots=True)
class PlainLine:
    """Words as one line: lower case, no marks, short forms written out.

    `starts` and `sources` run in parallel, one a token: where it starts in `text`, in letters,
    and which of the words it came from.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source(self, offset: int) -> int:
        """The index of the word that the letter at `offset` came from."""
        return self.sources[bisect_right(self.starts, offset) - 1]


def plain_line(words: Sequence[Word], misheard: Mapping[str, str]) -> PlainLine:
    """The line of `words`; `misheard` gives the word meant for one that recognisers often write.

    A token said twice in a row counts once.
    """
    tokens: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0
    for index, word in enumerate(words):
        for token in _tokens(word.word, misheard):
            if tokens and tokens[-1] == token:
                continue
            tokens.append(token)
            starts.append(length)
            sources.append(index)
            length += len(token) + 1
    return PlainLine(" ".join(tokens), tuple(starts), tuple(sources))


def plain_phrasing(phrasing: str) -> str:
    """A phrasing with its short forms written out, as a line has them; its marks stay."""
    return _SHORT_FORM.sub(lambda found: _written_out(found[0]), phrasing)


def _tokens(word: str, misheard: Mapping[str, str]) -> list[str]:
    plain = word.lower().replace("’", "'").replace("-", " ").replace("&", " and ")
    tokens = [token.strip("'") for token in _UNSPOKEN.sub("", plain).split()]
    return [
        part
        for token in tokens
        if token not in _DROPPED
        for part in _written_out(misheard.get(token, token)).split()
    ]


def _written_out(token: str) -> str:
    if token in _WHOLE:
        return _WHOLE[token]
    if refusal := _NOT.fullmatch(token):
        return f"{refusal[1]} not"
    stem, apostrophe, ending = token.rpartition("'")
    if apostrophe and f"'{ending}" in _ENDINGS:
        return stem + _ENDINGS[f"'{ending}"]
    return token.replace("'", "")
