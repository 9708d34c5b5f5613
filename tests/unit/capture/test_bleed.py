"""A party's echo goes off the other's channel; talk stays, and a call without echo is untouched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.capture.bleed import BleedGate
from assistant.capture.echo_watch import BleedSettings
from assistant.capture.source import FRAME
from assistant.events import (
    AudioEnded,
    AudioFrame,
    ComponentDegraded,
    ComponentRecovered,
    Event,
    Party,
)
from echoes import LEVEL, echo, frames, hiss, power, talk, through


def _heard(gate: BleedGate, *events: Event) -> list[Event]:
    return [out for event in events for out in gate.hear(event)]


@pytest.mark.parametrize("attenuation_db", [3, 6, 12, 24])
@pytest.mark.parametrize("lag_ms", [0, 3, 20, 40, 60])
def test_an_echo_is_silent_within_half_a_second(attenuation_db: float, lag_ms: float) -> None:
    """Whatever its level and lag, an echo alone becomes silence soon after it first sounds."""
    customer = talk(4, 1, start=1.0, end=3.0) + hiss(4, 2)
    out = through(echo(customer, attenuation_db, lag_ms) + hiss(4, 3), customer)
    before = power(echo(customer, attenuation_db, lag_ms), 1.5, 3.0)
    assert power(out.agent, 1.5, 3.0) < 0.01 * before
    assert np.array_equal(out.customer, customer[: len(out.customer)])


@pytest.mark.parametrize("attenuation_db", [3, 6, 12, 24])
@pytest.mark.parametrize("lag_ms", [0, 3, 40])
def test_the_measures_of_an_echo_are_told(attenuation_db: float, lag_ms: float) -> None:
    """Who is heard where, how much weaker within 1.5 dB, and how late within a millisecond."""
    customer = talk(4, 4, start=0.5) + hiss(4, 5)
    out = through(echo(customer, attenuation_db, lag_ms) + hiss(4, 6), customer)
    first = out.told[0]
    assert (first.from_, first.to) == (Party.CUSTOMER, Party.AGENT)
    assert first.attenuation_db == pytest.approx(attenuation_db, abs=1.5)
    assert first.lag_ms == pytest.approx(lag_ms, abs=1.0)
    assert first.gated
    assert not first.gone


def test_an_echo_that_seems_to_come_first_is_taken_out() -> None:
    """Channels that were started apart may have the echo before its source."""
    customer = talk(4, 7, start=0.5) + hiss(4, 8)
    out = through(echo(customer, 9, -8) + hiss(4, 9), customer)
    assert out.told[0].lag_ms == pytest.approx(-8, abs=1.0)
    assert power(out.agent, 1.5, 3.5) < 0.05 * power(customer, 1.5, 3.5) / 8


def test_the_agent_on_the_customers_channel_is_taken_out_too() -> None:
    """A sidetone is an echo the other way."""
    agent = talk(4, 10, start=0.5) + hiss(4, 11)
    out = through(agent, echo(agent, 12, 25) + hiss(4, 12))
    assert (out.told[0].from_, out.told[0].to) == (Party.AGENT, Party.CUSTOMER)
    assert power(out.customer, 1.5, 3.5) < 1e-9
    assert np.array_equal(out.agent, agent[: len(out.agent)])


def test_both_may_be_heard_on_each_others_channel() -> None:
    """An echo each way is found, and both are taken out."""
    said, replied = talk(9, 13, end=4.0), talk(9, 14, start=5.0)
    agent = replied + echo(said, 10, 40) + hiss(9, 15)
    customer = said + echo(replied, 14, 15) + hiss(9, 16)
    out = through(agent, customer)
    assert {told.to for told in out.told} == set(Party)
    assert power(out.agent, 1.5, 3.5) < 1e-8
    assert power(out.customer, 6.5, 8.5) < 1e-8
    assert power(out.agent, 6.5, 8.5) > 0.9 * power(agent, 6.5, 8.5)


@pytest.mark.parametrize("attenuation_db", [6, 12])
def test_talk_over_the_echo_is_kept(attenuation_db: float) -> None:
    """Where both really talk, the near party stays: no hole, and no less power."""
    customer = talk(6, 17, start=0.5) + hiss(6, 18)
    agent = talk(6, 19, start=3.0, end=5.0)
    out = through(agent + echo(customer, attenuation_db, 40) + hiss(6, 20), customer)
    steps = np.arange(3.2, 4.9, 0.1)
    kept = [power(out.agent, at, at + 0.1) > 0.4 * power(agent, at, at + 0.1) for at in steps]
    assert np.mean(kept) >= 0.9
    assert power(out.agent, 1.5, 2.9) < 1e-8


def test_of_talk_over_the_echo_the_echo_is_taken_away() -> None:
    """What is left in double talk is nearer to the near party's voice than what was heard."""
    customer = talk(6, 21, start=0.5) + hiss(6, 22)
    agent = talk(6, 23, start=3.0, end=5.5)
    heard = agent + echo(customer, 6, 40) + hiss(6, 24)
    out = through(heard, customer)
    length = len(out.agent)
    after = power(out.agent - agent[:length], 3.5, 5.0)
    assert after < 0.3 * power(heard - agent, 3.5, 5.0)


