"""Voices, acts and words go in; stretches in which nobody speaks come out, explained or not."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.detectors.silence.voices import PartyVoice, SilenceSettings
from assistant.detectors.silence.waits import Waits
from assistant.events import AudioEnded, Event, Party, SilenceStretched, VoiceProbed
from assistant.timeline import Samples, to_samples

_LONGEST_LAG = to_samples(1)
"""A party heard less far than the other by more than this has dropped out and is not awaited."""


_SLACK = to_samples(1)
"""How far word times and edges of speech may lie apart."""


class SilenceMeter:
    """Finds silences. What passes before anybody has spoken is ringing and does not count."""

    def __init__(self, settings: SilenceSettings | None = None) -> None:
        self._settings = settings or SilenceSettings()
        self._lengths = (to_samples(self._settings.logged_s), to_samples(self._settings.cued_s))
        self._voices: dict[Party, PartyVoice] = {}
        self._waits = Waits()
        self._start: Samples | None = None
        self._reported = 0

    def on(self, event: Event) -> Iterator[SilenceStretched]:
        """A fact at each length that a silence reaches, and one with its `end` when it is over."""
        match event:
            case VoiceProbed():
                yield from self._probed(event)
            case AudioEnded(at=at):
                yield from self._stretched(at)
                yield from self._ended(at, at)
            case _:
                self._waits.note(event)

    def _probed(self, probe: VoiceProbed) -> Iterator[SilenceStretched]:
        if probe.party not in self._voices:
            self._voices[probe.party] = PartyVoice(self._settings)
        voice = self._voices[probe.party]
        if voice.take(probe):
            began = probe.span.start if voice.start is None else voice.start
            yield from self._stretched(began)
            yield from self._ended(probe.span.end, began)
            self._start, self._reported = max(self._start or 0, voice.end), 0
        else:
            yield from self._stretched(self._silent_to())

    def _silent_to(self) -> Samples:
        """How far it is known that nobody spoke: a sound that may yet be voice ends it."""
        heard = [voice.heard_to for voice in self._voices.values()]
        known = max(min(heard), max(heard) - _LONGEST_LAG)
        sounds = [voice.sounding(known) for voice in self._voices.values()]
        return min([known, *(start for start in sounds if start is not None)])

    def _stretched(self, to: Samples) -> Iterator[SilenceStretched]:
        while self._start is not None and self._reported < len(self._lengths):
            reached = self._start + self._lengths[self._reported]
            if reached > to:
                return
            self._reported += 1
            yield self._fact(reached, None)

    def _ended(self, at: Samples, end: Samples) -> Iterator[SilenceStretched]:
        if self._reported:
            yield self._fact(at, end)
        self._start, self._reported = None, 0

    def _fact(self, at: Samples, end: Samples | None) -> SilenceStretched:
        start = self._start or 0
        explained = any(self._is_away(party, start) for party in Party)
        return SilenceStretched(at=at, start=start, end=end, explained=explained)

    def _is_away(self, party: Party, start: Samples) -> bool:
        """Whether the party asked for a wait, and has not come back by talking since.

        What the other party says meanwhile changes nothing.
        """
        asked = self._waits.asked(party)
        if asked is None:
            return False
        voice = self._voices.get(party)
        visit = voice.visit(start) if voice else None
        if visit is None:
            return True
        within = to_samples(self._settings.explained_within_s)
        return asked >= max(visit.start - _SLACK, visit.end - within)
