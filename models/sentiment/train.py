"""Labelled lines and MiniLM go in; head.safetensors, a small adapter and head, comes out.

    python models/sentiment/train.py --encoder ~/.cache/deescalate/models/minilm

The lower layers stay as they are, so their output is computed once. In the upper ones each matrix
gets a low-rank change (LoRA: Hu et al. 2021, arXiv 2106.09685), small enough to ship. Needs the
packages of the product only.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from corpus import (
    NEUTRAL,
    SERVICE_TARGETS,
    Line,
    filled,
    goemotions,
    service_lines,
    spoken_form,
    training_lines,
)
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.utils import parametrize
from transformers import AutoModel, AutoTokenizer

HERE = Path(__file__).parent
HALF = torch.bfloat16
"""Matrices are multiplied at this precision while training: 2.7 times as fast on a CPU with it."""
ADAPTED = ("query", "key", "value", "dense")
"""Every matrix of a layer: attention and both halves of the feed-forward part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSettings:
    """What was chosen on the GoEmotions dev set and the calibration families."""

    seed: int = 20
    layers: int = 3
    """Upper layers that change, of six."""
    rank: int = 16
    epochs: int = 2
    batch: int = 64
    rate: float = 1.5e-3
    warm_up: float = 0.06
    """Share of all steps in which the rate climbs."""
    dropout: float = 0.2
    """Of the sentence vector, before the head."""
    max_tokens: int = 96


class LowRankChange(nn.Module):
    """A change up @ down to a weight, nothing at the start."""

    def __init__(self, weight: Tensor, rank: int) -> None:
        super().__init__()
        out, into = weight.shape
        self.down = nn.Parameter(torch.randn(rank, into) / into**0.5)
        self.up = nn.Parameter(torch.zeros(out, rank))

    def forward(self, weight: Tensor) -> Tensor:
        """The changed weight."""
        return weight + self.up @ self.down


