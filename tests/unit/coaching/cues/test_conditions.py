"""Findings of a call against conditions: which meet them, and which states of the call hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from assistant.coaching.cues.conditions import Conditions
from assistant.coaching.cues.recent import Matchable, Recent, TurnTaken, fact_of
from assistant.coaching.playbook.rules import Condition, State, Trigger
from assistant.events import (
    ActSpoken,
    CueOffered,
    Event,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    LoudnessSettled,
    MonologueStretched,
    PaceMeasured,
    Party,
    QuestionAsked,
    RiskChanged,
    SentimentLabel,
    SentimentScored,
    Severity,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    TalkShareMeasured,
    TensionMeasured,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed, tentative

STATE: TypeAdapter[State] = TypeAdapter(State)


def act(
    name: str, at_s: float = 10.0, party: Party = AGENT, score: float = 0.9, text: str = "…"
) -> ActSpoken:
    """An act whose words took the second before `at_s`."""
    start, end = to_samples(at_s - 1), to_samples(at_s)
    return ActSpoken(
        at=end, party=party, act=name, text=text, start=start, end=end, score=score, utterance=0
    )


def abuse(at_s: float) -> ActSpoken:
    return act("escalation.abuse", at_s, CUSTOMER)


def silence(lasted_s: float, *, explained: bool = False, over: bool = False) -> SilenceStretched:
    at = to_samples(10 + lasted_s)
    return SilenceStretched(
        at=at, start=to_samples(10), end=at if over else None, explained=explained
    )


def monologue(lasted_s: float, *, over: bool = False) -> MonologueStretched:
    at = to_samples(10 + lasted_s)
    start = to_samples(10)
    return MonologueStretched(at=at, party=AGENT, start=start, end=at if over else None)


def feeling(score: float, confidence: float = 0.9, at_s: float = 10) -> SentimentScored:
    label = SentimentLabel.NEGATIVE if score < 0 else SentimentLabel.POSITIVE
    return SentimentScored(
        at=to_samples(at_s),
        party=CUSTOMER,
        score=score,
        label=label,
        trend=-0.5,
        confidence=confidence,
        utterance=0,
    )


def risk(score: float, at_s: float = 10) -> RiskChanged:
    return RiskChanged(at=to_samples(at_s), score=score, reasons=("…",))


def asked(text: str = "…", *, is_open: bool = True, at_s: float = 10) -> QuestionAsked:
    at = to_samples(at_s)
    return QuestionAsked(
        at=at, party=AGENT, text=text, start=at - 8000, end=at, open=is_open, utterance=0
    )


HOLD = HoldChanged(at=160, phase=HoldPhase.STARTED, start=0)
LONG_HOLD = HoldChanged(at=to_samples(25), phase=HoldPhase.RETURNED, start=to_samples(10))
CAME_IN = Interrupted(at=160, by=AGENT, start=0, overlap=8000, because="…")
BEGAN = SpeechStarted(at=160, party=CUSTOMER, utterance=0, start=0)
FAST = PaceMeasured(at=160, party=AGENT, words_per_minute=195.0, window=to_samples(15))
SHARE = TalkShareMeasured(at=160, party=AGENT, share=0.66, window=to_samples(120))
LOUD = LoudnessRose(at=160, party=AGENT, db_over_baseline=7.5, window=to_samples(2))
CALM = LoudnessSettled(at=160, party=AGENT)
TENSE = TensionMeasured(at=160, party=CUSTOMER, score=0.7, window=to_samples(5), because="…")
STOPPED = SpeechEnded(at=160, party=CUSTOMER, utterance=0, start=0, end=100)
TURN = TurnTaken(at=100, party=CUSTOMER, start=0, talked=to_samples(3), unbroken=True, fact=STOPPED)
CUE = CueOffered(
    at=160,
    id=0,
    rule="say_it_simply",
    text="Say it simply",
    detail="…",
    severity=Severity.COACH,
    because=(BEGAN,),
    expires=128_000,
)
BROKEN = replace(TURN, unbroken=False)


def judged(found: Iterable[Event] = (), **states: Any) -> Conditions:
    """Judges by what was found so far, and these states."""
    recent = Recent()
    for event in found:
        recent.hear(event)
    return Conditions(recent, {name: STATE.validate_python(one) for name, one in states.items()})


@pytest.mark.parametrize(
    ("condition", "finding", "met"),
    [
        ({"finding": "act"}, act("apology"), True),
        ({"finding": "act", "acts": ["apology"]}, act("apology"), True),
        ({"finding": "act", "acts": ["apology"]}, act("empathy"), False),
        ({"finding": "act", "acts": ["empathy", "apology"]}, act("apology"), True),
        ({"finding": "act", "acts": ["escalation.*"]}, act("escalation.abuse"), True),
        ({"finding": "act", "acts": ["escalation.*"]}, act("escalations"), False),
        ({"finding": "act", "party": "customer"}, act("apology"), False),
        ({"finding": "act", "score_at_least": 0.95}, act("apology"), False),
        ({"finding": "act", "score_at_most": 0.9}, act("apology"), True),
        ({"finding": "hold", "phase": "started"}, HOLD, True),
        ({"finding": "hold", "phase": "thanked"}, HOLD, False),
        ({"finding": "hold"}, act("hold_request"), False),
        ({"finding": "hold", "lasting_s": 15}, LONG_HOLD, True),
        ({"finding": "hold", "lasting_s": 15.1}, LONG_HOLD, False),
        ({"finding": "interruption", "party": "agent"}, CAME_IN, True),
        ({"finding": "interruption", "party": "customer"}, CAME_IN, False),
        ({"finding": "speech_started", "party": "customer"}, BEGAN, True),
        ({"finding": "speech_ended", "party": "agent"}, STOPPED, False),
        ({"finding": "turn", "party": "customer"}, TURN, True),
        ({"finding": "turn", "party": "agent"}, TURN, False),
        ({"finding": "turn", "talked_s_at_least": 3}, TURN, True),
        ({"finding": "turn", "talked_s_at_least": 3.1}, TURN, False),
        ({"finding": "turn", "unbroken": True}, TURN, True),
        ({"finding": "turn", "unbroken": True}, BROKEN, False),
        ({"finding": "turn", "unbroken": False}, BROKEN, True),
        ({"finding": "pace", "words_per_minute_at_least": 195}, FAST, True),
        ({"finding": "pace", "words_per_minute_at_least": 196}, FAST, False),
        ({"finding": "pace", "words_per_minute_at_most": 194}, FAST, False),
        ({"finding": "pace", "party": "customer"}, FAST, False),
        ({"finding": "loudness", "db_at_least": 7.5}, LOUD, True),
        ({"finding": "loudness", "db_at_least": 8}, LOUD, False),
        ({"finding": "loudness", "party": "customer"}, LOUD, False),
        ({"finding": "loudness_settled", "party": "agent"}, CALM, True),
        ({"finding": "loudness_settled", "party": "customer"}, CALM, False),
        ({"finding": "tension", "score_at_least": 0.7}, TENSE, True),
        ({"finding": "tension", "score_at_most": 0.6}, TENSE, False),
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
        ({"finding": "sentiment", "trend_at_most": -0.5}, feeling(-0.9), True),
        ({"finding": "sentiment", "trend_at_most": -0.6}, feeling(-0.9), False),
        ({"finding": "risk", "score_at_least": 0.6}, risk(0.6), True),
        ({"finding": "risk", "score_at_least": 0.6}, risk(0.59), False),
        ({"finding": "cue"}, CUE, True),
        ({"finding": "cue", "rules": ["other", "say_it_simply"]}, CUE, True),
        ({"finding": "cue", "rules": ["other"]}, CUE, False),
        ({"finding": "question", "party": "agent"}, asked(), True),
        ({"finding": "question", "open": True}, asked(is_open=False), False),
        ({"finding": "question", "open": False}, asked(is_open=False), True),
    ],
)
def test_a_finding_meets_a_condition_when_all_that_it_says_holds(
    condition: dict[str, Any], finding: Any, met: bool
) -> None:
    """Kind, party, act, phase, label and figures must agree; what is left out may be anything."""
    assert judged().meets(Condition.model_validate(condition), finding, finding.at) is met


def test_a_turn_that_goes_on_is_none_yet() -> None:
    """A pause for breath ends no turn: while the party talks again, it waits to be judged."""
    recent = Recent()
    conditions = Conditions(recent, {})
    turn = [one for event in (BEGAN, STOPPED) for one in recent.hear(event)][-1]
    condition = Condition(finding="turn")
    assert conditions.meets(condition, turn, 200)
    recent.hear(SpeechStarted(at=300, party=CUSTOMER, utterance=1, start=250))
    assert not conditions.meets(condition, turn, 300)


@pytest.mark.parametrize(
    ("before", "now", "met"),
    [
        ([100, 200, 120], 150, True),
        ([100, 200, 120], 149, False),
        ([100, 100], 200, False),
    ],
)
def test_a_pace_can_be_asked_for_by_the_partys_own_usual(
    before: list[int], now: int, met: bool
) -> None:
    """So many times the median of the call before; where too little was measured, never."""
    fast = [
        PaceMeasured(
            at=to_samples(15 * (one + 1)),
            party=AGENT,
            words_per_minute=float(rate),
            window=to_samples(15),
        )
        for one, rate in enumerate([*before, now])
    ]
    other = replace(fast[0], party=CUSTOMER, words_per_minute=400.0)
    condition = Condition(finding="pace", times_usual_at_least=1.25)
    conditions = judged([other, other, other, *fast])
    assert conditions.meets(condition, fast[-1], fast[-1].at) is met


# ---- What calls for a cue ----------------------------------------------------------------------


def trigger(**keys: Any) -> Trigger:
    """Abuse, and what else must hold of it."""
    return Trigger.model_validate({"finding": "act", "acts": ["escalation.abuse"], **keys})


def called(
    condition: Trigger, found: Iterable[Event], now_s: float | None = None
) -> tuple[Matchable, ...] | None:
    """By what the last act of abuse meets the trigger, once all was found."""
    events = list(found)
    last = next(one for one in reversed(events) if condition.finding == getattr(one, "kind", ""))
    now = max(getattr(one, "at", 0) for one in events) if now_s is None else to_samples(now_s)
    return judged(events).calls_for(condition, last, now)  # type: ignore[arg-type]


def test_the_evidence_is_the_last_findings_that_it_takes_newest_last() -> None:
    """Of four that meet, a rule of three rests on the newest three."""
    acts = [abuse(at_s) for at_s in (1, 2, 3, 4)]
    assert called(trigger(times=3), acts) == tuple(acts[1:])
    assert called(trigger(), acts) == (acts[-1],)


def test_findings_older_than_the_window_do_not_count() -> None:
    """Two within the window meet the rule of two; further apart they do not."""
    twice = trigger(times=2, within_s=60)
    assert called(twice, [abuse(10), abuse(70)])
    assert called(twice, [abuse(10), abuse(70.1)]) is None


def test_the_window_is_counted_back_from_the_finding_even_when_judged_later() -> None:
    """A rule that waits judges again; its findings have not grown older by that."""
    assert called(trigger(times=2, within_s=60), [abuse(10), abuse(70)], now_s=75)


def test_a_finding_that_is_not_what_the_trigger_says_calls_for_nothing() -> None:
    """However many came before it that were."""
    spoken = act("apology", 20)
    conditions = judged([abuse(10), spoken])
    assert conditions.calls_for(trigger(), spoken, spoken.at) is None


def test_only_what_came_after_counts_where_something_must_have_come_first() -> None:
    """`after` names what must have come before those that count, within the same time."""
    then = trigger(times=2, after=[{"finding": "sentiment"}], within_s=60)
    upset = feeling(-0.8, at_s=20)
    assert called(then, [abuse(10), upset, abuse(30)]) is None
    assert called(then, [upset, abuse(30), abuse(40)])
    assert called(then, [abuse(30), abuse(40)]) is None
    assert called(then, [upset, abuse(70), abuse(80.1)]) is None


def test_the_finding_itself_must_have_come_after() -> None:
    """A finding that is judged late does not follow what came in the meantime."""
    then = trigger(after=[{"finding": "sentiment"}])
    assert called(then, [abuse(10), feeling(-0.8, at_s=10.4)], now_s=10.5) is None
    assert called(then, [feeling(-0.8, at_s=9.9), abuse(10)], now_s=10.5)


def test_nothing_that_is_named_under_without_may_have_come_since() -> None:
    """Counted from the first that counts, up to now; what came before it does no harm."""
    alone = trigger(times=2, without=[{"finding": "act", "acts": ["empathy"]}])
    assert called(alone, [act("empathy", 5), abuse(10), abuse(20)])
    assert called(alone, [abuse(10), act("empathy", 15), abuse(20)]) is None
    late = [abuse(10), abuse(20), act("empathy", 21)]
    assert called(alone, late) is None


def test_after_and_without_begin_again_when_it_was_done() -> None:
    """Upset, paraphrased, upset again: what followed the second upset counts anew."""
    rule = trigger(
        after=[{"finding": "sentiment"}],
        without=[{"finding": "act", "acts": ["paraphrase"]}],
        within_s=120,
    )
    done = [feeling(-0.8, at_s=10), act("paraphrase", 20)]
    assert called(rule, [*done, abuse(30)]) is None
    assert called(rule, [*done, feeling(-0.8, at_s=25), abuse(30)])


def test_a_rule_for_the_opening_is_over_after_it() -> None:
    """`in_first_s` looks at where the finding lies in the call."""
    early = trigger(in_first_s=30)
    assert called(early, [abuse(30)])
    assert called(early, [abuse(30.1)]) is None


# ---- How the call stands -------------------------------------------------------------------------


def holds(state: Any, found: Iterable[Event], now_s: float, **states: Any) -> Any:
    """By what the state holds at that second; None where it does not."""
    conditions = judged(found, **states)
    return conditions.holds(STATE.validate_python(state), to_samples(now_s))


RISKY = {"finding": "risk", "score_at_least": 0.6, "within_s": 180}
UPSET = {"finding": "sentiment", "label": "negative", "within_s": 60}


def test_a_state_looks_back_so_far_and_no_further() -> None:
    """`within_s` is counted back from the position that is asked about."""
    high = risk(0.7)
    assert holds(RISKY, [high], 190) == (high,)
    assert holds(RISKY, [high], 190.1) is None


def test_a_state_does_not_know_what_lies_ahead() -> None:
    """Findings after the position that is asked about do not count."""
    assert holds(RISKY, [risk(0.7, 20)], 15) is None


def test_a_state_of_two_rests_on_the_last_two() -> None:
    """Fewer are not enough; of more, the newest are the grounds."""
    upset = [feeling(-0.8, at_s=at_s) for at_s in (10, 20, 30)]
    twice = {**UPSET, "times": 2}
    assert holds(twice, upset[:1], 40) is None
    assert holds(twice, upset, 40) == tuple(upset[1:])


def test_a_state_ends_by_what_it_names_under_without() -> None:
    """At risk until the risk has clearly fallen; a little less is not enough."""
    state = {**RISKY, "without": [{"finding": "risk", "score_at_most": 0.45}]}
    assert holds(state, [risk(0.7), risk(0.5, 20)], 30)
    assert holds(state, [risk(0.7), risk(0.4, 20)], 30) is None
    assert holds(state, [risk(0.7), risk(0.4, 20), risk(0.7, 25)], 30)


def test_a_state_that_must_follow_something_counts_only_what_came_after_it() -> None:
    """Still upset after the agent's empathy, not before it."""
    state = {**UPSET, "after": [{"finding": "act", "acts": ["empathy"]}]}
    assert holds(state, [feeling(-0.8, at_s=10), act("empathy", 20)], 30) is None
    upset = feeling(-0.8, at_s=25)
    named = act("empathy", 20)
    assert holds(state, [named, upset], 30) == (named, upset)
    offered = {**state, "without": [{"finding": "act", "acts": ["solution_offer"]}]}
    helped = [named, upset]
    assert holds(offered, helped, 30) == (named, upset)
    assert holds(offered, [*helped, act("solution_offer", 28)], 30) is None


