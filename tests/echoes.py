"""Made sounds that stand for talk, and their echoes; and what a gate lets through of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.capture.bleed import BleedGate
from assistant.capture.source import FRAME
from assistant.events import AudioEnded, AudioFrame, BleedMeasured, Event, Party
from assistant.timeline import SAMPLE_RATE, to_samples

Sound = NDArray[np.float32]
LEVEL = 0.06
"""Root mean square of talk, -24 dBFS."""
SYLLABLE_S = 0.2


def talk(seconds: float, seed: int, *, start: float = 0.0, end: float | None = None) -> Sound:
    """Syllables of coloured noise from `start` to `end`, silence around them."""
    chance = np.random.Generator(np.random.PCG64(seed))
    count = to_samples(seconds)
    spectrum = np.fft.rfft(chance.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    spectrum *= np.where((hertz > 200) & (hertz < 3600), 1 / np.sqrt(1 + (hertz / 600) ** 2), 0)
    sound = np.fft.irfft(spectrum, count)
    beats = chance.uniform(0.1, 1.0, int(seconds / SYLLABLE_S) + 2)
    sound *= np.interp(np.arange(count) / SAMPLE_RATE, np.arange(len(beats)) * SYLLABLE_S, beats)
    sound *= LEVEL / np.sqrt(np.mean(sound**2))
    sound[: to_samples(start)] = 0.0
    sound[to_samples(seconds if end is None else end) :] = 0.0
    return sound.astype(np.float32)


def hiss(seconds: float, seed: int, rms: float = 0.0005) -> Sound:
    """The noise of a line, -66 dBFS; it shares nothing with `talk` of the same seed."""
    chance = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 1])))
    return (rms * chance.standard_normal(to_samples(seconds))).astype(np.float32)


def echo(sound: Sound, attenuation_db: float, lag_ms: float) -> Sound:
    """`sound` so much weaker and later; earlier where the lag is negative."""
    lag = to_samples(lag_ms / 1000)
    moved = np.zeros_like(sound)
    if lag >= 0:
        moved[lag:] = sound[: len(sound) - lag]
    else:
        moved[:lag] = sound[-lag:]
    return moved * np.float32(10 ** (-attenuation_db / 20))


def blurred(sound: Sound, seed: int) -> Sound:
    """As loud as `sound` at all times and in all bands, as behind a codec, and no copy of it."""
    chance = np.random.Generator(np.random.PCG64(seed))
    block, hop = 512, 128
    window = np.hanning(block)
    out = np.zeros(len(sound))
    for start in range(0, len(sound) - block + 1, hop):
        loud = np.abs(np.fft.rfft(sound[start : start + block] * window))
        turned = loud * np.exp(2j * np.pi * chance.random(len(loud)))
        out[start : start + block] += np.fft.irfft(turned) * window
    out *= np.sqrt(np.mean(sound**2) / np.mean(out**2))
    return out.astype(np.float32)


def frames(agent: Sound, customer: Sound) -> Iterator[Event]:
    """A call of these channels, as a source says it."""
    count = len(agent) // FRAME * FRAME
    for start in range(0, count, FRAME):
        for party, sound in ((Party.AGENT, agent), (Party.CUSTOMER, customer)):
            yield AudioFrame(party=party, start=start, samples=sound[start : start + FRAME])
    yield AudioEnded(at=count)


@dataclass(frozen=True, slots=True)
class Through:
    """What came through a gate."""

    events: list[Event]
    agent: Sound = field(init=False)
    customer: Sound = field(init=False)

    def __post_init__(self) -> None:
        for party in Party:
            samples = [
                event.samples
                for event in self.events
                if isinstance(event, AudioFrame) and event.party is party
            ]
            object.__setattr__(self, party.value, np.concatenate(samples))

    @property
    def told(self) -> list[BleedMeasured]:
        """What was told of echoes."""
        return [event for event in self.events if isinstance(event, BleedMeasured)]


def through(agent: Sound, customer: Sound, gate: BleedGate | None = None) -> Through:
    """Both channels after the gate."""
    gate = gate or BleedGate()
    return Through([out for event in frames(agent, customer) for out in gate.hear(event)])


def power(sound: Sound, start: float, end: float) -> float:
    """Mean square between two times in seconds."""
    part = sound[to_samples(start) : to_samples(end)]
    return float(np.mean(part.astype(np.float64) ** 2))
