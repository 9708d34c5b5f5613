"""The lines that taught an act, by how near they are in meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import model_store
from assistant.engines.corpus_lines import CorpusLines
from assistant.engines.encoder import SentenceEncoder
from assistant.errors import ModelError

LINES = """
- family: asked outright
  party: customer
  act: escalation.supervisor_request
  lines:
  - well <get me your manager> right away
  - <put your supervisor on>
  - oh <put your supervisor on> will you
  - <i want whoever is above you> or <i am leaving for another firm>=escalation.churn_threat
- family: not an act
  party: customer
  act: none
  lines:
  - my manager asked me to ring about the van
"""


def taught(tmp_path: Path, encoder: SentenceEncoder, text: str = LINES) -> CorpusLines:
    """Lines as they are written in a corpus of one file."""
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    return CorpusLines(tmp_path, encoder)


def test_the_nearest_come_first(tmp_path: Path, encoder: SentenceEncoder) -> None:
    """Of what does the act, without the words around it."""
    lines = taught(tmp_path, encoder)
    nearest = lines.nearest("escalation.supervisor_request", "Put the supervisor on!")
    assert nearest[0] == "put your supervisor on"
    assert sorted(nearest[1:]) == ["get me your manager", "i want whoever is above you"]
    assert lines.nearest("escalation.supervisor_request", "the manager", most=1) == [
        "get me your manager"
    ]


def test_words_that_do_another_act_teach_that_one(tmp_path: Path, encoder: SentenceEncoder) -> None:
    """A line may do two."""
    lines = taught(tmp_path, encoder)
    assert lines.nearest("escalation.churn_threat", "bye") == ["i am leaving for another firm"]


def test_a_line_without_marks_counts_whole(tmp_path: Path, encoder: SentenceEncoder) -> None:
    """All of it is of its family's kind."""
    lines = taught(tmp_path, encoder)
    assert lines.nearest("none", "hello") == ["my manager asked me to ring about the van"]


def test_an_act_that_nothing_taught_has_none(tmp_path: Path, encoder: SentenceEncoder) -> None:
    """Also where there is no corpus at all."""
    assert taught(tmp_path, encoder).nearest("escalation.abuse", "you fool") == []
    assert CorpusLines(tmp_path / "nowhere", encoder).nearest("greeting", "hello") == []


@pytest.mark.parametrize(
    "text", ["- [", "", "- x\n", "- family: x\n  act: y\n", "- family: x\n  lines: [a]\n"]
)
def test_lines_that_cannot_be_read_are_told(
    tmp_path: Path, encoder: SentenceEncoder, text: str
) -> None:
    """In a sentence that says how to mend it."""
    with pytest.raises(ModelError, match="install deescalate again"):
        taught(tmp_path, encoder, text).nearest("y", "hello")


def test_the_shipped_lines_can_be_read(encoder: SentenceEncoder) -> None:
    """Each of them is an act's own words, with no mark left in it."""
    folder = model_store.shipped("language/heads.safetensors").with_name("acts")
    nearest = CorpusLines(folder, encoder).nearest("closing_check", "is there anything else")
    assert len(nearest) == 3
    assert not any(mark in line for line in nearest for mark in "<>=")
