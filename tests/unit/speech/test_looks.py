"""When talk is looked at while it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.capture.source import FRAME
from assistant.events import AudioFrame
from assistant.speech.looks import Looks, LookSettings
from assistant.speech.tape import Tape
from assistant.timeline import to_samples, to_seconds
from fakes import AGENT

FRAME_S = to_seconds(FRAME)
SETTINGS = LookSettings(
    first_s=0.4, apart_s=0.2, step_s=0.64, pause_s=0.1, dip_db=12.0, dip_s=0.048
)
LOUD, SOFT = 0.5, 0.01


def looked(levels: Sequence[float], voiced: Sequence[bool] | None = None) -> list[float]:
    """Seconds at which talk from 0 on, as loud as given frame by frame, is looked at."""
    looks, tape, last_voiced, times = Looks(SETTINGS), Tape(), 0, []
    for index, level in enumerate(levels):
        samples = np.full(FRAME, level, dtype=np.float32)
        tape.record(AudioFrame(party=AGENT, start=index * FRAME, samples=samples))
        if voiced is None or voiced[index]:
            last_voiced = tape.end
        if looks.due(tape, 0, last_voiced):
            looks.take(tape, last_voiced)
            times.append(to_seconds(tape.end))
    return times


def frames(seconds: float) -> int:
    return round(seconds / FRAME_S)


def test_silence_is_never_looked_at() -> None:
    """Nobody spoke: nothing to hear."""
    assert looked([0.0] * 200, [False] * 200) == []


def test_even_talk_is_looked_at_by_the_clock() -> None:
    """Where the level never falls, a look every step."""
    times = looked([LOUD] * 200)
    assert times[0] == pytest.approx(0.64, abs=FRAME_S)
    steps = [later - earlier for earlier, later in pairwise(times)]
    assert steps == pytest.approx([0.64] * len(steps), abs=FRAME_S)


def test_the_end_of_a_word_is_looked_at() -> None:
    """The level falls for two frames, half way to the next step."""
    levels = [LOUD] * frames(0.48) + [SOFT] * 2 + [LOUD] * 6
    assert looked(levels) == pytest.approx([0.48 + 2 * FRAME_S], abs=1e-9)


def test_a_closure_within_a_word_is_not_looked_at() -> None:
    """One soft frame is shorter than a dip."""
    levels = [LOUD] * frames(0.48) + [SOFT] + [LOUD] * 3
    assert looked(levels) == []


def test_a_slight_fall_is_no_dip() -> None:
    """Ten decibels are within a word."""
    levels = [LOUD] * frames(0.48) + [LOUD / 3] * 3
    assert looked(levels) == []


def test_the_first_look_waits_for_some_talk() -> None:
    """A dip before that is passed over."""
    levels = [LOUD] * 5 + [SOFT] * 3 + [LOUD] * frames(0.8)
    assert min(looked(levels)) >= 0.4


def test_looks_keep_apart() -> None:
    """However often the level falls."""
    levels = ([LOUD] * 2 + [SOFT] * 2) * 60
    times = looked(levels)
    assert len(times) > 10
    assert all(later - earlier >= 0.2 - 1e-9 for earlier, later in pairwise(times))


def test_a_pause_is_looked_at_once() -> None:
    """Also after one short word, as soon as the pause is one; never again while it lasts."""
    talk = frames(0.2)
    times = looked([LOUD] * talk + [0.0] * 90, [True] * talk + [False] * 90)
    assert times == pytest.approx([talk * FRAME_S + 0.1], abs=FRAME_S)


def test_each_pause_is_looked_at() -> None:
    """What was said since the last one is new: a look as the level falls, or as it has fallen."""
    talk, still = frames(0.2), frames(0.26)
    times = looked(([LOUD] * talk + [0.0] * still) * 3, ([True] * talk + [False] * still) * 3)
    for index in range(3):
        pause = (index * (talk + still) + talk) * FRAME_S
        assert 1 <= len([at for at in times if pause < at <= pause + still * FRAME_S]) <= 2


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([LOUD, SOFT, 0.0]), min_size=1, max_size=250))
def test_looks_are_few_and_none_is_in_vain(levels: list[float]) -> None:
    """Whatever the sound: new voice before each look, and no more looks than the rules allow."""
    voiced = [level == LOUD for level in levels]
    times = looked(levels, voiced)
    for earlier, later in pairwise([0.0, *times]):
        assert any(voiced[frames(earlier) - 4 if earlier else 0 : frames(later)])
    voiced_runs = 1 + sum(b and not a for a, b in pairwise(voiced))
    assert len(times) <= len(levels) * FRAME_S / 0.2 + voiced_runs


def test_a_word_far_from_its_start_is_looked_at_from_there() -> None:
    """Talk that begins late in a call waits for its own first look."""
    looks, tape = Looks(SETTINGS), Tape()
    began = to_samples(3.2)
    for start in range(0, to_samples(3.5), FRAME):
        samples = np.full(FRAME, LOUD if start >= began else 0.0, dtype=np.float32)
        tape.record(AudioFrame(party=AGENT, start=start, samples=samples))
        assert not looks.due(tape, began, max(began, tape.end))


def test_a_look_stays_due_until_it_is_taken() -> None:
    """Nothing is looked at anew before there is new voice."""
    looks, tape = Looks(SETTINGS), Tape()
    for start in range(0, to_samples(0.8), FRAME):
        samples = np.full(FRAME, LOUD, dtype=np.float32)
        tape.record(AudioFrame(party=AGENT, start=start, samples=samples))
    assert looks.due(tape, 0, tape.end)
    assert looks.due(tape, 0, tape.end)
    looks.take(tape, tape.end)
    assert not looks.due(tape, 0, tape.end)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"first_s": 4.0}, "first_s"),
        ({"apart_s": 0.01}, "apart_s"),
        ({"step_s": 0.1}, "step_s"),
        ({"pause_s": 0.6}, "pause_s"),
        ({"dip_db": 2.0}, "dip_db"),
        ({"dip_s": 0.4}, "dip_s"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        LookSettings(**changes)
