"""Facts at positions of a call against plain weights: when the risk is told, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.coaching.risk.meter import RiskMeter, RiskSettings
from assistant.coaching.risk.weights import LOWERING, RiskWeights, Sign, Weight
from assistant.events import (
    ActSpoken,
    Event,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    Party,
    QuestionAsked,
    RiskChanged,
    SentimentLabel,
    SentimentScored,
    SilenceStretched,
    VoiceProbed,
    WordsCommitted,
)
from assistant.model_store import shipped
from assistant.timeline import Span, to_samples, to_seconds
from fakes import AGENT, CUSTOMER, Said, committed

SHIPPED = RiskWeights.read(shipped("risk/weights.yaml").read_text(encoding="utf-8"))
PLAIN = RiskWeights(
    bias=-3.0,
    signs={
        sign: Weight(weight=-1.0 if sign in LOWERING else 1.0, half_life_s=60.0, most=5.0)
        for sign in Sign
    },
)
"""Every sign counts the same, and halves in a minute."""


def tick(at_s: float) -> VoiceProbed:
    """The call has got so far."""
    end = to_samples(at_s)
    return VoiceProbed(party=AGENT, span=Span(start=end - 512, end=end), probability=0.0)


def act(name: str, at_s: float, party: Party = AGENT, score: float = 1.0) -> ActSpoken:
    at = to_samples(at_s)
    return ActSpoken(
        at=at, party=party, act=name, text="…", start=at, end=at, score=score, utterance=0
    )


def asks(name: str, at_s: float) -> ActSpoken:
    """The customer's act of the family of escalations."""
    return act(f"escalation.{name}", at_s, CUSTOMER)


def felt(score: float, at_s: float, confidence: float = 0.9, trend: float = 0.0) -> Event:
    """A statement of the customer, as it was read."""
    label = SentimentLabel.NEGATIVE if score < 0 else SentimentLabel.POSITIVE
    return SentimentScored(
        at=to_samples(at_s),
        party=CUSTOMER,
        score=score,
        label=label,
        trend=trend,
        confidence=confidence,
        utterance=0,
    )


def cut_in(by: Party, at_s: float) -> Interrupted:
    at = to_samples(at_s)
    return Interrupted(at=at, by=by, start=max(0, at - 8000), overlap=8000, because="…")


def silence(at_s: float, length_s: float, explained: bool = False) -> SilenceStretched:
    at = to_samples(at_s)
    return SilenceStretched(at=at, start=at - to_samples(length_s), end=None, explained=explained)


def hold(phase: HoldPhase, at_s: float) -> HoldChanged:
    return HoldChanged(at=to_samples(at_s), phase=phase, start=to_samples(1))


def louder(at_s: float) -> LoudnessRose:
    return LoudnessRose(at=to_samples(at_s), party=CUSTOMER, db_over_baseline=7.0, window=32_000)


def question(text: str, at_s: float) -> QuestionAsked:
    at = to_samples(at_s)
    return QuestionAsked(
        at=at, party=CUSTOMER, text=text, start=at - 16_000, end=at, open=False, utterance=0
    )


def turn(party: Party, start_s: float, words: int) -> WordsCommitted:
    return committed(Said(party, start_s, start_s + 0.3 * words, "word " * words))


def heard(
    events: Iterable[Event], weights: RiskWeights = PLAIN, step: float = 0.01, apart_s: float = 0
) -> list[RiskChanged]:
    """All that the meter says of the events."""
    meter = RiskMeter(weights, RiskSettings(step=step, apart_s=apart_s))
    return [told for event in events for told in meter.on(event)]


def score_after(events: Iterable[Event], at_s: float, weights: RiskWeights = PLAIN) -> float:
    """The risk at a moment; that of an empty call where nothing moved it."""
    told = heard([*events, tick(at_s)], weights)
    return told[-1].score if told else round(weights.score({}), 3)


def reasons_of(*events: Event) -> str:
    """The reasons when the events are over."""
    return "; ".join(heard(events)[-1].reasons)


def test_an_empty_call_says_nothing() -> None:
    """Time alone moves no risk."""
    assert heard(tick(second) for second in range(1, 300)) == []


