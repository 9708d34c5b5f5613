"""What a line carries beside speech, by kind, seconds and seed, goes in; its samples come out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from audio_fixtures.music import play
from audio_fixtures.placement import RATE, PlacedSound
from audio_fixtures.script import SoundKind
from audio_fixtures.shaping import at_level, band_passed, coloured

Audio = NDArray[np.float32]
Chance = np.random.Generator

LEVEL_DBFS = {
    SoundKind.MUSIC: -25.0,
    SoundKind.RINGING: -22.0,
    SoundKind.COUGH: -20.0,
    SoundKind.TYPING: -38.0,
    SoundKind.DTMF: -18.0,
    SoundKind.BEEP: -20.0,
    SoundKind.BREATH: -42.0,
}
"""How loud each is while it sounds; speech is at -24 dBFS."""
RINGBACK = {
    "european": ((425.0,), (1.0, 4.0)),
    "british": ((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),
    "american": ((440.0, 480.0), (2.0, 4.0)),
}
"""Tones in hertz, and seconds on and off by turns (ITU-T E.180 and its list of tones)."""
ROWS_HZ, COLUMNS_HZ = (697.0, 770.0, 852.0, 941.0), (1_209.0, 1_336.0, 1_477.0)
"""Of the keys of a telephone (ITU-T Q.23)."""
KEY_S, KEY_GAP_S = 0.11, 0.09
"""How long a key sounds, and the silence to the next."""
BEEP_HZ = (1_000.0, 1_400.0, 850.0)
AUDIBLE_HZ = (280.0, 3_400.0)
"""What a telephone carries: the level is that of what is heard."""
EDGE = RATE // 100
"""10 ms: how fast a sound begins and ends."""


def sound_of(placed: PlacedSound, seed: tuple[int, int]) -> Audio:
    """Float32 at 8 kHz, as long as the place; the same for the same seed."""
    length = placed.end - placed.start
    chance = np.random.Generator(np.random.PCG64(seed))
    sound = placed.sound
    if sound.kind is SoundKind.MUSIC:
        raw = play(length, chance, sound.style)
    else:
        raw = _MAKERS[sound.kind](length, chance)
    level = LEVEL_DBFS[sound.kind] + sound.gain_db
    return softened(at_level(band_passed(raw, *AUDIBLE_HZ), level), EDGE)


def softened(audio: NDArray[np.float64], edge: int) -> Audio:
    """`audio` that rises from silence and falls to it within `edge` samples."""
    shape = np.ones(len(audio))
    edge = min(edge, len(audio) // 2)
    shape[:edge] = np.linspace(0, 1, edge)
    shape[len(audio) - edge :] = np.linspace(1, 0, edge)
    return (audio * shape).astype(np.float32)


def _cough(length: int, chance: Chance) -> NDArray[np.float64]:
    """Bursts of throat noise: an explosive start, a decay, at times a voiced end."""
    out = np.zeros(length)
    at = 0
    while at < length:
        size = min(round(chance.uniform(0.22, 0.36) * RATE), length - at)
        seconds = np.arange(size) / RATE
        noise = band_passed(chance.standard_normal(size), 300, chance.uniform(1_800, 2_800))
        body = noise * np.exp(-seconds / 0.07) + 0.35 * noise * np.exp(
            -(((seconds - 0.14) / 0.06) ** 2)
        )
        hertz = chance.uniform(110, 220) * np.exp(-seconds / 0.6)
        throat = np.sign(np.sin(2 * np.pi * np.cumsum(hertz) / RATE))
        body += 0.12 * throat * np.exp(-(((seconds - 0.17) / 0.05) ** 2)) * np.std(noise)
        out[at : at + size] += body
        at += size + round(chance.uniform(0.02, 0.15) * RATE)
    return out


def _typing(length: int, chance: Chance) -> NDArray[np.float64]:
    """Key strokes: two clicks each, in runs with pauses."""
    out = np.zeros(length + RATE)
    at = 0.0
    while at * RATE < length:
        for _ in range(int(chance.integers(3, 14))):
            start = int(at * RATE)
            for delay, loud in ((0.0, 1.0), (chance.uniform(0.05, 0.09), 0.5)):
                begin, size = start + int(delay * RATE), round(0.02 * RATE)
                if begin + size < len(out):
                    click = chance.standard_normal(size) * np.exp(-np.arange(size) / (0.003 * RATE))
                    out[begin : begin + size] += loud * chance.uniform(0.5, 1.2) * click
            at += chance.uniform(0.08, 0.24)
        at += chance.exponential(0.6)
    return band_passed(out[:length], 800, 3_600)


def _ringing(length: int, chance: Chance) -> NDArray[np.float64]:
    """What a caller hears while it rings at the other end, by one country's habit."""
    tones, cadence = RINGBACK[str(chance.choice(sorted(RINGBACK)))]
    seconds = np.arange(length) / RATE
    edges = np.cumsum(cadence)
    part = np.searchsorted(edges, seconds % edges[-1], side="right")
    both = sum(np.sin(2 * np.pi * hertz * seconds) for hertz in tones)
    return np.asarray(both * (part % 2 == 0))


def _dtmf(length: int, chance: Chance) -> NDArray[np.float64]:
    """Keys that are pressed, one after the other."""
    out = np.zeros(length)
    key, step = round(KEY_S * RATE), round((KEY_S + KEY_GAP_S) * RATE)
    seconds = np.arange(key) / RATE
    for start in range(0, length - key + 1, step):
        row, column = chance.choice(ROWS_HZ), chance.choice(COLUMNS_HZ)
        out[start : start + key] = np.sin(2 * np.pi * row * seconds) + np.sin(
            2 * np.pi * column * seconds
        )
    return out


def _beep(length: int, chance: Chance) -> NDArray[np.float64]:
    """One plain tone."""
    phase = 2 * np.pi * float(chance.choice(BEEP_HZ)) * np.arange(length) / RATE
    return np.asarray(np.sin(phase))


def _breath(length: int, chance: Chance) -> NDArray[np.float64]:
    """Air: noise that swells and sinks."""
    swell = np.sin(np.pi * np.arange(length) / length) ** 2
    return np.asarray(band_passed(coloured(length, chance, 0.5), 400, 3_000) * swell)


_MAKERS: dict[SoundKind, Callable[[int, Chance], NDArray[np.float64]]] = {
    SoundKind.RINGING: _ringing,
    SoundKind.COUGH: _cough,
    SoundKind.TYPING: _typing,
    SoundKind.DTMF: _dtmf,
    SoundKind.BEEP: _beep,
    SoundKind.BREATH: _breath,
}
