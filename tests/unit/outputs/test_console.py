"""Facts of a call against the lines that a person reads at a terminal."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from assistant.events import (
    EVIDENCE_TYPES,
    ActSpoken,
    Adherence,
    CallEnded,
    ComponentDegraded,
    ComponentRecovered,
    CueOffered,
    CueOutcome,
    CueResolved,
    Evidence,
    Fact,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LatencyFigures,
    LoudnessRose,
    LoudnessSettled,
    MonologueStretched,
    OverlapClass,
    PaceMeasured,
    QuestionAsked,
    RiskChanged,
    SentimentLabel,
    SentimentScored,
    Severity,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    TalkOverlapped,
    TalkShareMeasured,
    TensionMeasured,
    WordsTentative,
)
from assistant.outputs.console import CallConsole, clock, describe, print_summary, progress_bar
from assistant.outputs.summary import CallTally
from assistant.timeline import to_samples as at
from fakes import AGENT, CUSTOMER, Said, committed

LONG = "I wanted to ask whether somebody has read the wrong meter, because there are three " * 2

CAME_IN = Interrupted(at=at(13.4), by=AGENT, start=at(12.6), overlap=at(0.5), because="…")
THREATENED = ActSpoken(
    at=at(70),
    party=CUSTOMER,
    act="escalation.churn_threat",
    text="I'm leaving",
    start=at(65),
    end=at(66),
    score=1.0,
    utterance=0,
)
DESCRIBED: dict[type[Any], tuple[Evidence, str]] = {
    type(fact): (fact, said)
    for fact, said in (
        (CAME_IN, "the agent came in over the customer at 0:12.6"),
        (THREATENED, 'the customer said "I\'m leaving" at 1:05.0 (churn threat)'),
        (committed(Said(AGENT, 1, 2, "Well then")), 'the agent said "Well then" at 0:01.0'),
        (
            WordsTentative(
                at=at(2),
                party=AGENT,
                utterance=0,
                text="Well",
                start=at(1),
                end=at(2),
                confidence=1,
            ),
            'the agent said "Well" at 0:01.0',
        ),
        (
            SpeechStarted(at=at(2), party=CUSTOMER, utterance=0, start=at(1.5)),
            "the customer began to speak at 0:01.5",
        ),
        (
            SpeechEnded(at=at(9), party=CUSTOMER, utterance=0, start=at(1.5), end=at(8.5)),
            "the customer stopped speaking at 0:08.5",
        ),
        (
            TalkOverlapped(
                at=at(9),
                by=AGENT,
                start=at(8),
                end=at(8.7),
                class_=OverlapClass.TURN_CHANGE,
                because="…",
            ),
            "both spoke at 0:08.0, for 0.7 s (turn change)",
        ),
        (
            SilenceStretched(at=at(18), start=at(10), end=None, explained=False),
            "nobody has spoken since 0:10.0",
        ),
        (
            HoldChanged(at=at(90), phase=HoldPhase.CHECK_IN_DUE, start=at(30)),
            "the hold asked for at 0:30.0 is now: check in due",
        ),
        (
            PaceMeasured(at=at(60), party=AGENT, words_per_minute=187.6, window=at(30)),
            "the agent spoke 188 words a minute at 1:00.0",
        ),
        (
            TalkShareMeasured(at=at(150), party=AGENT, share=0.662, window=at(120)),
            "the agent had 66% of the talk of the last 120 s at 2:30.0",
        ),
        (
            MonologueStretched(at=at(55), party=AGENT, start=at(10), end=None),
            "the agent talked from 0:10.0 on, for 45 s without a stop",
        ),
        (
            LoudnessRose(at=at(60), party=CUSTOMER, db_over_baseline=9.6, window=at(5)),
            "the customer was 10 dB over their usual at 1:00.0",
        ),
        (
            TensionMeasured(at=at(60), party=CUSTOMER, score=0.83, window=at(3), because="pitch"),
            "the customer's voice was tense (83%) at 1:00.0",
        ),
        (
            SentimentScored(
                at=at(60),
                party=CUSTOMER,
                score=-0.8,
                label=SentimentLabel.NEGATIVE,
                trend=0,
                confidence=0.9,
                utterance=0,
            ),
            "the customer sounded negative at 1:00.0 (-0.80)",
        ),
        (
            LoudnessSettled(at=at(60), party=CUSTOMER),
            "the customer was back near their usual loudness at 1:00.0",
        ),
        (
            QuestionAsked(
                at=at(60),
                party=AGENT,
                text="What happened?",
                start=at(59),
                end=at(60),
                open=True,
                utterance=0,
            ),
            'the agent asked "What happened?" at 0:59.0',
        ),
        (
            RiskChanged(at=at(60), score=0.62, reasons=("a threat", "a long hold")),
            "the risk was 62% at 1:00.0: a threat, a long hold",
        ),
    )
}


def printed(*facts: Fact, width: int = 120, faults_only: bool = False) -> list[str]:
    """The lines for the facts on a terminal without colours."""
    stream = StringIO()
    listener = CallConsole(Console(file=stream, width=width), faults_only=faults_only)
    for fact in facts:
        listener.listen(fact, None)
    return stream.getvalue().splitlines()


def cue(severity: Severity = Severity.WARN, *because: Evidence) -> CueOffered:
    return CueOffered(
        at=at(13.4),
        id=0,
        rule="let_them_finish",
        text="Let them finish",
        detail="Sorry, I cut in. Please go on.",
        severity=severity,
        because=because or (CAME_IN,),
        expires=at(8),
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0:00.0"),
        (62.34, "1:02.3"),
        (59.96, "1:00.0"),
        (3599.94, "59:59.9"),
        (3599.96, "1:00:00.0"),
        (3600, "1:00:00.0"),
        (36_000 + 61.5, "10:01:01.5"),
    ],
)
def test_a_clock_shows_tenths_and_hours_only_when_there_are_any(seconds: float, said: str) -> None:
    """It is rounded as a whole, so that there is no 60th second."""
    assert clock(at(seconds)) == said


@pytest.mark.parametrize("kind", EVIDENCE_TYPES, ids=lambda kind: kind.__name__)
def test_every_kind_of_evidence_can_be_told_to_a_person(kind: type[Any]) -> None:
    """A kind that may be the reason for a cue has words, in a phrase without a full stop."""
    fact, said = DESCRIBED[kind]
    assert describe(fact) == said


def test_a_silence_that_is_over_is_told_in_the_past() -> None:
    """The same kind, once it has its end."""
    fact = SilenceStretched(at=at(18), start=at(10), end=at(17.5), explained=True)
    assert describe(fact) == "nobody spoke from 0:10.0 on, for 7.5 s"


def test_a_cue_shows_what_to_do_what_to_say_and_why() -> None:
    """Its words on a line of their own, under the words of the call, with each reason."""
    assert printed(cue(Severity.WARN, CAME_IN, THREATENED)) == [
        "   0:13.4  WARN      Let them finish",
        '                     say "Sorry, I cut in. Please go on."',
        "                     because the agent came in over the customer at 0:12.6",
        '                     because the customer said "I\'m leaving" at 1:05.0 (churn threat)',
    ]


@pytest.mark.parametrize("severity", Severity)
def test_columns_keep_their_place_for_every_severity(severity: Severity) -> None:
    """The cue's words begin where the words of the call begin."""
    first = printed(cue(severity))[0]
    assert first.index("Let them finish") == 21
    assert severity.upper() in first
    assert printed(committed(Said(CUSTOMER, 3600, 3601, "Hello")))[0].index("Hello") == 21


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (CueOutcome.AGENT_DID_IT, "   0:14.2  ✓         Let them finish: done"),
        (CueOutcome.EXPIRED, "   0:14.2  –         Let them finish: expired"),
        (CueOutcome.WITHDRAWN, "   0:14.2  –         Let them finish: withdrawn"),
    ],
)
def test_a_tick_stands_where_the_agent_did_it(outcome: CueOutcome, line: str) -> None:
    """Any other end has a dash and its name."""
    assert printed(cue(), CueResolved(at=at(14.2), cue=0, by=outcome))[-1] == line


