"""What the figures hold for."""

from __future__ import annotations

import pytest

from assistant.evaluation.machine import folder_name, machine


@pytest.mark.parametrize(
    ("cpu", "name"),
    [
        ("AMD EPYC", "epyc_2core_2026-01-02"),
        ("AMD EPYC 7B13 64-Core Processor", "epyc_7b13_2core_2026-01-02"),
        ("Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz", "i5_8500_2core_2026-01-02"),
        ("", "machine_2core_2026-01-02"),
    ],
)
def test_a_folder_is_named_by_machine_and_day(cpu: str, name: str) -> None:
    """Short, and safe as a file name."""
    assert folder_name({"cpu": cpu, "cores": 2}, "2026-01-02") == name


def test_the_machine_is_described() -> None:
    """Processor, cores and versions are there."""
    described = machine()
    assert described["cores"] >= 1
    assert described["versions"]["ctranslate2"]
