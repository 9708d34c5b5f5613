"""`bench`: calls go in; how fast and how right the program is on them comes out."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from assistant.cli.listeners import UNWRAPPED
from assistant.errors import UsageError


def add(commands: Any) -> None:
    """Give the parser `bench` and its options."""
    bench = commands.add_parser("bench", help="measure how fast and how right it is on calls")
    bench.set_defaults(command=_bench)
    bench.add_argument(
        "calls",
        nargs="*",
        type=Path,
        metavar="CALL",
        help="a stereo file, a folder with agent.wav and customer.wav, or a folder of labelled "
        "stereo files (every sample call)",
    )
    bench.add_argument("--agent", type=Path, metavar="FILE", help="the agent's own mono file")
    bench.add_argument("--customer", type=Path, metavar="FILE", help="the customer's mono file")
    bench.add_argument("--model", default="base", help="Whisper: a name, a hub id, a folder (base)")
    bench.add_argument("--device", choices=("cpu", "cuda"), help="where Whisper runs")
    bench.add_argument("--compute-type", metavar="TYPE", help="int8 and so on; float16 on cuda")
    bench.add_argument("--threads", type=int, metavar="N", help="threads of Whisper")
    bench.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML")
    bench.add_argument(
        "--realtime", action="store_true", help="live by the wall clock, not by compute time"
    )
    bench.add_argument(
        "--calls-at-once",
        nargs="?",
        type=int,
        const=0,
        metavar="MOST",
        help="find how many calls at once the machine holds, by running them; takes minutes",
    )
    bench.add_argument("--compare", type=Path, metavar="OLD.json", help="ratios to old results")
    bench.add_argument("--out", type=Path, metavar="DIR", help="where results.json goes")
    instead = bench.add_mutually_exclusive_group()
    _add_accuracy(bench, instead)
    _add_language(bench, instead)
    bench.add_argument("--json", action="store_true", help="print the results as JSON")


def _add_accuracy(bench: argparse.ArgumentParser, instead: Any) -> None:
    instead.add_argument(
        "--accuracy",
        action="store_true",
        help="measure what is found in labelled calls, in place of speed: precision, recall, "
        "delays, false cues, and where to listen",
    )
    bench.add_argument(
        "--words",
        choices=("whisper", "script", "none"),
        default="whisper",
        help="with --accuracy, whose words: Whisper's, those of the call's truth without any "
        "model, or none (whisper)",
    )
    bench.add_argument(
        "--as-live",
        action="store_true",
        help="with --accuracy, keep a live call's clock for Whisper too, not only without it",
    )
    bench.add_argument(
        "--jobs", type=int, metavar="N", help="with --accuracy, calls side by side (the cores)"
    )


def _add_language(bench: argparse.ArgumentParser, instead: Any) -> None:
    instead.add_argument(
        "--language",
        action="store_true",
        help="measure how acts and sentiment are read in lines that were never taught, in place "
        "of calls; no audio, no Whisper",
    )
    bench.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="with --language, GoEmotions and MultiDoGO too: a folder with goemotions/ and "
        "multidogo/",
    )


def _bench(options: argparse.Namespace) -> int:
    if options.data is not None and not options.language:
        raise UsageError("--data is for --language; give both.")
    if options.accuracy or options.language:
        return _accuracy(options) if options.accuracy else _language(options)
    from rich.console import Console

    from assistant.evaluation.bench import bench, default_folder
    from assistant.evaluation.comparison import load_results
    from assistant.evaluation.plan import plan_for
    from assistant.evaluation.report import bench_progress, tables
    from assistant.evaluation.results import as_json, write_files

    old = None if options.compare is None else load_results(options.compare)
    plan = plan_for(options)
    stderr = Console(stderr=True, highlight=False)
    with bench_progress(stderr) as say:
        results, plot = bench(plan, old, say)
    folder = options.out or default_folder(results["machine"])
    write_files(folder, {"results.json": as_json(results), "latency.svg": plot})
    if options.json:
        print(json.dumps(results, indent=1, ensure_ascii=False))
    else:
        console = Console(highlight=False)
        for table in tables(results):
            console.print(table)
            console.print()
        console.print(f"Written: {folder / 'results.json'} and latency.svg beside it.")
    return 0


def _accuracy(options: argparse.Namespace) -> int:
    from rich.console import Console

    from assistant.evaluation.accuracy import accuracy
    from assistant.evaluation.accuracy_report import accuracy_tables
    from assistant.evaluation.plan import accuracy_plan_for
    from assistant.evaluation.report import bench_progress
    from assistant.evaluation.results import as_json, write_files

    plan = accuracy_plan_for(options)
    with bench_progress(Console(stderr=True, highlight=False)) as say:
        results = accuracy(plan, say)
    if options.out is not None:
        write_files(options.out, {"accuracy.json": as_json(results)})
    if options.json:
        print(json.dumps(results, indent=1, ensure_ascii=False))
        return 0
    console = Console(highlight=False, width=None if sys.stdout.isatty() else UNWRAPPED)
    for table in accuracy_tables(results):
        console.print(table)
    return 0


def _language(options: argparse.Namespace) -> int:
    from rich.console import Console

    from assistant.evaluation.language.bench import (
        language_bench,
        language_plan_for,
        measured_model,
        rival_judge,
    )
    from assistant.evaluation.language.report import language_tables
    from assistant.evaluation.report import bench_progress
    from assistant.evaluation.results import as_json, write_files

    plan = language_plan_for(options)
    with bench_progress(Console(stderr=True, highlight=False)) as say:
        results = language_bench(plan, measured_model(), rival_judge(), say)
    if options.out is not None:
        write_files(options.out, {"results.json": as_json(results)})
    if options.json:
        print(json.dumps(results, indent=1, ensure_ascii=False))
        return 0
    console = Console(highlight=False, width=None if sys.stdout.isatty() else UNWRAPPED)
    for table in language_tables(results):
        console.print(table)
        console.print()
    return 0
