"""The figures of a call, from facts that are written out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from assistant.coaching.review.call_figures import FIGURES, call_figures, told
from assistant.events import (
    ActSpoken,
    CallEnded,
    CallSummary,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    MonologueStretched,
    PaceMeasured,
    Party,
    PartyTalk,
    QuestionAsked,
    SentimentLabel,
    SentimentScored,
    Severity,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    Word,
    WordsCommitted,
)
from assistant.timeline import to_samples

AGENT, CUSTOMER = Party.AGENT, Party.CUSTOMER


def said(party: Party, start: float, end: float, text: str) -> WordsCommitted:
    """Words, evenly spread over the stretch."""
    texts = text.split()
    step = (end - start) / len(texts)
    words = tuple(
        Word(
            word=word,
            start=to_samples(start + n * step),
            end=to_samples(start + (n + 1) * step),
            probability=0.9,
        )
        for n, word in enumerate(texts)
    )
    return WordsCommitted(
        at=to_samples(end),
        party=party,
        utterance=int(start),
        text=text,
        start=to_samples(start),
        end=to_samples(end),
        confidence=0.9,
        words=words,
    )


def act(name: str, start: float, end: float | None = None, text: str = "…") -> ActSpoken:
    """An act, a second long unless told otherwise, by the party that does such acts."""
    until = to_samples(start + 1 if end is None else end)
    return ActSpoken(
        at=until,
        party=CUSTOMER if name.startswith("escalation.") else AGENT,
        act=name,
        text=text,
        start=to_samples(start),
        end=until,
        score=0.9,
        utterance=int(start),
    )


def scored(at: float, score: float, confidence: float = 0.9) -> SentimentScored:
    return SentimentScored(
        at=to_samples(at),
        party=CUSTOMER,
        score=score,
        label=SentimentLabel.NEGATIVE if score < -0.3 else SentimentLabel.NEUTRAL,
        trend=0.0,
        confidence=confidence,
        utterance=int(at),
    )


def hold(start: float, *phases: tuple[HoldPhase, float]) -> list[Fact]:
    """A hold that was asked for at `start`, with the position of each phase."""
    return [
        HoldChanged(at=to_samples(at), phase=phase, start=to_samples(start)) for phase, at in phases
    ]


def silence(start: float, end: float | None, at: float, explained: bool = False) -> Fact:
    return SilenceStretched(
        at=to_samples(at),
        start=to_samples(start),
        end=None if end is None else to_samples(end),
        explained=explained,
    )


def cut_in(by: Party, start: float) -> Interrupted:
    at = to_samples(start + 0.5)
    return Interrupted(
        at=at, by=by, start=to_samples(start), overlap=to_samples(0.5), because="over a sentence"
    )


def paced(party: Party, at: float, words_per_minute: float) -> Fact:
    return PaceMeasured(
        at=to_samples(at), party=party, words_per_minute=words_per_minute, window=to_samples(15)
    )


def ended(at: float, overlaps_reliable: bool = True) -> CallEnded:
    nobody = PartyTalk(talk=0, share=0.0, interruptions=0, words=0)
    return CallEnded(
        at=to_samples(at),
        duration=to_samples(at),
        summary=CallSummary(
            agent=nobody,
            customer=nobody,
            overlap=0,
            dead_air=0,
            dead_air_count=0,
            longest_dead_air=0,
            holds=0,
            sentiment_by_quarter=(None, None, None, None),
            sentiment_trend=None,
            acts={},
            cues={},
            cues_followed=0,
            cues_expired=0,
            overlaps_reliable=overlaps_reliable,
        ),
    )


def value(name: str, *facts: Fact) -> float | None:
    return call_figures(facts)[name].value


def test_every_figure_is_there_for_a_call_without_facts() -> None:
    """A call in which nothing happened has every figure, in the order of the table."""
    figures = call_figures([])
    assert list(figures) == list(FIGURES)
    assert {figure.value for figure in figures.values()} <= {None, 0, inf}


def test_interruptions_by_the_agent_count_unless_disproved() -> None:
    """The customer's do not count, nor one that later words took back."""
    mine, other, disproved = cut_in(AGENT, 5), cut_in(CUSTOMER, 9), cut_in(AGENT, 12)
    back = FindingWithdrawn(at=to_samples(14), of=disproved, reason="support")
    figure = call_figures([mine, other, disproved, back])["interruptions_by_agent"]
    assert (figure.value, figure.because) == (1, (mine,))


