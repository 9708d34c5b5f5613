"""Texts that are no YAML: which line to mend, and how."""

from __future__ import annotations

import pytest

from assistant.coaching.playbook.layers import read_layer
from assistant.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n\tb: 1\n", "line 2: this cannot be read as YAML (a tab stands before the text); use"),
        ("a: b: c\n", "line 1: this cannot be read as YAML (a colon stands where none may be, or"),
        ("a: - b\n", "line 1: this cannot be read as YAML (a list begins behind a key); put its"),
        ("a: 1\nb: [1,\n  2\nc: 3\n", "line 2: this cannot be read as YAML (the bracket [ that"),
        ("a: 1\nb: {c: 1\n", "line 2: this cannot be read as YAML (the brace { that opens here is"),
        (
            'a: 1\nb: "x\nc: 1\n',
            "line 2: this cannot be read as YAML (the quote that opens here",
        ),
        ("a: 'it's'\n", "line 1: this cannot be read as YAML (text goes on after its closing"),
        ("a:\n  - b\n c: 1\n", "line 3: this cannot be read as YAML (this line is indented"),
        ("a: *x\n", "line 1: this cannot be read as YAML (*x is used, and no &x stands above it);"),
        ('a: "x\\q"\n', "line 1: this cannot be read as YAML (a backslash stands in double"),
        ("a: @x\n", "line 1: this cannot be read as YAML (no value may begin with @); put it in"),
        ("a: !x 1\n", "line 1: this cannot be read as YAML (a value begins with !); put it in"),
        ("a: 1\n---\nb: 1\n", "line 2: this cannot be read as YAML (only one document goes in a"),
        ("a: |\nfoo\n", "line 2: this cannot be read as YAML (this line has no colon); write key:"),
        ("a: 1\nb: 2\na: 3\n", "line 1: this cannot be read as YAML (the key a is given twice);"),
        (
            "a: 1\nb: \x07\n",
            "line 2: this cannot be read as YAML (a character that no text holds)",
        ),
        ("a: 2024-13-45\n", "line 1: this cannot be read as YAML (month must be in 1..12); mend"),
        ("a: &x\n  b: [*x]\n", "line 1: a part of this holds itself (by & and *); write it out."),
    ],
)
def test_what_is_no_yaml_is_told_by_line_and_cure(text: str, said: str) -> None:
    """In words for people who do not know YAML's own."""
    with pytest.raises(SettingsError) as refused:
        read_layer(text, "team.yaml")
    told = str(refused.value)
    assert told.startswith(f"team.yaml, {said}")
    assert told.endswith(".")
    assert "\n" not in told
