"""Nothing goes in; what the machine is, and what runs on it, comes out."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_MATTER = ("deescalate", "faster-whisper", "ctranslate2", "onnxruntime", "torch", "numpy")
"""Packages on whose version the figures depend."""
_EMPTY_WORDS = r"\(r\)|\(tm\)|amd|intel|core|processor|cpu|virtual|with .*|@.*|\d+-core"


def machine() -> dict[str, Any]:
    """What the figures hold for: processor, cores that we may use, memory, system, versions.

    `load` is the mean length of the queue for the processor over the last minute, before we began.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cpu": _cpu(),
        "cores": cores,
        "memory_gib": _memory_gib(),
        "gpus": _gpus(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {package: _version(package) for package in _MATTER},
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def folder_name(described: dict[str, Any], date: str) -> str:
    """As in epyc_2core_2026-11-22: what results of this machine and day are filed under."""
    plain = re.sub(_EMPTY_WORDS, " ", str(described["cpu"]).lower())
    words = re.findall(r"[a-z0-9]+", plain) or ["machine"]
    return f"{'_'.join(words)}_{described['cores']}core_{date}"


def _cpu() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _gpus() -> list[str]:
    ask = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        run = subprocess.run(ask, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return [name.strip() for name in run.stdout.splitlines() if name.strip()]


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