def test_a_state_of_the_opening_is_over_after_it() -> None:
    """`in_first_s` looks at where the call is now."""
    state = {**UPSET, "in_first_s": 30}
    assert holds(state, [feeling(-0.8)], 30)
    assert holds(state, [feeling(-0.8)], 30.1) is None


def test_all_needs_each_and_rests_on_each() -> None:
    """The grounds come in the order of the states."""
    high, upset = risk(0.7, 12), feeling(-0.8)
    assert holds({"all": [RISKY, UPSET]}, [upset, high], 20) == (high, upset)
    assert holds({"all": [RISKY, UPSET]}, [high], 20) is None


def test_any_needs_one_and_rests_on_the_first_that_holds() -> None:
    """The others are not asked."""
    high, upset = risk(0.7, 12), feeling(-0.8)
    assert holds({"any": [RISKY, UPSET]}, [upset, high], 20) == (high,)
    assert holds({"any": [RISKY, UPSET]}, [upset], 20) == (upset,)
    assert holds({"any": [RISKY, UPSET]}, [], 20) is None


def test_not_holds_by_nothing_where_the_other_does_not() -> None:
    """What did not happen is no evidence."""
    assert holds({"not": RISKY}, [], 20) == ()
    assert holds({"not": RISKY}, [risk(0.7)], 20) is None


