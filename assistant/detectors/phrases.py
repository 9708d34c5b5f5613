"""Words go in, tentative and committed; the acts done by them come out, with those words.

A model is asked what the words may do, and phrasings that are known say what they surely do.

An act is told as soon as words do it, for a cue must come while the moment lasts. While its words
are tentative, it is withdrawn if they turn out to be others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.detectors.acts.by_party import FAMILIES
from assistant.detectors.acts.candidates import (
    KIND_ACTS,
    Agreement,
    Candidate,
    agreed,
    by_phrasing,
    refuted,
)
from assistant.detectors.acts.notation import matcher
from assistant.detectors.acts.spoken import spoken_text
from assistant.events import (
    ActsDue,
    ActSpoken,
    ActsRead,
    Event,
    FindingWithdrawn,
    Party,
    ReadAct,
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
    tail_words: int = 24
    """Words kept to be joined with the next, 0..60: what says whether "cancel" is a threat."""
    least_score: float = 0.5
    """Acts scored lower are not told, 0..1; the model must reach it where no phrasing agrees."""
    kind_score: float = 0.25
    """The same, lower, for empathy and paraphrases: to miss one blames the agent for nothing."""
    held_score: float = 0.3
    """An act told on tentative words stands while it is scored so, 0..1."""
    least_probability: float = 0.25
    """Mean word probability below which words count as misheard, 0..1."""
    tentative_probability: float = 0.5
    """The same for words that may still change, 0..1."""

    def __post_init__(self) -> None:
        _within("phrases.join_within_s", self.join_within_s, 0, 5)
        _within("phrases.tail_words", self.tail_words, 0, 60)
        _within("phrases.least_score", self.least_score, 0, 1)
        _within("phrases.kind_score", self.kind_score, 0, self.least_score)
        _within("phrases.held_score", self.held_score, 0, self.least_score)
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
    settled: int = 0
    """Where the committed words end, also those that are no longer kept."""
    found: list[ActSpoken] = field(default_factory=list)


_GIVEN_BACK = 80
"""Words of the other party that a paraphrase may give back: half a minute of talk."""
_LATE_WORDS = 8
"""How far an act may lie before the newest words and be seen by what they add."""
_ONE_ACT = to_samples(1.0)
"""Two stretches of words closer together do one act: "put me, if you would, through"."""


class PhraseSpotter:
    """Finds acts in what a party says, across utterances and however the words are committed.

    With `ask`, a model is asked about all words; without, or where it fails, phrasings decide.
    """

    def __init__(self, settings: PhraseSettings | None = None, *, ask: bool = False) -> None:
        self._settings = settings or PhraseSettings()
        self._agreement = Agreement(
            alone=self._settings.least_score, kind=self._settings.kind_score
        )
        self._ask = ask
        self._tails = {party: _Tail() for party in Party}
        self._last_said = {party: deque[Word](maxlen=_GIVEN_BACK) for party in Party}
        self._matchers = {
            party: tuple(matcher(family) for family in families)
            for party, families in FAMILIES.items()
        }

    def on(self, event: Event) -> Iterator[ActSpoken | FindingWithdrawn | ActsDue]:
        """An `ActSpoken` for each place, once; a withdrawal where the words do not bear it out."""
        match event:
            case WordsCommitted(words=words) if words:
                tail = self._tails[event.party]
                old = len(self._joined(tail, words))
                settled = tail.settled
                tail.words += words
                tail.settled = max(settled, _end_of(words[-1], words[-1]))
                tail.open = tuple(word for word in tail.open if word.start >= event.end)
                yield from self._look(event, tail, old, settled)
                self._last_said[event.party].extend(words)
                kept = self._settings.tail_words
                tail.words = tail.words[-kept:] if kept else ()
            case WordsTentative():
                tail = self._tails[event.party]
                tail.open = event.words
                old = len(self._joined(tail, event.words))
                yield from self._look(event, tail, old, tail.settled)
            case ActsRead(request=request):
                stale = request.settled != self._tails[request.party].settled
                if request.final or not stale:  # else the final request tells it, in a moment
                    yield from self._tell(request, event.acts)
            case _:
                pass

    def _joined(self, tail: _Tail, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The committed words that `words` go on from: none after a long pause."""
        pause = to_samples(self._settings.join_within_s)
        if words and words[0].start - tail.settled > pause:
            tail.words = ()
        return tail.words

    def _look(
        self, event: WordsCommitted | WordsTentative, tail: _Tail, old: int, settled: int
    ) -> Iterator[ActSpoken | FindingWithdrawn | ActsDue]:
        """Ask about the words that are known by now, or judge them by phrasings alone."""
        look = ActsDue(
            party=event.party,
            utterance=event.utterance,
            at=event.at,
            words=tail.words + tail.open,
            new=old,
            committed=len(tail.words),
            settled=settled,
            heard=" ".join(word.word.strip() for word in self._last_said[event.party.other]),
            final=isinstance(event, WordsCommitted),
        )
        if self._ask:
            yield look
        else:
            yield from self._tell(look, None)

    def _tell(
        self, look: ActsDue, read: Sequence[ReadAct] | None
    ) -> Iterator[ActSpoken | FindingWithdrawn]:
        line = spoken_text(look.words)
        matchers = self._matchers[look.party]
        found = by_phrasing(matchers, line)
        against = refuted(matchers, line)
        held = found
        if read is not None:
            spoken, agreement = found, self._agreement
            found = agreed(spoken, against, read, agreement)
            held = agreed(
                spoken, against, read, replace(agreement, alone=self._settings.held_score)
            )
        yield from self._withdrawn(look, held, against, failed=self._ask and read is None)
        for place in sorted(found, key=lambda one: (one.last, one.first)):
            yield from self._spoken(look, place, by_model=read is not None)

    def _spoken(self, look: ActsDue, place: Candidate, by_model: bool) -> Iterator[ActSpoken]:
        tail = self._tails[look.party]
        said = look.words[place.first : place.last + 1]
        start, end = said[0].start, _end_of(said[0], said[-1])
        oldest = look.new - (_LATE_WORDS if by_model else 0)
        if place.last < oldest or not self._believed(place, said, place.last >= look.committed):
            return
        near = _ONE_ACT if by_model else 0
        if any(
            act.act == place.act and act.end + near > start and act.start < end + near
            for act in tail.found
        ):
            return
        act = ActSpoken(
            at=look.at,
            party=look.party,
            act=place.act,
            text=" ".join(word.word.strip() for word in said),
            start=start,
            end=end,
            score=place.score,
            utterance=look.utterance,
        )
        tail.found = [one for one in tail.found if one.end > act.start - _REMEMBERED]
        tail.found.append(act)
        yield act

    def _withdrawn(
        self,
        look: ActsDue,
        held: Sequence[Candidate],
        against: Sequence[Candidate],
        failed: bool,
    ) -> Iterator[FindingWithdrawn]:
        """What the words do not bear out; where the model failed, what was said stands for it."""
        tail = self._tails[look.party]
        text = " ".join(word.word.strip() for word in look.words)
        stand = [(one.act, _span(look.words, one)) for one in held]
        fall = [(one.act, _span(look.words, one)) for one in against]
        for act in list(tail.found):
            if any(name == act.act and _meets(act, span) for name, span in stand):
                continue
            if any(name == act.act and _meets(act, span) for name, span in fall):
                reason = "the words went on"
            elif act.end <= look.settled or (failed and act.text in text):
                continue
            elif act.text in text:
                reason = "the words went on"
            else:
                reason = "other words were heard on a second look"
            tail.found.remove(act)
            yield FindingWithdrawn(at=look.at, of=act, reason=reason)

    def _believed(self, place: Candidate, said: tuple[Word, ...], open_: bool) -> bool:
        heard = sum(word.probability for word in said) / len(said)
        settings = self._settings
        least = settings.tentative_probability if open_ else settings.least_probability
        score = settings.kind_score if place.act in KIND_ACTS else settings.least_score
        return place.score >= score and heard >= least


_REMEMBERED = to_samples(60)
"""How long an act is remembered, so that it is not told again."""


def _span(words: tuple[Word, ...], place: Candidate) -> Span:
    """Where in the call the words of a place were said."""
    first, last = words[place.first], words[place.last]
    return Span(start=first.start, end=_end_of(first, last))


def _end_of(first: Word, last: Word) -> int:
    """Where words end: a recogniser may give a word no length, and even that one takes place."""
    return max(first.start + 1, last.end)


def _meets(act: ActSpoken, span: Span) -> bool:
    return act.start < span.end and span.start < act.end
