"""The command line against what it prints, where, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from assistant import __version__
from assistant.cli import main

HEAVY = "torch transformers faster_whisper onnxruntime soundfile soxr pydantic numpy rich yaml"


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int | str | None
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def ran(*arguments: str) -> Ran:
        try:
            code: int | str | None = main(list(arguments))
        except SystemExit as left:
            code = left.code
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return ran


@pytest.fixture(autouse=True)
def nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who has no models yet, in a folder of their own."""
    monkeypatch.setenv("DEESCALATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.chdir(tmp_path)
    for name, channels in (("call.wav", 2), ("mono.wav", 1)):
        with wave.open(name, "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(bytes(8_000 * channels))
    Path("notes.txt").write_text("not audio", encoding="utf-8")
    Path("mine.toml").write_text("[silence]\ncued_s = 'long'\n", encoding="utf-8")
    Path("mine.yaml").write_text("name: mine\nruls: []\n", encoding="utf-8")


def as_program(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, *arguments]
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        command,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": root},
    )


def test_help_loads_nothing_heavy() -> None:
    """Whoever asks for help does not wait for models, arrays, schemas or colours."""
    script = (
        "import sys; from assistant.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as left: print('code', left.code)\n"
        f"print('loaded', [m for m in '{HEAVY}'.split() if m in sys.modules])"
    )
    ran = as_program("-c", script)
    assert "replay" in ran.stdout
    assert ran.stdout.splitlines()[-2:] == ["code 0", "loaded []"]


@pytest.mark.parametrize(
    "command",
    [[], ["replay"], ["captions"], ["explain"], ["models"], ["models", "fetch"], ["schema"]],
)
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    """--help goes to stdout and is no error."""
    ran = run(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("usage: deescalate")


def test_the_version_is_that_of_the_package(run: Run) -> None:
    """One line."""
    assert run("--version").out == f"deescalate {__version__}\n"


def test_the_schema_of_the_log_is_a_json_schema(run: Run) -> None:
    """It is valid itself, and names each kind of line."""
    ran = run("schema", "events")
    schema = json.loads(ran.out)
    Draft202012Validator.check_schema(schema)
    assert {"cue", "transcript", "call_ended"} <= schema["$defs"].keys()
    assert (ran.code, ran.err) == (0, "")


def test_models_are_listed_with_how_to_get_what_is_missing(run: Run) -> None:
    """Each has its state, its licence, and the command that fetches it."""
    ran = run("models")
    assert ran.code == 0
    for name in ("base", "minilm"):
        assert f"To get {name}: deescalate models fetch {name}" in ran.out.splitlines()
    assert "missing" in ran.out
    assert "Apache-2.0" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("", 2, "error: the following arguments are required"),
        ("reply call.wav", 2, "invalid choice: 'reply'"),
        ("replay", 2, "Name one stereo recording, or both --agent FILE and --customer FILE"),
        ("replay --agent mono.wav", 2, "Name one stereo recording, or both"),
        ("replay --customer mono.wav", 2, "Name one stereo recording, or both"),
        ("replay call.wav --agent mono.wav", 2, "Name one stereo recording, or both"),
        (
            "replay call.wav --agent mono.wav --customer mono.wav",
            2,
            "Name one stereo recording, or both",
        ),
        ("replay call.wav --as-live --realtime", 2, "--realtime: not allowed with argument --as-"),
        ("replay call.wav --agent-channel middle", 2, "invalid choice: 'middle'"),
        ("replay call.wav --block some", 2, "argument --block: invalid int value: 'some'"),
        ("replay call.wav --block 0", 2, "block is at least one frame, not 0"),
        ("replay call.wav --events call.wav", 2, "--events call.wav would overwrite the record"),
        ("replay call.wav --events ./a/../call.wav", 2, "would overwrite the recording"),
        (
            "replay --agent mono.wav --customer call.wav --events mono.wav",
            2,
            "would overwrite the recording",
        ),
        ("replay call.wav --json --events -", 2, "--json and --events - both print to stdout"),
        ("explain", 2, "the following arguments are required: --party"),
        ("explain --party both", 2, "argument --party: invalid choice: 'both'"),
        ("explain --party agent", 4, "run `deescalate models fetch minilm`"),
        ("explain --party agent --config mine.toml", 5, "mine.toml: silence.cued_s"),
        ("captions", 2, "the following arguments are required: FILE"),
        ("captions call.raw --channels 3", 2, "argument --channels: invalid choice: 3"),
        ("captions call.raw --party both", 2, "argument --party: invalid choice: 'both'"),
        ("captions call.raw", 4, "run `deescalate models fetch base`"),
        ("captions call.raw --model minilm", 4, "has the role encoder, not recogniser"),
        ("captions call.raw --config mine.toml", 5, "mine.toml: silence.cued_s: must be a number"),
        ("schema calls", 2, "invalid choice: 'calls'"),
        ("replay missing.wav", 3, "missing.wav does not exist"),
        ("replay .", 3, "is a folder"),
        ("replay mono.wav", 3, "mono.wav"),
        ("replay notes.txt", 3, "notes.txt is not audio"),
        ("replay --agent mono.wav --customer missing.wav", 3, "missing.wav does not exist"),
        ("replay call.wav", 4, "run `deescalate models fetch base`"),
        ("replay call.wav --model tiny.en", 4, "run `deescalate models fetch tiny.en`"),
        ("replay call.wav --model nonesuch", 4, "There is no model nonesuch"),
        ("replay call.wav --config mine.toml", 5, "mine.toml: silence.cued_s: must be a number"),
        ("replay call.wav --config missing.toml", 5, "missing.toml cannot be read"),
        ("replay call.wav --playbook mine.yaml", 5, "mine.yaml, line 2: ruls: this key is not"),
        ("replay call.wav --playbook missing.yaml", 5, "missing.yaml cannot be read"),
        ("replay call.wav --playbook call.wav", 5, "call.wav cannot be read"),
    ],
)
def test_what_a_person_can_mend_is_told_in_a_sentence(
    run: Run, arguments: str, code: int, said: str
) -> None:
    """On stderr, with the exit code of its kind; stdout stays empty, and nothing is traced back."""
    ran = run(*arguments.split())
    assert ran.code == code
    assert said in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert ran.err.splitlines()[-1].startswith(("deescalate", "mine.yaml"))


