"""Where turns and sounds lie in a call, and who gives way."""

from __future__ import annotations

import pytest

from audio_fixtures.placement import Placement, place
from audio_fixtures.script import FixtureError, Moment, Over, OverlapKind, Sound, SoundKind
from made_calls import SECOND, placed, script_of, turn


def interrupted(yields: str | None) -> Placement:
    over = Over(kind=OverlapKind.INTERRUPTION, fraction=0.5, yields=yields, yields_after=0.5)
    script = script_of(
        turn("customer", "one two three four", "five six"), turn("agent", "no", over=over)
    )
    return place(script, [[4 * SECOND, 2 * SECOND], [2 * SECOND]])


def music(**more: object) -> Sound:
    given = {"kind": SoundKind.MUSIC, "party": "agent", "seconds": 4.0, "after": 0.5}
    return Sound(**(given | more))


def test_a_turn_follows_the_last_one_after_its_gap() -> None:
    """The second turn begins half a second behind the end of the first, after the lead-in."""
    call = placed(script_of(turn("agent", "hello"), turn("customer", "hi")), 1, 1)
    assert [(t.start, t.end) for t in call.turns] == [
        (SECOND, 2 * SECOND),
        (2 * SECOND + SECOND // 2, 3 * SECOND + SECOND // 2),
    ]


def test_a_pause_separates_the_phrases_of_a_turn() -> None:
    """The second phrase begins a quarter of a second after the first has ended."""
    call = place(script_of(turn("agent", "one", "two")), [[SECOND, SECOND]])
    first, second = call.turns[0].phrases
    assert second.start - first.end == SECOND // 4


def test_the_first_speaker_gives_way() -> None:
    """The customer's turn ends half a second after the agent came in; later phrases are gone."""
    first, second = interrupted("customer").turns
    assert second.start == first.start + round(0.5 * 6.25 * SECOND)
    assert first.yielded
    assert first.end == second.start + SECOND // 2
    assert [phrase.cut for phrase in first.phrases] == [True]


def test_the_second_speaker_gives_way() -> None:
    """The agent breaks off after half a second and the customer speaks to the end."""
    first, second = interrupted("agent").turns
    assert not first.yielded
    assert len(first.phrases) == 2
    assert second.end - second.start == SECOND // 2


def test_nobody_gives_way() -> None:
    """Both turns keep their whole length."""
    first, second = interrupted(None).turns
    assert first.end - first.start == round(6.25 * SECOND)
    assert second.end - second.start == 2 * SECOND


def test_nobody_talks_over_themselves() -> None:
    """A turn that would begin while the same party still speaks is refused by name."""
    script = script_of(turn("agent", "one"), turn("agent", "two", after=-0.5))
    with pytest.raises(FixtureError, match="agent talks over themselves"):
        placed(script, 1, 1)


def test_a_change_of_turn_begins_before_the_end_of_the_last_one() -> None:
    """A turn 0.3 s before the end of the other's lies there."""
    over = Over(kind=OverlapKind.TURN_CHANGE, before_end=0.3)
    call = placed(script_of(turn("agent", "one"), turn("customer", "two", over=over)), 2, 1)
    assert call.turns[0].end - call.turns[1].start == round(0.3 * SECOND)


@pytest.mark.parametrize("over", [None, Over(kind=OverlapKind.TURN_CHANGE, before_end=0.6)])
def test_more_than_an_early_start_is_no_change_of_turn(over: Over | None) -> None:
    """An answer 0.6 s before the end of a long turn is refused: it has to say what it is."""
    second = turn("customer", "two", after=-0.6, over=over)
    with pytest.raises(FixtureError, match="before the other has finished"):
        placed(script_of(turn("agent", "one"), second), 3, 1)


def test_both_may_begin_at_once() -> None:
    """Within the first second of a turn nobody holds the floor, however long both go on."""
    over = Over(kind=OverlapKind.TURN_CHANGE, seconds=0.1)
    call = placed(script_of(turn("agent", "one"), turn("customer", "two", over=over)), 3, 2)
    assert call.turns[1].start - call.turns[0].start == round(0.1 * SECOND)


def test_a_sound_takes_its_time_of_the_call() -> None:
    """Music stands half a second behind the turn; what follows waits for its end."""
    call = placed(script_of(turn("agent", "one"), music(), turn("agent", "two")), 1, 1)
    (sound,) = call.sounds
    assert (sound.start, sound.end) == (round(2.5 * SECOND), round(6.5 * SECOND))
    assert call.turns[1].start == 7 * SECOND


def test_music_until_the_return_stops_there_and_takes_no_time() -> None:
    """The customer speaks into it; it ends when its own party speaks again."""
    call = placed(
        script_of(
            turn("agent", "one"),
            music(seconds=None),
            turn("customer", "hello", after=4.0),
            turn("agent", "two", after=5.0),
        ),
        1,
        1,
        1,
    )
    (sound,) = call.sounds
    assert call.turns[1].start == 6 * SECOND
    assert (sound.start, sound.end) == (round(2.5 * SECOND), call.turns[2].start)


def test_music_that_nobody_ends_lasts_to_the_end_of_the_call() -> None:
    """Without a later turn of its party it fills the tail."""
    call = placed(script_of(turn("agent", "one"), music(seconds=None)), 1)
    assert call.sounds[0].end == call.length


def test_a_sound_over_a_turn_lies_inside_it() -> None:
    """A cough in the middle of the other's turn takes no time."""
    cough = music(over=Moment(fraction=0.5), seconds=0.25, party="customer")
    call = placed(script_of(turn("agent", "one"), cough, turn("customer", "two")), 4, 1)
    assert call.sounds[0].start == call.turns[0].start + 2 * SECOND
    assert call.turns[1].start == call.turns[0].end + SECOND // 2


def test_a_sound_under_a_turn_begins_with_it() -> None:
    """Keys are heard from the beginning of the next turn."""
    call = placed(script_of(turn("agent", "one"), music(under=True), turn("agent", "two")), 1, 1)
    assert call.sounds[0].start == call.turns[1].start


def test_a_sound_under_no_turn_is_refused() -> None:
    """A script that ends with it names the fault."""
    with pytest.raises(FixtureError, match="no turn follows"):
        placed(script_of(turn("agent", "one"), music(under=True)), 1)
