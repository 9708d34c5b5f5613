"""Sentences go in; one vector of each comes out, by a BERT-like encoder from a local folder."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

_MAX_TOKENS = 256
"""all-MiniLM-L6-v2 was made for 256; about 200 words, more than one breath holds."""


class SentenceEncoder:
    """The mean of the last layer's token vectors, as all-MiniLM-L6-v2 was trained to be read."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load from `folder`, with no network call; `threads` holds for all of torch.

        Raises ModelError when the folder holds no encoder that can be loaded.
        """
        transformers = import_module("transformers")
        transformers.utils.logging.disable_progress_bar()
        self._torch: Any = import_module("torch")
        self._one_at_a_time = Lock()
        self._torch.set_num_threads(threads)
        try:
            self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(
                str(folder), local_files_only=True
            )
            self._model: Any = transformers.AutoModel.from_pretrained(
                str(folder), local_files_only=True, dtype=self._torch.float32
            ).eval()
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"The sentence encoder in {folder} cannot be loaded: fetch it again with "
                "`deescalate models fetch minilm`."
            ) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, (n, 384) with MiniLM, not of unit length.

        Of a text longer than 256 tokens only those are read.
        """
        if not texts:
            return np.zeros((0, int(self._model.config.hidden_size)), dtype=np.float32)
        tokens = self._tokens(texts, padding=True)
        with self._torch.inference_mode():
            states = self._model(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
            means = (states * mask).sum(1) / mask.sum(1)
        vectors: NDArray[np.float32] = means.numpy()
        return vectors

    def read(self, words: Sequence[str]) -> tuple[NDArray[np.float32], tuple[int | None, ...]]:
        """The vector of each token, (tokens, width), and which of `words` it is part of.

        The marks at both ends are part of none. Of more than 256 tokens only those are read.
        """
        tokens = self._tokens(words, is_split_into_words=True)
        with self._torch.inference_mode():
            states: NDArray[np.float32] = self._model(**tokens).last_hidden_state[0].numpy()
        return states, tuple(tokens.word_ids(0))

    def _tokens(self, texts: Sequence[str], **how: bool) -> Any:
        with self._one_at_a_time:  # how to pad and to cut is set for all who use the tokenizer
            return self._tokenizer(
                list(texts), truncation=True, max_length=_MAX_TOKENS, return_tensors="pt", **how
            )

    def adapted(self, changes: Mapping[str, NDArray[np.float32]]) -> SentenceEncoder:
        """A second encoder with `changes` added to the weights they name; the rest is shared.

        Raises ModelError when a name or a shape is not that of a weight of this encoder.
        """
        weights = dict(self._model.named_parameters())
        for name, change in changes.items():
            if name not in weights or tuple(weights[name].shape) != change.shape:
                raise ModelError(
                    f"A trained head was made for another encoder (it changes {name}): use it "
                    "with the encoder that its card names."
                )
        shared = {id(weight): weight for name, weight in weights.items() if name not in changes}
        twin = copy.copy(self)
        twin._model = copy.deepcopy(self._model, shared)
        changed = dict(twin._model.named_parameters())
        with self._torch.inference_mode():
            for name, change in changes.items():
                changed[name].add_(self._torch.from_numpy(change))
        return twin
