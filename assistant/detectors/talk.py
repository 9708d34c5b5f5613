"""Frame probabilities of both parties go in; shares of the talk and monologues come out.

Talk is voiced time with pauses up to `bridge_s`. A share is of what both talked, silence left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor

from assistant.events import (
    AudioEnded,
    Event,
    MonologueStretched,
    Party,
    TalkShareMeasured,
    VoiceProbed,
)
from assistant.timeline import Samples, to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkSettings:
    """When a party has too much of the talk, and when they have talked for too long."""

    share_window_s: float = 120.0
    """The stretch of the call that a share is taken over, 30..1800 s."""
    least_s: float = 30.0
    """There is no share before so much of the call, from the first voice on, 10..600 s."""
    least_talk_s: float = 10.0
    """Of less talk by both in the window there is no share, 1..30 s: after a long hold, say."""
    share_high: float = 0.65
    """A share over this is told, 0.5..1; support calls are about 40 to 60 for the agent."""
    share_back: float = 0.6
    """It is told when a high share has come back under this, 0.3..1."""
    opening_share: float = 0.6
    """An agent who talks for more than this of the first `least_s` is told of, 0.3..1."""
    monologue_s: float = 45.0
    """Talk without giving way that is told, 10..600 s."""
    again_s: float = 60.0
    """Told once more when it has lasted so long, 10..600 s; others count it from here."""
    pause_s: float = 2.0
    """A pause of one's own this long ends a monologue, 0.5..10 s; shorter ones are for breath."""
    backchannel_s: float = 0.7
    """The other's talk up to this breaks no monologue, 0..3 s: "mm-hm", "right", "I see"."""
    bridge_s: float = 0.25
    """A pause shorter than this does not end a run of talk, 0..1 s (call-ai-metrics)."""
    voice_threshold: float = 0.4
    """Probability from which a frame holds voice, 0..1 (models/voice/card.md)."""

    def __post_init__(self) -> None:
        _within("talk.share_window_s", self.share_window_s, 30, 1800)
        _within("talk.least_s", self.least_s, 10, 600)
        _within("talk.least_talk_s", self.least_talk_s, 1, 30)
        _within("talk.share_high", self.share_high, 0.5, 1)
        _within("talk.share_back", self.share_back, 0.3, 1)
        _within("talk.opening_share", self.opening_share, 0.3, 1)
        _within("talk.monologue_s", self.monologue_s, 10, 600)
        _within("talk.again_s", self.again_s, 10, 600)
        _within("talk.pause_s", self.pause_s, 0.5, 10)
        _within("talk.backchannel_s", self.backchannel_s, 0, 3)
        _within("talk.bridge_s", self.bridge_s, 0, 1)
        _within("talk.voice_threshold", self.voice_threshold, 0, 1)
        if self.share_back > self.share_high:
            raise ValueError("talk.share_back must not be over talk.share_high.")
        if self.again_s < self.monologue_s:
            raise ValueError("talk.again_s must not be shorter than talk.monologue_s.")


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}; it must be from {low} to {high}.")


_STEP = to_samples(1.0)
"""How often shares are looked at: a second of 120 moves a share by less than a hundredth."""


@dataclass(slots=True)
class _Talk:
    """One party's run of talk, or their last, and the monologue that it is part of."""

    start: Samples = 0
    end: Samples = -1
    voiced: bool = False
    clear: Samples = 0
    """How much of the run the party had to themselves."""
    turn: Samples | None = None
    """Where the party began to talk without giving way."""
    told: int = 0
    """How often the length of that has been told."""
    passed: Samples = 0
    """Talk since shares were last looked at."""
    by_step: deque[Samples] = field(default_factory=deque)
    high: bool = False


