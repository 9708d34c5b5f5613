"""Facts to lines and back, and the schema of the lines."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assistant.errors import JournalError
from assistant.events import (
    EVIDENCE_TYPES,
    FACT_TYPES,
    ActSpoken,
    CueHandled,
    CueOffered,
    Evidence,
    Fact,
    FindingWithdrawn,
    Handling,
    Interrupted,
    LoudnessSettled,
    Party,
    PlaybookChanged,
    PlaybookUsed,
    QuestionAsked,
    Severity,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.journal import JournalWriter, json_schema, read_journal

positions = st.integers(min_value=0, max_value=16_000 * 3600 * 10)
finite = st.floats(allow_nan=False, allow_infinity=False, width=32)
words = st.builds(
    Word, word=st.text(min_size=1), start=positions, end=positions, probability=finite
)


def _plain_facts() -> st.SearchStrategy[Fact]:
    """Any fact but those that rest on an earlier one."""
    leaning = (CueOffered, FindingWithdrawn)
    for annotation, strategy in ((int, positions), (float, finite)):
        st.register_type_strategy(annotation, strategy)
    st.register_type_strategy(
        Mapping,  # type: ignore[type-abstract]  # any mapping, as a dict
        lambda of: st.dictionaries(*map(st.from_type, get_args(of)), max_size=3),
    )
    return st.one_of([st.from_type(kind) for kind in FACT_TYPES if kind not in leaning])


def _as_logged(fact: Fact) -> Fact:
    """The fact without what stays inside."""
    return replace(fact, words=()) if isinstance(fact, WordsTentative) else fact


def _written(facts: list[tuple[Fact, float | None]]) -> str:
    stream = io.StringIO()
    writer = JournalWriter(stream)
    for fact, emitted in facts:
        writer.write(fact, emitted)
    return stream.getvalue()


VALIDATOR = Draft202012Validator(json_schema())


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.data())
def test_every_fact_reads_back_as_it_was_written(data: st.DataObject) -> None:
    """A log holds facts, their emission and their evidence, by its own schema.

    All but the words of a tentative transcript, which stay inside.
    """
    facts = data.draw(st.lists(_plain_facts(), max_size=4))
    evidence = tuple(fact for fact in facts if isinstance(fact, EVIDENCE_TYPES))
    cue = CueOffered(
        at=5, id=0, rule="r", text="t", detail="", severity=Severity.WARN, because=evidence,
        expires=1,
    )  # fmt: skip
    emitted = data.draw(st.none() | st.floats(min_value=0, max_value=1e5))
    text = _written([(fact, emitted) for fact in [*facts, cue]])
    entries = list(read_journal(text.splitlines(keepends=True)))
    told = replace(cue, because=tuple(map(_as_logged, evidence)))
    assert [entry.fact for entry in entries] == [*map(_as_logged, facts), told]
    assert all(entry.emitted == emitted for entry in entries)
    assert [entry.seq for entry in entries] == list(range(len(entries)))


def _interrupted() -> Interrupted:
    return Interrupted(at=32_000, by=Party.AGENT, start=16_000, overlap=8_000, because="b")


def test_a_line_is_as_the_contract_says() -> None:
    """Positions are seconds, evidence is the seq of earlier lines, and names are the log's own."""
    interrupted = _interrupted()
    cue = CueOffered(
        at=32_000, id=3, rule="let_them_finish", text="Let them finish", detail="Go on",
        severity=Severity.WARN, because=(interrupted,), expires=128_000,
    )  # fmt: skip
    gone = FindingWithdrawn(at=48_000, of=interrupted, reason="only mm-hm")
    lines = [json.loads(line) for line in _written([(interrupted, None), (cue, 2.5), (gone, None)]).splitlines()]  # fmt: skip  # noqa: E501
    assert lines[0] == {
        "seq": 0, "kind": "interruption", "at": 2.0, "emitted": None, "heard": None,
        "by": "agent", "start": 1.0, "overlap_s": 0.5, "evidence": "b",
    }  # fmt: skip
    assert lines[1]["evidence"] == [0]
    assert lines[1]["emitted"] == 2.5
    assert lines[1]["expires_s"] == 8.0
    assert lines[2]["of"] == 0
    for line in lines:
        VALIDATOR.validate(line)


