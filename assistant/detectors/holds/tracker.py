"""The agent's words and acts and both voices go in; how far a hold has come comes out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.detectors.holds.asking import asks_to_wait
from assistant.detectors.holds.away import Away
from assistant.detectors.holds.table import TABLE, Sign, State
from assistant.events import (
    ActSpoken,
    AudioEnded,
    Event,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Party,
    VoiceProbed,
    Word,
    WordsCommitted,
)
from assistant.timeline import Samples, Span, to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSettings:
    """When a wait has begun, grown too long, and ended."""

    silent_s: float = 3.0
    """The agent's silence after asking that makes it a hold, 0.5..30 s."""
    lapses_s: float = 10.0
    """A request with no such silence begun within this is forgotten, 1..60 s."""
    check_in_s: float = 60.0
    """Silence after which the agent should check in, 5..600 s; guides say one to two minutes."""
    thanks_within_s: float = 15.0
    """Thanks count when begun so soon after the return, 1..60 s."""
    least_speech_s: float = 0.5
    """Shorter speech of the agent ("thanks", a cough) ends no silence, 0..3 s."""
    pause_s: float = 0.5
    """Shorter pauses do not part speech in two, 0..2 s; the hangover of utterances."""
    voice_threshold: float = 0.5
    """Probability from which a frame holds voice, 0..1."""
    words_late_s: float = 10.0
    """How long after they were said words may still come in, 0..60 s."""

    def __post_init__(self) -> None:
        _within("holds.silent_s", self.silent_s, 0.5, 30)
        _within("holds.lapses_s", self.lapses_s, 1, 60)
        _within("holds.check_in_s", self.check_in_s, 5, 600)
        _within("holds.thanks_within_s", self.thanks_within_s, 1, 60)
        _within("holds.least_speech_s", self.least_speech_s, 0, 3)
        _within("holds.pause_s", self.pause_s, 0, 2)
        _within("holds.voice_threshold", self.voice_threshold, 0, 1)
        _within("holds.words_late_s", self.words_late_s, 0, 60)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


_SLACK = to_samples(1)
"""How far word times and edges of speech may lie apart."""
_AROUND = to_samples(2)
"""Words so near to a request belong to it: "let me check that, one moment"."""
_KEPT_WORDS = 60
"""Of the agent: a request, and half a minute of talk before it."""
_NO_REASON_LEFT = "the words that asked for it were withdrawn"


@dataclass(slots=True)
class _Hold:
    """One hold, from its request on."""

    asked: Span
    heard_at: Samples
    requests: list[ActSpoken]
    """All that ask for it: "bear with me, one moment please" are two."""
    quiet: Samples = 0
    """From where the agent's silence counts."""
    answered: bool = False
    """The customer was answering the request when the hold began."""
    back: Samples = 0
    told: list[HoldChanged] = field(default_factory=list)


