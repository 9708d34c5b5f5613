"""Which of the customer's words are read, and what becomes of the readings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from assistant.detectors.sentiment import SentimentMeter, SentimentSettings
from assistant.events import (
    AudioEnded,
    Event,
    SentimentDue,
    SentimentLabel,
    SentimentRead,
    SentimentScored,
    VoiceProbed,
    WordsCommitted,
)
from assistant.timeline import Span, to_samples
from fakes import AGENT, CUSTOMER, Said, ScriptedSentiment, committed, run, tentative


def reading(
    negative: float, neutral: float, positive: float, end_s: float = 4.0, utterance: int = 3
) -> SentimentRead:
    """What a model makes of an utterance that ends at `end_s`."""
    return SentimentRead(
        party=CUSTOMER,
        utterance=utterance,
        at=to_samples(end_s + 0.5),
        span=Span(start=to_samples(end_s - 1), end=to_samples(end_s)),
        negative=negative,
        neutral=neutral,
        positive=positive,
    )


def scored(*readings: SentimentRead) -> list[SentimentScored]:
    """The scores of readings that come one after the other."""
    facts = run(SentimentMeter(), readings)
    return [fact for fact in facts if isinstance(fact, SentimentScored)]


SETTINGS = SentimentSettings(least_words=3, most_words=12, pause_s=0.6, least_confidence=0.4)


def until(seconds: float, probability: float = 0.0) -> VoiceProbed:
    """The customer's channel has been listened to so far."""
    end = to_samples(seconds)
    return VoiceProbed(party=CUSTOMER, span=Span(start=end - 512, end=end), probability=probability)


def talk(start: float, end: float) -> list[Event]:
    """The customer's voice, frame by frame."""
    return [until(start + 0.032 * one, 0.9) for one in range(1, round((end - start) / 0.032) + 1)]


def due(events: Iterable[Event]) -> list[SentimentDue]:
    """What is asked."""
    asked = run(SentimentMeter(SETTINGS), events)
    return [event for event in asked if isinstance(event, SentimentDue)]


def said(text: str, start: float, each: float = 0.25, utterance: int = 0) -> WordsCommitted:
    """Words of a quarter of a second each."""
    return committed(Said(CUSTOMER, start, start + each * len(text.split()), text), utterance)


def asked_when(confidence: float) -> list[Event]:
    """What is asked about a turn of which the recogniser is only so sure."""
    heard = committed(Said(CUSTOMER, 2.0, 4.0, "it is late again"))
    words = tuple(replace(word, probability=confidence) for word in heard.words)
    return run(SentimentMeter(SETTINGS), [replace(heard, words=words), until(9.0)])


def test_an_utterance_of_the_customer_is_read() -> None:
    """Its words, number and place go to the model."""
    words = committed(Said(CUSTOMER, 2.0, 4.0, "my parcel never came"), utterance=5)
    assert run(SentimentMeter(SETTINGS), [words, until(4.7)]) == [
        SentimentDue(
            party=CUSTOMER,
            utterance=5,
            at=words.at,
            span=Span(start=words.start, end=words.end),
            text="my parcel never came",
        )
    ]


def test_a_statement_is_read_at_its_pause() -> None:
    """Not before; and once."""
    words = said("my parcel never came", 2.0)
    assert due([words, until(3.5)]) == []
    assert len(due([words, until(3.5), until(3.7), until(9.0)])) == 1


def test_a_statement_committed_in_pieces_is_read_once() -> None:
    """Three commits of one sentence, and an utterance more after a short pause, are one text."""
    pieces = [
        said("my parcel", 2.0),
        until(2.7),
        said("never came", 2.5),
        until(3.4),
        said("and nobody told me", 3.4, utterance=1),
        until(5.1),
    ]
    (asked,) = due(pieces)
    assert asked.text == "my parcel never came and nobody told me"
    assert (asked.span, asked.utterance) == (Span(start=to_samples(2), end=to_samples(4.4)), 1)


