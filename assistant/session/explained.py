"""Lines of one party go in; which acts and what sentiment are found in each, and why, come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from assistant.assembly import LanguageModel
from assistant.detectors.acts.by_party import why_found
from assistant.detectors.phrases import PhraseSettings, PhraseSpotter
from assistant.detectors.sentiment import SentimentSettings, label_of
from assistant.events import (
    ActsDue,
    ActSpoken,
    Event,
    FindingWithdrawn,
    Party,
    Word,
    WordsCommitted,
)
from assistant.timeline import SAMPLE_RATE

_WORD = SAMPLE_RATE // 4
"""How long each word is taken to last: about 240 words a minute, with no pause to part them."""
_BREATH = 60
"""Words that are committed together: more than anybody says without a pause."""

Nearest = Callable[[str, str], Sequence[str]]
"""Of an act and the words that do it, the corpus' lines of that act that are nearest to them."""


class Explainer:
    """Reads lines as if each were all that the party had said so far."""

    def __init__(
        self,
        party: Party,
        model: LanguageModel,
        phrases: PhraseSettings,
        sentiment: SentimentSettings,
        nearest: Nearest | None = None,
    ) -> None:
        self._party = party
        self._model = model
        self._phrases = phrases
        self._sentiment = sentiment
        self._nearest = nearest

    def explain(self, text: str) -> dict[str, Any]:
        """The line with its acts and its sentiment; `start` and `end` are letters of `text`.

        The agent's sentiment is None: it is nobody's business.
        """
        places = list(_places(text))
        words = tuple(
            Word(
                word=text[start:end],
                start=number * _WORD,
                end=(number + 1) * _WORD,
                probability=1.0,
            )
            for number, (start, end) in enumerate(places)
        )
        acts = [self._told(act, text, places) for act in self._acts(words)]
        return {"text": text, "acts": acts, "sentiment": self._sentiment_of(text)}

    def _told(self, act: ActSpoken, text: str, places: Sequence[tuple[int, int]]) -> dict[str, Any]:
        start, end = places[act.start // _WORD][0], places[act.end // _WORD - 1][1]
        told = {"act": act.act, "score": round(act.score, 4), "start": start, "end": end}
        if self._nearest is not None:
            told["why"] = {
                "phrasing": why_found(self._party, act.act, text[start:end]),
                "nearest": list(self._nearest(act.act, text[start:end])),
            }
        return told

    def _acts(self, words: Sequence[Word]) -> list[ActSpoken]:
        spotter = PhraseSpotter(self._phrases, ask=True)
        found: list[ActSpoken] = []
        for first in range(0, len(words), _BREATH):
            said = tuple(words[first : first + _BREATH])
            committed = WordsCommitted(
                party=self._party,
                utterance=0,
                at=said[-1].end,
                start=said[0].start,
                end=said[-1].end,
                text=" ".join(word.word for word in said),
                confidence=1.0,
                words=said,
            )
            for event in self._answered(spotter, committed):
                if isinstance(event, ActSpoken):
                    found.append(event)
                elif isinstance(event, FindingWithdrawn):
                    found = [act for act in found if act is not event.of]
        return sorted(found, key=lambda act: (act.start, act.end, act.act))

    def _answered(self, spotter: PhraseSpotter, event: Event) -> Iterator[Event]:
        for told in spotter.on(event):
            if isinstance(told, ActsDue):
                yield from spotter.on(self._model.read_acts(told))
            else:
                yield told

    def _sentiment_of(self, text: str) -> dict[str, Any] | None:
        if self._party is Party.AGENT:
            return None
        negative, neutral, positive = self._model.probabilities(text)
        label, confidence = label_of(negative, neutral, positive, self._sentiment.sure)
        return {
            "score": round(positive - negative, 4),
            "label": label.value,
            "confidence": confidence,
        }


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where each word of the text starts and ends, in letters."""
    end = 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        yield start, end
