"""Voice probabilities of both parties go in; stretches in which nobody speaks come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.events import (
    ActSpoken,
    AudioEnded,
    Event,
    Party,
    SilenceStretched,
    VoiceProbed,
)
from assistant.timeline import Samples, to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceSettings:
    """When a silence is worth a line in the log, and a cue."""

    logged_s: float = 3.0
    """A silence this long is reported, 0.5..60 s; call analytics commonly count from here."""
    cued_s: float = 8.0
    """Reported again when this long, 0.5..120 s; the callers wonder whether anyone is there."""
    explained_within_s: float = 10.0
    """A wait announced at most so long before the silence explains it, 0..60 s."""
    voice_threshold: float = 0.5
    """Probability from which a frame holds voice, 0..1."""
    least_voice_s: float = 0.2
    """Shorter sounds (a cough, a click) do not end a silence, 0..2 s."""
    dip_s: float = 0.1
    """Shorter dips do not part a sound in two, 0..1 s; the closure of a plosive."""

    def __post_init__(self) -> None:
        _within("silence.logged_s", self.logged_s, 0.5, 60)
        _within("silence.cued_s", self.cued_s, 0.5, 120)
        _within("silence.explained_within_s", self.explained_within_s, 0, 60)
        _within("silence.voice_threshold", self.voice_threshold, 0, 1)
        _within("silence.least_voice_s", self.least_voice_s, 0, 2)
        _within("silence.dip_s", self.dip_s, 0, 1)
        if self.cued_s < self.logged_s:
            raise ValueError("silence.cued_s must not be shorter than silence.logged_s.")


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


@dataclass(slots=True)
class _Sound:
    """The sound that a party is making, or made last, and how far they have been heard."""

    heard_to: Samples = 0
    start: Samples | None = None
    end: Samples = 0

    def take(self, probe: VoiceProbed, settings: SilenceSettings) -> None:
        """Lengthen, begin or drop the sound by one frame."""
        self.heard_to = max(self.heard_to, probe.span.end)
        if probe.probability >= settings.voice_threshold:
            if self.start is None:
                self.start = probe.span.start
            self.end = probe.span.end
        elif probe.span.end - self.end > to_samples(settings.dip_s):
            self.start = None

    def is_voice(self, settings: SilenceSettings) -> bool:
        """Whether the sound has lasted too long for a cough."""
        return self.start is not None and self.end - self.start >= to_samples(
            settings.least_voice_s
        )


_LONGEST_LAG = to_samples(1)
"""A party heard less far than the other by more than this has dropped out and is not awaited."""


class SilenceMeter:
    """Finds silences. What passes before anybody has spoken is ringing and does not count."""

    def __init__(self, settings: SilenceSettings | None = None) -> None:
        self._settings = settings or SilenceSettings()
        self._lengths = (to_samples(self._settings.logged_s), to_samples(self._settings.cued_s))
        self._sounds: dict[Party, _Sound] = {}
        self._start: Samples | None = None
        self._reported = 0
        self._announced: Samples | None = None

    def on(self, event: Event) -> Iterator[SilenceStretched]:
        """A fact at each length that a silence reaches, and one with its `end` when it is over."""
        match event:
            case VoiceProbed():
                yield from self._probed(event)
            case ActSpoken(party=Party.AGENT, act="hold_request"):
                self._announced = max(self._announced or 0, event.end)
            case AudioEnded(at=at):
                yield from self._stretched(at)
                yield from self._ended(at, at)
            case _:
                pass

    def _probed(self, probe: VoiceProbed) -> Iterator[SilenceStretched]:
        sound = self._sounds.setdefault(probe.party, _Sound())
        sound.take(probe, self._settings)
        if sound.is_voice(self._settings):
            began = probe.span.start if sound.start is None else sound.start
            yield from self._stretched(began)
            yield from self._ended(probe.span.end, began)
            self._start, self._reported = max(self._start or 0, sound.end), 0
        else:
            yield from self._stretched(self._silent_to())

    def _silent_to(self) -> Samples:
        """How far it is known that nobody spoke: a sound that may yet be voice ends it."""
        heard = [sound.heard_to for sound in self._sounds.values()]
        known = max(min(heard), max(heard) - _LONGEST_LAG)
        starts = [sound.start for sound in self._sounds.values() if sound.start is not None]
        return min([known, *starts])

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
        within = to_samples(self._settings.explained_within_s)
        explained = self._announced is not None and self._announced >= start - within
        return SilenceStretched(at=at, start=start, end=end, explained=explained)
