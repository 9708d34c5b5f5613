"""The README of the scripted calls names all that a script can say and a truth file holds."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from audio_fixtures import build
from audio_fixtures.music import STYLES
from audio_fixtures.script import (
    Bleed,
    CallScript,
    Codec,
    Line,
    Noise,
    Over,
    OverlapKind,
    Room,
    Sound,
    SoundKind,
    Turn,
    Voice,
)
from audio_fixtures.truth import derive_truth
from made_calls import expected_of, placed, script_of, speech_of, turn

README = (build.HERE / "README.md").read_text(encoding="utf-8")
INSIDE = {"phrases", "voices", "lines", "source", "into", "kind"}
"""Fields that a script writes with other words: agent, line, from, to, sound."""


@pytest.mark.parametrize("kind", [Bleed, CallScript, Line, Over, Sound, Turn, Voice])
def test_every_key_of_a_script_is_named(kind: type) -> None:
    """Whoever writes a call finds each key."""
    keys = {field.name for field in fields(kind)} - INSIDE
    assert [key for key in sorted(keys) if key not in README] == []


@pytest.mark.parametrize("kind", [Codec, Noise, OverlapKind, Room, SoundKind])
def test_every_kind_is_named(kind: type) -> None:
    """And each value that a key can have."""
    assert [str(value) for value in kind if str(value) not in README] == []


def test_every_style_of_music_is_named() -> None:
    """Each can be asked for."""
    assert [style for style in STYLES if style not in README] == []


def test_every_field_of_the_truth_is_named() -> None:
    """Whoever reads a truth file finds each field."""
    script = script_of(turn("agent", "one"))
    call = placed(script, 1)
    names = {*derive_truth(script, call, speech_of(call)), *expected_of(script, call)}
    assert [name for name in sorted(names) if f"`{name}`" not in README] == []


def test_every_call_is_in_the_table() -> None:
    """A call that is committed has a row that says what is in it."""
    calls = [path.stem for path in Path(build.CALLS).glob("*.yaml")]
    assert [call for call in sorted(calls) if f"| `{call}` |" not in README] == []
