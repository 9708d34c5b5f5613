"""One party's audio and utterances go in; what to ask a recogniser, and when, comes out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

from assistant.events import AudioFrame, Party, RecognitionDue, SpeechStarted, VoiceProbed, Word
from assistant.speech.looks import Looks
from assistant.speech.tape import Tape
from assistant.timeline import Span, to_samples

_ONSET_S = 1.0
"""How long after its first sample speech may be known to have begun; the audio is kept so long."""
_CONTEXT_S = 1.0
"""Certain audio that stays before what is open: Whisper hears the first word of a cut worst."""
_REMEMBERED = 32
"""Utterances whose words may still come: those of half a minute, and to spare."""
_BOUNDARY_S = 0.08
"""How far from a word's time its boundary may lie: Whisper's times are about so exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriberSettings:
    """How the audio of an utterance is cut into requests."""

    pre_roll_s: float = 0.3
    """Audio kept before the onset: cut speech needs about 0.2 s, or its first word is lost."""
    post_roll_s: float = 0.2
    """Audio kept after the last voiced frame: final consonants fade below the threshold."""
    close_s: float = 1.0
    """Silence after which the words are asked for for good. Over shorter ones, as people make in
    search of a word, Whisper hears the two sides better together than apart."""
    enough_s: float = 3.0
    """Talk that is concluded at the next pause within it, where no look has been answered, as in
    plain replay or on a slow machine: else its words would come too late for a cue."""
    pause_s: float = 0.22
    """Such a pause: about seven frames; inside a word there are at most three."""
    covered_s: float = 0.08
    """Silence that a look must have had after the last word, to stand for the final pass."""
    unheard_s: float = 0.6
    """Talk without words at the end, for which a look is not believed to have heard all."""
    trim_s: float = 5.0
    """Audio asked about again and again, beyond which what is certain is cut off."""
    longest_s: float = 20.0
    """Unbroken talk is concluded in pieces of at most this, so that a monologue shows."""
    cut_search_s: float = 6.0
    """The last part of a piece, in which the least voiced moment is where it is cut."""
    voiced_probability: float = 0.25
    """The segmenter's offset: what it holds to be still speech."""

    def __post_init__(self) -> None:
        if not 0 <= self.pre_roll_s <= 1 or not 0 <= self.post_roll_s <= 0.5:
            raise ValueError("pre_roll_s: 0 to 1; post_roll_s: 0 to 0.5")
        if not 1 <= self.enough_s <= self.longest_s or not 0.1 <= self.pause_s <= 1:
            raise ValueError("enough_s: 1 to longest_s; pause_s: 0.1 to 1")
        if not 0.3 <= self.close_s <= 3 or not 0 <= self.covered_s <= 0.5:
            raise ValueError("close_s: 0.3 to 3; covered_s: 0 to 0.5")
        if not 0.1 <= self.unheard_s <= 5:
            raise ValueError("unheard_s: 0.1 to 5")
        if not 4 <= self.longest_s <= 28:
            raise ValueError("longest_s: 4 to 28, for Whisper takes 30 with the padding")
        if not 2 <= self.trim_s <= self.longest_s:
            raise ValueError("trim_s: 2 to longest_s")
        if not 0.5 <= self.cut_search_s < self.longest_s:
            raise ValueError("cut_search_s: 0.5 to less than longest_s")
        if not 0 < self.voiced_probability < 1:
            raise ValueError("voiced_probability: between 0 and 1")


