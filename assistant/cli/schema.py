"""`schema`: the name of a file format goes in; its JSON Schema comes out."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add(commands: Any) -> None:
    """Give the parser `schema` and what it can print."""
    schema = commands.add_parser("schema", help="print the JSON Schema of a file format")
    schema.add_argument("what", choices=("events",), help="the event log")
    schema.set_defaults(command=_schema)


def _schema(options: argparse.Namespace) -> int:
    from assistant.journal import json_schema

    print(json.dumps(json_schema(), indent=2))
    return 0
