"""The clock of a live call, moved by measured work: here by work that a script measures out."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from assistant.assembly import Smaller
from assistant.events import Event, RecognitionDue
from assistant.pipeline import Pipeline
from assistant.session.as_live import AsLive
from assistant.speech.load import LoadSettings
from fakes import AGENT, CUSTOMER, AsksByScript, ScriptedSource, SlowMachine, asked

Bench = Callable[..., Any]


def driven(bench: Any, machine: SlowMachine, seconds: float) -> Any:
    """Drive the script to its end."""
    driver = AsLive(bench.pipeline, bench.desks, bench.outlet, machine.clock)
    source = ScriptedSource([], seconds)
    for event in driver.listen(source.events()):
        driver.feed(event)
    driver.finish(source.duration)
    return bench


def times(shown: list[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """To the hundredth of a second; a request is made at the end of its frame."""
    return [(party, word, round(when, 2)) for party, word, when in shown]


def test_an_answer_comes_when_the_model_has_worked(bench: Bench) -> None:
    """At the end of the frame in which it was asked, and its own time later."""
    machine = SlowMachine(cost=0.5)
    drive = driven(bench([asked(AGENT, 1.024)], machine), machine, 3.0)
    assert times(drive.words(final=True)) == [("agent", "1.0", 1.52)]


def test_a_busy_model_takes_the_next_request_when_it_is_free(bench: Bench) -> None:
    """The second waits, and is not answered beside the first."""
    machine = SlowMachine(cost=1.0)
    drive = driven(bench([asked(AGENT, 1.024), asked(CUSTOMER, 1.12)], machine), machine, 3.0)
    assert times(drive.words(final=True)) == [("agent", "1.0", 2.02), ("customer", "1.1", 3.02)]


def test_looks_that_wait_are_replaced_as_a_thread_would(bench: Bench) -> None:
    """While the model is at one, the others come and go; it takes the newest when it is free."""
    machine = SlowMachine(cost=0.0, least=0.5)
    looks = [asked(AGENT, at, final=False) for at in (1.024, 1.12, 1.216, 1.312, 1.6)]
    drive = driven(bench(looks, machine), machine, 3.0)
    assert times(drive.words(final=False)) == [
        ("agent", "1.0", 1.52),
        ("agent", "1.3", 2.02),
        ("agent", "1.6", 2.52),
    ]


def test_a_final_request_goes_before_looks_that_wait(bench: Bench) -> None:
    """It came later, and is taken first; its own party's look is moot."""
    machine = SlowMachine(cost=0.0, least=0.5)
    script = [
        asked(CUSTOMER, 1.024, final=False),
        asked(CUSTOMER, 1.12, final=False),
        asked(AGENT, 1.216, final=False),
        asked(AGENT, 1.312),
    ]
    drive = driven(bench(script, machine), machine, 3.0)
    assert [[due.at / 16_000 for due in batch] for batch in machine.batches] == [
        [1.024],
        [1.312],
        [1.12],
    ]
    assert times(drive.words(final=True)) == [("agent", "1.3", 2.02)]


def test_both_parties_are_answered_in_one_pass_where_that_is_set(bench: Bench) -> None:
    """What waits of both when the model is free."""
    machine = SlowMachine(cost=0.0, least=0.5)
    script = [asked(AGENT, 1.024), asked(AGENT, 1.12), asked(CUSTOMER, 1.216)]
    driven(bench(script, machine, load=LoadSettings(together=True)), machine, 3.0)
    assert [[due.party for due in batch] for batch in machine.batches] == [
        [AGENT],
        [CUSTOMER, AGENT],
    ]


def talk(seconds: int) -> list[RecognitionDue]:
    """Both parties talk all the time: three looks a second each, a phrase every two seconds."""
    looks = [
        asked(party, at / 3, final=False, seconds=2.0)
        for party in (AGENT, CUSTOMER)
        for at in range(7, 3 * seconds)
        if at % 6
    ]
    finals = [
        asked(party, float(at), seconds=2.0)
        for party in (AGENT, CUSTOMER)
        for at in range(2, seconds + 1, 2)
    ]
    return sorted(looks + finals, key=lambda due: due.at)


def small(machine: SlowMachine, share: float) -> Smaller:
    """A model that takes a share of the machine's time for the same work."""

    def answer(requests: Any) -> Any:
        before = machine.spent
        answers = machine(requests)
        machine.spent = before + (machine.spent - before) * share
        return answers

    return Smaller(name="tiny.en", load=lambda: answer)