class TalkMeter:
    """Follows who has the talk, and for how long at a stretch.

    A monologue goes on over the party's own pauses shorter than `pause_s`, and over what the other
    says meanwhile: up to `backchannel_s`, or longer where the party talks on over it, up to
    `pause_s`. Sounds that the voice detector does not take for a voice are nothing.
    """

    def __init__(self, settings: TalkSettings | None = None) -> None:
        self._settings = settings or TalkSettings()
        self._lengths = (
            to_samples(self._settings.monologue_s),
            to_samples(self._settings.again_s),
        )
        self._steps = to_samples(self._settings.share_window_s) // _STEP
        self._talks = {party: _Talk(by_step=deque(maxlen=self._steps)) for party in Party}
        self._began: Samples | None = None
        self._looked: Samples = 0
        self._opened = False

    def on(self, event: Event) -> Iterator[TalkShareMeasured | MonologueStretched]:
        """A share that has become too high or is back, and each length that a monologue reaches."""
        match event:
            case VoiceProbed():
                if self._began is not None and event.span.start - self._looked >= _STEP:
                    yield from self._shares()
                yield from self._follow(event)
            case AudioEnded(at=at):
                for party in Party:
                    yield from self._over(party, at)
            case _:
                pass

    def _follow(self, probe: VoiceProbed) -> Iterator[MonologueStretched]:
        talk, other = self._talks[probe.party], self._talks[probe.party.other]
        span = probe.span
        talk.voiced = probe.probability >= self._settings.voice_threshold
        if talk.voiced:
            self._voiced(talk, span.start, span.end, alone=not self._talking(other, span.start))
            yield from self._broken(probe.party.other, talk, span.end)
            yield from self._stretched(probe.party, span.end)
        elif talk.turn is not None and span.end - talk.end >= to_samples(self._settings.pause_s):
            yield from self._over(probe.party, span.end)

    def _talking(self, talk: _Talk, at: Samples) -> bool:
        """Whether the party is in a run of talk; a breath does not end it."""
        return talk.end >= 0 and at - talk.end <= to_samples(self._settings.bridge_s)

    def _voiced(self, talk: _Talk, start: Samples, end: Samples, alone: bool) -> None:
        """Lengthen the run, or begin one."""
        if self._began is None:
            self._began = self._looked = start
        if not self._talking(talk, start):
            talk.start, talk.end, talk.clear = start, start, 0
        if talk.turn is None:
            talk.turn, talk.told = start, 0
        talk.passed += end - talk.end
        talk.clear += end - talk.end if alone else 0
        talk.end = end

    def _broken(self, party: Party, other: _Talk, at: Samples) -> Iterator[MonologueStretched]:
        """The party's monologue is over once the other has taken the floor."""
        turn = self._talks[party].turn
        if turn is None or turn >= other.end:
            return
        alone = min(other.clear, other.end - turn)
        both = other.end - max(other.start, turn)
        if alone > to_samples(self._settings.backchannel_s) or both > to_samples(
            self._settings.pause_s
        ):
            yield from self._over(party, at)

    def _stretched(self, party: Party, at: Samples) -> Iterator[MonologueStretched]:
        """Told at each length, while the party talks."""
        talk = self._talks[party]
        while talk.turn is not None and talk.told < len(self._lengths):
            if at - talk.turn < self._lengths[talk.told]:
                return
            talk.told += 1
            yield MonologueStretched(at=at, party=party, start=talk.turn, end=None)

    def _over(self, party: Party, at: Samples) -> Iterator[MonologueStretched]:
        talk = self._talks[party]
        if talk.turn is not None and talk.told:
            end = min(talk.end, at)  # the last frame is longer than the call
            yield MonologueStretched(at=at, party=party, start=talk.turn, end=end)
        talk.turn, talk.told = None, 0

    def _shares(self) -> Iterator[TalkShareMeasured]:
        """Each party's share, told where it has passed a limit."""
        self._looked += _STEP
        for talk in self._talks.values():
            talk.by_step.append(talk.passed)
            talk.passed = 0
        sums = {party: sum(talk.by_step) for party, talk in self._talks.items()}
        window = self._looked - (self._began or 0)
        least_talk = to_samples(self._settings.least_talk_s)
        if window < to_samples(self._settings.least_s) or sum(sums.values()) < least_talk:
            return
        opening, window = not self._opened, min(window, self._steps * _STEP)
        self._opened = True
        for party, talk in self._talks.items():
            share = sums[party] / sum(sums.values())
            most = self._settings.opening_share * window
            if party is Party.AGENT and opening and sums[party] > most:
                talk.high = share > self._settings.share_high
            elif opening or not self._crossed(talk, share):
                continue
            rounded = floor(share * 1000) / 1000  # down: what is under a limit stays under it
            yield TalkShareMeasured(at=self._looked, party=party, share=rounded, window=window)

    def _crossed(self, talk: _Talk, share: float) -> bool:
        """Whether the party's share has come over the high limit, or back under the low one.

        It becomes high only while they talk, not because older talk of the other falls away.
        """
        limits, talked = self._settings, talk.by_step[-1] > 0
        crossed = share < limits.share_back if talk.high else share > limits.share_high and talked
        talk.high = talk.high != crossed
        return crossed
