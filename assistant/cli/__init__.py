"""The command line goes in; the `deescalate` command's work, and an exit code, come out.

A module for each command. Rooms are imported by the command that needs them: `--help` answers
without loading a model.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence

from assistant import __version__
from assistant.cli import bench, captions, explain, models, playbook, replay, review, schema
from assistant.errors import DeescalateError, OutputError

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
    for command in (replay, review, captions, explain, playbook, models, schema, bench):
        command.add(commands)
    return parser
