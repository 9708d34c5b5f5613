"""Scripted calls with their truth go in; how well each rule of voice detection does comes out."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
import soundfile
import soxr
from numpy.typing import NDArray
from webrtcvad import Vad

from assistant.engines.vad import TwoDetectors
from assistant.speech.tones import SteadySound

ROOT = Path(__file__).resolve().parents[2]
CALLS = ROOT / "audio_fixtures" / "calls"
SHARED = ROOT.parent / "shared"
SILERO = Path(__file__).parent / "silero_vad_16k.onnx"

RATE = 16_000
FRAME = 512
"""Samples a frame: the 32 ms that Silero takes at 16 kHz."""
CONTEXT = 64
"""Samples before a frame that Silero sees again."""
PIECE = 160
"""Samples of a webrtcvad vote: 10 ms, its finest."""
MODES = (0, 1, 2, 3)
THRESHOLDS = (0.3, 0.35, 0.4, 0.5, 0.6, 0.7)
STRETCHES = ((0.4, 0.25), (0.5, 0.35))
"""Where a stretch of speech begins and how long it goes on."""
UNCONFIRMED = (0.0, 0.5, 0.7, 0.85)
"""What Silero's answer is multiplied by where webrtcvad hears nothing; 0 asks for both."""
WEIGHTS = (0.1, 0.2, 0.3, 0.5)
"""The weight of webrtcvad's votes in a mean."""
QUIET_BEFORE = 0.3
"""Seconds of silence before a stretch of speech whose onset is measured."""

Audio = NDArray[np.float32]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
Value = Callable[["Heard"], Values]
Rule = Callable[["Heard"], Flags]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One channel: truth spans in seconds, Silero per frame, share of webrtcvad votes by mode.

    `shipped` is what the program makes of each frame.
    """

    speech: list[tuple[float, float]]
    silero: Values
    shipped: Values
    webrtc: dict[int, Values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Frames right and wrong, and seconds by which starts and ends are late (nan: missed)."""

    precision: float
    recall: float
    f1: float
    onset: tuple[float, float]
    offset: tuple[float, float]
    missed: int
    false_starts: float


