"""Captions: a line for each change, in which no word is missing or doubled."""

import json
from typing import Any

from assistant.events import Party, Word, WordsCommitted, WordsTentative
from assistant.outputs.captions import Captions
from fakes import AGENT, CUSTOMER, Said


def told(kind: Any, text: str, start: float, party: Party = CUSTOMER) -> Any:
    """A transcript of words that take half a second each."""
    words: tuple[Word, ...] = Said(party, start, start + len(text.split()) / 2, text).words()
    end = words[-1].end if words else int(start * 16_000)
    return kind(
        at=end,
        party=party,
        utterance=0,
        text=text,
        start=int(start * 16_000),
        end=end,
        confidence=0.9,
        words=words,
    )


def captioned(*pushes: list[Any], by_party: bool = False) -> list[dict[str, str]]:
    """The lines for facts that come together, push by push."""
    lines: list[str] = []
    captions = Captions(lines.append, by_party)
    for facts in pushes:
        for fact in facts:
            captions.listen(fact, None)
        captions.settled()
    return [json.loads(line) for line in lines]


def test_tentative_words_are_replaced_and_then_committed() -> None:
    """Each tentative text takes the place of the one before."""
    assert captioned(
        [told(WordsTentative, "let me", 0)],
        [told(WordsTentative, "let me speak", 0)],
        [told(WordsCommitted, "let me speak", 0), told(WordsTentative, "", 1.5)],
    ) == [
        {"committed": "", "tentative": "let me"},
        {"committed": "", "tentative": "let me speak"},
        {"committed": "let me speak", "tentative": ""},
    ]


def test_facts_that_come_together_are_one_line() -> None:
    """No line shows a word gone that the next fact of the same push brings back."""
    lines = captioned(
        [told(WordsTentative, "let me speak to", 0)],
        [told(WordsCommitted, "let me", 0), told(WordsTentative, "speak to your", 1.0)],
    )
    assert lines[1:] == [{"committed": "let me", "tentative": "speak to your"}]


def test_a_commit_takes_away_the_tentative_words_before_its_end() -> None:
    """Those that begin after it stay."""
    lines = captioned(
        [told(WordsTentative, "let me speak to", 0)], [told(WordsCommitted, "let me", 0)]
    )
    assert lines[-1] == {"committed": "let me", "tentative": "speak to"}


def test_what_changes_nothing_writes_nothing() -> None:
    """The same text again, or facts of other kinds."""
    same = [told(WordsTentative, "let me", 0)]
    assert len(captioned(same, same, [])) == 1


def test_each_party_has_lines_of_its_own() -> None:
    """With its name, and its own text only."""
    assert captioned(
        [told(WordsCommitted, "good morning", 0, AGENT)],
        [told(WordsTentative, "hello", 1, CUSTOMER)],
        by_party=True,
    ) == [
        {"party": "agent", "committed": "good morning", "tentative": ""},
        {"party": "customer", "committed": "", "tentative": "hello"},
    ]


def test_the_first_line_says_that_it_is_ready() -> None:
    """For programs that wait for the models."""
    lines: list[str] = []
    Captions(lines.append).ready()
    assert [json.loads(line) for line in lines] == [{"ready": True}]


def test_a_line_is_plain_ascii() -> None:
    """A masked card number can be written whatever the terminal's encoding is."""
    lines: list[str] = []
    captions = Captions(lines.append)
    captions.listen(told(WordsCommitted, "card •••• 1234", 0), None)
    captions.settled()
    assert lines[0].isascii()
    assert json.loads(lines[0])["committed"] == "card •••• 1234"
