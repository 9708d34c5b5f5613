"""What must be found in a call, and from when it is certain."""

from __future__ import annotations

from typing import Any

import pytest

from audio_fixtures.placement import place
from audio_fixtures.script import (
    Bleed,
    Codec,
    Line,
    Over,
    OverlapKind,
    Phrase,
    Sound,
    SoundKind,
    Turn,
)
from audio_fixtures.truth import derive_truth
from made_calls import SECOND, expected_of, placed, script_of, speech_of, turn


def break_in(**more: Any) -> dict[str, Any]:
    """The agent comes in over ten seconds of the customer, for two seconds."""
    over = Over(kind=OverlapKind.INTERRUPTION, **more)
    script = script_of(turn("customer", "one two three"), turn("agent", "no", over=over))
    (found,) = expected_of(script, placed(script, 10, 2))["interruptions"]
    return dict(found)


def hold(*later: Turn, seconds: tuple[float, ...]) -> dict[str, Any]:
    """The agent asks for a wait from 1 s to 2 s; then the later turns."""
    script = script_of(turn("agent", "please hold", act="hold_request"), *later)
    return expected_of(script, placed(script, 1, *seconds))


def phases(expected: dict[str, Any]) -> list[tuple[str, float]]:
    (found,) = expected["holds"]
    return [(phase["phase"], phase["certain"]) for phase in found["phases"]]


def test_an_interruption_says_who_came_in_and_who_gave_way() -> None:
    """The overlap ends where the first speaker broke off."""
    found = break_in(fraction=0.5, yields="customer", yields_after=1.0)
    assert (found["by"], found["overlap_s"], found["yielded"]) == ("agent", 1.0, "customer")


def test_an_interruption_is_certain_once_it_can_be_nothing_else() -> None:
    """Both have spoken for half a second, but the second only then for more than 0.7 s."""
    assert break_in(seconds=4.0)["certain"] == 5.7


def test_an_interruption_is_certain_behind_the_overlap_where_the_first_gave_way() -> None:
    """After 0.6 s of both, the second must still speak for more than a backchannel."""
    found = break_in(seconds=4.0, yields="customer", yields_after=0.6)
    assert (found["end"], found["certain"]) == (5.6, 5.7)


@pytest.mark.parametrize(
    "short",
    [{"seconds": 0.5}, {"seconds": 4.0, "yields": "customer", "yields_after": 0.3}],
)
def test_an_interruption_short_of_the_definition_is_never_certain(short: dict[str, Any]) -> None:
    """Nobody held the floor yet, or both spoke for less than half a second."""
    assert break_in(**short)["certain"] is None


def test_who_comes_in_while_the_first_draws_breath_is_never_certain_to_interrupt() -> None:
    """The customer was silent for 0.4 s when the agent began, and then went on."""
    over = Over(kind=OverlapKind.INTERRUPTION, seconds=5.2)
    script = script_of(turn("customer", "one two three"), turn("agent", "no", over=over))
    call = placed(script, 10, 2)
    start, end = call.turns[0].start, call.turns[0].end
    breath = start + 5 * SECOND, start + 5 * SECOND + 2 * SECOND // 5
    speech = speech_of(call) | {"customer": [(start, breath[0]), (breath[1], end)]}
    (found,) = derive_truth(script, call, speech)["expected"]["interruptions"]
    assert found["certain"] is None


def test_an_overlap_is_of_what_is_heard() -> None:
    """The agent's first eighth of a second is too weak, and so is the customer's last one."""
    over = Over(kind=OverlapKind.INTERRUPTION, seconds=5.0)
    script = script_of(turn("customer", "one two three"), turn("agent", "no", over=over))
    call = placed(script, 10, 9)
    spans = {"customer": [(SECOND, 10 * SECOND)], "agent": [(49_000, 14 * SECOND)]}
    (found,) = derive_truth(script, call, spans)["expected"]["interruptions"]
    assert (found["start"], found["end"], found["certain"]) == (6.125, 10.0, 6.825)


