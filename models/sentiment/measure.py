"""The shipped sentiment weights and the test data go in; the figures of the card come out.

    python models/sentiment/measure.py --encoder ~/.cache/deescalate/models/minilm

With `--vader DIR`, a folder that holds vaderSentiment, its figures stand beside.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from corpus import filled, goemotions, multidogo_turns, service_lines, spoken_form
from numpy.typing import NDArray

from assistant.engines.encoder import SentenceEncoder
from assistant.engines.sentiment import SentimentReader

HERE = Path(__file__).parent
NAMES = ("negative", "neutral", "positive")
NOT_SURE_BELOW = 0.5
"""The highest probability under which a label would be a guess."""
PROBES = (
    ("neutral", "could you tell me when my bill is due"),
    ("not positive", "i want to speak to your manager"),
    ("negative", "i have been waiting for forty five minutes"),
    ("negative", "oh great another transfer"),
    ("negative", "nobody there ever listens to a word i say"),
    ("negative", "it is simply not good enough"),
    ("negative", "i find it quite disappointing to be honest"),
    ("positive", "thank you so much that is a relief"),
    ("neutral", "okay"),
    ("neutral", "yes that's right"),
    ("neutral", "b as in bravo"),
    ("neutral", "could i speak to your manager about my booking"),
    ("neutral", "i'd like to cancel my subscription please"),
    ("neutral", "my car broke down and i need it fixed"),
    ("neutral", "the brakes are making a grinding noise"),
)
"""Sentences that no version may get wrong; one of them, about the booking, is also taught."""

Probabilities = NDArray[np.float64]
"""(n, 3): negative, neutral, positive."""
Judge = Callable[[Sequence[str]], Probabilities]


def macro_f1(truth: NDArray[np.int64], told: NDArray[np.int64]) -> float:
    """The mean over the three classes of 2TP / (2TP + FP + FN)."""
    scores = []
    for label in range(3):
        both = int(((truth == label) & (told == label)).sum())
        scores.append(2 * both / max(1, int((truth == label).sum() + (told == label).sum())))
    return float(np.mean(scores))


def area(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Area under the ROC curve: the chance that a true one scores above a false one."""
    _, group, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    ones, zeros = int(truth.sum()), int((~truth).sum())
    return float((ranks[truth].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def calibration_error(truth: NDArray[np.int64], told: Probabilities) -> float:
    """Mean gap between confidence and accuracy over ten equal bins, weighted by their size."""
    confidence, right = told.max(1), told.argmax(1) == truth
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).sum()
        for b in set(bins.tolist())
    ]
    return float(sum(gaps) / len(truth))


def labels(told: Probabilities) -> NDArray[np.int64]:
    """The likeliest class, or neutral where it is not sure."""
    return np.where(told.max(1) < NOT_SURE_BELOW, 1, told.argmax(1))


def on_comments(judge: Judge, data: Path) -> None:
    """GoEmotions test: comments of people, not about a service."""
    lines = goemotions(data, "test")
    truth = np.array([line.target for line in lines]).argmax(1)
    told = judge([line.text for line in lines])
    print(
        f"  GoEmotions test, {len(lines)}: macro-F1 {macro_f1(truth, told.argmax(1)):.3f}, "
        f"with not-sure {macro_f1(truth, labels(told)):.3f}, "
        f"AUC negative {area(truth == 0, told[:, 0] - told[:, 2]):.3f} (by score), "
        f"{area(truth == 0, told[:, 0]):.3f} (by probability), "
        f"calibration error {calibration_error(truth, told):.3f}"
    )


def on_routine_turns(judge: Judge, data: Path) -> None:
    """MultiDoGO dev: routine service turns, of which hardly any should be called negative."""
    turns = [spoken_form(text) for text, _ in multidogo_turns(data, "dev")]
    for name, texts in (
        ("all turns", [text for text in turns if text]),
        ("of 3 words and more", [text for text in turns if len(text.split()) > 2]),
    ):
        told = judge(texts)
        calls = labels(told)
        print(
            f"  MultiDoGO dev, {name}, {len(texts)}: negative {np.mean(calls == 0):.4f}, "
            f"negative at 0.7 and above {np.mean(told[:, 0] >= 0.7):.4f}, "
            f"positive {np.mean(calls == 2):.4f}"
        )


