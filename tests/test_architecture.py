"""The import contracts hold in the code as it is, and each one breaks when it is broken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = "Imports point down, and every module has its layer"
DETECTORS = "No detector knows another"
CYCLES = "No cycles"
STAGES = "Stages have no clock, thread, chance or file"
RUNTIMES = "Model runtimes only in engines"
AUDIO = "Audio libraries only in capture"
DEVICES = "Sound devices only in capture.devices"
WINDOW = "The window only in outputs.overlay"
NETWORK = "No network client anywhere"

VIOLATIONS = [
    (LAYERS, "utils.py", ""),
    (LAYERS, "helpers/__init__.py", ""),
    (LAYERS, "cli/__init__.py", "import assistant.__main__"),
    (LAYERS, "session/call.py", "from assistant import cli"),
    (LAYERS, "engines/whisper.py", "from assistant import model_fetch"),
    (LAYERS, "assembly.py", "from assistant.session.call import anything"),
    (LAYERS, "config.py", "from assistant.assembly import anything"),
    (LAYERS, "coaching/cues/policy.py", "from assistant.config import anything"),
    (LAYERS, "engines/vad.py", "from assistant.detectors import silence"),
    (LAYERS, "detectors/silence/meter.py", "from assistant.speech import voice"),
    (LAYERS, "speech/voice.py", "from assistant.engines import vad"),
    (LAYERS, "coaching/cues/policy.py", "def late():\n    from assistant.detectors import silence"),
    (LAYERS, "outputs/console.py", "from assistant.coaching.cues import policy"),
    (LAYERS, "capture/recording.py", "from assistant.outputs import console"),
    (LAYERS, "pipeline.py", "from assistant import journal"),
    (LAYERS, "model_store.py", "from assistant import journal"),
    (LAYERS, "events.py", "from assistant import journal"),
    (LAYERS, "timeline.py", "from assistant import events"),
    (LAYERS, "errors.py", "from assistant import timeline"),
    (DETECTORS, "detectors/silence/meter.py", "from assistant.detectors import phrases"),
    (DETECTORS, "detectors/silence/meter.py", "from assistant.detectors.acts import demands"),
    (DETECTORS, "detectors/new.py", "from assistant.detectors import interruptions"),
    (CYCLES, "capture/framing.py", "from assistant.capture import recording"),
    (STAGES, "speech/segmenter.py", "import time"),
    (STAGES, "speech/new.py", "from threading import Lock"),
    (STAGES, "detectors/silence/meter.py", "from queue import Queue"),
    (STAGES, "detectors/holds/tracker.py", "import random"),
    (STAGES, "coaching/cues/policy.py", "def late():\n    import logging"),
    (STAGES, "coaching/playbook/reading.py", "from pathlib import Path"),
    (STAGES, "pipeline.py", "import os.path"),
    (RUNTIMES, "outputs/console.py", "import torch.nn"),
    (RUNTIMES, "session/call.py", "def late():\n    from transformers import AutoModel"),
    (RUNTIMES, "speech/voice.py", "import webrtcvad"),
    (RUNTIMES, "detectors/tension.py", "from swift_f0 import SwiftF0"),
    (RUNTIMES, "model_store.py", "from safetensors import safe_open"),
    (RUNTIMES, "cli/__init__.py", "import ctranslate2, faster_whisper, onnxruntime, tokenizers"),
    (AUDIO, "session/call.py", "import soundfile"),
    (AUDIO, "speech/voice.py", "import soxr"),
    (DEVICES, "capture/recording.py", "import sounddevice"),
    (DEVICES, "session/call.py", "import soundcard"),
    (WINDOW, "outputs/console.py", "from PySide6.QtWidgets import QWidget"),
    (WINDOW, "cli/__init__.py", "import tkinter"),
    (NETWORK, "cli/__init__.py", "import requests"),
    (NETWORK, "model_store.py", "from urllib.request import urlopen"),
    (NETWORK, "engines/whisper.py", "import huggingface_hub"),
    (NETWORK, "outputs/new.py", "import socket, http.client, httpx, aiohttp, websockets"),
]


def broken_contracts(folder: Path) -> set[str]:
    """The names of the contracts that the package in `folder` breaks."""
    linter = Path(sys.executable).with_name("lint-imports")
    settings = ROOT / "pyproject.toml"
    command: list[str | Path] = [linter, "--no-cache", "--no-logo", "--config", settings]
    environment = os.environ | {"COLUMNS": "200", "PYTHONPATH": str(folder)}  # no wrapped names
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert "Contracts: " in run.stdout, run.stdout + run.stderr
    return set(re.findall(r"^(.+) BROKEN\b", run.stdout, re.MULTILINE))


def test_the_code_keeps_every_contract() -> None:
    """Nothing in the package imports what it may not."""
    assert broken_contracts(ROOT) == set()


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
def test_a_violation_breaks_its_contract(
    tmp_path: Path, contract: str, module: str, line: str
) -> None:
    """A module that imports what it may not, or that has no layer, is told apart by name."""
    without_bytecode = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "assistant", tmp_path / "assistant", ignore=without_bytecode)
    planted = tmp_path / "assistant" / module
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a") as file:
        file.write(f"\n{line}\n")
    assert contract in broken_contracts(tmp_path)


def test_only_engines_import_by_a_computed_name() -> None:
    """The contracts cannot see `import_module`, so it is kept to where anything may be loaded."""
    code = (ROOT / "assistant").rglob("*.py")
    hidden = [path for path in code if re.search(r"import_module|__import__", path.read_text())]
    assert {path.parent.name for path in hidden} <= {"engines"}


def test_every_contract_has_a_violation() -> None:
    """A contract that is added, or renamed, must be shown to break."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {name for name, _, _ in VIOLATIONS}
