"""Whisper's smallest model on a phrase of a call, on silence, and on as much as it takes."""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.capture.recording import open_recording
from assistant.engines.whisper import WhisperRecogniser, WhisperSettings
from assistant.events import AudioFrame, RecognitionDue, Recognized
from assistant.model_store import ModelStore
from assistant.timeline import SAMPLE_RATE, Span, to_samples
from fakes import AGENT

CALL = Path(__file__).parents[3] / "audio_fixtures" / "calls" / "calm.wav"
LONG_S = 28.0
"""The longest that a request may be set to."""


@pytest.fixture(scope="module")
def recogniser() -> WhisperRecogniser:
    return WhisperRecogniser(ModelStore.default().find("tiny.en").folder)


@pytest.fixture(scope="module")
def agent() -> NDArray[np.float32]:
    """The agent's side of the call, as far as the longest request needs."""
    pieces = []
    for event in open_recording(CALL).events():
        if isinstance(event, AudioFrame) and event.party is AGENT:
            pieces.append(event.samples)
            if event.span.end > to_samples(LONG_S + 2):
                break
    return np.concatenate(pieces)


@pytest.fixture(scope="module")
def opening() -> tuple[Span, str]:
    """Where the agent's first turn lies, with a margin, and its words."""
    truth = json.loads(CALL.with_suffix(".truth.json").read_text())
    turn = next(turn for turn in truth["turns"] if turn["party"] == "agent")
    start, end = to_samples(turn["start"] - 0.3), to_samples(turn["end"] + 0.2)
    return Span(start=start, end=end), turn["text"]


def due(samples: NDArray[np.float32], span: Span) -> RecognitionDue:
    return RecognitionDue(
        party=AGENT, utterance=4, at=span.end + 99, span=span, samples=samples, final=True
    )


@pytest.fixture(scope="module")
def request_(agent: NDArray[np.float32], opening: tuple[Span, str]) -> RecognitionDue:
    span, _ = opening
    return due(agent[span.start : span.end], span)


@pytest.fixture(scope="module")
def answer(recogniser: WhisperRecogniser, request_: RecognitionDue) -> Recognized:
    (one,) = recogniser.recognise([request_])
    return one


def plain(text: str) -> list[str]:
    return "".join(c for c in text.lower() if c.isalpha() or c == " ").split()


def test_the_answer_belongs_to_the_request(request_: RecognitionDue, answer: Recognized) -> None:
    """Party, utterance, position and span come back with the words."""
    assert (answer.party, answer.utterance, answer.final) == (AGENT, 4, True)
    assert (answer.at, answer.span) == (request_.at, request_.span)


def test_most_words_are_heard(answer: Recognized, opening: tuple[Span, str]) -> None:
    """The smallest model hears at least two words in three of clear speech, each a word alone."""
    said, heard = plain(opening[1]), [plain(word.word) for word in answer.words]
    flat = [text for texts in heard for text in texts]
    assert len([text for text in said if text in flat]) >= len(said) * 2 / 3
    assert all(" " not in word.word and word.word.strip() for word in answer.words)


def test_words_lie_within_the_span_in_order(answer: Recognized) -> None:
    """No word ends before it begins, or begins before the one before it."""
    times = [time for word in answer.words for time in (word.start, word.end)]
    assert answer.span.start <= min(times)
    assert max(times) <= answer.span.end
    starts, ends = times[::2], times[1::2]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(start <= end for start, end in zip(starts, ends, strict=True))


def test_words_have_probabilities(answer: Recognized) -> None:
    """Between 0 and 1, and sure of clear speech on the whole."""
    chances = [word.probability for word in answer.words]
    assert all(0 <= chance <= 1 for chance in chances)
    assert np.mean(chances) > 0.5


def test_the_same_audio_gives_the_same_words(
    recogniser: WhisperRecogniser, request_: RecognitionDue, answer: Recognized
) -> None:
    """With the same times and probabilities, so that a replay writes the same log."""
    assert recogniser.recognise([request_]) == [answer]


@pytest.mark.parametrize("level", [0.0, 0.001, 0.01])
def test_silence_holds_no_words(recogniser: WhisperRecogniser, level: float) -> None:
    """Five seconds of nothing, or of hiss."""
    hiss = np.random.default_rng(11).standard_normal(5 * SAMPLE_RATE) * level
    asked = due(hiss.astype(np.float32), Span(start=0, end=5 * SAMPLE_RATE))
    for one in (asked, replace(asked, final=False), replace(asked, final=False, fresh_s=2.0)):
        assert [answer.words for answer in recogniser.recognise([one])] == [()]


