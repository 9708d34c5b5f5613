"""Audio and utterances go in; what must be recognised, and the words once they are, come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from assistant.events import (
    AudioEnded,
    AudioFrame,
    Event,
    Party,
    RecognitionDue,
    Recognized,
    SpeechEnded,
    SpeechStarted,
    VoiceProbed,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.speech.card_numbers import CardNumberMask
from assistant.speech.inventions import InventionSettings, believable
from assistant.speech.looks import Looks, LookSettings
from assistant.speech.open_talk import OpenTalk, TranscriberSettings
from assistant.speech.stabilizer import Stabilizer, StabilizerSettings
from assistant.timeline import Span

_DOUBTED_S = 0.4
"""Speech that must have words, of two syllables or more."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was known when a request was made."""

    span: Span
    final: bool
    said: int
    """Words that were certain by then, of all that ever were."""
    voiced_s: float
    """Speech after the last of them."""


@dataclass(slots=True)
class _Line:
    """One party: the open audio and what is known of its words."""

    talk: OpenTalk
    stabilizer: Stabilizer
    asked: list[_Asked] = field(default_factory=list)
    shown: tuple[Word, ...] = ()
    """The tentative words that stand."""


class Transcriber:
    """Asks for words while an utterance is spoken and for good where it pauses or has grown long.

    Interim answers may come late or never: the final ones hold every word by themselves.
    """

    def __init__(
        self,
        settings: TranscriberSettings | None = None,
        looks: LookSettings | None = None,
        stabilizer: StabilizerSettings | None = None,
        inventions: InventionSettings | None = None,
    ) -> None:
        cut = settings or TranscriberSettings()
        self._inventions = inventions or InventionSettings()
        self._cards = CardNumberMask()
        self._over = False
        self._lines = {
            party: _Line(OpenTalk(party, cut, Looks(looks)), Stabilizer(stabilizer))
            for party in Party
        }

    def on(self, event: Event) -> Iterable[Event]:
        """`RecognitionDue` for what is said; its words, tentative and then committed."""
        match event:
            case AudioFrame(party=party):
                self._lines[party].talk.record(event)
            case VoiceProbed(party=party):
                yield from self._follow(self._lines[party], event)
            case SpeechStarted(party=party):
                self._lines[party].talk.begin(event)
            case SpeechEnded(party=party):
                self._lines[party].talk.end()
                if self._over:
                    yield from self._close(self._lines[party], event.at)
            case AudioEnded(at=at):
                self._over = True
                for line in self._lines.values():
                    yield from self._close(line, at)
            case Recognized(party=party):
                yield from self._answered(self._lines[party], event)
            case _:
                pass

    def _follow(self, line: _Line, probed: VoiceProbed) -> Iterator[Event]:
        talk, now = line.talk, probed.span.end
        talk.probe(probed)
        if not talk.open:
            return
        if end := talk.ends:
            yield from self._conclude(line, now, end)
        elif talk.look_due:
            yield self._ask(line, now, now, final=False)

    def _close(self, line: _Line, at: int) -> Iterator[Event]:
        """The audio has ended, and with it what is not in the middle of an utterance."""
        if line.talk.open and not line.talk.speaking:
            yield from self._conclude(line, at, min(line.talk.last_end, at))

    def _conclude(self, line: _Line, at: int, end: int) -> Iterator[Event]:
        """Ask for the words up to `end` for good, unless all that was said is certain."""
        talk, stabilizer = line.talk, line.stabilizer
        certain = stabilizer.certain_from(talk.start)
        if stabilizer.open or not talk.covered(certain):
            if not talk.is_empty:
                end = max(end, certain[-1].end) if certain else end
                yield self._ask(line, at, end, final=True)
        else:
            end = max(end, talk.heard_to)
        stabilizer.close()
        talk.conclude(end)
        line.asked = [one for one in line.asked if one.final]

    def _ask(self, line: _Line, at: int, end: int, final: bool) -> RecognitionDue:
        said = line.stabilizer.certain_from(line.talk.start)
        due = line.talk.ask(at, end, said, final)
        line.asked.append(_Asked(due.span, final, line.stabilizer.count, due.fresh_s))
        return due

    def _answered(self, line: _Line, answer: Recognized) -> Iterator[Event]:
        asked = next(
            (o for o in line.asked if (o.span, o.final) == (answer.span, answer.final)), None
        )
        if asked is None:
            return  # what it looked at has been concluded without it
        line.asked.remove(asked)
        words = believable(answer.words, asked.voiced_s, self._inventions)
        if asked.final:
            yield from self._commit(line, words, answer.at)
        else:
            line.asked = [o for o in line.asked if o.final or o.span.end > asked.span.end]
            if not words and asked.voiced_s >= _DOUBTED_S:
                return  # what was heard was not believed; the look before it stands
            end = line.talk.heard_to = asked.span.end
            certain = line.stabilizer.look(words, asked.said, end)
            yield from self._commit(line, certain, answer.at)
            line.talk.trim(line.stabilizer.certain_from(line.talk.start))
        yield from self._show(line, line.stabilizer.shown, answer.at)

    def _commit(self, line: _Line, words: Sequence[Word], at: int) -> Iterator[Event]:
        """A fact for each utterance that the words belong to."""
        words = self._cards.masked(line.talk.party, words)
        for utterance, group in groupby(words, line.talk.utterance_of):
            said = tuple(group)
            line.shown = tuple(word for word in line.shown if word.start >= said[-1].end)
            yield WordsCommitted(
                at=at,
                party=line.talk.party,
                utterance=utterance,
                text=" ".join(word.word for word in said),
                start=said[0].start,
                end=said[-1].end,
                confidence=_confidence(said),
                words=said,
            )

    def _show(self, line: _Line, words: Sequence[Word], at: int) -> Iterator[Event]:
        words = self._cards.foreseen(line.talk.party, words)
        if _texts(words) == _texts(line.shown):
            return
        line.shown = words
        yield WordsTentative(
            at=at,
            party=line.talk.party,
            utterance=line.talk.utterance_of(words[0]) if words else line.talk.utterance,
            text=" ".join(word.word for word in words),
            start=words[0].start if words else at,
            end=words[-1].end if words else at,
            confidence=_confidence(words),
            words=words,
        )


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.word for word in words]


def _confidence(words: Sequence[Word]) -> float:
    return round(sum(word.probability for word in words) / len(words), 4) if words else 0.0
