"""When less is asked of the recogniser, and when more again."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.load import Effort, LoadSettings, LoadWatch

SETTINGS = LoadSettings(late_s=1.5, easy_s=1.0, patience_s=3.0, calm_s=15.0)


def told(watch: LoadWatch, lags: list[float], start: float = 0.0) -> list[Effort]:
    """The effort after each answer; one comes every half second, so late."""
    efforts = []
    for index, lag in enumerate(lags):
        now = start + index / 2
        watch.answered(now, lag)
        efforts.append(watch.observe(now))
    return efforts


def test_words_in_time_change_nothing() -> None:
    """Answers within a second, for a minute."""
    assert set(told(LoadWatch(SETTINGS), [0.9] * 120)) == {Effort.FULL}


def test_one_slow_answer_changes_nothing() -> None:
    """A machine that is busy with something else for a moment is not slow."""
    lags = [0.3] * 20 + [4.0] + [0.3] * 20
    assert set(told(LoadWatch(SETTINGS), lags)) == {Effort.FULL}


def test_late_words_take_every_step_down_and_no_further() -> None:
    """One step for each three seconds of lateness, in their order."""
    efforts = told(LoadWatch(SETTINGS), [2.5] * 60)
    assert list(dict.fromkeys(efforts)) == list(Effort)
    assert efforts.index(Effort.LONGER_STEPS) == 6
    assert efforts[-1] is Effort.BEHIND


def test_a_model_that_answers_nothing_is_late_too() -> None:
    """What waits counts before it is answered."""
    watch = LoadWatch(SETTINGS)
    efforts = [watch.observe(10 + wait / 10, waiting=wait / 10) for wait in range(60)]
    assert efforts[-1] is Effort.LONGER_STEPS
    assert watch.lag == pytest.approx(5.9)


def test_words_in_time_for_long_enough_undo_a_step() -> None:
    """The same step back up, after fifteen seconds."""
    watch = LoadWatch(SETTINGS)
    told(watch, [2.5] * 8)
    efforts = told(watch, [0.3] * 60, start=4.0)
    assert efforts[0] is Effort.LONGER_STEPS
    assert efforts[-1] is Effort.FULL
    assert 29 <= efforts.index(Effort.FULL) <= 32


def test_between_late_and_easy_nothing_moves() -> None:
    """Neither down nor up, however long it lasts."""
    watch = LoadWatch(SETTINGS)
    told(watch, [2.5] * 8)
    assert set(told(watch, [1.2] * 200, start=4.0)) == {Effort.LONGER_STEPS}


def test_silence_is_time_to_recover() -> None:
    """With nothing to answer the machine is not late."""
    watch = LoadWatch(SETTINGS)
    told(watch, [2.5] * 8)
    assert watch.observe(10.0) is Effort.LONGER_STEPS
    assert watch.observe(26.0) is Effort.FULL


def test_relapses_make_it_wait_longer() -> None:
    """A machine that is too slow for a step does not climb onto it every quarter of a minute."""
    watch, now, climbs = LoadWatch(SETTINGS), 0.0, []
    for _ in range(1200):  # ten minutes
        now += 0.5
        watch.answered(now, 2.5 if watch.effort is Effort.FULL else 0.3)
        before = watch.effort
        if watch.observe(now) < before:
            climbs.append(now)
    gaps = [round(later - earlier) for earlier, later in itertools.pairwise(climbs)]
    assert gaps == sorted(gaps)
    assert len(climbs) <= 6


def test_a_step_that_is_not_there_is_passed_over() -> None:
    """Without a smaller model the steps go on past it."""
    steps = [step for step in Effort if step is not Effort.SMALLER_MODEL]
    efforts = told(LoadWatch(SETTINGS, steps), [9.0] * 60)
    assert list(dict.fromkeys(efforts)) == steps


@settings(deadline=None)
@given(
    lags=st.lists(st.floats(0, 20), max_size=200),
    waits=st.lists(st.floats(0, 20), min_size=200, max_size=200),
)
def test_it_moves_a_step_at_a_time_and_not_too_often(lags: list[float], waits: list[float]) -> None:
    """Whatever comes, steps down are `patience_s` apart and steps up `calm_s`."""
    watch, moved = LoadWatch(SETTINGS), 0.0
    for index, lag in enumerate(lags):
        now = index / 4
        before = watch.effort
        watch.answered(now, lag)
        after = watch.observe(now, waits[index])
        assert abs(after - before) <= 1
        if after != before:
            least = SETTINGS.patience_s if after > before else SETTINGS.calm_s
            assert now - moved >= least
            moved = now


@pytest.mark.parametrize(
    "wrong",
    [
        {"easy_s": 2.0},
        {"late_s": 0.5},
        {"patience_s": -1.0},
        {"calm_s": 0.0},
        {"step_s": 0.0},
        {"most_waiting_s": 1.0},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    """With the key in the sentence."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        LoadSettings(**wrong)  # type: ignore[arg-type]
