"""Spellings of the same words become the same tokens."""

from __future__ import annotations

import pytest

from assistant.evaluation.normalising import normalise


def tokens(text: str) -> str:
    return " ".join(token for token, _ in normalise(text.split()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nine oh two", "902"),
        ("Nine, oh, two.", "9-0-2"),
        ("twenty-five", "25"),
        ("ten fifteen", "10:15"),
        ("a hundred and twenty pounds", "120 pounds"),
        ("three hundred", "300"),
        ("the fourth time", "the 4th time"),
        ("the twentieth", "the 20th"),
        ("1,200", "1200"),
        ("OK, I'm here!", "okay i\N{RIGHT SINGLE QUOTATION MARK}m here"),
    ],
)
def test_spellings_of_the_same_words_are_the_same(one: str, other: str) -> None:
    """Case, punctuation and the way of writing a number do not count."""
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Oh, two things", "0 two things"), ("I'm", "I am"), ("fifteen", "fifty")],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    """An "oh" is a zero only between digits, and nothing is guessed."""
    assert tokens(one) != tokens(other)


def test_a_token_knows_its_word() -> None:
    """Each digit of a number leads back to the last word that it was made of."""
    assert normalise(["at", "twenty", "five", "to"]) == [("at", 0), ("2", 2), ("5", 2), ("to", 3)]