@pytest.mark.parametrize(
    ("enabled", "options", "told"), [("true", "", 1), ("true", "--quiet", 0), ("false", "", 0)]
)
def test_listening_to_the_customers_voice_is_told(
    run: Run, enabled: str, options: str, told: int
) -> None:
    """One line on stderr before the call, where it is switched on; nothing else changes."""
    Path("voice.toml").write_text(f"[tension]\nenabled = {enabled}\n", encoding="utf-8")
    ran = run("replay", "call.wav", "--config", "voice.toml", *options.split())
    assert ran.err.count("Voice features of the customer are on") == told
    assert ran.err.count("\n") == told + 1  # and that there is no model
    assert ran.out == ""


def test_a_refused_log_leaves_the_recording_as_it_was(run: Run) -> None:
    """Not a byte is lost to a slip of the command line, nor is a log begun for nothing."""
    before = Path("call.wav").read_bytes()
    run("replay", "call.wav", "--events", "call.wav")
    run("replay", "call.wav", "--events", "log.jsonl")  # no model
    assert Path("call.wav").read_bytes() == before
    assert not Path("log.jsonl").exists()


def test_errors_end_the_program_without_a_traceback() -> None:
    """As a program as in process: `python -m assistant` exits by the code."""
    ran = as_program("-m", "assistant", "replay", "missing.wav")
    assert ran.returncode == 3
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    """Output into a closed pipe, as by head, ends quietly."""
    read, write = os.pipe()
    os.close(read)
    ran = as_program("-m", "assistant", "schema", "events", stdout=write)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("command", [("schema", "events"), ("models",)])
def test_a_full_disk_behind_stdout_is_told_in_a_sentence(command: tuple[str, ...]) -> None:
    """Whether it shows while printing or at the end."""
    with Path("/dev/full").open("w") as full:
        ran = as_program("-m", "assistant", *command, stdout=full.fileno())
    assert ran.returncode == 6
    assert ran.stderr == "deescalate: The output does not fit on its disk; make room there.\n"
