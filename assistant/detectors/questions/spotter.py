"""Both parties' committed words and voices go in; the questions that they ask come out, once each.

A question may be cut by a commit, and by a pause for thought: it is told once an end follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.detectors.questions.sentences import Ending, Sentence, Sentences
from assistant.detectors.questions.wording import asked_in
from assistant.events import (
    AnswersEnded,
    Event,
    Party,
    QuestionAsked,
    VoiceProbed,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import Samples, to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSettings:
    """What ends a question that no mark ends."""

    pause_s: float = 0.6
    """Silence after a word that ends a sentence, 0.2..3 s; pauses within one are shorter."""
    join_within_s: float = 2.0
    """A sentence goes on after a pause up to this, where nobody else spoke, 0..5 s."""
    most_words: int = 60
    """Words after which a sentence ends without any sign, 10..200: twenty seconds of talk."""
    voice_threshold: float = 0.5
    """Probability from which a frame holds voice, 0..1."""

    def __post_init__(self) -> None:
        _within("questions.pause_s", self.pause_s, 0.2, 3)
        _within("questions.join_within_s", self.join_within_s, 0, 5)
        _within("questions.most_words", self.most_words, 10, 200)
        _within("questions.voice_threshold", self.voice_threshold, 0, 1)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


@dataclass(slots=True)
class _Talk:
    """What a party is saying."""

    sentences: Sentences
    utterance: int = 0
    open: tuple[Word, ...] = ()
    """Words that are heard and not committed yet."""
    before: tuple[Word, ...] = ()
    """A sentence that a pause ended, so that it may go on."""
    told: bool = False
    """The question in `before` is told."""
    now: Samples = 0
    voiced_to: Samples = 0
    resumed: Samples = 0
    """Where the party's last pause ended."""


class QuestionSpotter:
    """Follows both parties' sentences, and tells those that ask something."""

    def __init__(self, settings: QuestionSettings | None = None) -> None:
        self._settings = settings or QuestionSettings()
        self._pause = to_samples(self._settings.pause_s)
        self._join = to_samples(self._settings.join_within_s)
        most = self._settings.most_words
        self._talks = {party: _Talk(Sentences(self._pause, most)) for party in Party}

    def on(self, event: Event) -> Iterator[QuestionAsked]:
        """A `QuestionAsked` for each question whose end is known by `event`."""
        match event:
            case VoiceProbed(party=party):
                self._listen(event)
                yield from self._look(party)
            case WordsTentative(party=party):
                self._talks[party].open = event.words
                yield from self._look(party)
            case WordsCommitted(party=party) if event.words:
                yield from self._turn_to(event)
                yield from self._said(event)
                yield from self._look(party)
            case AnswersEnded():
                for party in Party:
                    yield from self._close(party)
            case _:
                pass

    def _listen(self, probed: VoiceProbed) -> None:
        talk = self._talks[probed.party]
        talk.now = probed.span.end
        if probed.probability >= self._settings.voice_threshold:
            if probed.span.start - talk.voiced_to >= self._pause:
                talk.resumed = probed.span.start
            talk.voiced_to = probed.span.end

    def _turn_to(self, event: WordsCommitted) -> Iterator[QuestionAsked]:
        """The other party's turn is over where these words began after it."""
        talk = self._talks[event.party.other]
        last = talk.sentences.unended[-1:] or talk.before[-1:]
        if last and last[0].end <= event.start and talk.voiced_to <= event.start and not talk.open:
            yield from self._close(event.party.other)
            talk.before = ()

    def _said(self, event: WordsCommitted) -> Iterator[QuestionAsked]:
        talk = self._talks[event.party]
        for sentence in talk.sentences.add(event.words):
            if sentence.words[-1].start >= event.start:
                talk.utterance = event.utterance
            yield from self._judge(event.party, sentence)
        talk.utterance = event.utterance
        talk.open = tuple(word for word in talk.open if word.start >= event.end)

    def _look(self, party: Party) -> Iterator[QuestionAsked]:
        """Close the party's sentence where silence has followed it; words come after the voice."""
        talk = self._talks[party]
        if not talk.sentences.unended or talk.open:
            return
        last = talk.sentences.unended[-1].end
        if last <= talk.resumed or talk.now - max(last, talk.voiced_to) >= self._pause:
            yield from self._close(party)

    def _close(self, party: Party) -> Iterator[QuestionAsked]:
        for sentence in self._talks[party].sentences.close():
            yield from self._judge(party, sentence)

    def _judge(self, party: Party, sentence: Sentence) -> Iterator[QuestionAsked]:
        """Tell the question in a sentence, by itself or with what came before a pause in it."""
        talk, words = self._talks[party], sentence.words
        marked = sentence.ending is Ending.QUESTION_MARK
        if talk.before and words[0].start - talk.before[-1].end > self._join:
            talk.before, talk.told = (), False
        asked = asked_in(words, marked)
        if talk.before and not (asked and asked.formed):
            asked = None
            if not talk.told:
                words = talk.before + words
                asked = asked_in(words, marked)
        if asked:
            yield self._told(talk, party, words[asked.first :], asked.open)
        if sentence.ending is Ending.PAUSE:
            talk.told = bool(asked) or (talk.told and bool(talk.before))
            talk.before = words[-self._settings.most_words :]
        else:
            talk.before, talk.told = (), False

    def _told(self, talk: _Talk, party: Party, words: Sequence[Word], open_: bool) -> QuestionAsked:
        end = max(words[-1].end, words[0].start + 1)
        return QuestionAsked(
            at=end,
            party=party,
            text=" ".join(word.word.strip() for word in words),
            start=words[0].start,
            end=end,
            open=open_,
            utterance=talk.utterance,
        )
