"""docs/playbook.md against the schema, the default playbook, and its own examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from assistant.coaching.in_words.doubts import doubts
from assistant.config import ACTS_BY_PARTY, load_playbook, read_playbook_file
from playbook_page import CALLS, MARKED, PAGE, PARTS, page

TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
FIXTURES = PAGE.parents[1] / "audio_fixtures" / "calls"
HEARD = yaml.safe_load(CALLS.read_text(encoding="utf-8"))


def test_the_generated_parts_are_current() -> None:
    """`python tests/playbook_page.py` would write the page as it is; it has every part."""
    assert page(TEXT) == TEXT
    assert {part[2] for part in MARKED.finditer(TEXT)} == PARTS.keys()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n")[0])
def test_each_example_is_good_as_it_stands(example: str, tmp_path: Path) -> None:
    """Without a mistake, and without a doubt."""
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    assert doubts(read_playbook_file(path), ACTS_BY_PARTY) == []


def test_there_is_an_example_that_extends_and_one_in_another_language() -> None:
    """Both ways to write one are shown."""
    shown = [yaml.safe_load(example) for example in EXAMPLES]
    assert any(one.get("extends") == "default" for one in shown)
    assert any(one.get("language", "en") != "en" for one in shown)


def test_the_sample_of_a_mistake_is_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line in the page, to the letter."""
    monkeypatch.chdir(tmp_path)
    rule = "  - id: let_them_finish\n    cooldown_s: 20\n"
    Path("team.yaml").write_text(f"name: team\nextends: default\nrules:\n{rule}", "utf-8")
    with pytest.raises(Exception, match="cooldown_s") as refused:
        load_playbook(Path("team.yaml"))
    assert f"    {refused.value}\n" in TEXT


def test_every_technique_has_calls_to_hear_it_in() -> None:
    """One in which a rule of the technique fires, and another in which none may."""
    rules = {rule.id: rule.technique for rule in load_playbook(None).document.rules}
    assert HEARD.keys() == set(rules.values())
    for technique, heard in HEARD.items():
        call, rule, at = heard["fires"]
        assert rules[rule] == technique
        assert at > 0
        assert call != heard["quiet"]
        for name in (call, heard["quiet"]):
            assert (FIXTURES / f"{name}.yaml").exists(), name