def test_trouble_handled_badly_crosses_the_line_before_a_demand() -> None:
    """With the shipped weights, three refusals to one who has called before are enough."""
    badly = [
        felt(-0.9, 10),
        asks("repeat_contact", 12),
        act("negative_language", 20),
        felt(-0.9, 26),
        act("negative_language", 32),
        felt(-0.95, 38, trend=-0.3),
        act("negative_language", 44),
    ]
    assert heard(badly, SHIPPED)[-1].score > RiskSettings().line
    well = [
        *badly[:2],
        act("empathy", 15),
        act("solution_offer", 20),
        felt(0.7, 30),
    ]
    assert score_after(well, 30, SHIPPED) < 0.2


def test_a_calm_call_stays_far_below_the_line() -> None:
    """One fault told calmly, one explained hold and thanks: no warning with the shipped weights."""
    calm = [
        felt(-0.6, 8),
        act("hold_request", 15),
        hold(HoldPhase.STARTED, 20),
        silence(30, 10, True),
        hold(HoldPhase.RETURNED, 60),
        act("solution_offer", 70),
        felt(0.8, 80),
    ]
    assert max((told.score for told in heard(calm, SHIPPED)), default=0) < 0.4


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([asks("supervisor_request", 9)], "asks for somebody above the agent"),
        ([asks("legal_threat", 9)], "speaks of taking it to law"),
        ([asks("regulator_threat", 9)], "speaks of going to the regulator"),
        ([asks("public_threat", 9)], "speaks of making it public"),
        ([asks("churn_threat", 9)], "speaks of leaving"),
        ([asks("repeat_contact", 9)], "has called before"),
        ([asks("repeat_contact", at) for at in (9, 19)], "called before, and said so twice"),
        ([asks("abuse", 9)], "an insult in the last two minutes"),
        ([felt(-0.9, 9), felt(-0.8, 19)], "two negative statements in the last two minutes"),
        ([felt(-0.9, at) for at in (5, 9, 14)], "three negative statements, no positive one"),
        ([felt(-0.9, 9, trend=-0.8)], "words more negative than before"),
        ([act("negative_language", at) for at in (5, 9, 14)], "three refusals by the agent"),
        ([cut_in(AGENT, 9), cut_in(AGENT, 19)], "two interruptions by the agent in the last two"),
        ([cut_in(CUSTOMER, 9)], "an interruption by the customer"),
        ([hold(HoldPhase.STARTED, 9)], "was put on hold"),
        ([hold(HoldPhase.STARTED, 9), hold(HoldPhase.RETURNED, 189)], "on hold for three minutes"),
        ([silence(20, 12)], "12 seconds of silence that nobody explained"),
        ([act("negative_language", 9), louder(10)], "the customer has become louder"),
        (
            [question("When is the engineer visit?", at) for at in (9, 20)],
            "a question left without an answer",
        ),
        (
            [act("negative_language", 9), cut_in(AGENT, 10), tick(130)],
            "two minutes of trouble without empathy or help",
        ),
        ([felt(0.9, 9)], "a positive statement"),
        ([act("empathy", 9)], "the trouble was named by the agent"),
        ([act("apology", 9)], "the agent apologised"),
        ([act("solution_offer", 9), act("ownership", 19)], "the agent offered help two times"),
    ],
)
def test_each_sign_has_its_reason(events: list[Event], reason: str) -> None:
    """What counts most is said in plain words, as behaviour."""
    assert reason in reasons_of(*events)


def test_short_turns_have_their_reason() -> None:
    """Beside a refusal, a customer whose turns shrink from fifteen words to two is told."""
    turns: list[Event] = []
    for number, words in enumerate((15, 15, 15, 2, 2, 2)):
        turns += [turn(CUSTOMER, 10 * number, words), turn(AGENT, 10 * number + 6, 5)]
    told = reasons_of(act("negative_language", 50), *turns)
    assert "the customer's turns become shorter" in told


def test_at_most_three_reasons_the_weightiest_first() -> None:
    """Four signs at once: the one with most facts leads, and the fourth is left out."""
    facts = [
        cut_in(AGENT, 10),
        cut_in(AGENT, 10),
        cut_in(AGENT, 10),
        asks("abuse", 10),
        asks("abuse", 10),
        asks("repeat_contact", 10),
        cut_in(CUSTOMER, 10),
    ]
    first, *others = heard(facts)[-1].reasons
    assert "three interruptions by the agent" in first
    assert len(others) == 2


def test_a_withdrawal_takes_back_what_rested_on_it() -> None:
    """After it, the risk is what it would be had the fact never been."""
    wrong, right = cut_in(AGENT, 10), asks("abuse", 11)
    gone = FindingWithdrawn(at=to_samples(12), of=wrong, reason="…")
    restored = score_after([wrong, right, gone], 12)
    assert restored == pytest.approx(score_after([right], 12), abs=0.005)
    assert restored < score_after([wrong, right], 12)


