"""A placed call goes in; clean channels, and what a telephone makes of them, come out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from audio_fixtures.codec import overdriven, through
from audio_fixtures.noise import Speaker, noise_of
from audio_fixtures.placement import RATE, Placement
from audio_fixtures.script import PARTIES, CallScript, Noise, Room
from audio_fixtures.sounds import sound_of

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
"""10 ms: the frames over which a turn's level is taken."""
ACTIVE_DB = 40.0
"""A frame this far below the loudest of a turn is a pause, and no part of its level."""
ROOM_S, ROOM_SHARE, WALL_S = 0.2, 0.3, 0.002
"""A small room: seconds to fall by 60 dB, the share of the sound that comes from its walls, and
seconds until the first of it does."""
BACKGROUND, LOSS, ROOM = 1_000, 2_000, 3_000
"""Keep the chances apart that one seed gives."""


def clean_speech(
    script: CallScript, placement: Placement, audio: Sequence[Sequence[Audio]]
) -> Audio:
    """Both parties' speech alone, shape (2, samples) at 8 kHz."""
    channels = np.zeros((len(PARTIES), placement.length), np.float32)
    for turn, phrases in zip(placement.turns, audio, strict=True):
        voice = script.voices[turn.turn.party]
        level = SPEECH_DBFS + voice.gain_db + turn.turn.gain_db
        gain = 10 ** (level / 20) / _active_rms(np.concatenate(list(phrases)))
        channel = channels[PARTIES.index(turn.turn.party)]
        for phrase, samples in zip(turn.phrases, phrases, strict=False):
            heard = samples[: phrase.end - phrase.start] * np.float32(gain)
            channel[phrase.start : phrase.end] += _faded(heard, YIELD_FADE if phrase.cut else FADE)
    return channels


def with_sounds(script: CallScript, placement: Placement, speech: Audio) -> Audio:
    """`speech` and the other sounds of both parties; same shape."""
    mixed = speech.copy()
    for index, placed in enumerate(placement.sounds):
        channel = mixed[PARTIES.index(placed.sound.party)]
        channel[placed.start : placed.end] += sound_of(placed, (script.noise_seed, index + 1))
    return mixed


def over_the_line(script: CallScript, clean: Audio, speaker: Speaker | None = None) -> Audio:
    """`clean` with bleed and noise, within the telephone band, behind each codec; same shape.

    `speaker` lends the voices of babble.
    """
    low, opened, closing, closed = BAND_HZ
    hertz = np.fft.rfftfreq(clean.shape[1], 1 / RATE)
    band = np.interp(hertz, [low, opened, closing, closed], [0.0, 1.0, 1.0, 0.0])
    heard = np.asarray(with_bleed(script, clean) + _noise(script, clean.shape, speaker))
    for channel, party in zip(heard, PARTIES, strict=True):
        if (clip_db := script.lines[party].clip_db) is not None:
            channel[:] = overdriven(channel, clip_db)
    passed = np.fft.irfft(np.fft.rfft(heard, axis=1) * band, clean.shape[1], axis=1)
    line = np.clip(passed, -1.0, 1.0).astype(np.float32)
    for index, party in enumerate(PARTIES):
        line[index] = through(script.lines[party], line[index], (script.noise_seed, LOSS + index))
    return line


def with_bleed(script: CallScript, clean: Audio) -> Audio:
    """`clean` with what each microphone hears of the other party; same shape."""
    mixed = clean.copy()
    for index, bleed in enumerate(script.bleed):
        source, into = PARTIES.index(bleed.source), PARTIES.index(bleed.into)
        echo = clean[source].astype(np.float64)
        if bleed.room is Room.SMALL:
            echo = _in_a_room(echo, (script.noise_seed, ROOM + index))
        lag = round(bleed.lag_ms * RATE / 1000)
        echo = np.concatenate([np.zeros(lag), echo])[: len(echo)]
        mixed[into] += (echo * 10 ** (-bleed.attenuation_db / 20)).astype(np.float32)
    return mixed


def _noise(
    script: CallScript, shape: tuple[int, ...], speaker: Speaker | None
) -> NDArray[np.float64]:
    """What is heard behind each party; white noise is drawn for both at once."""
    chance = np.random.Generator(np.random.PCG64(script.noise_seed))
    noise = chance.standard_normal(shape)
    for index, party in enumerate(PARTIES):
        line = script.lines[party]
        level = script.noise_on(party)
        if line.noise is not Noise.WHITE:
            seed = (script.noise_seed, BACKGROUND + index)
            noise[index] = noise_of(line.noise, shape[1], seed, speaker)
        noise[index] *= 10 ** (level / 20)
    return noise


def _in_a_room(audio: NDArray[np.float64], seed: tuple[int, int]) -> NDArray[np.float64]:
    """`audio` as a microphone on the desk hears it: direct, then from walls, as loud in all."""
    chance = np.random.Generator(np.random.PCG64(seed))
    seconds = np.arange(round(2 * ROOM_S * RATE)) / RATE
    walls = chance.standard_normal(len(seconds)) * np.exp(-seconds * np.log(1_000) / ROOM_S)
    walls[: round(WALL_S * RATE)] = 0
    response = walls * np.sqrt(ROOM_SHARE / (1 - ROOM_SHARE) / np.sum(walls**2))
    response[0] = 1.0
    response /= np.sqrt(np.sum(response**2))
    size = len(audio) + len(response)
    both = np.fft.rfft(audio, size) * np.fft.rfft(response, size)
    return np.asarray(np.fft.irfft(both, size)[: len(audio)])


def write_recording(path: Path, line: Audio) -> None:
    """Write (2, samples) as an 8 kHz mu-law WAV: agent left, customer right."""
    soundfile.write(path, line.T, RATE, subtype="ULAW", format="WAV")


def _active_rms(audio: Audio) -> float:
    """Root mean square over the frames that sound, so that pauses do not count."""
    count = len(audio) // ENERGY_FRAME
    power = np.mean(
        audio[: count * ENERGY_FRAME].reshape(count, -1).astype(np.float64) ** 2, axis=1
    )
    return float(np.sqrt(np.mean(power[power > np.max(power) * 10 ** (-ACTIVE_DB / 10)])))


def _faded(audio: Audio, tail: int) -> Audio:
    """`audio` with a short rise at its start and a fall of `tail` samples at its end."""
    shape = np.ones(len(audio), np.float32)
    head, tail = min(FADE, len(audio)), min(tail, len(audio))
    shape[:head] *= np.linspace(0, 1, head, dtype=np.float32)
    shape[len(audio) - tail :] *= np.linspace(1, 0, tail, dtype=np.float32)
    return audio * shape
