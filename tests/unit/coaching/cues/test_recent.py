"""Facts of a call go in: which findings, turns and words a playbook can speak of."""

from __future__ import annotations

import pytest

from assistant.coaching.cues.recent import Recent, TurnTaken, WordsSpoken, fact_of, plain
from assistant.events import (
    ActSpoken,
    CueOffered,
    Event,
    FindingWithdrawn,
    Party,
    Severity,
    SpeechEnded,
    SpeechStarted,
    WordsTentative,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed, tentative

HANGOVER_S = 0.5
"""Silence after which a party is known to have stopped."""


def began(party: Party, at_s: float) -> SpeechStarted:
    at = to_samples(at_s)
    return SpeechStarted(at=at, party=party, utterance=0, start=at)


def ended(party: Party, start_s: float, end_s: float) -> SpeechEnded:
    start, end = to_samples(start_s), to_samples(end_s)
    return SpeechEnded(
        at=end + to_samples(HANGOVER_S), party=party, utterance=0, start=start, end=end
    )


def act(name: str, at_s: float) -> ActSpoken:
    at = to_samples(at_s)
    return ActSpoken(
        at=at, party=AGENT, act=name, text="…", start=at - 8000, end=at, score=0.9, utterance=0
    )


def said(recent: Recent, party: Party, start_s: float, end_s: float) -> None:
    """The party spoke so long, with nobody else speaking."""
    recent.hear(began(party, start_s))
    recent.hear(ended(party, start_s, end_s))


def turns(recent: Recent) -> list[TurnTaken]:
    return [turn for turn in recent.of("turn", 0) if isinstance(turn, TurnTaken)]


def taken(recent: Recent) -> list[tuple[Party, float, float, float]]:
    """Each turn: whose, its start, how much of it was speech, its end; in seconds."""
    return [
        (turn.party, turn.start / 16_000, turn.talked / 16_000, turn.at / 16_000)
        for turn in turns(recent)
    ]


def words(recent: Recent, turn: Said) -> WordsSpoken:
    """The finding that the committed words are."""
    (found,) = recent.hear(committed(turn))
    assert isinstance(found, WordsSpoken)
    return found


# ---- Turns -----------------------------------------------------------------------------------


def test_a_turn_lies_where_the_party_stopped_not_where_that_was_known() -> None:
    """The fact behind a turn is the end of speech, which the log holds."""
    recent, stop = Recent(), ended(AGENT, 3, 5)
    recent.hear(began(AGENT, 3))
    assert [finding.kind for finding in recent.hear(stop)] == ["speech_ended", "turn"]
    (turn,) = turns(recent)
    assert (turn.at, turn.talked) == (to_samples(5), to_samples(2))
    assert fact_of(turn) is stop


def test_pieces_of_one_party_are_one_turn() -> None:
    """Pauses for breath do not end a turn; only the speech in it is counted."""
    recent = Recent()
    said(recent, AGENT, 1, 3)
    said(recent, AGENT, 5, 6)
    said(recent, AGENT, 9, 10)
    assert taken(recent) == [(AGENT, 1, 4, 10)]


def test_the_other_partys_turn_ends_a_turn() -> None:
    """Who speaks again after the other spoke takes a new turn."""
    recent = Recent()
    said(recent, AGENT, 1, 3)
    said(recent, CUSTOMER, 4, 6)
    said(recent, AGENT, 7, 8)
    assert taken(recent) == [(AGENT, 1, 2, 3), (CUSTOMER, 4, 2, 6), (AGENT, 7, 1, 8)]


def test_a_sound_of_agreement_while_the_other_talks_is_no_turn() -> None:
    """Half a second of "mhm" neither is a turn nor breaks the other's."""
    recent = Recent()
    said(recent, CUSTOMER, 0, 4)
    recent.hear(began(CUSTOMER, 5))
    said(recent, AGENT, 6, 6.5)
    recent.hear(ended(CUSTOMER, 5, 9))
    assert taken(recent) == [(CUSTOMER, 0, 8, 9)]


def test_a_sound_of_agreement_does_not_draw_out_a_turn_of_before() -> None:
    """The agent's turn was over when the customer began; a "mhm" in theirs adds nothing to it."""
    recent = Recent()
    said(recent, AGENT, 0, 4)
    recent.hear(began(CUSTOMER, 5))
    said(recent, AGENT, 8, 8.5)
    recent.hear(ended(CUSTOMER, 5, 12))
    assert taken(recent) == [(AGENT, 0, 4, 4), (CUSTOMER, 5, 7, 12)]


def test_a_short_answer_into_silence_is_a_turn() -> None:
    """ "Yes." is one where the other has stopped."""
    recent = Recent()
    said(recent, AGENT, 0, 4)
    said(recent, CUSTOMER, 5, 5.4)
    assert taken(recent)[1][0] is CUSTOMER


def test_talk_over_the_other_that_is_longer_than_agreement_is_a_turn() -> None:
    """Who says a sentence into the other's has taken a turn."""
    recent = Recent()
    recent.hear(began(CUSTOMER, 0))
    said(recent, AGENT, 2, 3.5)
    recent.hear(ended(CUSTOMER, 0, 5))
    assert [turn[0] for turn in taken(recent)] == [AGENT, CUSTOMER]


def test_a_turn_is_unbroken_where_the_other_was_silent_as_it_ended() -> None:
    """Who is talked over when they stop was broken off, or at least not heard out."""
    recent = Recent()
    recent.hear(began(CUSTOMER, 0))
    recent.hear(began(AGENT, 3))
    recent.hear(ended(CUSTOMER, 0, 4))
    recent.hear(ended(AGENT, 3, 6))
    assert [(turn.party, turn.unbroken) for turn in turns(recent)] == [
        (CUSTOMER, False),
        (AGENT, True),
    ]


def test_a_turn_goes_on_while_its_party_talks_again() -> None:
    """What looked like an end was a pause; once the other has spoken it was the end after all."""
    recent = Recent()
    said(recent, AGENT, 0, 2)
    (turn,) = turns(recent)
    assert not recent.goes_on(turn)
    recent.hear(began(AGENT, 3))
    assert recent.goes_on(turn)
    recent.hear(ended(AGENT, 3, 4))
    assert not recent.goes_on(turn)
    said(recent, CUSTOMER, 5, 7)
    recent.hear(began(AGENT, 8))
    assert not recent.goes_on(turn)


# ---- Words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("I’m fine.", " i'm fine "),
        ("  Well …  NO!  ", " well no "),
        ("“so?” (yes);", " so yes "),
        ("", "  "),
    ],
)
def test_plain_words_have_no_marks_and_a_space_on_either_side(written: str, heard: str) -> None:
    """Then a phrase is found only as whole words, however somebody wrote them."""
    assert plain(written) == heard


