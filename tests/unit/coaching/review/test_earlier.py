"""Finished calls in a few facts: which technique had its chance, and what happened then."""

from __future__ import annotations

import pytest

from assistant.coaching.review.earlier import MOST, clock, earlier
from assistant.events import (
    ActSpoken,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    MonologueStretched,
    PaceMeasured,
    Party,
    QuestionAsked,
    RiskChanged,
    SentimentLabel,
    SentimentScored,
    Severity,
    SilenceStretched,
    WordsCommitted,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed

ASKED = "escalation.supervisor_request"


def said(party: Party, start: float, end: float, text: str = "") -> WordsCommitted:
    """A turn; without a text, of as many words as it has half seconds."""
    return committed(Said(party, start, end, text or "word " * round((end - start) * 2)))


def act(name: str, at_s: float, text: str = "these words", *, lasting_s: float = 2) -> ActSpoken:
    start, end = to_samples(at_s), to_samples(at_s + lasting_s)
    party = CUSTOMER if name.startswith("escalation.") else AGENT
    return ActSpoken(
        at=end, party=party, act=name, text=text, start=start, end=end, score=0.9, utterance=0
    )


def feeling(score: float, at_s: float) -> SentimentScored:
    return SentimentScored(
        at=to_samples(at_s),
        party=CUSTOMER,
        score=score,
        label=SentimentLabel.NEGATIVE,
        trend=0.0,
        confidence=0.9,
        utterance=0,
    )


def question(at_s: float, *, is_open: bool) -> QuestionAsked:
    start, end = to_samples(at_s), to_samples(at_s + 2)
    return QuestionAsked(
        at=end, party=AGENT, text="…?", start=start, end=end, open=is_open, utterance=0
    )


def cue(at_s: float, technique: str, number: int = 0) -> CueOffered:
    return CueOffered(
        at=to_samples(at_s),
        id=number,
        rule="a_rule",
        text="Paraphrase now",
        detail="…",
        severity=Severity.COACH,
        because=(),
        expires=to_samples(8),
        technique=technique,
    )


def gone(at_s: float, by: CueOutcome = CueOutcome.EXPIRED, number: int = 0) -> CueResolved:
    return CueResolved(at=to_samples(at_s), cue=number, by=by)


def call(*facts: Fact) -> list[Fact]:
    return sorted(facts, key=lambda fact: fact.at)


TOLD = (
    said(AGENT, 0, 5),
    said(CUSTOMER, 9, 31),
    said(AGENT, 33, 36),
    said(CUSTOMER, 70, 74, "I asked for that"),
)
"""The customer talks for 22 s, and the agent answers."""


def sentences(*facts: Fact) -> dict[str, str]:
    return {missed.technique: missed.sentence for missed in earlier(call(*facts))}


def test_a_technique_that_came_late_is_told_with_what_happened_by_then() -> None:
    """Since when, why then, when it came, and what the customer had done before."""
    told = sentences(*TOLD, act(ASKED, 72), act("paraphrase", 100))
    assert told["Reflect and reassure"] == (
        "A paraphrase was due from 0:31 on, when the customer had talked for 22 s; "
        "it came at 1:40, and by then, at 1:12, the customer had asked for somebody above."
    )


def test_a_technique_that_never_came_is_told() -> None:
    """Nothing came, and the signal closes the sentence."""
    told = sentences(*TOLD, act("escalation.churn_threat", 72))
    assert told["Reflect and reassure"] == (
        "A paraphrase was due from 0:31 on, when the customer had talked for 22 s; "
        "none came, and at 1:12 the customer spoke of leaving."
    )


def test_a_technique_that_came_in_time_is_no_miss() -> None:
    """A paraphrase before the signal leaves nothing to say."""
    told = sentences(*TOLD, act("paraphrase", 34), act(ASKED, 72))
    assert "Reflect and reassure" not in told


def test_without_a_turn_there_was_no_chance() -> None:
    """A customer who escalates in the same breath gave the agent no turn."""
    told = sentences(said(AGENT, 0, 5), said(CUSTOMER, 9, 40), act(ASKED, 38))
    assert told == {}


def test_a_call_without_a_signal_has_nothing_to_tell() -> None:
    """No escalation, no plainly negative words: no list, whatever was left undone."""
    assert earlier(call(*TOLD, feeling(-0.3, 50))) == ()
    assert earlier([]) == ()


def test_sentiment_at_its_lowest_is_a_signal() -> None:
    """The lowest of several plainly negative utterances closes the sentence."""
    told = earlier(call(*TOLD, feeling(-0.7, 40), feeling(-0.95, 74), feeling(-0.8, 90)))
    assert {missed.signal_at for missed in told} == {to_samples(74)}
    assert all("was at their most negative" in missed.sentence for missed in told)


def test_a_withdrawn_act_is_no_signal() -> None:
    """What later words disproved neither opens nor closes a chance."""
    asked = act(ASKED, 72)
    withdrawn = FindingWithdrawn(at=asked.at + 1, of=asked, reason="…")
    assert earlier(call(*TOLD, asked, withdrawn)) == ()


@pytest.mark.parametrize(
    ("deed", "technique", "told"),
    [
        (
            Interrupted(
                at=to_samples(41), by=AGENT, start=to_samples(40), overlap=8000, because="…"
            ),
            "Let them speak first",
            "At 0:40 the agent came in over the customer;",
        ),
        (
            act("negative_language", 40, "there's nothing we can do,"),
            "Positive language",
            "At 0:40 the agent said “there's nothing we can do”, and no offer followed at once;",
        ),
        (
            act("jargon", 40, "the DSLAM"),
            "Plain words",
            "At 0:40 the agent said “the DSLAM”, a term of the trade;",
        ),
        (
            SilenceStretched(
                at=to_samples(52), start=to_samples(40), end=to_samples(52), explained=False
            ),
            "Keep them in the loop",
            "At 0:40 the line went silent for 12 s with no word of why;",
        ),
        (
            MonologueStretched(
                at=to_samples(60), party=AGENT, start=to_samples(10), end=to_samples(60)
            ),
            "Do not talk too long",
            "At 0:10 the agent talked for 50 s without a break;",
        ),
        (
            act("transfer", 40),
            "Warm transfer",
            "At 0:40 the agent passed the call on without saying why or what comes next;",
        ),
        (
            act("transfer", 40),
            "Exhaust first-line solutions",
            "At 0:40 the agent passed the call on with nothing tried before;",
        ),
    ],
)
def test_what_the_agent_did_before_a_signal_is_told(deed: Fact, technique: str, told: str) -> None:
    """The deed, its time and its words; then the signal."""
    signal = "at 1:12 the customer asked for somebody above."
    assert sentences(deed, act(ASKED, 72))[technique] == f"{told} {signal}"


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (
            PaceMeasured(
                at=to_samples(45), party=AGENT, words_per_minute=201.0, window=to_samples(15)
            ),
            "At 0:45 the agent spoke 201 words a minute;",
        ),
        (
            LoudnessRose(
                at=to_samples(45), party=AGENT, db_over_baseline=7.2, window=to_samples(2)
            ),
            "At 0:45 the agent was 7 dB louder than usual;",
        ),
        (act("hold_request", 45), "At 0:45 the agent asked a customer who had complained to hold;"),
    ],
)
def test_some_deeds_count_only_with_an_upset_customer(finding: Fact, told: str) -> None:
    """Fast or loud talk, and a hold, matter once the customer has shown trouble."""
    alone = sentences(finding, act(ASKED, 72)).values()
    upset = sentences(feeling(-0.8, 20), finding, act(ASKED, 72)).values()
    assert not any(told in sentence for sentence in alone)
    assert any(told in sentence for sentence in upset)


