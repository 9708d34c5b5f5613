"""Playbook files that extend one another: which is found, from where, and how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import DEFAULT_PLAYBOOK, load_playbook, read_playbook_file
from assistant.errors import SettingsError

FIRM = "name: firm\nextends: default\nrules:\n  - {id: slow_down, cue: Easy now}\n"
WHOLE = """\
name: firm
rules:
  - id: slow_down
    technique: Stay calm and kind
    when: {finding: dead_air}
    cue: Easy now
    detail: "Let me see."
"""


def written(folder: Path, name: str, text: str) -> Path:
    """A file with this text."""
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def cue(path: Path, name: str = "slow_down") -> str:
    """What a rule of the playbook shows."""
    return next(rule.cue for rule in load_playbook(path).rules if rule.id == name)


def test_default_is_the_one_that_ships(tmp_path: Path) -> None:
    """Wherever the file lies, and whatever else is called so there."""
    team = written(tmp_path, "team.yaml", "name: team\nextends: default\n")
    written(tmp_path, "default", "rules: [")
    written(tmp_path, "default.yaml", "rules: [")
    playbook = load_playbook(team)
    assert playbook.name == "team"
    assert playbook.rules == load_playbook(None).rules


def test_another_file_is_found_from_the_folder_of_the_one_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not from where the command is run; over several folders."""
    written(tmp_path, "firm/base.yaml", FIRM)
    written(tmp_path, "firm/sites/north.yaml", "name: north\nextends: ../base.yaml\n")
    team = written(tmp_path, "teams/a/team.yaml", "extends: ../../firm/sites/north.yaml\n")
    assert cue(team) == "Easy now"
    monkeypatch.chdir(tmp_path / "teams")
    assert cue(Path("a/team.yaml")) == "Easy now"


def test_each_file_is_noted_before_it_is_read(tmp_path: Path) -> None:
    """Also one that is not there: it may come."""
    firm = written(tmp_path, "firm.yaml", FIRM)
    team = written(tmp_path, "team.yaml", "extends: firm.yaml\n")
    noted: list[Path] = []
    load_playbook(team, noted.append)
    assert noted == [team, firm, DEFAULT_PLAYBOOK]
    firm.unlink()
    noted.clear()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_playbook(team, noted.append)
    assert noted == [team, firm]


def test_the_hash_is_that_of_all_files(tmp_path: Path) -> None:
    """A change of the firm's playbook makes the team's another one."""
    firm = written(tmp_path, "firm.yaml", FIRM)
    team = written(tmp_path, "team.yaml", "extends: firm.yaml\n")
    before = load_playbook(team).sha256
    firm.write_text(FIRM.replace("Easy now", "Easy then"), encoding="utf-8")
    assert load_playbook(team).sha256 != before


@pytest.mark.parametrize(
    ("held", "good"),
    [
        (FIRM.encode("utf-8-sig"), True),
        (FIRM.replace("\n", "\r\n").encode(), True),
        (FIRM.replace("Easy now", "Doucement s’il vous plaît").encode(), True),
        (FIRM.encode("utf-16"), False),
        (FIRM.replace("Easy now", "Doucement s'il vous plaît").encode("latin-1"), False),
    ],
)
def test_text_is_utf_8_as_any_editor_writes_it(tmp_path: Path, held: bytes, good: bool) -> None:
    """With a mark at its beginning, or Windows' line ends, too; else it says how to save it."""
    path = tmp_path / "firm.yaml"
    path.write_bytes(held)
    if good:
        assert cue(path).startswith(("Easy", "Doucement"))
    else:
        with pytest.raises(SettingsError, match=r"no UTF-8 text\); save it as UTF-8\.$"):
            load_playbook(path)


@pytest.mark.parametrize("name", ["nothing.yaml", "'.'", "''", r'"a\0b"', "Default"])
def test_what_cannot_be_extended_is_told_at_its_place(tmp_path: Path, name: str) -> None:
    """In one sentence, by the file and line that name it."""
    team = written(tmp_path, "team.yaml", f"name: team\nextends: {name}\n")
    with pytest.raises(SettingsError) as refused:
        load_playbook(team)
    said = str(refused.value)
    assert said.startswith(f"{team}, line 2: extends: ")
    assert said.endswith("; name a file by its way from here, or default.")
    assert "\n" not in said


def test_five_playbooks_may_extend_one_another_and_no_more(tmp_path: Path) -> None:
    """More than a firm, a site and a team need are taken for a mistake."""
    written(tmp_path, "0.yaml", WHOLE)
    for index in range(1, 7):
        written(tmp_path, f"{index}.yaml", f"extends: {index - 1}.yaml\n")
    assert load_playbook(tmp_path / "5.yaml").name == "firm"
    with pytest.raises(SettingsError, match="more than 5 playbooks extend one another"):
        load_playbook(tmp_path / "6.yaml")


def test_a_reading_knows_what_is_of_which_file(tmp_path: Path) -> None:
    """The place of each key, and what the file itself adds, changes and switches off."""
    team = written(tmp_path, "team.yaml", FIRM + "  - {id: stay_on, enabled: false}\n")
    reading = read_playbook_file(team)
    rules = [rule.id for rule in reading.playbook.document.rules]
    index = rules.index("slow_down")
    assert reading.layers.place(("rules", index, "cue")) == f"{team}, line 4"
    assert reading.layers.place(("rules", index, "detail")).startswith("default.yaml (shipped), l")
    count = len(load_playbook(None).rules) - 1
    told = f"{count} rules, 0 of its own, 1 changed, 1 switched off, extends default"
    assert reading.in_figures() == told
