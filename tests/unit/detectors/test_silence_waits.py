"""Silences that somebody announced, and odd ones, from scripted voices, acts and words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.detectors.silence import SilenceMeter
from assistant.detectors.silence.waits import Waits
from assistant.events import (
    ActSpoken,
    AudioEnded,
    Event,
    FindingWithdrawn,
    Party,
    SilenceStretched,
    VoiceProbed,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import Span, to_samples, to_seconds

FRAME = 512
Talk = Sequence[tuple[float, float]]
AGENT, CUSTOMER = Party.AGENT, Party.CUSTOMER


def request(end_s: float, at_s: float) -> ActSpoken:
    """The agent asks for a wait."""
    return ActSpoken(
        at=to_samples(at_s),
        party=AGENT,
        act="hold_request",
        text="bear with me",
        start=to_samples(end_s - 0.6),
        end=to_samples(end_s),
        score=0.95,
        utterance=0,
    )


def words(text: str, end_s: float) -> tuple[Word, ...]:
    """The words, a quarter of a second each, the last ending at `end_s`."""
    texts = text.split()
    begin = end_s - 0.25 * len(texts)
    return tuple(
        Word(
            word=" " + one,
            start=to_samples(begin + 0.25 * index),
            end=to_samples(begin + 0.25 * (index + 1)),
            probability=0.9,
        )
        for index, one in enumerate(texts)
    )


def committed(text: str, end_s: float, at_s: float, party: Party = CUSTOMER) -> WordsCommitted:
    """Words that will not change."""
    said = words(text, end_s)
    return WordsCommitted(
        at=to_samples(at_s),
        party=party,
        utterance=0,
        text=text,
        start=said[0].start,
        end=said[-1].end,
        confidence=0.9,
        words=said,
    )


def tentative(text: str, end_s: float, at_s: float) -> WordsTentative:
    """Words that may change; none takes back what there was."""
    said = words(text, end_s)
    end = to_samples(end_s)
    return WordsTentative(
        at=to_samples(at_s),
        party=CUSTOMER,
        utterance=0,
        text=text,
        start=said[0].start if said else end,
        end=end,
        confidence=0.9,
        words=said,
    )


def told(
    agent: Talk,
    customer: Talk,
    until_s: float,
    *known: tuple[float, Event],
    heard_s: tuple[float, float] = (1e9, 1e9),
) -> list[SilenceStretched]:
    """What the meter says of a call; `heard_s` is when each party's channel drops out."""
    meter = SilenceMeter()
    waiting = sorted(known, key=lambda one: one[0])
    facts: list[SilenceStretched] = []
    for start in range(0, to_samples(until_s), FRAME):
        while waiting and to_samples(waiting[0][0]) <= start:
            facts.extend(meter.on(waiting.pop(0)[1]))
        for party, talk, last_s in zip(Party, (agent, customer), heard_s, strict=True):
            if to_seconds(start) < last_s:
                facts.extend(meter.on(probe(party, start, talk)))
    facts.extend(meter.on(AudioEnded(at=to_samples(until_s))))
    return facts


def probe(party: Party, start: int, talk: Talk) -> VoiceProbed:
    voiced = any(from_s <= to_seconds(start) < to_s for from_s, to_s in talk)
    span = Span(start=start, end=start + FRAME)
    return VoiceProbed(party=party, span=span, probability=0.9 if voiced else 0.05)


def explained(facts: Sequence[SilenceStretched]) -> list[tuple[float, bool]]:
    """When each fact came, in seconds, and whether the silence was explained."""
    return [(round(to_seconds(fact.at)), fact.explained) for fact in facts]


def test_the_customers_consent_leaves_the_silence_explained() -> None:
    """ "Okay, sure", and then nothing."""
    facts = told([(0, 4)], [(4.3, 5.2)], 14, (4.3, request(4, 4.3)))
    assert explained(facts) == [(8, True), (13, True), (14, True)]


def test_a_customer_who_says_hello_into_the_wait_is_still_waiting() -> None:
    """A minute on, the agent has not come back: no silence of the wait needs a word on it."""
    facts = told([(0, 4), (80, 82)], [(40, 41), (60, 62)], 83, (4.3, request(4, 4.3)))
    assert len(facts) == 9
    assert all(fact.explained for fact in facts)


def test_a_silence_after_the_return_is_not_explained() -> None:
    """The agent was away for five seconds, came back, and stops talking."""
    facts = told([(0, 4), (9, 11)], [], 20, (4.3, request(4, 4.3)))
    assert explained(facts) == [(7, True), (9, True), (14, False), (19, False), (20, False)]


def test_a_cough_of_the_agent_is_no_return() -> None:
    """Long enough to end a silence, and not to be talk."""
    facts = told([(0, 4), (9, 9.4)], [], 20, (4.3, request(4, 4.3)))
    assert all(fact.explained for fact in facts)


def test_a_request_that_is_withdrawn_explains_nothing() -> None:
    """From then on; what was told before stands."""
    asked = request(4, 4.3)
    gone = FindingWithdrawn(at=to_samples(9), of=asked, reason="other words")
    facts = told([(0, 4)], [], 13, (4.3, asked), (9, gone))
    assert explained(facts) == [(7, True), (12, False), (13, False)]


def test_the_request_before_stands_where_the_last_is_withdrawn() -> None:
    """Two were made."""
    first, second = request(3, 3.3), request(4, 4.3)
    gone = FindingWithdrawn(at=to_samples(6), of=second, reason="other words")
    facts = told([(0, 4)], [], 9, (3.3, first), (4.3, second), (6, gone))
    assert all(fact.explained for fact in facts)


