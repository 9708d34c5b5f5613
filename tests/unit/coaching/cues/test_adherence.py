"""What became of cues: followed or not, how soon, and how the customer sounded then."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.coaching.cues.adherence import CueAdherence, CueRecord
from assistant.events import (
    Adherence,
    CallEnded,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    Party,
    SentimentLabel,
    SentimentScored,
    Severity,
)
from assistant.journal import read_journal
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER

GOLDEN = sorted((Path(__file__).parents[3] / "calls" / "golden").glob("*.jsonl"))
DONE, EXPIRED = CueOutcome.AGENT_DID_IT, CueOutcome.EXPIRED


def cue(number: int, at: float) -> CueOffered:
    return CueOffered(
        at=to_samples(at),
        id=number,
        rule="slow_down",
        text="Slow down",
        detail="",
        severity=Severity.COACH,
        because=(),
        expires=to_samples(8),
    )


def end(number: int, at: float, by: CueOutcome = DONE) -> CueResolved:
    return CueResolved(at=to_samples(at), cue=number, by=by)


def scored(at: float, score: float, party: Party = CUSTOMER) -> SentimentScored:
    return SentimentScored(
        at=to_samples(at),
        party=party,
        score=score,
        label=SentimentLabel.NEUTRAL,
        trend=0.0,
        confidence=0.9,
        utterance=0,
    )


def adherence(*facts: Fact) -> CueAdherence:
    taken = CueAdherence()
    for fact in facts:
        taken.add(fact)
    return taken


def record(*facts: Fact) -> CueRecord:
    (one,) = adherence(*facts).records()
    return one


def test_a_cue_that_was_followed_says_how_soon() -> None:
    """From when it came until the agent did it."""
    one = record(cue(0, 10), end(0, 13.5))
    assert (one.by, one.took) == (DONE, to_samples(3.5))


@pytest.mark.parametrize("by", [one for one in CueOutcome if one is not DONE])
def test_a_cue_that_ended_otherwise_took_no_time(by: CueOutcome) -> None:
    """Its end says how, and nobody followed it."""
    one = record(cue(0, 10), end(0, 13.5, by))
    assert (one.by, one.took) == (by, None)


def test_a_cue_is_open_till_it_ends() -> None:
    """As at the end of a log that was cut off."""
    one = record(cue(0, 10))
    assert (one.by, one.took) == (None, None)


def test_the_end_of_a_cue_unseen_is_passed_over() -> None:
    """Whoever begins in the middle of a call has no record of it."""
    assert adherence(end(7, 3)).records() == []


def test_records_come_in_the_order_of_the_cues() -> None:
    """Whichever ended first."""
    taken = adherence(cue(0, 1), cue(1, 2), end(1, 3), end(0, 4, EXPIRED))
    assert [(one.cue.id, one.by) for one in taken.records()] == [(0, EXPIRED), (1, DONE)]


def test_the_customers_words_are_set_against_those_before() -> None:
    """The last score before the cue, and the mean of those in the 30 s since."""
    one = record(scored(2, 0.5), scored(8, -0.6), cue(0, 10), scored(15, -0.4), scored(25, 0.2))
    assert one.before == -0.6
    assert one.after == pytest.approx(-0.1)
    assert one.change == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("at", "counts"), [(10, False), (10.1, True), (40, True), (40.1, False), (9, False)]
)
def test_the_time_after_a_cue_is_thirty_seconds(at: float, counts: bool) -> None:
    """Both from the cue on and no longer; what is told late of a moment before it is not after."""
    assert (record(cue(0, 10), scored(at, 0.4)).after is not None) is counts


def test_two_cues_may_have_the_same_words_after_them() -> None:
    """Each has its own 30 s; the earlier one's are over first."""
    taken = adherence(cue(0, 10), cue(1, 30), scored(35, -0.2), scored(45, 0.4))
    first, second = taken.records()
    assert first.after == -0.2
    assert second.after == pytest.approx(0.1)


def test_the_agents_words_say_nothing_of_the_customer() -> None:
    """Neither before nor after."""
    one = record(scored(5, 0.9, AGENT), cue(0, 10), scored(15, 0.9, AGENT))
    assert (one.before, one.after, one.change) == (None, None, None)


@pytest.mark.parametrize("facts", [[cue(0, 10), scored(15, 0.4)], [scored(5, 0.4), cue(0, 10)]])
def test_without_a_score_on_each_side_there_is_no_change(facts: list[Fact]) -> None:
    """One alone is no comparison."""
    assert record(*facts).change is None


def test_nothing_to_count_has_no_figures() -> None:
    """A call without cues, and one whose cues neither were followed nor ran out."""
    assert adherence().figures() == Adherence()
    others = [by for by in CueOutcome if by not in (DONE, EXPIRED)]
    ends = [end(number, 20, by) for number, by in enumerate(others)]
    cues = [cue(number, 10) for number in range(len(others) + 1)]
    assert adherence(*cues, *ends).figures() == Adherence()


def test_the_share_is_of_cues_that_were_followed_or_ran_out() -> None:
    """A cue that another took the place of had no chance to be followed."""
    cues = [cue(number, 10 * number) for number in range(5)]
    ends = [
        end(0, 2),
        end(1, 18, EXPIRED),
        end(2, 28, EXPIRED),
        end(3, 31, CueOutcome.SUPERSEDED),
        end(4, 41, CueOutcome.WITHDRAWN),
    ]
    assert adherence(*cues, *ends).figures().share == 0.3333


def test_the_median_is_of_those_that_were_followed() -> None:
    """In seconds; of an even number the middle of the two."""
    cues = [cue(number, 100 * number) for number in range(4)]
    ends = [end(0, 2), end(1, 103), end(2, 209), end(3, 308, EXPIRED)]
    assert adherence(*cues, *ends).figures().median_s == 3.0
    assert adherence(*cues[:2], *ends[:2]).figures().median_s == 2.5


def test_a_cue_that_was_followed_at_once_took_no_seconds() -> None:
    """That is a figure, and not none."""
    assert adherence(cue(0, 10), end(0, 10)).figures() == Adherence(share=1.0, median_s=0.0)


def test_the_change_is_the_mean_over_cues_that_were_followed() -> None:
    """Those that ran out do not count, nor those with no score on one side."""
    figures = adherence(
        cue(0, 5), end(0, 6), scored(100, -0.5),
        cue(1, 101), end(1, 103), scored(110, 0.1),
        cue(2, 201), end(2, 203), scored(210, 0.3),
        cue(3, 301), end(3, 309, EXPIRED), scored(310, 1.0),
    ).figures()  # fmt: skip
    assert (figures.share, figures.sentiment_change) == (0.75, 0.4)


@pytest.mark.parametrize("log", GOLDEN, ids=lambda log: log.stem)
def test_the_figures_of_a_call_follow_from_its_log(log: Path) -> None:
    """Whoever reads the log later gets what its summary says."""
    facts = [entry.fact for entry in read_journal(log.read_text(encoding="utf-8").splitlines())]
    ended = facts[-1]
    assert isinstance(ended, CallEnded)
    assert adherence(*facts).figures() == ended.summary.adherence
