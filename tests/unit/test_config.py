"""Settings files: what they change, and every mistake in them by section and key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from assistant.config import DEFAULT_PLAYBOOK, Settings, load_playbook, load_settings
from assistant.detectors.acts.names import ACTS
from assistant.errors import SettingsError

SECTIONS = [part.name for part in fields(Settings)]
KEYS = [(name, key) for name in SECTIONS for key in asdict(getattr(Settings(), name))]
FLOATS = [(n, k) for n, k in KEYS if isinstance(asdict(getattr(Settings(), n))[k], float)]

Write = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes the text of a settings file, and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def complaints(path: Path) -> list[str]:
    """The lines of what is said against the file."""
    with pytest.raises(SettingsError) as refused:
        load_settings(path)
    return str(refused.value).splitlines()


def test_no_file_means_the_defaults() -> None:
    """Whoever sets nothing gets the settings that were measured."""
    assert load_settings(None) == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(written: Write) -> None:
    """A whole number does where a number is asked for."""
    settings = load_settings(written("[silence]\ncued_s = 12\n[whisper]\nbeam_size = 5\n"))
    assert settings.silence.cued_s == 12
    assert settings.whisper.beam_size == 5
    assert settings.silence.logged_s == Settings().silence.logged_s
    assert settings.voice == Settings().voice


def test_every_default_can_be_written_into_a_file(written: Write) -> None:
    """The settings as logged, put into a file, are the same settings."""
    lines = []
    for section, values in Settings().as_logged().items():
        lines += [f"[{section}]", *(f"{key} = {json.dumps(v)}" for key, v in values.items())]
    assert load_settings(written("\n".join(lines))) == Settings()


def test_settings_are_logged_as_plain_values() -> None:
    """What goes into the event log comes back from JSON as it was."""
    logged = Settings().as_logged()
    assert list(logged) == SECTIONS
    assert json.loads(json.dumps(logged, allow_nan=False)) == logged


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[silences]\n", "silences: no such section; there are bleed, voice, "),
        ("cued_s = 3\n", "cued_s: no such section"),
        ("silence = 3\n", "silence: must be a section, [silence], with its settings below."),
        ("[[silence]]\ncued_s = 9\n", "silence: must be a section, [silence]"),
        ("[silence]\nqued_s = 9\n", "silence.qued_s: no such setting; there are logged_s, cued"),
        ("[silence]\ncued_s = '9'\n", "silence.cued_s: must be a number, not '9'."),
        ("[silence]\ncued_s = true\n", "silence.cued_s: must be a number, not True."),
        ("[silence]\ncued_s = 2024-01-01\n", "silence.cued_s: must be a number, not datetime"),
        ("[whisper]\nbeam_size = 2.0\n", "whisper.beam_size: must be a whole number, not 2.0."),
        ("[whisper]\nbeam_size = true\n", "whisper.beam_size: must be a whole number, not True."),
        ("[whisper]\nlanguage = 3\n", "whisper.language: must be text in quotes, not 3."),
        ("[whisper]\nbeam_size = 0\n", "whisper.beam_size: 1 to 10."),
        ("[silence]\ncued_s = 500\n", "silence.cued_s is 500; it must be from 0.5 to 120."),
        ("[silence]\ncued_s = 2\n", "silence.cued_s must not be shorter than silence.logged_s."),
        ("[voice]\nwebrtc_mode = 9\n", "voice.webrtc_mode: 0, 1, 2 or 3."),
    ],
)
def test_a_mistake_is_told_by_section_and_key(written: Write, text: str, said: str) -> None:
    """One sentence, with the file's name, what was wrong, and what would do."""
    (told,) = complaints(written(text))
    assert told.startswith(f"mine.toml: {said}")


def test_all_mistakes_come_at_once(written: Write) -> None:
    """Of every section, and several of one; what two keys say together is judged together."""
    text = """
        talk = 1
        [segmenter]
        onset_s = 9
        hangover_s = 99
        onset = 1
        [silence]
        logged_s = 1
        cued_s = 2
        voice_threshold = 9
        [transcriber]
        longest_s = "long"
    """
    told = [line.removeprefix("mine.toml: ") for line in complaints(written(text))]
    assert [line.replace(":", " ").split()[0] for line in told] == [
        "talk",
        "segmenter.onset",
        "segmenter.onset_s",
        "segmenter.hangover_s",
        "silence.voice_threshold",
        "transcriber.longest_s",
    ]


@pytest.mark.parametrize(("section", "key"), FLOATS)
def test_no_number_may_be_endless_or_none(written: Write, section: str, key: str) -> None:
    """TOML can say nan and inf; no setting takes them."""
    for value in ("nan", "inf", "-inf"):
        (told,) = complaints(written(f"[{section}]\n{key} = {value}\n"))
        assert told.startswith(f"mine.toml: {section}.{key}: must be a number, not")


@pytest.mark.parametrize("text", ["[silence\n", "cued_s\n", "[silence]\n[silence]\n"])
def test_what_is_not_toml_is_refused_with_the_line(written: Write, text: str) -> None:
    """The sentence says which file and where."""
    (told,) = complaints(written(text))
    assert told.startswith("mine.toml is not TOML (")
    assert "line" in told


@pytest.mark.parametrize("load", [load_settings, load_playbook])
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, load: Callable[[Path | None], object]
) -> None:
    """Missing, a folder, not text: a sentence each."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "missing", tmp_path, binary):
        with pytest.raises(SettingsError, match="cannot be read") as refused:
            load(path)
        assert str(path) in str(refused.value)


def test_the_playbook_is_the_default_one_unless_another_is_named(tmp_path: Path) -> None:
    """A copy under another name is the same playbook."""
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(DEFAULT_PLAYBOOK.read_bytes())
    assert load_playbook(copy) == load_playbook(None)


def test_a_playbook_may_name_only_acts_that_are_listened_for(tmp_path: Path) -> None:
    """A misspelt act would never be heard; it is refused with the line."""
    path = tmp_path / "mine.yaml"
    text = DEFAULT_PLAYBOOK.read_text(encoding="utf-8")
    path.write_text(text.replace("escalation.churn_threat", "escalation.churn_treat"), "utf-8")
    with pytest.raises(SettingsError, match=r"did you mean escalation\.churn_threat\?$"):
        load_playbook(path)


@pytest.mark.parametrize("name", ACTS)
def test_a_playbook_may_name_every_act_of_the_taxonomy(tmp_path: Path, name: str) -> None:
    """Also those that no phrasing knows: a model finds them."""
    path = tmp_path / "mine.yaml"
    party = "customer" if name.startswith("escalation.") else "agent"
    path.write_text(
        "name: mine\nrules:\n  - id: mine\n    technique: Plain words\n"
        f"    when: {{finding: act, party: {party}, acts: [{name}]}}\n"
        "    cue: Say it simply\n    detail: In short.\n    severity: coach\n"
        "    priority: 10\n    cool_down_s: 10\n",
        encoding="utf-8",
    )
    assert load_playbook(path).name == "mine"
