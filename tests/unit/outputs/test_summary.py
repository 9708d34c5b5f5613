"""Facts of a call against its figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.events import (
    ActSpoken,
    Adherence,
    BleedMeasured,
    CallSummary,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    OverlapClass,
    Party,
    SentimentLabel,
    SentimentScored,
    Severity,
    SilenceStretched,
    SpeechEnded,
    TalkOverlapped,
)
from assistant.outputs.summary import CallTally
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed

MINUTE = to_samples(60)


def tallied(*facts: Fact, duration: int = 4 * MINUTE) -> CallSummary:
    tally = CallTally()
    for fact in facts:
        tally.add(fact)
    return tally.summary(duration)


def spoke(party: Party, start_s: float, end_s: float) -> SpeechEnded:
    start, end = to_samples(start_s), to_samples(end_s)
    return SpeechEnded(at=end, party=party, utterance=0, start=start, end=end)


def act(name: str) -> ActSpoken:
    return ActSpoken(at=9, party=AGENT, act=name, text="…", start=0, end=9, score=1.0, utterance=0)


def cut_in(by: Party) -> Interrupted:
    return Interrupted(at=to_samples(9), by=by, start=0, overlap=8000, because="…")


def scored(at_s: float, score: float) -> SentimentScored:
    return SentimentScored(
        at=to_samples(at_s),
        party=CUSTOMER,
        score=score,
        label=SentimentLabel.NEUTRAL,
        trend=0.0,
        confidence=0.9,
        utterance=0,
    )


def silence(lasted_s: float, end: bool) -> SilenceStretched:
    at = to_samples(lasted_s)
    return SilenceStretched(at=at, start=0, end=at if end else None, explained=False)


def cue(number: int, rule: str) -> CueOffered:
    return CueOffered(
        at=0,
        id=number,
        rule=rule,
        text="…",
        detail="…",
        severity=Severity.COACH,
        because=(cut_in(AGENT),),
        expires=8,
    )


def test_a_call_without_facts_has_empty_figures() -> None:
    """Nothing is divided by nothing, even where the call has no length."""
    summary = tallied(duration=0)
    assert summary.agent.share == summary.customer.share == 0.0
    assert summary.sentiment_by_quarter == (None, None, None, None)
    assert summary.sentiment_trend is None
    assert (summary.dead_air_count, summary.longest_dead_air) == (0, 0)


def test_talk_is_shared_out_between_the_parties() -> None:
    """Shares are of talk, not of the call; words are counted as committed."""
    summary = tallied(
        spoke(AGENT, 0, 30), spoke(CUSTOMER, 30, 40), committed(Said(AGENT, 0, 3, "one two three"))
    )
    assert summary.agent.talk == to_samples(30)
    assert (summary.agent.share, summary.customer.share) == (0.75, 0.25)
    assert (summary.agent.words, summary.customer.words) == (3, 0)


def test_interruptions_and_overlap_are_counted_by_who_came_in() -> None:
    """The overlap is of all talk over talk, whoever began it."""
    overlap = TalkOverlapped(
        at=3 * 16_000,
        by=AGENT,
        start=16_000,
        end=3 * 16_000,
        class_=OverlapClass.BACKCHANNEL,
        because="…",
    )
    summary = tallied(cut_in(AGENT), cut_in(AGENT), cut_in(CUSTOMER), overlap)
    assert (summary.agent.interruptions, summary.customer.interruptions) == (2, 1)
    assert summary.overlap == to_samples(2)


def test_an_overlap_that_is_told_again_counts_once() -> None:
    """It was called an interruption, taken back, and told as a backchannel."""
    first = TalkOverlapped(
        at=to_samples(5),
        by=AGENT,
        start=to_samples(3),
        end=to_samples(4),
        class_=OverlapClass.INTERRUPTION,
        because="…",
    )
    again = replace(first, at=to_samples(6), class_=OverlapClass.BACKCHANNEL)
    gone = FindingWithdrawn(at=to_samples(6), of=first, reason="…")
    assert tallied(first, gone, again).overlap == to_samples(1)


def test_a_silence_counts_once_with_its_whole_length() -> None:
    """The reports while it lasts are passed over; its end counts."""
    summary = tallied(silence(3, False), silence(8, False), silence(9, True), silence(4, True))
    assert summary.dead_air_count == 2
    assert summary.dead_air == to_samples(13)
    assert summary.longest_dead_air == to_samples(9)


def test_a_hold_counts_once_it_has_begun() -> None:
    """A hold that was asked for and never begun is none."""
    phases = (HoldPhase.REQUESTED, HoldPhase.STARTED, HoldPhase.RETURNED, HoldPhase.REQUESTED)
    assert tallied(*(HoldChanged(at=0, phase=phase, start=0) for phase in phases)).holds == 1


def test_a_hold_that_starts_again_on_one_request_is_one() -> None:
    """The agent came back only to answer a question."""
    phases = (HoldPhase.STARTED, HoldPhase.RETURNED, HoldPhase.STARTED)
    facts = [HoldChanged(at=at, phase=phase, start=7) for at, phase in enumerate(phases)]
    assert tallied(*facts).holds == 1


def test_a_hold_that_is_withdrawn_is_none() -> None:
    """Its request turned out to be other words."""
    started = HoldChanged(at=0, phase=HoldPhase.STARTED, start=0)
    assert tallied(started, FindingWithdrawn(at=9, of=started, reason="other words")).holds == 0


def test_what_was_withdrawn_is_not_counted() -> None:
    """Acts and interruptions that later words disproved are taken back; none goes below nought."""
    wrong, right = act("apology"), act("empathy")
    mistaken = cut_in(AGENT)
    summary = tallied(
        wrong,
        right,
        mistaken,
        FindingWithdrawn(at=9, of=wrong, reason="…"),
        FindingWithdrawn(at=9, of=mistaken, reason="…"),
    )
    assert summary.acts == {"empathy": 1}
    assert summary.agent.interruptions == 0


def test_cues_are_counted_by_rule_and_by_outcome() -> None:
    """Followed and expired are told apart; rules come in the order of their names."""
    summary = tallied(
        cue(0, "b"),
        cue(1, "a"),
        cue(2, "b"),
        CueResolved(at=0, cue=0, by=CueOutcome.AGENT_DID_IT),
        CueResolved(at=0, cue=1, by=CueOutcome.EXPIRED),
        CueResolved(at=0, cue=2, by=CueOutcome.WITHDRAWN),
    )
    assert list(summary.cues.items()) == [("a", 1), ("b", 2)]
    assert (summary.cues_followed, summary.cues_expired) == (1, 1)


def test_a_summary_holds_what_became_of_the_cues() -> None:
    """As it is given; a tally that is given none says that there is nothing to count."""
    figures = Adherence(share=0.5, median_s=3.0, sentiment_change=0.25)
    assert CallTally().summary(MINUTE, figures).adherence == figures
    assert CallTally().summary(MINUTE).adherence == Adherence()


@pytest.mark.parametrize(
    ("scores", "quarters", "trend"),
    [
        ([(10, -0.5)], (-0.5, None, None, None), None),
        ([(10, -0.5), (20, -1.0), (239, 0.25)], (-0.75, None, None, 0.25), 1.0),
        ([(59.9, 0.5), (60, -0.5)], (0.5, -0.5, None, None), -1.0),
        ([(240, 0.5), (300, 0.1)], (None, None, None, 0.3), None),
    ],
)
def test_sentiment_is_averaged_by_quarter(
    scores: list[tuple[float, float]], quarters: tuple[float | None, ...], trend: float | None
) -> None:
    """Each quarter has its mean; the trend is the last scored quarter less the first."""
    summary = tallied(*(scored(at_s, score) for at_s, score in scores))
    assert summary.sentiment_by_quarter == quarters
    assert summary.sentiment_trend == trend


def bled(seconds: float, *, gated: bool, gone: bool = False) -> BleedMeasured:
    return BleedMeasured(
        at=to_samples(seconds),
        from_=CUSTOMER,
        to=AGENT,
        attenuation_db=1.0,
        lag_ms=40.0,
        gated=gated,
        gone=gone,
    )


def test_overlaps_are_not_reliable_beside_an_echo_that_stays() -> None:
    """Five seconds of one that is not taken out are enough, up to the end where it goes on."""
    assert tallied().overlaps_reliable
    assert tallied(bled(10, gated=True)).overlaps_reliable
    assert not tallied(bled(10, gated=False)).overlaps_reliable
    assert not tallied(bled(10, gated=False), bled(16, gated=True)).overlaps_reliable


def test_an_echo_that_is_soon_taken_out_does_no_harm() -> None:
    """It may be there for some seconds, as before the gate knows it, and when it ends."""
    assert tallied(bled(10, gated=False), bled(12, gated=True)).overlaps_reliable
    assert tallied(bled(10, gated=True), bled(60, gated=False, gone=True)).overlaps_reliable
