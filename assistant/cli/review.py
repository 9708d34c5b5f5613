"""`review`: the log of a finished call goes in; what an analyst wants to know of it comes out."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

from assistant.cli.listeners import UNWRAPPED
from assistant.errors import JournalError


def add(commands: Any) -> None:
    """Give the parser `review`."""
    review = commands.add_parser(
        "review", help="say of a finished call what caused it, what was missed, and its QA score"
    )
    review.set_defaults(command=_review)
    review.add_argument(
        "logs",
        nargs="+",
        type=Path,
        metavar="LOG",
        help="an event log that replay --events wrote, or a folder of them (.jsonl)",
    )
    review.add_argument("--form", type=Path, metavar="FILE", help="a QA form in YAML")
    review.add_argument("--json", action="store_true", help="print a JSON object a call, on a line")


def _review(options: argparse.Namespace) -> int:
    from rich.console import Console

    from assistant.cli.review_shown import as_document, lines, reviewed
    from assistant.config import load_form
    from assistant.evaluation.rerun import find_logs, read_call

    form, code = load_form(options.form), 0
    _write_any_letter(options.json)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else UNWRAPPED)
    for path in find_logs(options.logs):
        try:
            call = read_call(path)
        except JournalError as fault:  # the other calls are reviewed all the same
            print(f"deescalate: {fault}", file=sys.stderr)
            code = fault.exit_code
            continue
        review = reviewed(call, form)
        if options.json:
            print(json.dumps(as_document(review), ensure_ascii=False))
        else:
            for line in lines(review):
                console.print(line, soft_wrap=True)
            console.print()
    return code


def _write_any_letter(as_json: bool) -> None:
    """JSON is UTF-8 wherever it goes; a terminal gets what letters it has."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if as_json:
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="replace")
