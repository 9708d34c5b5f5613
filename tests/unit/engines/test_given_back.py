"""A paraphrase is told from its mere form by whether it gives back what was heard."""

from __future__ import annotations

from assistant.engines.encoder import SentenceEncoder
from assistant.engines.given_back import HARDLY, GivenBack

WORDS = "right so what you are saying is that the boiler went cold on sunday night".split()
FORM = slice(1, 7)
HEARD = "since sunday evening the boiler is stone cold and we have no hot water at all"
ELSE = "i would like to order a new set of cheque books for my business account"


def test_what_gives_back_what_was_heard_is_likelier(encoder: SentenceEncoder) -> None:
    """And what does not is less likely than by its form."""
    judge = GivenBack(encoder)
    assert judge.probability(0.5, WORDS, FORM, HEARD) > 0.6
    assert judge.probability(0.5, WORDS, FORM, ELSE) < 0.4


def test_it_is_found_among_much_that_was_heard(encoder: SentenceEncoder) -> None:
    """What was said before and after does not hide it."""
    heard = f"{ELSE} {ELSE} {HEARD} {ELSE}"
    assert GivenBack(encoder).probability(0.5, WORDS, FORM, heard) > 0.5


def test_where_little_was_heard_its_form_decides(encoder: SentenceEncoder) -> None:
    """There is nothing to give back; nor is an unlikely form made a paraphrase."""
    judge = GivenBack(encoder)
    for heard in ("", "hello", "hello good morning to you"):
        assert judge.probability(0.5, WORDS, FORM, heard) == 0.5
    assert judge.probability(HARDLY / 2, WORDS, FORM, HEARD) == HARDLY / 2


def test_it_stays_a_probability(encoder: SentenceEncoder) -> None:
    """Also where its form is certain."""
    judge = GivenBack(encoder)
    assert 0.99 < judge.probability(1.0, WORDS, FORM, HEARD) <= 1
    assert 0.99 < judge.probability(1.0, WORDS, FORM, ELSE) <= 1
