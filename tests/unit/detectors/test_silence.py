"""Silences, from scripted voice: when they are reported, and what ends them."""

from __future__ import annotations

import pytest

from assistant.detectors.silence import SilenceMeter, SilenceSettings
from assistant.events import ActSpoken, AudioEnded, Event, Party, SilenceStretched, VoiceProbed
from assistant.timeline import Span, to_samples, to_seconds

FRAME = 512
Talk = list[tuple[float, float]]


def probes(agent: Talk, customer: Talk, until_s: float) -> list[Event]:
    """A probe a frame for each party; voice where the script says so, in seconds."""
    events: list[Event] = []
    for start in range(0, to_samples(until_s), FRAME):
        for party, talk in ((Party.AGENT, agent), (Party.CUSTOMER, customer)):
            voiced = any(from_s <= to_seconds(start) < to_s for from_s, to_s in talk)
            span = Span(start=start, end=start + FRAME)
            events.append(VoiceProbed(party=party, span=span, probability=0.9 if voiced else 0.05))
    return events


def hold_request(end_s: float, at_s: float) -> ActSpoken:
    """The agent asked to hold; the words ended at `end_s` and were known at `at_s`."""
    return ActSpoken(
        at=to_samples(at_s),
        party=Party.AGENT,
        act="hold_request",
        text="bear with me",
        start=to_samples(end_s - 0.6),
        end=to_samples(end_s),
        score=0.95,
        utterance=0,
    )


def measured(events: list[Event]) -> list[SilenceStretched]:
    """All that the meter says, an act coming in as soon as the voice has got to its `at`."""
    meter = SilenceMeter()
    return [fact for event in events for fact in meter.on(event)]


def with_act(events: list[Event], act: ActSpoken) -> list[Event]:
    """The act in its place among the probes."""
    before = [e for e in events if not isinstance(e, VoiceProbed) or e.span.end <= act.at]
    return [*before, act, *events[len(before) :]]


def seconds(facts: list[SilenceStretched]) -> list[tuple[float, float, float | None]]:
    """At, start and end of each fact, in seconds to a tenth."""
    return [
        (
            round(to_seconds(f.at), 1),
            round(to_seconds(f.start), 1),
            None if f.end is None else round(to_seconds(f.end), 1),
        )
        for f in facts
    ]


def test_a_silence_is_reported_at_three_and_eight_seconds_and_when_it_ends() -> None:
    """Three facts for a long silence, all with the same start."""
    facts = measured(probes([(0, 2)], [(14, 16)], 17))
    assert seconds(facts) == [(5.0, 2.0, None), (10.0, 2.0, None), (14.2, 2.0, 14.0)]


def test_a_short_silence_is_nothing() -> None:
    """Turns change with pauses of up to a few seconds."""
    assert not measured(probes([(0, 2)], [(4.8, 6)], 7))


def test_a_silence_of_a_few_seconds_is_logged_but_not_said_again() -> None:
    """The second fact belongs to the cue, and the silence did not last for it."""
    facts = measured(probes([(0, 2)], [(7, 9)], 9.5))
    assert seconds(facts) == [(5.0, 2.0, None), (7.2, 2.0, 7.0)]


def test_ringing_does_not_count() -> None:
    """Before anybody has spoken there is no silence."""
    assert not measured(probes([(12, 14)], [], 15))


def test_a_cough_does_not_end_a_silence() -> None:
    """A sound under 0.2 s leaves the silence whole."""
    facts = measured(probes([(0, 2)], [(6, 6.15), (14, 16)], 16.5))
    assert seconds(facts) == [(5.0, 2.0, None), (10.0, 2.0, None), (14.2, 2.0, 14.0)]


def test_a_voice_that_comes_just_in_time_is_not_a_silence() -> None:
    """What began before the third second counts from its beginning."""
    assert not measured(probes([(0, 2)], [(4.9, 6)], 6.5))


def test_one_party_talking_is_no_silence() -> None:
    """A monologue is not dead air."""
    assert not measured(probes([(0, 20)], [(0, 1)], 20.5))


def test_the_end_of_the_call_ends_a_silence() -> None:
    """The last silence gets its end from the end of the audio."""
    end = AudioEnded(at=to_samples(6.5))
    facts = measured([*probes([(0, 2)], [], 6.5), end])
    assert seconds(facts) == [(5.0, 2.0, None), (6.5, 2.0, 6.5)]


def test_an_announced_silence_is_explained() -> None:
    """The agent asked to hold just before."""
    facts = measured(with_act(probes([(0, 2)], [(14, 16)], 17), hold_request(2.0, 2.6)))
    assert [fact.explained for fact in facts] == [True, True, True]


def test_words_that_come_in_late_explain_what_is_left() -> None:
    """The request is known only during the silence; from then on it is explained."""
    facts = measured(with_act(probes([(0, 2)], [(14, 16)], 17), hold_request(2.0, 6.0)))
    assert [fact.explained for fact in facts] == [False, True, True]


def test_an_old_announcement_explains_nothing() -> None:
    """A wait announced more than ten seconds before is over."""
    talk = probes([(0, 14)], [(20, 22)], 22.5)
    facts = measured(with_act(talk, hold_request(2.0, 2.6)))
    assert facts
    assert not any(fact.explained for fact in facts)


def test_a_party_that_drops_out_is_not_awaited() -> None:
    """With one channel lost the other still tells silence from speech."""
    both = probes([(0, 2)], [], 2.5)
    alone = [
        event
        for event in probes([], [], 12)
        if isinstance(event, VoiceProbed)
        and event.party is Party.AGENT
        and event.span.start >= to_samples(2.5)
    ]
    assert [round(to_seconds(f.at)) for f in measured([*both, *alone])] == [5, 10]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("logged_s", 0.1),
        ("cued_s", 500.0),
        ("explained_within_s", -1.0),
        ("voice_threshold", 1.5),
        ("least_voice_s", 3.0),
        ("dip_s", -0.1),
        ("join_s", 2.0),
        ("least_talk_s", 6.0),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(key: str, value: float) -> None:
    """The message names the key and the range."""
    with pytest.raises(ValueError, match=rf"silence\.{key} .* from"):
        SilenceSettings(**{key: value})


def test_the_cue_comes_not_before_the_log() -> None:
    """Lengths in the wrong order are refused."""
    with pytest.raises(ValueError, match="shorter"):
        SilenceSettings(logged_s=10.0, cued_s=5.0)