def on_service_families(judge: Judge) -> None:
    """The families of wording that were kept out of training."""
    lines, slots = service_lines(HERE / "service_lines.yaml")
    chance = random.Random(0)
    lines = [line for line in lines if line.split == "test"]
    texts = [spoken_form(filled(line.text, slots, chance)) for line in lines]
    told = judge(texts)
    truth = np.array([NAMES.index(line.label) if line.label in NAMES else 3 for line in lines])
    calls, score = labels(told), told[:, 0] - told[:, 2]
    for number, name in enumerate((*NAMES, "trouble")):
        shares = [f"{np.mean(calls[truth == number] == call):.2f}" for call in range(3)]
        print(f"  service, {name}, {np.sum(truth == number)} lines: called {', '.join(shares)}")
    told_of = truth < 3
    print(
        f"  service, {len({line.family for line in lines})} families: "
        f"accuracy {np.mean(calls[told_of] == truth[told_of]):.3f}, "
        f"macro-F1 {macro_f1(truth[told_of], calls[told_of]):.3f}, "
        f"AUC negative {area(truth == 0, score):.3f}"
    )
    for cut in (0.4, 0.5, 0.6, 0.7):
        alarms = (told[:, 0] >= cut) & (told.argmax(1) == 0)
        right = alarms & (truth == 0)
        print(
            f"  service, negative from {cut}: found {right.sum() / (truth == 0).sum():.2f}, "
            f"right {right.sum() / max(1, alarms.sum()):.2f}"
        )
    for line, text, call, row in zip(lines, texts, calls, told, strict=True):
        if line.label in NAMES and NAMES[call] != line.label:
            print(f"    {line.label} called {NAMES[call]} {row.round(2)}: {text}")


def on_probes(judge: Judge) -> None:
    """The sentences that no version may get wrong."""
    told = judge([text for _, text in PROBES])
    for (wanted, text), row, call in zip(PROBES, told, labels(told), strict=True):
        right = wanted.endswith(NAMES[call]) != wanted.startswith("not ")
        print(f"  {'  ' if right else '! '}{wanted:12} {row.round(2)} {text}")


def on_the_clock(reader: SentimentReader, data: Path) -> None:
    """Milliseconds an utterance takes, one at a time."""
    texts = [text for text, _ in multidogo_turns(data, "dev") if len(text.split()) > 4][:500]
    times = []
    for text in texts:
        began = time.perf_counter()
        reader.probabilities(text)
        times.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(times[20:], n=20)
    print(f"  one thread, {len(times) - 20} turns: p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms")


def by_vader(folder: Path) -> Judge:
    """VADER as a judge: its compound score with the cuts that its authors give, ±0.05."""
    sys.path.append(str(folder))
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()

    def judge(texts: Sequence[str]) -> Probabilities:
        scores = np.array([analyser.polarity_scores(text)["compound"] for text in texts])
        sure = np.abs(scores) >= 0.05
        negative = np.where(sure & (scores < 0), 0.5 - scores / 2, 0)
        positive = np.where(sure & (scores > 0), 0.5 + scores / 2, 0)
        return np.stack((negative, 1 - negative - positive, positive), 1)

    return judge


def main() -> None:
    """Measure the weights, and VADER where it is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--head", type=Path, default=HERE / "head.safetensors")
    parser.add_argument("--vader", type=Path, help="folder that holds vaderSentiment")
    options = parser.parse_args()
    reader = SentimentReader(SentenceEncoder(options.encoder, threads=1), options.head)

    read_once = cache(reader.probabilities)

    def model(texts: Sequence[str]) -> Probabilities:
        return np.array([read_once(text) for text in texts])

    judges = {"model": model}
    if options.vader:
        judges["VADER"] = by_vader(options.vader)
    for name, judge in judges.items():
        print(name)
        on_comments(judge, options.data)
        on_routine_turns(judge, options.data)
        on_service_families(judge)
        on_probes(judge)
    on_the_clock(reader, options.data)


if __name__ == "__main__":
    main()
