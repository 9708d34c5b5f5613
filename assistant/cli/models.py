"""`models`: lists the models there are, and fetches one by its name."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add(commands: Any) -> None:
    """Give the parser `models`, and `models fetch` below it."""
    models = commands.add_parser("models", help="list models, or fetch one")
    models.set_defaults(command=_list_models)
    below = models.add_subparsers(title="what to do other than list them")
    fetch = below.add_parser("fetch", help="get a model; the only command that uses a network")
    fetch.add_argument("name", help="as `deescalate models` lists it, or a hub id")
    fetch.set_defaults(command=_fetch_model)


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
