"""Lines by themselves: what is found in each, where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from assistant.detectors.phrases import PhraseSettings
from assistant.detectors.sentiment import SentimentSettings
from assistant.events import ActsDue, ActsRead, Answer, Party, SentimentDue
from assistant.session.explained import Explainer
from fakes import AGENT, CUSTOMER, ScriptedActs

BOSS, LEAVING = "escalation.supervisor_request", "escalation.churn_threat"
UNKNOWN = "fetch whoever runs this place"
"""A wording that no phrasing knows."""


class Scripted:
    """A model that knows a few phrases, and finds anger where there is a mark of exclamation."""

    def __init__(self, known: dict[str, tuple[str, float]]) -> None:
        self.acts = ScriptedActs(known)

    def answer(self, requests: Sequence[SentimentDue | ActsDue]) -> Sequence[Answer]:
        """Nobody asks this way."""
        raise NotImplementedError

    def read_acts(self, request: ActsDue) -> ActsRead:
        """The phrases that are in it."""
        return self.acts(request)

    def probabilities(self, text: str) -> tuple[float, float, float]:
        """Angry or not."""
        return (0.8, 0.15, 0.05) if "!" in text else (0.3, 0.45, 0.25)

    def nearest(self, act: str, text: str) -> Sequence[str]:
        """The act and the text themselves."""
        return [act, text]


def explained(
    text: str, party: Party = CUSTOMER, score: float = 0.7, why: bool = False
) -> dict[str, Any]:
    """The line as it is explained by a model that knows a few phrases."""
    known = {
        UNKNOWN: (BOSS, score),
        "your manager": (BOSS, score),
        "to the manager": (BOSS, score),
        "i am off": (LEAVING, score),
        "so sorry": ("apology", score),
    }
    model = Scripted(known)
    nearest = model.nearest if why else None
    explainer = Explainer(party, model, PhraseSettings(), SentimentSettings(), nearest)
    return explainer.explain(text)


def test_letters_give_back_the_words() -> None:
    """However the line is spaced and written."""
    text = f"Well,  now\t{UNKNOWN.upper()}!  Or I am\u00a0off - caf\u00e9"
    told = explained(text)
    found = [(act["act"], text[act["start"] : act["end"]]) for act in told["acts"]]
    assert found == [(BOSS, f"{UNKNOWN.upper()}!"), (LEAVING, "I am\u00a0off")]
    assert told["text"] == text


def test_acts_have_the_score_that_decided() -> None:
    """The model's alone, or the phrasing's where that is surer; in the order of the words."""
    told = explained(f"I want to speak to your manager now so do please go and {UNKNOWN}")
    assert [act["score"] for act in told["acts"]] == [0.95, 0.7]
    assert explained(UNKNOWN, score=0.4)["acts"] == []


def test_the_customers_sentiment_is_scored() -> None:
    """Positive less negative, with the label that a call would show; neutral where not sure."""
    assert explained("this is bad!")["sentiment"] == {
        "score": -0.75,
        "label": "negative",
        "confidence": 0.8,
    }
    assert explained("well")["sentiment"]["label"] == "neutral"


def test_the_agents_sentiment_is_nobodys_business() -> None:
    """It is left out, and the acts are the agent's."""
    told = explained("oh I am so sorry!", AGENT)
    assert told["sentiment"] is None
    assert [act["act"] for act in told["acts"]] == ["apology"]


def test_why_names_the_phrasing_and_the_nearest_lines() -> None:
    """Of the very words; no phrasing where none knows them, also where words are said twice."""
    (known,) = explained("I want to speak to to your manager", why=True)["acts"]
    assert "asked to step aside" in known["why"]["phrasing"]
    assert known["why"]["nearest"] == [BOSS, "speak to to your manager"]
    (unknown,) = explained(UNKNOWN, why=True)["acts"]
    assert unknown["why"] == {"phrasing": None, "nearest": [BOSS, UNKNOWN]}
    assert "why" not in explained(UNKNOWN)["acts"][0]


@pytest.mark.parametrize("text", ["", "   ", "...", "\u2014 ?"])
def test_a_line_without_words_does_nothing(text: str) -> None:
    """And is no fault."""
    assert explained(text)["acts"] == []


def test_each_line_stands_alone() -> None:
    """Nothing of one is joined to the next, nor held against it."""
    model = Scripted({UNKNOWN: (BOSS, 0.7)})
    explainer = Explainer(CUSTOMER, model, PhraseSettings(), SentimentSettings())
    first, last = UNKNOWN.split()[:2], UNKNOWN.split()[2:]
    assert explainer.explain(" ".join(first))["acts"] == []
    assert explainer.explain(" ".join(last))["acts"] == []
    assert explainer.explain(UNKNOWN) == explainer.explain(UNKNOWN)


@pytest.mark.parametrize("before", [0, 55, 58, 59, 60, 119, 300, 495])
def test_a_very_long_line_is_read_to_its_end(before: int) -> None:
    """Wherever in it an act is done, it is told once, with its words."""
    text = f"{'blah ' * before}{UNKNOWN}{' blah' * (500 - before)}"
    (act,) = explained(text)["acts"]
    assert text[act["start"] : act["end"]] == UNKNOWN


def test_an_act_that_later_words_take_back_is_not_told() -> None:
    """Also where these come with the next breath."""
    asked = f"{'blah ' * 53}I have to speak to your manager"
    assert explained(asked)["acts"]
    own = asked.replace("your", "the")
    assert explained(f"{own} at our branch about the order", score=0.7)["acts"] == []
