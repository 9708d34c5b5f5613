"""Placed turns and speech spans go in; pace, loudness, monologues and talk share come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audio_fixtures.placement import RATE, PlacedTurn
from audio_fixtures.script import PARTIES, OverlapKind
from audio_fixtures.spans import (
    BRIDGED,
    Span,
    Spans,
    clipped,
    in_seconds,
    joined,
    own_speech,
    reached,
    total,
)
from audio_fixtures.wording import heard_words, word_ends

TURN_SPEECH = 3.0
"""Seconds of own speech in a turn from which its pace says something."""
BREATH = 0.5
"""Seconds: a shorter pause is part of a party's pace.

The breath between two phrases; limits in words a minute are meant for speech with its breaths.
"""
PACE_SPEECH, FAST = 15.0, 180.0
"""Seconds of own speech over which pace is measured, and words a minute that are fast."""
SLOWER, CLEARLY_FAST = 165.0, 195.0
"""Words a minute under which fast talk has ended, and under whose peak it may be overlooked."""
LOUDER, LOUD_FOR = 6.0, 2.0
"""Decibels over the party's usual level, and seconds of speech, that make a voice loud."""
BORDER = 1.0
"""Decibels on either side of that within which it may be found and need not be."""
USUAL_SPEECH = 3.0
"""Seconds of own speech before there is a usual level."""
MONOLOGUE, OWN_PAUSE, AIDE = 45.0, 2.0, 0.7
"""Seconds unbroken; own pauses under this do not break it, nor words of the other so short."""


def pace(placed: Sequence[PlacedTurn], speech: Spans) -> list[dict[str, Any]]:
    """Turns that are long enough: how many words a minute of own speech."""
    entries: list[dict[str, Any]] = []
    for turn in sorted(placed, key=lambda turn: turn.start):
        spoken = total(own_speech(turn, speech, BREATH)) / RATE
        words = sum(len(heard_words(phrase).split()) for phrase in turn.phrases)
        if spoken >= TURN_SPEECH:
            entries.append(
                {
                    "party": turn.turn.party,
                    "start": in_seconds(turn.start),
                    "end": in_seconds(turn.end),
                    "words": words,
                    "speech_s": round(spoken, 2),
                    "words_per_minute": round(60 * words / spoken, 1),
                }
            )
    return entries


def fast_talk(placed: Sequence[PlacedTurn], speech: Spans) -> list[dict[str, Any]]:
    """Where the last 15 s of a party's own speech hold more than 180 words a minute."""
    return [entry for party in PARTIES for entry in _fast(placed, speech, party)]


def _fast(placed: Sequence[PlacedTurn], speech: Spans, party: str) -> Iterator[dict[str, Any]]:
    own = joined(speech[party], BREATH)
    turns = sorted((t for t in placed if t.turn.party == party), key=lambda t: t.start)
    ends = [end for turn in turns for phrase in turn.phrases for end in word_ends(phrase)]
    clock = [total(clipped(own, 0, end)) / RATE for end in ends]
    entry: dict[str, Any] | None = None
    for index, spoken in enumerate(clock):
        recent = sum(1 for other in clock[: index + 1] if other > spoken - PACE_SPEECH)
        rate, at = 60 * recent / PACE_SPEECH, in_seconds(ends[index])
        if entry is not None and rate < SLOWER:
            yield entry
            entry = None
        elif spoken >= PACE_SPEECH and rate > (FAST if entry is None else SLOWER):
            entry = entry or {"party": party, "certain": at, "words_per_minute": rate}
            peak = max(entry["words_per_minute"], rate)
            entry |= {"end": at, "words_per_minute": peak, "optional": peak < CLEARLY_FAST}
    if entry is not None:
        yield entry


def loudness(placed: Sequence[PlacedTurn], speech: Spans) -> list[dict[str, Any]]:
    """Where a party speaks 6 dB over their usual level so far, for 2 s of speech.

    Turns in a row that are loud count as one, certain 2 s of speech into the first that is over the
    limit itself. A rise within 1 dB of the limit is optional, and one over it that is too short.
    """
    return sorted(
        (entry for party in PARTIES for entry in _loud(placed, speech, party)),
        key=lambda entry: entry["start"],
    )