def test_a_withdrawn_demand_lowers_the_risk_at_once() -> None:
    """A misheard request for a supervisor does not keep the risk up."""
    wrong = asks("supervisor_request", 10)
    told = heard([wrong, FindingWithdrawn(at=to_samples(11), of=wrong, reason="…")], SHIPPED)
    assert told[0].score > 0.6
    assert told[-1].score == pytest.approx(SHIPPED.score({}), abs=0.001)


def test_a_demand_stays_until_helped() -> None:
    """Minutes later the risk is as high; an offer, or a transfer, lets it fade."""
    demand = asks("supervisor_request", 10)
    assert score_after([demand], 200, SHIPPED) == score_after([demand], 11, SHIPPED) > 0.8
    for help_ in ("solution_offer", "transfer"):
        assert score_after([demand, act(help_, 30)], 200, SHIPPED) < 0.3
    assert score_after([demand, act("empathy", 30)], 600, SHIPPED) > 0.8


def test_signs_fade_in_call_time() -> None:
    """What happened five minutes ago counts a thirty-second of what it did."""
    fresh = score_after([asks("abuse", 10)], 10)
    assert fresh > score_after([asks("abuse", 10)], 70) > score_after([asks("abuse", 10)], 310)
    assert score_after([asks("abuse", 10)], 310) == pytest.approx(PLAIN.score({}), abs=0.01)


def test_an_unsure_statement_does_not_count() -> None:
    """Neither one of low confidence nor a neutral one moves the risk."""
    unsure = felt(-0.9, 10, confidence=0.55)
    assert isinstance(unsure, SentimentScored)
    neutral = replace(unsure, confidence=0.9, label=SentimentLabel.NEUTRAL)
    assert heard([unsure, neutral]) == []


def test_loud_alone_is_not_angry() -> None:
    """A louder customer moves nothing until some other sign is there."""
    assert heard([louder(10), louder(12)]) == []
    beside = [act("negative_language", 9)]
    assert score_after([*beside, louder(10)], 12) > score_after(beside, 12)


def test_an_answered_question_is_no_sign() -> None:
    """An agent who says a few words has answered; one who says nothing for long has not."""
    asked = question("Where is my parcel now?", 10)
    answer, later = turn(AGENT, 11, 6), turn(CUSTOMER, 20, 6)
    assert score_after([asked, later], 25) > score_after([asked, answer, later], 25)


def test_another_question_is_not_the_same_again() -> None:
    """Two questions about different things, both answered, are no sign."""
    asked = [
        question("Where is my parcel now?", 10),
        turn(AGENT, 11, 6),
        question("Where is your office then?", 20),
        turn(AGENT, 21, 6),
    ]
    assert heard(asked) == []


def test_a_silence_counts_once_at_its_longest() -> None:
    """It is told at three lengths; the risk is that of the last alone."""
    start = to_samples(10)
    told = [
        SilenceStretched(at=start + to_samples(s), start=start, end=None, explained=False)
        for s in (3, 8, 12)
    ]
    assert score_after(told, 22) == score_after(told[-1:], 22)
    assert heard([silence(20, 12, explained=True)]) == []


def test_a_hold_that_goes_on_counts_while_it_lasts() -> None:
    """The minutes on hold rise by the clock, before the agent is back."""
    on_hold = [hold(HoldPhase.STARTED, 10)]
    assert score_after(on_hold, 200) > score_after(on_hold, 20)


def test_it_is_told_by_steps_and_not_too_often() -> None:
    """Between two tellings lie 2 s of the call, and each moves by a step or crosses the line."""
    facts = [asks("abuse", 10 + 0.5 * number) for number in range(12)]
    told = heard(facts, step=0.05, apart_s=2.0)
    times = [to_seconds(one.at) for one in told]
    assert all(later - earlier >= 2 for earlier, later in pairwise(times))
    line = RiskSettings().line
    for earlier, later in pairwise(told):
        crossed = (earlier.score >= line) != (later.score >= line)
        assert abs(later.score - earlier.score) >= 0.05 or crossed


def test_what_came_too_soon_is_told_by_the_clock() -> None:
    """A change within the pause is not lost: the call's clock brings it when the pause is over."""
    told = heard([asks("abuse", 10), asks("abuse", 11), tick(11.5), tick(12.6)], apart_s=2.0)
    assert [to_seconds(one.at) for one in told] == [10, pytest.approx(12.6)]


