"""Logs of calls coached again: by their own playbook, by another one, and where they are broken."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.coaching.cues.policy import CuePolicy
from assistant.coaching.playbook.reading import Playbook, parse_playbook
from assistant.config import load_playbook
from assistant.errors import JournalError
from assistant.evaluation.rerun import find_logs, read_call, rerun
from assistant.events import (
    ActSpoken,
    AnswersEnded,
    CallStarted,
    CueHandled,
    CueOffered,
    CueOutcome,
    CueResolved,
    Event,
    Evidence,
    Fact,
    FindingWithdrawn,
    Handling,
    Interrupted,
    Party,
    PlaybookChanged,
    PlaybookUsed,
    SpeechEnded,
    VoiceProbed,
)
from assistant.journal import Entry, JournalWriter, read_journal
from assistant.timeline import Span
from fakes import AGENT, CUSTOMER

GOLDEN = sorted((Path(__file__).parents[2] / "calls" / "golden").glob("*.jsonl"))
FRAME = 512
RULES = """
name: trial
budget: {{least_gap_s: {gap}, most_a_minute: {most}}}
rules:
  - id: let_finish
    technique: t
    when: {{finding: interruption, party: agent}}
    after_s: {after}
    cue: {cue}
    detail: d
    severity: warn
    cool_down_s: {cool}
    life_s: {life}
    done_when: [{{finding: speech_ended, party: customer}}]
  - id: threat
    technique: t
    when: {{finding: act, party: customer, acts: [churn], score_at_least: {score}}}
    unless: [{{finding: interruption, party: agent, within_s: 3}}]
    cue: Ask what would help
    detail: d
    priority: 70
    cool_down_s: 4
    life_s: 5
"""


def rules(**change: object) -> Playbook:
    """A small playbook, with some of its values changed."""
    usual = {
        "gap": 2, "most": 4, "after": 0.8, "cue": "Let them finish", "cool": 10, "life": 6,
        "score": 0.5,
    }  # fmt: skip
    return parse_playbook(RULES.format(**usual | change), "trial.yaml")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that was told so many frames after the one before, about a moment before that."""

    after: int
    kind: str
    lag: int = 0
    score: float = 0.9


def coached(script: Sequence[Told], playbook: Playbook) -> list[Entry]:
    """The log of a call of these facts, coached frame by frame as a live one is, and read back."""
    stream, policy = io.StringIO(), CuePolicy(playbook)
    writer = JournalWriter(stream)
    now = 0

    def push(event: Event) -> None:
        nonlocal now
        if isinstance(event, VoiceProbed):
            now = event.span.end
            writer.hear(now)
        elif not isinstance(event, AnswersEnded):
            writer.write(event, None)  # type: ignore[arg-type]  # the others are facts
        for came in policy.on(event):
            writer.write(came, None)  # type: ignore[arg-type]
            if isinstance(came, CueOffered):
                cues.append(came.id)

    cues: list[int] = []
    told: list[Evidence] = []
    for each in script:
        for _ in range(each.after):
            span = Span(start=now, end=now + FRAME)
            for party in Party:
                push(VoiceProbed(party=party, span=span, probability=0.0))
        fact = made(each, now, told, cues)
        if fact is not None:
            push(fact)
            if isinstance(fact, ActSpoken | Interrupted):
                told.append(fact)
    push(AnswersEnded(at=now))
    return list(read_journal(stream.getvalue().splitlines()))


def made(one: Told, now: int, told: list[Evidence], cues: list[int]) -> Fact | None:
    """The fact; None where it needs an earlier one that is not there."""
    at = max(0, now - one.lag)
    match one.kind:
        case "cut_in":
            return Interrupted(at=at, by=AGENT, start=max(0, at - 9000), overlap=8000, because="")
        case "stopped":
            return SpeechEnded(at=at, party=CUSTOMER, utterance=0, start=0, end=at)
        case "withdrawn":
            return FindingWithdrawn(at=at, of=told.pop(), reason="") if told else None
        case "dismissed":
            return CueHandled(at=now, action=Handling.DISMISS, cue=cues[-1]) if cues else None
        case "wrong":
            return CueHandled(at=now, action=Handling.WRONG, cue=cues[-1]) if cues else None
        case _:
            return ActSpoken(
                at=at, party=CUSTOMER, act="churn", text="I'll leave", start=at, end=at,
                score=one.score, utterance=0,
            )  # fmt: skip


def coachs(entries: Sequence[Entry]) -> list[Fact]:
    """What the coach told."""
    return [e.fact for e in entries if isinstance(e.fact, CueOffered | CueResolved)]


FOUND = ("cut_in", "cut_in", "act", "act", "stopped", "withdrawn")


def scripts(kinds: Sequence[str]) -> st.SearchStrategy[list[Told]]:
    """Calls of up to 15 facts of these kinds."""
    one = st.builds(
        Told,
        after=st.integers(0, 300),
        kind=st.sampled_from(kinds),
        lag=st.sampled_from([0, 0, 1, 4_000, 30_000]),
        score=st.sampled_from([0.4, 0.6, 0.9]),
    )
    return st.lists(one, max_size=15)


PLAYBOOKS = [
    rules(),
    rules(score=0.7),
    rules(after=0, gap=8),
    rules(after=3.3, cool=0, life=1),
    rules(most=1),
    rules(cue="Hear them out", life=20),
]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_call_gets_its_own_cues_from_its_own_playbook(path: Path) -> None:
    """From the log of a whole call: the same cues and ends, at the same samples, for the same."""
    call = read_call(path)
    assert call.timed
    assert rerun(call.entries, load_playbook(None)) == call.cues