def test_what_was_made_good_at_once_is_no_miss() -> None:
    """A refusal with an offer right behind it, a transfer with its reason."""
    told = sentences(
        act("ownership", 20),
        act("negative_language", 40),
        act("solution_offer", 45),
        act("transfer", 50),
        act("transfer_reason", 54),
        act(ASKED, 72),
    )
    assert not told.keys() & {"Positive language", "Warm transfer", "Exhaust first-line solutions"}


def test_what_happened_long_before_has_nothing_to_do_with_a_signal() -> None:
    """An interruption counts for a minute and a half."""
    came_in = Interrupted(at=16_000, by=AGENT, start=0, overlap=8000, because="…")
    assert sentences(came_in, act(ASKED, 80)).keys() == {"Let them speak first"}
    assert sentences(came_in, act(ASKED, 100)) == {}


def test_an_open_question_is_missed_only_where_questions_are_logged() -> None:
    """A closed one does not count; a log that holds none tells nothing."""
    again, asked = act("escalation.repeat_contact", 28), act(ASKED, 72)
    technique = "Find the cause and the unmet need"
    assert technique not in sentences(*TOLD, again, asked)
    assert technique in sentences(*TOLD, again, question(33, is_open=False), asked)
    assert technique not in sentences(*TOLD, again, question(33, is_open=True), asked)


