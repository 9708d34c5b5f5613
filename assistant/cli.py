"""The command line goes in; the `deescalate` command's work, and an exit code, come out.

Rooms are imported by the command that needs them: `--help` answers without loading a model.
"""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import __version__
from assistant.errors import DeescalateError, OutputError, UsageError

if TYPE_CHECKING:
    from assistant.capture.source import CallSource
    from assistant.events import Fact
    from assistant.session.outlet import Listener

_UNWRAPPED = 1000
"""Columns where no person reads along, so that a fault stays on one line."""
_VOICE_NOTICE = (
    "Voice features of the customer are on: pitch and timbre are measured, and nothing of the "
    "agent's voice; [tension] enabled = false turns them off."
)
INTERRUPTED = 130
"""What shells expect of a program that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. What went wrong goes to stderr, in a sentence."""
    # numpy's matrix product would wake a thread for each core, for a log-mel of 3 ms.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before anything imports numpy
    try:
        options = build_parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        code = command(options)
        sys.stdout.flush()
        return code
    except DeescalateError as error:
        print(f"deescalate: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        _leave_stdout()
        return 0
    except OSError as fault:
        if fault.errno != errno.ENOSPC:
            raise
        _leave_stdout()
        print("deescalate: The output does not fit on its disk; make room there.", file=sys.stderr)
        return OutputError.exit_code


def _leave_stdout() -> None:
    """Let what is still buffered for stdout go nowhere, as the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_parser() -> argparse.ArgumentParser:
    """Every command and option, for `main` and for the test of the docs."""
    parser = argparse.ArgumentParser(
        prog="deescalate",
        description="Coaches a call-centre agent through a call, on this machine alone.",
    )
    parser.add_argument("--version", action="version", version=f"deescalate {__version__}")
    commands = parser.add_subparsers(title="commands", required=True)
    _add_replay(commands)
    _add_captions(commands)
    _add_explain(commands)
    _add_models(commands)
    _add_schema(commands)
    _add_bench(commands)
    return parser


def _add_replay(commands: Any) -> None:
    replay = commands.add_parser("replay", help="run a recorded call through the assistant")
    replay.set_defaults(command=_replay)
    replay.add_argument("recording", nargs="?", type=Path, help="a stereo file")
    replay.add_argument("--agent", type=Path, metavar="FILE", help="the agent's own mono file")
    replay.add_argument("--customer", type=Path, metavar="FILE", help="the customer's mono file")
    replay.add_argument(
        "--agent-channel",
        choices=("left", "right"),
        default="left",
        help="the agent's side of a stereo file (left)",
    )
    replay.add_argument("--events", metavar="FILE", help="write the event log; - for stdout")
    pace = replay.add_mutually_exclusive_group()
    pace.add_argument(
        "--as-live",
        action="store_true",
        help="keep the clock that a live call would have had, by measured compute time",
    )
    pace.add_argument("--realtime", action="store_true", help="play by the wall clock")
    replay.add_argument(
        "--model", default="base", help="Whisper: a name, a hub id, a folder (base)"
    )
    replay.add_argument("--playbook", type=Path, metavar="FILE", help="rules in YAML")
    replay.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML")
    replay.add_argument("--quiet", action="store_true", help="print faults only")
    replay.add_argument("--json", action="store_true", help="print one JSON object at the end")
    replay.add_argument(
        "--block",
        type=int,
        default=4096,
        metavar="SAMPLES",
        help="samples read at a time (4096); the log is the same for any",
    )
    replay.add_argument(
        "--stopwatch", action="store_true", help="say on stderr where the time to a cue goes"
    )


def _add_captions(commands: Any) -> None:
    captions = commands.add_parser("captions", help="print what is said, as it is spoken")
    captions.set_defaults(command=_captions)
    captions.add_argument(
        "audio", metavar="FILE", help="raw 16-bit little-endian samples at 16 kHz; - for stdin"
    )
    captions.add_argument(
        "--channels",
        type=int,
        choices=(1, 2),
        default=1,
        help="2: interleaved, the agent's sample first, then the customer's (1)",
    )
    captions.add_argument(
        "--party",
        choices=("agent", "customer"),
        default="customer",
        help="who speaks on a single channel (customer)",
    )
    captions.add_argument(
        "--model", default="base", help="Whisper: a name, a hub id, a folder (base)"
    )
    captions.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML")


def _add_explain(commands: Any) -> None:
    explain = commands.add_parser(
        "explain", help="read lines from stdin; print what is found in each, as JSON"
    )
    explain.set_defaults(command=_explain)
    explain.add_argument(
        "--party", choices=("agent", "customer"), required=True, help="who says the lines"
    )
    explain.add_argument(
        "--why",
        action="store_true",
        help="add the known phrasing, and the nearest written lines",
    )
    explain.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML")


def _add_models(commands: Any) -> None:
    models = commands.add_parser("models", help="list models, or fetch one")
    models.set_defaults(command=_list_models)
    below = models.add_subparsers(title="what to do other than list them")
    fetch = below.add_parser("fetch", help="get a model; the only command that uses a network")
    fetch.add_argument("name", help="as `deescalate models` lists it, or a hub id")
    fetch.set_defaults(command=_fetch_model)


def _add_schema(commands: Any) -> None:
    schema = commands.add_parser("schema", help="print the JSON Schema of a file format")
    schema.add_argument("what", choices=("events",), help="the event log")
    schema.set_defaults(command=_schema)


def _add_bench(commands: Any) -> None:
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


def _replay(options: argparse.Namespace) -> int:
    if options.json and options.events == "-":
        raise UsageError("--json and --events - both print to stdout; name a file for the log.")
    from assistant.evaluation.latency import Stopwatch

    watch = Stopwatch()
    from assistant.assembly import assemble
    from assistant.config import load_playbook, load_settings
    from assistant.model_store import ModelStore
    from assistant.outputs.log_file import LogFile
    from assistant.session.call import Pace, run_call

    watch.mark("imports")
    source = _source(options)
    settings, playbook = load_settings(options.config), load_playbook(options.playbook)
    if settings.tension.enabled and not options.quiet:
        print(_VOICE_NOTICE, file=sys.stderr)
    assembly = assemble(settings, playbook, ModelStore.default(), options.model)
    watch.mark("models found whole")
    pace = Pace.REALTIME if options.realtime else Pace.AS_LIVE if options.as_live else Pace.FASTEST
    with ExitStack() as stack:
        log = stack.enter_context(LogFile(options.events)) if options.events else None
        listeners, progress = _screen(options, source, stack)
        listeners += [watch.listen] if log is None else [watch.listen, log.listen]
        run_call(assembly, source, _each(listeners), pace, progress)
    watch.mark("end of the call")
    if options.stopwatch:
        print(json.dumps(watch.marks), file=sys.stderr)
    if log is not None and log.fault is not None:
        raise log.fault
    return 0


def _captions(options: argparse.Namespace) -> int:
    from assistant.assembly import assemble_captions
    from assistant.capture.pcm_stream import PcmStream, open_pcm
    from assistant.config import load_settings
    from assistant.events import Party
    from assistant.model_store import ModelStore
    from assistant.outputs.captions import Captions
    from assistant.session.call import Moments, Pace, run_call

    parties = (Party(options.party),) if options.channels == 1 else tuple(Party)
    settings = load_settings(options.config)
    assembly = assemble_captions(settings, ModelStore.default(), options.model)
    captions = Captions(lambda line: print(line, flush=True), by_party=options.channels == 2)
    moments = Moments(ready=captions.ready, settled=captions.settled)
    faults = _faults_on_stderr()
    with open_pcm(options.audio) as descriptor:
        source = PcmStream(name=options.audio, descriptor=descriptor, parties=parties)
        pace = Pace.LIVE if options.audio == "-" else Pace.FASTEST
        run_call(assembly, source, _each([captions.listen, faults]), pace, moments=moments)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from assistant.assembly import language_model
    from assistant.config import load_settings
    from assistant.events import Party
    from assistant.model_store import ModelStore
    from assistant.session.explained import Explainer

    settings = load_settings(options.config)
    model = language_model(ModelStore.default().find("minilm").folder)
    nearest = model.nearest if options.why else None
    party = Party(options.party)
    explainer = Explainer(party, model, settings.phrases, settings.sentiment, nearest)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        if text := line.strip():
            print(json.dumps(explainer.explain(text), ensure_ascii=False), flush=True)
    return 0


def _screen(
    options: argparse.Namespace, source: CallSource, stack: ExitStack
) -> tuple[list[Listener], Callable[[int], None]]:
    """What shows the call to a person, or to the program that reads stdout."""
    from rich.console import Console

    from assistant.outputs.call_json import CallJson
    from assistant.outputs.console import CallConsole, progress_bar

    if options.quiet or options.json or options.events == "-":
        listeners = [_faults_on_stderr()]
        if options.json:
            call = CallJson()
            listeners.append(call.listen)
            stack.callback(lambda: print(call.text(source.name)))
        return listeners, lambda position: None
    console = Console(highlight=False)
    progress = stack.enter_context(progress_bar(console, source.duration))
    return [CallConsole(console).listen], progress


def _faults_on_stderr() -> Listener:
    from rich.console import Console

    from assistant.outputs.console import CallConsole

    width = None if sys.stderr.isatty() else _UNWRAPPED
    return CallConsole(Console(stderr=True, highlight=False, width=width), faults_only=True).listen


def _each(listeners: Sequence[Listener]) -> Listener:
    def tell(fact: Fact, emitted: float | None) -> None:
        for listen in listeners:
            listen(fact, emitted)

    return tell


def _source(options: argparse.Namespace) -> CallSource:
    from assistant.capture.recording import open_recording, open_recordings

    sides = (options.agent, options.customer)
    if options.recording is not None and sides == (None, None):
        _refuse_overwriting(options.events, options.recording)
        return open_recording(
            options.recording, agent_channel=options.agent_channel, block=options.block
        )
    if options.recording is None and None not in sides:
        _refuse_overwriting(options.events, *sides)
        return open_recordings(agent=sides[0], customer=sides[1], block=options.block)
    raise UsageError(
        "Name one stereo recording, or both --agent FILE and --customer FILE, one for each side."
    )


def _refuse_overwriting(log: str | None, *recordings: Path) -> None:
    if log and any(Path(log).resolve() == recording.resolve() for recording in recordings):
        raise UsageError(f"--events {log} would overwrite the recording; name another file.")


def _list_models(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from assistant.model_store import listing

    table = Table(box=None)
    for column in ("model", "role", "state", "size", "licence", "folder"):
        table.add_column(column, overflow="fold")
    states = listing()
    for model in states:
        state = f"{model.state} ({model.detail})" if model.detail else model.state
        size = f"{model.bytes / 1e6:.0f} MB"
        table.add_row(model.name, model.role, state, size, model.licence, str(model.folder))
    Console(highlight=False).print(table)
    for model in states:
        if model.state != "whole":
            print(f"To get {model.name}: deescalate models fetch {model.name}")
    return 0


def _fetch_model(options: argparse.Namespace) -> int:
    from assistant.model_fetch import fetch

    fetch(options.name, lambda line: print(line, file=sys.stderr))
    return 0


def _schema(options: argparse.Namespace) -> int:
    from assistant.journal import json_schema

    print(json.dumps(json_schema(), indent=2))
    return 0


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
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _UNWRAPPED)
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
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _UNWRAPPED)
    for table in language_tables(results):
        console.print(table)
        console.print()
    return 0
