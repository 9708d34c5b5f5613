"""Which recognised words are believed, by how much speech carried them."""

from __future__ import annotations

import pytest

from assistant.events import Word
from assistant.speech.inventions import InventionSettings, believable


def words(text: str, probability: float = 0.9) -> tuple[Word, ...]:
    """The words of the text, a quarter of a second each."""
    return tuple(
        Word(word=word, start=index * 4_000, end=(index + 1) * 4_000, probability=probability)
        for index, word in enumerate(text.split())
    )


def kept(text: str, voiced_s: float, probability: float = 0.9) -> str:
    """The text that is left of what was recognised."""
    left = believable(words(text, probability), voiced_s, InventionSettings())
    return " ".join(word.word for word in left)


@pytest.mark.parametrize("text", ["Thank you.", "Thanks.", "you", "Bye.", "Bye-bye.", "So", "Oh."])
def test_a_filler_from_near_silence_is_dropped(text: str) -> None:
    """An invented "thank you" would count as a satisfied customer."""
    assert kept(text, voiced_s=0.1) == ""


@pytest.mark.parametrize("text", ["Thank you.", "Bye.", "So", "Oh."])
def test_a_filler_said_aloud_is_kept(text: str) -> None:
    """With speech to carry it and a sure recogniser it was said."""
    assert kept(text, voiced_s=0.4) == text


def test_a_filler_that_the_recogniser_doubts_is_dropped() -> None:
    """Noise that the voice detector takes for speech yields fillers of low probability."""
    assert kept("Thank you.", voiced_s=1.0, probability=0.2) == ""


@pytest.mark.parametrize(
    "text", ["Thanks for watching!", "Please subscribe.", "Subtitles by the Amara.org community"]
)
def test_a_phrase_of_subtitles_is_never_believed(text: str) -> None:
    """Nobody says them on a call, however loud and sure."""
    assert kept(text, voiced_s=5.0, probability=0.99) == ""


def test_a_phrase_of_subtitles_within_a_sentence_is_left() -> None:
    """Only words that are nothing else are an invention."""
    text = "Thanks for watching over my account while I was away."
    assert kept(text, voiced_s=3.0) == text


def test_a_loop_is_cut_to_its_first_round() -> None:
    """What goes round more than four times was not said."""
    assert kept("I see " * 12 + "the bill", voiced_s=5.0) == "I see the bill"


def test_a_loop_is_found_whatever_its_spelling() -> None:
    """Capitals and punctuation do not hide a round."""
    assert kept("And then, and then and then. And then and then", voiced_s=4.0) == "And then,"


@pytest.mark.parametrize("text", ["no no no no", "bye bye bye bye", "wait wait wait"])
def test_people_say_things_four_times(text: str) -> None:
    """Up to four rounds in a row are speech."""
    assert kept(text, voiced_s=1.5) == text


def test_a_sentence_goes_round_once() -> None:
    """Whisper says a whole phrase twice where a person hardly does."""
    assert kept("all right keep doing all right keep doing", 4.0) == "all right keep doing"


def test_a_loop_after_real_words_leaves_them() -> None:
    """The words before and after the loop stay."""
    text = "my order has not " + "come " * 9 + "at all"
    assert kept(text, voiced_s=4.0) == "my order has not come at all"


def test_fast_speech_is_kept() -> None:
    """Six words a second are the fastest talkers, and all of them are believed."""
    text = " ".join(f"word{index}" for index in range(18))
    assert kept(text, voiced_s=3.0) == text


def test_more_words_than_fit_are_dropped() -> None:
    """A sentence out of a cough is an invention."""
    assert kept("I would like to speak to your manager about it", voiced_s=0.2) == ""


@pytest.mark.parametrize("text", ["Yes.", "Hello?", "No, sorry."])
def test_a_short_answer_is_kept(text: str) -> None:
    """Real one-word answers carry little voice."""
    assert kept(text, voiced_s=0.15) == text


def test_nothing_stays_nothing() -> None:
    """Without words there is nothing to believe."""
    assert believable((), 3.0, InventionSettings()) == ()


def test_words_come_back_unchanged() -> None:
    """Those kept are the recogniser's own, with their times."""
    said = words("I was charged twice.")
    assert believable(said, 1.2, InventionSettings()) == said


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"filler_voiced_s": -0.1}, "filler_voiced_s"),
        ({"filler_confidence": 1.1}, "filler_confidence"),
        ({"words_per_second": 3.0}, "words_per_second"),
        ({"loop_times": 2}, "loop_times"),
        ({"loop_words": 0}, "loop_words"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        InventionSettings(**changes)
