"""Words go in, tentative and committed; the acts done by them come out, with those words.

An act is told as soon as words do it, for a cue must come while the moment lasts. While its words
are tentative, it is withdrawn if they turn out to be others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.detectors.acts.by_party import FAMILIES
from assistant.detectors.acts.notation import Matcher, Place, matcher
from assistant.detectors.acts.spoken import SpokenText, spoken_text
from assistant.events import (
    ActSpoken,
    Event,
    FindingWithdrawn,
    Party,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import Span, to_samples


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
    tentative_probability: float = 0.5
    """The same for words that may still change, 0..1."""

    def __post_init__(self) -> None:
        _within("phrases.join_within_s", self.join_within_s, 0, 5)
        _within("phrases.tail_words", self.tail_words, 0, 60)
        _within("phrases.least_score", self.least_score, 0, 1)
        _within("phrases.least_probability", self.least_probability, 0, 1)
        _within("phrases.tentative_probability", self.tentative_probability, 0, 1)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


@dataclass(slots=True)
class _Tail:
    """The last words of a party, and the acts found in them, which nothing repeats."""

    words: tuple[Word, ...] = ()
    """Committed."""
    open: tuple[Word, ...] = ()
    """Tentative, after the committed ones."""
    found: list[ActSpoken] = field(default_factory=list)
    settled: int = 0
    """Where the words end that were committed before the last fact; acts up to there stand."""


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
        """An `ActSpoken` for each place, once; a withdrawal where the words do not bear it out."""
        match event:
            case WordsCommitted(words=words) if words:
                tail = self._tails[event.party]
                old = len(self._joined(tail, words))
                tail.settled = _end(tail.words)
                tail.words += words
                tail.open = tuple(word for word in tail.open if word.start >= event.end)
                yield from self._spot(tail, old, event)
                kept = self._settings.tail_words
                tail.words = tail.words[-kept:] if kept else ()
                self._forget(tail)
            case WordsTentative():
                tail = self._tails[event.party]
                tail.open = event.words
                old = len(self._joined(tail, event.words))
                tail.settled = _end(tail.words)
                yield from self._spot(tail, old, event)
            case _:
                pass

    def _joined(self, tail: _Tail, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The committed words that `words` go on from: none after a long pause."""
        pause = to_samples(self._settings.join_within_s)
        if words and words[0].start - _end(tail.words) > pause:
            tail.words = ()
            tail.found = [act for act in tail.found if act.end > words[0].start]
        return tail.words

    def _forget(self, tail: _Tail) -> None:
        tail.found = [act for act in tail.found if tail.words and act.end > tail.words[0].start]

    def _spot(
        self, tail: _Tail, old: int, event: WordsCommitted | WordsTentative
    ) -> Iterator[ActSpoken | FindingWithdrawn]:
        words = tail.words + tail.open
        line = spoken_text(words)
        for family in self._matchers[event.party]:
            places = family.places(line.text)
            yield from self._withdrawn(family, line, places, event)
            yield from self._spoken(family, line, places, old, event)

    def _spoken(
        self,
        family: Matcher,
        line: SpokenText,
        places: Sequence[Place],
        old: int,
        event: WordsCommitted | WordsTentative,
    ) -> Iterator[ActSpoken]:
        tail = self._tails[event.party]
        words = tail.words + tail.open
        for place in places:
            first, last = line.source(place.start), line.source(place.end - 1)
            said = words[first : last + 1]
            if last < old or not self._believed(place, said, open_=last >= len(tail.words)):
                continue
            if any(act.act == family.act and act.end > said[0].start for act in tail.found):
                continue
            act = ActSpoken(
                at=event.at,
                party=event.party,
                act=family.act,
                text=" ".join(word.word.strip() for word in said),
                start=said[0].start,
                end=_end_of(said[0], said[-1]),
                score=place.score,
                utterance=event.utterance,
            )
            tail.found.append(act)
            yield act

    def _withdrawn(
        self,
        family: Matcher,
        line: SpokenText,
        places: Sequence[Place],
        event: WordsCommitted | WordsTentative,
    ) -> Iterator[FindingWithdrawn]:
        tail = self._tails[event.party]
        mine = [act for act in tail.found if act.act == family.act]
        if not mine:
            return
        words = tail.words + tail.open
        stand = [_span(words, line, place.start, place.end) for place in places]
        refuted = [_span(words, line, *found) for found in family.refuted(line.text)]
        for act in mine:
            if any(_meets(act, span) for span in refuted):
                reason = "the words went on"
            elif act.end > tail.settled and not any(_meets(act, span) for span in stand):
                reason = "other words were heard on a second look"
            else:
                continue
            tail.found.remove(act)
            yield FindingWithdrawn(at=event.at, of=act, reason=reason)

    def _believed(self, place: Place, said: tuple[Word, ...], open_: bool) -> bool:
        heard = sum(word.probability for word in said) / len(said)
        settings = self._settings
        least = settings.tentative_probability if open_ else settings.least_probability
        return place.score >= settings.least_score and heard >= least


def _span(words: tuple[Word, ...], line: SpokenText, start: int, end: int) -> Span:
    """Where in the call the letters from `start` to `end` of the line were said."""
    first, last = words[line.source(start)], words[line.source(end - 1)]
    return Span(start=first.start, end=_end_of(first, last))


def _end_of(first: Word, last: Word) -> int:
    """Where words end: a recogniser may give a word no length, and even that one takes place."""
    return max(first.start + 1, last.end)


def _meets(act: ActSpoken, span: Span) -> bool:
    return act.start < span.end and span.start < act.end


def _end(words: tuple[Word, ...]) -> int:
    """Where the last word ends; long before the call where there is none."""
    return words[-1].end if words else -to_samples(3600)
