"""The yardstick: words of the truth with the times of what was heard."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evaluation.reference import spoken_by, trimmed
from assistant.events import Word
from assistant.timeline import to_samples
from fakes import CUSTOMER

TRUTH = {
    "turns": [
        {
            "party": "customer",
            "phrases": [{"text": "Get me a manager.", "start": 1.0, "end": 3.0}],
        },
        {"party": "agent", "phrases": [{"text": "Hold on.", "start": 3.0, "end": 4.0}]},
    ]
}


def word(text: str, start: float, end: float) -> Word:
    return Word(word=text, start=to_samples(start), end=to_samples(end), probability=0.9)


def test_heard_words_give_their_times_to_the_truth() -> None:
    """Words are the truth's, times those heard; the phrase's own edges are known better."""
    heard = [word("get", 1.1, 1.4), word("me", 1.4, 1.6), word("manager", 2.0, 2.8)]
    spoken = spoken_by(CUSTOMER, TRUTH, heard)
    assert [one.token for one in spoken] == ["get", "me", "a", "manager"]
    assert [one.start for one in spoken] == pytest.approx([1.0, 1.4, 1.6, 2.0])
    assert [one.end for one in spoken] == pytest.approx([1.4, 1.6, 2.0, 3.0])


def test_a_phrase_that_was_not_heard_is_shared_out_by_letters() -> None:
    """Thirteen letters in two seconds: each word has its part."""
    spoken = spoken_by(CUSTOMER, TRUTH, [])
    assert [one.end for one in spoken] == pytest.approx(
        [1 + 2 * letters / 13 for letters in (3, 5, 6, 13)]
    )


def test_a_word_heard_far_from_the_phrase_lends_no_time() -> None:
    """The same word elsewhere in the call is not this one."""
    spoken = spoken_by(CUSTOMER, TRUTH, [word("manager", 7.0, 7.5)])
    assert max(one.end for one in spoken) == 3.0


def test_without_a_truth_the_heard_words_are_the_yardstick() -> None:
    """Each with its own times."""
    (spoken,) = spoken_by(CUSTOMER, None, [word("Manager.", 2.0, 2.8)])
    assert (spoken.token, spoken.start, spoken.end) == ("manager", 2.0, 2.8)


def test_silence_at_the_edges_of_a_word_is_cut_off() -> None:
    """A word stretched into the pauses beside it ends where its sound ends."""
    samples = np.full(to_samples(3.0), 1e-4, dtype=np.float32)
    samples[to_samples(1.0) : to_samples(1.5)] = 0.3
    (cut,) = trimmed([word("manager", 0.8, 2.4)], samples)
    assert (cut.start, cut.end) == (to_samples(1.0), to_samples(1.5))
