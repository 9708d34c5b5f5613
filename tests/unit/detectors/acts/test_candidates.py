"""When a model's reading and phrasings make an act together."""

from __future__ import annotations

import pytest

from assistant.detectors.acts.candidates import Agreement, Candidate, agreed, by_phrasing, refuted
from assistant.detectors.acts.notation import Family, matcher
from assistant.detectors.acts.spoken import spoken_text
from assistant.events import ReadAct, Word

ACT = "escalation.churn_threat"
AGREEMENT = Agreement()
LEAVING = Family(
    act=ACT,
    why="the customer says that they leave",
    certain=("i am leaving",),
    likely=("leaving",),
    unless=("leaving the house",),
)


def known(first: int, last: int, score: float = 0.95, act: str = ACT) -> Candidate:
    """What a phrasing found."""
    return Candidate(act=act, first=first, last=last, score=score)


def read(first: int, last: int, score: float, act: str = ACT) -> ReadAct:
    """What the model read."""
    return ReadAct(act=act, first=first, last=last, score=score)


@pytest.mark.parametrize(
    ("phrasing", "refuted", "least"),
    [
        (None, False, AGREEMENT.alone),
        (0.7, False, AGREEMENT.with_likely),
        (0.95, False, AGREEMENT.with_certain),
        (None, True, AGREEMENT.against),
        (0.95, True, AGREEMENT.against),
    ],
)
def test_what_phrasings_say_sets_the_bar(
    phrasing: float | None, refuted: bool, least: float
) -> None:
    """The surer they are of it the lower; highest where they know that it only looks so."""
    assert AGREEMENT.least("transfer", phrasing, refuted) == least


@pytest.mark.parametrize("act", ["empathy", "paraphrase"])
def test_what_an_agent_does_well_is_believed_sooner(act: str) -> None:
    """Where no phrasing speaks; a refuted one stays as hard."""
    assert AGREEMENT.least(act, None, False) == AGREEMENT.kind < AGREEMENT.alone
    assert AGREEMENT.least(act, None, True) == AGREEMENT.against


def test_the_bars_are_in_order() -> None:
    """Agreement never makes it harder."""
    bars = [AGREEMENT.with_certain, AGREEMENT.with_likely, AGREEMENT.alone, AGREEMENT.against]
    assert bars == sorted(bars)


def test_at_the_bar_is_enough_and_below_it_is_not() -> None:
    """For the model alone."""
    assert agreed([], [], [read(2, 4, AGREEMENT.alone)], AGREEMENT) == [known(2, 4, 0.5)]
    assert agreed([], [], [read(2, 4, AGREEMENT.alone - 0.01)], AGREEMENT) == []


def test_a_phrasing_gives_its_words_and_the_higher_score() -> None:
    """Where both touch the same word."""
    (one,) = agreed([known(3, 5, 0.7)], [], [read(1, 3, 0.3)], AGREEMENT)
    assert one == known(3, 5, 0.7)
    (one,) = agreed([known(3, 5, 0.7)], [], [read(1, 3, 0.8)], AGREEMENT)
    assert one == known(3, 5, 0.8)


def test_a_phrasing_elsewhere_or_of_another_act_changes_nothing() -> None:
    """Neither lowers the bar nor lends its words."""
    found = [known(6, 8), known(1, 3, act="escalation.abuse")]
    assert agreed(found, [], [read(1, 3, 0.3)], AGREEMENT) == []
    assert agreed(found, [], [read(1, 3, 0.6)], AGREEMENT) == [known(1, 3, 0.6)]
    assert agreed([], [known(1, 3, act="escalation.abuse")], [read(1, 3, 0.6)], AGREEMENT)


def test_what_a_phrasing_finds_alone_is_not_agreed() -> None:
    """The model decides."""
    assert agreed([known(1, 3)], [], [], AGREEMENT) == []


def test_two_phrasings_in_one_stretch_are_two_acts() -> None:
    """And two stretches over one phrasing are one."""
    assert len(agreed([known(0, 2), known(5, 7)], [], [read(0, 7, 0.6)], AGREEMENT)) == 2
    assert len(agreed([known(0, 7)], [], [read(0, 1, 0.6), read(6, 7, 0.6)], AGREEMENT)) == 1


def test_phrasings_give_places_in_words() -> None:
    """Both ends inside; fillers between them count as words of the call."""
    texts = "well I'm um leaving you".split()
    words = [Word(word=text, start=0, end=0, probability=1.0) for text in texts]
    (one,) = by_phrasing([matcher(LEAVING)], spoken_text(words))
    assert one == known(1, 3)


def test_what_looks_alike_gives_places_in_words_too() -> None:
    """With no score, for it is none."""
    words = [
        Word(word=text, start=0, end=0, probability=1.0) for text in "I'm leaving the house".split()
    ]
    line = spoken_text(words)
    assert refuted([matcher(LEAVING)], line) == [known(1, 3, 0.0)]
    assert by_phrasing([matcher(LEAVING)], line) == []
