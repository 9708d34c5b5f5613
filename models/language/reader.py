"""MiniLM goes in; the same with low-rank changes to every layer and two heads comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from assistant.detectors.acts.names import ACTS

ADAPTED = ("query", "key", "value", "dense")
"""Every matrix of a layer: attention and both halves of the feed-forward part."""


_RARE = -3.5
"""Score of an act before anything is known: one in thirty-four."""


class LowRankLinear(nn.Module):
    """A frozen linear map with a change up @ down to its weight (LoRA: Hu et al. 2021)."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        out, into = base.weight.shape
        self.base = base
        self.down = nn.Parameter(torch.randn(rank, into) / into**0.5)
        self.up = nn.Parameter(torch.zeros(out, rank))

    def forward(self, states: Tensor) -> Tensor:
        """As the frozen map, and the change."""
        return self.base(states) + (states @ self.down.T) @ self.up.T  # type: ignore[no-any-return]


class Reader(nn.Module):
    """The encoder with its changes, sentiment from the mean over tokens, acts from each token."""

    def __init__(self, folder: Path, rank: int, dropout: float) -> None:
        super().__init__()
        self.encoder: Any = AutoModel.from_pretrained(folder, local_files_only=True).float()
        self.encoder.requires_grad_(False)
        self.changes: dict[str, LowRankLinear] = {}
        for name, part in list(self.encoder.named_modules()):
            if isinstance(part, nn.Linear) and "encoder.layer" in name:
                parent = self.encoder.get_submodule(name.rpartition(".")[0])
                change = LowRankLinear(part, rank)
                setattr(parent, name.rpartition(".")[2], change)
                self.changes[name] = change
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.sentiment = nn.Linear(width, 3)
        self.acts = nn.Linear(width, len(ACTS))
        nn.init.constant_(self.acts.bias, _RARE)  # else all that is learnt first is "hardly ever"

    def take(self, tensors: Mapping[str, Tensor]) -> None:
        """Go on from heads and changes that were saved."""
        with torch.no_grad():
            for name, head in (("sentiment", self.sentiment), ("acts", self.acts)):
                head.weight.copy_(tensors[f"{name}.weight"])
                head.bias.copy_(tensors[f"{name}.bias"])
            for name, change in self.changes.items():
                change.down.copy_(tensors[f"{name}.weight.down"])
                change.up.copy_(tensors[f"{name}.weight.up"])

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of sentiment (n, 3) and of acts (n, tokens, acts)."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        shares = mask.unsqueeze(-1).to(states.dtype)
        means = (states * shares).sum(1) / shares.sum(1)
        return self.sentiment(self.dropout(means)), self.acts(self.dropout(states))


def tokenizer_of(folder: Path) -> Any:
    """The tokenizer beside the encoder's weights."""
    return AutoTokenizer.from_pretrained(folder, local_files_only=True)


def padded(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Token numbers of unlike length as one batch, and its mask of ones and zeros."""
    rows = [torch.tensor(row) for row in ids]
    batch = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    lengths = torch.tensor([len(row) for row in rows])
    return batch, (torch.arange(batch.shape[1])[None] < lengths[:, None]).long()


def pooled(scores: Tensor, dim: int) -> Tensor:
    """The score of a stretch: the mean of its tokens', each weighed by how high it is."""
    return (scores.softmax(dim) * scores).sum(dim)
