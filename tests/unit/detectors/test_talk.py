"""Shares of the talk and monologues, from scripted voices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from assistant.detectors.talk import TalkMeter, TalkSettings
from assistant.events import (
    AudioEnded,
    Event,
    MonologueStretched,
    Party,
    TalkShareMeasured,
    VoiceProbed,
)
from assistant.timeline import to_samples, to_seconds
from fakes import AGENT, CUSTOMER, probabilities, run

Talk = Sequence[tuple[float, float]]
BOTH = pytest.mark.parametrize("party", [AGENT, CUSTOMER])


def found(
    voiced: Mapping[Party, Talk], seconds: float, settings: TalkSettings | None = None
) -> list[Event]:
    """All that is told of a call."""
    end = AudioEnded(at=to_samples(seconds))
    return run(TalkMeter(settings), [*probabilities(voiced, seconds), end])


def monologues(facts: Sequence[Event]) -> list[tuple[Party, float, float, float | None]]:
    """Party, at, start and end of each, to a tenth of a second."""
    return [
        (
            fact.party,
            round(to_seconds(fact.at), 1),
            round(to_seconds(fact.start), 1),
            None if fact.end is None else round(to_seconds(fact.end), 1),
        )
        for fact in facts
        if isinstance(fact, MonologueStretched)
    ]


def shares(facts: Sequence[Event]) -> list[tuple[Party, float, float, float]]:
    """Party, at, share and window of each."""
    return [
        (fact.party, to_seconds(fact.at), round(fact.share, 2), to_seconds(fact.window))
        for fact in facts
        if isinstance(fact, TalkShareMeasured)
    ]


@BOTH
def test_a_monologue_is_told_at_45_and_60_seconds_and_when_it_ends(party: Party) -> None:
    """Three facts with the same start; the end is where the talk ended, known 2 s later."""
    told = monologues(found({party: [(2, 70)], party.other: [(80, 82)]}, 85))
    assert [fact[0] for fact in told] == [party] * 3
    assert [at for _, at, _, _ in told] == pytest.approx([47.0, 62.0, 72.0], abs=0.11)
    assert [start for _, _, start, _ in told] == pytest.approx([2.0] * 3, abs=0.05)
    assert [end for *_, end in told[:2]] == [None, None]
    assert told[2][3] == pytest.approx(70.0, abs=0.05)


def test_what_ends_sooner_is_none() -> None:
    """Forty-four seconds are told of neither in time nor at the end."""
    assert monologues(found({AGENT: [(2, 46)]}, 60)) == []


@BOTH
def test_breaths_and_backchannels_do_not_break_it(party: Party) -> None:
    """Own pauses under two seconds, with the other's mm-hm in them or over the talk."""
    talk = [(0, 12), (13.9, 25), (26.5, 50)]
    other = [(5, 5.6), (12.6, 13.2), (25.5, 26.1), (40, 40.65)]
    told = monologues(found({party: talk, party.other: other}, 51))
    assert [at for _, at, _, _ in told] == pytest.approx([45.0, 51.0], abs=0.11)


def test_a_pause_of_ones_own_breaks_it() -> None:
    """Two seconds in which the other could have come in."""
    assert monologues(found({AGENT: [(0, 30), (32.2, 60)]}, 65)) == []


def test_the_others_turn_breaks_it() -> None:
    """Over 0.7 s to themselves, even within a short pause."""
    assert monologues(found({AGENT: [(0, 30), (31.2, 60)], CUSTOMER: [(30.1, 31.1)]}, 65)) == []


def test_talking_on_over_the_other_does_not_break_it() -> None:
    """A second's attempt to come in that is talked down is no turn."""
    told = monologues(found({AGENT: [(0, 50)], CUSTOMER: [(20, 21.2)]}, 55))
    assert [at for _, at, _, _ in told] == pytest.approx([45.0, 52.0], abs=0.11)


def test_long_talk_of_both_at_once_is_nobodys_monologue() -> None:
    """After two seconds over the other, it is no longer one who talks."""
    assert monologues(found({AGENT: [(0, 50)], CUSTOMER: [(20, 24)]}, 55)) == []


def test_the_others_turn_ends_one_that_was_told() -> None:
    """The end is known once the other has taken the turn."""
    told = monologues(found({AGENT: [(0, 50)], CUSTOMER: [(50.4, 55)]}, 56))
    assert told[-1][1] == pytest.approx(51.1, abs=0.1)
    assert told[-1][3] == pytest.approx(50.0, abs=0.05)


def test_the_end_of_the_call_ends_it() -> None:
    """No monologue that was told is left open."""
    told = monologues(found({AGENT: [(0, 50)]}, 50))
    assert told[-1][3] == pytest.approx(50.0, abs=0.05)


def test_a_backchannel_before_it_does_not_lengthen_it() -> None:
    """A turn begins after the other's, not with one's own mm-hm into it."""
    told = monologues(found({CUSTOMER: [(0, 20)], AGENT: [(18.5, 19), (20.5, 70)]}, 75))
    assert told[0][1] == pytest.approx(65.5, abs=0.6)


