"""Calls made by chance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audio_fixtures import build, random_calls
from audio_fixtures.reading import read_script
from audio_fixtures.truth import derive_truth
from made_calls import Humming


class Quick(Humming):
    """Speaks fast enough for a test."""

    def say(self, text, voice, speed=1.0):  # type: ignore[no-untyped-def]
        return super().say(text, voice, 1.7 * speed)


@pytest.mark.parametrize("index", range(6))
def test_each_call_can_be_laid_out_and_its_truth_derived(tmp_path: Path, index: int) -> None:
    """Whatever chance brings, there is a recording with its truth."""
    path = tmp_path / "made.yaml"
    random_calls.compose(path, (11, index), Quick(), clean=True)
    build.render(path, tmp_path, Quick())
    truth = json.loads((tmp_path / "made.truth.json").read_text())
    assert {turn["party"] for turn in truth["turns"]} == {"agent", "customer"}
    assert (tmp_path / "made.wav").exists()


def test_nearly_all_interruptions_are_certain(tmp_path: Path) -> None:
    """They come in over speech that goes on."""
    path = tmp_path / "made.yaml"
    certain: list[float | None] = []
    for index in range(5):
        random_calls.compose(path, (12, index), Quick(), clean=True)
        script = read_script(path)
        call = build.said(script, Quick())
        truth = derive_truth(
            script, call.placement, build.audible(script, call.placement, call.clean)
        )
        certain += [found["certain"] for found in truth["expected"]["interruptions"]]
    assert len(certain) >= 5
    assert certain.count(None) <= len(certain) // 5


def test_the_same_seed_makes_the_same_call(tmp_path: Path) -> None:
    """And another seed another one."""
    texts = []
    for seed in (3, 3, 4):
        path = tmp_path / "made.yaml"
        random_calls.compose(path, (seed, 0), Quick(), clean=False)
        texts.append(path.read_text())
    assert texts[0] == texts[1] != texts[2]


def test_a_clean_call_has_a_plain_line(tmp_path: Path) -> None:
    """No noise but the faint white one, no codec, no bleed."""
    path = tmp_path / "made.yaml"
    random_calls.compose(path, (3, 0), Quick(), clean=True)
    script = read_script(path)
    assert script.bleed == ()
    assert {line.codec.value for line in script.lines.values()} == {"mulaw"}