class OpenTalk:
    """The audio of one party that has no final words yet, from an utterance's beginning on."""

    def __init__(self, party: Party, settings: TranscriberSettings, looks: Looks) -> None:
        self.party = party
        self._settings = settings
        self._looks = looks
        self._tape = Tape()
        self._pre_roll = to_samples(settings.pre_roll_s)
        self.open = False
        """Whether there is talk that is not concluded."""
        self.start = 0
        """Where the next request begins, while talk is open."""
        self.concluded_to = 0
        """Up to where a final request, or what took its place, has gone."""
        self.last_voiced = 0
        self.heard_to = 0
        """The end of the last look that was answered."""
        self.speaking = False
        self._utterances: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)
        """Beginning and number of each utterance."""

    def record(self, frame: AudioFrame) -> None:
        """Keep a frame; forget what nobody can ask about any more."""
        self._tape.record(frame)
        if not self.open:
            self._tape.forget_before(self._tape.end - self._pre_roll - to_samples(_ONSET_S))

    def probe(self, probed: VoiceProbed) -> None:
        """Keep how likely a frame is speech."""
        self._tape.probe(probed)
        if probed.probability >= self._settings.voiced_probability:
            self.last_voiced = probed.span.end

    def begin(self, started: SpeechStarted) -> None:
        """An utterance begins: with open talk, or from a little before its first voiced frame."""
        first = max(started.start - self._pre_roll, self.concluded_to, 0)
        self._utterances.append((first, started.utterance))
        self.speaking = True
        if not self.open:
            self.open = True
            self.start = first

    def end(self) -> None:
        """The utterance is over; the talk stays open for what follows soon."""
        self.speaking = False

    @property
    def utterance(self) -> int:
        """The number of the utterance that began last."""
        return self._utterances[-1][1]

    def utterance_of(self, word: Word) -> int:
        """The number of the utterance that the middle of a word lies in or after."""
        middle = (word.start + word.end) // 2
        numbers = [number for first, number in self._utterances if first <= middle]
        return numbers[-1] if numbers else self._utterances[0][1]

    @property
    def ends(self) -> int:
        """Where open talk is to be concluded now: after a silence, or grown long; else 0."""
        pause = self._tape.end - self.last_voiced
        if not self.speaking and pause >= to_samples(self._settings.close_s):
            return self.last_end
        if self._tape.end - self.start > to_samples(self._settings.longest_s):
            if not self.speaking:
                return self.last_end
            earliest = self._tape.end - to_samples(self._settings.cut_search_s)
            return self._tape.least_voiced(earliest)
        unheard = self.heard_to <= self.start
        enough = unheard and self.last_voiced - self.start >= to_samples(self._settings.enough_s)
        # Late in the pause: a word's end fades longer than the next word's start rises.
        late = self._tape.end - pause // 4
        return late if enough and pause >= to_samples(self._settings.pause_s) else 0

    @property
    def last_end(self) -> int:
        """Where talk that is over ends."""
        return min(self.last_voiced + to_samples(self._settings.post_roll_s), self._tape.end)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has spoken since the last conclusion."""
        return self.last_voiced <= self.start

    def covered(self, words: tuple[Word, ...]) -> bool:
        """Whether the last look, which found `words`, stands for the final pass.

        It must have had all talk so far and a little after it, and words to the end of it.
        """
        if self.heard_to < self.last_voiced + to_samples(self._settings.covered_s):
            return False
        heard = words[-1].end if words else self.start
        return self.last_voiced - heard < to_samples(self._settings.unheard_s)

    @property
    def look_due(self) -> bool:
        """Whether a look at the open audio pays now."""
        return self._looks.due(self._tape, self.start, self.last_voiced)

    def ask(self, at: int, end: int, said: tuple[Word, ...], final: bool) -> RecognitionDue:
        """A request for the open audio up to `end`, which begins with the words `said`."""
        if not final:
            self._looks.take(self._tape, self.last_voiced)
        span = Span(start=self.start, end=end)
        fresh = Span(start=max(span.start, said[-1].end) if said else span.start, end=end)
        voiced_s = self._tape.voiced_seconds(fresh, self._settings.voiced_probability)
        return RecognitionDue(
            party=self.party,
            utterance=self.utterance,
            at=at,
            span=span,
            samples=self._tape.cut(span),
            final=final,
            said=tuple(word.word for word in said),
            fresh_s=voiced_s,
        )

    def conclude(self, end: int) -> None:
        """Nothing before `end` is asked about again."""
        self.start = self.concluded_to = end
        self.heard_to = min(self.heard_to, end)  # what lies behind it was not heard for good
        self.open = self.speaking
        self._tape.forget_before(end)

    def trim(self, certain: tuple[Word, ...]) -> None:
        """Cut off certain words of audio that has grown, at the quietest of their borders."""
        if self._tape.end - self.start <= to_samples(self._settings.trim_s) or len(certain) < 2:
            return
        latest = certain[-1].end - to_samples(_CONTEXT_S)
        reach = to_samples(_BOUNDARY_S)
        borders = [
            Span(start=word.end - reach, end=max(after.start, word.end) + reach)
            for word, after in pairwise(certain)
            if self.start + to_samples(_CONTEXT_S) < word.end <= latest
        ]
        if borders:
            self.start = min(self._tape.quietest(border) for border in borders)[1]
            self._tape.forget_before(self.start)
