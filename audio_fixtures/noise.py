"""A kind of noise, a length and a seed go in; what is heard behind a party comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audio_fixtures.placement import RATE
from audio_fixtures.script import FixtureError, Noise, Voice
from audio_fixtures.shaping import Signal, band_passed, coloured

Chance = np.random.Generator

TALKERS = (
    ("af_alloy", "en-us"),
    ("bm_daniel", "en-gb"),
    ("af_nicole", "en-us"),
    ("am_echo", "en-us"),
    ("bf_lily", "en-gb"),
    ("bm_fable", "en-gb"),
    ("af_sky", "en-us"),
    ("am_michael", "en-us"),
)
"""Eight at once: no one of them can be followed."""
TALK = (
    "So that would be the second one on the left, if you can see it there.",
    "I'll just put that through for you now, it won't take a minute.",
    "Yes, the same address as last time, and the same card as well.",
    "They said it would come on Thursday, or it might be Friday morning.",
)
"""What they say, each in an order of their own."""
BAND_HZ = (300.0, 3_400.0)
"""The telephone band, in which the level is measured."""
HUM_HZ = 50.0


class Speaker(Protocol):
    """Says words in a voice."""

    def say(self, text: str, voice: Voice, speed: float = 1.0) -> NDArray[np.float32]:
        """Mono float32 at 8 kHz."""


def noise_of(kind: Noise, length: int, seed: tuple[int, int], speaker: Speaker | None) -> Signal:
    """So many samples at 8 kHz with a level of 1 in the telephone band.

    `speaker` lends the voices of babble. Raises FixtureError where it is needed and not there.
    """
    chance = np.random.Generator(np.random.PCG64(seed))
    if kind in (Noise.BABBLE, Noise.OFFICE):
        if speaker is None:
            raise FixtureError(f"noise of kind {kind} needs the voices")
        talk = _babble(length, chance, speaker)
        raw = talk if kind is Noise.BABBLE else _office(talk, chance)
    else:
        raw = _PLAIN[kind](length, chance)
    return _level(raw)


def _level(signal: Signal) -> Signal:
    return signal / float(np.sqrt(np.mean(band_passed(signal, *BAND_HZ) ** 2)))


def _babble(length: int, chance: Chance, speaker: Speaker) -> Signal:
    """Several people who talk at once, some nearer than others, in a room that rings."""
    out = np.zeros(length)
    for name, language in TALKERS:
        voice = Voice(name=name, language=language)
        loud = 10 ** (chance.uniform(-5, 2) / 20)
        at = -int(chance.integers(0, 4 * RATE))
        while at < length:
            for index in chance.permutation(len(TALK)):
                said = speaker.say(TALK[index], voice)
                _mix(out, loud * said / np.sqrt(np.mean(said.astype(np.float64) ** 2)), at)
                at += len(said) + int(chance.exponential(0.5) * RATE)
    tail = np.arange(round(0.3 * RATE)) / RATE
    room = chance.standard_normal(len(tail)) * np.exp(-tail / 0.08)
    room[0] += 6
    return _convolved(out, room)


def _mix(out: Signal, sound: NDArray[np.floating], at: int) -> None:
    """Add `sound` to `out` from `at` on, as far as it reaches."""
    sound = sound[max(0, -at) :]
    at = max(0, at)
    size = max(0, min(len(sound), len(out) - at))
    out[at : at + size] += sound[:size]


def _convolved(signal: Signal, response: Signal) -> Signal:
    size = len(signal) + len(response)
    both = np.fft.rfft(signal, size) * np.fft.rfft(response, size)
    return np.fft.irfft(both, size)[: len(signal)]


def _office(talk: Signal, chance: Chance) -> Signal:
    """Air conditioning, a hum, keyboards, and colleagues who talk far away."""
    length = len(talk)
    far = _level(band_passed(talk, 250, 1_800))
    keys = np.zeros(length)
    for _ in range(max(1, length // RATE * 3)):
        size = round(0.02 * RATE)
        click = chance.standard_normal(size) * np.exp(-np.arange(size) / (0.003 * RATE))
        _mix(keys, chance.uniform(1, 5) * click, int(chance.integers(length)))
    air, hum = _level(coloured(length, chance, 0.5)), _level(_hum(length, chance))
    return air + 0.2 * hum + 0.6 * far + band_passed(keys, 700, 3_500)


def _hum(length: int, chance: Chance) -> Signal:
    """The mains and its overtones, over a little hiss."""
    seconds = np.arange(length) / RATE
    tone = sum(
        np.sin(2 * np.pi * n * HUM_HZ * seconds + chance.uniform(0, 6.28)) / n for n in range(1, 41)
    )
    return np.asarray(tone) + 0.02 * chance.standard_normal(length)


def _street(length: int, chance: Chance) -> Signal:
    """A road: a rumble, and cars that pass."""
    out = coloured(length, chance, 0.8)
    out /= np.std(out)
    seconds = np.arange(length) / RATE
    for _ in range(max(1, length // RATE // 5)):
        when, lasts = chance.uniform(0, length / RATE), chance.uniform(0.8, 2.0)
        tyres = band_passed(chance.standard_normal(length), 300, chance.uniform(900, 1_800))
        near = chance.uniform(0.5, 2.0) * np.exp(-(((seconds - when) / lasts) ** 2))
        out += near * tyres / np.std(tyres)
    return out


_PLAIN: dict[Noise, Callable[[int, Chance], Signal]] = {
    Noise.WHITE: lambda length, chance: chance.standard_normal(length),
    Noise.PINK: lambda length, chance: coloured(length, chance, 0.5),
    Noise.HUM: _hum,
    Noise.STREET: _street,
}
