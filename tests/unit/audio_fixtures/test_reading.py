"""Call scripts as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_fixtures.reading import read_script
from audio_fixtures.script import Codec, FixtureError, Noise, Room, Sound, SoundKind, Turn

HEAD = """
title: A call
agent: {name: af_heart, language: en-us}
customer: {name: bm_daniel, language: en-gb}
noise_seed: 1
"""


def read(folder: Path, text: str) -> object:
    path = folder / "made.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_script(path)


def test_every_key_is_read(tmp_path: Path) -> None:
    """Line, bleed, sounds and marks come out as they were written."""
    path = tmp_path / "made.yaml"
    path.write_text(
        HEAD
        + """
line: {agent: {noise: office, noise_dbfs: -48, codec: gsm, loss: 0.02, clip_db: 6}}
bleed: [{from: customer, to: agent, attenuation_db: 6, lag_ms: 40, room: small}]
turns:
  - customer: [wait_request: Hang on., {escalation.abuse: You fool.}]
  - {sound: music, party: agent, seconds: until_next, style: piano}
  - {sound: cough, party: agent, seconds: 0.4, over: {before_end: 0.5}}
""",
        encoding="utf-8",
    )
    script = read_script(path)
    turn, music, cough = script.turns
    assert isinstance(turn, Turn)
    assert isinstance(music, Sound)
    assert isinstance(cough, Sound)
    assert [(p.act, p.asks_to_wait) for p in turn.phrases] == [
        (None, True),
        ("escalation.abuse", False),
    ]
    assert (music.kind, music.seconds, music.takes_time) == (SoundKind.MUSIC, None, False)
    assert cough.over is not None
    assert cough.over.before_end == 0.5
    agent, customer = script.lines["agent"], script.lines["customer"]
    assert (agent.noise, agent.codec, agent.loss) == (Noise.OFFICE, Codec.GSM, 0.02)
    assert (customer.noise, customer.codec) == (Noise.WHITE, Codec.MULAW)
    assert (script.bleed[0].into, script.bleed[0].room) == ("agent", Room.SMALL)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("turns: [{agent: hi, louder: 3}]", "no such key as louder"),
        ("turns: [{agent: hi}]\nfog: 3", "fog"),
        ("turns: [{sound: whale, party: agent, seconds: 1}]", "whale"),
        ("turns: [{sound: cough, party: caller, seconds: 1}]", "caller"),
        (
            "turns: [{sound: cough, party: agent, seconds: 1, over: {fraction: 1, seconds: 1}}]",
            "one",
        ),
        ("turns: [{agent: hi, over: {kind: backchannel}}]", "exactly one"),
        ("turns: [{nobody: hi}]", "agent or customer"),
        ("turns: [{agent: [wait_request: hi]}]", "no act of the agent"),
        ("turns: [{agent: hi}]\nline: {agent: {loss: 2}}", "loss"),
        ("turns: [{agent: hi}]\nline: {agent: {fuzz: 2}}", "fuzz"),
        ("turns: [{agent: hi}]\nline: {caller: {}}", "caller"),
        ("turns: [{agent: hi}]\nbleed: [{from: agent, to: agent, attenuation_db: 6}]", "bleed"),
        ("turns: [{agent: [{escalation.abuse: hi}]}]", "no act of the agent"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, fault: str) -> None:
    """A key, kind or party that has no meaning is refused with the file's name."""
    with pytest.raises(FixtureError, match=fault) as caught:
        read(tmp_path, text)
    assert "made.yaml" in str(caught.value)


def test_a_script_without_voices_is_refused(tmp_path: Path) -> None:
    """It names its file."""
    path = tmp_path / "wrong.yaml"
    path.write_text("turns: [{agent: hi}]")
    with pytest.raises(FixtureError, match=r"wrong.yaml does not read"):
        read_script(path)