@pytest.mark.parametrize("outcome", CueOutcome)
def test_every_outcome_has_a_word(outcome: CueOutcome) -> None:
    """A cue never ends without a line."""
    lines = printed(cue(), CueResolved(at=at(14.2), cue=0, by=outcome))
    assert len(lines) == len(printed(cue())) + 1


def test_the_end_of_an_unknown_cue_is_passed_over() -> None:
    """Whoever begins to listen in the middle of a call is not told of cues unseen."""
    assert printed(CueResolved(at=0, cue=7, by=CueOutcome.EXPIRED)) == []


@pytest.mark.parametrize("width", [80, 120])
def test_long_words_go_on_below_themselves(width: int) -> None:
    """No line is wider than the terminal, and none but the first begins in the first columns."""
    lines = printed(committed(Said(CUSTOMER, 3.8, 12, LONG)), width=width)
    assert len(lines) > 1
    assert lines[0].startswith("   0:03.8  customer  I wanted")
    assert all(len(line) <= width and line == line.rstrip() for line in lines)
    assert all(line[:21].isspace() and not line[21].isspace() for line in lines[1:])
    assert " ".join(line[21:] for line in lines) == " ".join(LONG.split())


def test_a_very_narrow_terminal_still_shows_all_words() -> None:
    """The words get 20 columns at least."""
    lines = printed(committed(Said(CUSTOMER, 3.8, 12, LONG)), width=10)
    assert " ".join(line.strip() for line in lines).endswith("there are three")


