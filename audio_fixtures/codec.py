"""One party's sound goes in; what a codec and a bad line leave of it comes out."""

from __future__ import annotations

import io

import numpy as np
import soundfile
from numpy.typing import NDArray

from audio_fixtures.placement import RATE
from audio_fixtures.script import Codec, Line

Audio = NDArray[np.float32]

PACKET = RATE // 50
"""20 ms: what a packet carries in telephony."""
BURST = 2.0
"""Packets lost in a row, on average: networks lose them in bursts."""
REPEAT_GAIN = 0.6
"""How much of the last good packet is left each time that it is repeated for a lost one."""
OPUS_BPS = (6_000, 256_000)
"""The bit rates at the ends of libsndfile's compression scale for one channel."""


def through(line: Line, audio: Audio, seed: tuple[int, int]) -> Audio:
    """Mono float32 at 8 kHz behind the line's codec and its lost packets; as long, no later."""
    if line.codec is Codec.GSM:
        audio = _coded(audio, "WAV", "GSM610", None)
    elif line.codec is Codec.OPUS:
        low, high = OPUS_BPS
        audio = _coded(audio, "OGG", "OPUS", 1 - (line.opus_bps - low) / (high - low))
    return audio if line.loss == 0 else _with_losses(audio, line.loss, seed)


def overdriven(audio: NDArray[np.float64], clip_db: float) -> NDArray[np.float64]:
    """`audio` driven so far over full scale, and cut off there."""
    peak = float(np.abs(audio).max(initial=0.0))
    if peak == 0:
        return audio
    return np.clip(audio * 10 ** (clip_db / 20) / peak, -1.0, 1.0)


def _coded(audio: Audio, form: str, subtype: str, compression: float | None) -> Audio:
    """`audio` written and read again."""
    kept = io.BytesIO()
    soundfile.write(kept, audio, RATE, format=form, subtype=subtype, compression_level=compression)
    kept.seek(0)
    read, _ = soundfile.read(kept, dtype="float32")
    out = np.zeros(len(audio), np.float32)
    size = min(len(out), len(read))
    out[:size] = read[:size]
    return out


def _with_losses(audio: Audio, share: float, seed: tuple[int, int]) -> Audio:
    """`audio` where lost packets are the last good one again, fading."""
    chance = np.random.Generator(np.random.PCG64(seed))
    out = audio.copy()
    stays, comes = 1 - 1 / BURST, share / BURST / (1 - share)
    lost, gain = False, 1.0
    good = np.zeros(PACKET, np.float32)
    for start in range(0, len(out), PACKET):
        lost = bool(chance.random() < (stays if lost else comes))
        packet = out[start : start + PACKET]
        if lost:
            gain *= REPEAT_GAIN
            packet[:] = good[: len(packet)] * np.float32(gain)
        else:
            good, gain = audio[start : start + PACKET], 1.0
    return out
