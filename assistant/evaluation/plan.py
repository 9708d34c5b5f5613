"""The command line goes in; what is to be measured, and how, comes out."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.config import Settings, load_settings
from assistant.errors import UsageError
from assistant.evaluation.calls import BenchCall, calls_named
from assistant.evaluation.capacity import MOST
from assistant.evaluation.running import Run
from assistant.evaluation.scripted import Words
from assistant.session.call import Pace

_MOST_JOBS = 64
"""Calls side by side, beyond which nobody has cores."""
_GPU_TYPE = {"cuda": "float16"}
"""What a GPU is fastest with, where the command line says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchPlan:
    """What is to be run, and how. `at_once` is the most calls at once to be tried; 0: none."""

    calls: Sequence[BenchCall]
    settings: Settings
    model: str
    live: Pace = Pace.AS_LIVE
    at_once: int = 0


def plan_for(options: Namespace) -> BenchPlan:
    """The plan that the command line asks for. Raises UsageError and SettingsError."""
    settings = load_settings(options.config)
    asked = {"device": options.device, "threads": options.threads}
    asked["compute_type"] = options.compute_type or _GPU_TYPE.get(options.device)
    changes = {key: value for key, value in asked.items() if value is not None}
    try:
        whisper = replace(settings.whisper, **changes)
    except ValueError as refused:
        raise UsageError(f"The command line is out of range: {refused}.") from None
    most = options.calls_at_once
    if most is not None and not 0 <= most <= MOST:
        raise UsageError(f"--calls-at-once: 1 to {MOST} calls.")
    return BenchPlan(
        calls=calls_named(options.calls, options.agent, options.customer),
        settings=replace(settings, whisper=whisper),
        model=options.model,
        live=Pace.REALTIME if options.realtime else Pace.AS_LIVE,
        at_once=0 if most is None else most or MOST,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyPlan:
    """Which labelled calls are to be run, how, and how many side by side."""

    runs: Sequence[Run]
    jobs: int


def accuracy_plan_for(options: Namespace) -> AccuracyPlan:
    """The plan that the command line asks for. Raises UsageError and SettingsError.

    Without a model every run keeps a live call's clock, for it costs nothing there. A call with
    Whisper takes all cores, so that only one is run at a time.
    """
    plan, words = plan_for(options), Words(options.words)
    unknown = [call.name for call in plan.calls if call.truth is None]
    if unknown:
        raise UsageError(
            f"There is no truth beside {', '.join(unknown)}; --accuracy needs NAME.truth.json "
            "beside each NAME.wav."
        )
    most = 1 if words is Words.WHISPER else len(os.sched_getaffinity(0))
    jobs = most if options.jobs is None else options.jobs
    if not 1 <= jobs <= _MOST_JOBS:
        raise UsageError(f"--jobs: 1 to {_MOST_JOBS}.")
    by_clock = options.as_live or words is not Words.WHISPER
    runs = [
        Run(
            call=call,
            pace=Pace.AS_LIVE if by_clock else Pace.FASTEST,
            settings=plan.settings,
            model=plan.model,
            words=words,
        )
        for call in plan.calls
    ]
    return AccuracyPlan(runs=runs, jobs=jobs)
