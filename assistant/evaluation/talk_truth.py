"""A call's truth goes in; each party's pace and share of the talk at any moment come out.

Own speech is where the clean voice is heard, pauses shorter than a quarter of a second bridged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from assistant.evaluation.label import Kind, Label
from assistant.evaluation.scripted import script_of
from assistant.events import Party
from assistant.timeline import to_seconds

FAST = 180.0
"""Words a minute from which an agent is told to slow down (Kore.ai)."""
PACE_WINDOW_S = 15.0
"""Own speech over which pace is taken."""
MUCH = 0.65
"""Share of the talk that is too much; support calls are meant to be 40 to 60."""
SHARE_WINDOW_S = 120.0
_EARLIEST_SHARE_S = 30.0
_BRIDGED_S = 0.5
_STEP_S = 0.5
"""How finely the truth is looked at for the moment at which a limit is passed."""
_PACE_DOUBT, _SHARE_DOUBT = 0.08, 0.05
"""A limit passed by less than this share of it may be found or not: a word more or less."""

Spans = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class TalkTruth:
    """Who spoke when, and how many words."""

    spans: Mapping[Party, Spans]
    words: Mapping[Party, list[float]]
    """The middle of each word, in seconds."""
    duration: float

    def pace(self, party: Party, at: float, window: float = PACE_WINDOW_S) -> float | None:
        """Words a minute over the last `window` seconds of own speech; None before so much."""
        left = window
        for start, end in reversed(self.spans[party]):
            end = min(end, at)
            if end - start >= left:
                begun = end - left
                said = sum(begun <= middle < at for middle in self.words[party])
                return 60.0 * said / window
            left -= max(0.0, end - start)
        return None

    def share(self, party: Party, at: float, window: float = SHARE_WINDOW_S) -> float | None:
        """The party's share, 0..1, of the talk of the last `window` seconds; None without talk."""
        talk = {
            one: sum(max(0.0, min(end, at) - max(start, at - window)) for start, end in spans)
            for one, spans in self.spans.items()
        }
        whole = sum(talk.values())
        return talk[party] / whole if whole else None


def talk_truth(truth: Mapping[str, Any]) -> TalkTruth:
    """From a truth file."""
    words = script_of(truth).words
    return TalkTruth(
        spans={party: _bridged(truth["speech"][party]) for party in Party},
        words={
            party: [to_seconds(word.start + word.end) / 2 for word in words[party]]
            for party in Party
        },
        duration=truth["duration"],
    )


def talk_labels(truth: Mapping[str, Any]) -> Iterator[Label]:
    """Where a party is too fast, or talks too much; none where nobody knows who spoke when."""
    if "speech" not in truth:
        return
    talk = talk_truth(truth)
    for party in Party:
        paces = [(at, talk.pace(party, at)) for at in _moments(talk, 0.0)]
        fast = partial(Label, kind=Kind.PACE, party=party)
        yield from _above(paces, FAST, _PACE_DOUBT, fast)
        shares = [(at, talk.share(party, at)) for at in _moments(talk, _EARLIEST_SHARE_S)]
        much = partial(Label, kind=Kind.TALK_SHARE, party=party)
        yield from _above(shares, MUCH, _SHARE_DOUBT, much)


def _above(
    values: list[tuple[float, float | None]],
    limit: float,
    doubt: float,
    label: Callable[..., Label],
) -> Iterator[Label]:
    """A label for each stretch over or near the limit; optional where it is only near it."""
    stretch: list[tuple[float, float]] = []
    for at, value in [*values, (0.0, None)]:
        if value is not None and value >= limit * (1 - doubt):
            stretch.append((at, value))
        elif stretch:
            certain = next((at for at, value in stretch if value >= limit), stretch[0][0])
            most = max(value for _, value in stretch)
            yield label(
                start=stretch[0][0],
                end=stretch[-1][0],
                evidence=certain,
                optional=most < limit * (1 + doubt),
                text=f"{most:.3g} at most",
            )
            stretch = []


def _moments(talk: TalkTruth, first: float) -> Iterator[float]:
    steps = int((talk.duration - first) / _STEP_S)
    return (first + step * _STEP_S for step in range(steps + 1))


def _bridged(spans: list[list[float]]) -> Spans:
    """The spans with short pauses between them filled."""
    if not spans:
        return []
    ordered = sorted((start, end) for start, end in spans)
    begins = [ordered[0][0], *(b for (_, a), (b, _) in pairwise(ordered) if b - a >= _BRIDGED_S)]
    ends = [a for (_, a), (b, _) in pairwise(ordered) if b - a >= _BRIDGED_S] + [ordered[-1][1]]
    return list(zip(begins, ends, strict=True))