def test_positions_never_go_back() -> None:
    """Words come late: a fact of an earlier moment does not take the risk back in time."""
    told = heard([tick(30), asks("abuse", 28), cut_in(AGENT, 30), asks("abuse", 29)])
    positions = [one.at for one in told]
    assert positions == sorted(positions)


CUSTOMER_ACTS = ("abuse", "repeat_contact", "churn_threat")
AGENT_ACTS = ("negative_language", "empathy", "transfer")
ANY_FACT = st.one_of(
    st.builds(cut_in, st.sampled_from(Party), st.floats(1, 300)),
    st.builds(felt, st.floats(-1, 1), st.floats(1, 300), st.floats(0, 1), st.floats(-2, 2)),
    st.builds(asks, st.sampled_from(CUSTOMER_ACTS), st.floats(1, 300)),
    st.builds(act, st.sampled_from(AGENT_ACTS), st.floats(1, 300)),
    st.builds(silence, st.floats(60, 300), st.floats(3, 50), st.booleans()),
    st.builds(louder, st.floats(1, 300)),
    st.builds(hold, st.sampled_from(HoldPhase), st.floats(1, 300)),
)


def _at(fact: Event) -> int:
    return fact.at  # type: ignore[union-attr]  # a fact


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_FACT, max_size=25), st.floats(1, 300))
def test_worse_is_never_less(facts: list[Fact], at_s: float) -> None:
    """One more interruption, refusal or insult never lowers the risk; it stays within 0..1."""
    before = sorted(facts, key=_at)
    scores = [told.score for told in heard(before, SHIPPED)]
    assert all(0 <= score <= 1 for score in scores)
    for worse in (cut_in(AGENT, at_s), act("negative_language", at_s), asks("abuse", at_s)):
        after = sorted([*before, worse], key=_at)
        assert risk_at(after, 301) >= risk_at(before, 301) - 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_FACT, max_size=25), st.floats(1, 300))
def test_help_is_never_worse(facts: list[Fact], at_s: float) -> None:
    """One more offer, or naming of the trouble, never raises the risk."""
    before = sorted(facts, key=_at)
    for better in (act("solution_offer", at_s), act("empathy", at_s)):
        assert risk_at(sorted([*before, better], key=_at), 301) <= risk_at(before, 301) + 1e-9


def risk_at(facts: Iterable[Event], at_s: float) -> float:
    """The score at a moment, not rounded and whether or not it is told."""
    from assistant.coaching.risk.evidence import RiskEvidence

    evidence = RiskEvidence(SHIPPED, RiskSettings().least_confidence)
    for fact in facts:
        evidence.note(fact)
    return SHIPPED.score(evidence.values(to_samples(at_s)))


def test_two_hours_cost_no_more_memory_than_ten_minutes() -> None:
    """Facts are kept by number, not by the length of the call."""

    def kept(minutes: int) -> int:
        meter = RiskMeter(SHIPPED)
        for second in range(0, minutes * 60, 5):
            for event in (
                cut_in(AGENT, second),
                felt(-0.8, second),
                asks("abuse", second),
                turn(CUSTOMER, second, 4),
                turn(AGENT, second + 2, 4),
                tick(second + 1),
                question("Where is my parcel now?", second + 3),
            ):
                list(meter.on(event))
        return _size(meter)

    assert kept(120) <= kept(10) * 1.01


def _size(thing: object, seen: set[int] | None = None) -> int:
    """Bytes of an object and of all that it holds."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type):
        return 0
    seen.add(id(thing))
    inside: list[object] = list(getattr(thing, "__dict__", {}).values())
    for name in getattr(type(thing), "__slots__", ()):
        inside.append(getattr(thing, name, None))
    if isinstance(thing, dict):
        inside += [*thing.keys(), *thing.values()]
    elif not isinstance(thing, str) and hasattr(thing, "__iter__"):
        inside += list(thing)  # type: ignore[call-overload]
    return sys.getsizeof(thing) + sum(_size(one, seen) for one in inside)


@pytest.mark.parametrize(
    "wrong",
    [{"line": 1.0}, {"step": 0.0}, {"apart_s": -1.0}, {"least_confidence": 1.5}],
)
def test_a_setting_out_of_range_is_named(wrong: dict[str, float]) -> None:
    """The error says the key and its range."""
    with pytest.raises(ValueError, match=f"risk.{next(iter(wrong))} is"):
        RiskSettings(**wrong)
