"""Driving a call: by no clock, by a measured one, by the wall."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from assistant.assembly import Answerer, Assembly, one_by_one, stages
from assistant.capture.source import SourceEvent
from assistant.config import Settings, load_playbook
from assistant.errors import ModelError
from assistant.events import (
    ActsDue,
    ActSpoken,
    ActsRead,
    CallEnded,
    CallStarted,
    ComponentDegraded,
    CueOffered,
    Fact,
    PlaybookUsed,
    RecognitionDue,
    Recognized,
    Request,
    SentimentDue,
    SentimentScored,
    WordsCommitted,
)
from assistant.pipeline import Pipeline
from assistant.session.call import Moments, Pace, run_call
from assistant.speech.voice import VoiceProbe
from fakes import (
    AGENT,
    CUSTOMER,
    LoudnessVoice,
    Said,
    ScriptedActs,
    ScriptedRecogniser,
    ScriptedSentiment,
    ScriptedSource,
)

SCRIPT = [
    Said(AGENT, 0.2, 1.2, "good morning how can I help"),
    Said(CUSTOMER, 1.6, 3.6, "I have called three times about this bill"),
    Said(AGENT, 4.0, 5.0, "I am sorry about that"),
    Said(CUSTOMER, 5.5, 7.5, "let me speak to your manager please"),
]
SECONDS = 9.0


def _assembly(recogniser: Any = None, sentiment: Any = None, acts: Any = None) -> Assembly:
    settings, playbook = Settings(), load_playbook(None)
    real = stages(settings, playbook, ask_for_acts=acts is not None)[1:]  # all but the voices
    loaders: dict[type[Request], Any] = {
        RecognitionDue: lambda: one_by_one(recogniser or ScriptedRecogniser(SCRIPT)),
        SentimentDue: lambda: one_by_one(sentiment or ScriptedSentiment({"manager": 0.9})),
    }
    if acts is not None:
        loaders[ActsDue] = lambda: one_by_one(acts)
    return Assembly(
        pipeline=Pipeline([VoiceProbe(LoudnessVoice), *real]),
        loaders=loaders,
        models={},
        playbook=PlaybookUsed(name=playbook.name, sha256=playbook.sha256),
        settings=settings,
    )


def _run(
    pace: Pace = Pace.FASTEST, assembly: Assembly | None = None, source: Any = None
) -> list[tuple[Fact, float | None]]:
    told: list[tuple[Fact, float | None]] = []
    run_call(
        assembly or _assembly(),
        source or ScriptedSource(SCRIPT, SECONDS),
        lambda fact, emitted: told.append((fact, emitted)),
        pace,
    )
    return told


def _said(told: list[tuple[Fact, float | None]]) -> dict[str, str]:
    """The committed words of each party."""
    said: dict[str, list[str]] = {}
    for fact, _ in told:
        if isinstance(fact, WordsCommitted):
            said.setdefault(fact.party, []).append(fact.text)
    return {party: " ".join(texts) for party, texts in said.items()}


def _scripted(script: list[Said]) -> dict[str, str]:
    return {
        party: " ".join(said.text for said in script if said.party is party)
        for party in (AGENT, CUSTOMER)
    }


def _slow(seconds: float) -> Any:
    recogniser = ScriptedRecogniser(SCRIPT)

    def answer(due: RecognitionDue) -> Recognized:
        time.sleep(seconds)
        return recogniser(due)

    return answer


def test_a_call_begins_and_ends_with_its_own_facts() -> None:
    """The first fact is the start, the last the end, and every word is under its party."""
    told = _run()
    assert isinstance(told[0][0], CallStarted)
    assert isinstance(told[-1][0], CallEnded)
    assert _said(told) == _scripted(SCRIPT)


def test_no_clock_runs_in_plain_replay() -> None:
    """Nothing says when it was emitted, and twice the same call is the same facts."""
    told = _run()
    assert {emitted for _, emitted in told} == {None}
    assert told == _run()
    ended = told[-1][0]
    assert isinstance(ended, CallEnded)
    assert not ended.latency


def test_a_cue_comes_with_its_evidence() -> None:
    """That they have called before, and were not asked about it, becomes a cue on those words."""
    cues = [fact for fact, _ in _run() if isinstance(fact, CueOffered)]
    asked = [cue for cue in cues if cue.rule == "ask_what_went_wrong"]
    assert len(asked) == 1
    assert "three times" in asked[0].because[0].text  # type: ignore[union-attr]


def test_as_live_adds_what_a_model_took() -> None:
    """A transcript leaves later than its evidence by the model's time, and in order."""
    told = _run(Pace.AS_LIVE, _assembly(_slow(0.2)))
    late = [
        emitted - fact.at / 16_000
        for fact, emitted in told
        if isinstance(fact, WordsCommitted) and emitted is not None
    ]
    assert max(late) >= 0.2
    times = [emitted for _, emitted in told]
    assert times == sorted(times, key=lambda one: one or 0)


