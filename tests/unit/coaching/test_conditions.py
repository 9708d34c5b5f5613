"""One finding against one condition: what meets it, and what is remembered of the call."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.coaching.conditions import Memory
from assistant.coaching.playbook import Absence, Condition, Presence, Trigger
from assistant.events import (
    ActSpoken,
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
    SpeechEnded,
    SpeechStarted,
    TalkShareMeasured,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed


def act(name: str, at_s: float = 10.0, party: Party = AGENT, score: float = 0.9) -> ActSpoken:
    """An act whose words took the second before `at_s`."""
    start, end = to_samples(at_s - 1), to_samples(at_s)
    return ActSpoken(
        at=end, party=party, act=name, text="…", start=start, end=end, score=score, utterance=0
    )


def silence(lasted_s: float, *, explained: bool = False, over: bool = False) -> SilenceStretched:
    at = to_samples(10 + lasted_s)
    return SilenceStretched(
        at=at, start=to_samples(10), end=at if over else None, explained=explained
    )


def monologue(lasted_s: float, *, over: bool = False) -> MonologueStretched:
    at = to_samples(10 + lasted_s)
    start = to_samples(10)
    return MonologueStretched(at=at, party=AGENT, start=start, end=at if over else None)


def feeling(score: float, confidence: float = 0.9) -> SentimentScored:
    label = SentimentLabel.NEGATIVE if score < 0 else SentimentLabel.POSITIVE
    return SentimentScored(
        at=to_samples(10),
        party=CUSTOMER,
        score=score,
        label=label,
        trend=0.0,
        confidence=confidence,
        utterance=0,
    )


HOLD = HoldChanged(at=160, phase=HoldPhase.STARTED, start=0)
CAME_IN = Interrupted(at=160, by=AGENT, start=0, overlap=8000, because="…")
BEGAN = SpeechStarted(at=160, party=CUSTOMER, utterance=0, start=0)
FAST = PaceMeasured(at=160, party=AGENT, words_per_minute=195.0, window=to_samples(15))
SHARE = TalkShareMeasured(at=160, party=AGENT, share=0.66, window=to_samples(120))
LOUD = LoudnessRose(at=160, party=AGENT, db_over_baseline=7.5, window=to_samples(2))
STOPPED = SpeechEnded(at=160, party=CUSTOMER, utterance=0, start=0, end=100)


@pytest.mark.parametrize(
    ("condition", "finding", "met"),
    [
        ({"finding": "act"}, act("apology"), True),
        ({"finding": "act", "acts": ["apology"]}, act("apology"), True),
        ({"finding": "act", "acts": ["apology"]}, act("empathy"), False),
        ({"finding": "act", "acts": ["escalation.*"]}, act("escalation.abuse"), True),
        ({"finding": "act", "acts": ["escalation.*"]}, act("escalations"), False),
        ({"finding": "act", "party": "customer"}, act("apology"), False),
        ({"finding": "act", "score_at_least": 0.95}, act("apology"), False),
        ({"finding": "hold", "phase": "started"}, HOLD, True),
        ({"finding": "hold", "phase": "thanked"}, HOLD, False),
        ({"finding": "hold"}, act("hold_request"), False),
        ({"finding": "interruption", "party": "agent"}, CAME_IN, True),
        ({"finding": "interruption", "party": "customer"}, CAME_IN, False),
        ({"finding": "speech_started", "party": "customer"}, BEGAN, True),
        ({"finding": "speech_ended", "party": "agent"}, STOPPED, False),
        ({"finding": "pace", "words_per_minute_at_least": 195}, FAST, True),
        ({"finding": "pace", "words_per_minute_at_least": 196}, FAST, False),
        ({"finding": "pace", "words_per_minute_at_most": 194}, FAST, False),
        ({"finding": "pace", "party": "customer"}, FAST, False),
        ({"finding": "loudness", "db_at_least": 7.5}, LOUD, True),
        ({"finding": "loudness", "db_at_least": 8}, LOUD, False),
        ({"finding": "loudness", "party": "customer"}, LOUD, False),
        ({"finding": "talk_share", "share_at_least": 0.65}, SHARE, True),
        ({"finding": "talk_share", "share_at_least": 0.67}, SHARE, False),
        ({"finding": "talk_share", "share_at_most": 0.65}, SHARE, False),
        ({"finding": "talk_share", "window_at_most_s": 120}, SHARE, True),
        ({"finding": "talk_share", "window_at_most_s": 30}, SHARE, False),
        ({"finding": "monologue", "lasting_s": 45}, monologue(45), True),
        ({"finding": "monologue", "lasting_s": 60}, monologue(45), False),
        ({"finding": "monologue", "lasting_s": 45}, monologue(70, over=True), False),
        ({"finding": "monologue"}, monologue(70, over=True), True),
        ({"finding": "dead_air", "lasting_s": 8}, silence(8), True),
        ({"finding": "dead_air", "lasting_s": 8}, silence(7.9), False),
        ({"finding": "dead_air", "lasting_s": 8}, silence(9, over=True), False),
        ({"finding": "dead_air", "explained": False}, silence(9, explained=True), False),
        ({"finding": "dead_air", "explained": True}, silence(9, explained=True), True),
        ({"finding": "sentiment", "label": "negative"}, feeling(-0.7), True),
        ({"finding": "sentiment", "label": "negative"}, feeling(0.7), False),
        ({"finding": "sentiment", "score_at_most": -0.6}, feeling(-0.6), True),
        ({"finding": "sentiment", "score_at_most": -0.6}, feeling(-0.5), False),
        ({"finding": "sentiment", "score_at_least": 0}, feeling(-0.5), False),
        ({"finding": "sentiment", "confidence_at_least": 0.7}, feeling(-0.9, 0.6), False),
    ],
)
def test_a_finding_meets_a_condition_when_all_that_it_says_holds(
    condition: dict[str, Any], finding: Any, met: bool
) -> None:
    """Kind, party, act, phase, label and figures must agree; what is left out may be anything."""
    assert Memory().meets(Condition.model_validate(condition), finding) is met


def trigger(times: int = 1, within_s: float = 60) -> Trigger:
    return Trigger.model_validate(
        {"finding": "act", "acts": ["escalation.abuse"], "times": times, "within_s": within_s}
    )


def test_the_evidence_is_the_last_findings_that_it_takes_newest_last() -> None:
    """Of four that meet, a rule of three rests on the newest three."""
    memory = Memory()
    acts = [act("escalation.abuse", at_s) for at_s in (1, 2, 3, 4)]
    for one in acts:
        memory.note(one)
    assert memory.evidence(trigger(times=3), acts[-1]) == tuple(acts[1:])


def test_what_is_given_must_have_been_found_and_comes_first() -> None:
    """A cue for fast talk, where the customer is upset, rests on both, the upset first."""
    memory, fast = Memory(), act("escalation.abuse", 70)
    given = (Presence(finding="act", acts=("empathy",)), Presence(finding="sentiment"))
    assert memory.evidence(trigger(), fast, given) == ()
    upset = feeling(-0.8)
    memory.note(upset)
    assert memory.evidence(trigger(), fast, given) == (upset, fast)
    assert memory.evidence(trigger(), act("escalation.abuse", 70.1), given) == ()
    twice = (Presence(finding="sentiment", times=2),)
    assert memory.evidence(trigger(), fast, twice) == ()
    memory.note(feeling(-0.7))
    assert memory.evidence(trigger(), fast, twice) == (upset, feeling(-0.7), fast)


def test_findings_older_than_the_window_do_not_count() -> None:
    """Two within the window meet the rule of two; further apart they do not."""
    memory, first = Memory(), act("escalation.abuse", 10)
    memory.note(first)
    for at_s, met in ((70, True), (70.1, False)):
        second = act("escalation.abuse", at_s)
        assert bool(memory.evidence(trigger(times=2), second)) is met


def test_a_withdrawn_finding_no_longer_counts() -> None:
    """What later words disproved is no evidence and makes no cue needless."""
    memory, first = Memory(), act("escalation.abuse", 10)
    memory.note(first)
    absence = Absence(finding="act", within_s=30)
    assert memory.happened(absence, first.at)
    memory.forget(first)
    memory.forget(act("apology"))  # never noted
    assert not memory.happened(absence, first.at)
    assert not memory.evidence(trigger(times=2), act("escalation.abuse", 11))


def test_an_absence_looks_back_so_far_and_no_further() -> None:
    """`within_s` is counted back from the position that is asked about."""
    memory = Memory()
    memory.note(act("empathy", 10))
    absence = Absence(finding="act", acts=("empathy",), within_s=30)
    assert memory.happened(absence, to_samples(40))
    assert not memory.happened(absence, to_samples(40.1))


def test_the_memory_keeps_one_hour() -> None:
    """A finding of more than an hour ago is gone once a new one comes in."""
    memory = Memory()
    memory.note(act("empathy", 10))
    memory.note(act("apology", 3611))
    assert not memory.happened(Absence(finding="act", acts=("empathy",), within_s=3600), 0)


@pytest.mark.parametrize(
    ("said", "end_s", "met"),
    [
        ("bear with me please", 10, True),
        ("bear with me while I look", 10, False),
        ("Bear with me, WHILE… I look.", 10, False),
        ("may I put you on hold for two minutes?", 10, False),
        ("bear with me for a little whiles I look", 10, True),
        ("while I look", -11, True),
    ],
)
def test_words_around_an_act_can_rule_it_out(said: str, end_s: float, met: bool) -> None:
    """Whole words only, whatever their punctuation and case, and only in the last 20 s."""
    memory = Memory()
    memory.hear(committed(Said(AGENT, end_s - 2, end_s, said)))
    memory.hear(committed(Said(CUSTOMER, 8, 10, "because while I wait minutes go by")))
    condition = Condition(finding="act", not_saying=("while I", "minutes"))
    assert memory.meets(condition, act("hold_request", 10)) is met


def test_a_word_that_is_still_being_said_counts_too() -> None:
    """Words may be known before they end: "hold for about two minutes"."""
    memory = Memory()
    memory.hear(committed(Said(AGENT, 8, 10.2, "hold for two minutes")))
    condition = Condition(finding="act", not_saying=("minutes",))
    assert not memory.meets(condition, act("hold_request", 10))