def test_interruptions_that_may_be_echoes_are_not_measured() -> None:
    """Where one channel is heard on the other, there is no figure for them."""
    assert value("interruptions_by_agent", cut_in(AGENT, 5), ended(60, False)) is None
    assert value("interruptions_and_monologues", cut_in(AGENT, 5), ended(60, False)) is None


def test_a_monologue_counts_once_and_from_45_s() -> None:
    """What is told again while it lasts is one monologue; a shorter one is none."""

    def talking(start: float, at: float, end: float | None = None) -> Fact:
        return MonologueStretched(
            at=to_samples(at),
            party=AGENT,
            start=to_samples(start),
            end=None if end is None else to_samples(end),
        )

    facts = [talking(0, 45), talking(0, 60), talking(0, 70, 70), talking(80, 110, 110)]
    assert value("monologues", *facts) == 1
    assert value("interruptions_and_monologues", cut_in(AGENT, 75), *facts) == 2


def test_fast_talk_is_a_share_of_the_agents_measurements() -> None:
    """180 words a minute is fast; the customer's pace is not asked about."""
    facts = [paced(AGENT, 20, 180), paced(AGENT, 40, 150), paced(CUSTOMER, 50, 220)]
    assert value("agent_fast_share", *facts) == 0.5
    assert value("agent_fast_share", paced(CUSTOMER, 50, 220)) is None


def test_the_agents_share_of_the_talk() -> None:
    """It is taken from both parties' speech."""

    def spoke(party: Party, start: float, end: float) -> Fact:
        return SpeechEnded(
            at=to_samples(end),
            party=party,
            utterance=1,
            start=to_samples(start),
            end=to_samples(end),
        )

    assert value("talk_share_agent", spoke(AGENT, 0, 3), spoke(CUSTOMER, 4, 5)) == 0.75


def test_open_questions_are_measured_where_the_log_holds_questions() -> None:
    """Closed ones and the customer's do not count; without any there is no figure."""

    def asked(party: Party, start: float, open_: bool) -> Fact:
        return QuestionAsked(
            at=to_samples(start + 1),
            party=party,
            text="…",
            start=to_samples(start),
            end=to_samples(start + 1),
            open=open_,
            utterance=1,
        )

    facts = [asked(AGENT, 3, True), asked(AGENT, 6, False), asked(CUSTOMER, 9, True)]
    assert value("open_questions", *facts) == 1
    assert value("open_questions") is None


def test_a_silence_counts_once_however_often_it_is_told() -> None:
    """The last that is told of it says its length; one that was announced does not count."""
    facts = [
        silence(10, None, 13),
        silence(10, None, 18),
        silence(10, 19.5, 19.8),
        silence(30, 50, 50, explained=True),
        silence(60, None, 63),
    ]
    assert value("unexplained_dead_air_count", *facts) == 2
    assert value("unexplained_dead_air_s", *facts) == 12.5
    figure = call_figures(facts)["longest_unexplained_dead_air_s"]
    assert (figure.value, figure.because) == (9.5, (facts[2],))


STARTED, RETURNED, THANKED = HoldPhase.STARTED, HoldPhase.RETURNED, HoldPhase.THANKED
DUE = HoldPhase.CHECK_IN_DUE


def test_a_hold_with_a_reason_and_thanks_has_all_its_steps() -> None:
    """Words around the request say why; the return is thanked for."""
    facts = [
        said(AGENT, 10, 14, "Can you hold for me so that I can ask our team?"),
        *hold(11, (HoldPhase.REQUESTED, 14), (STARTED, 17), (RETURNED, 40), (THANKED, 42)),
    ]
    assert value("holds", *facts) == 1
    assert value("holds_without_reason_or_time", *facts) == 0
    assert value("holds_thanked_share", *facts) == 1
    assert value("hold_steps_share", *facts) == 1


def test_a_bare_hold_lacks_its_steps_and_they_are_the_evidence() -> None:
    """One moment is neither a reason nor a time; an unthanked return is a step that was missed."""
    facts = [
        said(AGENT, 10, 11, "One moment, please."),
        *hold(10, (STARTED, 14), (DUE, 70), (RETURNED, 100)),
    ]
    figure = call_figures(facts)["hold_steps_share"]
    assert figure.value == 0
    assert figure.because == (facts[1], facts[2], facts[3])
    assert value("holds_without_reason_or_time", *facts) == 1
    assert value("check_ins_missed", *facts) == 1


