"""`explain`: lines on stdin go in; what is found in each comes out as a JSON line."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Give the parser `explain` and its options."""
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
