"""Lines of the corpus of acts: what is marked in them, and which split each family is in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.detectors.acts.names import ACTS
from assistant.errors import ModelError
from assistant.evaluation.language.act_lines import (
    ActLine,
    act_lines,
    by_share,
    parsed,
    split_of,
)
from assistant.model_store import shipped


def line(text: str, act: str = "apology") -> ActLine:
    return parsed(text, "agent", act, "a family", "test")


def told(one: ActLine) -> list[tuple[str, list[str]]]:
    """Each word with its acts."""
    return [(word, sorted(acts)) for word, acts in zip(one.words, one.acts, strict=True)]


def test_a_line_without_marks_does_the_act_as_a_whole() -> None:
    """Every word takes part in the family's act."""
    assert told(line("Sorry, sir!")) == [("sorry", ["apology"]), ("sir", ["apology"])]


def test_marks_say_where_the_act_is() -> None:
    """Words outside the marks take part in nothing."""
    one = line("well <i'm sorry> okay")
    assert told(one) == [
        ("well", []),
        ("i'm", ["apology"]),
        ("sorry", ["apology"]),
        ("okay", []),
    ]
    assert one.text == "well i'm sorry okay"
    assert one.done == {"apology"}


def test_a_mark_may_name_another_act() -> None:
    """`<words>=name` belongs to that act, beside the family's own."""
    one = line("<sorry> <bear with me>=hold_request")
    assert one.done == {"apology", "hold_request"}
    assert one.acts[-1] == {"hold_request"}


def test_a_hard_negative_does_nothing_but_what_is_marked() -> None:
    """In a family of no act a line holds none, unless a mark names one."""
    assert line("the sorry state of it", act="none").done == frozenset()
    assert line("<well> <thank you>=gratitude", act="none").done == {"gratitude"}


def test_an_unknown_act_is_refused() -> None:
    """A slip in the name of an act is told with its family."""
    with pytest.raises(ValueError, match="apologgy in a family is no act"):
        line("<sorry>=apologgy")


def test_a_fifth_of_the_names_is_for_the_test_and_a_tenth_for_calibration() -> None:
    """Shares are the same whatever the order of the names."""
    names = [f"family {number}" for number in range(20)]
    splits = by_share(names)
    assert Counter(splits.values()) == {"test": 4, "dev": 2, "train": 14}
    assert by_share(names[::-1]) == splits


def test_a_family_is_in_one_split_and_named_by_its_file(tmp_path: Path) -> None:
    """All lines of a family go together; the same name in two files is two families."""
    families = "".join(
        f"- family: f{number}\n  party: agent\n  act: apology\n  lines: [sorry, <so sorry> now]\n"
        for number in range(10)
    )
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(families, encoding="utf-8")
    lines = act_lines(tmp_path)
    splits: dict[str, set[str]] = {}
    for one in lines:
        splits.setdefault(one.family, set()).add(one.split)
    assert len(lines) == 40 and len(splits) == 20
    assert all(len(one) == 1 for one in splits.values())
    assert len(split_of(lines, "test")) == 8


@pytest.mark.parametrize("content", [None, "- family: f\n", "- [", "a: b\n", "\xff\xfe"])
def test_a_damaged_corpus_is_told(tmp_path: Path, content: str | None) -> None:
    """A folder with no file, or one that does not read, is the installation's fault."""
    if content is not None:
        (tmp_path / "one.yaml").write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelError, match="install deescalate again"):
        act_lines(tmp_path)


def test_the_shipped_corpus_reads_and_tests_every_act() -> None:
    """Each act has lines to be taught, calibrated and tested on, as hard negatives have."""
    lines = act_lines(shipped("language/heads.safetensors").parent / "acts")
    for split in ("train", "dev", "test"):
        part = [one for one in lines if one.split == split]
        assert frozenset().union(*(one.done for one in part)) == set(ACTS)
        assert any(not one.done for one in part)
