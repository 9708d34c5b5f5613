"""`playbook`: rules in YAML go in; what they do comes out."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from assistant.cli.listeners import UNWRAPPED
from assistant.errors import JournalError, SettingsError


def add(commands: Any) -> None:
    """Give the parser `playbook` and what can be done with one."""
    playbook = commands.add_parser("playbook", help="check, show or try a playbook")
    below = playbook.add_subparsers(title="what to do with it", required=True)
    _add_check(below)
    _add_show(below)
    _add_test(below)


def _add_check(below: Any) -> None:
    check = below.add_parser(
        "check", help="say every mistake, by file and line, and what is hardly meant"
    )
    check.set_defaults(command=_check)
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="rules in YAML")


def _add_show(below: Any) -> None:
    show = below.add_parser("show", help="say in plain words what the rules do")
    show.set_defaults(command=_show)
    show.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="rules in YAML (the default playbook)"
    )
    show.add_argument("--rule", metavar="ID", help="one rule whole, and where each key stands")
    show.add_argument("--json", action="store_true", help="print the rules as JSON")
    show.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of playbooks, for editors"
    )


def _add_test(below: Any) -> None:
    test = below.add_parser(
        "test", help="run the logs of calls under a playbook; say which cues differ"
    )
    test.set_defaults(command=_test)
    test.add_argument("playbook", type=Path, metavar="FILE.yaml", help="rules in YAML")
    test.add_argument(
        "calls",
        nargs="+",
        type=Path,
        metavar="CALL",
        help="an event log that replay --events wrote, or a folder of them (.jsonl)",
    )
    test.add_argument(
        "--against",
        type=Path,
        metavar="OTHER.yaml",
        help="compare with these rules, in place of the cues that the logs hold",
    )
    test.add_argument("--json", action="store_true", help="print the differences as JSON")


def _check(options: argparse.Namespace) -> int:
    from assistant.coaching.in_words.doubts import doubts
    from assistant.config import ACTS_BY_PARTY, read_playbook_file

    code = 0
    for path in options.files:
        try:
            reading = read_playbook_file(path)
        except SettingsError as mistakes:  # the other files are checked all the same
            print(mistakes, file=sys.stderr)
            code = mistakes.exit_code
        else:
            print(f"{path} is good: {reading.in_figures()}.")
            for doubt in doubts(reading, ACTS_BY_PARTY):
                print(f"Worth a look: {doubt}")
    return code


def _show(options: argparse.Namespace) -> int:
    from assistant.cli import playbook_shown as shown
    from assistant.config import DEFAULT_PLAYBOOK, read_playbook_file

    if options.schema:
        print(json.dumps(shown.schema(), indent=2))
        return 0
    reading = read_playbook_file(options.file or DEFAULT_PLAYBOOK)
    rules = shown.chosen(reading, options.rule)
    if options.json:
        document = [shown.as_document(reading, index) for index in rules]
        print(json.dumps(document if options.rule is None else document[0], indent=1, default=str))
        return 0
    if options.rule is not None:
        print("\n".join(shown.lines(reading, rules[0])))
        return 0
    from rich.console import Console

    width = None if sys.stdout.isatty() else shown.WIDTH
    Console(highlight=False, width=width).print(shown.table(reading))
    return 0


def _test(options: argparse.Namespace) -> int:
    from rich.console import Console

    from assistant.config import load_playbook
    from assistant.evaluation.playbook_trial import try_on
    from assistant.evaluation.rerun import find_logs, read_call
    from assistant.evaluation.rerun_report import as_document, rerun_tables

    playbook = load_playbook(options.playbook)
    against = None if options.against is None else load_playbook(options.against)
    default = load_playbook(None)
    tried, code = [], 0
    for path in find_logs(options.calls):
        try:
            tried.append(try_on(read_call(path), playbook, against, [default]))
        except JournalError as error:  # the other calls are tried all the same
            print(f"deescalate: {error}", file=sys.stderr)
            code = error.exit_code
    names = (str(options.playbook), None if against is None else str(options.against))
    if options.json:
        print(json.dumps(as_document(tried, *names), indent=1, ensure_ascii=False))
    elif tried:
        console = Console(highlight=False, width=None if sys.stdout.isatty() else UNWRAPPED)
        for table in rerun_tables(tried, *names):
            console.print(table)
            console.print()
    return code