def test_a_hold_without_a_word_is_told() -> None:
    """A check-in was due at a minute; the agent came back after the signal."""
    due = HoldChanged(at=to_samples(60), phase=HoldPhase.CHECK_IN_DUE, start=0)
    back = HoldChanged(at=to_samples(90), phase=HoldPhase.RETURNED, start=0)
    told = sentences(due, said(AGENT, 61, 62), feeling(-0.9, 75), back)
    assert told["If you must hold: ask, reason, time, thank"] == (
        "A word to the customer on hold was due from 1:00 on, when the hold had lasted 60 s; it "
        "came at 1:30, and by then, at 1:15, the customer had been at their most negative."
    )


def test_a_supervisor_is_due_at_the_second_request() -> None:
    """From the second request on, till a transfer."""
    asked = [act(ASKED, at_s) for at_s in (20, 40, 60)]
    told = sentences(said(AGENT, 45, 48), *asked)["Know when to bring in a supervisor"]
    assert told.startswith("A supervisor was due from 0:42 on, when the customer asked again")
    in_time = sentences(said(AGENT, 45, 48), *asked, act("transfer", 50))
    assert "Know when to bring in a supervisor" not in in_time


def test_risk_over_the_line_is_a_chance() -> None:
    """From the first score over the line something should have brought it down."""
    rise = [RiskChanged(at=to_samples(at), score=score, reasons=()) for at, score in RISES]
    told = sentences(*rise, said(AGENT, 45, 48), act(ASKED, 72))["See it coming"]
    assert "due from 0:40 on, when the risk of escalation stood at 0.65;" in told


RISES = ((30, 0.5), (40, 0.65), (50, 0.8))


def test_a_cue_that_ran_out_stands_beside_its_technique() -> None:
    """The sentence goes on with the cue, and the cue is evidence."""
    shown = cue(40, "Reflect and reassure")
    missed = earlier(call(*TOLD, shown, gone(48), act(ASKED, 72)))
    (one,) = [each for each in missed if each.technique == "Reflect and reassure"]
    assert one.sentence.endswith(
        "asked for somebody above. The cue “Paraphrase now” was shown at 0:40 and ran out at 0:48."
    )
    assert one.cues == (shown,)
    assert shown in one.evidence


def test_a_cue_that_ran_out_is_told_by_itself_where_nothing_else_was_missed() -> None:
    """Of a technique that no finding speaks of, the cue alone is told."""
    facts = [cue(40, "Follow up"), gone(48), act(ASKED, 72)]
    assert sentences(*facts)["Follow up"] == (
        "The cue “Paraphrase now” was shown at 0:40 and ran out at 0:48; "
        "at 1:12 the customer asked for somebody above."
    )


@pytest.mark.parametrize("by", [one for one in CueOutcome if one is not CueOutcome.EXPIRED])
def test_a_cue_that_went_another_way_is_not_told(by: CueOutcome) -> None:
    """Followed, dismissed, snoozed, superseded or withdrawn: none ran out unheeded."""
    assert sentences(cue(40, "Follow up"), gone(48, by), act(ASKED, 72)) == {}


def test_a_cue_that_ran_out_after_the_signal_came_too_late_to_be_missed() -> None:
    """Only what was shown and gone before a signal could have prevented it."""
    assert sentences(cue(70, "Follow up"), gone(78), act(ASKED, 72)) == {}


def many() -> list[Fact]:
    """A call in which much went wrong before the signal."""
    deeds: list[Fact] = [
        act("negative_language", 40, "no"),
        act("jargon", 42),
        act("transfer", 44),
        act("hold_request", 46),
        Interrupted(at=to_samples(48), by=AGENT, start=to_samples(47), overlap=8000, because="…"),
    ]
    return call(*TOLD, feeling(-0.7, 32), *deeds, act(ASKED, 72))


def test_at_most_five_are_told_in_the_order_of_the_call() -> None:
    """The weightiest stay, by when each was due, one a technique."""
    told = earlier(many())
    assert len(told) == MOST
    assert [one.since for one in told] == sorted(one.since for one in told)
    assert len({one.technique for one in told}) == MOST
    assert {"Let them speak first", "Reflect and reassure"} <= {one.technique for one in told}
    assert "Plain words" not in {one.technique for one in told}


def test_each_rests_on_facts_of_the_log_the_signal_last() -> None:
    """The evidence is in the log, and its last fact is what the sentence ends in."""
    facts = many()
    for missed in earlier(facts):
        assert all(fact in facts for fact in missed.evidence)
        assert isinstance(missed.evidence[-1], ActSpoken | SentimentScored)
        assert missed.since < missed.signal_at
        assert clock(missed.since) in missed.sentence
        assert clock(missed.signal_at) in missed.sentence


def test_a_position_is_written_in_minutes_and_seconds() -> None:
    """Whole seconds, as a player shows them."""
    assert [clock(to_samples(at_s)) for at_s in (0, 9.99, 65, 600)] == [
        "0:00",
        "0:09",
        "1:05",
        "10:00",
    ]
