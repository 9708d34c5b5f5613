"""Placed turns and speech spans go in; the same turns, from first to last sound, come out.

The synthesiser begins and ends a phrase with sound so weak that nobody hears it over a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audio_fixtures.placement import PlacedPhrase, PlacedTurn
from audio_fixtures.spans import Span, Spans, clipped


def as_heard(placed: Sequence[PlacedTurn], speech: Spans) -> tuple[PlacedTurn, ...]:
    """`placed` with each phrase as long as it is heard; `speech` is in samples by party."""
    return tuple(
        replace(
            turn,
            phrases=tuple(_heard(phrase, speech[turn.turn.party]) for phrase in turn.phrases),
        )
        for turn in placed
    )


def _heard(phrase: PlacedPhrase, speech: Sequence[Span]) -> PlacedPhrase:
    """A phrase within the spans; unchanged where it was cut off, or is not heard at all."""
    parts = clipped(speech, phrase.start, phrase.end)
    if phrase.cut or not parts:
        return phrase
    end = parts[-1][1]
    return replace(phrase, start=parts[0][0], end=end, whole_end=end)
