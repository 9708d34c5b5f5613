"""What was said in a call goes in; a call that needs no model of words comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.assembly import Assembly, Loader, stages
from assistant.capture.bleed import BleedGate
from assistant.coaching.playbook.reading import Playbook
from assistant.config import Settings
from assistant.events import (
    Answer,
    Party,
    PlaybookUsed,
    RecognitionDue,
    Recognized,
    Request,
    SentimentDue,
    Word,
)
from assistant.pipeline import Pipeline
from assistant.timeline import to_samples

_SURE = 0.95
"""Probability of a word that is known; any that no threshold doubts."""


class Words(StrEnum):
    """Where a measured call's words come from."""

    WHISPER = "whisper"
    SCRIPT = "script"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ScriptedWords:
    """Answers as a recogniser would that hears each word whole and right, at once."""

    words: Mapping[Party, Sequence[Word]]

    def answer(self, requests: Sequence[RecognitionDue]) -> list[Recognized]:
        """The words whose middle lies in the audio asked about, behind those `said` already."""
        return [self._heard(due) for due in requests]

    def _heard(self, due: RecognitionDue) -> Recognized:
        heard = tuple(
            word
            for word in self.words.get(due.party, ())
            if due.span.start <= (word.start + word.end) // 2 < due.span.end
        )
        return Recognized(
            party=due.party,
            utterance=due.utterance,
            at=due.at,
            span=due.span,
            words=heard[len(due.said) :],
            final=due.final,
        )


def script_of(truth: Mapping[str, Any] | None) -> ScriptedWords:
    """The truth's phrases, each word with its own times, else its share by letters; no truth: none.

    A phrase may have `words`, a list of {word, start, end} in seconds.
    """
    turns = [] if truth is None else truth["turns"]
    return ScriptedWords(
        {
            party: sorted(
                (
                    word
                    for turn in turns
                    if turn["party"] == party
                    for phrase in turn["phrases"]
                    for word in _spread(phrase)
                ),
                key=lambda word: word.start,
            )
            for party in Party
        }
    )


def assemble_scripted(settings: Settings, playbook: Playbook, words: ScriptedWords) -> Assembly:
    """All stages, with the script for a recogniser. Nobody reads sentiment: no model is loaded."""
    return Assembly(
        pipeline=Pipeline(stages(settings, playbook), BleedGate(settings.bleed)),
        loaders={RecognitionDue: _held(words.answer), SentimentDue: _held(_silent)},
        models={},
        playbook=PlaybookUsed(name=playbook.name, sha256=playbook.sha256),
        settings=settings,
    )


def _held(answer: Any) -> Loader:
    """A loader whose work is done."""
    return lambda: answer


def _silent(requests: Sequence[Request]) -> Sequence[Answer]:
    """No answer: an utterance whose sentiment is not known."""
    return []


def _spread(phrase: Mapping[str, Any]) -> Iterator[Word]:
    if "words" in phrase:
        for word in phrase["words"]:
            yield _word(word["word"], word["start"], word["end"])
        return
    said = phrase["text"].split()
    each = (phrase["end"] - phrase["start"]) / max(1, sum(map(len, said)))
    begin = phrase["start"]
    for text in said:
        yield _word(text, begin, begin + len(text) * each)
        begin += len(text) * each


def _word(text: str, start: float, end: float) -> Word:
    return Word(word=text, start=to_samples(start), end=to_samples(end), probability=_SURE)
