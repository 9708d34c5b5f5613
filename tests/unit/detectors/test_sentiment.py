"""Which of the customer's words are read, and what becomes of the readings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.detectors.sentiment import SentimentMeter, SentimentSettings
from assistant.events import Event, SentimentDue, SentimentLabel, SentimentRead, SentimentScored
from assistant.timeline import Span, to_samples
from fakes import AGENT, CUSTOMER, Said, ScriptedSentiment, committed, run


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


def asked_when(confidence: float) -> list[Event]:
    """What is asked about a turn of which the recogniser is only so sure."""
    words = committed(Said(CUSTOMER, 2.0, 4.0, "it is late again"))
    return run(SentimentMeter(), [replace(words, confidence=confidence)])


def test_an_utterance_of_the_customer_is_read() -> None:
    """Its words, number and place go to the model."""
    said = committed(Said(CUSTOMER, 2.0, 4.0, "my parcel never came"), utterance=5)
    assert run(SentimentMeter(), [said]) == [
        SentimentDue(
            party=CUSTOMER,
            utterance=5,
            at=said.at,
            span=Span(start=said.start, end=said.end),
            text="my parcel never came",
        )
    ]


def test_the_agent_is_never_read() -> None:
    """How an agent feels is nobody's business here."""
    words = "this is a terrible and ridiculous mess"
    assert not run(SentimentMeter(), [committed(Said(AGENT, 2.0, 4.0, words))])


@pytest.mark.parametrize("text", ["okay", "oh no", "thank you"])
def test_a_short_utterance_is_not_read(text: str) -> None:
    """One or two words say too little."""
    assert not run(SentimentMeter(), [committed(Said(CUSTOMER, 2.0, 4.0, text))])


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
    said = committed(Said(CUSTOMER, 2.0, 4.0, "this is ridiculous"), utterance=8)
    (due,) = run(meter, [said])
    assert isinstance(due, SentimentDue)
    (fact,) = run(meter, [read(due)])
    assert isinstance(fact, SentimentScored)
    assert (fact.utterance, fact.score, fact.at) == (8, -0.9, said.at)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"least_words": 0}, "least_words"),
        ({"least_confidence": 1.5}, "least_confidence"),
        ({"sure": 0.3}, "sure"),
        ({"window_s": 4.0}, "window_s"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        SentimentSettings(**changes)