def test_a_check_in_is_met_by_the_agent_speaking_within_15_s() -> None:
    """Speech of the customer, or the agent's later on, does not meet it."""

    def began(party: Party, start: float) -> Fact:
        at = to_samples(start)
        return SpeechStarted(at=at, party=party, utterance=1, start=at)

    facts = hold(10, (STARTED, 14), (DUE, 70))
    assert value("check_ins_missed", *facts, began(AGENT, 84)) == 0
    assert value("check_ins_missed", *facts, began(AGENT, 86)) == 1
    assert value("check_ins_missed", *facts, began(CUSTOMER, 71)) == 1


def test_a_hold_that_was_only_asked_for_is_none() -> None:
    """Where the agent stayed on, there is nothing to judge."""
    facts = hold(10, (HoldPhase.REQUESTED, 12))
    assert value("holds", *facts) == 0
    assert value("hold_steps_share", *facts) is None


def test_upset_needs_a_sharp_and_sure_score_or_an_escalation() -> None:
    """Mild or unsure scores do not count."""
    facts = [scored(10, -0.9), scored(20, -0.5), scored(30, -0.9, 0.5)]
    assert value("customer_upset", *facts) == 1
    assert value("customer_upset", *facts, act("escalation.abuse", 40)) == 2


def test_empathy_is_timed_from_the_first_upset_moment() -> None:
    """Empathy just before counts as at once; none at all is never; calm calls have no figure."""
    upset = scored(40, -0.9)
    assert value("empathy_after_upset_s", upset, act("empathy", 52)) == 12
    assert value("empathy_after_upset_s", upset, act("empathy", 15)) == 0
    assert value("empathy_after_upset_s", upset, act("empathy", 5)) == inf
    assert value("empathy_after_upset_s", act("empathy", 52)) is None


TOLD = (said(CUSTOMER, 10, 18, "It began on Monday when"), said(CUSTOMER, 19, 27, "the van came"))


def test_a_long_explanation_may_hold_a_nod_of_the_agent() -> None:
    """A short "yeah" takes no turn; a question does."""
    nod = said(AGENT, 18.2, 18.6, "Yeah.")
    question = said(AGENT, 18.1, 18.9, "Which van was that?")
    assert value("long_explanations", TOLD[0], nod, TOLD[1]) == 1
    assert value("long_explanations", TOLD[0], question, TOLD[1]) == 0


def test_a_paraphrase_is_in_time_for_two_turns() -> None:
    """It answers the explanation in the agent's next two turns, and not in the third."""
    talk = [
        *TOLD,
        said(AGENT, 28, 30, "Let me look at that for you"),
        said(CUSTOMER, 31, 32, "Please do that soon"),
        said(AGENT, 33, 36, "So the van came on Monday"),
        said(CUSTOMER, 37, 38, "Yes it did indeed"),
        said(AGENT, 39, 42, "And nobody rang the bell"),
    ]
    assert value("explanations_without_paraphrase", *talk, act("paraphrase", 33)) == 0
    figure = call_figures([*talk, act("paraphrase", 39)])["explanations_without_paraphrase"]
    assert (figure.value, figure.because) == (1, TOLD)


def test_the_greeting_is_timed_from_the_first_words() -> None:
    """Ringing before the first words is nobody's fault."""
    first = said(AGENT, 8, 10, "Good morning, Dale Water")
    assert value("greeting_within_s", first, act("greeting", 8)) == 0
    assert value("greeting_within_s", first) == inf


@pytest.mark.parametrize(
    ("answer", "wrong", "left"),
    [
        ("It is the little box with the red light on it", None, 0),
        ("It is the gateway that lost its lease you see", "jargon", 1),
        ("As I said it is not registered with the system", "negative_language", 1),
        ("Well there it is", None, 1),
    ],
)
def test_confusion_wants_an_answer_in_plain_words(
    answer: str, wrong: str | None, left: int
) -> None:
    """More jargon, negative language, or next to nothing leaves it as it was."""
    lost = said(CUSTOMER, 10, 13, "Sorry, I didn't understand a word of that.")
    facts: list[Fact] = [lost, said(AGENT, 14, 18, answer)]
    if wrong:
        facts.append(act(wrong, 15))
    figure = call_figures(facts)["jargon_not_explained"]
    assert figure.value == left
    assert figure.because == ((lost,) if left else ())