def test_words_come_behind_those_that_the_party_said_before() -> None:
    """A phrase may begin in one commit and end in the next; the other's words stay apart."""
    recent = Recent()
    words(recent, Said(AGENT, 0, 1, "Have a"))
    words(recent, Said(CUSTOMER, 1, 2, "Hold on!"))
    found = words(recent, Said(AGENT, 2, 3, "nice day."))
    assert (found.before, found.text) == (" have a ", " nice day ")
    assert fact_of(found) == committed(Said(AGENT, 2, 3, "nice day."))


def test_only_a_few_words_stand_before_a_commit() -> None:
    """A phrase has few words: what was said long before is not looked through again."""
    recent = Recent()
    words(recent, Said(AGENT, 0, 40, " ".join(f"w{number}" for number in range(40))))
    found = words(recent, Said(AGENT, 40, 41, "last"))
    before = found.before.split()
    assert 4 <= len(before) < 40
    assert before[-1] == "w39"


def test_what_was_said_is_found_by_its_time() -> None:
    """Only the party's own words count, and only those that touch the stretch asked about."""
    recent = Recent()
    words(recent, Said(AGENT, 0, 2, "first second"))
    words(recent, Said(AGENT, 10, 12, "third fourth"))
    words(recent, Said(CUSTOMER, 10, 12, "other words"))
    assert recent.said(AGENT, to_samples(1.5), to_samples(10.5)) == " second third "
    assert recent.said(AGENT, to_samples(3), to_samples(9)) == "  "


def test_words_that_are_not_committed_yet_are_heard_too() -> None:
    """A look's words count until a commit or a newer look takes their place."""
    recent = Recent()
    words(recent, Said(AGENT, 0, 1, "can you"))
    recent.hear(tentative(Said(AGENT, 1, 2, "hold for")))
    recent.hear(tentative(Said(AGENT, 1, 3, "hold for two minutes")))
    assert recent.said(AGENT, 0, to_samples(3)) == " can you hold for two minutes "
    assert recent.said(AGENT, 0, to_samples(0.9)) == " can you "
    assert recent.said(CUSTOMER, 0, to_samples(3)) == "  "
    words(recent, Said(AGENT, 1, 3, "hold for two seconds"))
    assert recent.said(AGENT, 0, to_samples(3)) == " can you hold for two seconds "


