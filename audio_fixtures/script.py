"""A call as YAML goes in; who says what, when, and what must be found comes out, checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import DeescalateError

PARTIES = ("agent", "customer")
"""Left channel, right channel."""

CUSTOMER_ACTS = frozenset(
    f"escalation.{name}"
    for name in (
        "supervisor_request",
        "legal_threat",
        "regulator_threat",
        "public_threat",
        "churn_threat",
        "repeat_contact",
        "abuse",
    )
)
AGENT_ACTS = frozenset(
    (
        "greeting",
        "empathy",
        "apology",
        "paraphrase",
        "hold_request",
        "hold_return",
        "transfer",
        "transfer_reason",
        "solution_offer",
        "ownership",
        "closing_check",
        "follow_up",
        "gratitude",
        "negative_language",
        "jargon",
    )
)
ACTS = {"agent": AGENT_ACTS, "customer": CUSTOMER_ACTS}
"""The taxonomy of docs/events.md, by the party that does it."""

SENTENCE_PAUSE = 0.38
"""Seconds after a full stop or a question: about what people leave in prepared speech."""
CLAUSE_PAUSE = 0.18
"""Seconds after a comma: shorter than any pause that ends a turn."""
RUN_ON_PAUSE = 0.04
"""Seconds between phrases with no mark between them: only enough to tell them apart."""
TURN_GAP = 0.25
"""Seconds between turns where the script says nothing: about the usual gap in conversation."""
YIELD_AFTER = 0.3
"""Seconds for which a party who gives way goes on: a reaction time."""


class FixtureError(DeescalateError):
    """A call script, a recording or the voice weights are not as they must be."""


class OverlapKind(StrEnum):
    """What it is when a turn is laid over another."""

    INTERRUPTION = "interruption"
    BACKCHANNEL = "backchannel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words spoken in one breath; `pause` is the seconds of silence before them."""

    text: str
    pause: float = 0.0
    act: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """Where a turn is laid over the other party's last one, and who gives way, if anyone."""

    kind: OverlapKind
    fraction: float | None = None
    seconds: float | None = None
    yields: str | None = None
    yields_after: float = YIELD_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a party says in one go: `after` seconds behind everything so far, or `over` it."""

    party: str
    phrases: tuple[Phrase, ...]
    after: float = TURN_GAP
    over: Over | None = None
    gain_db: float = 0.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks: a voice of the synthesiser, its language, and how it comes over the line."""

    name: str
    language: str
    speed: float = 1.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallScript:
    """A whole call; `cues` is "none" where the product must stay quiet, else "open"."""

    name: str
    title: str
    voices: dict[str, Voice]
    turns: tuple[Turn, ...]
    noise_seed: int
    noise_dbfs: float = -62.0
    lead_in: float = 0.8
    tail: float = 1.2
    cues: str = "open"


def read_script(path: Path) -> CallScript:
    """The call that `path` describes; raises FixtureError naming the file and the fault."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        voices = {party: Voice(**raw.pop(party)) for party in PARTIES}
        turns = tuple(_turn(item) for item in raw.pop("turns"))
        script = CallScript(name=path.stem, voices=voices, turns=turns, **raw)
    except (OSError, yaml.YAMLError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise FixtureError(f"{path.name} does not read as a call script: {error}") from error
    if script.cues not in ("none", "open"):
        raise FixtureError(f"{path.name}: cues must be none or open, not {script.cues}")
    return script


def _turn(item: dict[str, Any]) -> Turn:
    """One entry of `turns`: the party's name is the key of what they say."""
    rest = dict(item)
    (party,) = (name for name in PARTIES if name in rest)
    said = rest.pop(party)
    over = rest.pop("over", None)
    return Turn(
        party=party,
        phrases=_phrases(party, said if isinstance(said, list) else [said]),
        over=None if over is None else _over(over),
        **rest,
    )


def _over(raw: dict[str, Any]) -> Over:
    """Where an overlapping turn comes in; exactly one of fraction and seconds."""
    over = Over(**{**raw, "kind": OverlapKind(raw["kind"])})
    if (over.fraction is None) == (over.seconds is None):
        raise ValueError("over needs either a fraction or seconds")
    if over.yields not in (None, *PARTIES):
        raise ValueError(f"yields names a party, not {over.yields}")
    return over


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
        if act is not None and act not in ACTS[party]:
            raise ValueError(f"{act} is no act of the {party}")
        before = _pause_after(phrases[-1].text) if phrases else 0.0
        phrases.append(
            Phrase(
                text=text,
                act=act,
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