def test_a_state_is_called_by_its_name_and_states_can_be_joined_deeply() -> None:
    """`state` looks up what the playbook describes, which may itself be joined."""
    states = {"risky": RISKY, "hard": {"any": [{"state": "risky"}, UPSET]}}
    calm = {"all": [{"state": "hard"}, {"not": {"state": "risky"}}]}
    upset = feeling(-0.8)
    assert holds({"state": "hard"}, [risk(0.7)], 20, **states)
    assert holds(calm, [upset], 20, **states) == (upset,)
    assert holds(calm, [upset, risk(0.7, 12)], 20, **states) is None


def test_a_finding_that_was_disproved_no_longer_counts() -> None:
    """Neither towards a rule nor for a state."""
    recent, first = Recent(), abuse(10)
    conditions = Conditions(recent, {})
    second = abuse(20)
    recent.hear(first)
    recent.hear(second)
    assert conditions.calls_for(trigger(times=2), second, second.at)
    recent.forget(first)
    assert conditions.calls_for(trigger(times=2), second, second.at) is None


# ---- Words ---------------------------------------------------------------------------------------


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
    conditions = judged(
        [
            committed(Said(AGENT, end_s - 2, end_s, said)),
            committed(Said(CUSTOMER, 8, 10, "because while I wait minutes go by")),
        ]
    )
    condition = Condition(finding="act", not_saying=("while I", "minutes"))
    assert conditions.meets(condition, act("hold_request", 10), to_samples(10)) is met


