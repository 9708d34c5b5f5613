"""Committed words go in; the acts done by them come out, with the words that did them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.detectors.acts.by_party import FAMILIES
from assistant.detectors.acts.notation import Matcher, Place, matcher
from assistant.detectors.acts.spoken import SpokenText, spoken_text
from assistant.events import ActSpoken, Event, FindingWithdrawn, Party, Word, WordsCommitted
from assistant.timeline import to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseSettings:
    """How far a phrase may stretch, and how sure it must be."""

    join_within_s: float = 1.5
    """Longest pause inside a phrase, 0..5 s; people stop before "your manager"."""
    tail_words: int = 16
    """Words kept to be joined with the next, 0..60; the longest phrasing with its negation."""
    least_score: float = 0.6
    """Phrasings scored lower are not reported, 0..1."""
    least_probability: float = 0.25
    """Mean word probability below which words count as misheard, 0..1."""

    def __post_init__(self) -> None:
        _within("phrases.join_within_s", self.join_within_s, 0, 5)
        _within("phrases.tail_words", self.tail_words, 0, 60)
        _within("phrases.least_score", self.least_score, 0, 1)
        _within("phrases.least_probability", self.least_probability, 0, 1)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


@dataclass(slots=True)
class _Tail:
    """The last words of a party, and the acts found in them, which nothing repeats."""

    words: tuple[Word, ...] = ()
    found: list[ActSpoken] = field(default_factory=list)


class PhraseSpotter:
    """Finds acts in what a party says, across utterances and however the words are committed."""

    def __init__(self, settings: PhraseSettings | None = None) -> None:
        self._settings = settings or PhraseSettings()
        self._tails = {party: _Tail() for party in Party}
        self._matchers = {
            party: tuple(matcher(family) for family in families)
            for party, families in FAMILIES.items()
        }

    def on(self, event: Event) -> Iterator[ActSpoken | FindingWithdrawn]:
        """An `ActSpoken` for each place, once; a withdrawal where later words turn it round."""
        if not isinstance(event, WordsCommitted) or not event.words:
            return
        tail = self._tails[event.party]
        if event.words[0].start - _end(tail.words) > to_samples(self._settings.join_within_s):
            tail.words, tail.found = (), []
        words = tail.words + event.words
        line = spoken_text(words)
        for family in self._matchers[event.party]:
            yield from self._withdrawn(family, line, words, event)
            yield from self._spoken(family, line, words, event)
        tail.words = words[-self._settings.tail_words :] if self._settings.tail_words else ()
        tail.found = [act for act in tail.found if tail.words and act.end > tail.words[0].start]

    def _spoken(
        self, family: Matcher, line: SpokenText, words: tuple[Word, ...], event: WordsCommitted
    ) -> Iterator[ActSpoken]:
        found = self._tails[event.party].found
        first_new = len(words) - len(event.words)
        for place in family.places(line.text):
            first, last = line.source(place.start), line.source(place.end - 1)
            said = words[first : last + 1]
            if last < first_new or not self._believed(place, said):
                continue
            if any(act.act == family.act and act.end > said[0].start for act in found):
                continue
            act = ActSpoken(
                at=event.at,
                party=event.party,
                act=family.act,
                text=" ".join(word.word.strip() for word in said),
                start=said[0].start,
                end=said[-1].end,
                score=place.score,
                utterance=event.utterance,
            )
            found.append(act)
            yield act

    def _withdrawn(
        self, family: Matcher, line: SpokenText, words: tuple[Word, ...], event: WordsCommitted
    ) -> Iterator[FindingWithdrawn]:
        found = self._tails[event.party].found
        mine = [act for act in found if act.act == family.act]
        if not mine:
            return
        for start, end in family.refuted(line.text):
            first, last = words[line.source(start)], words[line.source(end - 1)]
            for act in mine:
                if act in found and act.start < last.end and first.start < act.end:
                    found.remove(act)
                    yield FindingWithdrawn(at=event.at, of=act, reason="the words went on")

    def _believed(self, place: Place, said: tuple[Word, ...]) -> bool:
        heard = sum(word.probability for word in said) / len(said)
        settings = self._settings
        return place.score >= settings.least_score and heard >= settings.least_probability


def _end(words: tuple[Word, ...]) -> int:
    """Where the last word ends; long before the call where there is none."""
    return words[-1].end if words else -to_samples(3600)
