"""Digits in a row, and how much of them is let through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import Party, Word
from assistant.speech.card_numbers import CardNumberMask
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER


def words(text: str, start: float = 0.0) -> tuple[Word, ...]:
    """The words, one in each half second."""
    return tuple(
        Word(
            word=word,
            start=to_samples(start + index / 2),
            end=to_samples(start + (index + 1) / 2),
            probability=0.9,
        )
        for index, word in enumerate(text.split())
    )


def through(*utterances: str, gap: float = 10.0) -> list[str]:
    """What is left of one party's utterances, each so many seconds after the one before."""
    mask = CardNumberMask()
    return [
        " ".join(word.word for word in mask.masked(CUSTOMER, words(text, index * gap)))
        for index, text in enumerate(utterances)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "4242 4242 4242 4242",
        "4242-4242-4242-4242.",
        "4242424242424242",
        "4 2 4 2, 4 2 4 2, 4 2 4 2, 4 2 4 2.",
        "3782 822463 10005",
        "four two four two four two four two four two four two four two four two",
        "double four double two triple four 2 double four double two triple four 2",
        "4242 uh 4242 and 4242 then 4242",
    ],
)
def test_a_card_number_in_one_breath_is_masked_whole(text: str) -> None:
    """No digit of it is left, in figures or in words."""
    (left,) = through(f"it's {text}")
    assert not re.search(r"\d|four|two", left.removeprefix("it's "))


def test_a_number_over_several_utterances_shows_eight_digits_at_most() -> None:
    """What the log holds already when the number turns out long is the issuer's part alone."""
    assert through("4242", "4242", "42 42", "4242") == ["4242", "4242", "•• ••", "••••"]


@pytest.mark.parametrize(
    "text",
    [
        "2471902. I've already given that to three different people.",
        "my account is 5528 1699",
        "between 8 a.m. and 10 a.m. on the 3rd of May 2026",
        "that was £400 in 2024 and £412.50 in 2025 and 2,000 in all",
        "one of two or three things could be wrong with it",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Order numbers, prices, dates and small talk stay as they were said."""
    assert through(text) == [text]


def test_other_words_begin_a_new_number() -> None:
    """Two short numbers with a sentence between them are not one long one."""
    said = ["order 24719", "and the other order is 88123", "and my postcode has 12"]
    assert through(*said) == said


def test_a_long_pause_begins_a_new_number() -> None:
    """Digits half a minute later are another matter."""
    assert through("24719", "88123", gap=40.0) == ["24719", "88123"]


def test_parties_are_followed_apart() -> None:
    """The agent's digits do not count towards the customer's."""
    mask = CardNumberMask()
    for party in (AGENT, CUSTOMER):
        assert mask.masked(party, words("4242 4242")) == words("4242 4242")


@given(st.lists(st.integers(0, 9), min_size=13, max_size=19), st.data())
def test_however_it_is_cut_no_card_number_is_left(digits: list[int], data: st.DataObject) -> None:
    """Any grouping into words and utterances lets at most eight digits through."""
    text = "".join(map(str, digits))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1))))
    groups = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    ends = sorted(data.draw(st.sets(st.integers(1, len(groups)))) | {len(groups)})
    mask, left, at = CardNumberMask(), "", 0
    for index, end in enumerate(ends):
        spoken = words(" ".join(groups[at:end]), index * 10.0)
        masked = mask.masked(Party.CUSTOMER, spoken)
        assert [(w.start, w.end) for w in masked] == [(w.start, w.end) for w in spoken]
        left += "".join(word.word for word in masked)
        at = end
    assert sum(c.isdigit() for c in left) <= 8
