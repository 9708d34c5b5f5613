"""How words came to the screen, by hand-written facts."""

from __future__ import annotations

import pytest

from assistant.evaluation.words import Screen, SpokenToken, measure_words
from assistant.events import Party, Word, WordsCommitted, WordsTentative
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER

SPOKEN = [
    SpokenToken(token=token, start=start, end=start + 0.4)
    for token, start in [("i", 1.0), ("want", 1.5), ("to", 2.0), ("talk", 2.5)]
]


def words(text: str, start: float) -> tuple[Word, ...]:
    """Words half a second apart."""
    return tuple(
        Word(
            word=word,
            start=to_samples(start + 0.5 * index),
            end=to_samples(start + 0.5 * index + 0.4),
            probability=0.9,
        )
        for index, word in enumerate(text.split())
    )


def tentative(text: str, start: float = 1.0, party: Party = CUSTOMER) -> WordsTentative:
    return WordsTentative(
        at=0,
        party=party,
        utterance=0,
        text=text,
        start=to_samples(start),
        end=to_samples(start + 1),
        confidence=0.9,
        words=words(text, start),
    )


def committed(text: str, start: float = 1.0, party: Party = CUSTOMER) -> WordsCommitted:
    said = words(text, start)
    return WordsCommitted(
        at=0,
        party=party,
        utterance=0,
        text=text,
        start=said[0].start,
        end=said[-1].end,
        confidence=0.9,
        words=said,
    )


def test_a_word_counts_from_its_end_to_when_it_was_shown_and_committed() -> None:
    """Shown when tentative, committed when it stays; both from the end of the word."""
    told = [(tentative("I want"), 2.1), (committed("I want to talk"), 3.5)]
    measures = measure_words(SPOKEN, CUSTOMER, told)
    assert measures.shown == pytest.approx([2.1 - 1.4, 2.1 - 1.9, 3.5 - 2.4, 3.5 - 2.9])
    assert measures.committed == pytest.approx([2.1, 1.6, 1.1, 0.6])
    assert (measures.errors, measures.taken_back, measures.kept) == (0, 0, 4)


def test_a_word_that_changes_is_taken_back_and_shown_later() -> None:
    """What was shown wrongly counts as taken back, and the right word from when it came."""
    told = [(tentative("I want a"), 2.5), (committed("I want to talk"), 3.5)]
    measures = measure_words(SPOKEN, CUSTOMER, told)
    assert measures.taken_back == 1
    assert measures.shown[2] == pytest.approx(3.5 - 2.4)


def test_a_word_shown_before_it_was_said_does_not_count_until_then() -> None:
    """A guess is credited from the first change after the word began."""
    told = [(tentative("I want to talk"), 1.6), (tentative("I want to talk now"), 2.6)]
    measures = measure_words(SPOKEN, CUSTOMER, told)
    assert measures.shown == pytest.approx([0.2, -0.3, 0.2, -0.3])


def test_words_never_shown_are_missing_from_the_share() -> None:
    """The share is of all words said, and the missing word is an error."""
    measures = measure_words(SPOKEN, CUSTOMER, [(committed("I want talk"), 3.5)])
    figures = measures.as_json()
    assert (figures["shown"], figures["word_error_rate"]) == (0.75, 0.25)


def test_the_other_partys_words_do_not_count() -> None:
    """Each side is measured by its own words."""
    measures = measure_words(SPOKEN, CUSTOMER, [(committed("I want to talk", party=AGENT), 3.5)])
    assert (measures.shown, measures.errors) == ([], 4)


def test_plain_replay_has_errors_but_no_latencies() -> None:
    """Without a clock the final text is judged alone."""
    measures = measure_words(SPOKEN, CUSTOMER, [(committed("I want to walk"), None)])
    assert (measures.errors, measures.shown, measures.committed) == (1, [], [])


def test_a_commit_takes_away_the_tentative_words_before_its_end() -> None:
    """The rest stays on the screen until the next tentative text replaces it."""
    screen = Screen()
    screen.take(tentative("I want to talk"))
    screen.take(committed("I want"))
    assert screen.shown == ["I", "want", "to", "talk"]
    screen.take(tentative("to walk", start=2.0))
    assert screen.shown == ["I", "want", "to", "walk"]
    screen.take(tentative("", start=2.0))
    assert screen.shown == ["I", "want"]
