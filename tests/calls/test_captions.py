"""`deescalate captions` with real models, as a program that is spoken to."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

ROOT = Path(__file__).parents[2]
SECONDS = 14


@pytest.fixture(scope="module")
def call() -> np.ndarray:
    """The first seconds of the angry call, agent and customer, as 16-bit samples."""
    samples, rate = soundfile.read(ROOT / "audio_fixtures/calls/angry.wav", dtype="float32")
    heard = soxr.resample(samples[: SECONDS * rate], rate, 16_000)
    return (np.clip(heard, -1, 1) * 32_767).astype("<i2")


@pytest.fixture
def captions() -> Iterator[Any]:
    """Starts the command; ends what is still running afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "assistant", "captions", *options, "--model", "tiny.en"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        one = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, **pipes)  # type: ignore[call-overload]
        started.append(one)
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()
        for pipe in (one.stdin, one.stdout, one.stderr):
            with suppress(BrokenPipeError):
                pipe.close()  # type: ignore[union-attr]


def speak(run: subprocess.Popen[bytes], samples: np.ndarray) -> None:
    """Write the samples as they would be spoken, and close stdin."""
    assert run.stdin is not None
    began = time.monotonic()
    with suppress(BrokenPipeError):
        for start in range(0, len(samples), 640):
            piece = samples[start : start + 640]
            time.sleep(max(0.0, began + (start + len(piece)) / 16_000 - time.monotonic()))
            run.stdin.write(piece.tobytes())
            run.stdin.flush()
        run.stdin.close()


def lines(text: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_a_party_says_is_printed_as_it_is_spoken(captions: Any, call: np.ndarray) -> None:
    """Ready first; what is committed stays and grows; in the end nothing is tentative."""
    run = captions("-")
    assert json.loads(run.stdout.readline()) == {"ready": True}
    speak(run, call[5 * 16_000 :, 1])
    told = lines(run.stdout.read())
    assert (run.wait(30), run.stderr.read()) == (0, b"")
    for earlier, later in pairwise(told):
        assert later["committed"].startswith(earlier["committed"])
        assert earlier != later
    assert told[-1]["tentative"] == ""
    assert "fourth time" in told[-1]["committed"].lower().replace("4th", "fourth")


def test_two_channels_are_two_parties(captions: Any, call: np.ndarray) -> None:
    """Each line says whose it is; the open utterance is finished when stdin ends."""
    run = captions("-", "--channels", "2")
    out, _ = run.communicate(call.tobytes())
    told = lines(out)[1:]
    last = {line["party"]: line["committed"].lower() for line in told}
    assert "sofa" in last["customer"]
    assert last["agent"]
    assert "sofa" not in last["agent"]


def test_a_file_gives_committed_words_alone(
    captions: Any, call: np.ndarray, tmp_path: Path
) -> None:
    """Read as fast as it goes, nobody watches the words come."""
    path = tmp_path / "call.raw"
    call[:, 1].tofile(path)
    run = captions(str(path))
    out, _ = run.communicate()
    told = lines(out)[1:]
    assert run.returncode == 0
    assert {line["tentative"] for line in told} == {""}
    assert "sofa" in told[-1]["committed"]


def test_ctrl_c_finishes_what_was_heard(captions: Any, call: np.ndarray) -> None:
    """The words so far are committed and printed; the exit code is the shell's for Ctrl-C."""
    # Tests that a shell runs in the background are started deaf to Ctrl-C, and so would `run` be.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run = captions("-")
    run.stdout.readline()
    run.stdin.write(call[: 7 * 16_000, 1].tobytes())
    run.stdin.flush()
    first = json.loads(run.stdout.readline())
    run.send_signal(signal.SIGINT)
    out, err = run.communicate()
    assert (run.returncode, err) == (130, b"")
    told = [first, *lines(out)]
    assert told[-1]["tentative"] == ""


def test_a_reader_who_has_gone_ends_it_quietly(captions: Any, call: np.ndarray) -> None:
    """A closed stdout is no error."""
    run = captions("-")
    run.stdout.readline()
    run.stdout.close()
    speak(run, call[5 * 16_000 :, 1])
    assert run.wait(30) == 0
    assert run.stderr.read() == b""


def test_an_odd_byte_is_told_on_stderr(captions: Any) -> None:
    """And nothing that was not said is printed."""
    run = captions("-")
    out, err = run.communicate(bytes(32_001))
    assert run.returncode == 0
    assert lines(out) == [{"ready": True}]
    assert b"ends in the middle of a sample" in err
