"""Words become acts and sentiment with calibrated probabilities, the same at each reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from assistant import model_store
from assistant.detectors.acts.by_party import FAMILIES
from assistant.engines.encoder import SentenceEncoder
from assistant.engines.language import LanguageReader
from assistant.errors import ModelError
from assistant.events import ActsDue, ActsRead, Party, SentimentDue, SentimentRead, Word
from assistant.timeline import Span

HEADS = "language/heads.safetensors"
AGENT, CUSTOMER = Party.AGENT, Party.CUSTOMER


@pytest.fixture(scope="module")
def reader(encoder: SentenceEncoder) -> LanguageReader:
    return LanguageReader(encoder, model_store.shipped(HEADS))


def sentiment_due(text: str) -> SentimentDue:
    span = Span(start=16_000, end=48_000)
    return SentimentDue(party=CUSTOMER, utterance=7, at=50_000, span=span, text=text)


def acts_due(text: str, party: Party = CUSTOMER, heard: str = "") -> ActsDue:
    words = tuple(
        Word(word=f" {word}", start=place * 4000, end=place * 4000 + 3000, probability=0.9)
        for place, word in enumerate(text.split())
    )
    return ActsDue(
        party=party,
        utterance=7,
        at=50_000,
        words=words,
        new=0,
        committed=len(words),
        settled=0,
        heard=heard,
        final=True,
    )


def likely(reader: LanguageReader, party: Party, text: str) -> dict[str, str]:
    """The words of each act that is likelier than not."""
    words = text.split()
    return {
        act.act: " ".join(words[act.first : act.last + 1])
        for act in reader.acts(words, party)
        if act.score >= 0.5
    }


def test_the_answer_belongs_to_the_request(reader: LanguageReader) -> None:
    """Party, utterance, position and span of the request come back with the answer."""
    request = sentiment_due("i ordered it last week")
    answer = reader.read(request)
    assert (answer.party, answer.utterance) == (request.party, request.utterance)
    assert (answer.at, answer.span) == (request.at, request.span)
    due = acts_due("i ordered it last week")
    assert reader.read_acts(due).request is due


def test_both_kinds_are_answered_in_their_order(reader: LanguageReader) -> None:
    """One reader serves them, whatever comes together."""
    requests = [sentiment_due("well"), acts_due("well"), sentiment_due("thank you")]
    answers = reader.answer(requests)
    assert [type(answer) for answer in answers] == [SentimentRead, ActsRead, SentimentRead]
    assert answers[2] == reader.read(sentiment_due("thank you"))
    assert reader.answer([]) == []


@pytest.mark.parametrize(
    "text", ["okay", "this is ridiculous", "thank you so much", "flat 9", "i am not sure about it"]
)
def test_probabilities_add_up(reader: LanguageReader, text: str) -> None:
    """Three probabilities of four decimals sum to one to the last digit."""
    parts = reader.probabilities(text)
    assert all(round(part, 4) == part and 0 <= part <= 1 for part in parts)
    assert sum(round(part * 10_000) for part in parts) == 10_000


def test_a_second_reader_agrees(encoder: SentenceEncoder, reader: LanguageReader) -> None:
    """Loading the weights again changes no digit."""
    again = LanguageReader(encoder, model_store.shipped(HEADS))
    text = "i sent the form back on monday and heard nothing so get me your manager"
    assert again.probabilities(text) == reader.probabilities(text)
    assert again.acts(text.split(), CUSTOMER) == reader.acts(text.split(), CUSTOMER)


def test_spelling_does_not_matter(reader: LanguageReader) -> None:
    """Capitals and punctuation, which recognisers put as they like, change nothing."""
    plain, spelt = "oh great it's late again", "Oh, great! It’s late... again?"
    assert reader.probabilities(spelt) == reader.probabilities(plain)
    plain, spelt = "get me your manager now", " Get me -- your Manager, NOW!"
    words = [word for word in spelt.split() if word != "--"]
    assert reader.acts(words, CUSTOMER) == reader.acts(plain.split(), CUSTOMER)


@pytest.mark.parametrize("text", ["", "  ", "...", "?!"])
def test_without_words_there_is_nothing_to_read(reader: LanguageReader, text: str) -> None:
    """Nothing is felt and nothing done."""
    answer = reader.read(sentiment_due(text))
    assert (answer.negative, answer.neutral, answer.positive) == (0.0, 1.0, 0.0)
    assert reader.read_acts(acts_due(text)).acts == ()


@pytest.mark.parametrize(
    "text",
    ["this is absolutely disgraceful", "nobody there ever listens to a word i say"],
)
def test_a_complaint_is_negative(reader: LanguageReader, text: str) -> None:
    """More than it is anything else."""
    answer = reader.read(sentiment_due(text))
    assert answer.negative > max(answer.neutral, answer.positive)


@pytest.mark.parametrize("text", ["could you tell me when my bill is due", "b as in bravo"])
def test_routine_is_neutral(reader: LanguageReader, text: str) -> None:
    """Calm questions and spelling."""
    answer = reader.read(sentiment_due(text))
    assert answer.neutral > max(answer.negative, answer.positive)


def test_relief_is_positive(reader: LanguageReader) -> None:
    """Thanks and relief."""
    answer = reader.read(sentiment_due("thank you so much that is a relief"))
    assert answer.positive > max(answer.negative, answer.neutral)


@pytest.mark.parametrize(
    ("party", "act", "text"),
    [
        (CUSTOMER, "escalation.supervisor_request", "i want to speak to your manager"),
        (CUSTOMER, "escalation.legal_threat", "you will hear from my lawyer about this"),
        (AGENT, "apology", "i am so sorry about that"),
        (AGENT, "hold_request", "can i put you on hold for a moment"),
        (AGENT, "greeting", "good morning how can i help you today"),
    ],
)
def test_plain_acts_are_seen(reader: LanguageReader, party: Party, act: str, text: str) -> None:
    """By whoever can do them."""
    assert act in likely(reader, party, text)


@pytest.mark.parametrize("text", ["my manager told me to ring you", "the parcel is for my wife"])
def test_what_only_names_a_thing_does_nothing(reader: LanguageReader, text: str) -> None:
    """A manager of the customer's own is nobody whom they ask for."""
    assert likely(reader, CUSTOMER, text) == {}


