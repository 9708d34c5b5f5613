"""A length, a seed and a style go in; hold music, composed and played by rule, comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audio_fixtures.placement import RATE
from audio_fixtures.script import FixtureError
from audio_fixtures.shaping import Signal, band_passed

Chance = np.random.Generator
Instrument = Callable[[float, int, Chance], Signal]
"""A pitch in hertz and a length in samples become a note."""

A4_HZ, A4_KEY = 440.0, 69
MAJOR = (0, 2, 4, 5, 7, 9, 11)
PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 1, 4), (5, 3, 0, 4), (0, 3, 0, 4), (0, 2, 3, 4), (1, 4, 0, 5))
"""Chords by their step in the scale, a bar each: the common turns of light music."""
BEATS = 4
"""A bar has four."""
HIGHEST_HZ = 3_700.0
"""No partial above this: the line does not carry it, and it would fold back."""
VIBRATO_HZ, VIBRATO_DEPTH = 5.5, 0.006
"""A singer's or player's vibrato: about a tenth of a semitone each way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What plays the chords, the tune, the bass and the time; tempo in beats a minute."""

    chords: Instrument
    melody: Instrument | None
    bass: Instrument | None
    drums: bool
    broken: bool
    """Chords are played note by note."""
    tempo: tuple[float, float]


def play(length: int, chance: Chance, style: str | None = None) -> Signal:
    """Music of so many samples at 8 kHz. Raises FixtureError for a style that is not known."""
    name = style or str(chance.choice(sorted(STYLES)))
    if name not in STYLES:
        raise FixtureError(f"no music of style {name}; there is {', '.join(sorted(STYLES))}")
    chosen = STYLES[name]
    beat = round(60 / chance.uniform(*chosen.tempo) * RATE)
    key = int(chance.integers(55, 64))
    chords = PROGRESSIONS[int(chance.integers(len(PROGRESSIONS)))]
    bars = -(-length // (BEATS * beat))
    out = np.zeros((bars + 2) * BEATS * beat)
    tune = int(chance.integers(7, 14))
    for bar in range(bars):
        at, chord = bar * BEATS * beat, chords[bar % len(chords)]
        _chord(out[at:], chosen, (key, chord, beat), chance)
        if chosen.bass is not None:
            for half in (0, 2):
                _add(
                    out[at + half * beat :],
                    chosen.bass,
                    _hertz(key - 24, chord),
                    2 * beat,
                    0.5,
                    chance,
                )
        if chosen.melody is not None:
            tune = _melody(out[at:], chosen.melody, (key, chord, beat), tune, chance)
        if chosen.drums:
            _drums(out[at:], beat, chance)
    return out[:length]


def _hertz(key: int, step: int) -> float:
    """The pitch of a step of the major scale on `key`."""
    octave, degree = divmod(step, len(MAJOR))
    return float(A4_HZ * 2 ** ((key + 12 * octave + MAJOR[degree] - A4_KEY) / 12))


def _add(
    out: Signal, instrument: Instrument, hertz: float, length: int, loud: float, chance: Chance
) -> None:
    note = instrument(hertz, length, chance)[: len(out)]
    out[: len(note)] += loud * note


def _chord(out: Signal, style: Style, bar: tuple[int, int, int], chance: Chance) -> None:
    """A bar of one chord: struck, held, or broken into its notes."""
    key, chord, beat = bar
    notes = [_hertz(key, chord + step) for step in (0, 2, 4)]
    if style.broken:
        pattern = [*notes, notes[1] * 2, notes[2], notes[1], notes[2], notes[0] * 2]
        for index, hertz in enumerate(pattern):
            _add(out[index * beat // 2 :], style.chords, hertz, 2 * beat, 0.5, chance)
        return
    for hertz in notes:
        _add(out, style.chords, hertz, BEATS * beat, 0.35, chance)


def _melody(
    out: Signal, instrument: Instrument, bar: tuple[int, int, int], tune: int, chance: Chance
) -> int:
    """A bar of tune that wanders by steps and rests on the chord; where it has come to."""
    key, chord, beat = bar
    at = 0.0
    while at < BEATS:
        lasts = float(chance.choice((0.5, 1.0, 1.0, 2.0)))
        if at == 0:
            tune = min((chord + step for step in (0, 2, 4, 7, 9, 11)), key=lambda s: abs(s - tune))
        else:
            tune = int(np.clip(tune + chance.integers(-2, 3), 4, 16))
        if chance.random() > 0.12:
            start, length = int(at * beat), int(lasts * beat)
            _add(out[start:], instrument, _hertz(key, tune), length, 0.7, chance)
        at += lasts
    return tune


def _drums(out: Signal, beat: int, chance: Chance) -> None:
    """Kick on one and three, brush on two and four, hats between."""
    size = RATE // 5
    seconds = np.arange(size) / RATE
    kick = np.sin(2 * np.pi * (120 * seconds - 150 * seconds**2)) * np.exp(-seconds / 0.07)
    for index in range(2 * BEATS):
        start = index * beat // 2
        hiss = band_passed(chance.standard_normal(size), 1_500, 3_600)
        out[start : start + size] += 0.08 * hiss * np.exp(-seconds / 0.02)
        if index % 4 == 0:
            out[start : start + size] += 0.7 * kick
        elif index % 4 == 2:
            brush = band_passed(chance.standard_normal(size), 500, 3_000)
            out[start : start + size] += 0.25 * brush * np.exp(-seconds / 0.06)


def _partials(hertz: float, stretch: float = 0.0) -> list[tuple[int, float]]:
    """The overtones that the line carries, stretched as stiff strings stretch them."""
    found = [(n, n * hertz * np.sqrt(1 + stretch * n * n)) for n in range(1, 13)]
    return [(n, float(pitch)) for n, pitch in found if pitch < HIGHEST_HZ]


def _piano(hertz: float, length: int, chance: Chance) -> Signal:
    """A struck string: overtones that fade, the high ones first; it rings on a little."""
    seconds = np.arange(length + RATE // 4) / RATE
    note = sum(
        np.sin(2 * np.pi * pitch * seconds + chance.uniform(0, 6.28))
        * np.exp(-seconds * (1.2 + 0.7 * n))
        / n
        for n, pitch in _partials(hertz, 4e-4)
    )
    release = np.minimum(1, (len(seconds) - np.arange(len(seconds))) / (RATE / 4))
    return np.asarray(note * np.minimum(1, seconds / 0.004) * release)


def _guitar(hertz: float, length: int, chance: Chance) -> Signal:
    """A plucked string: a burst of noise that goes round a delay and is smoothed each time."""
    period = max(2, round(RATE / hertz))
    row = chance.uniform(-1, 1, period)
    rows = [row]
    for _ in range(length // period):
        row = 0.996 * (0.5 * row + 0.5 * np.roll(row, 1))
        rows.append(row)
    note = np.concatenate(rows)[:length]
    return note * np.minimum(1, np.arange(length, 0, -1) / (RATE / 20))


def _bell(hertz: float, length: int, chance: Chance) -> Signal:
    """A music box: few overtones, out of tune with each other, ringing long."""
    seconds = np.arange(length + RATE // 2) / RATE
    parts = ((1.0, 1.0, 2.0), (2.76, 0.45, 4.0), (5.4, 0.2, 8.0))
    return np.asarray(
        sum(
            loud * np.sin(2 * np.pi * ratio * hertz * seconds) * np.exp(-decay * seconds)
            for ratio, loud, decay in parts
            if ratio * hertz < HIGHEST_HZ
        )
    )


def _sung(hertz: float, length: int, attack: float, overtones: float) -> Signal:
    """A held note with vibrato that comes after its beginning."""
    seconds = np.arange(length) / RATE
    depth = VIBRATO_DEPTH * np.minimum(1, seconds / 0.4)
    phase = np.cumsum(1 + depth * np.sin(2 * np.pi * VIBRATO_HZ * seconds)) / RATE
    note = sum(np.sin(2 * np.pi * pitch * phase) / n**overtones for n, pitch in _partials(hertz))
    ends = np.minimum(seconds / attack, (length - np.arange(length)) / (RATE * 0.08))
    return np.asarray(note * np.clip(ends, 0, 1))


def _pad(hertz: float, length: int, chance: Chance) -> Signal:
    """Strings: three players a little apart, slow to begin."""
    apart = 1 + chance.normal(0, 0.0025, 3)
    return np.asarray(sum(_sung(hertz * off, length, 0.35, 1.1) for off in apart)) / 2


def _flute(hertz: float, length: int, chance: Chance) -> Signal:
    """A soft lead with breath in it."""
    breath = band_passed(chance.standard_normal(length), 1_000, 3_500)
    note = _sung(hertz, length, 0.06, 2.2)
    return np.asarray(note + 0.03 * breath * np.abs(note).max())


def _sax(hertz: float, length: int, chance: Chance) -> Signal:
    """A bright lead, rich in overtones, that slides into its note."""
    return 0.7 * _sung(hertz * (1 - chance.uniform(0, 0.004)), length, 0.04, 0.8)


STYLES = {
    "piano": Style(
        chords=_piano, melody=_piano, bass=_piano, drums=False, broken=True, tempo=(66, 92)
    ),
    "guitar": Style(
        chords=_guitar, melody=None, bass=_guitar, drums=False, broken=True, tempo=(76, 110)
    ),
    "strings": Style(
        chords=_pad, melody=_flute, bass=None, drums=False, broken=False, tempo=(60, 80)
    ),
    "band": Style(
        chords=_piano, melody=_sax, bass=_guitar, drums=True, broken=False, tempo=(92, 124)
    ),
    "box": Style(chords=_bell, melody=_bell, bass=None, drums=False, broken=True, tempo=(80, 120)),
    "lounge": Style(
        chords=_pad, melody=_guitar, bass=_guitar, drums=True, broken=False, tempo=(84, 108)
    ),
}
"""By name; a script may ask for one."""
