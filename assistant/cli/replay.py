"""`replay`: a recording goes in; what a live call would have shown comes out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.listeners import each, faults_on_stderr
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.capture.source import CallSource
    from assistant.session.outlet import Listener

_VOICE_NOTICE = (
    "Voice features of the customer are on: pitch and timbre are measured, and nothing of the "
    "agent's voice; [tension] enabled = false turns them off."
)


def add(commands: Any) -> None:
    """Give the parser `replay` and its options."""
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


def _replay(options: argparse.Namespace) -> int:
    if options.json and options.events == "-":
        raise UsageError("--json and --events - both print to stdout; name a file for the log.")
    from assistant.evaluation.latency import Stopwatch

    watch = Stopwatch()
    from assistant.assembly import assemble
    from assistant.config import load_playbook, load_settings
    from assistant.model_store import ModelStore
    from assistant.outputs.log_file import LogFile
    from assistant.session.call import Moments, Pace, run_call

    watch.mark("imports")
    source = _source(options)
    settings, playbook = load_settings(options.config), load_playbook(options.playbook)
    if settings.tension.enabled and not options.quiet:
        print(_VOICE_NOTICE, file=sys.stderr)
    assembly = replace(
        assemble(settings, playbook, ModelStore.default(), options.model),
        playbook_file=options.playbook,
    )
    watch.mark("models found whole")
    pace = Pace.REALTIME if options.realtime else Pace.AS_LIVE if options.as_live else Pace.FASTEST
    with ExitStack() as stack:
        log = stack.enter_context(LogFile(options.events)) if options.events else None
        listeners, progress = _screen(options, source, stack)
        listeners += [watch.listen] if log is None else [watch.listen, log.listen]
        moments = Moments() if log is None else Moments(heard=log.hear)
        run_call(assembly, source, each(listeners), pace, progress, moments)
    watch.mark("end of the call")
    if options.stopwatch:
        print(json.dumps(watch.marks), file=sys.stderr)
    if log is not None and log.fault is not None:
        raise log.fault
    return 0


def _screen(
    options: argparse.Namespace, source: CallSource, stack: ExitStack
) -> tuple[list[Listener], Callable[[int], None]]:
    """What shows the call to a person, or to the program that reads stdout."""
    from rich.console import Console

    from assistant.outputs.call_json import CallJson
    from assistant.outputs.console import CallConsole, progress_bar

    if options.quiet or options.json or options.events == "-":
        listeners = [faults_on_stderr()]
        if options.json:
            call = CallJson()
            listeners.append(call.listen)
            stack.callback(lambda: print(call.text(source.name)))
        return listeners, lambda position: None
    console = Console(highlight=False)
    progress = stack.enter_context(progress_bar(console, source.duration))
    return [CallConsole(console).listen], progress


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
