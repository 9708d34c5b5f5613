"""The time of each step towards the first cue, since the process began."""

from __future__ import annotations

import time

from assistant.evaluation.latency import Stopwatch
from assistant.events import CueOffered, Severity, SpeechStarted
from fakes import AGENT, CUSTOMER, Said, committed

SPEECH = SpeechStarted(at=1_536, party=CUSTOMER, utterance=0, start=0)


def cue(number: int) -> CueOffered:
    return CueOffered(
        at=16_000,
        id=number,
        rule="slow_down",
        text="Slow down",
        detail="",
        severity=Severity.COACH,
        because=(SPEECH,),
        expires=160_000,
    )


def test_it_counts_from_the_start_of_the_process() -> None:
    """The interpreter and the imports, which came before it, are in the first mark."""
    watch = Stopwatch()
    (first,) = watch.marks.values()
    assert list(watch.marks) == ["interpreter and command line"]
    assert first > 0
    assert Stopwatch().marks["interpreter and command line"] >= first


def test_the_first_time_of_a_step_counts() -> None:
    """A step done again leaves its mark as it was."""
    watch = Stopwatch()
    watch.mark("models")
    noted = watch.marks["models"]
    time.sleep(0.01)  # so that a second mark would differ
    watch.mark("models")
    assert watch.marks["models"] == noted


def test_marks_never_go_back() -> None:
    """Steps in the order in which they were done have times in that order."""
    watch = Stopwatch()
    for step in ("settings", "models", "first frame", "end"):
        watch.mark(step)
    assert list(watch.marks)[1:] == ["settings", "models", "first frame", "end"]
    assert list(watch.marks.values()) == sorted(watch.marks.values())


def test_the_first_transcript_and_the_first_cue_are_marked() -> None:
    """Of a call's facts only these two, each once."""
    watch = Stopwatch()
    watch.listen(SPEECH, 0.1)
    assert len(watch.marks) == 1
    watch.listen(committed(Said(AGENT, 0.0, 1.0, "good morning")), 1.6)
    watch.listen(cue(1), None)
    marks = dict(watch.marks)
    assert list(marks)[1:] == ["first transcript", "first cue"]
    time.sleep(0.01)  # so that a second mark would differ
    watch.listen(committed(Said(CUSTOMER, 2.0, 3.0, "hello there")), 3.6)
    watch.listen(cue(2), 4.0)
    assert watch.marks == marks