def test_words_in_brackets_are_words() -> None:
    """What was said is never read as a colour."""
    assert printed(committed(Said(AGENT, 1, 2, "press [red] now [/x]")))[0].endswith(
        "[red] now [/x]"
    )


def test_faults_are_told_with_their_end() -> None:
    """Which part, why, and what was done about it."""
    degraded = ComponentDegraded(at=at(5), component="recogniser", reason="it failed", done="none")
    recovered = ComponentRecovered(
        at=at(9), component="recogniser", reason="it is back", done="all"
    )
    expected = [
        "   0:05.0  fault     recogniser: it failed; none",
        "   0:09.0  mended    recogniser: it is back; all",
    ]
    assert printed(degraded, recovered) == expected
    quiet = printed(cue(), degraded, committed(Said(AGENT, 1, 2, "a")), recovered, faults_only=True)
    assert quiet == expected


@pytest.mark.parametrize("kind", EVIDENCE_TYPES, ids=lambda kind: kind.__name__)
def test_findings_are_not_printed_by_themselves(kind: type[Any]) -> None:
    """They show in the cues that rest on them; only final words have lines of their own."""
    fact, _ = DESCRIBED[kind]
    assert bool(printed(fact)) is (kind.__name__ == "WordsCommitted")


def test_colours_tell_severities_apart() -> None:
    """A terminal with colours gets a different one for each."""
    marks = set()
    for severity in Severity:
        stream = StringIO()
        terminal = Console(file=stream, force_terminal=True, color_system="standard", width=120)
        CallConsole(terminal).listen(cue(severity), None)
        marks.add(stream.getvalue().split("Let them finish")[0].rpartition("\x1b[")[2])
    assert len(marks) == len(Severity)


def ended() -> CallEnded:
    tally = CallTally()
    for fact in (
        SpeechEnded(at=at(30), party=AGENT, utterance=0, start=0, end=at(30)),
        SpeechEnded(at=at(40), party=CUSTOMER, utterance=1, start=at(30), end=at(40)),
        committed(Said(CUSTOMER, 30, 31, "one two")),
        CAME_IN,
        THREATENED,
        SilenceStretched(at=at(60), start=at(50.5), end=at(60), explained=False),
        DESCRIBED[SentimentScored][0],
        cue(),
        CueResolved(at=at(14.2), cue=0, by=CueOutcome.AGENT_DID_IT),
    ):
        tally.add(fact)
    return CallEnded(
        at=at(62.3),
        duration=at(62.3),
        summary=tally.summary(at(62.3)),
        latency={
            "cue": LatencyFigures(p50=0.512, p95=0.9, count=2),
            "overlap": LatencyFigures(p50=0.1, p95=0.1, count=2),
        },
    )