def test_jargon_is_explained_by_plain_words_soon_after() -> None:
    """Several terms in one turn count once; "that means" in that turn or the next mends them."""
    turn = said(AGENT, 10, 16, "The SIM hasn't registered on the HLR since the port")
    terms = [act("jargon", 11), act("jargon", 14)]
    yes = said(CUSTOMER, 17, 19, "I see, well, go on then")
    plain = said(AGENT, 20, 24, "That means the network cannot find it")
    assert value("jargon_not_explained", turn, *terms, yes) == 1
    assert value("jargon_not_explained", turn, *terms, yes, plain) == 0
    assert value("jargon", turn, *terms) == 2


def test_a_transfer_wants_a_reason_within_30_s() -> None:
    """Two phrases for one transfer in one turn are one transfer."""
    turn = said(AGENT, 60, 66, "I will pass you on to billing, passing you on now")
    pair = [act("transfer", 61), act("transfer", 64)]
    assert value("transfers", turn, *pair) == 1
    assert value("transfers_without_reason", turn, *pair, act("transfer_reason", 85)) == 0
    assert value("transfers_without_reason", turn, *pair, act("transfer_reason", 95)) == 1


@pytest.mark.parametrize(
    ("words", "dated"),
    [
        ("I'll call you by five with an answer", 1),
        ("On Monday I'll call you about it again", 1),
        ("I'll call you in half an hour or so", 1),
        ("I'll call you when I know more of it", 0),
        ("I'll call you at some point about this one", 0),
    ],
)
def test_a_promise_has_a_time_where_one_is_said_near_it(words: str, dated: int) -> None:
    """A day, an hour or a term counts; "when I know more" does not."""
    facts = [said(AGENT, 50, 53, words), act("follow_up", 50.5)]
    assert value("promises_with_time", *facts) == dated
    assert value("open_promises", *facts) == 1 - dated


def test_the_steps_of_a_close() -> None:
    """A check, thanks in the last 30 s, a time for each promise; a reason stands for the check."""
    end = ended(120)
    check, thanks = act("closing_check", 100), act("gratitude", 110)
    assert value("closing_steps_share", check, thanks, end) == 1
    assert value("closing_steps_share", check, act("gratitude", 60), end) == 0.5
    assert value("closing_steps_share", check, thanks, act("follow_up", 90), end) == pytest.approx(
        2 / 3
    )
    handed = [act("transfer", 100), act("transfer_reason", 103)]
    assert value("closing_steps_share", *handed, thanks, end) == 1


def test_a_missing_close_is_heard_in_the_agents_last_words() -> None:
    """Where nothing was said for a close, the evidence is what was said in its place."""
    last = said(AGENT, 100, 101, "Bye.")
    figure = call_figures([said(AGENT, 5, 8, "Hello there, how are you?"), last])
    assert figure["closing_steps_share"].because[-1] is last


def test_cues_that_ran_out_are_set_against_those_followed() -> None:
    """What the agent took down is no measure."""
    sign = act("negative_language", 3)

    def cue(number: int) -> CueOffered:
        return CueOffered(
            at=to_samples(5),
            id=number,
            rule="say_what_you_can_do",
            text="Say what you can do",
            detail="…",
            severity=Severity.COACH,
            because=(sign,),
            expires=to_samples(8),
        )

    def gone(number: int, by: CueOutcome) -> CueResolved:
        return CueResolved(at=to_samples(9), cue=number, by=by)

    cues = [cue(0), cue(1), replace(cue(2), severity=Severity.WARN)]
    outcomes = [
        gone(0, CueOutcome.AGENT_DID_IT),
        gone(1, CueOutcome.EXPIRED),
        gone(2, CueOutcome.DISMISSED),
    ]
    figures = call_figures([*cues, *outcomes])
    assert figures["cues_offered"].value == 3
    assert figures["cues_followed_share"].value == 0.5
    assert figures["cues_followed_share"].because == (cues[1],)


def test_a_figure_reads_as_a_person_says_it() -> None:
    """Counts are whole, shares in hundredths, a time that never came is never."""
    assert told(FIGURES["holds"], 2) == "Holds: 2"
    assert told(FIGURES["hold_steps_share"], 2 / 3).endswith(": 67 %")
    assert told(FIGURES["greeting_within_s"], inf) == "Time until the greeting: never"
    assert told(FIGURES["greeting_within_s"], 3.25) == "Time until the greeting: 3.2 s"
    assert told(FIGURES["talk_share_agent"], None).endswith(": not measured")
