"""Labelled lines and MiniLM go in; heads.safetensors, low-rank changes and two heads, comes out.

    python models/language/train.py --encoder ~/.cache/deescalate/models/minilm

What ships was made in two runs, as its card says: the second goes on from the first with `--start`.
One encoder learns both tasks, so that one pass reads both. Needs the packages of the product only.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from act_variants import Augmenter
from reader import Reader, padded, pooled, tokenizer_of
from safetensors.torch import load_file, save_file
from sentiment_training import Line, sentiment_training
from torch import Tensor, nn

from assistant.detectors.acts.names import ACTS, CUSTOMER_ACTS
from assistant.engines.spoken_form import spoken_form
from assistant.evaluation.language.act_lines import (
    ActLine,
    act_lines,
    split_of,
)
from assistant.evaluation.language.sentiment_lines import multidogo_turns

HERE = Path(__file__).parent
HALF = torch.bfloat16
"""Matrices are multiplied at this precision while training: 2.7 times as fast on a CPU with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSettings:
    """Of the first run; what the second had of its own is in the card."""

    seed: int = 20
    rank: int = 32
    sentiment_epochs: float = 1.7
    act_epochs: float = 6
    batch: int = 64
    rate: float = 1e-3
    head_rate: float = 4e-3
    warm_up: float = 0.06
    """Share of all steps in which the rate climbs."""
    dropout: float = 0.2
    act_weight: float = 1.0
    """Of the acts' loss beside the sentiment's."""
    routine_turns: int = 2000
    """Routine turns of real customers that are read for acts too, in each pass, and hold none."""
    token_dropout: float = 0.1
    """Share of an act line's tokens that are hidden, so that no word alone decides."""
    max_tokens: int = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class ActExample:
    """A line in tokens; `targets` (tokens, acts) holds what each token takes part in."""

    ids: list[int]
    targets: Tensor
    mine: Tensor
    """(acts): 1 for those that the speaker's party can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentExample:
    """A line in tokens, with what it is taught as."""

    ids: list[int]
    target: tuple[float, float, float]
    weight: float


TUNED = ("sentiment_epochs", "act_epochs", "rate", "head_rate", "dropout", "token_dropout")
"""Settings that the command line can change."""
Example = TypeVar("Example")
_NUMBER = {act: place for place, act in enumerate(ACTS)}
_MINE = {
    "customer": torch.tensor([float(act in CUSTOMER_ACTS) for act in ACTS]),
    "agent": torch.tensor([float(act not in CUSTOMER_ACTS) for act in ACTS]),
}


def act_example(
    words: Sequence[str], acts: Sequence[frozenset[str]], party: str, tokenizer: Any, most: int
) -> ActExample:
    """Tokens of the words; the marks at the ends belong to no act."""
    tokens = tokenizer(list(words), is_split_into_words=True, truncation=True, max_length=most)
    targets = torch.zeros(len(tokens["input_ids"]), len(ACTS))
    for place, word in enumerate(tokens.word_ids()):
        if word is not None:
            for act in acts[word]:
                targets[place, _NUMBER[act]] = 1.0
    return ActExample(ids=tokens["input_ids"], targets=targets, mine=_MINE[party])


def act_loss(scores: Tensor, examples: Sequence[ActExample]) -> Tensor:
    """Of each token, and of each line as a whole: the sum over acts, the mean over the rest."""
    targets = nn.utils.rnn.pad_sequence([one.targets for one in examples], batch_first=True)
    lengths = torch.tensor([len(one.ids) for one in examples])
    inside = (torch.arange(targets.shape[1])[None] < lengths[:, None]).float()
    mine = torch.stack([one.mine for one in examples])
    bce = nn.functional.binary_cross_entropy_with_logits
    each = (bce(scores, targets, reduction="none") * mine[:, None]).sum(2)
    hidden = scores.masked_fill(inside[:, :, None] == 0, -30.0)
    whole = (bce(pooled(hidden, 1), targets.amax(1), reduction="none") * mine).sum(1)
    return (each * inside).sum() / inside.sum() + whole.mean()


def sentiment_loss(scores: Tensor, examples: Sequence[SentimentExample]) -> Tensor:
    """Cross entropy to the taught probabilities, each line with its weight."""
    targets = torch.tensor([one.target for one in examples])
    losses = nn.functional.cross_entropy(scores, targets, reduction="none")
    return (losses * torch.tensor([one.weight for one in examples])).mean()


def like_length(
    items: Sequence[Example], lengths: Sequence[int], size: int, chance: random.Random
) -> Iterator[list[Example]]:
    """Batches in chance order, lines of like length together, so that little is padded."""
    places = list(range(len(items)))
    chance.shuffle(places)
    batches: list[list[Example]] = []
    for first in range(0, len(places), size * 50):
        pool = sorted(places[first : first + size * 50], key=lambda p: lengths[p])
        batches += [[items[p] for p in pool[at : at + size]] for at in range(0, len(pool), size)]
    chance.shuffle(batches)
    yield from batches


def act_batches(
    lines: Sequence[ActLine],
    routine: Sequence[ActLine],
    tokenizer: Any,
    settings: TrainingSettings,
    chance: random.Random,
) -> Iterator[list[ActExample]]:
    """New variants of all lines in each pass, and routine turns among them."""
    augmenter = Augmenter(lines, chance)
    while True:
        taught = [*lines, *chance.sample(list(routine), settings.routine_turns)]
        examples = [
            act_example(*augmenter.variant(line), line.party, tokenizer, settings.max_tokens)
            for line in taught
        ]
        for example in examples:
            for place in range(1, len(example.ids) - 1):
                if chance.random() < settings.token_dropout:
                    example.ids[place] = tokenizer.mask_token_id
        yield from like_length(examples, [len(one.ids) for one in examples], settings.batch, chance)


def sentiment_batches(
    lines: Sequence[Line], tokenizer: Any, settings: TrainingSettings, chance: random.Random
) -> Iterator[list[SentimentExample]]:
    """All lines, again and again."""
    tokens = tokenizer(
        [line.text for line in lines], truncation=True, max_length=settings.max_tokens
    )["input_ids"]
    examples = [
        SentimentExample(ids=ids, target=line.target, weight=line.weight)
        for ids, line in zip(tokens, lines, strict=True)
    ]
    while True:
        yield from like_length(examples, [len(ids) for ids in tokens], settings.batch, chance)


def routine_lines(data: Path) -> list[ActLine]:
    """Routine turns of real customers, which do no act."""
    turns = {
        spoken_form(text)
        for text, intent in multidogo_turns(data, "train")
        if intent not in ("outofdomain", "thankyou")
    }
    return [
        ActLine(
            party="customer",
            words=tuple(turn.split()),
            acts=(frozenset(),) * len(turn.split()),
            family="routine",
            split="train",
        )
        for turn in sorted(turns)
        if len(turn.split()) >= 3
    ]


def fit(
    reader: Reader,
    sentiment: tuple[Iterator[list[SentimentExample]], int],
    acts: tuple[Iterator[list[ActExample]], int],
    settings: TrainingSettings,
) -> None:
    """Teach both tasks in turn, by chance, with a rate that climbs and then falls to nothing."""
    heads = [*reader.sentiment.parameters(), *reader.acts.parameters()]
    changes = [part for change in reader.changes.values() for part in (change.down, change.up)]
    parameters = heads + changes
    optimiser = torch.optim.AdamW(
        [{"params": heads, "lr": settings.head_rate}, {"params": changes, "lr": settings.rate}],
        weight_decay=0.01,
    )
    order = ["sentiment"] * sentiment[1] + ["acts"] * acts[1]
    random.Random(settings.seed).shuffle(order)
    steps, climb = len(order), max(1, round(settings.warm_up * len(order)))
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / climb, (steps - step) / (steps - climb))
    )
    began, usual = time.monotonic(), {"sentiment": 0.0, "acts": 0.0}
    reader.train()
    for step, task in enumerate(order):
        batch: Any = next(sentiment[0] if task == "sentiment" else acts[0])
        with torch.autocast("cpu", HALF):
            read = reader(*padded([one.ids for one in batch]))
        if task == "sentiment":
            loss = sentiment_loss(read[0].float(), batch)
        else:
            loss = settings.act_weight * act_loss(read[1].float(), batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        falling.step()
        usual[task] += 0.05 * (loss.item() - usual[task])
        if step % 100 == 0:
            minutes = (time.monotonic() - began) / 60
            told = ", ".join(f"{name} {value:.3f}" for name, value in usual.items())
            print(f"  step {step} of {steps}, {minutes:.1f} min, loss {told}", flush=True)


def tensors_to_ship(reader: Reader) -> dict[str, Tensor]:
    """Half-precision changes by the encoder's own weight names, and both heads."""
    tensors = {}
    for name, head in (("sentiment", reader.sentiment), ("acts", reader.acts)):
        tensors[f"{name}.weight"] = head.weight.detach()
        tensors[f"{name}.bias"] = head.bias.detach()
    for name, change in reader.changes.items():
        tensors[f"{name}.weight.down"] = change.down.detach().half()
        tensors[f"{name}.weight.up"] = change.up.detach().half()
    return {name: tensor.contiguous() for name, tensor in tensors.items()}