def _loud(placed: Sequence[PlacedTurn], speech: Spans, party: str) -> Iterator[dict[str, Any]]:
    turns = sorted((t for t in placed if t.turn.party == party), key=lambda t: t.start)
    levels = [(turn.turn.gain_db, own_speech(turn, speech)) for turn in turns]
    index = 0
    while index < len(levels):
        usual = _usual(levels[:index])
        run = index
        while usual is not None and run < len(levels) and _is_loud(levels[run][0] - usual):
            run += 1
        if usual is not None and run > index:
            spans = [span for _, own in levels[index:run] for span in own]
            rise = max(gain for gain, _ in levels[index:run]) - usual
            sure = reached(_from_loud(levels[index:run], usual), LOUD_FOR)
            certain = reached(spans, LOUD_FOR) if sure is None else sure
            if certain is not None:
                yield {
                    "party": party,
                    "start": in_seconds(spans[0][0]),
                    "end": in_seconds(spans[-1][1]),
                    "certain": in_seconds(certain),
                    "db": round(rise, 2),
                    "optional": sure is None or rise < LOUDER + BORDER,
                }
        index = max(run, index + 1)


def _from_loud(levels: Sequence[tuple[float, list[Span]]], usual: float) -> list[Span]:
    """The speech from the first turn on that is over the limit itself; none where none is."""
    first = next((i for i, (gain, _) in enumerate(levels) if gain - usual >= LOUDER), len(levels))
    return [span for _, own in levels[first:] for span in own]


def _is_loud(rise: float) -> bool:
    return rise >= LOUDER - BORDER


def _usual(levels: Sequence[tuple[float, list[Span]]]) -> float | None:
    """The median gain of what was said so far, by time; None where too little was said."""
    lengths = sorted((gain, total(own)) for gain, own in levels)
    spoken = sum(length for _, length in lengths)
    if spoken < USUAL_SPEECH * RATE:
        return None
    passed = 0
    for gain, length in lengths:
        passed += length
        if 2 * passed >= spoken:
            return gain
    return None


def monologues(placed: Sequence[PlacedTurn], speech: Spans) -> list[dict[str, Any]]:
    """Unbroken talk of 45 s and more, and from when it is certain."""
    entries = [
        {
            "party": party,
            "start": in_seconds(start),
            "certain": in_seconds(start + round(MONOLOGUE * RATE)),
            "end": in_seconds(end),
        }
        for party in PARTIES
        for start, end in _unbroken(placed, speech, party)
        if end - start >= MONOLOGUE * RATE
    ]
    return sorted(entries, key=lambda entry: entry["start"])


def _unbroken(placed: Sequence[PlacedTurn], speech: Spans, party: str) -> Iterator[Span]:
    """A party's talk; where the other takes over it goes on after that with their next words."""
    others = sorted(
        (turn.start, turn.end) for turn in placed if turn.turn.party != party and not _aides(turn)
    )
    for start, end in joined(speech[party], OWN_PAUSE):
        begin = start
        for came, went in others:
            if begin < came < end:
                yield begin, came
                rest = clipped(speech[party], went, end)
                begin = rest[0][0] if rest else end
        yield begin, end


def _aides(turn: PlacedTurn) -> bool:
    """Whether a turn supports the speaker and does not take over."""
    over = turn.turn.over
    backchannel = over is not None and over.kind is OverlapKind.BACKCHANNEL
    return backchannel or turn.end - turn.start <= AIDE * RATE


def talk_share(speech: Spans) -> dict[str, float]:
    """Each party's part of all talk; nothing where nobody talks."""
    talk = {party: total(joined(speech[party], BRIDGED)) for party in PARTIES}
    whole = sum(talk.values())
    return {party: round(talk[party] / whole, 4) for party in PARTIES} if whole else {}
