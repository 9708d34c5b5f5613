"""A playbook that is edited while a call goes on: real files, and the call's own time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from assistant.assembly import Assembly, one_by_one, stages
from assistant.capture.bleed import BleedGate
from assistant.capture.source import SourceEvent
from assistant.config import Settings, load_playbook
from assistant.events import (
    ComponentDegraded,
    ComponentRecovered,
    Fact,
    PlaybookChanged,
    PlaybookOffered,
    PlaybookUsed,
    RecognitionDue,
    SentimentDue,
)
from assistant.pipeline import Pipeline
from assistant.session.call import Pace, run_call
from assistant.session.playbook_watch import watching
from assistant.speech.voice import VoiceProbe
from fakes import AGENT, LoudnessVoice, Said, ScriptedRecogniser, ScriptedSentiment, ScriptedSource

TEAM = """\
name: sofas
extends: default
rules:
  - id: let_them_finish
    cue: Hear them out
"""
Edits = Mapping[float, Callable[[], object]]


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A team's playbook, as it stands when the call begins."""
    path = tmp_path / "team.yaml"
    path.write_text(TEAM, encoding="utf-8")
    return path


def write(path: Path, text: str) -> Callable[[], object]:
    """An edit: the file holds this text from then on."""
    return lambda: path.write_text(text, encoding="utf-8")


def edited(edits: Edits, seconds: float) -> Iterator[SourceEvent]:
    """A silent call in which each edit happens at its second."""
    waiting = sorted(edits.items())
    for event in ScriptedSource((), seconds).events():
        while waiting and waiting[0][0] * 16_000 <= getattr(event, "start", 0):
            waiting.pop(0)[1]()
        yield event


def told(path: Path, edits: Edits, seconds: float = 10.0) -> list[tuple[float, object]]:
    """What comes in beside the audio, each with its second of the call."""
    in_use = load_playbook(path).sha256
    beside = PlaybookOffered | ComponentDegraded | ComponentRecovered
    events = watching(edited(edits, seconds), path, load_playbook, in_use)
    return [(event.at / 16_000, event) for event in events if isinstance(event, beside)]


def cues(event: object) -> set[str]:
    """The cues of an offered playbook."""
    assert isinstance(event, PlaybookOffered)
    return {rule.cue for rule in event.playbook.rules}


def test_a_playbook_that_nobody_touches_is_not_told_of(team: Path) -> None:
    """Nor one that is saved again as it was, or has another time."""
    assert told(team, {}) == []
    assert told(team, {2.0: write(team, TEAM), 4.0: lambda: os.utime(team, (1, 1))}) == []


def test_a_changed_playbook_is_offered_within_two_seconds(team: Path) -> None:
    """As soon as it stands still."""
    ((at, offered),) = told(team, {3.0: write(team, TEAM.replace("Hear them", "Let them talk"))})
    assert 3.0 < at < 4.5
    assert "Let them talk out" in cues(offered)


def test_the_audio_goes_through_untouched(team: Path) -> None:
    """The same frames in the same order, and the end last."""
    plain = list(ScriptedSource((), 4.0).events())
    changed = write(team, TEAM.replace("Hear", "Do hear"))
    events = list(watching(edited({1.0: changed}, 4.0), team, load_playbook, "another"))
    frames = [event for event in events if not isinstance(event, PlaybookOffered)]
    assert [(type(one), getattr(one, "start", None)) for one in frames] == [
        (type(one), getattr(one, "start", None)) for one in plain
    ]
    assert len(events) > len(plain)


def test_a_change_before_the_first_look_is_seen(team: Path) -> None:
    """While the models load, say: what counts is the playbook that the call began with."""
    events = watching(edited({}, 2.0), team, load_playbook, "the one before")
    (offered,) = (event for event in events if isinstance(event, PlaybookOffered))
    assert offered.at < 16_000


def test_a_mistake_is_told_once_and_the_mending_too(team: Path) -> None:
    """With the first mistake's line; in between the last good playbook stays."""
    bad = TEAM.replace("cue:", "cu:") + "    priority: 200\n"
    degraded, offered, recovered = (
        event
        for _, event in told(
            team,
            {1.0: write(team, bad), 5.0: write(team, TEAM.replace("Hear", "Do hear"))},
        )
    )
    assert degraded == ComponentDegraded(
        at=degraded.at,  # type: ignore[attr-defined]
        component="playbook",
        reason=f"{team}, line 5: rules.let_them_finish.cu: this key is not known here; "
        "did you mean cue?; and 1 more",
        done="the last good one stays in use",
    )
    assert "Do hear them out" in cues(offered)
    assert isinstance(recovered, ComponentRecovered)
    assert recovered.component == "playbook"


def test_a_mistake_that_is_taken_back_brings_no_other_playbook(team: Path) -> None:
    """The file is as it was: it recovers, and nothing is offered."""
    kinds = [
        type(event) for _, event in told(team, {1.0: write(team, "[ "), 5.0: write(team, TEAM)})
    ]
    assert kinds == [ComponentDegraded, ComponentRecovered]


def test_another_mistake_is_told_as_well(team: Path) -> None:
    """One line for each fault, however often the file is saved with it."""
    unknown, empty = TEAM + "budgets: {}\n", ""
    edits = {
        1.0: write(team, unknown),
        3.0: write(team, unknown + "\n"),
        5.0: write(team, empty),
        7.0: write(team, empty + "\n\n"),
    }
    reasons = [event.reason for _, event in told(team, edits)]  # type: ignore[attr-defined]
    assert len(reasons) == 2
    assert "budgets: this key is not known here" in reasons[0]
    assert "nothing is in it" in reasons[1]