def test_a_word_that_is_still_being_said_counts_too() -> None:
    """Words may be known before they end: "hold for about two minutes"."""
    conditions = judged([committed(Said(AGENT, 8, 10.2, "hold for two minutes"))])
    condition = Condition(finding="act", not_saying=("minutes",))
    assert not conditions.meets(condition, act("hold_request", 10), to_samples(10))


def test_words_that_are_not_committed_yet_can_rule_an_act_out() -> None:
    """A look shows the reason while the sentence goes on: no cue for what is being said."""
    recent = Recent()
    conditions = Conditions(recent, {})
    condition = Condition(finding="act", not_saying=("because",))
    held, now = act("hold_request", 10), to_samples(10.8)
    assert conditions.meets(condition, held, now)
    recent.hear(tentative(Said(AGENT, 10, 10.7, "because your")))
    assert not conditions.meets(condition, held, now)
    recent.hear(tentative(Said(AGENT, 10, 10.7, "right now")))
    assert conditions.meets(condition, held, now)


def test_what_follows_an_act_counts_by_the_time_it_is_judged_again() -> None:
    """A rule that waits hears the reason that comes in the same breath."""
    conditions = judged([committed(Said(AGENT, 10.2, 11, "because of this"))])
    condition = Condition(finding="act", not_saying=("because",))
    held = act("hold_request", 10)
    assert conditions.meets(condition, held, to_samples(10))
    assert not conditions.meets(condition, held, to_samples(11))