@pytest.mark.parametrize("slower", [1, 4, 8])
def test_a_slowed_recogniser_loses_no_final_words(bench: Bench, slower: int) -> None:
    """Each comes once and in order; beyond a machine's means less is asked, and that is told."""
    machine, load = SlowMachine(cost=0.12 * slower), LoadSettings()
    drive = driven(bench(talk(120), machine, small(machine, 0.4), load), machine, 121.0)
    for party in (AGENT, CUSTOMER):
        words = [word for who, word, _ in drive.words(final=True) if who == party]
        assert words == [f"{at:.1f}" for at in range(2, 121, 2)]
    told = drive.steps()
    assert bool(told) == (slower > 1)
    if slower > 1:
        assert told[0] == "degraded: unfinished speech is looked at less often"
        late = [when - float(word) for _, word, when in drive.words(final=True)]
        assert sorted(late)[len(late) // 2] < 2.0  # cues still come while they are worth it


def test_a_machine_that_is_fast_again_is_asked_everything_again(bench: Bench) -> None:
    """Slow for its first minute: every step down is undone, and told."""
    machine = SlowMachine(cost=0.4)
    make = bench(talk(240), machine, small(machine, 0.5))
    driver = AsLive(make.pipeline, make.desks, make.outlet, machine.clock)
    for event in ScriptedSource([], 241.0).events():
        if getattr(event, "start", 0) > 60 * 16_000:
            machine.cost = 0.02
        driver.feed(event)
    driver.finish(241 * 16_000)
    told = [step.split(":")[0] for step in make.steps()]
    assert told.count("degraded") == told.count("recovered") >= 2
    assert told[-1] == "recovered"
    assert make.steps()[-1] == "recovered: every look at unfinished speech is taken again"


def test_memory_stays_bounded_however_slow_the_machine(bench: Bench) -> None:
    """Forty times too slow: the oldest speech is left out, and each time told; the rest is said."""
    machine = SlowMachine(cost=20.0)
    make = bench(talk(120), machine, None, LoadSettings(most_waiting_s=30.0))
    drive = driven(make, machine, 121.0)
    left_out = [step for step in drive.steps() if "what was said" in step]
    assert left_out
    assert len(left_out) + len(drive.words(final=True)) == 120


def test_the_smaller_model_is_waited_for_by_nobody(bench: Bench) -> None:
    """While it is loaded, by the call's clock, the full one answers."""
    machine = SlowMachine(cost=0.6)
    used: list[tuple[float, str]] = []

    def load() -> Any:
        machine.spent += 10.0

        def answer(requests: Any) -> Any:
            used.append((machine.spent, "small"))
            return machine(requests)

        return answer

    def full(requests: Any) -> Any:
        used.append((machine.spent, "full"))
        return machine(requests)

    load_settings = LoadSettings(calm_s=3600.0)
    make = bench(talk(60), full, Smaller(name="tiny.en", load=load), load_settings)
    drive = driven(make, machine, 61.0)
    fell = next(
        emitted
        for fact, emitted in drive.told
        if getattr(fact, "done", "") == "the smaller model tiny.en listens"
    )
    small_words = sum(1 for _, who in used if who == "small")
    assert small_words
    shown = [when for _, _, when in drive.words(final=True)]
    gaps = [later - earlier for earlier, later in itertools.pairwise(shown)]
    assert max(gaps) < 3.0
    between = [when for when in shown if fell < when < fell + 10.0]
    assert between


def test_the_time_of_a_gate_counts(bench: Bench) -> None:
    """What stands before the stages takes its time of the same thread: the stages fall behind."""
    machine = SlowMachine(cost=0.0)

    class Slow:
        def hear(self, event: Event) -> list[Event]:
            machine.spent += 0.02
            return [event]

    parts = bench([asked(AGENT, 1.024)], machine)
    parts.pipeline = Pipeline([AsksByScript([asked(AGENT, 1.024)])], Slow())
    driver = AsLive(parts.pipeline, parts.desks, parts.outlet, machine.clock)
    source = ScriptedSource([], 1.5)
    for event in source.events():
        driver.feed(event)
    driver.finish(source.duration)
    assert driver.now(source.duration) == pytest.approx(2 * 47 * 0.02 + 0.032, abs=0.1)
    assert parts.words(final=True)[0][2] > 1.2
