"""A call and how to run it go in; a process of its own runs it, and its facts and costs come out.

So memory and processor time are the run's own, and several can be run at once.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.assembly import Assembly, assemble
from assistant.coaching.playbook.reading import Playbook
from assistant.config import Settings, load_playbook
from assistant.engines.offline import OfflineRecogniser
from assistant.engines.whisper import WhisperSettings
from assistant.errors import DeescalateError, ModelError
from assistant.evaluation.calls import BenchCall
from assistant.evaluation.reference import (
    PLAIN_BEAM,
    REFERENCE_BEAM,
    REFERENCE_MODEL,
    OfflinePass,
    sides_of,
    trimmed,
)
from assistant.evaluation.scripted import ScriptedWords, Words, assemble_scripted, script_of
from assistant.evaluation.timing import Seconds, Timings, timed
from assistant.events import Fact, Party
from assistant.model_store import ModelStore
from assistant.pipeline import Pipeline
from assistant.session.call import Moments, Pace, run_call
from assistant.timeline import to_seconds

_TOLD_EVERY_S = 1.0
"""How much call passes between two words about how far it is."""

_LEAVES_WITHIN_S = 10.0
"""How long a process that has given its result may take to end."""

Progress = Callable[[float], None]
"""Takes how many seconds of the call are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a call is to be run: by which clock, with which settings and which Whisper, if any."""

    call: BenchCall
    pace: Pace
    settings: Settings
    model: str
    words: Words = Words.WHISPER


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A run's facts, and what it cost. Seconds of wall clock and of processor, bytes."""

    facts: list[tuple[Fact, float | None]]
    duration_s: float
    wall_s: float
    cpu_s: float
    load_s: float
    load_cpu_s: float
    peak_bytes: int | None
    spent: Seconds = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    """Where each stage of `spent`, and the gate before them, is written."""


class Child:
    """A process that makes ready, waits for `go`, and then works until it has a result."""

    def __init__(self, work: Callable[[Any, Connection], Any], task: Any) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would share our memory
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(work, task, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._process.join(_LEAVES_WITHIN_S)
        self._process.terminate()
        self._process.join()
        self._pipe.close()

    def ready(self) -> None:
        """Wait until it has made ready. Raises what went wrong."""
        self._hear()

    def go(self) -> None:
        """Let it begin."""
        self._pipe.send("go")

    def result(self, progress: Progress = lambda done: None) -> Any:
        """Wait for the result; what it says of its progress is passed on. Raises what it raised."""
        while isinstance(said := self._hear(), float):
            progress(said)
        return said

    def _hear(self) -> Any:
        try:
            said = self._pipe.recv()
        except EOFError:
            self._process.join()
            raise DeescalateError(
                f"A run ended before its time (exit code {self._process.exitcode}); if it was "
                "killed, close other programs, for memory may be short."
            ) from None
        if isinstance(said, DeescalateError):
            raise said
        return said


def run(order: Run, progress: Progress = lambda done: None) -> Ran:
    """Run one call in a process of its own. Raises what the run raised."""
    with Child(run_here, order) as child:
        child.ready()
        child.go()
        ran: Ran = child.result(progress)
        return ran


def offline(order: Run) -> dict[Party, OfflinePass]:
    """The call's words as heard without hurry, in a process of its own."""
    with Child(_offline_here, order) as child:
        child.ready()
        child.go()
        passes: dict[Party, OfflinePass] = child.result()
        return passes


def run_here(order: Run, pipe: Connection) -> Ran:
    """Load, wait for a word through the pipe, run the call and tell through it how far it is."""
    began, cpu_began = time.perf_counter(), time.process_time()
    # One thread does all of a scripted call, so its time is its own, however busy the machine.
    timings = Timings() if order.words is Words.WHISPER else Timings(clock=time.thread_time)
    playbook = load_playbook(None)
    assembled = _assembled(order, playbook)
    assembly = timed(assembled, timings)
    source = order.call.source()
    load_s, load_cpu_s = time.perf_counter() - began, time.process_time() - cpu_began
    pipe.send("ready")
    pipe.recv()
    facts: list[tuple[Fact, float | None]] = []
    told = 0.0

    def tell(position: int) -> None:
        nonlocal told
        if (seconds := to_seconds(position)) >= told + _TOLD_EVERY_S:
            told = seconds
            pipe.send(seconds)

    def begin() -> None:
        nonlocal began, cpu_began
        began, cpu_began = time.perf_counter(), time.process_time()
        timings.begin()

    ended = run_call(
        assembly,
        source,
        lambda fact, emitted: facts.append((fact, emitted)),
        order.pace,
        tell,
        Moments(ready=begin),
    )
    return Ran(
        facts=facts,
        duration_s=to_seconds(ended.duration),
        wall_s=time.perf_counter() - began,
        cpu_s=time.process_time() - cpu_began,
        load_s=load_s,
        load_cpu_s=load_cpu_s,
        peak_bytes=_peak_bytes(),
        spent=timings.totals(),
        modules=_modules(assembled.pipeline),
    )


def _modules(pipeline: Pipeline) -> dict[str, str]:
    """Of each part of a pipeline, by its name, the module that it is from."""
    return {
        type(part).__name__: type(part).__module__ for part in (pipeline.gate, *pipeline.stages)
    }


def _assembled(order: Run, playbook: Playbook) -> Assembly:
    match order.words:
        case Words.WHISPER:
            return assemble(order.settings, playbook, ModelStore.default(), order.model)
        case Words.SCRIPT:
            return assemble_scripted(order.settings, playbook, script_of(order.call.labels()))
        case Words.NONE:
            return assemble_scripted(order.settings, playbook, ScriptedWords({}))


def _work(work: Callable[[Any, Connection], Any], task: Any, pipe: Connection) -> None:
    try:
        pipe.send(work(task, pipe))
    except DeescalateError as error:
        pipe.send(error)
    except KeyboardInterrupt:
        pass  # whoever started us got it too
    finally:
        pipe.close()


def _offline_here(order: Run, pipe: Connection) -> dict[Party, OfflinePass]:
    reference = _offline_model(REFERENCE_MODEL, WhisperSettings())
    plain = _offline_model(order.model, order.settings.whisper)
    pipe.send("ready")
    pipe.recv()
    return {
        party: OfflinePass(
            reference=trimmed(reference.words(samples, REFERENCE_BEAM), samples),
            plain=plain.words(samples, PLAIN_BEAM),
        )
        for party, samples in sides_of(order.call).items()
    }


def _offline_model(name: str, settings: WhisperSettings) -> OfflineRecogniser:
    folder = ModelStore.default().find(name).folder
    try:
        return OfflineRecogniser(folder, settings)
    except (RuntimeError, ValueError, OSError) as fault:
        raise ModelError(
            f"The model in {folder} cannot be loaded ({fault}); try another --device or "
            "--compute-type, or fetch the model again."
        ) from fault


def _peak_bytes() -> int | None:
    """The most memory that this process has held; None where the system does not tell.

    Linux hands what a parent held down to its child in getrusage, so /proc is asked.
    """
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        return None
