"""The command line goes in; what is to be measured, and how, comes out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.config import Settings, load_settings
from assistant.errors import UsageError
from assistant.evaluation.calls import BenchCall, calls_named
from assistant.evaluation.capacity import MOST
from assistant.session.call import Pace

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
