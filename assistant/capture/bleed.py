"""A source's events go in; the same come out, without what one party's channel has of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.capture.echo_finder import WINDOW, EchoFinder
from assistant.capture.echo_watch import (
    LOOK_FRAMES,
    BleedSettings,
    EchoMeasured,
    EchoTape,
    EchoWatch,
    Samples,
)
from assistant.capture.source import FRAME
from assistant.events import (
    AudioEnded,
    AudioFrame,
    BleedMeasured,
    ComponentDegraded,
    ComponentRecovered,
    Event,
    Party,
)
from assistant.timeline import to_samples

_ALIKE = 0.01
"""Power of the difference over that of the sound, -20 dB: both channels hold one recording."""
_ALIKE_SHARE = 0.02
"""Share of the newest frame in how usual that is: about 2 s of sound."""
_ONE_RECORDING, _TWO_RECORDINGS = 0.7, 0.3
"""How usual it must be to be told, and how rare to be taken back."""
_QUIET = 1e-7
"""Mean square, -70 dBFS: quieter frames are alike for want of sound."""
_PARTIES = tuple(Party)
"""The party of each channel."""


class BleedGate:
    """Takes each party's echo off the other's channel, and tells where it found one.

    Where there is none, frames go through as they are. A frame of the agent waits for the
    customer's of the same position, as that is a part of what is heard on it.
    """

    def __init__(self, settings: BleedSettings | None = None) -> None:
        self._settings = settings or BleedSettings()
        self._held: AudioFrame | None = None
        self._one = False
        """Whether both channels were told to hold one recording."""
        self._reset()

    def hear(self, event: Event) -> Iterator[Event]:
        """What the stages are to hear in place of `event`."""
        if not isinstance(event, AudioFrame):
            if isinstance(event, AudioEnded):
                yield from self._release()
            yield event
        elif event.party is Party.AGENT:
            yield from self._release()
            self._held = event
        elif self._pairs(event):
            assert self._held is not None
            agent, self._held = self._held, None
            yield from self._both(agent, event)
        else:
            yield from self._release()
            yield event
            self._reset()

    def _pairs(self, customer: AudioFrame) -> bool:
        held = self._held
        return (
            held is not None
            and held.start == customer.start
            and len(held.samples) == len(customer.samples) == FRAME
        )

    def _release(self) -> Iterator[AudioFrame]:
        """The agent's frame that waits, alone: the customer's did not come."""
        if self._held is not None:
            yield self._held
            self._held = None
            self._reset()

    def _both(self, agent: AudioFrame, customer: AudioFrame) -> Iterator[Event]:
        frames = (agent, customer)
        self._tape.push(agent.samples, customer.samples)
        alike = _alike(agent.samples, customer.samples)
        if self._frames % LOOK_FRAMES == 0 and not alike:
            self._finder.push(self._tape.newest(WINDOW))
            for watch, other in zip(self._watches, reversed(self._watches), strict=True):
                watch.look(self._finder, self._tape, other)
        self._frames += 1
        for watch, frame in zip(self._watches, frames, strict=True):
            samples = frame.samples if alike else watch.clean(self._tape, frame.samples)
            yield frame if samples is frame.samples else replace(frame, samples=samples)
        at = customer.span.end
        for party, watch in zip(_PARTIES, self._watches, strict=True):
            if (measured := watch.news()) is not None:
                yield _told(at, party, measured)
        if alike or _sounds(agent.samples, customer.samples):
            yield from self._one_recording(at, alike)

    def _one_recording(self, at: int, alike: bool) -> Iterator[Event]:
        """Tell where both channels hold the same sound, by which no party can be told apart."""
        self._usually_alike += _ALIKE_SHARE * (alike - self._usually_alike)
        if not self._one and self._usually_alike > _ONE_RECORDING:
            self._one = True
            yield ComponentDegraded(
                at=at,
                component="channels",
                reason="both hold the same sound",
                done="who speaks is not told apart, and interruptions are not found",
            )
        elif self._one and self._usually_alike < _TWO_RECORDINGS:
            self._one = False
            yield ComponentRecovered(
                at=at,
                component="channels",
                reason="each holds a sound of its own",
                done="who speaks is told apart again",
            )
        else:
            return
        same = EchoMeasured(attenuation_db=0.0, lag_ms=0.0, gated=False, gone=not self._one)
        yield _told(at, Party.AGENT, same)

    def _reset(self) -> None:
        """Begin anew: what was heard before does not adjoin what comes."""
        settings = self._settings
        self._tape = EchoTape()
        self._finder = EchoFinder(
            to_samples(settings.earliest_ms / 1000), to_samples(settings.latest_ms / 1000)
        )
        self._watches = [EchoWatch(channel, settings) for channel in range(len(_PARTIES))]
        self._frames = 0
        self._usually_alike = 0.0


def _alike(one: Samples, other: Samples) -> bool:
    """Whether both are one sound, as loud, at the same time."""
    loud = float(one @ one)
    if loud < _QUIET * FRAME:
        return False
    difference = one - other
    return float(difference @ difference) < _ALIKE * loud


def _sounds(one: Samples, other: Samples) -> bool:
    return max(float(one @ one), float(other @ other)) >= _QUIET * FRAME


def _told(at: int, to: Party, measured: EchoMeasured) -> BleedMeasured:
    return BleedMeasured(
        at=at,
        from_=to.other,
        to=to,
        attenuation_db=measured.attenuation_db,
        lag_ms=measured.lag_ms,
        gated=measured.gated,
        gone=measured.gone,
    )
