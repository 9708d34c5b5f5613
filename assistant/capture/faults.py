"""What was met in a recording goes in; what to say of it comes out, and from which limits on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.events import AudioFrame, ComponentDegraded, Party
from assistant.timeline import to_seconds

_LOWEST_DBFS = -200.0
"""Stands for digital silence, whose level has no logarithm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSettings:
    """From where on a recording's faults are worth a word.

    `mute_below_dbfs`, -120..-30: a party that is never louder in any frame is mute. The rest
    level of A-law, the loudest of the usual codes, is -72 (ITU-T G.711).
    `same_above`, 0.9..1: two channels that correlate more are one sound; copies that went
    through a lossy code stay above 0.9999, and a line with any noise of its own falls below.
    `length_tolerance_s`, 0.01..10, seconds: what a length may be off; codecs pad by up to 0.07.
    `telephone_rate`, 4000..16000, hertz: the least that carries telephone speech (ITU-T G.711).
    """

    mute_below_dbfs: float = -70.0
    same_above: float = 0.999
    length_tolerance_s: float = 0.1
    telephone_rate: int = 8_000

    def __post_init__(self) -> None:
        ranges = {
            "mute_below_dbfs": (-120.0, -30.0),
            "same_above": (0.9, 1.0),
            "length_tolerance_s": (0.01, 10.0),
            "telephone_rate": (4_000, 16_000),
        }
        for key, (low, high) in ranges.items():
            if not low <= getattr(self, key) <= high:
                raise ValueError(f"{key} must lie in {low:g}..{high:g}, not {getattr(self, key)}")


def fault(at: int, reason: str, done: str) -> ComponentDegraded:
    """A fault of the recording, known at sample `at` of the call."""
    return ComponentDegraded(at=at, component="recording", reason=reason, done=done)


def in_seconds(samples: int) -> str:
    """A length in samples at 16 kHz as people read it."""
    return f"{to_seconds(samples):.1f} s"


class FaultQueue:
    """Keeps what was met until the frames have come as far, so that block sizes change nothing."""

    def __init__(self) -> None:
        self._waiting: list[ComponentDegraded] = []

    def take(self, met: Iterable[ComponentDegraded]) -> None:
        """Keep what was met."""
        self._waiting = sorted((*self._waiting, *met), key=lambda each: (each.at, each.reason))

    def due(self, position: int) -> list[ComponentDegraded]:
        """What was known by `position`, in order; each comes out once."""
        due = [met for met in self._waiting if met.at <= position]
        self._waiting = self._waiting[len(due) :]
        return due


class ChannelCheck:
    """Hears every frame of a call and says at its end what was wrong with the channels."""

    def __init__(self, settings: RecordingSettings, places: dict[Party, str]) -> None:
        self._settings = settings
        self._places = places
        self._loudest = dict.fromkeys(Party, 0.0)
        self._energy = dict.fromkeys(Party, 0.0)
        self._common = 0.0

    def hear(self, agent: AudioFrame, customer: AudioFrame) -> None:
        """Take both parties' frames of one position into account."""
        sound = {frame.party: _without_offset(frame.samples) for frame in (agent, customer)}
        for party, heard in sound.items():
            energy = float(np.dot(heard, heard))
            self._energy[party] += energy
            self._loudest[party] = max(self._loudest[party], energy / len(heard))
        self._common += float(np.dot(sound[Party.AGENT], sound[Party.CUSTOMER]))

    def verdict(self, at: int) -> list[ComponentDegraded]:
        """What is wrong, at most one thing: both mute, one mute, or both the same sound."""
        mute = [party for party in Party if self._level(party) < self._settings.mute_below_dbfs]
        if len(mute) == len(Party):
            return [self._both_mute(at)]
        if mute:
            return [self._one_mute(at, mute[0])]
        return [self._same(at)] if self._correlation() > self._settings.same_above else []

    def _level(self, party: Party) -> float:
        """The party's loudest frame, in dB below a full-scale square wave."""
        power = self._loudest[party]
        return 10 * float(np.log10(power)) if power > 0 else _LOWEST_DBFS

    def _correlation(self) -> float:
        """Pearson's coefficient of the two channels over the whole call."""
        return self._common / float(np.sqrt(np.prod(list(self._energy.values()))))

    def _both_mute(self, at: int) -> ComponentDegraded:
        places = " and ".join(self._places.values())
        return fault(
            at,
            f"both parties are silent throughout ({places})",
            "found nothing; check that the recorder has its inputs connected and not muted",
        )

    def _one_mute(self, at: int, party: Party) -> ComponentDegraded:
        return fault(
            at,
            f"the {party} is silent throughout ({self._places[party]})",
            f"listened to the {party.other} alone; check that the recorder takes both sides "
            f"of the call and that the {party} is not muted",
        )

    def _same(self, at: int) -> ComponentDegraded:
        places = " and ".join(self._places.values())
        return fault(
            at,
            f"both channels carry the same sound ({places}), so agent and customer cannot be "
            "told apart",
            "took each channel for its party all the same; record the two sides separately",
        )


def _without_offset(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """The samples about their mean: a constant offset, as cheap inputs have, is no sound."""
    exact: NDArray[np.float64] = samples.astype(np.float64)
    exact -= exact.mean()
    return exact
