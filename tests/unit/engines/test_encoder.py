"""Sentences become vectors, and an adapted encoder leaves the first as it was."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.engines.encoder import SentenceEncoder
from assistant.errors import ModelError

WEIGHT = "encoder.layer.5.output.dense.weight"


def test_each_text_has_a_row(encoder: SentenceEncoder) -> None:
    """Two texts give two rows of 384 numbers of single precision; none gives none."""
    vectors = encoder.encode(["hello there", "my parcel is late"])
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    assert encoder.encode([]).shape == (0, 384)


def test_company_does_not_matter(encoder: SentenceEncoder) -> None:
    """A text has the same vector alone and beside a longer one, so padding is left out."""
    long = "i have been waiting in all day for the engineer and nobody came or rang"
    alone, beside = encoder.encode(["okay"])[0], encoder.encode(["okay", long])[0]
    assert np.allclose(alone, beside, atol=1e-5)


def test_meaning_is_near(encoder: SentenceEncoder) -> None:
    """Two ways to say a thing lie nearer to each other than to another thing."""
    vectors = encoder.encode(["when is my bill due", "what date do i pay", "the brakes squeak"])
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert unit[0] @ unit[1] > unit[0] @ unit[2] + 0.1


def test_a_very_long_text_is_cut(encoder: SentenceEncoder) -> None:
    """A text beyond the encoder's reach still gives one row."""
    assert encoder.encode(["and then " * 600]).shape == (1, 384)


def test_each_token_says_which_word_it_is_part_of(encoder: SentenceEncoder) -> None:
    """One row a token; the marks at both ends, and words without a letter, are part of none."""
    states, places = encoder.read(["unbelievably", "", "late", "forty two"])
    assert states.shape == (len(places), 384)
    assert places[0] is None
    assert places[-1] is None
    assert set(places[1:-1]) == {0, 2, 3}
    assert list(places[1:-1]) == sorted(places[1:-1])  # type: ignore[type-var]


def test_reading_and_encoding_see_the_same_tokens(encoder: SentenceEncoder) -> None:
    """The mean over them is the vector of the words."""
    text = "it's the third time i've called"
    states, _ = encoder.read(text.split())
    assert np.allclose(states.mean(axis=0), encoder.encode([text])[0], atol=1e-5)


class Watched:
    """A tokeniser that takes its time, and knows how many were in it at once."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.inside = self.most = 0

    def __call__(self, *texts: Any, **how: Any) -> Any:
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(0.02)
        tokens = self._tokenizer(*texts, **how)
        self.inside -= 1
        return tokens


def test_two_threads_do_not_meet_in_the_tokeniser(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds how to pad; an adapted encoder has the same one."""
    watched = Watched(encoder._tokenizer)
    monkeypatch.setattr(encoder, "_tokenizer", watched)
    twin = encoder.adapted({})
    works = [lambda: encoder.encode(["yes", "no not at all"]), lambda: twin.read(["yes"])]
    threads = [threading.Thread(target=work) for work in works * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert watched.most == 1


def test_adapting_leaves_the_first_alone(encoder: SentenceEncoder) -> None:
    """A change shows in the adapted encoder's vectors and not in those of the first."""
    before = encoder.encode(["hello"])
    adapted = encoder.adapted({WEIGHT: np.eye(384, 1536, dtype=np.float32)})
    assert not np.allclose(adapted.encode(["hello"]), before, atol=1e-3)
    assert np.array_equal(encoder.encode(["hello"]), before)


@pytest.mark.parametrize(
    ("name", "shape"), [(WEIGHT, (2, 2)), ("encoder.layer.40.output.dense.weight", (384, 1536))]
)
def test_a_change_must_fit(encoder: SentenceEncoder, name: str, shape: tuple[int, int]) -> None:
    """A change to a weight that the encoder lacks, or of another shape, is refused by name."""
    with pytest.raises(ModelError, match="made for another encoder"):
        encoder.adapted({name: np.zeros(shape, dtype=np.float32)})


def test_a_folder_without_an_encoder(tmp_path: Path) -> None:
    """An empty folder is refused with the command that fetches the encoder."""
    with pytest.raises(ModelError, match="deescalate models fetch minilm"):
        SentenceEncoder(tmp_path)
