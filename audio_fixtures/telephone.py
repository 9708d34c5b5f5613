"""Placed phrases go in; clean channels, and what a telephone makes of them, come out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from audio_fixtures.placement import RATE, PlacedTurn
from audio_fixtures.script import PARTIES, CallScript

Audio = NDArray[np.float32]

SPEECH_DBFS = -24.0
"""Level of a turn while it sounds: the usual level of a telephone line, with room above."""
FADE = RATE * 5 // 1000
"""5 ms at both ends of a phrase: no click."""
YIELD_FADE = RATE * 60 // 1000
"""60 ms where a speaker gives way: how a voice breaks off."""
BAND_HZ = (250.0, 300.0, 3_400.0, 3_600.0)
"""Where the telephone band begins to open, is open, begins to close, is closed."""
ENERGY_FRAME = RATE // 100
"""10 ms: the resolution of the speech spans."""
SPEECH_DB = 40.0
"""A frame this far below a party's loud frames holds no speech; Kokoro's floor is lower."""
PAUSE = 0.2
"""Seconds: a shorter gap is part of speaking."""
BURST = 0.03
"""Seconds: a shorter sound is a click, not speech."""


def clean_channels(
    script: CallScript, placed: Sequence[PlacedTurn], audio: Sequence[Sequence[Audio]]
) -> Audio:
    """Both parties' speech before noise and codec, shape (2, samples) at 8 kHz."""
    length = max(turn.end for turn in placed) + round(script.tail * RATE)
    channels = np.zeros((len(PARTIES), length), np.float32)
    for turn, phrases in zip(placed, audio, strict=True):
        voice = script.voices[turn.turn.party]
        level = SPEECH_DBFS + voice.gain_db + turn.turn.gain_db
        gain = 10 ** (level / 20) / _active_rms(np.concatenate(list(phrases)))
        channel = channels[PARTIES.index(turn.turn.party)]
        for phrase, samples in zip(turn.phrases, phrases, strict=False):
            heard = samples[: phrase.end - phrase.start] * np.float32(gain)
            channel[phrase.start : phrase.end] += _faded(heard, YIELD_FADE if phrase.cut else FADE)
    return channels


def over_the_line(script: CallScript, clean: Audio) -> Audio:
    """`clean` within the telephone band, with the line's noise; same shape."""
    low, opened, closing, closed = BAND_HZ
    hertz = np.fft.rfftfreq(clean.shape[1], 1 / RATE)
    band = np.interp(hertz, [low, opened, closing, closed], [0.0, 1.0, 1.0, 0.0])
    chance = np.random.Generator(np.random.PCG64(script.noise_seed))
    noise = chance.standard_normal(clean.shape) * 10 ** (script.noise_dbfs / 20)
    line = np.fft.irfft(np.fft.rfft(clean + noise, axis=1) * band, clean.shape[1], axis=1)
    return np.clip(line, -1.0, 1.0).astype(np.float32)


def write_recording(path: Path, line: Audio) -> None:
    """Write (2, samples) as an 8 kHz mu-law WAV: agent left, customer right."""
    soundfile.write(path, line.T, RATE, subtype="ULAW", format="WAV")


def speech_spans(clean: Audio) -> list[tuple[int, int]]:
    """Where one clean channel holds speech, in samples, to 10 ms; pauses over 0.2 s left out."""
    count = len(clean) // ENERGY_FRAME
    frames = clean[: count * ENERGY_FRAME].reshape(count, ENERGY_FRAME)
    level = 20 * np.log10(np.sqrt(np.mean(frames.astype(np.float64) ** 2, axis=1)) + 1e-9)
    sounding = level[level > -80.0]
    if not len(sounding):
        return []
    loud = level > np.percentile(sounding, 95) - SPEECH_DB
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    spans: list[tuple[int, int]] = []
    for start, end in edges.reshape(-1, 2) * ENERGY_FRAME:
        if spans and start - spans[-1][1] <= PAUSE * RATE:
            spans[-1] = (spans[-1][0], int(end))
        else:
            spans.append((int(start), int(end)))
    return [(start, end) for start, end in spans if end - start >= BURST * RATE]


def _active_rms(audio: Audio) -> float:
    """Root mean square over the frames that sound, so that pauses do not count."""
    count = len(audio) // ENERGY_FRAME
    power = np.mean(
        audio[: count * ENERGY_FRAME].reshape(count, -1).astype(np.float64) ** 2, axis=1
    )
    return float(np.sqrt(np.mean(power[power > np.max(power) * 10 ** (-SPEECH_DB / 10)])))


def _faded(audio: Audio, tail: int) -> Audio:
    """`audio` with a short rise at its start and a fall of `tail` samples at its end."""
    shape = np.ones(len(audio), np.float32)
    head, tail = min(FADE, len(audio)), min(tail, len(audio))
    shape[:head] *= np.linspace(0, 1, head, dtype=np.float32)
    shape[len(audio) - tail :] *= np.linspace(1, 0, tail, dtype=np.float32)
    return audio * shape