def main() -> None:
    """Train, and write the weights; calibrate.py sets the thresholds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, default=HERE / "heads.safetensors")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="heads to go on from")
    parser.add_argument("--without", default=None, help="leave out lines of files named so")
    for name in TUNED:
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=None)
    options = parser.parse_args()
    given = {name: value for name in TUNED if (value := getattr(options, name)) is not None}
    settings = TrainingSettings(**given)
    torch.set_num_threads(options.threads)
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)
    tokenizer = tokenizer_of(options.encoder)
    reader = Reader(options.encoder, settings.rank, settings.dropout)
    if options.start:
        reader.take(load_file(options.start))

    said = sentiment_training(options.data, HERE, settings.seed)
    done = split_of(act_lines(HERE / "acts"), "train")
    if options.without:
        done = [line for line in done if not line.family.startswith(options.without)]
    routine = routine_lines(options.data)
    sentiment_steps = round(settings.sentiment_epochs * len(said) / settings.batch)
    act_steps = round(settings.act_epochs * (len(done) + settings.routine_turns) / settings.batch)
    print(f"{len(said)} lines of sentiment, {len(done)} of acts", flush=True)
    fit(
        reader,
        (sentiment_batches(said, tokenizer, settings, chance), sentiment_steps),
        (act_batches(done, routine, tokenizer, settings, chance), act_steps),
        settings,
    )
    save_file(tensors_to_ship(reader), options.out)
    print(f"{options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
