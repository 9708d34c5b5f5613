"""Holds, from scripted speech and acts: each phase, in time and late."""

from __future__ import annotations

import pytest

from assistant.detectors.holds import HoldSettings, HoldTracker
from assistant.events import (
    ActSpoken,
    Event,
    HoldChanged,
    HoldPhase,
    Party,
    SpeechEnded,
    SpeechStarted,
    VoiceProbed,
)
from assistant.timeline import Span, to_samples, to_seconds

FRAME = 512
CLOSES = 0.6
"""Seconds of silence after which the end of speech is known."""


def speech(start_s: float, end_s: float, party: Party = Party.AGENT) -> list[tuple[float, Event]]:
    """Speech from `start_s` to `end_s`: its voice, and its edges when they are known."""
    start, end = to_samples(start_s), to_samples(end_s)
    started = SpeechStarted(at=start, party=party, utterance=0, start=start)
    known = end_s + CLOSES
    ended = SpeechEnded(at=to_samples(known), party=party, utterance=0, start=start, end=end)
    voice: list[tuple[float, Event]] = [
        (
            to_seconds(at + FRAME),
            VoiceProbed(party=party, span=Span(start=at, end=at + FRAME), probability=0.9),
        )
        for at in range(start, end, FRAME)
    ]
    return [(start_s, started), *voice, (known, ended)]


def act(name: str, start_s: float, end_s: float, at_s: float) -> list[tuple[float, Event]]:
    """An act of the agent, known at `at_s`."""
    spoken = ActSpoken(
        at=to_samples(at_s),
        party=Party.AGENT,
        act=name,
        text=name,
        start=to_samples(start_s),
        end=to_samples(end_s),
        score=0.95,
        utterance=0,
    )
    return [(at_s, spoken)]


def tracked(*script: list[tuple[float, Event]], until_s: float) -> list[tuple[str, float]]:
    """The phases and when, in seconds to a tenth; all of one hold have the request's start."""
    tracker = HoldTracker()
    ticks: list[tuple[float, Event]] = []
    for frame in range(int(until_s * 10)):
        start = to_samples(frame / 10)
        span = Span(start=start, end=start + to_samples(0.1))
        probe = VoiceProbed(party=Party.CUSTOMER, span=span, probability=0.0)
        ticks.append((frame / 10 + 0.1, probe))
    timed = sorted([*ticks, *(event for part in script for event in part)], key=lambda e: e[0])
    changes = [change for _, event in timed for change in tracker.on(event)]
    assert all(isinstance(change, HoldChanged) for change in changes)
    return [(change.phase.value, round(to_seconds(change.at), 1)) for change in changes]


def test_a_hold_goes_through_its_phases() -> None:
    """Asked, begun, returned from, thanked for."""
    assert tracked(
        speech(0, 4),
        act("hold_request", 2, 4, 4.7),
        speech(20, 24),
        act("hold_return", 20.2, 21.5, 22.5),
        until_s=50,
    ) == [("requested", 4.7), ("started", 7.0), ("returned", 20.5), ("thanked", 22.5)]


def test_a_check_in_falls_due_after_a_minute() -> None:
    """The agent has not spoken for sixty seconds since the silence began."""
    assert tracked(speech(0, 4), act("hold_request", 2, 4, 4.7), speech(90, 92), until_s=95) == [
        ("requested", 4.7),
        ("started", 7.0),
        ("check_in_due", 64.0),
        ("returned", 90.5),
    ]


def test_a_request_that_no_silence_follows_lapses() -> None:
    """The agent talked on, and a later pause is no hold."""
    assert tracked(speech(0, 4), act("hold_request", 2, 4, 4.7), speech(5, 16), until_s=40) == [
        ("requested", 4.7)
    ]


def test_words_that_come_late_find_the_agent_already_silent() -> None:
    """The silence before the words were known counts."""
    assert tracked(speech(0, 4), act("hold_request", 2, 4, 9.0), until_s=12) == [
        ("requested", 9.0),
        ("started", 9.0),
    ]


