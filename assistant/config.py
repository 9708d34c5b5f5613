"""TOML and file names go in; checked settings and a playbook come out, or every mistake at once."""

from __future__ import annotations

import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import partial
from math import isfinite
from os.path import normpath
from pathlib import Path
from typing import Any

from assistant.capture.echo_watch import BleedSettings
from assistant.coaching.playbook.reading import Playbook, Reading, read_playbook
from assistant.coaching.review.qa_form import QaForm, parse_form
from assistant.coaching.risk.meter import RiskSettings
from assistant.detectors.acts.names import ACTS, AGENT_ACTS, CUSTOMER_ACTS
from assistant.detectors.holds import HoldSettings
from assistant.detectors.interruptions import InterruptionSettings
from assistant.detectors.loudness import LoudnessSettings
from assistant.detectors.pace import PaceSettings
from assistant.detectors.phrases import PhraseSettings
from assistant.detectors.questions import QuestionSettings
from assistant.detectors.sentiment import SentimentSettings
from assistant.detectors.silence import SilenceSettings
from assistant.detectors.talk import TalkSettings
from assistant.detectors.tension import TensionSettings
from assistant.engines.vad import VoiceSettings
from assistant.engines.whisper import WhisperSettings
from assistant.errors import SettingsError
from assistant.events import Party, Setting
from assistant.speech.inventions import InventionSettings
from assistant.speech.load import LoadSettings
from assistant.speech.looks import LookSettings
from assistant.speech.open_talk import TranscriberSettings
from assistant.speech.segmenter import SegmenterSettings
from assistant.speech.stabilizer import StabilizerSettings
from assistant.speech.tones import ToneSettings

