"""Sentences become vectors, and an adapted encoder leaves the first as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant import model_store
from assistant.engines.encoder import SentenceEncoder
from assistant.errors import ModelError

WEIGHT = "encoder.layer.5.output.dense.weight"


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(model_store.find("minilm", "encoder").folder)


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