def test_as_live_loses_no_word_to_a_slow_model() -> None:
    """Looks are passed over, and every word is there in the end."""
    told = _run(Pace.AS_LIVE, _assembly(_slow(0.5)))
    assert _said(told) == _scripted(SCRIPT)


def _loading(load: Any) -> Assembly:
    assembly = _assembly()
    return replace(assembly, loaders={**assembly.loaders, RecognitionDue: load})


def test_models_are_loaded_before_a_clock_runs() -> None:
    """With a clock, the first answer does not wait for weights."""

    def slowly() -> Answerer:
        time.sleep(1.5)
        return one_by_one(ScriptedRecogniser(SCRIPT))

    ended = _run(Pace.AS_LIVE, _loading(slowly))[-1][0]
    assert isinstance(ended, CallEnded)
    assert ended.latency["transcript"].p95 < 1.2


@pytest.mark.parametrize("pace", list(Pace))
def test_a_model_that_cannot_be_loaded_ends_the_call_with_its_sentence(pace: Pace) -> None:
    """What a person can mend is not passed over as a failing component."""

    def broken() -> Answerer:
        raise ModelError("The model base is damaged: fetch it again.")

    with pytest.raises(ModelError, match="fetch it again"):
        _run(pace, _loading(broken))


def test_realtime_takes_as_long_as_the_call_and_leaves_no_thread() -> None:
    """By the wall clock nothing leaves before it was said, and all threads are joined."""
    source = ScriptedSource(SCRIPT[:2], 4.2)
    before = threading.active_count()
    began = time.monotonic()
    told = _run(Pace.REALTIME, _assembly(), source)
    assert time.monotonic() - began >= 4.2
    assert threading.active_count() == before
    assert _said(told) == _scripted(SCRIPT[:2])
    for fact, emitted in told:
        assert emitted is not None
        assert emitted >= fact.at / 16_000 - 0.001


@pytest.mark.parametrize("pace", [Pace.FASTEST, Pace.AS_LIVE])
def test_a_failing_model_does_not_end_the_call(pace: Pace) -> None:
    """What a model cannot answer is left out and told; the other model's work goes on."""

    def broken(due: RecognitionDue) -> Recognized:
        if due.party is AGENT:
            raise RuntimeError("no more memory")
        return ScriptedRecogniser(SCRIPT)(due)

    told = _run(pace, _assembly(broken))
    degraded = [fact for fact, _ in told if isinstance(fact, ComponentDegraded)]
    assert len(degraded) == 2
    assert degraded[0].component == "recogniser"
    assert _said(told).keys() == {"customer"}
    assert any(isinstance(fact, SentimentScored) for fact, _ in told)


@dataclass
class _Stopped:
    """A source in the middle of which somebody presses Ctrl-C."""

    name: str = "stopped"
    sample_rate: int = 16_000
    channels: int = 2
    duration: int = 0

    def events(self) -> Iterator[SourceEvent]:
        for event in ScriptedSource(SCRIPT, SECONDS).events():
            if getattr(event, "start", 0) > 16_000 * 3:
                raise KeyboardInterrupt
            yield event


def test_ctrl_c_keeps_what_was_heard() -> None:
    """The words so far are committed and summed up before the program goes."""
    told: list[tuple[Fact, float | None]] = []
    with pytest.raises(KeyboardInterrupt):
        run_call(_assembly(), _Stopped(), lambda fact, emitted: told.append((fact, emitted)))
    assert _said(told)["agent"] == SCRIPT[0].text
    ended = told[-1][0]
    assert isinstance(ended, CallEnded)
    assert 2.9 < ended.duration / 16_000 < 3.1