class Clock:
    """Seconds of computing and seconds of audio, by detector."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.audio = 0.0

    def add(self, name: str, seconds: float) -> None:
        """Count `seconds` of computing for `name`."""
        self.spent[name] = self.spent.get(name, 0.0) + seconds


def silero_values(audio: Audio) -> Values:
    """Silero's probability of each whole frame, in order, with its memory."""
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(SILERO), options)
    padded = np.concatenate((np.zeros(CONTEXT, np.float32), audio))
    state = np.zeros((2, 1, 128), np.float32)
    found: list[float] = []
    for start in range(0, len(audio) // FRAME * FRAME, FRAME):
        window = padded[None, start : start + CONTEXT + FRAME]
        feed = {"input": window, "state": state, "sr": np.array(RATE, np.int64)}
        probability, state = session.run(None, feed)
        found.append(float(probability[0, 0]))
    return np.array(found)


def shipped_values(audio: Audio) -> Values:
    """As the program hears each whole frame: going back after silence, less what is steady."""
    detectors, steady = TwoDetectors(SILERO), SteadySound()
    frames = audio[: len(audio) // FRAME * FRAME].astype(np.float32).reshape(-1, FRAME)
    return np.array([detectors.probability(one) * (1 - steady.share(one)) for one in frames])


def webrtc_values(audio: Audio, mode: int) -> Values:
    """The share of the 10 ms votes ending in each frame that say speech."""
    detector = Vad(mode)
    pcm = (np.clip(audio, -1.0, 1.0) * 32767).astype(np.int16)
    pieces = pcm[: len(pcm) // PIECE * PIECE].reshape(-1, PIECE)
    votes = np.array([detector.is_speech(piece.tobytes(), RATE) for piece in pieces], float)
    edges = [frame * FRAME // PIECE for frame in range(len(audio) // FRAME + 1)]
    return np.array([votes[first:last].mean() for first, last in pairwise(edges)])


def hear(audio: Audio, speech: list[tuple[float, float]], clock: Clock) -> Heard:
    """All detectors on one channel at 16 kHz."""
    started = time.process_time()
    silero = silero_values(audio)
    clock.add("silero", time.process_time() - started)
    started = time.process_time()
    shipped = shipped_values(audio)
    clock.add("as shipped", time.process_time() - started)
    webrtc = {}
    for mode in MODES:
        started = time.process_time()
        webrtc[mode] = webrtc_values(audio, mode)
        clock.add(f"webrtc {mode}", time.process_time() - started)
    clock.audio += len(audio) / RATE
    return Heard(speech=speech, silero=silero, shipped=shipped, webrtc=webrtc)


def rules() -> dict[str, Rule]:
    """Every rule that is compared, by name."""
    table: dict[str, Rule] = {}
    for mode in MODES:
        table[f"webrtc {mode} any"] = _said(_weighted(mode, 1.0), 0.0)
        table[f"webrtc {mode} half"] = _said(_weighted(mode, 1.0), 0.49)
    for threshold in THRESHOLDS:
        table[f"silero > {threshold}"] = _said(_weighted(0, 0.0), threshold)
        table[f"as shipped > {threshold}"] = _said(_shipped, threshold)
        for mode in MODES:
            for name, value in _mixtures(mode).items():
                table[f"{name}, > {threshold}"] = _said(value, threshold)
    for begins, goes_on in STRETCHES:
        table[f"as shipped > {begins} then > {goes_on}"] = _stretch(begins, goes_on)
    return table


def _mixtures(mode: int) -> dict[str, Value]:
    """The ways to one value a frame from both detectors."""
    table = {f"max with webrtc {mode}": _greater(mode)}
    for weight in WEIGHTS:
        table[f"{1 - weight:.1f} silero + {weight} webrtc {mode}"] = _weighted(mode, weight)
    for k in UNCONFIRMED:
        table[f"silero, x {k} where webrtc {mode} hears none"] = _doubted(mode, k)
    return table


def _said(value: Value, threshold: float) -> Rule:
    """Speech where the value is above the threshold."""
    return lambda heard: np.asarray(value(heard) > threshold)


def _shipped(heard: Heard) -> Values:
    return heard.shipped


def _stretch(begins: float, goes_on: float) -> Rule:
    """Speech from above `begins` for as long as the value stays above `goes_on`."""

    def found(heard: Heard) -> Flags:
        said = np.zeros(len(heard.shipped), np.bool_)
        for index, value in enumerate(heard.shipped):
            said[index] = value > (goes_on if index and said[index - 1] else begins)
        return said

    return found


def _greater(mode: int) -> Value:
    return lambda heard: np.maximum(heard.silero, heard.webrtc[mode])


def _weighted(mode: int, weight: float) -> Value:
    return lambda heard: (1 - weight) * heard.silero + weight * heard.webrtc[mode]


def _doubted(mode: int, k: float) -> Value:
    return lambda heard: np.where(heard.webrtc[mode] > 0, heard.silero, k * heard.silero)


def labels(speech: list[tuple[float, float]], count: int) -> Flags:
    """Whether at least half of each of `count` frames is speech."""
    fine = np.zeros(count * FRAME, np.bool_)
    for start, end in speech:
        fine[round(start * RATE) : round(end * RATE)] = True
    return np.asarray(fine.reshape(count, FRAME).mean(axis=1) >= 0.5)


def score(rule: Rule, channels: list[Heard]) -> Score:
    """A rule over many channels."""
    right = said = true = false_starts = 0
    minutes = 0.0
    onsets: list[float] = []
    offsets: list[float] = []
    for heard in channels:
        found = rule(heard)
        truth = labels(heard.speech, len(found))
        right += int(np.sum(found & truth))
        said += int(np.sum(found))
        true += int(np.sum(truth))
        minutes += len(found) * FRAME / RATE / 60
        false_starts += _false_starts(found, truth)
        early, late = _delays(found, heard.speech)
        onsets += early
        offsets += late
    precision, recall = right / max(1, said), right / max(1, true)
    return Score(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(1e-9, precision + recall),
        onset=_middle_and_worst(onsets),
        offset=_middle_and_worst(offsets),
        missed=int(np.sum(np.isnan(onsets))),
        false_starts=false_starts / minutes,
    )


def _delays(found: Flags, speech: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Seconds from a start of speech to the end of the first frame found, and so for ends."""
    step = FRAME / RATE
    onsets: list[float] = []
    offsets: list[float] = []
    for (_, before), (start, end), (after, _) in zip(
        [(0.0, 0.0), *speech[:-1]],
        speech,
        [*speech[1:], (len(found) * step, 0.0)],
        strict=True,
    ):
        first, last = int(start / step), min(len(found), int(end / step) + 1)
        hits = np.flatnonzero(found[first:last])
        if start - before >= QUIET_BEFORE:
            onsets.append((first + hits[0] + 1) * step - start if len(hits) else np.nan)
        if after - end >= QUIET_BEFORE:
            quiet = np.flatnonzero(~found[last : int(after / step)])
            offsets.append((last + quiet[0]) * step - end if len(quiet) else after - end)
    return onsets, offsets


def _false_starts(found: Flags, truth: Flags) -> int:
    """Runs of found frames that hold no speech at all."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], found, [False])).astype(np.int8)))
    return sum(not truth[a:b].any() for a, b in edges.reshape(-1, 2))


def _middle_and_worst(values: list[float]) -> tuple[float, float]:
    """Median and 95th percentile, of those that are numbers."""
    middle, worst = np.nanpercentile(values, [50, 95])
    return float(middle), float(worst)


def channels_of(noise: Audio | None, snr_db: float | None, clock: Clock) -> list[Heard]:
    """All parties of the calls without echo, with noise at `snr_db` below their speech."""
    heard = []
    for path in sorted(CALLS.glob("*.wav")):
        audio, rate = soundfile.read(path, dtype="float32")
        truth = json.loads(path.with_suffix(".truth.json").read_text())
        if truth.get("bleed"):
            continue  # the other's voice is on the channel, and the program takes it out before
        for channel, party in enumerate(("agent", "customer")):
            spans = [(float(a), float(b)) for a, b in truth["speech"][party]]
            own = audio[:, channel]
            if noise is not None and snr_db is not None:
                own = noisy(own, rate, spans, noise, snr_db)
            heard.append(hear(soxr.resample(own, rate, RATE), spans, clock))
    return heard


def noisy(
    audio: Audio, rate: int, spans: list[tuple[float, float]], noise: Audio, snr_db: float
) -> Audio:
    """`audio` with `noise` (same rate) so far below its speech, through the codec once more."""
    speech = np.concatenate([audio[round(a * rate) : round(b * rate)] for a, b in spans])
    level = np.sqrt(np.mean(speech**2) / np.mean(noise**2)) * 10 ** (-snr_db / 20)
    mixed = np.clip(audio + level * np.resize(noise, len(audio)), -1.0, 1.0)
    line = io.BytesIO()
    soundfile.write(line, mixed, rate, format="WAV", subtype="ULAW")
    line.seek(0)
    decoded: Audio = soundfile.read(line, dtype="float32")[0]
    return decoded


def show(conditions: dict[str, list[Heard]], best: int) -> None:
    """Print each detector alone, and the `best` mixtures by mean F1 over the conditions."""
    scores = {
        name: [score(rule, channels) for channels in conditions.values()]
        for name, rule in rules().items()
    }
    mean = {name: float(np.mean([one.f1 for one in got])) for name, got in scores.items()}
    alone = [name for name in scores if "," not in name]
    ranked = sorted(set(scores) - set(alone), key=lambda name: -mean[name])
    for index, title in enumerate(conditions):
        print(f"\n{title}\n| rule | P | R | F1 | onset | end | missed | false/min | mean F1 |")
        print("|---|---|---|---|---|---|---|---|---|")
        for name in [*alone, *ranked[:best]]:
            print(f"{row(name, scores[name][index])} {mean[name]:.4f} |")


def row(name: str, got: Score) -> str:
    """A line of the table."""
    onset, offset = ("/".join(f"{1000 * v:.0f}" for v in pair) for pair in (got.onset, got.offset))
    figures = f"{got.precision:.3f} | {got.recall:.3f} | {got.f1:.3f} | {onset} | {offset}"
    return f"| {name} | {figures} | {got.missed} | {got.false_starts:.1f} |"


def show_recordings(paths: Iterable[Path]) -> None:
    """Print how much speech each detector hears where there are no labels, and how they agree."""
    for path in paths:
        audio, rate = soundfile.read(path, dtype="float32", always_2d=True)
        for channel in range(audio.shape[1]):
            heard = hear(soxr.resample(audio[:, channel], rate, RATE), [], Clock())
            voiced = heard.silero > 0.5
            shares = " ".join(f"{np.mean(heard.webrtc[m] > 0):.2f}" for m in MODES)
            agree = " ".join(f"{np.mean((heard.webrtc[m] > 0) == voiced):.2f}" for m in MODES)
            name = f"{path.parent.name}/{path.name}"
            print(f"{name}: silero {voiced.mean():.2f}, webrtc 0-3 {shares}, agree {agree}")


def main() -> int:
    """Measure the calls as they are, then with office noise at 20 and 10 dB, then recordings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data", help="folder with noise")
    parser.add_argument("--recordings", type=Path, default=SHARED / "calls")
    parser.add_argument("--best", type=int, default=10, help="combinations to print")
    chosen = parser.parse_args()
    clock = Clock()
    conditions = {"the calls as they are": channels_of(None, None, clock)}
    office = chosen.data / "noise_pipecat" / "office-ambience-24000-mono.mp3"
    if office.exists():
        raw, rate = soundfile.read(office, dtype="float32")
        noise = soxr.resample(raw, rate, 8_000)
        for snr_db in (20.0, 10.0):
            title = f"office noise {snr_db:.0f} dB below speech"
            conditions[title] = channels_of(noise, snr_db, clock)
    show(conditions, chosen.best)
    for name, seconds in clock.spent.items():
        print(f"{name}: {1000 * seconds / clock.audio:.2f} ms a second of audio")
    show_recordings(sorted(chosen.recordings.glob("*/*.wav")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
