"""Each rule of the default playbook: findings that call for its cue, and findings that must not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant.coaching.playbook import Rule
from assistant.coaching.policy import CuePolicy
from assistant.config import load_playbook
from assistant.events import (
    ActSpoken,
    AnswersEnded,
    CueOffered,
    Event,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    MonologueStretched,
    PaceMeasured,
    Party,
    SentimentLabel,
    SentimentScored,
    SilenceStretched,
    TalkShareMeasured,
    VoiceProbed,
)
from assistant.timeline import Span, to_samples
from fakes import AGENT, CUSTOMER, Said, committed, run

PLAYBOOK = load_playbook(None)


def at(seconds: float) -> VoiceProbed:
    end = to_samples(seconds)
    return VoiceProbed(party=AGENT, span=Span(start=end - 512, end=end), probability=0.0)


def act(name: str, at_s: float, party: Party = CUSTOMER) -> ActSpoken:
    end = to_samples(at_s)
    return ActSpoken(
        at=end, party=party, act=name, text="…", start=end - 16_000, end=end, score=1, utterance=0
    )


def escalation(name: str, at_s: float, party: Party = CUSTOMER) -> ActSpoken:
    return act(f"escalation.{name}", at_s, party)


def cut_in(by: Party, at_s: float = 10) -> Interrupted:
    return Interrupted(
        at=to_samples(at_s), by=by, start=to_samples(at_s - 1), overlap=8000, because="…"
    )


def silence(lasted_s: float, *, explained: bool = False, over: bool = False) -> SilenceStretched:
    end = to_samples(10 + lasted_s)
    return SilenceStretched(
        at=end, start=to_samples(10), end=end if over else None, explained=explained
    )


def pace(at_s: float, words_per_minute: float, party: Party = AGENT) -> PaceMeasured:
    window = to_samples(15)
    return PaceMeasured(
        at=to_samples(at_s), party=party, words_per_minute=words_per_minute, window=window
    )


def louder(at_s: float, party: Party = AGENT) -> LoudnessRose:
    return LoudnessRose(
        at=to_samples(at_s), party=party, db_over_baseline=8.0, window=to_samples(2)
    )


def talk_share(at_s: float, share: float, window_s: float, party: Party = AGENT) -> Event:
    return TalkShareMeasured(
        at=to_samples(at_s), party=party, share=share, window=to_samples(window_s)
    )


def monologue(lasted_s: float, party: Party = AGENT, *, over: bool = False) -> MonologueStretched:
    at, start = to_samples(10 + lasted_s), to_samples(10)
    return MonologueStretched(at=at, party=party, start=start, end=at if over else None)


def hold(phase: HoldPhase, at_s: float = 10) -> HoldChanged:
    return HoldChanged(at=to_samples(at_s), phase=phase, start=to_samples(1))


def feeling(at_s: float, score: float = -0.8, confidence: float = 0.9) -> SentimentScored:
    return SentimentScored(
        at=to_samples(at_s),
        party=CUSTOMER,
        score=score,
        label=SentimentLabel.NEGATIVE,
        trend=0.0,
        confidence=confidence,
        utterance=0,
    )


def asks_to_hold(words: str) -> list[Event]:
    return [committed(Said(AGENT, 7, 9.5, words)), act("hold_request", 10, AGENT)]


Script = Sequence[Event]
CASES: Mapping[str, tuple[Script, Script]] = {
    "let_them_finish": ([cut_in(AGENT)], [cut_in(CUSTOMER)]),
    "slow_down": (
        [feeling(10), feeling(20), pace(30, 195)],
        [feeling(10), pace(15, 195), feeling(20), pace(30, 179), pace(35, 195, CUSTOMER)],
    ),
    "soften_your_voice": (
        [feeling(10), feeling(20), louder(30)],
        [feeling(10), louder(15), feeling(20), louder(30, CUSTOMER), pace(35, 185), louder(40)],
    ),
    "let_them_in": (
        [monologue(45), monologue(60), monologue(66, over=True)],
        [monologue(44), monologue(45, CUSTOMER), monologue(50, over=True)],
    ),
    "let_them_in_early": (
        [talk_share(30, 0.62, 30)],
        [talk_share(30, 0.62, 30, CUSTOMER), talk_share(40, 0.66, 40), talk_share(50, 0.59, 30)],
    ),
    "ask_and_listen": (
        [escalation("legal_threat", 80), talk_share(150, 0.651, 120)],
        [feeling(30), talk_share(40, 0.66, 40), feeling(150), monologue(150)],
    ),
    "say_what_you_do": (
        [silence(3), silence(8)],
        [silence(3), silence(8, explained=True), silence(9, over=True)],
    ),
    "say_why_and_how_long": (
        asks_to_hold("Can I put you on hold?"),
        asks_to_hold("Can I put you on hold for two minutes?"),
    ),
    "check_in_now": (
        [hold(HoldPhase.CHECK_IN_DUE)],
        [hold(HoldPhase.REQUESTED), hold(HoldPhase.STARTED), hold(HoldPhase.RETURNED)],
    ),
    "thank_for_waiting": (
        [hold(HoldPhase.RETURNED), at(20)],
        [hold(HoldPhase.RETURNED), act("hold_return", 12, AGENT), at(20)],
    ),
    "acknowledge_first": (
        [escalation("supervisor_request", 10)],
        [escalation("supervisor_request", 10, AGENT), act("transfer", 12, AGENT)],
    ),
    "bring_in_supervisor": (
        [escalation("supervisor_request", 10), escalation("supervisor_request", 90)],
        [escalation("supervisor_request", 10), escalation("legal_threat", 90)],
    ),
    "abuse_goes_on": (
        [escalation("abuse", 10), escalation("abuse", 60), escalation("abuse", 110)],
        [escalation("abuse", 10), escalation("abuse", 60), escalation("abuse", 240.5)],
    ),
    "not_about_you": ([escalation("abuse", 10)], [escalation("abuse", 10, AGENT)]),
    "state_next_step": (
        [escalation("regulator_threat", 10)],
        [escalation("churn_threat", 10), escalation("repeat_contact", 30)],
    ),
    "ask_what_would_help": (
        [escalation("churn_threat", 10)],
        [escalation("legal_threat", 10)],
    ),
    "ask_what_went_wrong": (
        [escalation("repeat_contact", 10)],
        [act("paraphrase", 10, AGENT), escalation("abuse", 30)],
    ),
    "name_their_frustration": (
        [feeling(10), feeling(40)],
        [feeling(10), feeling(30, confidence=0.6), feeling(40, score=-0.5), feeling(56)],
    ),
    "say_what_you_can_do": (
        [act("negative_language", 10, AGENT)],
        [act("negative_language", 10, CUSTOMER), act("apology", 20, AGENT)],
    ),
}
"""By rule: findings that call for the cue, and like ones that do not."""


def offered(script: Script) -> list[CueOffered]:
    """The cues of a call in which the script happens, with time for what waits."""
    events = [*script, at(300), AnswersEnded(at=to_samples(300))]
    return [cue for cue in run(CuePolicy(PLAYBOOK), events) if isinstance(cue, CueOffered)]


def test_every_rule_has_a_case() -> None:
    """A rule that is added to the playbook without findings for and against it fails here."""
    assert {rule.id for rule in PLAYBOOK.rules} == set(CASES)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_speaks_when_it_should(rule: str) -> None:
    """The findings call for the cue, which rests on the last of them that meets it."""
    cues = [cue for cue in offered(CASES[rule][0]) if cue.rule == rule]
    assert len(cues) == 1
    assert set(cues[0].because) <= set(CASES[rule][0])


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_is_silent_when_it_should_be(rule: str) -> None:
    """Findings that look alike do not call for the cue."""
    assert rule not in {cue.rule for cue in offered(CASES[rule][1])}


@pytest.mark.parametrize("phrase", ["while I check", "because it's slow", "for a minute, so I can"])
def test_a_hold_with_a_reason_or_a_length_needs_no_cue(phrase: str) -> None:
    """Agents who say why or how long are left alone."""
    assert offered(asks_to_hold(f"Can I put you on hold {phrase}?")) == []


@pytest.mark.parametrize("rule", PLAYBOOK.rules, ids=lambda rule: rule.id)
def test_a_cue_reads_at_a_glance(rule: Rule) -> None:
    """At most six words and no full stop at the end; the line to say is a whole sentence."""
    cue, detail = rule.cue, rule.detail
    assert 1 <= len(cue.split()) <= 6
    assert not cue.endswith(".")
    assert detail.endswith((".", "?"))