def test_the_longest_request_is_answered(
    recogniser: WhisperRecogniser, agent: NDArray[np.float32], answer: Recognized
) -> None:
    """28 seconds fit, begin like the phrase alone, and keep their times within the span."""
    span = Span(start=answer.span.start, end=answer.span.start + to_samples(LONG_S))
    (longest,) = recogniser.recognise([due(agent[span.start : span.end], span)])
    words = longest.words
    assert len(words) > len(answer.words)
    assert plain(words[0].word) == plain(answer.words[0].word)
    assert all(span.start <= word.start <= word.end <= span.end for word in words)


def test_requests_together_have_each_their_own_answer(
    recogniser: WhisperRecogniser,
    agent: NDArray[np.float32],
    request_: RecognitionDue,
    answer: Recognized,
) -> None:
    """In the order asked, each with its words within its span, as when it is asked alone."""
    span = Span(start=request_.span.end, end=request_.span.end + to_samples(6.0))
    other = due(agent[span.start : span.end], span)
    (alone,) = recogniser.recognise([other])
    first, second = recogniser.recognise([other, request_])
    assert (first.span, second.span) == (span, request_.span)
    assert alike(first, alone) > 0.8
    assert alike(second, answer) > 0.8
    assert all(span.start <= word.start <= word.end <= span.end for word in first.words)


def alike(one: Recognized, other: Recognized) -> float:
    """The share of words in order that two answers have in common."""
    texts = [[plain(word.word) for word in answer.words] for answer in (one, other)]
    return SequenceMatcher(None, *[[" ".join(t) for t in text] for text in texts]).ratio()


def test_a_look_and_a_final_request_may_come_together(
    recogniser: WhisperRecogniser, request_: RecognitionDue, answer: Recognized
) -> None:
    """Each is answered in its own way, in the order asked."""
    look = replace(request_, final=False)
    first, second = recogniser.recognise([look, request_])
    assert (first.final, second.final) == (False, True)
    assert second == answer


@pytest.mark.parametrize("count", [1, 3])
def test_words_that_are_said_are_not_repeated(
    recogniser: WhisperRecogniser, request_: RecognitionDue, answer: Recognized, count: int
) -> None:
    """The answer goes on from them, with the times of the words that follow."""
    said = tuple(word.word for word in answer.words[:count])
    (rest,) = recogniser.recognise([replace(request_, said=said)])
    expected = replace(answer, words=answer.words[count:])
    assert alike(rest, expected) > 0.8
    assert abs(rest.words[0].start - answer.words[count].start) < to_samples(0.3)


def test_speech_after_what_is_said_has_words(
    recogniser: WhisperRecogniser, request_: RecognitionDue, answer: Recognized
) -> None:
    """Told that there is some, Whisper does not stop at the end of a sentence before it."""
    said = tuple(word.word for word in answer.words[:-3])
    asked = replace(request_, said=said, final=False, fresh_s=1.0)
    (rest,) = recogniser.recognise([asked])
    assert rest.words


def test_where_all_words_are_said_there_are_no_more(
    recogniser: WhisperRecogniser, request_: RecognitionDue, answer: Recognized
) -> None:
    """Nothing is made up after the last of them."""
    said = tuple(word.word for word in answer.words)
    (rest,) = recogniser.recognise([replace(request_, said=said, final=False)])
    assert rest.words == ()


def test_a_look_is_never_decoded_twice(request_: RecognitionDue) -> None:
    """Where a final request would be decoded anew, a look has no words: the next one comes soon.

    No text is as likely as this setting asks for.
    """
    folder = ModelStore.default().find("tiny.en").folder
    strict = WhisperRecogniser(folder, WhisperSettings(log_probability=0.0))
    (final,) = strict.recognise([request_])
    (look,) = strict.recognise([replace(request_, final=False)])
    assert final.words
    assert look.words == ()


def test_the_time_of_each_part_is_counted(
    recogniser: WhisperRecogniser, request_: RecognitionDue
) -> None:
    """A pass adds to each."""
    before = dict(recogniser.timings)
    recogniser.recognise([request_])
    assert all(recogniser.timings[part] > spent for part, spent in before.items())


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"threads": 0}, "threads"),
        ({"padding_s": 0.1}, "padding_s"),
        ({"beam_size": 11}, "beam_size"),
        ({"fresh_s": 0.0}, "fresh_s"),
        ({"left_over_s": 0.1}, "left_over_s"),
        ({"tokens_per_second": 3.0}, "tokens_per_second"),
        ({"spare_tokens": -1}, "spare_tokens"),
        ({"nothing_said": 1.1}, "nothing_said"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        WhisperSettings(**changes)
