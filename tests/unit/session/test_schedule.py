"""What a model is asked as it keeps up or falls behind, and what is said of it."""

from assistant.events import ComponentDegraded, ComponentRecovered
from assistant.session.schedule import Schedule
from assistant.speech.load import Effort, LoadSettings
from fakes import AGENT, CUSTOMER, asked

SETTINGS = LoadSettings(patience_s=1.0, calm_s=5.0, step_s=1.5)


def slowed(schedule: Schedule, until: Effort, now: float = 100.0) -> list[ComponentDegraded]:
    """Answer late until the schedule has come down to an effort; what it said on the way."""
    said = []
    while schedule.effort < until:
        now += 0.5
        request = asked(AGENT, now - 4.0)
        schedule.post(request)
        schedule.answered(schedule.take(), now)
        step = schedule.observe(now, at=1_600_000)
        if step is not None:
            assert isinstance(step, ComponentDegraded)
            said.append(step)
    return said


def looks(schedule: Schedule, seconds: list[float]) -> list[float]:
    """Which of the customer's looks at these seconds are taken, one by one."""
    taken = []
    for at in seconds:
        schedule.post(asked(CUSTOMER, at, final=False))
        taken.extend(one.at / 16_000 for one in schedule.take())
    return taken


def test_every_look_is_taken_by_a_machine_that_keeps_up() -> None:
    """Nothing is held back where nothing is late."""
    assert looks(Schedule(SETTINGS), [1.0, 1.3, 1.6]) == [1.0, 1.3, 1.6]


def test_looks_come_in_longer_steps_then_not_at_all() -> None:
    """Each party's at most every second and a half; final requests are never held back."""
    schedule = Schedule(SETTINGS)
    slowed(schedule, Effort.LONGER_STEPS)
    assert looks(schedule, [201.0, 202.0, 202.5, 203.9, 204.0]) == [201.0, 202.5, 204.0]
    slowed(schedule, Effort.FINALS_ONLY, now=300.0)
    assert looks(schedule, [401.0, 404.0, 410.0]) == []
    schedule.post(asked(CUSTOMER, 411.0))
    assert [one.final for one in schedule.take()] == [True]  # type: ignore[union-attr]


def test_a_waiting_look_goes_when_looks_stop() -> None:
    """What was left before the step down is not taken after it."""
    schedule = Schedule(SETTINGS)
    slowed(schedule, Effort.LONGER_STEPS)
    schedule.post(asked(CUSTOMER, 200.0, final=False))
    for now in (204.0, 205.5):
        schedule.observe(now, at=0)
    assert schedule.effort is Effort.FINALS_ONLY
    assert not schedule


def test_each_step_is_told_in_a_sentence() -> None:
    """Why, and what is done about it; with the backlog where nothing more can be done."""
    said = slowed(Schedule(SETTINGS, smaller="tiny.en"), Effort.BEHIND)
    assert [step.done for step in said] == [
        "unfinished speech is looked at less often",
        "words are shown at the end of a phrase only",
        "the smaller model tiny.en listens",
        "words stay late, for no more can be left out",
    ]
    assert {(step.component, step.reason, step.at) for step in said} == {
        ("recogniser", "words come 4.0 s late", 1_600_000)
    }


def test_without_a_smaller_model_that_step_is_missing() -> None:
    """Nothing is said of a model that is not there."""
    said = slowed(Schedule(SETTINGS), Effort.BEHIND)
    assert not any("model" in step.done for step in said)


def test_each_step_back_is_told_too() -> None:
    """As many as there were down, each with what is done again."""
    schedule, said = Schedule(SETTINGS, smaller="tiny.en"), []
    slowed(schedule, Effort.BEHIND)
    for now in range(200, 300):
        step = schedule.observe(float(now), at=0)
        if step is not None:
            assert isinstance(step, ComponentRecovered)
            said.append(step.done)
    assert schedule.effort is Effort.FULL
    assert said == [
        "what waited has been caught up with",
        "the full model listens again",
        "unfinished speech is looked at again, less often",
        "every look at unfinished speech is taken again",
    ]


def test_a_request_that_the_model_is_at_counts_as_waiting() -> None:
    """A model that hangs is noticed before it answers."""
    schedule = Schedule(SETTINGS)
    schedule.post(asked(AGENT, 10.0))
    schedule.take()
    assert [schedule.observe(now, at=0) for now in (11.0, 12.0)] == [None, None]
    assert schedule.observe(13.1, at=0) is not None


def test_a_backlog_is_told() -> None:
    """How much speech waits, where no step is left to take."""
    schedule = Schedule(SETTINGS)
    for at in range(100, 110):
        schedule.post(asked(AGENT, float(at)))
    said = [schedule.observe(110.0 + now, at=0) for now in range(10)]
    last = [step for step in said if step is not None][-1]
    assert last.done == "words stay late, for no more can be left out; 10 s of speech wait"
