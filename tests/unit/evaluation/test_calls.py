"""Which calls the command line names."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import RecordingError, UsageError
from assistant.evaluation.calls import calls_named
from assistant.events import Party


def touch(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    return path


def test_without_names_every_sample_call_is_run() -> None:
    """The checkout's sample calls, each with its truth."""
    calls = calls_named([], None, None)
    assert {"angry", "calm", "hold"} <= {call.name for call in calls}
    assert all(call.truth is not None for call in calls)


def test_a_folder_of_two_sides_is_a_call(tmp_path: Path) -> None:
    """agent.wav and customer.wav; without a truth nothing is asked of it."""
    sides = (touch(tmp_path / "call" / "agent.wav"), touch(tmp_path / "call" / "customer.wav"))
    (call,) = calls_named([tmp_path / "call"], None, None)
    assert (call.name, call.files, call.labels()) == ("call", sides, None)


def test_a_folder_of_labelled_calls_is_all_of_them(tmp_path: Path) -> None:
    """Each NAME.wav that has a NAME.truth.json, by name; one without is no part of it."""
    for name in ("b.wav", "b.truth.json", "a.wav", "a.truth.json", "c.wav"):
        touch(tmp_path / name)
    assert [call.name for call in calls_named([tmp_path], None, None)] == ["a", "b"]
    (tmp_path / "a.wav").unlink()
    with pytest.raises(UsageError, match=r"a\.wav"):
        calls_named([tmp_path], None, None)


def test_a_pair_of_files_is_a_call(tmp_path: Path) -> None:
    """Both sides by name; one alone is refused."""
    agent, customer = touch(tmp_path / "a.wav"), touch(tmp_path / "c.wav")
    (call,) = calls_named([], agent, customer)
    assert call.files == (agent, customer)
    with pytest.raises(UsageError):
        calls_named([], agent, None)


def test_known_words_of_a_side_stand_beside_its_file(tmp_path: Path) -> None:
    """A list of words with times; one that is none is refused."""
    agent, customer = touch(tmp_path / "a.wav"), touch(tmp_path / "c.wav")
    known = tmp_path / "a.ref.json"
    known.write_text('[{"word": "Hello", "start": 1.0, "end": 1.5, "end_raw": 1.6}]')
    (call,) = calls_named([], agent, customer)
    (word,) = call.references()[Party.AGENT]
    assert (word.word, word.start, word.end) == ("Hello", 16_000, 24_000)
    known.write_text('{"words": 3}')
    with pytest.raises(RecordingError, match=r"a\.ref\.json"):
        call.references()


def test_a_call_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The sentence names the file."""
    with pytest.raises(UsageError, match=r"gone\.wav"):
        calls_named([tmp_path / "gone.wav"], None, None)


def test_a_damaged_truth_is_refused(tmp_path: Path) -> None:
    """It is not taken for a call without labels."""
    path = touch(tmp_path / "call.wav")
    path.with_suffix(".truth.json").write_text("{}")
    (call,) = calls_named([path], None, None)
    with pytest.raises(RecordingError, match="truth"):
        call.labels()
