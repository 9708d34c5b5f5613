"""Recognised words go in; one plain line comes out, commas kept, and the way back to the words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import Word

_FILLERS = frozenset("uh um uhm er erm ah hmm mm mhm eh please just actually really".split())
"""They stand anywhere and change no form."""
_WHOLE = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "innit": "is not it",
    "let's": "let us",
    "how'd": "how did",
    "what'd": "what did",
    "why'd": "why did",
    "gonna": "going to",
    "ok": "okay",
    "alright": "all right",
    "whats": "what is",
    "hows": "how is",
    "wheres": "where is",
    "whos": "who is",
    "mr": "mister",
}
_IS = frozenset("what who how where when why that it there here he she this everything".split())
"""After these `'s` stands for "is"; after others it marks an owner."""
_ENDINGS = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": ""}
_UNMARKED_NOT = re.compile(r"(do|does|did|is|was|are|were|could|would|should|has|have|had)nt")
_BREAK = re.compile(r"(?:[,;:–—]|-|\.\.\.|…)['\"”’)]*$")
"""What parts clauses within a sentence."""
_SILENT = re.compile(r"[^\w' ]")


@dataclass(frozen=True, slots=True)
class Line:
    """Lower case, short forms written out, fillers and words said twice left out.

    `starts` and `sources` run in parallel, one a token: where it starts in `text`, in letters,
    and which word it came from. A comma is a token of its own.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source(self, offset: int) -> int:
        """The index of the word that the letter at `offset` came from."""
        return self.sources[bisect_right(self.starts, offset) - 1]


def _written_out(token: str) -> str:
    if token in _WHOLE:
        return _WHOLE[token]
    if refusal := _UNMARKED_NOT.fullmatch(token):
        return f"{refusal[1]} not"
    for ending, whole in _ENDINGS.items():
        if token.endswith(ending):
            return token.removesuffix(ending) + whole
    stem, apostrophe, ending = token.rpartition("'")
    if apostrophe and ending == "s" and stem in _IS:
        return f"{stem} is"
    return token.replace("'", "")


def _tokens(word: str) -> list[str]:
    plain = word.strip().lower().replace("’", "'")
    spoken = _SILENT.sub("", plain.replace("-", " ")).split()
    tokens = [
        part
        for token in spoken
        if token not in _FILLERS
        for part in _written_out(token.strip("'")).split()
    ]
    return [*tokens, ","] if _BREAK.search(plain) else tokens


def line_of(words: Sequence[Word]) -> Line:
    """The line to match on. What is said twice in a row ("did you, did you") counts once."""
    tokens: list[str] = []
    sources: list[int] = []
    for index, word in enumerate(words):
        for token in _tokens(word.word):
            if token == "," and (not tokens or tokens[-1] == ","):
                continue
            tokens.append(token)
            sources.append(index)
            if token != ",":
                _drop_repeat(tokens, sources)
    starts: list[int] = []
    length = 0
    for token in tokens:
        starts.append(length)
        length += len(token) + 1
    return Line(" ".join(tokens), tuple(starts), tuple(sources))


def _drop_repeat(tokens: list[str], sources: list[int]) -> None:
    """Take the last one or two tokens off where those before say the same, a comma passed over."""
    for count in (2, 1):
        said, before = tokens[-count:], tokens[:-count]
        comma = 1 if before and before[-1] == "," else 0
        end = len(before) - comma
        if end >= count and before[end - count : end] == said:
            del tokens[end:], sources[end:]
            return