@pytest.mark.parametrize(("until_s", "there"), [(4.6, True), (4, False)])
def test_whether_a_partys_words_are_there_is_known_but_for_a_last_short_one(
    until_s: float, there: bool
) -> None:
    """Recognised words end a little before the voice does; the other's words are no help."""
    recent = Recent()
    assert not recent.words_to(AGENT, to_samples(5))
    words(recent, Said(AGENT, 1, until_s, "so that is that"))
    words(recent, Said(CUSTOMER, 1, 5, "oh well"))
    assert recent.words_to(AGENT, to_samples(5)) is there


def test_a_look_that_takes_all_back_leaves_nothing() -> None:
    """An empty look says that nothing of the utterance is left."""
    recent = Recent()
    recent.hear(tentative(Said(AGENT, 1, 2, "hold for")))
    recent.hear(tentative(Said(AGENT, 1, 2, "")))
    assert recent.said(AGENT, 0, to_samples(3)) == "  "


# ---- Cues ---------------------------------------------------------------------------------------


def test_a_cue_that_was_shown_is_a_finding_and_stands_for_what_called_for_it() -> None:
    """Rules may speak of each other's cues; evidence is always a fact from before a cue."""
    first, last = act("jargon", 1), act("jargon", 2)
    cue = CueOffered(
        at=to_samples(2),
        id=0,
        rule="say_it_simply",
        text="Say it simply",
        detail="…",
        severity=Severity.COACH,
        because=(first, last),
        expires=to_samples(8),
    )
    recent = Recent()
    assert recent.hear(cue) == [cue]
    assert list(recent.of("cue", 0)) == [cue]
    assert fact_of(cue) is last


# ---- What is kept ------------------------------------------------------------------------------


def test_findings_are_kept_by_kind_oldest_first_from_a_position_on() -> None:
    """Whoever asks gets those of one kind since then, that position itself included."""
    recent = Recent()
    acts = [act("empathy", 1), act("apology", 2), act("empathy", 3)]
    recent.hear(acts[0])
    recent.hear(began(AGENT, 1.5))
    recent.hear(acts[1])
    recent.hear(acts[2])
    assert list(recent.of("act", to_samples(2))) == acts[1:]
    assert [finding.kind for finding in recent.of("speech_started", 0)] == ["speech_started"]


@pytest.mark.parametrize(
    "event",
    [
        tentative(Said(AGENT, 1, 2, "hold for")),
        FindingWithdrawn(at=0, of=act("empathy", 1), reason="…"),
        began(AGENT, 1),
    ],
    ids=lambda event: event.kind,
)
def test_what_a_playbook_cannot_speak_of_is_no_finding(event: Event) -> None:
    """Looks, withdrawals and the like call for nothing; what can be spoken of is found once."""
    found = Recent().hear(event)
    assert found == ([event] if isinstance(event, SpeechStarted) else [])
    assert not any(isinstance(finding, WordsTentative) for finding in found)


def test_a_finding_that_was_disproved_is_forgotten() -> None:
    """It alone; and what was never found can be forgotten too."""
    recent, first, second = Recent(), act("empathy", 1), act("empathy", 2)
    recent.hear(first)
    recent.hear(second)
    recent.forget(first)
    recent.forget(act("apology", 1))
    recent.forget(object())
    assert list(recent.of("act", 0)) == [second]


def test_an_hour_is_kept_and_no_more() -> None:
    """`within_s` is 3600 at most, and a call of a day must not fill the memory."""
    recent = Recent()
    for at_s in (10, 20, 3615):
        recent.hear(act("empathy", at_s))
    assert [finding.at for finding in recent.of("act", 0)] == [to_samples(20), to_samples(3615)]


def test_the_turns_and_words_of_a_long_call_stay_bounded() -> None:
    """After three hours of talk by turns, an hour's turns are left and a few sentences' words."""
    recent = Recent()
    for at_s in range(0, 10_800, 10):
        said(recent, AGENT if at_s % 20 else CUSTOMER, at_s, at_s + 5)
        words(recent, Said(AGENT, at_s, at_s + 5, "a word or two and then some"))
    assert len(turns(recent)) <= 361
    assert len(recent.said(AGENT, 0, to_samples(10_800)).split()) <= 200
