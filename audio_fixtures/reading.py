"""A call as YAML goes in; who says what, when, and over which line comes out, checked."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from audio_fixtures.script import (
    ACTS,
    PARTIES,
    WAIT_REFUSAL,
    WAIT_REQUEST,
    Bleed,
    CallScript,
    Codec,
    FixtureError,
    Line,
    Moment,
    Noise,
    Over,
    OverlapKind,
    Phrase,
    Room,
    Sound,
    SoundKind,
    Turn,
    Voice,
)

SENTENCE_PAUSE = 0.38
"""Seconds after a full stop or a question: about what people leave in prepared speech."""
CLAUSE_PAUSE = 0.18
"""Seconds after a comma: shorter than any pause that ends a turn."""
RUN_ON_PAUSE = 0.04
"""Seconds between phrases with no mark between them: only enough to tell them apart."""
UNTIL_NEXT = "until_next"
"""In place of a sound's seconds: it lasts until the next turn of its party."""


def read_script(path: Path) -> CallScript:
    """The call that `path` describes; raises FixtureError naming the file and the fault."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        voices = {party: Voice(**raw.pop(party)) for party in PARTIES}
        script = CallScript(
            name=path.stem,
            voices=voices,
            turns=tuple(_entry(item) for item in raw.pop("turns")),
            lines=_lines(raw.pop("line", None) or {}),
            bleed=tuple(_bleed(item) for item in raw.pop("bleed", None) or ()),
            **raw,
        )
    except (OSError, yaml.YAMLError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise FixtureError(f"{path.name} does not read as a call script: {error}") from error
    if script.cues not in ("none", "open"):
        raise FixtureError(f"{path.name}: cues must be none or open, not {script.cues}")
    return script


def _entry(item: dict[str, Any]) -> Turn | Sound:
    """One entry of `turns`."""
    return _sound(item) if "sound" in item else _turn(item)


def _turn(item: dict[str, Any]) -> Turn:
    """A turn: the party's name is the key of what they say."""
    rest = dict(item)
    found = [name for name in PARTIES if name in rest]
    if len(found) != 1:
        raise ValueError(f"a turn needs agent or customer, or sound: {', '.join(map(str, item))}")
    party = found[0]
    said = rest.pop(party)
    over = rest.pop("over", None)
    _known(rest, Turn, "turn")
    return Turn(
        party=party,
        phrases=_phrases(party, said if isinstance(said, list) else [said]),
        over=None if over is None else _over(over),
        **rest,
    )


def _sound(item: dict[str, Any]) -> Sound:
    """A sound that is not speech; its length in seconds, or `until_next`."""
    rest = dict(item)
    kind, party, seconds = SoundKind(rest.pop("sound")), rest.pop("party"), rest.pop("seconds")
    over = rest.pop("over", None)
    _known(rest, Sound, "sound")
    if party not in PARTIES:
        raise ValueError(f"the party of a sound is agent or customer, not {party}")
    if over is not None and rest.get("under"):
        raise ValueError("a sound is over a turn or under one, not both")
    return Sound(
        kind=kind,
        party=party,
        seconds=None if seconds == UNTIL_NEXT else float(seconds),
        over=None if over is None else Moment(**over),
        **rest,
    )


def _over(raw: dict[str, Any]) -> Over:
    """Where an overlapping turn comes in, and what it is."""
    over = Over(**{**raw, "kind": OverlapKind(raw["kind"])})
    if over.yields not in (None, *PARTIES):
        raise ValueError(f"yields names a party, not {over.yields}")
    return over


def _lines(raw: dict[str, dict[str, Any]]) -> dict[str, Line]:
    """Both parties' lines; what is not said is as for a plain telephone."""
    if unknown := set(raw) - set(PARTIES):
        raise ValueError(f"line: knows agent and customer, not {', '.join(sorted(unknown))}")
    return {party: _line(raw.get(party) or {}) for party in PARTIES}


def _line(raw: dict[str, Any]) -> Line:
    _known(raw, Line, "line")
    rest = dict(raw)
    noise, codec = Noise(rest.pop("noise", Noise.WHITE)), Codec(rest.pop("codec", Codec.MULAW))
    return Line(noise=noise, codec=codec, **rest)


def _bleed(raw: dict[str, Any]) -> Bleed:
    rest = dict(raw)
    source, into, room = rest.pop("from"), rest.pop("to"), Room(rest.pop("room", Room.NONE))
    _known(rest, Bleed, "bleed")
    return Bleed(source=source, into=into, room=room, **rest)


def _known(raw: dict[str, Any], kind: type, where: str) -> None:
    """Raise ValueError for a key that has no meaning there."""
    if unknown := set(raw) - {field.name for field in fields(kind)}:
        raise ValueError(f"{where}: no such key as {', '.join(sorted(unknown))}")


def _phrases(party: str, items: list[Any]) -> tuple[Phrase, ...]:
    """Phrases from strings, `act: words` (`act?: words` may be found), and `pause: seconds`."""
    phrases: list[Phrase] = []
    pause: float | None = None
    for item in items:
        if isinstance(item, dict) and "pause" in item:
            pause = float(item["pause"])
            continue
        mark, text = ("", item) if isinstance(item, str) else next(iter(item.items()))
        act = mark.removesuffix("?") or None
        if act is not None and act not in _marks(party):
            raise ValueError(f"{act} is no act of the {party}")
        before = _pause_after(phrases[-1].text) if phrases else 0.0
        phrases.append(
            Phrase(
                text=text,
                act=None if act in (WAIT_REQUEST, WAIT_REFUSAL) else act,
                asks_to_wait=act == WAIT_REQUEST,
                refuses_wait=act == WAIT_REFUSAL,
                optional=mark.endswith("?"),
                pause=before if pause is None else pause,
            )
        )
        pause = None
    return tuple(phrases)


def _pause_after(text: str) -> float:
    """Seconds of silence that the mark at the end of a phrase asks for."""
    if text.endswith((".", "?", "!", "…")):
        return SENTENCE_PAUSE
    return CLAUSE_PAUSE if text.endswith((",", ";", ":")) else RUN_ON_PAUSE


def _marks(party: str) -> frozenset[str]:
    """What the party's phrases may be marked with."""
    waits = {WAIT_REQUEST, WAIT_REFUSAL} if party == "customer" else {WAIT_REFUSAL}
    return ACTS[party] | waits
