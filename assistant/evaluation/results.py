"""A bench's results go in; files that hold them, and the frame of a table for them, come out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from assistant.errors import OutputError


def as_json(results: Mapping[str, Any]) -> str:
    """The results as a person can read them too."""
    return json.dumps(results, indent=1, ensure_ascii=False) + "\n"


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write each text under its name in `folder`. Raises OutputError where it cannot take them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as fault:
        raise OutputError(
            f"The results cannot be written to {folder} ({fault.strerror}); "
            "name another folder with --out."
        ) from None


def framed(title: str, first: str, *columns: str) -> Table:
    """A table of figures to the right of a first column of names, which are never cut."""
    table = Table(title=title, title_justify="left", box=None)
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right")
    return table