def _line(**change: Any) -> str:
    """A line of the log, changed."""
    return json.dumps(json.loads(_written([(_interrupted(), None)])) | change) + "\n"


@settings(deadline=None)
@given(positions)
def test_what_was_heard_reads_back_to_the_sample(position: int) -> None:
    """Each line says how much of the call had been heard, in seconds, whatever `at` says."""
    stream = io.StringIO()
    writer = JournalWriter(stream)
    writer.write(_interrupted(), None)
    writer.hear(position)
    writer.write(_interrupted(), None)
    lines = stream.getvalue().splitlines()
    assert list(json.loads(lines[1]))[:5] == ["seq", "kind", "at", "emitted", "heard"]
    assert [entry.heard for entry in read_journal(lines)] == [None, position]
    VALIDATOR.validate(json.loads(lines[1]))


def test_a_log_of_before_it_was_written_is_read() -> None:
    """Without `heard` a line is valid still, and nobody knows how much was heard."""
    line = json.loads(_line())
    del line["heard"]
    VALIDATOR.validate(line)
    assert [entry.heard for entry in read_journal([json.dumps(line)])] == [None]


@pytest.mark.parametrize(
    "change",
    [
        {"at": -1},
        {"by": "robot"},
        {"start": "soon"},
        {"kind": "nonsense"},
        {"emitted": "now"},
        {"heard": -1},
        {"heard": "all"},
    ],
)
def test_the_schema_refuses_a_wrong_line(change: dict[str, Any]) -> None:
    """A line with a wrong kind, party, type or sign does not pass for a line of the log."""
    line = json.loads(_written([(_interrupted(), None)]))
    VALIDATOR.validate(line)
    assert not VALIDATOR.is_valid(line | change)


def test_tentative_words_stay_inside() -> None:
    """A tentative transcript is written as its text alone, valid by the schema, and read so."""
    word = Word(word="wait", start=8_000, end=16_000, probability=0.9)
    told = WordsTentative(
        at=16_000, party=Party.CUSTOMER, utterance=2, text="wait", start=8_000, end=16_000,
        confidence=0.9, words=(word,),
    )  # fmt: skip
    text = _written([(told, None), (replace(told, text="", words=()), None)])
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["kind"], line["final"], line["text"]) for line in lines] == [
        ("transcript", False, "wait"),
        ("transcript", False, ""),
    ]
    for line in lines:
        assert "words" not in line
        VALIDATOR.validate(line)
    assert next(read_journal(text.splitlines())).fact == replace(told, words=())


def test_committed_words_are_in_the_log() -> None:
    """Those alone, each with its times; a line without them is not valid."""
    said = WordsCommitted(
        at=16_000, party=Party.CUSTOMER, utterance=2, text="wait", start=8_000, end=16_000,
        confidence=0.9, words=(Word(word="wait", start=8_000, end=16_000, probability=0.9),),
    )  # fmt: skip
    line = json.loads(_written([(said, None)]))
    assert line["words"] == [{"word": "wait", "start": 0.5, "end": 1.0, "probability": 0.9}]
    VALIDATOR.validate(line)
    del line["words"]
    assert not VALIDATOR.is_valid(line)


def test_every_kind_is_in_the_schema() -> None:
    """No fact can be written that the printed schema does not know."""
    kinds = {ref["$ref"].rpartition("/")[2] for ref in json_schema()["oneOf"]}
    assert kinds == {fact.kind for fact in FACT_TYPES}