@pytest.mark.parametrize("begun", [2.0, 2.3, 2.6, 2.9])
def test_a_file_that_is_half_written_causes_no_flicker(team: Path, begun: float) -> None:
    """Emptied, then written in two halves a quarter of a second apart: only the whole is told."""
    whole = TEAM.replace("Hear them out", "Let them talk")
    half = whole[: whole.index("    cue")] + "    cu"
    edits = {
        begun: write(team, ""),
        begun + 0.2: write(team, half),
        begun + 0.45: write(team, whole),
    }
    ((_, offered),) = told(team, edits)
    assert "Let them talk" in cues(offered)


def test_a_file_that_is_put_in_place_of_another_is_seen(team: Path) -> None:
    """Many editors write beside the file and rename; the time and the size may even be equal."""
    other = team.with_name("other.yaml")
    other.write_text(TEAM.replace("Hear", "Bear"), encoding="utf-8")
    before = team.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    ((_, offered),) = told(team, {2.0: lambda: other.replace(team)})
    assert "Bear them out" in cues(offered)


def test_a_file_that_is_gone_for_a_while_is_told(team: Path) -> None:
    """Deleted, and there again: a fault and its end, no other playbook."""
    (_, gone), (_, back) = told(team, {2.0: team.unlink, 6.0: write(team, TEAM)})
    assert isinstance(gone, ComponentDegraded)
    assert "cannot be read (No such file or directory)" in gone.reason
    assert isinstance(back, ComponentRecovered)


def test_a_file_that_it_extends_is_watched_as_well(team: Path) -> None:
    """A change of the firm's playbook reaches the team's calls, as does one of what is new."""
    firm, site = team.with_name("firm.yaml"), team.with_name("site.yaml")
    firm.write_text(TEAM, encoding="utf-8")
    on_firm = "name: team\nextends: firm.yaml\n"
    team.write_text(on_firm, encoding="utf-8")
    site.write_text(TEAM.replace("Hear", "Do hear"), encoding="utf-8")
    edits = {
        2.0: write(firm, TEAM.replace("Hear", "Bear")),
        5.0: write(team, on_firm.replace("firm", "site")),
        8.0: write(site, TEAM.replace("Hear", "Near")),
    }
    offered = [event for _, event in told(team, edits, 12.0)]
    found = [{cue for cue in cues(one) if cue.endswith("them out")} for one in offered]
    assert found == [{"Bear them out"}, {"Do hear them out"}, {"Near them out"}]


def test_what_no_one_thought_of_does_not_end_the_call(team: Path) -> None:
    """A reader that fails in any way is a fault of the playbook, and no more."""

    def load(path: Path, noting: Callable[[Path], None]) -> object:
        noting(path)
        raise RuntimeError

    events = list(watching(edited({}, 3.0), team, load, "x"))  # type: ignore[arg-type]
    (fault,) = (event for event in events if isinstance(event, ComponentDegraded))
    assert fault.reason == "RuntimeError"


def of_a_call(team: Path, pace: Pace, edits: Edits) -> list[Fact]:
    """The facts of a short call through all stages but the voices, with the bleed gate before."""
    settings, playbook = Settings(), load_playbook(team)
    script = [Said(AGENT, 0.2, 1.0, "good morning")]
    assembly = Assembly(
        pipeline=Pipeline(
            [VoiceProbe(LoudnessVoice), *stages(settings, playbook)[1:]], BleedGate(settings.bleed)
        ),
        loaders={
            RecognitionDue: lambda: one_by_one(ScriptedRecogniser(script)),
            SentimentDue: lambda: one_by_one(ScriptedSentiment({})),
        },
        models={},
        playbook=PlaybookUsed(name=playbook.name, sha256=playbook.sha256),
        settings=settings,
        playbook_file=team,
    )

    class Edited(ScriptedSource):
        def events(self) -> Iterator[SourceEvent]:
            return edited(edits, self.seconds)

    facts: list[Fact] = []
    run_call(assembly, Edited(script, 4.0), lambda fact, emitted: facts.append(fact), pace)
    return facts


@pytest.mark.parametrize("pace", [Pace.REALTIME, Pace.LIVE])
def test_a_call_by_the_wall_goes_on_by_the_changed_playbook(team: Path, pace: Pace) -> None:
    """The log has the fault, its mending and the change, each at its position."""
    edits = {
        0.1: write(team, TEAM + "oops: 1\n"),
        2.0: write(team, TEAM.replace("Hear", "Do hear")),
    }
    facts = of_a_call(team, pace, edits)
    beside = PlaybookChanged | ComponentDegraded | ComponentRecovered
    found = [fact for fact in facts if isinstance(fact, beside)]
    assert [fact.kind for fact in found] == ["degraded", "playbook_changed", "recovered"]
    changed = next(fact for fact in found if isinstance(fact, PlaybookChanged))
    assert changed.playbook.sha256 == load_playbook(team).sha256
    assert [fact.at for fact in found] == sorted(fact.at for fact in found)


@pytest.mark.parametrize("pace", [Pace.FASTEST, Pace.AS_LIVE])
def test_a_replay_by_no_wall_clock_keeps_its_playbook(team: Path, pace: Pace) -> None:
    """The same recording gives the same log, whoever edits the file meanwhile."""
    changed = write(team, TEAM.replace("Hear", "Do hear"))
    facts = of_a_call(team, pace, {1.0: changed})
    assert not any(isinstance(fact, PlaybookChanged) for fact in facts)