@settings(max_examples=40, deadline=None)
@given(scripts(FOUND), st.sampled_from(PLAYBOOKS), st.sampled_from(PLAYBOOKS))
def test_a_rerun_is_what_the_call_would_have_been(
    script: list[Told], own: Playbook, other: Playbook
) -> None:
    """Whichever playbook the call had, its log tells to the sample what another would have said."""
    assert rerun(coached(script, own), other) == coachs(coached(script, other))


@settings(max_examples=40, deadline=None)
@given(scripts((*FOUND, "dismissed", "wrong")), st.sampled_from(PLAYBOOKS))
def test_what_the_agent_pressed_counts_again(script: list[Told], playbook: Playbook) -> None:
    """A cue that was taken down by hand is taken down in the rerun, and a rule rests."""
    entries = coached(script, playbook)
    assert rerun(entries, playbook) == coachs(entries)


def test_a_key_is_about_the_cue_of_the_same_rule() -> None:
    """The other playbook gave the cue another number; it is dismissed all the same."""
    script = [Told(200, "act"), Told(100, "cut_in"), Told(60, "dismissed"), Told(300, "stopped")]
    entries = coached(script, rules())
    (_, resolved) = rerun(entries, rules(score=1))
    assert resolved == CueResolved(at=360 * FRAME, cue=0, by=CueOutcome.DISMISSED)


def test_a_key_about_a_cue_that_never_comes_is_passed_over() -> None:
    """There is nothing to be dismissed."""
    script = [Told(200, "act"), Told(60, "dismissed"), Told(300, "stopped")]
    assert len(coachs(coached(script, rules()))) == 2
    assert rerun(coached(script, rules()), rules(score=1)) == []


def test_evidence_is_the_logs_own() -> None:
    """The very facts that were read, so that their `seq` can be named."""
    entries = coached([Told(200, "act"), Told(300, "cut_in"), Told(60, "stopped")], rules())
    ours = {id(entry.fact) for entry in entries}
    cues = [fact for fact in rerun(entries, rules(after=0)) if isinstance(fact, CueOffered)]
    assert len(cues) == 2
    assert all(id(why) in ours for cue in cues for why in cue.because)


def test_a_log_of_before_says_nearly_the_same() -> None:
    """Without `heard` the clock goes by the newest position: what falls due does so as before."""
    script = [Told(200, "act"), Told(300, "cut_in"), Told(60, "stopped"), Told(200, "cut_in")]
    entries = coached(script, rules())
    assert rerun([replace(entry, heard=None) for entry in entries], rules()) == coachs(entries)


def test_a_call_that_was_cut_off_leaves_no_cue_open() -> None:
    """A log without its last lines ends where it ends."""
    entries = coached([Told(200, "act"), Told(30, "stopped"), Told(900, "cut_in")], rules())
    assert rerun(entries[:3], rules())[-1] == CueResolved(
        at=entries[2].heard or 0, cue=0, by=CueOutcome.EXPIRED
    )


# ---- Files -------------------------------------------------------------------------------------

GOOD = '{"seq":0,"kind":"speech_started","at":1.0,"emitted":null,"party":"agent","utterance":0,"start":0.5}\n'  # noqa: E501


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("call.wav", b"RIFF", "call.wav is a recording: replay it first, with `deescalate replay"),
        ("CALL.FLAC", b"fLaC", "CALL.FLAC is a recording: replay it first"),
        ("a.jsonl", b"", "a.jsonl holds no line of an event log; name one that `deescalate re"),
        ("a.jsonl", b"\xff\xfe", "a.jsonl is no event log, for it is not text; name one"),
        ("a.jsonl", b"no\nno\n", "a.jsonl: Line 1 of the event log is not JSON"),
        ("a.jsonl", b'{"seq":0}\n{}\n', "a.jsonl: Line 1 of the event log is not valid: kind is "),
    ],
)
def test_what_is_no_log_is_named(tmp_path: Path, name: str, text: bytes, says: str) -> None:
    """One sentence with the file's name, what is wrong with it, and what to name in its place."""
    (tmp_path / name).write_bytes(text)
    with pytest.raises(JournalError) as wrong:
        read_call(tmp_path / name)
    assert str(wrong.value).removeprefix(f"{tmp_path}/").startswith(says)
    assert "\n" not in str(wrong.value)
    assert str(wrong.value).endswith(".")


def test_a_missing_log_is_named(tmp_path: Path) -> None:
    """So is a folder in which there is none."""
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(JournalError, match="cannot be read"):
            read_call(path)


def test_a_folder_stands_for_its_logs(tmp_path: Path) -> None:
    """In the order of their names, each once however often it is named; nothing else in there."""
    for name in ("b.jsonl", "a.jsonl", "notes.txt"):
        (tmp_path / name).write_text(GOOD)
    (tmp_path / "empty").mkdir()
    found = find_logs([tmp_path / "b.jsonl", tmp_path, tmp_path / "empty", tmp_path / "x.wav"])
    assert [path.name for path in found] == ["b.jsonl", "a.jsonl", "empty", "x.wav"]


def test_a_log_says_which_playbook_its_cues_came_from(tmp_path: Path) -> None:
    """Unless that changed while the call went on."""
    used, other = PlaybookUsed(name="a", sha256="1"), PlaybookUsed(name="a", sha256="2")
    started = CallStarted(
        schema=1, source="call.wav", sample_rate=8000, channels=2, models={}, playbook=used,
        settings={},
    )  # fmt: skip
    path = tmp_path / "call.jsonl"
    for facts, expected in (
        ([started], used),
        ([started, PlaybookChanged(at=5, playbook=other)], None),
    ):
        with path.open("w", encoding="utf-8") as stream:
            writer = JournalWriter(stream)
            for fact in facts:
                writer.write(fact, None)
        call = read_call(path)
        assert call.playbook == expected
        assert not call.timed
