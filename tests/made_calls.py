"""Calls made of bare turns, for tests of the scripted calls."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_fixtures.placement import RATE, Placement, place
from audio_fixtures.script import CallScript, Over, Phrase, Sound, Turn, Voice
from audio_fixtures.spans import Spans
from audio_fixtures.truth import derive_truth

SECOND = RATE


class Humming:
    """Says everything as a tone: a tenth of a second for each letter."""

    def say(self, text: str, voice: Voice, speed: float = 1.0) -> NDArray[np.float32]:
        length = round(0.1 * len(text) / speed * RATE)
        return np.sin(np.arange(length) * 0.6).astype(np.float32)


def script_of(*turns: Turn | Sound, **more: Any) -> CallScript:
    voices = {
        "agent": Voice(name="af_heart", language="en-us"),
        "customer": Voice(name="bm_daniel", language="en-gb"),
    }
    given = {"name": "made", "title": "Made up", "noise_seed": 1, "lead_in": 1.0, **more}
    return CallScript(voices=voices, turns=turns, **given)


def turn(
    party: str,
    *texts: str,
    after: float = 0.5,
    over: Over | None = None,
    act: str | None = None,
    **more: Any,
) -> Turn:
    phrases = tuple(
        Phrase(text=text, pause=0.25 if i else 0.0, act=act) for i, text in enumerate(texts)
    )
    return Turn(party=party, phrases=phrases, after=after, over=over, **more)


def placed(script: CallScript, *seconds: float) -> Placement:
    """The script with one phrase a turn, each so many seconds long."""
    return place(script, [[round(length * SECOND)] for length in seconds])


def speech_of(placement: Placement) -> Spans:
    """Everybody speaks all through their turns."""
    return {
        party: [(t.start, t.end) for t in placement.turns if t.turn.party == party]
        for party in ("agent", "customer")
    }


def expected_of(script: CallScript, placement: Placement) -> dict[str, Any]:
    """What must be found."""
    return dict(derive_truth(script, placement, speech_of(placement))["expected"])
