"""One party's frames, by how likely they hold voice, go in; when they spoke comes out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from assistant.events import VoiceProbed
from assistant.timeline import Samples, Span, to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceSettings:
    """When a silence is worth a line in the log, and a cue."""

    logged_s: float = 3.0
    """A silence this long is reported, 0.5..60 s; call analytics commonly count from here."""
    cued_s: float = 8.0
    """Reported again when this long, 0.5..120 s; the callers wonder whether anyone is there."""
    explained_within_s: float = 10.0
    """How long after asking for a wait a party may talk on, and the silence still be explained,
    0..60 s."""
    voice_threshold: float = 0.4
    """Probability from which a frame holds voice, 0..1."""
    least_voice_s: float = 0.2
    """Shorter sounds (a cough, a click) do not end a silence, 0..2 s."""
    dip_s: float = 0.1
    """Shorter dips do not part a sound in two, 0..1 s; the closure of a plosive."""
    join_s: float = 0.2
    """A short sound so soon after a party's own voice is part of it, 0..1 s: the last syllable."""
    least_talk_s: float = 0.5
    """Talk this long of a party who asked for a wait ends it, 0..5 s; shorter is a sound."""

    def __post_init__(self) -> None:
        _within("silence.logged_s", self.logged_s, 0.5, 60)
        _within("silence.cued_s", self.cued_s, 0.5, 120)
        _within("silence.explained_within_s", self.explained_within_s, 0, 60)
        _within("silence.voice_threshold", self.voice_threshold, 0, 1)
        _within("silence.least_voice_s", self.least_voice_s, 0, 2)
        _within("silence.dip_s", self.dip_s, 0, 1)
        _within("silence.join_s", self.join_s, 0, 1)
        _within("silence.least_talk_s", self.least_talk_s, 0, 5)
        if self.cued_s < self.logged_s:
            raise ValueError("silence.cued_s must not be shorter than silence.logged_s.")


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


_BREATH = to_samples(0.5)
"""A shorter pause does not part a party's talk in two, as between utterances."""
_AWAY = to_samples(3)
"""Who has been silent for so long and then talks has come back: as a hold is counted."""


class PartyVoice:
    """The sound that a party is making, or made last, and what of it was voice and talk."""

    def __init__(self, settings: SilenceSettings) -> None:
        self._threshold = settings.voice_threshold
        self._least = to_samples(settings.least_voice_s)
        self._dip = to_samples(settings.dip_s)
        self._join = to_samples(settings.join_s)
        self._least_talk = to_samples(settings.least_talk_s)
        self.heard_to: Samples = 0
        """How far the party's audio has come."""
        self.start: Samples | None = None
        """Where the sound began that goes on."""
        self.end: Samples = 0
        """Where the last sound ended, or has got to."""
        self.spoke_to: Samples | None = None
        """Where the party's voice was heard last."""
        self._talk: tuple[Samples, Samples] | None = None
        self._visits: deque[Span] = deque(maxlen=2)

    def take(self, probe: VoiceProbed) -> bool:
        """Lengthen, begin or drop the sound by one frame; whether it is voice so far."""
        self.heard_to = max(self.heard_to, probe.span.end)
        if probe.probability >= self._threshold:
            if self.start is None:
                self.start = probe.span.start
            self.end = probe.span.end
        elif probe.span.end - self.end > self._dip:
            self.start = None
        if self.start is None or not self._is_voice(self.start):
            return False
        self._talked(self.start)
        self.spoke_to = self.end
        return True

    def sounding(self, at: Samples) -> Samples | None:
        """Where a sound began that may yet be voice; None where the party has dropped out of it."""
        return self.start if at - self.end <= self._dip else None

    def _is_voice(self, start: Samples) -> bool:
        """Too long for a cough, or close to the voice before it."""
        if self.spoke_to is not None and start - self.spoke_to <= self._join:
            return True
        return self.end - start >= self._least

    def visit(self, before: Samples) -> Span | None:
        """The last stretch of talk, shorter absences in it, that began `before`; None without."""
        return next((one for one in reversed(self._visits) if one.start < before), None)

    def _talked(self, start: Samples) -> None:
        if self._talk is None or start - self._talk[1] > _BREATH:
            self._talk = (start, self.end)
        start = self._talk[0]
        self._talk = (start, self.end)
        if self.end - start < self._least_talk:
            return
        if self._visits and start - self._visits[-1].end < _AWAY:
            start = self._visits.pop().start
        self._visits.append(Span(start=start, end=self.end))