def heard(saying: str, *commits: str) -> list[bool]:
    """Whether each of the agent's commits, one after the other, says the phrase."""
    recent = Recent()
    conditions = Conditions(recent, {})
    condition = Condition(finding="words", party=AGENT, saying=(saying,))
    met = []
    for at_s, text in enumerate(commits):
        (finding,) = recent.hear(committed(Said(AGENT, at_s, at_s + 1, text)))
        met.append(conditions.meets(condition, finding, finding.at))
    return met


def test_how_far_before_an_act_words_count_can_be_said() -> None:
    """`around_s` takes the place of the 20 s."""
    conditions = judged([committed(Said(AGENT, 2, 4, "back in two minutes"))])
    held = act("hold_request", 10)
    for around_s, met in ((5, True), (6, False)):
        condition = Condition(finding="act", not_saying=("minutes",), around_s=around_s)
        assert conditions.meets(condition, held, held.at) is met


@pytest.mark.parametrize(
    ("saying", "commits", "met"),
    [
        ("goodbye", ["Goodbye!"], [True]),
        ("goodbye", ["goodbyes"], [False]),
        ("have a good", ["Well, have a", "good day", "to you"], [False, True, False]),
        ("have a good", ["Well, have", "a", "good day"], [False, False, True]),
        ("bye", ["bye", "now", "bye"], [True, False, True]),
        ("what's a", ["What’s a router?"], [True]),
        ("take care", ["take", "good care"], [False, False]),
    ],
)
def test_a_phrase_is_heard_once_where_it_ends(
    saying: str, commits: list[str], met: list[bool]
) -> None:
    """Also where it spans two commits; a later commit does not hear it again."""
    assert heard(saying, *commits) == met