def test_a_moved_echo_is_found_again() -> None:
    """Another pair of loudspeakers: the lag changes, is told, and silence comes back."""
    customer = talk(10, 25) + hiss(10, 26)
    half = len(customer) // 2
    agent = echo(customer, 8, 20)
    agent[half:] = echo(customer, 14, 90)[half:]
    out = through(agent + hiss(10, 27), customer)
    assert [round(told.lag_ms) for told in out.told][-1] == 90
    assert power(out.agent, 7.0, 9.5) < 1e-7


def test_an_echo_that_ends_is_gone() -> None:
    """A headset is plugged in: after some seconds of the customer's talk that is told."""
    customer = talk(24, 28) + hiss(24, 29)
    agent = echo(customer, 8, 20)
    agent[len(agent) // 4 :] = 0.0
    agent += hiss(24, 30)
    out = through(agent, customer, BleedGate(BleedSettings(gone_s=3.0)))
    assert out.told[-1].gone
    assert not out.told[-1].gated
    tail = to = len(out.agent)
    tail -= 16_000
    assert np.array_equal(out.agent[tail:to], agent[tail:to])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), overlap=st.booleans(), loud=st.floats(0.05, 4.0))
def test_a_call_without_echo_is_untouched(seed: int, overlap: bool, loud: float) -> None:
    """Two people who talk in turn or at once come through bit for bit, and nothing is told."""
    agent = talk(4, 2 * seed, end=None if overlap else 2.0) * np.float32(loud) + hiss(4, seed)
    customer = talk(4, 2 * seed + 1, start=0.0 if overlap else 2.0) + hiss(4, seed + 1)
    given = list(frames(agent, customer))
    assert _heard(BleedGate(), *given) == given


def test_both_who_begin_together_are_no_echo() -> None:
    """Two hellos at the same moment share a rhythm but not a sound."""
    rhythm = np.repeat(np.tile([1.0, 0.0], 10), 3200).astype(np.float32)
    agent, customer = talk(4, 31) * rhythm, talk(4, 32) * rhythm
    out = through(agent + hiss(4, 33), customer + hiss(4, 34))
    assert out.told == []


def test_one_recording_on_both_channels_is_said_and_kept() -> None:
    """A mono recording copied to both channels is no echo: it stays, and a fault says so."""
    sound = talk(8, 35) + hiss(8, 36)
    out = through(sound, sound.copy())
    assert np.array_equal(out.agent, sound[: len(out.agent)])
    assert np.array_equal(out.customer, sound[: len(out.customer)])
    faults = [event for event in out.events if isinstance(event, ComponentDegraded)]
    assert [fault.component for fault in faults] == ["channels"]
    assert [(told.attenuation_db, told.gated, told.gone) for told in out.told] == [
        (0.0, False, False)
    ]


