"""Acted clips and calm calls go in; how well tension tells them apart, and false alarms, come out.

python models/tension/measure.py --data ../shared/data --calls ../shared/calls
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from train import HERE, NAMES, PRODUCT_HZ, Rows, changes, clips, fitted

from assistant.assembly import SILERO
from assistant.capture.recording import open_recording, open_recordings
from assistant.capture.source import CallSource
from assistant.detectors.tension import TensionMeter, TensionSettings, TensionWeights
from assistant.engines.pitch import PitchTracker
from assistant.engines.vad import TwoDetectors
from assistant.events import AudioFrame, Party, TensionMeasured, VoiceProbed
from assistant.model_store import shipped

FIXTURES = HERE.parents[1] / "audio_fixtures" / "calls"
CALM = ("calm", "calm_service")
USUALS = (None, 4, 2)
"""How many neutral clips make a speaker's usual: all the others, 8 s, 4 s."""
NOISES_DBFS = (-60.0, -45.0, -35.0)
THRESHOLDS = (0.5, 0.8, 0.9)
ROUNDS = 10


def area(scores: Rows, angry: NDArray[np.bool_]) -> float:
    """Area under the ROC curve: how often an angry clip scores above a neutral one."""
    pairs = scores[angry][:, None] - scores[~angry]
    return float(np.mean(pairs > 0) + np.mean(pairs == 0) / 2)


def left_out(rows: Rows, angry: NDArray[np.bool_], speakers: list[str]) -> Rows:
    """Each clip's score, -inf..inf, by a model that never heard its speaker."""
    who = np.array(speakers)
    scores = np.zeros(len(rows))
    for speaker in set(speakers):
        weights = fitted(rows[who != speaker], angry[who != speaker])
        scores[who == speaker] = rows[who == speaker] @ weights[:-1] + weights[-1]
    return scores


def on_clips(data: Path) -> None:
    """Print how well clips are told apart, by speakers left out."""
    for noise in NOISES_DBFS:
        heard = clips(data, noise)
        lost = sum(clip.features is None for clip in heard)
        print(f"noise {noise:.0f} dBFS: {len(heard)} clips, {lost} without enough pitch")
        for usual in USUALS:
            areas, accuracies = [], []
            for seed in range(ROUNDS if usual else 1):
                rows, angry, speakers = changes(heard, usual, seed)
                scores = left_out(rows, angry, speakers)
                areas.append(area(scores, angry))
                accuracies.append(float(np.mean((scores > 0) == angry)))
            print(
                f"  usual of {usual or 'all'} clips: AUC {np.mean(areas):.3f}, "
                f"right at 0.5 {np.mean(accuracies):.3f}"
            )
        if noise == NOISES_DBFS[0]:
            rows, angry, _ = changes(heard)
            for index, name in enumerate(NAMES):
                print(
                    f"  {name} alone: AUC {area(rows[:, index], angry):.3f}, "
                    f"angry {rows[angry, index].mean():+.1f}, "
                    f"neutral sd {rows[~angry, index].std():.1f}"
                )


def measured(source: CallSource) -> tuple[list[TensionMeasured], float, float]:
    """What the product says of the customer; seconds of audio, and of computing for it."""
    weights = TensionWeights.read((HERE / "weights.json").read_text(encoding="utf-8"))
    meter = TensionMeter(PitchTracker().pitch, weights, TensionSettings(enabled=True))
    voice = TwoDetectors(shipped(SILERO))
    found: list[TensionMeasured] = []
    heard = spent = 0.0
    for frame in source.events():
        if isinstance(frame, AudioFrame) and frame.party is Party.CUSTOMER:
            probability = voice.probability(frame.samples)
            probe = VoiceProbed(party=frame.party, span=frame.span, probability=probability)
            before = time.process_time()
            found += [fact for event in (frame, probe) for fact in meter.on(event)]
            spent += time.process_time() - before
            heard += len(frame.samples) / PRODUCT_HZ
    return found, heard, spent


def calm_calls(calls: Path) -> Iterator[tuple[str, CallSource]]:
    """Calls in which nobody is tense."""
    folder = calls / "auto_repairs_40"
    if folder.is_dir():
        sides = {"agent": folder / "agent.wav", "customer": folder / "customer.wav"}
        yield "real garage call, customer", open_recordings(**sides)
        swapped = {"agent": folder / "customer.wav", "customer": folder / "agent.wav"}
        yield "real garage call, agent's side", open_recordings(**swapped)
    for name in CALM:
        yield name, open_recording(FIXTURES / f"{name}.wav")


def main() -> None:
    """Print the figures of card.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--calls", type=Path, default=Path("../shared/calls"))
    options = parser.parse_args()
    on_clips(options.data)
    for name, source in calm_calls(options.calls):
        found, heard, spent = measured(source)
        scores = np.array([fact.score for fact in found])
        over = ", ".join(f"{np.sum(scores >= least)} from {least}" for least in THRESHOLDS)
        print(
            f"{name}: {len(scores)} scores, median {np.median(scores):.2f}, {over}; "
            f"{100 * spent / heard:.2f} % of a core"
        )


if __name__ == "__main__":
    main()
