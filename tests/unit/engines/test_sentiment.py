"""The customer's words become three calibrated probabilities, the same at each reading."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from assistant import model_store
from assistant.engines.encoder import SentenceEncoder
from assistant.engines.sentiment import SentimentReader, spoken_form
from assistant.errors import ModelError
from assistant.events import Party, SentimentDue
from assistant.timeline import Span

HEAD = "sentiment/head.safetensors"


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(model_store.find("minilm", "encoder").folder)


@pytest.fixture(scope="module")
def reader(encoder: SentenceEncoder) -> SentimentReader:
    return SentimentReader(encoder, model_store.shipped(HEAD))


def due(text: str) -> SentimentDue:
    span = Span(start=16_000, end=48_000)
    return SentimentDue(party=Party.CUSTOMER, utterance=7, at=50_000, span=span, text=text)


def test_the_answer_belongs_to_the_request(reader: SentimentReader) -> None:
    """Party, utterance, position and span of the request come back with the answer."""
    request = due("i ordered it last week")
    answer = reader.read(request)
    assert (answer.party, answer.utterance) == (request.party, request.utterance)
    assert (answer.at, answer.span) == (request.at, request.span)


@pytest.mark.parametrize(
    "text", ["okay", "this is ridiculous", "thank you so much", "flat 9", "i am not sure about it"]
)
def test_probabilities_add_up(reader: SentimentReader, text: str) -> None:
    """Three probabilities of four decimals sum to one to the last digit."""
    parts = reader.probabilities(text)
    assert all(round(part, 4) == part and 0 <= part <= 1 for part in parts)
    assert sum(round(part * 10_000) for part in parts) == 10_000


def test_a_second_reader_agrees(encoder: SentenceEncoder, reader: SentimentReader) -> None:
    """Loading the weights again changes no digit."""
    again = SentimentReader(encoder, model_store.shipped(HEAD))
    text = "i sent the form back on monday and heard nothing"
    assert again.probabilities(text) == reader.probabilities(text)


def test_spelling_does_not_matter(reader: SentimentReader) -> None:
    """Capitals and punctuation, which recognisers put as they like, change nothing."""
    plain = reader.probabilities("oh great it's late again")
    assert reader.probabilities("Oh, great! It’s late... again?") == plain


@pytest.mark.parametrize("text", ["", "  ", "...", "?!"])
def test_without_words_it_is_neutral(reader: SentimentReader, text: str) -> None:
    """Where nothing was said nothing is felt."""
    answer = reader.read(due(text))
    assert (answer.negative, answer.neutral, answer.positive) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "i have been waiting for forty five minutes",
        "oh great another transfer",
        "nobody there ever listens to a word i say",
        "it is simply not good enough",
        "i find it quite disappointing to be honest",
    ],
)
def test_a_complaint_is_negative(reader: SentimentReader, text: str) -> None:
    """Waiting, sarcasm after trouble, being ignored and polite disappointment are negative."""
    answer = reader.read(due(text))
    assert answer.negative > max(answer.neutral, answer.positive)


@pytest.mark.parametrize(
    "text",
    [
        "could you tell me when my bill is due",
        "could i speak to your manager about my booking",
        "i'd like to cancel my subscription please",
        "okay",
        "yes that's right",
        "b as in bravo",
    ],
)
def test_routine_is_neutral(reader: SentimentReader, text: str) -> None:
    """Calm requests, assent and spelling are neutral, also where they name a manager."""
    answer = reader.read(due(text))
    assert answer.neutral > max(answer.negative, answer.positive)


def test_relief_is_positive(reader: SentimentReader) -> None:
    """Thanks and relief are positive."""
    answer = reader.read(due("thank you so much that is a relief"))
    assert answer.positive > max(answer.negative, answer.neutral)


def test_asking_for_the_manager_is_not_positive(reader: SentimentReader) -> None:
    """A demand for the manager never lifts the score."""
    answer = reader.read(due("i want to speak to your manager"))
    assert answer.positive < 0.1


def test_a_fault_told_calmly_is_hardly_negative(reader: SentimentReader) -> None:
    """What is wrong with a car is the business of a garage, not a complaint about it."""
    answer = reader.read(due("the brakes are making a grinding noise"))
    assert answer.negative < 0.5


def test_spoken_form() -> None:
    """Lower case, single spaces, apostrophes kept, everything else but words gone."""
    assert spoken_form(" It’s £45.20 -- REALLY?_ ") == "it's 45 20 really"


def test_weights_that_are_not_there(encoder: SentenceEncoder, tmp_path: Path) -> None:
    """A missing file is refused with the way to mend it."""
    with pytest.raises(ModelError, match="install deescalate again"):
        SentimentReader(encoder, tmp_path / "head.safetensors")


def test_weights_that_lack_a_part(encoder: SentenceEncoder, tmp_path: Path) -> None:
    """A file without the head's bias is refused by what it lacks."""
    path = tmp_path / "head.safetensors"
    save_file({"head.weight": np.zeros((3, 384), dtype=np.float32)}, path)
    with pytest.raises(ModelError, match=r"lack 'head\.bias'"):
        SentimentReader(encoder, path)


def test_weights_of_another_encoder(encoder: SentenceEncoder, tmp_path: Path) -> None:
    """A file whose changes do not fit the encoder is refused."""
    path = tmp_path / "head.safetensors"
    name = "encoder.layer.5.output.dense.weight"
    tensors = {
        "head.weight": np.zeros((3, 384), dtype=np.float32),
        "head.bias": np.zeros(3, dtype=np.float32),
        f"{name}.down": np.zeros((2, 8), dtype=np.float32),
        f"{name}.up": np.zeros((8, 2), dtype=np.float32),
    }
    save_file(tensors, path)
    with pytest.raises(ModelError, match="made for another encoder"):
        SentimentReader(encoder, path)
