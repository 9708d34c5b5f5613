"""Words that change from look to look, and the moment from which they are certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import Word
from assistant.speech.stabilizer import Stabilizer, StabilizerSettings, plain
from assistant.timeline import to_samples

EACH_S = 0.3
SETTINGS = StabilizerSettings(agreeing_looks=2, behind_s=0.5)


def heard(text: str, first: int = 0) -> tuple[Word, ...]:
    """The words, each of 0.3 s, from the place of the `first` on."""
    return tuple(
        Word(
            word=word,
            start=to_samples((first + index) * EACH_S),
            end=to_samples((first + index + 1) * EACH_S),
            probability=0.9,
        )
        for index, word in enumerate(text.split())
    )


def text(words: tuple[Word, ...]) -> str:
    return " ".join(word.word for word in words)


def look(stable: Stabilizer, words: str, end_s: float, first: int = 0, said: int = -1) -> str:
    """What a look at so many seconds makes certain; asked for just now unless `said` says when."""
    asked = stable.count if said < 0 else said
    return text(stable.look(heard(words, first), asked, to_samples(end_s)))


def test_one_look_makes_nothing_certain() -> None:
    """Its words are open."""
    stable = Stabilizer(SETTINGS)
    assert look(stable, "I would like", 9.0) == ""
    assert text(stable.open) == "I would like"


def test_two_looks_that_agree_make_words_certain() -> None:
    """As far as they agree; the rest stays open."""
    stable = Stabilizer(SETTINGS)
    look(stable, "I would like too", 9.0)
    assert look(stable, "I would like to speak", 9.0) == "I would like"
    assert text(stable.open) == "to speak"
    assert stable.count == 3


def test_words_near_the_end_of_the_audio_wait() -> None:
    """Half a second must follow: the last word of a cut is often another."""
    stable = Stabilizer(SETTINGS)
    look(stable, "I would like", 0.9)
    assert look(stable, "I would like", 1.0) == "I"
    assert look(stable, "would like", 1.4, first=1) == "would like"


def test_marks_and_capitals_are_no_difference() -> None:
    """The newer look says how the word is written."""
    stable = Stabilizer(SETTINGS)
    look(stable, "well i waited.", 9.0)
    assert look(stable, "Well, I waited", 9.0) == "Well, I waited"


def test_more_looks_can_be_asked_for() -> None:
    """Three in a row, not two and one more later."""
    stable = Stabilizer(StabilizerSettings(agreeing_looks=3, behind_s=0.0))
    assert [look(stable, one, 9.0) for one in ("a b", "a c", "a b", "a b", "b b")] == [
        "",
        "",
        "a",
        "",
        "",
    ]


def test_a_word_that_keeps_changing_holds_up_those_after_it() -> None:
    """Words come out in order or not yet."""
    stable = Stabilizer(SETTINGS)
    looks = ["the mat is here", "the map is here", "the mad is here"]
    assert [look(stable, looks[0], 9), look(stable, looks[1], 9)] == ["", "the"]
    assert look(stable, looks[2].removeprefix("the "), 9, first=1) == ""


def test_a_look_asked_for_before_words_were_certain_repeats_none() -> None:
    """It goes on from the words known then; those that came out meanwhile are left out."""
    stable = Stabilizer(SETTINGS)
    look(stable, "I would like", 1.2)
    assert look(stable, "I would like to", 1.4) == "I would like"
    assert look(stable, "I would like to speak", 1.9, said=0) == "to"
    assert text(stable.open) == "speak"


def test_a_late_look_that_heard_otherwise_goes_on_by_time() -> None:
    """Two words where one came out: what lies after the certain ones is kept."""
    stable = Stabilizer(SETTINGS)
    look(stable, "I cannot", 1.1)
    assert look(stable, "I cannot", 1.1) == "I cannot"
    look(stable, "eye can knot wait", 9.0, said=0)
    assert text(stable.open) == "knot wait"


def test_words_that_became_certain_can_be_asked_for_from_a_place() -> None:
    """Those that lie after it, for a request whose audio begins there."""
    stable = Stabilizer(SETTINGS)
    look(stable, "a b c", 9.0)
    look(stable, "a b c", 9.0)
    assert text(stable.certain_from(to_samples(0.3))) == "b c"
    assert text(stable.certain_from(to_samples(0.59))) == "c"


@pytest.mark.parametrize(
    ("chances", "shown"),
    [
        ([0.9, 0.9, 0.9], "I would like"),
        ([0.9, 0.9, 0.4], "I would like"),
        ([0.9, 0.9, 0.39], "I would"),
        ([0.9, 0.2, 0.1], "I"),
        ([0.1, 0.1, 0.9], "I would like"),
        ([0.1, 0.1, 0.1], ""),
    ],
)
def test_last_words_that_are_guesses_are_not_shown(chances: Sequence[float], shown: str) -> None:
    """A doubtful word before a likely one is; all of them stay open and can become certain."""
    stable = Stabilizer(StabilizerSettings(agreeing_looks=2, behind_s=0.5, shown_probability=0.4))
    words = tuple(
        replace(word, probability=chance)
        for word, chance in zip(heard("I would like"), chances, strict=True)
    )
    stable.look(words, 0, to_samples(9.0))
    assert text(stable.shown) == shown
    assert stable.open == words
    assert stable.look(words, 0, to_samples(9.0)) == words
    assert stable.shown == ()


def test_closing_forgets_the_talk() -> None:
    """The next talk agrees with nothing of the last; the count goes on."""
    stable = Stabilizer(SETTINGS)
    look(stable, "a b", 0.9)
    look(stable, "a b", 0.9)
    stable.close()
    assert (stable.open, stable.certain_from(0)) == ((), ())
    assert stable.count == 1
    assert look(stable, "b", 9.0, first=1) == ""


def test_silence_after_words_takes_the_open_ones_back() -> None:
    """A look that hears nothing leaves nothing open."""
    stable = Stabilizer(SETTINGS)
    look(stable, "thank you", 1.0)
    look(stable, "", 1.4)
    assert stable.open == ()


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3), st.booleans()),
        max_size=25,
    )
)
def test_each_word_comes_out_once_and_in_order(
    looks: list[tuple[int, int, int, bool]],
) -> None:
    """Whatever looks make of their last words, and however old the question was.

    Each look: how many words further it reaches, how many of its last it garbles, how many
    questions old it is, and whether its words are written in capitals.
    """
    stable, out, reach, asked = Stabilizer(SETTINGS), [], 0, [0]
    for index, (more, garbled, old, loud) in enumerate(looks):
        reach += more
        said = asked[max(0, len(asked) - 1 - old)]
        true = [f"w{one}" for one in range(said, reach)]
        kept = max(0, len(true) - garbled)
        words = true[:kept] + [f"x{index}y{one}" for one in range(kept, len(true))]
        line = " ".join(words).upper() if loud else " ".join(words)
        out += stable.look(heard(line, said), said, to_samples(reach * EACH_S))
        asked.append(stable.count)
    assert [plain(word.word) for word in out] == [f"w{one}" for one in range(len(out))]
    assert stable.count == len(out)
    later = [word.start for word in (*out, *stable.open)]
    assert later == sorted(set(later))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"agreeing_looks": 1}, "agreeing_looks"),
        ({"behind_s": 3.5}, "behind_s"),
        ({"shown_probability": 1.1}, "shown_probability"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        StabilizerSettings(**changes)  # type: ignore[arg-type]


def test_two_wordings_that_come_in_turns_do_not_go_to_and_fro() -> None:
    """What is shown changes deep inside only once heard twice; the end goes on meanwhile."""
    stable = Stabilizer(replace(SETTINGS, behind_s=3.0))
    shown = []
    for line in ("a b c d e", "a x c d e f", "a b c d e f g", "a x c d e f g h"):
        look(stable, line, 2.0)
        shown.append(text(stable.shown))
    assert shown == ["a b c d e", "a b c d e f", "a b c d e f g", "a b c d e f g h"]


def test_a_wording_heard_twice_is_shown() -> None:
    """The first one was wrong."""
    stable = Stabilizer(replace(SETTINGS, behind_s=3.0))
    for line in ("a b c d e", "a x c d e f", "a x c d e f g"):
        look(stable, line, 2.0)
    assert text(stable.shown) == "a x c d e f g"


def test_two_wordings_that_come_in_turns_are_committed_all_the_same() -> None:
    """The one that two of three looks had; else unbroken talk would never leave the buffer."""
    stable = Stabilizer(SETTINGS)
    out = [look(stable, line, 5.0) for line in ("a b c", "x b c", "a b c")]
    assert out == ["", "", "a b c"]