def test_each_party_does_their_own_acts(reader: LanguageReader) -> None:
    """The customer's are those of escalation; nobody else's, whatever is said."""
    words = "i am so sorry i want to speak to your manager can i put you on hold".split()
    for party in Party:
        acts = {act.act for act in reader.acts(words, party)}
        assert acts
        assert {act.startswith("escalation.") for act in acts} == {party is CUSTOMER}


def test_every_act_that_phrasings_know_is_read(reader: LanguageReader) -> None:
    """Else it could never be told, for the model decides."""
    calibration = json.loads(
        model_store.shipped(HEADS).with_name("calibration.json").read_text(encoding="utf-8")
    )
    known = {family.act for families in FAMILIES.values() for family in families}
    assert known <= set(calibration["acts"])
    assert load_file(model_store.shipped(HEADS))["acts.weight"].shape[0] == len(calibration["acts"])


def test_an_act_lies_where_it_is_said(reader: LanguageReader) -> None:
    """Not over all the words around it."""
    text = "the van came on tuesday with the wrong box so i want to speak to your manager"
    said = likely(reader, CUSTOMER, text)["escalation.supervisor_request"]
    assert said.endswith("manager")
    assert "tuesday" not in said


def test_the_last_of_very_many_words_are_read(reader: LanguageReader) -> None:
    """However long somebody talks without a pause."""
    words = [*("and the parcel was late " * 100).split(), *"i want your manager".split()]
    ends = [
        act.last
        for act in reader.acts(words, CUSTOMER)
        if act.act == "escalation.supervisor_request" and act.score >= 0.5
    ]
    assert len(words) - 1 in ends


def test_a_paraphrase_is_judged_by_what_was_heard(reader: LanguageReader) -> None:
    """The same words are likelier one after what they give back."""
    text = "so what i'm hearing is that the boiler went cold on sunday"
    cold = "the boiler is stone cold since sunday evening and nobody has come to mend it"
    other = "i would like to order cheque books for the account of my business please"
    scores = [
        max(act.score for act in reader.read_acts(acts_due(text, AGENT, heard)).acts or ())
        for heard in (other, cold)
    ]
    assert scores[0] < scores[1]


