"""The event log's file: where it is written, and what is said where it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import OutputError
from assistant.events import Party, SpeechStarted
from assistant.outputs.log_file import LogFile
from assistant.timeline import to_samples


def began(at_s: float) -> SpeechStarted:
    at = to_samples(at_s)
    return SpeechStarted(at=at, party=Party.AGENT, utterance=0, start=at)


def test_each_fact_is_on_the_disk_as_it_happens(tmp_path: Path) -> None:
    """A line a fact, readable before the file is closed; missing folders are made."""
    path = tmp_path / "logs" / "today" / "call.jsonl"
    with LogFile(str(path)) as log:
        for number, at_s in enumerate((1, 2.5)):
            log.listen(began(at_s), None)
            lines = path.read_bytes().decode("utf-8").splitlines()
            assert len(lines) == number + 1
            assert json.loads(lines[-1])["at"] == at_s
        assert log.fault is None


def test_an_older_log_is_replaced(tmp_path: Path) -> None:
    """Replaying a call again gives the log of this replay alone."""
    path = tmp_path / "call.jsonl"
    path.write_text("old\n")
    with LogFile(str(path)) as log:
        log.listen(began(1), None)
    assert [json.loads(line)["kind"] for line in path.read_text().splitlines()] == [
        "speech_started"
    ]


def test_a_full_disk_ends_the_log_but_not_the_call() -> None:
    """The fault says how far the log reaches; later facts are passed over; closing is quiet."""
    with LogFile("/dev/full") as log:
        log.listen(began(62.34), None)
        first = log.fault
        log.listen(began(70), None)
        assert log.fault is first
    assert isinstance(first, OutputError)
    assert str(first) == (
        "The event log /dev/full ends at 62.3 s, for it cannot be written any more (No space left "
        "on device); make room or name another place, and replay the call again."
    )


def test_a_place_that_cannot_be_written_is_refused_before_the_call(tmp_path: Path) -> None:
    """A folder, a file in the place of a folder, a device folder: one sentence that names it."""
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "call.jsonl", Path("/proc/none/call.jsonl")):
        with pytest.raises(OutputError, match=r"cannot be written .*; name a file in") as refused:
            LogFile(str(path))
        assert str(path) in str(refused.value)


def test_a_dash_means_stdout_which_stays_open(capsys: pytest.CaptureFixture[str]) -> None:
    """The log goes where another program reads it, and what is printed after it still arrives."""
    with LogFile("-") as log:
        log.listen(began(1), 1.25)
    print("after")
    line, after = capsys.readouterr().out.splitlines()
    assert json.loads(line)["emitted"] == 1.25
    assert after == "after"