def test_words_that_come_after_the_return_still_tell_the_whole_hold() -> None:
    """The silence is over when the words are known, and is not lost."""
    assert tracked(speech(0, 4), act("hold_request", 2, 4, 10.0), speech(9, 13), until_s=14) == [
        ("requested", 10.0),
        ("started", 10.0),
        ("returned", 10.0),
    ]


def test_a_cough_is_no_return() -> None:
    """Speech under half a second leaves the hold as it is."""
    assert tracked(speech(0, 4), act("hold_request", 2, 4, 4.7), speech(10, 10.3), until_s=15) == [
        ("requested", 4.7),
        ("started", 7.0),
    ]


def test_a_short_thanks_before_the_silence_does_not_hinder_it() -> None:
    """The agent says "thanks" to the customer's "sure" and goes."""
    phases = tracked(
        speech(0, 4),
        act("hold_request", 2, 4, 4.7),
        speech(4.5, 5, Party.CUSTOMER),
        speech(5.5, 5.9),
        until_s=12,
    )
    assert [phase for phase, _ in phases] == ["requested", "started"]


def test_the_customer_talking_does_not_end_a_hold() -> None:
    """Only the agent comes back."""
    assert tracked(
        speech(0, 4),
        act("hold_request", 2, 4, 4.7),
        speech(10, 14, Party.CUSTOMER),
        until_s=16,
    ) == [("requested", 4.7), ("started", 7.0)]


def test_thanks_long_after_the_return_do_not_count() -> None:
    """Fifteen seconds are what the guides allow."""
    phases = tracked(
        speech(0, 4),
        act("hold_request", 2, 4, 4.7),
        speech(20, 60),
        act("hold_return", 40, 41, 42),
        until_s=62,
    )
    assert "thanked" not in [phase for phase, _ in phases]


def test_thanks_for_patience_are_thanks() -> None:
    """The act of gratitude does as well as that of the return."""
    phases = tracked(
        speech(0, 4),
        act("hold_request", 2, 4, 4.7),
        speech(20, 24),
        act("gratitude", 20.2, 21.5, 22.5),
        until_s=30,
    )
    assert phases[-1] == ("thanked", 22.5)


def test_saying_it_twice_is_one_request() -> None:
    """ "Bear with me, one moment please" is one hold."""
    phases = tracked(
        speech(0, 5),
        act("hold_request", 2, 3, 4.0),
        act("hold_request", 4, 5, 5.7),
        until_s=12,
    )
    assert phases == [("requested", 4.0), ("started", 8.0)]


def test_a_second_hold_is_a_hold_of_its_own() -> None:
    """After the return the agent may ask again."""
    phases = tracked(
        speech(0, 4),
        act("hold_request", 2, 4, 4.7),
        speech(20, 24),
        act("hold_request", 22, 24, 24.7),
        until_s=30,
    )
    assert [phase for phase, _ in phases] == [
        HoldPhase.REQUESTED,
        HoldPhase.STARTED,
        HoldPhase.RETURNED,
        HoldPhase.REQUESTED,
        HoldPhase.STARTED,
    ]


def test_a_silence_that_nobody_asked_for_is_no_hold() -> None:
    """Dead air is another detector's matter."""
    assert not tracked(speech(0, 4), speech(20, 22), until_s=30)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("silent_s", 0.1),
        ("lapses_s", 0.5),
        ("check_in_s", 1.0),
        ("thanks_within_s", 0.0),
        ("least_speech_s", 4.0),
        ("pause_s", 3.0),
        ("voice_threshold", 2.0),
        ("words_late_s", -1.0),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(key: str, value: float) -> None:
    """The message names the key and the range."""
    with pytest.raises(ValueError, match=rf"holds\.{key} .* from"):
        HoldSettings(**{key: value})
