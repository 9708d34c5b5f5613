"""Utterances, from scripted probabilities: where they begin and end, and when that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from assistant.capture.source import FRAME
from assistant.events import AudioEnded, Event, Party, SpeechEnded, SpeechStarted, VoiceProbed
from assistant.speech.segmenter import Segmenter, SegmenterSettings
from assistant.timeline import Span, to_samples
from fakes import AGENT, CUSTOMER, probabilities, run

SPOKEN, SOFT, SILENT = 0.9, 0.3, 0.05
HANGOVER_FRAMES = 16
"""The first whole number of frames that lasts for half a second."""


def probes(chances: Sequence[float], party: Party = AGENT) -> Iterator[VoiceProbed]:
    """A probe a frame with the probabilities given."""
    for index, chance in enumerate(chances):
        span = Span(start=index * FRAME, end=(index + 1) * FRAME)
        yield VoiceProbed(party=party, span=span, probability=chance)


def heard(chances: Sequence[float], *then: Event) -> list[Event]:
    return run(Segmenter(), [*probes(chances), *then])


def test_speech_begins_at_its_first_voiced_frame_and_is_known_three_frames_on() -> None:
    """Three voiced frames in a row make speech, which began with the first of them."""
    assert heard([SILENT] * 5 + [SPOKEN] * 4) == [
        SpeechStarted(at=8 * FRAME, party=AGENT, utterance=0, start=5 * FRAME)
    ]


def test_a_click_is_no_speech() -> None:
    """Two voiced frames between silence start nothing, however often they come."""
    assert not heard([SPOKEN, SPOKEN, SILENT] * 10)


def test_a_soft_frame_does_not_begin_speech() -> None:
    """Between the two thresholds nothing begins."""
    assert not heard([SOFT] * 50)


def test_a_soft_frame_does_not_end_speech() -> None:
    """Between the two thresholds speech goes on, and reaches to the last soft frame."""
    facts = heard([SPOKEN] * 5 + [SOFT] * 40 + [SILENT] * HANGOVER_FRAMES)
    assert facts[1:] == [
        SpeechEnded(at=61 * FRAME, party=AGENT, utterance=0, start=0, end=45 * FRAME)
    ]


def test_speech_ends_where_it_fell_silent_once_that_has_lasted() -> None:
    """The end is the last voiced sample; it is known after the hangover, not before."""
    silence = [SILENT] * HANGOVER_FRAMES
    assert len(heard([SPOKEN] * 5 + silence[1:])) == 1
    assert heard([SPOKEN] * 5 + silence)[1:] == [
        SpeechEnded(at=21 * FRAME, party=AGENT, utterance=0, start=0, end=5 * FRAME)
    ]


def test_a_pause_within_a_phrase_does_not_end_it() -> None:
    """A quarter of a second without voice leaves one utterance."""
    facts = heard(([SPOKEN] * 20 + [SILENT] * 8) * 5 + [SILENT] * HANGOVER_FRAMES)
    assert [type(fact) for fact in facts] == [SpeechStarted, SpeechEnded]


def test_utterances_are_numbered_over_both_parties() -> None:
    """Numbers count up in order of onset, whoever speaks."""
    voiced = {AGENT: [(0.0, 1.0), (4.0, 5.0)], CUSTOMER: [(2.0, 3.0), (4.5, 6.0)]}
    facts = run(Segmenter(), probabilities(voiced, 7.0))
    started = [(f.utterance, f.party) for f in facts if isinstance(f, SpeechStarted)]
    ended = [(f.utterance, f.party) for f in facts if isinstance(f, SpeechEnded)]
    assert started == [(0, AGENT), (1, CUSTOMER), (2, AGENT), (3, CUSTOMER)]
    assert sorted(ended) == started


def test_one_party_does_not_touch_the_other() -> None:
    """What the agent says moves no time of what the customer says."""
    talk = [(1.0, 2.0), (3.2, 5.0)]
    agent = [(0.5, 1.4), (1.8, 4.2)]
    alone = run(Segmenter(), probabilities({CUSTOMER: talk}, 6.0))
    both = run(Segmenter(), probabilities({CUSTOMER: talk, AGENT: agent}, 6.0))

    def times(facts: list[Event]) -> list[tuple[int, int]]:
        mine = [f for f in facts if isinstance(f, SpeechStarted | SpeechEnded)]
        return [(f.at, f.start) for f in mine if f.party is CUSTOMER]

    assert times(alone) == times(both)
    assert len(times(alone)) == 4


def test_the_end_of_audio_ends_open_utterances() -> None:
    """Both parties' utterances get their ends, which lie within the call."""
    voiced = {AGENT: [(0.0, 2.0)], CUSTOMER: [(1.0, 1.9)]}
    end = to_samples(1.99)
    facts = run(Segmenter(), [*probabilities(voiced, 2.0), AudioEnded(at=end)])
    ended = [fact for fact in facts if isinstance(fact, SpeechEnded)]
    assert {fact.party for fact in ended} == {AGENT, CUSTOMER}
    assert all(fact.at == end and fact.end <= end for fact in ended)


def test_the_end_of_audio_says_nothing_where_nobody_speaks() -> None:
    """An utterance that is over is not ended twice."""
    facts = heard([SPOKEN] * 5 + [SILENT] * 20, AudioEnded(at=25 * FRAME))
    assert [type(fact) for fact in facts] == [SpeechStarted, SpeechEnded]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"onset_probability": 0.2}, "offset_probability"),
        ({"onset_probability": 1.0}, "onset_probability"),
        ({"onset_s": 0.6}, "onset_s"),
        ({"hangover_s": 0.05}, "hangover_s"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        SegmenterSettings(**changes)