BOSS, APOLOGY = "escalation.supervisor_request", "apology"
ACTS = {"this bill": (BOSS, 0.7), "sorry about": (APOLOGY, 0.8)}
SHORT = [
    Said(CUSTOMER, 0.2, 1.2, "about this bill"),
    Said(AGENT, 1.5, 2.5, "I am sorry about that"),
]
PACES = [Pace.FASTEST, Pace.AS_LIVE, Pace.REALTIME]


def _acts(told: list[tuple[Fact, float | None]]) -> list[tuple[str, str]]:
    return [(fact.act, fact.text) for fact, _ in told if isinstance(fact, ActSpoken)]


def _short_call(acts: Any, pace: Pace = Pace.FASTEST) -> list[tuple[Fact, float | None]]:
    assembly = _assembly(ScriptedRecogniser(SHORT), acts=acts)
    return _run(pace, assembly, ScriptedSource(SHORT, 3.8))


@pytest.mark.parametrize("pace", PACES)
def test_acts_are_told_as_the_model_reads_them(pace: Pace) -> None:
    """Each once, with a phrasing's words where one agrees; the same by every clock."""
    told = _short_call(ScriptedActs(ACTS), pace)
    assert _acts(told) == [(BOSS, "this bill"), (APOLOGY, "sorry about")]
    assert not any(isinstance(fact, ComponentDegraded) for fact, _ in told)


@pytest.mark.parametrize("pace", PACES)
def test_where_acts_cannot_be_read_phrasings_decide(pace: Pace) -> None:
    """That is told once, and the call goes on."""

    def broken(due: ActsDue) -> ActsRead:
        raise RuntimeError("no more memory")

    told = _short_call(broken, pace)
    assert _acts(told) == [(APOLOGY, "sorry about")]
    (degraded,) = (fact for fact, _ in told if isinstance(fact, ComponentDegraded))
    assert degraded.component == "acts"


def test_a_slow_reader_of_acts_loses_none() -> None:
    """Every commit is read, late, and what is told is what plain replay tells."""
    reader = ScriptedActs(ACTS)

    def slow(due: ActsDue) -> ActsRead:
        time.sleep(0.3)
        return reader(due)

    assert _acts(_short_call(slow, Pace.AS_LIVE)) == _acts(_short_call(reader))


@pytest.mark.parametrize("pace", [Pace.FASTEST, Pace.AS_LIVE])
def test_a_model_that_serves_two_kinds_is_loaded_once(pace: Pace) -> None:
    """And answers both."""
    loads: list[int] = []
    acts, sentiment = ScriptedActs(ACTS), ScriptedSentiment({"bill": 0.9})

    def load() -> Answerer:
        loads.append(1)
        return one_by_one(lambda due: acts(due) if isinstance(due, ActsDue) else sentiment(due))

    assembly = _assembly(ScriptedRecogniser(SHORT), acts=acts)
    loaders = {**assembly.loaders, SentimentDue: load, ActsDue: load}
    told = _run(pace, replace(assembly, loaders=loaders), ScriptedSource(SHORT, 3.8))
    assert loads == [1]
    assert (BOSS, "this bill") in _acts(told)
    assert any(isinstance(fact, SentimentScored) for fact, _ in told)


def test_a_live_call_does_not_wait_for_what_reads_its_words() -> None:
    """The recogniser listens while that loads, and what it reads is told once it is there."""
    listening = threading.Event()

    def late() -> Answerer:
        assert listening.wait(5)
        return one_by_one(ScriptedSentiment({"manager": 0.9}))

    assembly = _assembly()
    assembly = replace(assembly, loaders={**assembly.loaders, SentimentDue: late})
    told: list[Fact] = []
    run_call(
        assembly,
        ScriptedSource(SCRIPT, SECONDS),
        lambda fact, emitted: told.append(fact),
        Pace.LIVE,
        moments=Moments(ready=listening.set),
    )
    assert any(isinstance(fact, SentimentScored) for fact in told)