ACTS_BY_PARTY = {Party.AGENT: AGENT_ACTS, Party.CUSTOMER: CUSTOMER_ACTS}
"""What each party is listened to for."""
Noting = Callable[[Path], None]
"""Is told of a file."""
DEFAULT_PLAYBOOK = Path(__file__).parent / "coaching" / "playbooks" / "default.yaml"
DEFAULT_FORM = Path(__file__).parent / "coaching" / "review" / "forms" / "default.yaml"
SHIPPED = "default.yaml (shipped)"
"""What the default playbook is called where it is extended."""
_MENDING = "; name a file that can."


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting of a call; a section of the TOML file for each part."""

    bleed: BleedSettings = field(default_factory=BleedSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    tones: ToneSettings = field(default_factory=ToneSettings)
    segmenter: SegmenterSettings = field(default_factory=SegmenterSettings)
    transcriber: TranscriberSettings = field(default_factory=TranscriberSettings)
    looks: LookSettings = field(default_factory=LookSettings)
    stabilizer: StabilizerSettings = field(default_factory=StabilizerSettings)
    inventions: InventionSettings = field(default_factory=InventionSettings)
    whisper: WhisperSettings = field(default_factory=WhisperSettings)
    load: LoadSettings = field(default_factory=LoadSettings)
    phrases: PhraseSettings = field(default_factory=PhraseSettings)
    questions: QuestionSettings = field(default_factory=QuestionSettings)
    interruptions: InterruptionSettings = field(default_factory=InterruptionSettings)
    silence: SilenceSettings = field(default_factory=SilenceSettings)
    pace: PaceSettings = field(default_factory=PaceSettings)
    talk: TalkSettings = field(default_factory=TalkSettings)
    holds: HoldSettings = field(default_factory=HoldSettings)
    sentiment: SentimentSettings = field(default_factory=SentimentSettings)
    loudness: LoudnessSettings = field(default_factory=LoudnessSettings)
    tension: TensionSettings = field(default_factory=TensionSettings)
    risk: RiskSettings = field(default_factory=RiskSettings)

    def as_logged(self) -> dict[str, dict[str, Setting]]:
        """Section to key to value, for the first line of the event log."""
        return asdict(self)


def load_settings(path: Path | None) -> Settings:
    """The settings in a TOML file over the defaults; the defaults where there is no file.

    Raises SettingsError with a line for each mistake, by section and key.
    """
    if path is None:
        return Settings()
    try:
        document = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as broken:
        raise SettingsError(f"{path.name} is not TOML ({broken}); mend that line.") from None
    parts, mistakes = {}, []
    for name, section in document.items():
        kind = _SECTIONS.get(name)
        if kind is None:
            mistakes.append(f"{name}: no such section; there are {', '.join(_SECTIONS)}")
        elif not isinstance(section, Mapping):
            mistakes.append(f"{name}: must be a section, [{name}], with its settings below")
        elif wrong := _wrong_keys(name, kind, section) + _out_of_range(name, kind, section):
            mistakes.extend(wrong)
        else:
            parts[name] = kind(**section)
    if mistakes:
        raise SettingsError("\n".join(f"{path.name}: {mistake}." for mistake in mistakes))
    return Settings(**parts)


def load_playbook(path: Path | None, noting: Noting = lambda path: None) -> Playbook:
    """The playbook in a YAML file, with what it extends; the default one where there is no file.

    `noting` is told of each file before it is read. Raises SettingsError with a line for each
    mistake.
    """
    return read_playbook_file(path or DEFAULT_PLAYBOOK, noting).playbook


def read_playbook_file(path: Path, noting: Noting = lambda path: None) -> Reading:
    """The same, with the places of its parts."""
    noting(path)
    source = path.name if path == DEFAULT_PLAYBOOK else str(path)
    return read_playbook(_text(path), source, ACTS, partial(_below, noting))


def _below(noting: Noting, name: str, source: str) -> tuple[str, str]:
    """What `extends: NAME` stands for in the file `source`: a text, and what to call it."""
    shipped = name == "default"
    path = DEFAULT_PLAYBOOK if shipped else Path(normpath(Path(source).parent / name))
    noting(path)
    try:
        return _text(path), SHIPPED if shipped else str(path)
    except SettingsError as fault:
        said = str(fault).replace(_MENDING, "; name a file by its way from here, or default.")
        raise SettingsError(said) from None


def load_form(path: Path | None) -> QaForm:
    """The QA form in a YAML file; the default one where there is no file.

    Raises SettingsError with a line for each mistake.
    """
    path = path or DEFAULT_FORM
    return parse_form(_text(path), path.name if path == DEFAULT_FORM else str(path))


_SECTIONS: dict[str, Any] = {part.name: part.default_factory for part in fields(Settings)}
_KINDS = {float: "a number", int: "a whole number", str: "text in quotes", bool: "true or false"}


def _text(path: Path) -> str:
    try:
        held = path.read_bytes()
    except (OSError, ValueError) as fault:  # a ValueError where a name holds a zero
        why = fault.strerror if isinstance(fault, OSError) else fault
        raise SettingsError(f"{path} cannot be read ({why}){_MENDING}") from None
    try:
        return held.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        if b"\0" in held and not held.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise SettingsError(f"{path} cannot be read (it is no text){_MENDING}") from None
        line = held.count(b"\n", 0, fault.start) + 1
        raise SettingsError(
            f"{path} cannot be read (line {line} is no UTF-8 text); save it as UTF-8."
        ) from None


def _wrong_keys(name: str, kind: Any, section: Mapping[str, object]) -> list[str]:
    defaults = asdict(kind())
    wrong = []
    for key, value in section.items():
        if key not in defaults:
            wrong.append(f"{name}.{key}: no such setting; there are {', '.join(defaults)}")
        elif not _same_type(defaults[key], value):
            wanted = _KINDS[type(defaults[key])]
            wrong.append(f"{name}.{key}: must be {wanted}, not {value!r}")
    return wrong


def _same_type(default: object, value: object) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    return type(value) is type(default)


def _out_of_range(name: str, kind: Any, section: Mapping[str, object]) -> list[str]:
    """What the part refuses of the keys that it knows, all together and one by one."""
    defaults = asdict(kind())
    fit = {k: v for k, v in section.items() if k in defaults and _same_type(defaults[k], v)}
    wrong = []
    for keys in [fit, *({key: value} for key, value in fit.items())]:
        try:
            kind(**keys)
        except ValueError as refused:
            said = str(refused).removeprefix(f"{name}.").rstrip(".")
            others = [key for key in fit if key not in keys and key in said]
            if not others:  # else it is about two keys, which may fit each other
                wrong.append(f"{name}.{said}")
    return list(dict.fromkeys(wrong))
