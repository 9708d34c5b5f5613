"""Acted clips go in; weights.json, a logistic model on changes of a voice, comes out.

    python models/tension/train.py --data ../shared/data

Needs the packages of the product and its extra `voice`.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from assistant.detectors.tension import VoiceFeatures, voice_features
from assistant.engines.pitch import PitchTracker

HERE = Path(__file__).parent
NAMES = VoiceFeatures._fields
LINE_HZ, PRODUCT_HZ = 8_000, 16_000
BAND_HZ = (250.0, 300.0, 3_400.0, 3_600.0)
"""Where the telephone band begins to open, is open, begins to close, is closed."""
NOISE_DBFS = -60.0
"""White noise of a quiet line; the clips speak at about -19 dBFS."""
RIDGE = 1.0
"""Weight of the squares of the standardised weights: two hundred clips are few."""

Audio = NDArray[np.float32]
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One clip of a speaker, angry or neutral, as features; None where no pitch was found."""

    speaker: str
    angry: bool
    features: VoiceFeatures | None


def over_the_line(samples: Audio, rate: int, noise_dbfs: float = NOISE_DBFS) -> Audio:
    """Speech as a telephone brings it: 300 to 3400 Hz, noise, mu-law; float32 at 16 kHz."""
    narrow = soxr.resample(samples, rate, LINE_HZ).astype(np.float64)
    narrow += np.random.default_rng(20).standard_normal(len(narrow)) * 10 ** (noise_dbfs / 20)
    hertz = np.fft.rfftfreq(len(narrow), 1 / LINE_HZ)
    band = np.interp(hertz, BAND_HZ, [0.0, 1.0, 1.0, 0.0])
    narrow = np.fft.irfft(np.fft.rfft(narrow) * band, len(narrow))
    coded = io.BytesIO()
    soundfile.write(coded, np.clip(narrow, -1, 1), LINE_HZ, format="WAV", subtype="ULAW")
    coded.seek(0)
    heard, _ = soundfile.read(coded, dtype="float32")
    return soxr.resample(heard, LINE_HZ, PRODUCT_HZ).astype(np.float32)


def clips(data: Path, noise_dbfs: float = NOISE_DBFS) -> list[Clip]:
    """EmoDB's angry (W) and neutral (N) clips; the name begins with the speaker's number."""
    tracker = PitchTracker()
    found = []
    for path in sorted((data / "emodb" / "wav").glob("*.wav")):
        if path.stem[5] in "WN":
            samples, rate = soundfile.read(path, dtype="float32")
            heard = over_the_line(samples, rate, noise_dbfs)
            features = voice_features(heard, tracker.pitch(heard))
            found.append(Clip(speaker=path.stem[:2], angry=path.stem[5] == "W", features=features))
    return found


def changes(
    heard: Sequence[Clip], of_usual: int | None = None, seed: int = 0
) -> tuple[Rows, NDArray[np.bool_], list[str]]:
    """Each clip against the median of its speaker's neutral ones, itself left out.

    With `of_usual`, so many neutral clips at random make the usual. Gives one row of features for
    each clip, whether it is angry, and its speaker.
    """
    chance = np.random.default_rng(seed)
    rows, angry, speakers = [], [], []
    for clip in heard:
        usual = [
            other.features
            for other in heard
            if other.speaker == clip.speaker and not other.angry and other is not clip
        ]
        usual = [features for features in usual if features is not None]
        if clip.features is None or not usual:
            continue
        if of_usual is not None:
            some = chance.choice(len(usual), min(of_usual, len(usual)), replace=False)
            usual = [usual[index] for index in some]
        rows.append(np.array(clip.features) - np.median(np.array(usual), axis=0))
        angry.append(clip.angry)
        speakers.append(clip.speaker)
    return np.array(rows), np.array(angry), speakers


def fitted(rows: Rows, angry: Iterable[bool]) -> Rows:
    """A weight for each feature, and the bias: logistic regression by Newton's method.

    Both classes weigh the same, so that 0.5 stands between them.
    """
    target = np.array(list(angry), dtype=float)
    share = target.mean()
    weight = np.where(target == 1, 0.5 / share, 0.5 / (1 - share))
    scale = rows.std(axis=0)
    inputs = np.c_[rows / scale, np.ones(len(rows))]
    ridge = np.diag([RIDGE] * len(scale) + [0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (weight * (chance - target)) + ridge @ weights
        bend = (inputs * (weight * chance * (1 - chance))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(bend, slope)
    return np.r_[weights[:-1] / scale, weights[-1]]


def main() -> None:
    """Train on all speakers, and write weights.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=HERE / "weights.json")
    options = parser.parse_args()
    rows, angry, _ = changes(clips(options.data))
    weights = dict(zip([*NAMES, "bias"], fitted(rows, angry).round(4).tolist(), strict=True))
    options.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(weights)


if __name__ == "__main__":
    main()