def test_words_after_a_pause_are_a_statement_of_their_own() -> None:
    """Each is read."""
    events = [said("it never came", 2.0), until(3.5), said("that is ridiculous", 4.0), until(6.0)]
    assert [one.text for one in due(events)] == ["it never came", "that is ridiculous"]


def test_a_statement_waits_for_words_that_are_still_open() -> None:
    """What is tentative belongs to it; once that is taken back, it is read."""
    words, more = said("my parcel never came", 2.0), Said(CUSTOMER, 3.1, 3.6, "and then")
    assert due([words, tentative(more), until(4.5)]) == []
    gone = tentative(Said(CUSTOMER, 4.4, 4.4))
    assert len(due([words, tentative(more), until(4.5), gone])) == 1


def test_a_statement_waits_while_the_customer_talks_on() -> None:
    """Nothing is tentative yet of what is being said; a pause after it ends the statement."""
    events = [said("my parcel never came", 2.0), *talk(2.0, 5.0), until(5.5)]
    assert due(events) == []
    more = [said("and nobody told me", 3.2), until(5.7)]
    assert [one.text for one in due([*events, *more])] == [
        "my parcel never came and nobody told me"
    ]


def test_a_faint_sound_is_no_voice() -> None:
    """It does not keep a statement waiting."""
    events = [said("my parcel never came", 2.0), *(until(3.0 + at / 10, 0.3) for at in range(7))]
    assert len(due(events)) == 1


def test_words_that_come_after_the_next_are_begun_are_a_statement_of_their_own() -> None:
    """The pause after them has passed by then."""
    late = [*talk(2.0, 3.0), until(3.8), *talk(4.0, 4.5), said("my parcel never came", 2.0)]
    assert [one.text for one in due(late)] == ["my parcel never came"]


def test_open_words_that_are_committed_go_with_the_statement() -> None:
    """Nothing is open after the commit of the last of them."""
    words, more = said("my parcel never came", 2.0), said("and then", 3.1)
    events = [words, tentative(Said(CUSTOMER, 3.1, 3.6, "and den")), more, until(4.5)]
    assert [one.text for one in due(events)] == ["my parcel never came and then"]


def test_a_long_statement_is_read_before_its_end() -> None:
    """As soon as it has the most words; what follows is another."""
    pieces: list[Event] = []
    for index in range(5):
        start = 2.0 + index
        pieces += [said(f"and then came {index}", start), until(start + 1.0)]
    assert [len(one.text.split()) for one in due(pieces)] == [12]
    assert [len(one.text.split()) for one in due([*pieces, until(9.0)])] == [12, 8]


@pytest.mark.parametrize("order", [1, -1])
def test_the_last_statement_of_a_call_is_read(order: int) -> None:
    """Without a pause after it, whether its words come before the end of the audio or after."""
    events = [said("this is ridiculous", 2.0), AudioEnded(at=to_samples(3.0))]
    assert [one.text for one in due([until(2.9), *events[::order]])] == ["this is ridiculous"]


def test_the_agent_is_never_read() -> None:
    """How an agent feels is nobody's business here."""
    words = "this is a terrible and ridiculous mess"
    assert not due([committed(Said(AGENT, 2.0, 4.0, words)), until(9.0)])


@pytest.mark.parametrize("text", ["okay", "oh no", "thank you"])
def test_a_short_utterance_is_not_read(text: str) -> None:
    """One or two words say too little."""
    assert not due([committed(Said(CUSTOMER, 2.0, 4.0, text)), until(9.0)])


@pytest.mark.parametrize(("confidence", "asked"), [(0.1, 0), (0.39, 0), (0.4, 1), (0.9, 1)])
def test_an_utterance_hardly_understood_is_not_read(confidence: float, asked: int) -> None:
    """Misheard words would be somebody else's mood."""
    assert len(asked_when(confidence)) == asked