def test_a_share_is_told_when_it_becomes_high_and_when_it_is_back() -> None:
    """Over 65 %, then under 60 %; once each."""
    voiced = {CUSTOMER: [(0, 20), (80, 120)], AGENT: [(20, 80)]}
    told = shares(found(voiced, 120))
    agent = [fact for fact in told if fact[0] is AGENT]
    assert [share for _, _, share, _ in agent] == pytest.approx([0.65, 0.6], abs=0.02)
    assert agent[0][1] == pytest.approx(58, abs=1.5)  # 38 of 58 s
    assert agent[1][1] == pytest.approx(100, abs=1.5)  # 60 of 100 s


def test_only_the_last_two_minutes_count() -> None:
    """A customer who told their story at length does not allow the agent to do so for ever."""
    voiced = {CUSTOMER: [(0, 120), *((n, n + 3) for n in range(120, 260, 10))]}
    voiced[AGENT] = [(n + 4, n + 10) for n in range(120, 260, 10)]
    (party, at, share, window) = next(
        fact for fact in shares(found(voiced, 260)) if fact[0] is AGENT
    )
    assert (party, window) == (AGENT, 120)
    assert share == pytest.approx(0.65, abs=0.02)
    assert 200 < at < 240


def test_silence_is_nobodys() -> None:
    """The share is of the talk, not of the call."""
    (party, at, share, window), *_ = shares(
        found({AGENT: [(0, 7), (50, 57)], CUSTOMER: [(10, 13)]}, 60)
    )
    assert party is AGENT
    assert window == pytest.approx(51, abs=1.1)
    assert at == pytest.approx(51, abs=1.1)
    assert share == pytest.approx(0.72, abs=0.04)


def test_an_agent_who_takes_the_opening_is_told_of() -> None:
    """Talk for over 60 % of the first 30 s, from the first voice on; once, and of no customer."""
    told = shares(found({AGENT: [(10, 29)], CUSTOMER: [(29, 41)]}, 41))
    ((party, at, share, window),) = told
    assert (party, window) == (AGENT, 30)
    assert at == pytest.approx(40, abs=0.1)
    assert share == pytest.approx(0.63, abs=0.01)
    assert not shares(found({CUSTOMER: [(10, 29)], AGENT: [(29, 41)]}, 41))


def test_a_quiet_opening_is_no_talk_of_the_agents() -> None:
    """Most of a little talk is not most of the time; as a share it is told when they go on."""
    told = shares(found({AGENT: [(0, 12), (40, 42)], CUSTOMER: [(14, 15)]}, 60))
    assert [window for *_, window in told] == [pytest.approx(41, abs=1.1)]
    assert told[0][2] == pytest.approx(0.92, abs=0.02)


def test_a_little_talk_after_a_long_hold_has_no_share() -> None:
    """Two minutes of waiting, then three seconds of the agent alone: far too little to say."""
    voiced = {CUSTOMER: [(0, 12)], AGENT: [(12, 26), (155, 158)]}
    assert shares(found(voiced, 160)) == []


def test_there_is_no_share_at_first() -> None:
    """Half a minute in, at the earliest."""
    assert not shares(found({AGENT: [(0, 29)]}, 29.5))


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Party)), st.floats(0, 70), st.floats(0.1, 40)), max_size=8
    )
)
@trials(max_examples=40, deadline=None)
def test_whatever_is_told_fits_together(turns: list[tuple[Party, float, float]]) -> None:
    """Every monologue that was told ends; shares are within bounds; positions never go back."""
    voiced = {p: [(s, s + length) for q, s, length in turns if q is p] for p in Party}
    facts = found(voiced, 90)
    open_: set[tuple[Party, int]] = set()
    latest = dict.fromkeys(Party, 0)
    for fact in facts:
        assert isinstance(fact, TalkShareMeasured | MonologueStretched)
        if isinstance(fact, TalkShareMeasured):
            assert 0 <= fact.share <= 1
            continue
        assert fact.at >= latest[fact.party]
        latest[fact.party] = fact.at
        if fact.end is None:
            open_.add((fact.party, fact.start))
            assert fact.at - fact.start >= to_samples(45)
        else:
            open_.remove((fact.party, fact.start))
            assert fact.start < fact.end <= fact.at
    assert not open_


def test_a_party_that_drops_out_is_not_awaited() -> None:
    """With one channel lost the other's monologue is still told."""
    alone = [e for e in probabilities({AGENT: [(0, 50)]}, 50) if e.party is AGENT]
    assert all(isinstance(event, VoiceProbed) for event in alone)
    assert len(monologues(run(TalkMeter(), alone))) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("share_window_s", 5.0),
        ("least_s", 1.0),
        ("least_talk_s", 0.0),
        ("share_high", 0.1),
        ("share_back", 1.1),
        ("opening_share", 0.0),
        ("monologue_s", 1.0),
        ("again_s", 1.0),
        ("pause_s", 20.0),
        ("backchannel_s", -1.0),
        ("bridge_s", 2.0),
        ("voice_threshold", -0.1),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(key: str, value: float) -> None:
    """The message names the key and the range."""
    with pytest.raises(ValueError, match=rf"talk\.{key} .* from"):
        TalkSettings(**{key: value})


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"share_back": 0.7}, "share_high"), ({"again_s": 40.0}, "monologue_s")],
)
def test_settings_fit_each_other(settings: dict[str, float], said: str) -> None:
    """Limits in the wrong order are refused."""
    with pytest.raises(ValueError, match=said):
        TalkSettings(**settings)
