"""Placed turns and speech spans go in; dead air, and holds with their phases, come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audio_fixtures.placement import RATE, PlacedPhrase, PlacedTurn
from audio_fixtures.script import PARTIES
from audio_fixtures.spans import Span, Spans, in_seconds, joined

DEAD_AIR = 3.0
"""Seconds in which nobody speaks that count as dead air: AWS's figure, see docs/events.md."""
AWAY = 3.0
"""Seconds for which a party who asked for a wait is silent until it has begun."""
LAPSES = 10.0
"""Seconds after the request within which that silence begins, or the request has lapsed."""
CHECK_IN = 60.0
"""Seconds of that silence after which a check-in is due (FIELD: within two minutes)."""
BACK = 0.5
"""Seconds of speech that end the wait; shorter is a sound and no return."""
THANKS = 15.0
"""Seconds after the return in which thanks are for the wait."""
BREATH = 0.5
"""Seconds: a shorter pause does not part a party's speech."""
SLACK = 1.0
"""Seconds by which a silence may begin before the end of the words that ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A party asked for a wait and was away, in samples; `back` None: the call ended so."""

    party: str
    asked: Span
    away: int
    back: int | None


def waits(
    placed: Sequence[PlacedTurn], speech: Spans, length: int
) -> tuple[list[Wait], list[tuple[str, Span]]]:
    """Waits in order of time, and the requests that came to nothing, with their party."""
    found: list[Wait] = []
    lapsed: list[tuple[str, Span]] = []
    for party, asked in _requests(placed):
        talk = [span for span in joined(speech[party], BREATH) if span[1] - span[0] >= BACK * RATE]
        wait = _wait(party, asked, talk, length)
        if wait is None or _refused(placed, wait):
            lapsed.append((party, asked))
        elif found and (found[-1].party, found[-1].away) == (wait.party, wait.away):
            lapsed.append((party, found[-1].asked))  # asked twice: the last request counts
            found[-1] = wait
        else:
            found.append(wait)
    return found, lapsed


def dead_air(speech: Spans, found: Sequence[Wait]) -> list[dict[str, Any]]:
    """Silences of both parties over 3 s between the first and the last word."""
    silences: list[dict[str, Any]] = []
    latest: int | None = None
    for start, end in sorted(span for party in PARTIES for span in speech[party]):
        if latest is not None and start - latest > DEAD_AIR * RATE:
            by = next((wait.party for wait in found if _explains(wait, latest)), None)
            silences.append(
                {
                    "start": in_seconds(latest),
                    "end": in_seconds(start),
                    "explained": by is not None,
                    "explained_by": by,
                    "certain": in_seconds(latest + round(DEAD_AIR * RATE)),
                }
            )
        latest = end if latest is None else max(latest, end)
    return silences


def holds(
    placed: Sequence[PlacedTurn],
    found: Sequence[Wait],
    silences: Sequence[dict[str, Any]],
    length: int,
) -> list[dict[str, Any]]:
    """The agent's waits, with each phase and from when it is certain."""
    entries: list[dict[str, Any]] = []
    for wait in (wait for wait in found if wait.party == "agent"):
        back = length if wait.back is None else wait.back
        quiet = [entry["start"] for entry in silences if wait.away <= entry["start"] * RATE < back]
        words = _words_of_return(placed, wait)
        entries.append(
            {
                "requested": in_seconds(wait.asked[1]),
                "start": quiet[0] if quiet else in_seconds(wait.away),
                "end": in_seconds(back),
                "returned": in_seconds(words[0].end) if words else None,
                "request_start": in_seconds(wait.asked[0]),
                "away": in_seconds(wait.away),
                "phases": list(_phases(placed, wait, length)),
            }
        )
    return entries


def _phases(placed: Sequence[PlacedTurn], wait: Wait, length: int) -> Iterator[dict[str, Any]]:
    """Each phase that the wait comes into, and when that is certain."""

    def phase(name: str, certain: int) -> dict[str, Any]:
        return {"phase": name, "certain": in_seconds(certain)}

    yield phase("requested", wait.asked[1])
    yield phase("started", max(wait.away, wait.asked[1]) + round(AWAY * RATE))
    due = wait.away + round(CHECK_IN * RATE)
    if due <= (length if wait.back is None else wait.back):
        yield phase("check_in_due", due)
    if wait.back is not None:
        yield phase("returned", wait.back + round(BACK * RATE))
        thanks = [
            phrase
            for phrase in _acts_of(placed, ("hold_return", "gratitude"))
            if wait.back - SLACK * RATE <= phrase.start <= wait.back + THANKS * RATE
        ]
        if thanks:
            yield phase("thanked", thanks[0].end)


def _words_of_return(placed: Sequence[PlacedTurn], wait: Wait) -> list[PlacedPhrase]:
    back = wait.back
    if back is None:
        return []
    return [p for p in _acts_of(placed, ("hold_return",)) if p.start >= back - 0.1 * RATE]


def _acts_of(placed: Sequence[PlacedTurn], acts: Sequence[str]) -> list[PlacedPhrase]:
    """The agent's phrases with one of these marks, said to their end, in order of time."""
    return sorted(
        (
            phrase
            for turn in placed
            for phrase in turn.phrases
            if turn.turn.party == "agent" and phrase.phrase.act in acts and not phrase.cut
        ),
        key=lambda phrase: phrase.start,
    )


def _requests(placed: Sequence[PlacedTurn]) -> list[tuple[str, Span]]:
    """Who asked for a wait, and when, in order of time."""
    asked = [
        (turn.turn.party, (phrase.start, phrase.end))
        for turn in placed
        for phrase in turn.phrases
        if not phrase.cut and (phrase.phrase.act == "hold_request" or phrase.phrase.asks_to_wait)
    ]
    return sorted(asked, key=lambda request: request[1])


def _wait(party: str, asked: Span, talk: Sequence[Span], length: int) -> Wait | None:
    """The first silence of the party after asking that is long enough; None where it lapses."""
    edges = [0, *(edge for span in talk for edge in span), length]
    for away, back in zip(edges[::2], edges[1::2], strict=True):
        soon = asked[1] - SLACK * RATE <= away <= asked[1] + LAPSES * RATE
        if soon and back - away >= AWAY * RATE:
            return Wait(party=party, asked=asked, away=away, back=None if back == length else back)
    return None


def _refused(placed: Sequence[PlacedTurn], wait: Wait) -> bool:
    """Whether the other party said no before the wait had begun."""
    begun = max(wait.away, wait.asked[1]) + round(AWAY * RATE)
    return any(
        phrase.phrase.refuses_wait and not phrase.cut and wait.asked[0] < phrase.start < begun
        for turn in placed
        for phrase in turn.phrases
        if turn.turn.party != wait.party
    )


def _explains(wait: Wait, silence: int) -> bool:
    """Whether a silence that begins there is part of the wait."""
    begin = wait.asked[1] - SLACK * RATE
    if wait.back is not None and wait.back <= silence:
        return False
    return begin <= silence