def weights(**changed: Any) -> dict[str, np.ndarray[Any, Any]]:
    """Heads for two acts that say nothing."""
    return {
        "sentiment.weight": np.zeros((3, 384), dtype=np.float32),
        "sentiment.bias": np.zeros(3, dtype=np.float32),
        "acts.weight": np.zeros((2, 384), dtype=np.float32),
        "acts.bias": np.zeros(2, dtype=np.float32),
    } | changed


@pytest.fixture
def heads(tmp_path: Path) -> Iterator[Path]:
    """Where heads lie, with the calibration of two acts beside them."""
    calibration = {"acts": {"greeting": [1, 0], "escalation.abuse": [1, 0]}}
    text = json.dumps(calibration | {"sentiment_temperature": 1.5})
    (tmp_path / "calibration.json").write_text(text, encoding="utf-8")
    yield tmp_path / "heads.safetensors"


def test_heads_that_know_nothing_are_sure_of_nothing(encoder: SentenceEncoder, heads: Path) -> None:
    """Each side of sentiment is as likely as the others, and each word half an act."""
    save_file(weights(), heads)
    reader = LanguageReader(encoder, heads)
    assert sorted(reader.probabilities("hello there")) == [0.3333, 0.3333, 0.3334]
    (act,) = reader.acts(["hello", "there"], AGENT)
    assert (act.act, act.first, act.last, act.score) == ("greeting", 0, 1, 0.5)
    assert reader.nearest("greeting", "hello") == []


def test_words_that_are_no_words_keep_their_places(encoder: SentenceEncoder, heads: Path) -> None:
    """Marks by themselves are words of the call, and two in one are one."""
    save_file(weights(), heads)
    reader = LanguageReader(encoder, heads)
    (act,) = reader.acts(["\u2014", "forty-two", "...", "Yes!", "?"], AGENT)
    assert (act.first, act.last) == (1, 3)


def test_weights_that_are_not_there(encoder: SentenceEncoder, tmp_path: Path) -> None:
    """A missing file is refused with the way to mend it."""
    with pytest.raises(ModelError, match="install deescalate again"):
        LanguageReader(encoder, tmp_path / "heads.safetensors")


@pytest.mark.parametrize("part", ["sentiment.bias", "acts.weight"])
def test_weights_that_lack_a_part(encoder: SentenceEncoder, heads: Path, part: str) -> None:
    """A file without it is refused by what it lacks."""
    whole = weights()
    del whole[part]
    save_file(whole, heads)
    with pytest.raises(ModelError, match=f"lack '{part}'"):
        LanguageReader(encoder, heads)


def test_weights_of_another_encoder(encoder: SentenceEncoder, heads: Path) -> None:
    """A file whose changes do not fit the encoder is refused."""
    name = "encoder.layer.5.output.dense.weight"
    down, up = np.zeros((2, 8), dtype=np.float32), np.zeros((8, 2), dtype=np.float32)
    save_file(weights(**{f"{name}.down": down, f"{name}.up": up}), heads)
    with pytest.raises(ModelError, match="made for another encoder"):
        LanguageReader(encoder, heads)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"acts": {"greeting": [1]}}'])
def test_a_calibration_that_cannot_be_used(
    encoder: SentenceEncoder, heads: Path, text: str
) -> None:
    """Is refused with the way to mend it."""
    save_file(weights(), heads)
    heads.with_name("calibration.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="install deescalate again"):
        LanguageReader(encoder, heads)
    heads.with_name("calibration.json").unlink()
    with pytest.raises(ModelError, match="install deescalate again"):
        LanguageReader(encoder, heads)


def test_a_calibration_of_other_acts_than_the_heads(encoder: SentenceEncoder, heads: Path) -> None:
    """Two files that do not belong together are refused."""
    save_file(weights(**{"acts.weight": np.zeros((3, 384), dtype=np.float32)}), heads)
    with pytest.raises(ModelError, match="3 acts"):
        LanguageReader(encoder, heads)
