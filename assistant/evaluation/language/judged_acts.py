"""Labelled lines and a reader go in; how rightly acts are found in them comes out, three ways.

By phrasings alone, by the model alone, and by both, as a call decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from assistant.detectors.acts.names import ACTS, AGENT_ACTS, CUSTOMER_ACTS
from assistant.detectors.phrases import PhraseSettings, PhraseSpotter
from assistant.evaluation.language.act_lines import ActLine
from assistant.evaluation.language.rates import Families, Floats, as_figure, ratio
from assistant.events import ActsDue, ActSpoken, ActsRead, Event, Party, Word, WordsCommitted
from assistant.timeline import SAMPLE_RATE

Way = Literal["phrasings", "model", "both"]
WAYS: tuple[Way, ...] = ("phrasings", "model", "both")
NOTHING = "nothing"
_WORD = SAMPLE_RATE // 4
"""How long each word is taken to last: about 240 words a minute."""
_PARTIES = (("customer", CUSTOMER_ACTS), ("agent", AGENT_ACTS))


class ActReader(Protocol):
    """Reads what words may do, as a call asks."""

    def read_acts(self, request: ActsDue) -> ActsRead:
        """Stretches of the request's words, each with a probability; also unlikely ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLine:
    """A line, and the acts that each way told in it, with the best score of each."""

    line: ActLine
    told: Mapping[Way, Mapping[str, float]]


def judged_line(line: ActLine, reader: ActReader, settings: PhraseSettings) -> JudgedLine:
    """Have the line read once, and judged each way, as if it were all that was said so far."""
    said = committed(line)
    alone = PhraseSpotter(settings).on(said)
    spotter = PhraseSpotter(settings, ask=True)
    answers = [reader.read_acts(due) for due in spotter.on(said) if isinstance(due, ActsDue)]
    likely = [
        (act.act, act.score)
        for answer in answers
        for act in answer.acts or ()
        if act.score >= settings.least_score
    ]
    both = [event for answer in answers for event in spotter.on(answer)]
    told: dict[Way, Mapping[str, float]] = {
        "phrasings": _best(_spoken(alone)),
        "model": _best(likely),
        "both": _best(_spoken(both)),
    }
    return JudgedLine(line=line, told=told)


def acts_as_json(judged: Sequence[JudgedLine]) -> dict[str, Any]:
    """Rates by way, party and act with intervals by drawing families, and the confusions."""
    lines = [one.line for one in judged]
    families = Families([line.family for line in lines])
    return {
        "lines": len(lines),
        "families": families.count,
        "hard_negatives": sum(not line.done for line in lines),
        "ways": {way: _rates(way, judged, families) for way in WAYS},
        "confusions": list(confusions(judged, "both")),
    }


def confusions(judged: Sequence[JudgedLine], way: Way) -> Iterator[dict[str, Any]]:
    """What was taken for what, the most frequent first, with its lines."""
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in judged:
        line, told = one.line, one.told[way]
        for said, taken in _mistakes(line.done, set(told)):
            row: dict[str, Any] = {"party": line.party, "text": line.text, "family": line.family}
            row["score"] = round(told[taken], 4) if taken in told else None
            pairs.setdefault((said, taken), []).append(row)
    for (said, taken), rows in sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield {"said": said, "told": taken, "count": len(rows), "lines": rows}


def _mistakes(done: frozenset[str], told: set[str]) -> Iterator[tuple[str, str]]:
    """Each act that was missed with each that was told in its place, or with nothing."""
    missed, false = sorted(done - told), sorted(told - done)
    for said in missed or ([NOTHING] if false else []):
        for taken in false or [NOTHING]:
            yield said, taken


def _spoken(events: Iterable[Event]) -> Iterator[tuple[str, float]]:
    for event in events:
        if isinstance(event, ActSpoken):
            yield event.act, event.score


def _best(acts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The highest score of each act."""
    return dict(sorted(acts, key=lambda act: act[1]))


def asked(line: ActLine) -> ActsDue:
    """What a call asks the model about the line."""
    events = PhraseSpotter(ask=True).on(committed(line))
    return next(event for event in events if isinstance(event, ActsDue))


def committed(line: ActLine) -> WordsCommitted:
    """The line as a recogniser would commit it, all words at once and surely heard."""
    words = tuple(
        Word(word=word, start=place * _WORD, end=(place + 1) * _WORD, probability=1.0)
        for place, word in enumerate(line.words)
    )
    end = len(words) * _WORD
    return WordsCommitted(
        party=Party(line.party),
        utterance=0,
        at=end,
        start=0,
        end=end,
        text=line.text,
        confidence=1.0,
        words=words,
    )


def _rates(way: Way, judged: Sequence[JudgedLine], families: Families) -> dict[str, Any]:
    def sums(counts: Callable[[JudgedLine], int]) -> Floats:
        return families.sums(_numbers([counts(one) for one in judged]))

    def row(names: Sequence[str]) -> dict[str, Any]:
        among = frozenset(names)
        asked = sums(lambda one: len(one.line.done & among))
        told = sums(lambda one: len(one.told[way].keys() & among))
        found = sums(lambda one: len(one.line.done & one.told[way].keys() & among))
        return {
            "asked": int(asked[0]),
            "found": int(found[0]),
            "false": int(told[0] - found[0]),
            "precision": as_figure(ratio(found, told)),
            "recall": as_figure(ratio(found, asked)),
            "f1": as_figure(ratio(2 * found, asked + told)),
        }

    def flagged(party: str | None) -> dict[str, Any]:
        def negative(one: JudgedLine) -> bool:
            return not one.line.done and party in (None, one.line.party)

        held, wrong = sums(negative), sums(lambda one: negative(one) and bool(one.told[way]))
        return {
            "lines": int(held[0]),
            "flagged": int(wrong[0]),
            "share": as_figure(ratio(wrong, held)),
        }

    parties = {name: row(acts) | {"hard_negatives": flagged(name)} for name, acts in _PARTIES}
    return {
        "all": row(ACTS) | {"hard_negatives": flagged(None)},
        **parties,
        "acts": {act: row([act]) for act in ACTS},
    }


def _numbers(counts: Sequence[int]) -> Floats:
    return np.array(counts, dtype=np.float64)