@pytest.mark.parametrize(
    "text",
    [
        "Hang on a second, let me get my card.",
        "Hold on, let me just find it",
        "Just a minute.",
        "One moment please.",
        "I'll just grab a pen",
        "Bear with me, it's in the other room somewhere",
        "Yeah, two secs.",
        "I'm just logging in now",
        "Let me go and check the meter.",
        "Hold on.",
        "It's loading, give me a minute.",
        "hold on a minute love",
        "Let me write that down.",
        "I need to put my glasses on, sorry.",
        "Two ticks, I'll have a look.",
        "Can you wait while I get a pen?",
        "let me pull up my email",
        "Bear with me, I'm looking for it now.",
        "Let me check with my wife.",
        "hang on, let me find the letter",
        "One second, it's in the other room.",
        "Hold on, I'm just getting my glasses.",
        "I'm trying to find it.",
    ],
)
def test_a_wait_that_the_customer_announced_is_explained(text: str) -> None:
    """It is the customer who is away."""
    facts = told([(0, 2)], [(3, 5)], 14, (5.8, committed(text, 5, 5.8)))
    assert explained(facts) == [(8, True), (13, True), (14, True)]


@pytest.mark.parametrize(
    "text",
    [
        "I've been on hold for forty minutes.",
        "I had to wait a week.",
        "Hang on, you told me last week that it was free and now you charge me",
        "I was waiting for a minute.",
        "It only took a minute.",
        "Let me speak to your manager.",
        "I'll go to the ombudsman.",
        "I need to get this sorted out today.",
        "I'm looking for a refund.",
        "I'll find another provider then.",
        "Let me get this straight, I pay twice?",
        "I'm getting annoyed now.",
        "I'm just looking for a refund.",
        "I looked at the bill last night.",
        "Let me finish.",
        "I can't wait any longer.",
        "Wait, what did you say?",
        "Hold on to that thought, no.",
        "Let me tell you something.",
        "Don't put me on hold again.",
        "I found the letter already.",
        "I'm trying to get my money back.",
        "I'm just getting the same answer every time.",
        "I'll wait.",
        "Let me ask you something.",
    ],
)
def test_words_that_only_sound_like_a_wait_explain_nothing(text: str) -> None:
    """The agent owes an answer."""
    facts = told([(0, 2)], [(3, 5)], 14, (5.8, committed(text, 5, 5.8)))
    assert not any(fact.explained for fact in facts)


def test_a_consent_of_the_agent_leaves_the_customers_wait_explained() -> None:
    """ "Sure, take your time"."""
    said = committed("Let me find my card.", 5, 5.8)
    facts = told([(0, 2), (5.5, 7)], [(3, 5)], 16, (5.8, said))
    assert explained(facts) == [(10, True), (15, True), (16, True)]


def test_a_customer_who_has_come_back_is_no_longer_away() -> None:
    """The number is read out, and then it is the agent who says nothing."""
    said = committed("Let me find my card.", 5, 5.8)
    more = committed("The number is two three four.", 14, 14.8)
    facts = told([(0, 2)], [(3, 5), (11, 14)], 23, (5.8, said), (14.8, more))
    assert explained(facts) == [(8, True), (11, True), (17, False), (22, False), (23, False)]


def test_tentative_words_explain_as_long_as_they_stand() -> None:
    """A second look that hears something else takes the explanation away."""
    facts = told(
        [(0, 2)],
        [(3, 5)],
        14,
        (5.4, tentative("hang on a second", 5, 5.4)),
        (9, tentative("", 5, 9)),
    )
    assert explained(facts) == [(8, True), (13, False), (14, False)]


def test_committed_words_take_the_place_of_tentative_ones() -> None:
    """Words are not counted twice."""
    waits = Waits()
    waits.note(tentative("hang on a second I told you that", 5, 5.4))
    waits.note(committed("hang on a second", 4, 5.8))
    asked = waits.asked(CUSTOMER)
    assert asked is not None
    assert round(to_seconds(asked), 2) == 4.0


def test_the_agents_words_are_acts_or_nothing() -> None:
    """Only the customer's words are looked at here."""
    said = committed("hang on a second", 5, 5.8, AGENT)
    assert not any(fact.explained for fact in told([(3, 5)], [(0, 2)], 9, (5.8, said)))


def test_the_last_syllable_belongs_to_the_voice_before_it() -> None:
    """A short sound within a fifth of a second moves the beginning of the silence."""
    facts = told([(0, 4), (4.15, 4.25)], [], 8)
    assert round(to_seconds(facts[0].start), 1) == 4.3


def test_a_cough_some_time_after_the_voice_does_not() -> None:
    """The silence had begun."""
    facts = told([(0, 4), (4.6, 4.7)], [], 8)
    assert round(to_seconds(facts[0].start), 1) == 4.0


def test_a_party_that_drops_out_in_the_middle_of_a_word_is_not_awaited() -> None:
    """Their voice ended where their audio ended."""
    facts = told([], [(0, 5)], 10, heard_s=(1e9, 4.0))
    assert [round(to_seconds(fact.start)) for fact in facts] == [4, 4]


def test_a_short_sound_at_the_drop_out_does_not_hold_the_silence_up() -> None:
    """What might have become voice never did."""
    facts = told([], [(0, 2), (6.9, 7.5)], 12, heard_s=(1e9, 7.0))
    assert [round(to_seconds(fact.at)) for fact in facts] == [5, 10, 12]


def test_a_call_in_which_nobody_speaks_has_no_silence() -> None:
    """All of it is ringing."""
    assert not told([], [], 20)