class Reader(nn.Module):
    """The upper layers of the encoder with their changes, the mean over tokens, and the head."""

    def __init__(self, layers: Sequence[nn.Module], settings: TrainingSettings, width: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.changes: dict[str, LowRankChange] = {}
        for number, layer in enumerate(self.layers):
            for name, part in list(layer.named_modules()):
                if isinstance(part, nn.Linear) and name.split(".")[-1] in ADAPTED:
                    change = LowRankChange(part.weight, settings.rank)
                    part.requires_grad_(False)
                    parametrize.register_parametrization(part, "weight", change)
                    self.changes[f"{number}.{name}.weight"] = change
            for name, parameter in layer.named_parameters():
                parameter.requires_grad_(name.endswith((".up", ".down")))
        self.dropout = nn.Dropout(settings.dropout)
        self.head = nn.Linear(width, 3)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Scores (n, 3) from the lower layers' output (n, tokens, width) and its mask."""
        hidden = (1.0 - mask)[:, None, None, :] * torch.finfo(states.dtype).min
        for layer in self.layers:
            states = layer(states, hidden)
        means = (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        scores: Tensor = self.head(self.dropout(means))
        return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Lines whose lower layers are computed: states of half precision, (tokens, width) each."""

    states: list[Tensor]
    targets: Tensor
    weights: Tensor


def prepare(lines: Sequence[Line], encoder: Any, tokenizer: Any, max_tokens: int) -> Prepared:
    """Run `encoder`, already cut down to its lower layers, over the lines, short ones first."""
    tokens = tokenizer([line.text for line in lines], truncation=True, max_length=max_tokens)
    ids = tokens["input_ids"]
    order = sorted(range(len(lines)), key=lambda place: len(ids[place]))
    states: list[Tensor] = [torch.empty(0)] * len(lines)
    with torch.inference_mode(), torch.autocast("cpu", HALF):
        for first in range(0, len(order), 128):
            places = order[first : first + 128]
            batch = tokenizer.pad({"input_ids": [ids[p] for p in places]}, return_tensors="pt")
            output = encoder(**batch).last_hidden_state
            for row, place in enumerate(places):
                states[place] = output[row, : len(ids[place])].half().clone()
    return Prepared(
        states=states,
        targets=torch.tensor([line.target for line in lines]),
        weights=torch.tensor([line.weight for line in lines]),
    )


def padded(states: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Sequences of unlike length as one batch and its mask of ones and zeros."""
    batch = nn.utils.rnn.pad_sequence([state.float() for state in states], batch_first=True)
    lengths = torch.tensor([len(state) for state in states])
    mask = (torch.arange(batch.shape[1])[None] < lengths[:, None]).float()
    return batch, mask


def batches(data: Prepared, size: int, chance: random.Random) -> Iterator[list[int]]:
    """Places of lines in chance order, those of like length together, so that little is padded."""
    places = list(range(len(data.states)))
    chance.shuffle(places)
    for first in range(0, len(places), size * 50):
        pool = sorted(places[first : first + size * 50], key=lambda p: len(data.states[p]))
        slices = [pool[start : start + size] for start in range(0, len(pool), size)]
        chance.shuffle(slices)
        yield from slices


def scores_of(reader: Reader, data: Prepared) -> Tensor:
    """Scores (n, 3) of every line, in order."""
    reader.eval()
    order = sorted(range(len(data.states)), key=lambda place: len(data.states[place]))
    scores = torch.empty(len(order), 3)
    with torch.inference_mode():
        for first in range(0, len(order), 256):
            places = order[first : first + 256]
            scores[places] = reader(*padded([data.states[place] for place in places]))
    return scores


def fit(reader: Reader, train: Prepared, dev: Sequence[Prepared], s: TrainingSettings) -> None:
    """Teach the changes and the head, with a rate that climbs and then falls to nothing."""
    parameters = [p for p in reader.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=s.rate, weight_decay=0.01)
    steps = s.epochs * -(-len(train.states) // s.batch)
    climb = max(1, round(s.warm_up * steps))
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / climb, (steps - step) / (steps - climb))
    )
    chance, began = random.Random(s.seed), time.monotonic()
    for epoch in range(s.epochs):
        reader.train()
        for step, places in enumerate(batches(train, s.batch, chance)):
            with torch.autocast("cpu", HALF):
                scores = reader(*padded([train.states[place] for place in places])).float()
            losses = nn.functional.cross_entropy(scores, train.targets[places], reduction="none")
            loss = (losses * train.weights[places]).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            falling.step()
            if step % 100 == 0:
                minutes = (time.monotonic() - began) / 60
                print(f"  step {step}, {minutes:.1f} min, loss {loss:.3f}", flush=True)
        told = [f"{accuracy(scores_of(reader, data), data.targets):.3f}" for data in dev]
        print(f"epoch {epoch + 1}, dev accuracy {told}", flush=True)


def accuracy(scores: Tensor, targets: Tensor) -> float:
    """Share of lines whose likeliest class is the target's."""
    return float((scores.argmax(1) == targets.argmax(1)).float().mean())


def temperature(reader: Reader, dev: Sequence[Prepared]) -> float:
    """What the scores are divided by, so that stated and true frequencies agree (Guo et al. 2017).

    Each dev set weighs the same, whatever its size.
    """
    pairs = [(scores_of(reader, data), data.targets) for data in dev]

    def loss(divisor: float) -> float:
        losses = [nn.functional.cross_entropy(s / divisor, targets) for s, targets in pairs]
        return float(torch.stack(losses).mean())

    return min((step / 50 for step in range(25, 151)), key=loss)


def tensors_to_ship(reader: Reader, first_layer: int, divisor: float) -> dict[str, Tensor]:
    """Half-precision changes by the encoder's own weight names, and the calibrated head."""
    tensors = {
        "head.weight": reader.head.weight.detach() / divisor,
        "head.bias": reader.head.bias.detach() / divisor,
    }
    for name, change in reader.changes.items():
        number, rest = name.split(".", 1)
        full = f"encoder.layer.{int(number) + first_layer}.{rest}"
        tensors[f"{full}.down"] = change.down.detach().half()
        tensors[f"{full}.up"] = change.up.detach().half()
    return {name: tensor.contiguous() for name, tensor in tensors.items()}


def service_dev(seed: int) -> list[Line]:
    """The calibration families, each line once, its slots filled."""
    chance = random.Random(seed)
    lines, slots = service_lines(HERE / "service_lines.yaml")
    hard = {"trouble": NEUTRAL}
    return [
        Line(
            text=spoken_form(filled(line.text, slots, chance)),
            target=hard.get(line.label, SERVICE_TARGETS[line.label]),
            weight=1.0,
            source="service",
        )
        for line in lines
        if line.split == "dev"
    ]


def main() -> None:
    """Train, calibrate, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, default=HERE / "head.safetensors")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layers", type=int, default=TrainingSettings().layers)
    parser.add_argument("--epochs", type=int, default=TrainingSettings().epochs)
    options = parser.parse_args()
    settings = TrainingSettings(layers=options.layers, epochs=options.epochs)
    torch.set_num_threads(options.threads)
    torch.manual_seed(settings.seed)
    tokenizer = AutoTokenizer.from_pretrained(options.encoder, local_files_only=True)
    encoder = AutoModel.from_pretrained(options.encoder, local_files_only=True).float().eval()
    layers = list(encoder.encoder.layer)
    kept = len(layers) - settings.layers
    encoder.encoder.layer = nn.ModuleList(layers[:kept])

    train = training_lines(options.data, HERE / "service_lines.yaml", settings.seed)
    parts = [train, goemotions(options.data, "dev"), service_dev(settings.seed)]
    taught, *dev = (prepare(part, encoder, tokenizer, settings.max_tokens) for part in parts)
    print(f"{len(train)} lines prepared", flush=True)
    reader = Reader(layers[kept:], settings, encoder.config.hidden_size)
    fit(reader, taught, dev, settings)
    divisor = temperature(reader, dev)
    save_file(tensors_to_ship(reader, kept, divisor), options.out)
    print(f"temperature {divisor:.2f}, {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