def test_an_early_start_that_nobody_hears_is_none() -> None:
    """The first turn's last 0.3 s are a tail under the noise."""
    script = script_of(turn("agent", "one"), turn("customer", "two", after=-0.2))
    call = placed(script, 2, 1)
    spans = speech_of(call) | {"agent": [(SECOND, SECOND * 27 // 10)]}
    expected = derive_truth(script, call, spans)["expected"]
    assert expected["turn_changes"] == []


def test_words_that_were_cut_off_are_not_in_the_truth() -> None:
    """A phrase cut near its end keeps the words heard whole and loses its mark."""
    over = Over(kind=OverlapKind.INTERRUPTION, fraction=0.5, yields="customer", yields_after=0.5)
    script = script_of(
        turn("customer", "one two three four", "five six"), turn("agent", "no", over=over)
    )
    call = place(script, [[4 * SECOND, 2 * SECOND], [2 * SECOND]])
    truth = derive_truth(script, call, {"agent": [], "customer": []})
    assert truth["turns"][0]["text"] == "one two three"
    assert truth["turns"][0]["phrases"][0]["cut"]


def test_an_early_start_is_a_turn_change_and_no_interruption() -> None:
    """A reply 0.2 s before the end of the last turn is a change of turn."""
    script = script_of(turn("agent", "one"), turn("customer", "two", after=-0.2))
    expected = expected_of(script, placed(script, 1, 1))
    assert expected["interruptions"] == []
    assert [change["overlap_s"] for change in expected["turn_changes"]] == [0.2]


@pytest.mark.parametrize(("act", "by"), [(None, None), ("hold_request", "agent")])
def test_a_long_silence_is_dead_air_and_a_hold_where_it_was_announced(
    act: str | None, by: str | None
) -> None:
    """Ten seconds of silence are dead air from the third on; a request makes them a hold."""
    script = script_of(turn("agent", "please hold", act=act), turn("agent", "hello", after=10.0))
    expected = expected_of(script, placed(script, 1, 1))
    assert expected["dead_air"] == [
        {
            "start": 2.0,
            "end": 12.0,
            "explained": by is not None,
            "explained_by": by,
            "certain": 5.0,
        }
    ]
    assert len(expected["holds"]) == int(by is not None)


def test_each_phase_of_a_hold_has_its_time() -> None:
    """Asked at 2 s, away for 70 s, back with thanks."""
    expected = hold(turn("agent", "thanks", after=70.0, act="hold_return"), seconds=(2,))
    assert phases(expected) == [
        ("requested", 2.0),
        ("started", 5.0),
        ("check_in_due", 62.0),
        ("returned", 72.5),
        ("thanked", 74.0),
    ]
    assert expected["holds"][0]["returned"] == 74.0


def test_the_customer_may_speak_during_a_hold() -> None:
    """An answer and a hello leave one hold and two silences that it explains."""
    expected = hold(
        turn("customer", "sure"),
        turn("customer", "hello", after=9.0),
        turn("agent", "so", after=10.0),
        seconds=(1, 1, 2),
    )
    (found,) = expected["holds"]
    assert (found["away"], found["start"], found["end"]) == (2.0, 3.5, 23.5)
    assert [entry["explained"] for entry in expected["dead_air"]] == [True, True]
    assert found["returned"] is None
    assert [name for name, _ in phases(expected)] == ["requested", "started", "returned"]


def test_a_short_sound_of_the_agent_is_no_return() -> None:
    """A third of a second of voice leaves the hold as it is."""
    expected = hold(
        turn("agent", "mm", after=6.0), turn("agent", "so", after=6.0), seconds=(0.3, 2)
    )
    assert dict(phases(expected))["returned"] == 14.8


def test_a_request_with_no_silence_lapses() -> None:
    """The agent talks on for longer than a request lasts."""
    expected = hold(turn("agent", "and", after=0.2), seconds=(12,))
    assert expected["holds"] == []
    assert expected["lapsed_hold_requests"] == [{"request_start": 1.0, "requested": 2.0}]


def test_a_refused_hold_is_no_hold() -> None:
    """The customer says no, and the silence that follows is explained by nobody."""
    no = Turn(party="customer", phrases=(Phrase(text="no", refuses_wait=True),))
    expected = hold(no, turn("agent", "well", after=6.0), seconds=(1, 1))
    assert expected["holds"] == []
    assert expected["lapsed_hold_requests"] == [{"request_start": 1.0, "requested": 2.0}]
    assert [entry["explained"] for entry in expected["dead_air"]] == [False]


def test_a_no_during_a_hold_does_not_undo_it() -> None:
    """Who asks after ten seconds whether it takes long has waited."""
    no = Turn(party="customer", phrases=(Phrase(text="no", refuses_wait=True),), after=10.0)
    expected = hold(no, turn("agent", "well", after=6.0), seconds=(1, 1))
    assert len(expected["holds"]) == 1


def test_a_hold_can_be_open_at_the_end() -> None:
    """The call ends while the agent is away."""
    expected = hold(turn("customer", "hello", after=8.0), seconds=(1,))
    (found,) = expected["holds"]
    assert found["end"] == 12.2
    assert [name for name, _ in phases(expected)] == ["requested", "started"]


def test_a_customer_who_asks_for_a_wait_explains_the_silence() -> None:
    """It is no hold, and no dead air to be blamed on the agent."""
    asking = Turn(party="customer", phrases=(Phrase(text="hang on", asks_to_wait=True),))
    script = script_of(turn("agent", "one"), asking, turn("customer", "here", after=9.0))
    expected = expected_of(script, placed(script, 1, 1, 1))
    assert [entry["explained_by"] for entry in expected["dead_air"]] == ["customer"]
    assert expected["holds"] == []
    assert expected["acts"] == []


def test_pace_is_words_over_own_speech() -> None:
    """Six words in three seconds are 120 a minute; a shorter turn says nothing."""
    script = script_of(turn("agent", "one two three four five six"), turn("customer", "no no"))
    (found,) = expected_of(script, placed(script, 3, 1))["pace"]
    assert (found["words"], found["words_per_minute"]) == (6, 120.0)


def test_fast_talk_is_certain_once_fifteen_seconds_hold_too_many_words() -> None:
    """Four words a second: certain at 15 s of speech, the first time that it can be known."""
    words = " ".join(["word"] * 80)
    script = script_of(turn("agent", words))
    (found,) = expected_of(script, placed(script, 20))["fast_talk"]
    assert (found["party"], found["optional"]) == ("agent", False)
    assert found["certain"] == pytest.approx(16.1, abs=0.3)


def test_a_voice_is_loud_against_its_own_usual_level() -> None:
    """A turn 8 dB up after five usual seconds is loud once it has lasted for two."""
    script = script_of(turn("customer", "one"), turn("customer", "two", gain_db=8.0))
    (found,) = expected_of(script, placed(script, 5, 4))["loudness"]
    assert (found["start"], found["certain"], found["db"]) == (6.5, 8.5, 8.0)
    assert not found["optional"]


def test_a_loud_voice_is_certain_from_the_first_turn_over_the_limit() -> None:
    """Five decibels may be found; only the turn that is eight up must be."""
    script = script_of(
        turn("customer", "one"),
        turn("customer", "two", gain_db=5.0),
        turn("customer", "three", gain_db=8.0),
    )
    (found,) = expected_of(script, placed(script, 9, 4, 3))["loudness"]
    assert (found["start"], found["certain"], found["optional"]) == (10.5, 17.0, False)


def test_a_loud_voice_that_is_over_the_limit_too_briefly_need_not_be_found() -> None:
    """A second of eight decibels beside four of five."""
    script = script_of(
        turn("customer", "one"),
        turn("customer", "two", gain_db=5.0),
        turn("customer", "three", gain_db=8.0),
    )
    (found,) = expected_of(script, placed(script, 9, 4, 1))["loudness"]
    assert (found["certain"], found["optional"]) == (12.5, True)


def test_a_voice_that_begins_loud_has_no_usual_level() -> None:
    """The first turn cannot be louder than before."""
    script = script_of(turn("customer", "one", gain_db=8.0))
    assert expected_of(script, placed(script, 5))["loudness"] == []


@pytest.mark.parametrize(("kind", "found"), [("backchannel", 1), ("interruption", 0)])
def test_a_monologue_is_broken_by_an_interruption_only(kind: str, found: int) -> None:
    """A minute of talk with a backchannel is a monologue; cut in two by the other it is none."""
    over = Over(kind=OverlapKind(kind), fraction=0.5)
    script = script_of(turn("agent", "one"), turn("customer", "yeah right", over=over))
    assert len(expected_of(script, placed(script, 60, 1))["monologues"]) == found


def test_talk_share_is_of_all_talk() -> None:
    """Three seconds against one."""
    script = script_of(turn("agent", "one"), turn("customer", "two"))
    share = expected_of(script, placed(script, 3, 1))["talk_share"]
    assert share == {"agent": 0.75, "customer": 0.25}


def test_sounds_line_and_bleed_are_in_the_truth() -> None:
    """What lay on the line is told with its times and figures."""
    script = script_of(
        turn("agent", "one"),
        Sound(kind=SoundKind.MUSIC, party="agent", seconds=4.0, after=0.5),
        lines={"agent": Line(codec=Codec.GSM, loss=0.02), "customer": Line(codec=Codec.OPUS)},
        bleed=(Bleed(source="customer", into="agent", attenuation_db=6.0, lag_ms=40.0),),
    )
    call = placed(script, 1)
    truth = derive_truth(script, call, speech_of(call))
    assert truth["sounds"] == [{"kind": "music", "party": "agent", "start": 2.5, "end": 6.5}]
    assert truth["line"]["agent"]["codec"] == "gsm"
    assert truth["line"]["customer"]["opus_bps"] == 12_000
    assert truth["bleed"][0]["lag_ms"] == 40.0
