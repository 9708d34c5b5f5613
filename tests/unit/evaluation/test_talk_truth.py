"""Pace and share of talk from a truth written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.evaluation.label import Kind
from assistant.evaluation.measured import errors_as_json, errors_of
from assistant.evaluation.scoring import Scored
from assistant.evaluation.talk_truth import talk_labels, talk_truth
from assistant.events import PaceMeasured, TalkShareMeasured
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER


def truth(words: int, agent: list[list[float]], customer: list[list[float]]) -> dict[str, Any]:
    """The agent says so many words evenly in 0 to 60 s; who speaks when is given apart."""
    said = [
        {"word": "word", "start": 60 * n / words, "end": 60 * (n + 1) / words} for n in range(words)
    ]
    phrase = {"text": "", "start": 0.0, "end": 60.0, "words": said}
    return {
        "turns": [{"party": "agent", "phrases": [phrase]}],
        "speech": {"agent": agent, "customer": customer},
        "duration": 70.0,
        "expected": {},
    }


def test_pace_is_of_own_speech() -> None:
    """Two words a second are 120 a minute; pauses under a quarter second are bridged."""
    talk = talk_truth(truth(120, [[0.0, 10.0], [10.2, 60.0]], []))
    assert talk.pace(AGENT, 30.0) == pytest.approx(120, abs=4)
    assert talk.pace(AGENT, 14.0) is None
    assert talk.pace(CUSTOMER, 30.0) is None


def test_what_lies_in_a_pause_is_not_counted_as_speech() -> None:
    """15 s of own speech reach back over the pause; the words in it make the pace higher."""
    talk = talk_truth(truth(120, [[0.0, 10.0], [20.0, 60.0]], []))
    assert talk.pace(AGENT, 25.0) == pytest.approx(200, abs=5)


def test_share_is_of_all_talk_in_the_window() -> None:
    """Thirty seconds against ten are three quarters."""
    talk = talk_truth(truth(60, [[0.0, 30.0]], [[30.0, 40.0]]))
    assert talk.share(AGENT, 40.0) == pytest.approx(0.75)
    assert talk.share(AGENT, 40.0, window=10.0) == 0.0
    assert talk.share(AGENT, 0.0) is None


def test_labels_are_the_stretches_over_a_limit() -> None:
    """200 words a minute are too fast, and a lone talker talks too much."""
    labels = list(talk_labels(truth(200, [[0.0, 60.0]], [])))
    assert [(one.kind, one.party, one.optional) for one in labels] == [
        (Kind.PACE, AGENT, False),
        (Kind.TALK_SHARE, AGENT, False),
    ]
    assert labels[0].evidence == pytest.approx(15.0, abs=0.5)


def test_near_a_limit_either_is_right() -> None:
    """175 words a minute may be called fast; 150 may not."""
    fast = [one for one in talk_labels(truth(175, [[0.0, 60.0]], [])) if one.kind is Kind.PACE]
    assert [one.optional for one in fast] == [True]
    slow = talk_labels(truth(150, [[0.0, 60.0]], []))
    assert Kind.PACE not in {one.kind for one in slow}
    assert list(talk_labels({"turns": [], "expected": {}})) == []


def test_measured_numbers_are_held_against_true_ones() -> None:
    """132 for 120 is ten per cent off, .65 for .75 ten points."""
    known = truth(120, [[0.0, 60.0]], [[60.0, 70.0]])
    at, window = to_samples(30), to_samples(15)
    pace = PaceMeasured(at=at, party=AGENT, words_per_minute=132.0, window=window)
    share = TalkShareMeasured(at=to_samples(70), party=AGENT, share=0.65, window=to_samples(40))
    errors = errors_of([(pace, None), (share, None)], Scored(pairs=[]), known)
    figures = errors_as_json([errors])
    assert figures["pace, %"]["p50"] == pytest.approx(10, abs=1)
    assert figures["talk share, points"]["max"] == pytest.approx(10, abs=0.1)