def test_music_on_both_channels_ends() -> None:
    """Once each channel has a sound of its own again, that is said."""
    both = talk(12, 37, end=5.0)
    agent = both + talk(12, 38, start=5.5)
    out = through(agent + hiss(12, 39), both + hiss(12, 40))
    kinds = [type(e) for e in out.events if isinstance(e, ComponentDegraded | ComponentRecovered)]
    assert kinds == [ComponentDegraded, ComponentRecovered]
    assert out.told[-1].gone


def test_a_distorted_echo_is_silent() -> None:
    """What has little of its source's wave, but its loudness, is taken out, and talk is kept."""
    customer = talk(14, 41, end=10.0) + hiss(14, 42)
    loud = np.sqrt(np.convolve(customer**2, np.full(800, 1 / 800), "same")) / LEVEL
    rattle = echo(hiss(14, 43, LEVEL) * loud.astype(np.float32), 8, 30)
    near = talk(14, 48, start=10.5)
    out = through(echo(customer, 12, 30) + rattle + near + hiss(14, 44), customer)
    assert [told.gated for told in out.told] == [True]
    assert power(out.agent, 4.0, 9.5) < 0.05 * power(rattle, 4.0, 9.5)
    assert power(out.agent, 10.6, 13.5) > 0.9 * power(near, 10.6, 13.5)


def test_an_echo_louder_than_its_source_is_silent() -> None:
    """A microphone that is turned up, at a lag that says who hears whom."""
    customer = talk(8, 49) + hiss(8, 50)
    out = through(echo(customer, -4, 30) + hiss(8, 51), customer)
    assert [told.gated for told in out.told] == [True]
    assert power(out.agent, 2.0, 7.5) < 0.01 * power(customer, 2.0, 7.5)


def test_switched_off_it_measures_only() -> None:
    """With the gate off the echo is told, and the frames stay as they are."""
    customer = talk(4, 45, start=0.5) + hiss(4, 46)
    agent = echo(customer, 9, 40) + hiss(4, 47)
    out = through(agent, customer, BleedGate(BleedSettings(gate=False)))
    assert np.array_equal(out.agent, agent[: len(out.agent)])
    assert [told.gated for told in out.told] == [False]


def test_frames_of_one_party_alone_go_through() -> None:
    """Where a party has no frames, the other's come through in order, each as it was."""
    for party in Party:
        given: list[Event] = [
            AudioFrame(party=party, start=start, samples=talk(0.032, start))
            for start in range(0, 5 * FRAME, FRAME)
        ]
        given.append(AudioEnded(at=5 * FRAME))
        assert _heard(BleedGate(), *given) == given


def test_the_agents_frame_does_not_outwait_the_end() -> None:
    """A frame that waits for the customer's comes out before the end of the audio."""
    frame = AudioFrame(party=Party.AGENT, start=0, samples=np.zeros(FRAME, np.float32))
    gate = BleedGate()
    assert _heard(gate, frame) == []
    assert _heard(gate, AudioEnded(at=100)) == [frame, AudioEnded(at=100)]


def test_faults_pass_at_once() -> None:
    """What else a source says does not wait."""
    fault = ComponentDegraded(at=0, component="recording", reason="cut off", done="goes on")
    assert _heard(BleedGate(), fault) == [fault]


@pytest.mark.parametrize(
    "wrong",
    [
        {"earliest_ms": 5.0},
        {"latest_ms": 500.0},
        {"least_attenuation_db": -30.0},
        {"gone_s": 0.0},
        {"change_db": 0.0},
        {"change_ms": 0.0},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    """A setting outside its range is named."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        BleedSettings(**wrong)
