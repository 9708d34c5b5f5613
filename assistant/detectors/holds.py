"""The agent's acts and silences go in; how far a hold has come comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from assistant.events import (
    ActSpoken,
    Event,
    HoldChanged,
    HoldPhase,
    Party,
    SpeechEnded,
    SpeechStarted,
    VoiceProbed,
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
        _within("holds.voice_threshold", self.voice_threshold, 0, 1)
        _within("holds.words_late_s", self.words_late_s, 0, 60)


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


class _State(Enum):
    TALKING = auto()
    ASKED = auto()
    WAITING = auto()
    OVERDUE = auto()
    BACK = auto()


class _Sign(Enum):
    REQUEST = auto()
    SILENCE = auto()
    LAPSE = auto()
    LONG = auto()
    SPEECH = auto()
    THANKS = auto()
    FORGET = auto()


_TABLE: Mapping[tuple[_State, _Sign], tuple[_State, tuple[HoldPhase, ...]]] = {
    (_State.TALKING, _Sign.REQUEST): (_State.ASKED, (HoldPhase.REQUESTED,)),
    (_State.ASKED, _Sign.SILENCE): (_State.WAITING, (HoldPhase.STARTED,)),
    (_State.ASKED, _Sign.LAPSE): (_State.TALKING, ()),
    (_State.WAITING, _Sign.LONG): (_State.OVERDUE, (HoldPhase.CHECK_IN_DUE,)),
    (_State.WAITING, _Sign.SPEECH): (_State.BACK, (HoldPhase.RETURNED,)),
    (_State.WAITING, _Sign.THANKS): (_State.TALKING, (HoldPhase.RETURNED, HoldPhase.THANKED)),
    (_State.OVERDUE, _Sign.SPEECH): (_State.BACK, (HoldPhase.RETURNED,)),
    (_State.OVERDUE, _Sign.THANKS): (_State.TALKING, (HoldPhase.RETURNED, HoldPhase.THANKED)),
    (_State.BACK, _Sign.REQUEST): (_State.ASKED, (HoldPhase.REQUESTED,)),
    (_State.BACK, _Sign.THANKS): (_State.TALKING, (HoldPhase.THANKED,)),
    (_State.BACK, _Sign.FORGET): (_State.TALKING, ()),
}
"""Where a sign leads from each state, and what is then reported; other signs change nothing."""

_THANKS = frozenset({"hold_return", "gratitude"})
_SLACK = to_samples(1)
"""How far word times and speech edges may lie apart."""


class HoldTracker:
    """Follows one hold at a time. Words may come in long after they were said."""

    def __init__(self, settings: HoldSettings | None = None) -> None:
        self._settings = settings or HoldSettings()
        self._state = _State.TALKING
        self._now: Samples = 0
        self._speaking: Samples | None = None
        self._quiet: Samples | None = None
        self._last_quiet = Span(start=0, end=0)
        self._request = Span(start=0, end=0)
        self._heard_at: Samples = 0
        self._hold_quiet: Samples = 0
        self._back: Samples = 0

    def on(self, event: Event) -> Iterator[HoldChanged]:
        """The phases that the hold comes into with `event`."""
        match event:
            case VoiceProbed():
                self._note_voice(event)
                yield from self._look()
            case SpeechStarted(party=Party.AGENT, start=start):
                self._speaking = start
            case SpeechEnded(party=Party.AGENT, start=start, end=end):
                self._note_end(start, end)
                yield from self._look()
            case ActSpoken(party=Party.AGENT, act="hold_request"):
                yield from self._asked(event)
            case ActSpoken(party=Party.AGENT, act=act) if act in _THANKS:
                yield from self._thanked(event)
            case _:
                pass

    def _note_voice(self, probe: VoiceProbed) -> None:
        """The clock goes on; a silence is over once the agent has spoken for long enough."""
        self._now = max(self._now, probe.span.end)
        if probe.party is not Party.AGENT or probe.probability < self._settings.voice_threshold:
            return
        least = to_samples(self._settings.least_speech_s)
        if self._speaking is None or self._quiet is None:
            return
        if probe.span.end - self._speaking < least:
            return
        self._last_quiet = Span(start=self._quiet, end=self._speaking)
        self._quiet = None

    def _note_end(self, start: Samples, end: Samples) -> None:
        """After real speech a new silence begins at its end; a cough leaves the old one."""
        if end - start >= to_samples(self._settings.least_speech_s):
            if self._quiet is not None:
                self._last_quiet = Span(start=self._quiet, end=start)
            self._quiet = end
        self._speaking = None

    def _asked(self, act: ActSpoken) -> Iterator[HoldChanged]:
        if self._state is _State.ASKED:
            self._request = Span(start=self._request.start, end=act.end)
            return
        if (self._state, _Sign.REQUEST) not in _TABLE:
            return
        self._request, self._heard_at = Span(start=act.start, end=act.end), act.at
        yield from self._take(_Sign.REQUEST, act.at)
        yield from self._look()

    def _thanked(self, act: ActSpoken) -> Iterator[HoldChanged]:
        earliest, latest = self._hold_quiet, act.start
        if self._state is _State.BACK:
            earliest = self._back - _SLACK
            latest = self._back + to_samples(self._settings.thanks_within_s)
        if earliest <= act.start <= latest:
            yield from self._take(_Sign.THANKS, act.at)

    def _look(self) -> Iterator[HoldChanged]:
        """Follow the clock as far as it leads."""
        while (seen := self._sign()) is not None:
            yield from self._take(*seen)

    def _sign(self) -> tuple[_Sign, Samples] | None:
        """What the clock and the agent's silence say in this state, and since when."""
        match self._state:
            case _State.ASKED:
                return self._sign_when_asked()
            case _State.WAITING | _State.OVERDUE:
                return self._sign_when_waiting()
            case _State.BACK:
                limit = self._settings.thanks_within_s + self._settings.words_late_s
                forget = self._back + to_samples(limit)
                return (_Sign.FORGET, forget) if self._now > forget else None
            case _State.TALKING:
                return None

    def _sign_when_asked(self) -> tuple[_Sign, Samples] | None:
        lapse = self._request.end + to_samples(self._settings.lapses_s)
        long_enough = to_samples(self._settings.silent_s)
        in_time = False
        for quiet in self._silences():
            if self._request.end - _SLACK <= quiet.start <= lapse:
                if quiet.length >= long_enough:
                    self._hold_quiet = quiet.start
                    return _Sign.SILENCE, max(quiet.start + long_enough, self._heard_at)
                in_time = quiet.end == self._now
        return (_Sign.LAPSE, lapse) if self._now > lapse and not in_time else None

    def _sign_when_waiting(self) -> tuple[_Sign, Samples] | None:
        over = self._quiet != self._hold_quiet
        end = self._last_quiet.end if over else self._now
        due = self._hold_quiet + to_samples(self._settings.check_in_s)
        if self._state is _State.WAITING and end >= due:
            return _Sign.LONG, max(due, self._heard_at)
        if over:
            self._back = end
            heard = end + to_samples(self._settings.least_speech_s)
            return _Sign.SPEECH, max(heard, self._heard_at)
        return None

    def _silences(self) -> Iterator[Span]:
        """The agent's last silence that is over, and the one that lasts."""
        yield self._last_quiet
        if self._quiet is not None:
            yield Span(start=self._quiet, end=self._now)

    def _take(self, sign: _Sign, at: Samples) -> Iterator[HoldChanged]:
        after = _TABLE.get((self._state, sign))
        if after is None:
            return
        self._state, phases = after
        for phase in phases:
            yield HoldChanged(at=at, phase=phase, start=self._request.start)