ASKED = QuestionAsked(
    at=32_000, party=Party.AGENT, text="What happened?", start=16_000, end=32_000, open=True,
    utterance=3,
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "body"),
    [
        (
            CueHandled(at=16_000, action=Handling.SNOOZE, lasts=480_000),
            {"kind": "cue_handled", "action": "snooze", "cue": None, "rule": None, "lasts_s": 30.0},
        ),
        (
            CueHandled(at=16_000, action=Handling.WRONG, cue=4),
            {"kind": "cue_handled", "action": "wrong", "cue": 4, "rule": None, "lasts_s": None},
        ),
        (
            PlaybookChanged(at=16_000, playbook=PlaybookUsed(name="mine", sha256="ab")),
            {"kind": "playbook_changed", "playbook": {"name": "mine", "sha256": "ab"}},
        ),
        (
            LoudnessSettled(at=16_000, party=Party.AGENT),
            {"kind": "loudness_settled", "party": "agent"},
        ),
        (
            ASKED,
            {
                "kind": "question", "party": "agent", "text": "What happened?", "start": 1.0,
                "end": 2.0, "open": True, "utterance": 3,
            },
        ),
    ],
    ids=lambda one: type(one).__name__ if not isinstance(one, dict) else "",
)  # fmt: skip
def test_what_is_found_and_pressed_has_its_line(fact: Fact, body: dict[str, Any]) -> None:
    """Keys pressed, playbooks changed, voices settled and questions are logged and read back."""
    text = _written([(fact, None)])
    line = json.loads(text)
    envelope = {"seq": 0, "at": fact.at / 16_000, "emitted": None, "heard": None}
    assert line == envelope | body
    VALIDATOR.validate(line)
    assert next(read_journal([text])).fact == fact


def test_a_cue_says_what_it_teaches_and_whom_to_bring_in() -> None:
    """Such a line reads back, and so does one of before these were written."""
    cue = CueOffered(
        at=32_000, id=3, rule="r", text="t", detail="", severity=Severity.WARN, because=(ASKED,),
        expires=1, technique="Know when to bring in a supervisor", level=2, to="your supervisor",
    )  # fmt: skip
    question, text = _written([(ASKED, None), (cue, None)]).splitlines()
    line = json.loads(text)
    assert (line["technique"], line["level"], line["to"]) == (cue.technique, 2, "your supervisor")
    VALIDATOR.validate(line)
    assert [one.fact for one in read_journal([question, text])] == [ASKED, cue]
    old = {key: line[key] for key in line if key not in ("technique", "level", "to")}
    (_, read) = (one.fact for one in read_journal([question, json.dumps(old)]))
    assert read == replace(cue, technique="", level=None, to=None)


def test_unknown_kinds_and_fields_are_passed_over() -> None:
    """A log of a later version is read as far as it is understood."""
    line = json.loads(_written([(_interrupted(), None)])) | {"mood": "new"}
    later = {"seq": 1, "kind": "from_the_future", "at": 3.0, "emitted": None}
    text = [json.dumps(line) + "\n", json.dumps(later) + "\n"]
    assert [entry.fact for entry in read_journal(text)] == [_interrupted()]


def test_a_line_cut_off_by_a_power_cut_ends_the_log() -> None:
    """What was written before the cut is read; the broken tail is not an error."""
    text = _written([(_interrupted(), None), (_interrupted(), None)])
    assert len(list(read_journal(text[:-20].splitlines(keepends=True)))) == 1


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["{not json}\n", "{}\n"], "Line 1 of the event log is not JSON"),
        (['{"seq":0,"kind":"interruption","at":1.0,"emitted":null}\n'], "Line 1 .* not valid"),
        (['{"seq":0}\n'], "Line 1 of the event log is not valid: kind is missing.$"),
        (["[]\n", "{}\n"], "Line 1 of the event log is not valid: it is no object.$"),
        ([_line(heard="all")], "Line 1 of the event log is not valid: heard: Input should be"),
        ([_line(heard=-1)], "Line 1 of the event log is not valid: heard: Input should be"),
        ([_line(heard=1e999)], "Line 1 of the event log is not valid"),
        (
            [_line(overlap_s="long")],
            "Line 1 of the event log is not valid: overlap_s: Input should",
        ),
    ],
)
def test_a_broken_line_is_named(lines: list[str], says: str) -> None:
    """A line that is wrong, and not merely cut off, is an error that names it."""
    with pytest.raises(JournalError, match=says):
        list(read_journal(lines))


def test_old_evidence_is_let_go() -> None:
    """The writer's memory of facts is bounded, so that a day's log costs no more than an hour's."""
    stream = io.StringIO()
    writer = JournalWriter(stream)
    first: Evidence = ActSpoken(
        at=0, party=Party.AGENT, act="apology", text="", start=0, end=0, score=1.0, utterance=0
    )
    writer.write(first, None)
    for at in range(1, 5000):
        writer.write(Interrupted(at=at, by=Party.AGENT, start=at, overlap=1, because=""), None)
    with pytest.raises(Exception, match="ActSpoken"):
        writer.write(FindingWithdrawn(at=1, of=first, reason=""), None)
