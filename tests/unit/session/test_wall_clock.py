"""The wall clock: a call that is going on, and a recording at its pace."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from assistant.capture.source import FRAME, SourceEvent
from assistant.errors import ModelError, RecordingError
from assistant.events import AudioEnded, AudioFrame, RecognitionDue, Recognized
from assistant.session.as_live import AsLive
from assistant.session.wall_clock import WallClock
from assistant.speech.load import LoadSettings
from fakes import AGENT, CUSTOMER, ScriptedSource, asked, heard

Bench = Callable[..., Any]


def sleepy(seconds: float) -> Callable[[Sequence[RecognitionDue]], list[Recognized]]:
    """A model that takes its time."""

    def answer(requests: Sequence[RecognitionDue]) -> list[Recognized]:
        time.sleep(seconds * len(requests))
        return [heard(due) for due in requests]

    return answer


def driven(driver: Any, events: Any, end: int) -> None:
    """Drive a source to its end."""
    try:
        for event in driver.listen(events):
            driver.feed(event)
        driver.finish(end)
    finally:
        driver.close()


def frames(seconds: float) -> Iterator[SourceEvent]:
    """The agent's silence, at once."""
    for start in range(0, int(seconds * 16_000), FRAME):
        yield AudioFrame(party=AGENT, start=start, samples=np.zeros(FRAME, np.float32))


def spoken(seconds: float) -> Iterator[SourceEvent]:
    """The same, each frame when its last sample was spoken."""
    began = time.monotonic()
    for frame in frames(seconds):
        time.sleep(max(0.0, began + frame.span.end / 16_000 - time.monotonic()))  # type: ignore[union-attr]
        yield frame
    yield AudioEnded(at=int(seconds * 16_000))


def percentile(lates: list[float], share: float) -> float:
    """The nearest of the values, in order."""
    return sorted(lates)[min(int(len(lates) * share), len(lates) - 1)]


def test_the_simulated_clock_tells_what_the_wall_clock_does(bench: Bench) -> None:
    """For a model that is asked more than it can do, latencies agree within a fifth."""
    script = [asked(AGENT, 1 + at / 4, final=at % 4 == 3) for at in range(10)]
    script += [asked(CUSTOMER, 1.1 + at / 4, final=at % 4 == 2) for at in range(10)]
    script.sort(key=lambda due: due.at)
    lates: list[list[float]] = []
    for make in (AsLive, lambda *parts: WallClock(*parts, paced=True)):
        one = bench(script, sleepy(0.15))
        source = ScriptedSource([], 3.7)
        driven(make(one.pipeline, one.desks, one.outlet), source.events(), source.duration)
        lates.append([when - float(word) for _, word, when in one.words(final=True)])
    assert len(lates[0]) == len(lates[1]) == 4
    for share in (0.5, 0.95):
        simulated, real = (percentile(late, share) for late in lates)
        assert simulated == pytest.approx(real, rel=0.2, abs=0.06)


def test_the_call_begins_with_its_first_sample(bench: Bench) -> None:
    """Not with the program: a source that is silent for a while makes nothing late."""
    one = bench([asked(AGENT, 0.64, seconds=0.5)], sleepy(0.1))

    def later() -> Iterator[SourceEvent]:
        time.sleep(0.5)
        yield from spoken(0.96)

    driver = WallClock(one.pipeline, one.desks, one.outlet)
    assert driver.now(0) == 0.0
    driven(driver, later(), 15_360)
    ((_, _, when),) = one.words(final=True)
    assert 0.73 < when < 0.85


def test_answers_come_while_the_source_is_silent(bench: Bench) -> None:
    """A model's answer is told at once, not with the next audio."""
    one = bench([asked(AGENT, 0.512, seconds=0.5)], sleepy(0.05))
    told: list[float] = []
    one.outlet.settle = lambda: told.append(time.monotonic())
    stalled: list[float] = []

    def stalls() -> Iterator[SourceEvent]:
        yield from frames(0.512)
        time.sleep(0.5)
        stalled.append(time.monotonic())
        yield AudioEnded(at=8_192)

    driven(WallClock(one.pipeline, one.desks, one.outlet), stalls(), 8_192)
    assert len(one.words(final=True)) == 1
    before = [when for when in told if when < stalled[0] - 0.2]
    assert len(before) == 16 + 1  # the frames, and the answer


def test_what_the_source_raises_is_raised(bench: Bench) -> None:
    """In the thread that drives the call; and no thread is left."""
    before = threading.active_count()
    one = bench([], sleepy(0))

    def broken() -> Iterator[SourceEvent]:
        yield from frames(0.1)
        raise RecordingError("the pipe is gone")

    with pytest.raises(RecordingError, match="the pipe is gone"):
        driven(WallClock(one.pipeline, one.desks, one.outlet), broken(), 0)
    time.sleep(0.05)
    assert threading.active_count() == before


def test_what_a_model_tells_a_person_to_mend_is_raised(bench: Bench) -> None:
    """It ends the call, in place of waiting for an answer for ever."""

    def broken(requests: object) -> list[Recognized]:
        raise ModelError("fetch it again")

    one = bench([asked(AGENT, 0.512, seconds=0.5)], broken)
    with pytest.raises(ModelError, match="fetch it again"):
        driven(WallClock(one.pipeline, one.desks, one.outlet), frames(1.0), 16_000)


def test_a_source_that_is_too_fast_waits(bench: Bench) -> None:
    """Audio is not piled up in memory: no more is read than the stages have room for."""
    one = bench([], sleepy(0))
    driver, read = WallClock(one.pipeline, one.desks, one.outlet), [0]

    def counted() -> Iterator[SourceEvent]:
        for frame in frames(100.0):
            read[0] += 1
            yield frame

    events = driver.listen(counted())
    next(iter(events))
    time.sleep(0.3)
    assert read[0] < 1100
    assert sum(1 for _ in events) == read[0] - 1
    driver.close()


def test_a_recogniser_that_falls_behind_is_told_and_loses_nothing(bench: Bench) -> None:
    """By the wall clock as by the simulated one."""
    script = [asked(AGENT, at / 4, final=at % 2 == 0, seconds=0.25) for at in range(4, 12)]
    load = LoadSettings(easy_s=0.1, late_s=0.2, patience_s=0.3)
    one = bench(script, sleepy(0.4), load=load)
    driven(WallClock(one.pipeline, one.desks, one.outlet), spoken(3.2), 51_200)
    assert [word for _, word, _ in one.words(final=True)] == ["1.0", "1.5", "2.0", "2.5"]
    assert one.steps()[0] == "degraded: unfinished speech is looked at less often"
