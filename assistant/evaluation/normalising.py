"""Words as they are written go in; tokens that two spellings of the same words share come out.

Case and punctuation go. Numbers become digits, a token each: "902", "nine oh two" and "9-02" are
the same three tokens. Not known: thousands in words, decimals in words, currency ("£5", "five
pounds"), British against American spelling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Token = tuple[str, int]
"""A token, and the index of the word that it came from."""

_PARTS = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b")
_SAME = {"ok": "okay", "mr": "mister", "mrs": "missus", "dr": "doctor"}
_DIGITS = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12
}  # fmt: skip
_NUMBERS = (
    {word: number for number, word in enumerate(_DIGITS + _TEENS)}
    | {word: 20 + 10 * index for index, word in enumerate(_TENS)}
    | _ORDINALS
    | {f"{word}th": number for number, word in enumerate(_DIGITS + _TEENS)}
    | {f"{word[:-1]}ieth": 20 + 10 * index for index, word in enumerate(_TENS)}
)
_OH = ("oh", "o")


def normalise(words: Sequence[str]) -> list[Token]:
    """The tokens of `words`, in order."""
    parts = [
        (_SAME.get(part, part), index)
        for index, word in enumerate(words)
        for part in _PARTS.findall(_plain(word))
    ]
    tokens: list[Token] = []
    position = 0
    while position < len(parts):
        number, taken = _number(parts, position)
        if taken:
            last = parts[position + taken - 1][1]
            tokens.extend((digit, last) for digit in number)
        else:
            taken = 1
            tokens.append(parts[position])
        position += taken
    return tokens


def _plain(word: str) -> str:
    straight = word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return _ORDINAL.sub(r"\1", straight.replace(",", ""))


def _number(parts: Sequence[Token], at: int) -> tuple[str, int]:
    """The digits that begin at `at`, and how many parts they take; none where no number does."""
    word = parts[at][0]
    following = parts[at + 1][0] if at + 1 < len(parts) else ""
    if word.isdigit():
        return word, 1
    if word in _OH and at and _is_digit(parts[at - 1][0]) and _is_digit(following):
        return "0", 1
    if word not in _NUMBERS and (word, following) != ("a", "hundred"):
        return "", 0
    value, taken = _NUMBERS.get(word, 1), 1
    if value >= 20 and value % 10 == 0 and 0 < _NUMBERS.get(following, 0) < 10:
        value, taken = value + _NUMBERS[following], 2
    elif following == "hundred":
        value, taken = _hundreds(value, parts, at + 2)
    return str(value), taken


def _hundreds(hundreds: int, parts: Sequence[Token], after: int) -> tuple[int, int]:
    """`hundreds` hundred, and what is added to it by the parts from `after` on; parts from the
    number's first."""
    rest = after + 1 if after < len(parts) and parts[after][0] == "and" else after
    if rest < len(parts) and parts[rest][0] in _NUMBERS:
        digits, taken = _number(parts, rest)
        if int(digits) < 100:
            return hundreds * 100 + int(digits), rest - after + taken + 2
    return hundreds * 100, 2


def _is_digit(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS or word in _OH
