"""Whole fixture calls as the real models hear them: the logs that the coach is measured on.

`python tests/calls/heard.py` replays every call anew, some ten minutes on two cores, and writes
`heard/NAME.jsonl`: read the diff before you commit it. A playbook is run over them in no time.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HEARD = Path(__file__).parent / "heard"
CALLS = Path(__file__).parents[2] / "audio_fixtures" / "calls"
_AT_ONCE = 2


def replayed(call: Path) -> None:
    """Replay one call in a process of its own, as its user would."""
    log = HEARD / f"{call.stem}.jsonl"
    command = ["-m", "assistant", "replay", call.name, "--quiet", "--events", str(log)]
    subprocess.run([sys.executable, *command], cwd=call.parent, check=True)


if __name__ == "__main__":
    HEARD.mkdir(exist_ok=True)
    chosen = [CALLS / f"{name}.wav" for name in sys.argv[1:]] or sorted(CALLS.glob("*.wav"))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(replayed, chosen))