class HoldTracker:
    """Follows one hold at a time. Words may come in long after they were said."""

    def __init__(self, settings: HoldSettings | None = None) -> None:
        self._settings = settings or HoldSettings()
        self._silent = to_samples(self._settings.silent_s)
        self._state = State.TALKING
        self._now: Samples = 0
        self._away = {party: self._follow() for party in Party}
        self._hold = _Hold(Span(start=0, end=0), 0, [])
        self._returned: _Hold | None = None
        self._words: deque[Word] = deque(maxlen=_KEPT_WORDS)

    def _follow(self) -> Away:
        settings = self._settings
        pause, least = to_samples(settings.pause_s), to_samples(settings.least_speech_s)
        return Away(settings.voice_threshold, pause, least)

    def on(self, event: Event) -> Iterator[HoldChanged | FindingWithdrawn]:
        """The phases that the hold comes into with `event`; their withdrawal with its request's."""
        match event:
            case VoiceProbed(party=party, span=span):
                self._away[party].probed(span, event.probability)
                yield from self._look(span.end)
            case AudioEnded(at=at):
                yield from self._look(at)
            case WordsCommitted(party=Party.AGENT):
                yield from self._said(event)
            case ActSpoken(party=Party.AGENT, act="hold_request"):
                yield from self._asked(event)
            case ActSpoken(party=Party.AGENT, act="hold_return" | "gratitude"):
                yield from self._thanked(event)
            case FindingWithdrawn(of=ActSpoken() as act):
                yield from self._withdrawn(act, event.at)
            case _:
                pass

    def _asked(self, act: ActSpoken) -> Iterator[HoldChanged]:
        waiting = self._state in (State.WAITING, State.OVERDUE)
        sign = Sign.REQUEST if self._asks_to_wait(act) else Sign.LOOK
        again = self._state is State.ASKED or (self._state, sign) == (State.LOOKING, Sign.LOOK)
        if again:
            end = max(self._hold.asked.end, act.end)
            self._hold.asked = Span(start=self._hold.asked.start, end=end)
        if again or (waiting and act.start < self._begun()):
            self._hold.requests.append(act)
            return
        yield from self._take(sign, act.at, act)
        yield from self._look(self._now)

    def _said(self, event: WordsCommitted) -> Iterator[HoldChanged]:
        """Words that come after those of a look may make it a request."""
        self._words.extend(event.words)
        if self._state is State.LOOKING and self._asks_to_wait(self._hold.requests[-1]):
            yield from self._take(Sign.REQUEST, event.at)

    def _asks_to_wait(self, act: ActSpoken) -> bool:
        near = (
            word.word.strip()
            for word in self._words
            if act.start - _AROUND <= word.start < act.end + _AROUND
        )
        return asks_to_wait(act.text, " ".join(near))

    def _thanked(self, act: ActSpoken) -> Iterator[HoldChanged]:
        back = self._returned.back if self._returned else None
        latest = to_samples(self._settings.thanks_within_s)
        if back is not None and back - _SLACK <= act.start <= back + latest:
            yield from self._take(Sign.THANKS, act.at)
        elif act.start >= self._begun():
            yield from self._take(Sign.SHORT_THANKS, act.at)

    def _withdrawn(self, act: ActSpoken, at: Samples) -> Iterator[FindingWithdrawn]:
        hold = self._hold
        if act not in hold.requests:
            return
        hold.requests.remove(act)
        if hold.requests or (self._state, Sign.WITHDRAWAL) not in TABLE:
            return
        self._state, _ = TABLE[self._state, Sign.WITHDRAWAL]
        for told in reversed(hold.told):
            yield FindingWithdrawn(at=at, of=told, reason=_NO_REASON_LEFT)
        if self._returned is hold:
            self._returned = None

    def _begun(self) -> Samples:
        """Where the hold had begun: thanks or a request before that belong to its beginning."""
        return self._hold.quiet + self._silent

    def _look(self, now: Samples) -> Iterator[HoldChanged]:
        """Follow the clock as far as it leads."""
        self._now = max(self._now, now)
        for away in self._away.values():
            away.passed(self._now)
        while (seen := self._sign()) is not None:
            yield from self._take(*seen)

    def _sign(self) -> tuple[Sign, Samples] | None:
        """What the clock and the agent's silence say in this state, and since when."""
        match self._state:
            case State.ASKED | State.LOOKING:
                return self._sign_when_asked()
            case State.WAITING | State.OVERDUE:
                return self._sign_when_waiting()
            case State.BACK:
                if self._hold.answered:  # "how long?", "a minute", and away: the same request
                    began, _ = self._first_silence(self._hold.back, self._lapse())
                    if began is not None:
                        return began
                limit = self._settings.thanks_within_s + self._settings.words_late_s
                forget = self._hold.back + to_samples(limit)
                return (Sign.FORGET, forget) if self._now > forget else None
            case State.TALKING:
                return None

    def _sign_when_asked(self) -> tuple[Sign, Samples] | None:
        lapse = self._lapse()
        began, in_time = self._first_silence(self._hold.asked.end - _SLACK, lapse)
        if began is not None:
            return began
        return (Sign.LAPSE, lapse) if self._now > lapse and not in_time else None

    def _lapse(self) -> Samples:
        return self._hold.asked.end + to_samples(self._settings.lapses_s)

    def _first_silence(
        self, earliest: Samples, latest: Samples
    ) -> tuple[tuple[Sign, Samples] | None, bool]:
        """The agent's first silence, begun in time, that is long enough; and if one may become it.

        A silence that began earlier counts from the end of the request, which was too soft to end
        it.
        """
        in_time = False
        for silence in self._away[Party.AGENT].silences(self._now):
            start = silence.start if silence.start >= earliest else self._hold.asked.end
            if start > latest or not earliest <= start <= silence.end:
                continue
            for wait in self._waits(Span(start=start, end=silence.end)):
                certain = wait.start + self._silent
                if wait.start <= latest and wait.end >= certain:
                    since = self._away[Party.CUSTOMER].sounding_since
                    self._hold.answered = since is not None and since < certain
                    self._hold.quiet = wait.start
                    return (Sign.SILENCE, max(certain, self._hold.heard_at)), True
                in_time = wait.start <= latest and wait.end == self._now
        return None, in_time

    def _waits(self, silence: Span) -> Iterator[Span]:
        """What of the agent's silence is a wait: all, or, after a mere look, what both share."""
        if self._state is not State.LOOKING:
            yield silence
            return
        for other in self._away[Party.CUSTOMER].silences(self._now):
            start, end = max(silence.start, other.start), min(silence.end, other.end)
            if start < end:
                yield Span(start=start, end=end)

    def _sign_when_waiting(self) -> tuple[Sign, Samples] | None:
        hold = self._hold
        over = self._away[Party.AGENT].silence_at(hold.quiet)
        due = hold.quiet + to_samples(self._settings.check_in_s)
        if self._state is State.WAITING and (over.end if over else self._now) >= due:
            return Sign.LONG, max(due, hold.heard_at)
        if over is None:
            return None
        hold.back = over.end
        heard = over.end + to_samples(self._settings.least_speech_s)
        return Sign.SPEECH, max(heard, hold.heard_at)

    def _take(
        self, sign: Sign, at: Samples, request: ActSpoken | None = None
    ) -> Iterator[HoldChanged]:
        after = TABLE.get((self._state, sign))
        if after is None:
            return
        self._state, phases = after
        for phase in phases:
            if phase is HoldPhase.REQUESTED and request is not None:
                self._begin(request)
            yield self._told(phase, at)
        if sign is Sign.LOOK and request is not None:
            self._begin(request)

    def _begin(self, request: ActSpoken) -> None:
        asked = Span(start=request.start, end=request.end)
        self._hold = _Hold(asked, request.at, [request])

    def _told(self, phase: HoldPhase, at: Samples) -> HoldChanged:
        """The fact, of the hold that it is about: thanks are for the one returned from."""
        hold = self._hold
        if phase is HoldPhase.RETURNED:
            self._returned = hold
        elif phase is HoldPhase.THANKED and self._returned is not None:
            hold, self._returned = self._returned, None
        fact = HoldChanged(at=at, phase=phase, start=hold.asked.start)
        hold.told.append(fact)
        return fact
