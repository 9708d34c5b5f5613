"""Turns as long as they are heard."""

from __future__ import annotations

from audio_fixtures.as_heard import as_heard
from audio_fixtures.placement import place
from audio_fixtures.script import Over, OverlapKind
from made_calls import SECOND, placed, script_of, turn


def test_a_phrase_is_as_long_as_it_is_heard() -> None:
    """A weak first and last tenth of a second do not count."""
    call = placed(script_of(turn("agent", "one")), 2)
    heard = SECOND * 11 // 10, SECOND * 29 // 10
    (found,) = as_heard(call.turns, {"agent": [heard], "customer": []})
    assert (found.start, found.end) == heard
    assert not found.phrases[0].cut


def test_a_pause_within_a_phrase_stays_in_it() -> None:
    """It lasts from the first sound to the last."""
    call = placed(script_of(turn("agent", "one")), 2)
    spans = [(SECOND, SECOND * 3 // 2), (SECOND * 2, SECOND * 5 // 2)]
    (found,) = as_heard(call.turns, {"agent": spans, "customer": []})
    assert (found.start, found.end) == (SECOND, SECOND * 5 // 2)


def test_a_phrase_that_was_cut_off_keeps_its_length() -> None:
    """How much of it was said is known by that."""
    over = Over(kind=OverlapKind.INTERRUPTION, fraction=0.5, yields="customer")
    script = script_of(turn("customer", "one two three"), turn("agent", "no", over=over))
    call = place(script, [[4 * SECOND], [SECOND]])
    first, _ = as_heard(call.turns, {"agent": [], "customer": [(SECOND, 2 * SECOND)]})
    assert first.phrases == call.turns[0].phrases


def test_what_nobody_hears_stays_where_it_was_placed() -> None:
    """A turn under the noise keeps its times."""
    call = placed(script_of(turn("agent", "one")), 2)
    assert as_heard(call.turns, {"agent": [], "customer": []}) == call.turns
