"""Calls and settings go in; every figure about how fast and how right the program is comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.evaluation.calls import CHECKOUT, FIXTURES, BenchCall
from assistant.evaluation.capacity import capacity
from assistant.evaluation.comparison import SCHEMA, compared
from assistant.evaluation.machine import folder_name, machine
from assistant.evaluation.measures import Measures, latencies, pooled
from assistant.evaluation.plan import BenchPlan
from assistant.evaluation.plot import latency_plot
from assistant.evaluation.running import Progress, Ran, Run, run
from assistant.evaluation.yardstick import Yardstick, offline_rate, yardstick_of
from assistant.model_store import ModelStore
from assistant.session.call import Pace
from assistant.timeline import SAMPLE_RATE

Say = Callable[[str, float], Progress]
"""Takes what is done next and how many seconds of call it is; what it gives takes how far."""


def bench(plan: BenchPlan, old: Mapping[str, Any] | None, say: Say) -> tuple[dict[str, Any], str]:
    """The results, as results.json holds them, and the plot of latencies, as SVG.

    Raises what a run raises: RecordingError, ModelError, SettingsError.
    """
    described = machine()
    yardsticks = {
        call: yardstick_of(call, plan.settings, plan.model, lambda what: say(what, 0.0))
        for call in plan.calls
    }
    measured = {
        call: {
            half: yardsticks[call].measure(_run(plan, call, pace, say))
            for half, pace in (("live", plan.live), ("plain", Pace.FASTEST))
        }
        for call in plan.calls
    }
    whole = {half: pooled(one[half] for one in measured.values()) for half in ("live", "plain")}
    results: dict[str, Any] = {
        "schema": SCHEMA,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": described,
        "settings": _settings_told(plan),
        "calls": [_call_row(call, yardsticks[call], measured[call]) for call in plan.calls],
        "pooled": {
            "offline_word_error_rate": offline_rate(list(yardsticks.values())),
            **{half: measures.as_json() for half, measures in whole.items()},
        },
        "calls_at_once": _at_once(plan, yardsticks, say),
        "compared": None,
    }
    if old is not None:
        results["compared"] = compared(old, results)
    return results, _plot(whole["live"], plan)


def default_folder(described: Mapping[str, Any]) -> Path:
    """A new folder under benchmarks/, of the checkout where there is one, by machine and day."""
    home = CHECKOUT if FIXTURES.is_dir() else Path.cwd()
    name = folder_name(dict(described), datetime.now(UTC).date().isoformat())
    folder, number = home / "benchmarks" / name, 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{name}_{number}")
    return folder


def _run(plan: BenchPlan, call: BenchCall, pace: Pace, say: Say) -> Ran:
    progress = say(f"{call.name}, {pace}", _seconds(call))
    return run(Run(call=call, pace=pace, settings=plan.settings, model=plan.model), progress)


def _call_row(
    call: BenchCall, yardstick: Yardstick, measured: Mapping[str, Measures]
) -> dict[str, Any]:
    return {
        "name": call.name,
        "duration_s": round(measured["plain"].duration_s, 2),
        "labelled": call.truth is not None,
        "offline_word_error_rate": offline_rate([yardstick]),
        **{half: measures.as_json() for half, measures in measured.items()},
    }


def _at_once(plan: BenchPlan, yardsticks: Mapping[BenchCall, Yardstick], say: Say) -> Any:
    if not plan.at_once:
        return None
    runs = [
        Run(call=call, pace=Pace.REALTIME, settings=plan.settings, model=plan.model)
        for call in plan.calls
    ]
    return capacity(
        runs,
        plan.at_once,
        lambda order, ran: yardsticks[order.call].measure(ran),
        lambda step: say(step, 0.0),
    )


def _settings_told(plan: BenchPlan) -> dict[str, Any]:
    found = ModelStore.default().find(plan.model)
    whisper = plan.settings.whisper
    return {
        "model": found.name,
        "model_sha256": found.sha256,
        "device": whisper.device,
        "compute_type": whisper.compute_type,
        "threads": whisper.threads,
        "live": plan.live.value,
        "all": plan.settings.as_logged(),
    }


def _plot(live: Measures, plan: BenchPlan) -> str:
    kinds = {kind: latencies(found) for kind, found in live.labelled().items()}
    kinds |= {"word shown": live.words.shown, "word committed": live.words.committed}
    kinds |= {f"{kind}, from at": live.since_at.get(kind, []) for kind in ("cue", "sentiment")}
    return latency_plot(kinds, f"Latency, {plan.live}, Whisper {plan.model}")


def _seconds(call: BenchCall) -> float:
    return (call.source().duration or 0) / SAMPLE_RATE
