"""A changing text against a fixed reference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.alignment import Alignment

WORDS = st.lists(st.sampled_from("abcd"), max_size=8)


def distance(one: list[str], other: list[str]) -> int:
    """Levenshtein's distance by its definition."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        distance(one[:-1], other) + 1,
        distance(one, other[:-1]) + 1,
        distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )


@given(WORDS.filter(lambda words: len(words) < 6), WORDS.filter(lambda words: len(words) < 6))
def test_errors_are_the_edit_distance(reference: list[str], text: list[str]) -> None:
    """The errors are the fewest words to be changed, added or left out."""
    alignment = Alignment(reference)
    alignment.show(text)
    assert alignment.errors() == distance(reference, text)


@given(WORDS, WORDS, WORDS)
def test_former_texts_leave_no_trace(
    reference: list[str], former: list[str], now: list[str]
) -> None:
    """A text counts the same whatever was shown before it."""
    alignment, fresh = Alignment(reference), Alignment(reference)
    alignment.show(former)
    alignment.show(now)
    fresh.show(now)
    assert (alignment.errors(), alignment.pairs()) == (fresh.errors(), fresh.pairs())


@given(WORDS, WORDS)
def test_pairs_are_the_same_word_in_order(reference: list[str], text: list[str]) -> None:
    """A pair holds the same word on both sides, and pairs do not cross."""
    alignment = Alignment(reference)
    alignment.show(text)
    pairs = alignment.pairs()
    assert all(reference[left] == text[right] for left, right in pairs)
    assert pairs == sorted(set(pairs), reverse=True)


def test_what_is_taken_back_is_counted() -> None:
    """From the first word that changed on, all words of the former text are gone."""
    alignment = Alignment(["i", "want", "to", "talk"])
    assert alignment.show(["i", "want", "two"]) == 0
    assert alignment.show(["i", "want", "to", "talk"]) == 1
    assert alignment.show(["i"]) == 3


def test_a_word_that_was_not_begun_gets_no_pair() -> None:
    """Only the words that had begun by then are looked at."""
    alignment = Alignment(["no", "no"])
    alignment.show(["no"])
    assert alignment.pairs() == [(0, 0)]
    assert alignment.pairs(begun=0) == []