def test_a_reading_becomes_a_score() -> None:
    """Positive less negative, with the best class as label and its probability."""
    assert scored(reading(0.8, 0.15, 0.05)) == [
        SentimentScored(
            at=to_samples(4.5),
            party=CUSTOMER,
            score=-0.75,
            label=SentimentLabel.NEGATIVE,
            trend=0.0,
            confidence=0.8,
            utterance=3,
        )
    ]


@pytest.mark.parametrize(
    ("chances", "label"),
    [
        ((0.9, 0.1, 0.0), SentimentLabel.NEGATIVE),
        ((0.51, 0.49, 0.0), SentimentLabel.NEGATIVE),
        ((0.49, 0.41, 0.1), SentimentLabel.NEUTRAL),
        ((0.5, 0.0, 0.5), SentimentLabel.NEUTRAL),
        ((0.1, 0.8, 0.1), SentimentLabel.NEUTRAL),
        ((0.1, 0.45, 0.45), SentimentLabel.NEUTRAL),
        ((0.0, 0.3, 0.7), SentimentLabel.POSITIVE),
    ],
)
def test_a_model_that_is_not_sure_is_called_neutral(
    chances: tuple[float, float, float], label: SentimentLabel
) -> None:
    """Below the probability that counts as sure no side is taken."""
    (fact,) = scored(reading(*chances))
    assert fact.label is label
    assert fact.confidence == max(chances)


def test_there_is_no_trend_before_there_is_a_past() -> None:
    """Within the first window nothing lies before the recent part."""
    facts = scored(*(reading(0.9, 0.1, 0.0, end_s=at) for at in (2, 10, 20, 31)))
    assert [fact.trend for fact in facts] == [0.0] * 4


def test_the_trend_is_the_recent_mean_less_the_mean_before() -> None:
    """The customer was content, and is now anything but."""
    before = [reading(0.0, 0.4, 0.6, end_s=at) for at in (5, 15)]
    recent = [reading(0.8, 0.2, 0.0, end_s=at) for at in (50, 60)]
    assert [fact.trend for fact in scored(*before, *recent)] == [0.0, 0.0, -1.4, -1.4]


def test_the_trend_rises_as_the_customer_calms_down() -> None:
    """From -0.8 to +0.5."""
    facts = scored(reading(0.8, 0.2, 0.0, end_s=5), reading(0.1, 0.3, 0.6, end_s=60))
    assert facts[-1].trend == pytest.approx(1.3)


def test_a_reading_grows_old() -> None:
    """What has left the window counts to the past, with all that was there."""
    ends = (5, 10, 45, 80)
    facts = scored(
        *(
            reading(negative, 1 - negative, 0.0, end_s=at)
            for at, negative in zip(ends, (0.2, 0.4, 0.9, 0.5), strict=True)
        )
    )
    assert facts[2].trend == pytest.approx(-0.9 + 0.3)
    assert facts[3].trend == pytest.approx(-0.5 + 0.5)


def test_a_call_is_asked_and_answered() -> None:
    """What is asked can be answered, and the answer is scored as of that utterance."""
    meter, read = SentimentMeter(), ScriptedSentiment({"ridiculous": 0.9})
    words = said("this is ridiculous", 2.0, utterance=8)
    (asked,) = run(meter, [words, until(9.0)])
    assert isinstance(asked, SentimentDue)
    (fact,) = run(meter, [read(asked)])
    assert isinstance(fact, SentimentScored)
    assert (fact.utterance, fact.score, fact.at) == (8, -0.9, words.at)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"least_words": 0}, "least_words"),
        ({"most_words": 2}, "most_words"),
        ({"pause_s": 3.5}, "pause_s"),
        ({"voice_threshold": 1.1}, "voice_threshold"),
        ({"least_confidence": 1.5}, "least_confidence"),
        ({"sure": 0.3}, "sure"),
        ({"window_s": 4.0}, "window_s"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        SentimentSettings(**changes)