def test_the_words_of_the_other_are_not_the_partys() -> None:
    """A phrase that two people said between them is none."""
    recent = Recent()
    conditions = Conditions(recent, {})
    condition = Condition(finding="words", saying=("take care",))
    recent.hear(committed(Said(CUSTOMER, 0, 1, "take")))
    (finding,) = recent.hear(committed(Said(AGENT, 1, 2, "care")))
    assert not conditions.meets(condition, finding, finding.at)


@pytest.mark.parametrize(
    ("finding", "met"),
    [
        (asked("What happened the last time?"), True),
        (asked("What is your name?"), False),
        (act("apology", text="Sorry for what happened."), True),
        (act("apology", text="Sorry."), False),
    ],
)
def test_a_question_or_an_act_can_be_asked_for_by_its_words(
    finding: ActSpoken | QuestionAsked, met: bool
) -> None:
    """`saying` looks in the finding's own text."""
    condition = Condition(finding=finding.kind, saying=("what happened",))  # type: ignore[arg-type]
    assert judged().meets(condition, finding, finding.at) is met


def test_the_grounds_of_a_turn_are_facts_of_the_log() -> None:
    """A turn is made of the end of speech that the log holds."""
    found = judged([BEGAN, STOPPED]).holds(STATE.validate_python({"finding": "turn"}), 200)
    assert found is not None
    assert [fact_of(one) for one in found] == [STOPPED]
