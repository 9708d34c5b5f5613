"""Lines with a sentiment: public data by its labels, written lines by their families."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.evaluation.language.sentiment_lines import (
    LabelledLine,
    filled,
    goemotions,
    multidogo_turns,
    service_lines,
    service_lines_of,
)
from assistant.model_store import shipped

SHIPPED = shipped("language/heads.safetensors").parent


def comments_in(folder: Path, *rows: str) -> Path:
    (folder / "goemotions").mkdir()
    (folder / "goemotions" / "labels.txt").write_text("joy\nanger\nsurprise\n")
    (folder / "goemotions" / "test.tsv").write_text("".join(f"{row}\n" for row in rows))
    return folder


def test_a_comment_has_the_sign_of_its_emotions(tmp_path: Path) -> None:
    """Joy is positive, anger negative, surprise neutral, and both signs together are left out."""
    data = comments_in(tmp_path, "Yes!\t0\ta", "No, [NAME]\t1,2\tb", "Oh\t2\tc", "So so\t0,1\td")
    assert goemotions(data, "test") == [
        LabelledLine(text="yes", label="positive"),
        LabelledLine(text="no john", label="negative"),
        LabelledLine(text="oh", label="neutral"),
    ]


def test_a_quotation_mark_in_a_comment_opens_nothing(tmp_path: Path) -> None:
    """Comments are parted by tabs and ends of lines alone."""
    data = comments_in(tmp_path, '"oh\t2\ta', 'my"\t0\tb')
    assert [line.text for line in goemotions(data, "test")] == ["oh", "my"]


def test_turns_come_from_every_domain_with_their_intents(tmp_path: Path) -> None:
    """The head of each file and rows that are cut off are left out."""
    for domain, text in (("airline", "my flight"), ("finance", "my card")):
        folder = tmp_path / "multidogo" / domain
        folder.mkdir(parents=True)
        row = f"1\t2\tcustomer\t{text}\tx\task\n"
        (folder / "dev.tsv").write_text("a\tb\tc\td\te\tf\n" + row + "cut\toff\n")
    assert multidogo_turns(tmp_path, "dev") == [("my flight", "ask"), ("my card", "ask")]


def test_slots_are_filled_by_chance() -> None:
    """Each slot takes one of its own fillings."""
    text = filled("{wait} for my {thing}", {"wait": ["ages"], "thing": ["bill"]}, random.Random(1))
    assert text == "ages for my bill"


def test_test_lines_are_the_same_each_time_and_have_no_slot_left() -> None:
    """The same seed fills the same slots; every line has its family's label."""
    lines = service_lines_of(SHIPPED, "test", 0)
    assert lines == service_lines_of(SHIPPED, "test", 0)
    assert {line.label for line in lines} == {"negative", "neutral", "positive", "trouble"}
    assert not any("{" in line.text for line in lines)


def test_no_service_family_is_in_two_splits() -> None:
    """What is tested was never taught, in neither of the two files."""
    lines, _ = service_lines(SHIPPED)
    splits = {(line.family, line.split) for line in lines}
    assert len(splits) == len({family for family, _ in splits})
    assert {family.partition(":")[0] for family, _ in splits} == {
        "service_lines",
        "service_lines_2",
    }


def test_missing_service_lines_are_told(tmp_path: Path) -> None:
    """They are part of the installation."""
    with pytest.raises(ModelError, match="install deescalate again"):
        service_lines(tmp_path)