def test_an_echo_that_stays_is_said_beside_the_interruptions() -> None:
    """Where one party is heard on the other's channel, the count is not to be relied on."""
    whole = ended()
    lines = printed(replace(whole, summary=replace(whole.summary, overlaps_reliable=False)))
    assert any("Not reliable" in line and "other's channel" in line for line in lines)
    assert not any("Not reliable" in line for line in printed(whole))


def test_the_summary_has_the_figures_of_the_call() -> None:
    """Talk, interruptions, silences, sentiment from -5 to +5, acts, cues, latency of a cue."""
    lines = printed(ended())
    rows = dict(line.strip().split("  ", 1) for line in lines[2:])
    assert {name: value.strip() for name, value in rows.items()} == {
        "Duration": "1:02.3",
        "Talk": "agent 75% (0 words), customer 25% (2 words)",
        "Interruptions": "by the agent 1, by the customer 0",
        "Dead air": "1, 9.5 s in all, the longest 9.5 s",
        "Holds": "0",
        "Sentiment by quarter": "–, –, –, -4.0  (-5 to +5, of the customer's words)",
        "Acts": "churn threat 1",
        "Cues": "let them finish 1",
        "Of these": "1 done, 0 expired",
        "Latency of a cue": "p50 0.51 s, p95 0.90 s",
    }


def rows(adherence: Adherence, *, cues: bool = True) -> dict[str, str]:
    """The rows of a summary with these figures of its cues."""
    whole = ended()
    counted = whole.summary.cues if cues else {}
    summary = replace(whole.summary, adherence=adherence, cues=counted)
    lines = [line.strip() for line in printed(replace(whole, summary=summary))[2:]]
    return {name: value.strip() for name, _, value in (line.partition("  ") for line in lines)}


def test_the_summary_says_how_soon_cues_were_followed() -> None:
    """And how the customer sounded then, on the scale from -5 to +5."""
    told = rows(Adherence(share=0.5, median_s=3.04, sentiment_change=0.25))
    assert told["Done within"] == "3.0 s, half of them"
    assert told["After those"] == "the customer's words +1.2 in 30 s (of 10)"


@pytest.mark.parametrize(
    ("adherence", "names"),
    [
        (Adherence(), set()),
        (Adherence(share=0.0), set()),
        (Adherence(share=1.0, median_s=0.0), {"Done within"}),
        (Adherence(share=1.0, median_s=2.0, sentiment_change=0.0), {"Done within", "After those"}),
    ],
)
def test_what_there_is_nothing_to_say_of_has_no_row(adherence: Adherence, names: set[str]) -> None:
    """Nought is a figure, none is not; without cues there is no row at all."""
    assert rows(adherence).keys() & {"Done within", "After those"} == names
    assert not rows(adherence, cues=False).keys() & {"Of these", "Done within", "After those"}


def test_nought_has_no_minus() -> None:
    """A change that rounds to nought is told as one."""
    told = rows(Adherence(share=1.0, median_s=1.0, sentiment_change=-0.004))
    assert told["After those"] == "the customer's words +0.0 in 30 s (of 10)"


def test_a_call_without_anything_has_a_summary() -> None:
    """No acts, no cues, no sentiment, no clock."""
    stream = StringIO()
    summary = CallTally().summary(0)
    print_summary(Console(file=stream, width=80), CallEnded(at=0, duration=0, summary=summary))
    text = stream.getvalue()
    assert text.count("none") == 2
    assert "Trend" not in text
    assert "Latency" not in text


def test_no_bar_is_drawn_where_nobody_watches() -> None:
    """Output that goes into a file holds no progress."""
    stream = StringIO()
    with progress_bar(Console(file=stream), at(60)) as progress:
        progress(at(30))
    assert stream.getvalue() == ""


def test_a_bar_shows_how_far_the_call_has_got() -> None:
    """On a terminal: the position, of how much."""
    stream = StringIO()
    with progress_bar(Console(file=stream, force_terminal=True, width=80), at(60)) as progress:
        progress(at(30))
    assert "0:30.0 of 1:00.0" in stream.getvalue()
