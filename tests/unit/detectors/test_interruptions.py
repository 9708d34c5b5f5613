"""Interruptions and the overlaps around them, from scripted voices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.capture.source import FRAME
from assistant.detectors.interruptions import InterruptionSettings, InterruptionSpotter
from assistant.events import (
    AudioEnded,
    Event,
    FindingWithdrawn,
    Interrupted,
    OverlapClass,
    Party,
    TalkOverlapped,
    VoiceProbed,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import Span, to_samples, to_seconds
from fakes import AGENT, CUSTOMER, Said, committed, probabilities, run, tentative

Talk = Sequence[tuple[float, float]]
Call = Mapping[Party, Talk]
BOTH_WAYS = pytest.mark.parametrize("second", [AGENT, CUSTOMER])
FRAMES_S = 2 * to_seconds(FRAME)
"""How far a position may be off by the frames: one at each end."""
LATEST_S = 0.35
"""An interruption is said no later than this after it is certain."""


def call(second: Party, first_talk: Talk, second_talk: Talk) -> Call:
    """Who speaks when: `second` is the party that may come in over the other."""
    return {second.other: first_talk, second: second_talk}


def found(voiced: Call, seconds: float = 12.0) -> list[Event]:
    """All that is found in a call."""
    end = AudioEnded(at=to_samples(seconds))
    return run(InterruptionSpotter(), [*probabilities(voiced, seconds), end])


def interruptions(facts: Iterable[Event]) -> list[Interrupted]:
    return [fact for fact in facts if isinstance(fact, Interrupted)]


def overlaps(facts: Iterable[Event]) -> list[tuple[Party, OverlapClass]]:
    return [(fact.by, fact.class_) for fact in facts if isinstance(fact, TalkOverlapped)]


@BOTH_WAYS
def test_coming_in_over_a_speaker_who_goes_on_is_an_interruption(second: Party) -> None:
    """Both talk for over half a second, and the second for more than a backchannel."""
    facts = found(call(second, [(1.0, 8.0)], [(4.0, 6.0)]))
    (one,) = interruptions(facts)
    assert one.by is second
    assert to_seconds(one.start) == pytest.approx(4.0, abs=FRAMES_S)
    assert overlaps(facts) == [(second, OverlapClass.INTERRUPTION)]


@BOTH_WAYS
def test_a_speaker_who_gives_way_was_interrupted(second: Party) -> None:
    """The first speaker falls silent after 0.8 s of both; the turn was taken."""
    facts = found(call(second, [(1.0, 4.8)], [(4.0, 8.0)]))
    assert [one.by for one in interruptions(facts)] == [second]


@BOTH_WAYS
@pytest.mark.parametrize("length", [0.55, 0.75, 1.0, 3.0])
def test_it_is_said_as_soon_as_it_is_certain(second: Party, length: float) -> None:
    """Certain is 0.5 s of both with over 0.7 s of the second; then it is said at once."""
    facts = interruptions(found(call(second, [(1.0, 4.0 + length)], [(4.0, 8.0)])))
    assert [4.7 <= to_seconds(one.at) <= 4.7 + LATEST_S for one in facts] == [True]


@BOTH_WAYS
@pytest.mark.parametrize("length", [0.2, 0.4, 0.6, 0.67])
def test_a_backchannel_is_never_an_interruption(second: Party, length: float) -> None:
    """Up to 0.7 s over a speaker who goes on is "mm-hm" or "I see"."""
    facts = found(call(second, [(1.0, 8.0)], [(4.0, 4.0 + length)]))
    assert not interruptions(facts)
    assert overlaps(facts) == [(second, OverlapClass.BACKCHANNEL)]


@BOTH_WAYS
@pytest.mark.parametrize("length", [0.04, 0.1, 0.13])
def test_a_click_over_the_others_talk_is_no_overlap(second: Party, length: float) -> None:
    """A sound shorter than a syllable is nobody's talk."""
    assert not found(call(second, [(1.0, 8.0)], [(4.0, 4.0 + length)]))


@BOTH_WAYS
def test_a_click_before_talk_leaves_its_overlap_alone(second: Party) -> None:
    """The click is nothing; the talk that comes after a breath interrupts as it would alone."""
    clicked = found(call(second, [(1.0, 8.0)], [(2.5, 2.6), (4.0, 6.0)]))
    assert clicked == found(call(second, [(1.0, 8.0)], [(4.0, 6.0)]))


def test_with_no_least_syllable_a_click_overlaps() -> None:
    """The setting is what leaves it out."""
    spotter = InterruptionSpotter(InterruptionSettings(syllable_s=0.0))
    probes = probabilities({CUSTOMER: [(1.0, 8.0)], AGENT: [(4.0, 4.1)]}, 12.0)
    facts = run(spotter, [*probes, AudioEnded(at=to_samples(12.0))])
    assert overlaps(facts) == [(AGENT, OverlapClass.BACKCHANNEL)]


@BOTH_WAYS
def test_many_backchannels_are_no_interruption(second: Party) -> None:
    """Nor do they add up to one."""
    often = [(at, at + 0.4) for at in (2.5, 3.6, 4.7, 5.8, 6.9)]
    facts = found(call(second, [(1.0, 8.0)], often))
    assert not interruptions(facts)
    assert overlaps(facts) == [(second, OverlapClass.BACKCHANNEL)] * 5


@BOTH_WAYS
@pytest.mark.parametrize("both", [0.1, 0.3, 0.45])
def test_a_quick_change_of_turns_is_no_interruption(second: Party, both: float) -> None:
    """People begin a little before the other has ended."""
    facts = found(call(second, [(1.0, 4.0 + both)], [(4.0, 8.0)]))
    assert not interruptions(facts)
    assert overlaps(facts) == [(second, OverlapClass.TURN_CHANGE)]


@BOTH_WAYS
def test_one_after_the_other_is_nothing(second: Party) -> None:
    """A prompt answer overlaps nothing."""
    assert not found(call(second, [(1.0, 4.0)], [(4.1, 6.0)]))


@BOTH_WAYS
def test_a_greeting_spoken_over_is_no_interruption(second: Party) -> None:
    """Who has spoken for less than a second holds no turn yet."""
    assert not interruptions(found(call(second, [(3.4, 8.0)], [(4.0, 8.0)])))


@BOTH_WAYS
def test_a_pause_of_the_first_speaker_keeps_the_turn(second: Party) -> None:
    """Under 0.25 s within the turn, and the other who comes in then does so over it."""
    first = [(1.0, 4.5), (4.72, 8.0)]
    facts = found(call(second, first, [(4.1, 6.0)]))
    assert [one.by for one in interruptions(facts)] == [second]
    assert overlaps(facts) == [(second, OverlapClass.INTERRUPTION)]


@BOTH_WAYS
def test_a_pause_of_the_second_speaker_does_not_end_their_run(second: Party) -> None:
    """Words with short pauses between them are one run, longer than a backchannel."""
    facts = found(call(second, [(1.0, 8.0)], [(4.0, 4.4), (4.6, 5.2)]))
    assert [one.by for one in interruptions(facts)] == [second]


@BOTH_WAYS
def test_a_turn_lasts_over_a_short_breath(second: Party) -> None:
    """Someone interrupted half a second after a breath had the floor before it."""
    first = [(1.0, 3.4), (3.8, 8.0)]
    assert [one.by for one in interruptions(found(call(second, first, [(4.3, 6.0)])))] == [second]


@BOTH_WAYS
def test_a_prompt_answer_can_be_interrupted(second: Party) -> None:
    """Who had spoken just before the other's turn began interrupts it like anybody else."""
    first, second_talk = [(3.2, 10.0)], [(1.0, 3.0), (6.0, 8.0)]
    assert [one.by for one in interruptions(found(call(second, first, second_talk)))] == [second]


@BOTH_WAYS
@pytest.mark.parametrize("breath", [0.45, 0.5, 0.55])
def test_going_on_after_a_breath_interrupts_nobody(second: Party, breath: float) -> None:
    """The other came into the breath, and neither of them is to blame."""
    first = [(1.0, 4.0), (4.0 + breath, 8.0)]
    facts = found(call(second, first, [(4.0 + breath / 2, 7.0)]))
    assert not interruptions(facts)
    assert overlaps(facts) == [(second, OverlapClass.TURN_CHANGE)]


@BOTH_WAYS
def test_coming_in_just_as_the_other_goes_on_interrupts_nobody(second: Party) -> None:
    """After a breath of the speaker both begin in one frame; neither could know."""
    assert not interruptions(found(call(second, [(1.0, 3.6), (4.0, 8.0)], [(4.0, 7.0)])))


@BOTH_WAYS
def test_a_backchannel_into_a_breath_is_one(second: Party) -> None:
    """The speaker who goes on after it still has the floor; the other came in second."""
    facts = found(call(second, [(1.0, 4.0), (4.35, 8.0)], [(4.1, 4.6)]))
    assert overlaps(facts) == [(second, OverlapClass.BACKCHANNEL)]


@BOTH_WAYS
def test_who_is_interrupted_and_goes_on_after_a_breath_is_no_interrupter(second: Party) -> None:
    """The interruption is told once, of the one who came in."""
    first = [(1.0, 6.0), (6.4, 9.0)]
    facts = found(call(second, first, [(4.0, 8.0)]))
    assert [one.by for one in interruptions(facts)] == [second]
    assert overlaps(facts) == [(second, OverlapClass.INTERRUPTION)] * 2


@BOTH_WAYS
def test_an_interruption_over_a_breath_is_found(second: Party) -> None:
    """Who came in over a voice is still there after the other's breath."""
    first = [(1.0, 4.4), (4.75, 8.0)]
    assert [one.by for one in interruptions(found(call(second, first, [(4.0, 7.0)])))] == [second]


@BOTH_WAYS
def test_an_interruption_just_after_a_backchannel_is_found(second: Party) -> None:
    """ "Yeah", and then not waiting."""
    (one,) = interruptions(found(call(second, [(1.0, 8.0)], [(4.0, 4.3), (5.0, 6.5)])))
    assert one.by is second
    assert to_seconds(one.start) == pytest.approx(5.0, abs=FRAMES_S)


@BOTH_WAYS
def test_the_words_of_an_interruption_may_come_in_pieces(second: Party) -> None:
    """ "Sorry", a breath, "but could you tell me": it is known a moment after the breath."""
    pieces = [(4.0, 4.4), (4.8, 6.0)]
    (one,) = interruptions(found(call(second, [(1.0, 8.0)], pieces)))
    assert one.by is second
    assert to_seconds(one.start) == pytest.approx(4.0, abs=FRAMES_S)
    assert to_seconds(one.at) < 5.2


@BOTH_WAYS
def test_coming_in_at_a_comma_is_coming_in_over(second: Party) -> None:
    """The speaker had hardly stopped, and goes on at once."""
    facts = found(call(second, [(1.0, 4.0), (4.31, 8.0)], [(4.15, 6.0)]))
    assert [one.by for one in interruptions(facts)] == [second]


@BOTH_WAYS
def test_a_speaker_who_thinks_keeps_the_turn(second: Party) -> None:
    """Over a second of silence that nobody used; a second later the other comes in."""
    facts = found(call(second, [(1.0, 3.0), (4.3, 8.0)], [(4.9, 7.0)]))
    assert [one.by for one in interruptions(facts)] == [second]


def levelled(voiced: Call, levels: Mapping[Party, Mapping[float, float]]) -> list[Event]:
    """What is found in 12 s where each party has the level, in dB, told from each second on."""
    probes = [
        replace(
            probe,
            level_db=next(
                db
                for since, db in sorted(levels[probe.party].items(), reverse=True)
                if to_seconds(probe.span.start) >= since
            ),
        )
        for probe in probabilities(voiced, 12.0)
    ]
    return run(InterruptionSpotter(), [*probes, AudioEnded(at=to_samples(12.0))])


@BOTH_WAYS
def test_a_faint_voice_beside_a_speaker_is_nobody(second: Party) -> None:
    """A colleague's voice 40 dB under the party's own, with the detector sure that it is one."""
    voiced = call(second, [(3.0, 10.0)], [(0.5, 2.5), (5.0, 8.0)])
    near = {0.0: -20.0, 2.6: -60.0}
    far = levelled(voiced, {second: near, second.other: {0.0: -20.0}})
    assert not interruptions(far)
    same = levelled(voiced, {second: {0.0: -20.0}, second.other: {0.0: -20.0}})
    assert [one.by for one in interruptions(same)] == [second]


def test_a_detector_that_stays_on_does_not_lengthen_a_turn() -> None:
    """Its probability sinks 0.4 s after the sound: the answer overlaps nothing."""
    voiced: Call = {CUSTOMER: [(1.0, 4.9)], AGENT: [(4.5, 8.0)]}
    levels = {CUSTOMER: {0.0: -60.0, 1.0: -20.0, 4.5: -60.0}, AGENT: {0.0: -60.0, 4.5: -20.0}}
    assert not levelled(voiced, levels)


def test_a_word_begins_where_its_sound_does() -> None:
    """The detector is late by 0.16 s; with the sound before it both talked for long enough."""
    voiced: Call = {CUSTOMER: [(1.0, 5.0)], AGENT: [(4.48, 5.14)]}
    probes = [
        replace(probe, level_db=-60.0 if probe.probability == 0.0 else -20.0)
        for probe in probabilities(voiced, 12.0)
    ]
    late = [
        replace(probe, probability=0.3, level_db=-25.0)
        if probe.party is AGENT and 4.32 <= to_seconds(probe.span.start) < 4.48
        else probe
        for probe in probes
    ]
    assert not interruptions(run(InterruptionSpotter(), probes))
    (one,) = interruptions(run(InterruptionSpotter(), late))
    assert to_seconds(one.start) == pytest.approx(4.32, abs=FRAMES_S)


@BOTH_WAYS
def test_a_few_words_into_talk_that_goes_on_are_taken_back(second: Party) -> None:
    """Their words are not known; the speaker talked through them, so no turn was taken."""
    facts = found(call(second, [(1.0, 8.0)], [(4.0, 4.95)]))
    (one,) = interruptions(facts)
    (withdrawn,) = [fact for fact in facts if isinstance(fact, FindingWithdrawn)]
    assert withdrawn.of == one
    assert "stopped after 1.0 s" in withdrawn.reason
    assert to_seconds(withdrawn.at - one.at) < 0.4
    assert overlaps(facts) == [(second, OverlapClass.BACKCHANNEL)]


def test_a_few_words_that_are_no_support_stay() -> None:
    """The words were known in time, and they decide."""
    facts: list[Event] = []
    spotter = InterruptionSpotter()
    for probe in probabilities({CUSTOMER: [(1.0, 8.0)], AGENT: [(4.0, 4.95)]}, 12.0):
        facts += spotter.on(probe)
        if probe.span.start == to_samples(4.992):
            facts += spotter.on(tentative(Said(AGENT, 4.0, 4.9, "we can't do that")))
    assert [type(fact) for fact in facts] == [Interrupted, TalkOverlapped]


@BOTH_WAYS
def test_a_few_words_at_which_the_other_stops_are_told(second: Party) -> None:
    """They stopped the speaker, and the second went on after a breath."""
    facts = found(call(second, [(1.0, 4.8)], [(4.0, 4.9), (5.4, 8.0)]))
    assert [one.by for one in interruptions(facts)] == [second]
    assert not [fact for fact in facts if isinstance(fact, FindingWithdrawn)]


@BOTH_WAYS
def test_a_few_words_between_breaths_are_taken_back_with_their_overlap(second: Party) -> None:
    """The speaker took a breath just as they ended, and goes on; who came in does not."""
    facts = found(call(second, [(1.0, 4.9), (5.5, 8.0)], [(4.0, 4.95)]))
    gone = [fact.of for fact in facts if isinstance(fact, FindingWithdrawn)]
    assert {type(of) for of in gone} == {Interrupted, TalkOverlapped}
    assert overlaps(facts) == [
        (second, OverlapClass.INTERRUPTION),
        (second, OverlapClass.BACKCHANNEL),
    ]


def test_support_in_pieces_is_no_interruption_once_its_words_are_known() -> None:
    """ "Yeah", a breath, "okay, sure": told while it goes on, taken back before it has ended."""
    voiced: Call = {CUSTOMER: [(1.0, 9.0)], AGENT: [(4.0, 4.4), (4.8, 5.9), (6.3, 7.4)]}
    facts: list[Event] = []
    spotter = InterruptionSpotter()
    for probe in probabilities(voiced, 12.0):
        facts += spotter.on(probe)
        if probe.party is CUSTOMER and probe.span.start == to_samples(6.4):
            facts += spotter.on(committed(Said(AGENT, 4.0, 5.9, "yeah okay sure right")))
    gone = [fact.of for fact in facts if isinstance(fact, FindingWithdrawn)]
    assert interruptions(facts)[0] in gone
    assert overlaps(facts)[-1] == (AGENT, OverlapClass.BACKCHANNEL)


@BOTH_WAYS
def test_soft_words_may_be_longer(second: Party) -> None:
    """4 dB under the party's usual level, 1.3 s over talk that goes on: support."""
    voiced = call(second, [(3.0, 11.0)], [(0.5, 2.6), (6.0, 7.3)])
    soft = {second: {0.0: -20.0, 5.9: -24.0}, second.other: {0.0: -20.0}}
    facts = levelled(voiced, soft)
    gone = [fact.of for fact in facts if isinstance(fact, FindingWithdrawn)]
    assert gone == interruptions(facts)
    usual = {second: {0.0: -20.0}, second.other: {0.0: -20.0}}
    assert not [f for f in levelled(voiced, usual) if isinstance(f, FindingWithdrawn)]


def test_a_party_alone_interrupts_nobody() -> None:
    """Where only one channel is heard, its frames are judged as they come."""
    alone = [probe for probe in probabilities(TALK, 12.0) if probe.party is AGENT]
    assert not run(InterruptionSpotter(), [*alone, AudioEnded(at=to_samples(12.0))])


def test_support_that_is_known_in_time_is_no_interruption() -> None:
    """Looks hear "yeah, sure, okay" while it is spoken: nothing is told, nothing taken back."""
    facts: list[Event] = []
    spotter = InterruptionSpotter()
    looks = {4.5: "yeah", 4.8: "yeah sure", 5.1: "yeah sure okay"}
    for probe in probabilities({CUSTOMER: [(1.0, 8.0)], AGENT: [(4.0, 5.2)]}, 12.0):
        facts += spotter.on(probe)
        for at, text in list(looks.items()):
            if to_seconds(probe.span.end) >= at:
                del looks[at]
                facts += spotter.on(tentative(Said(AGENT, 4.0, at - 0.2, text)))
    assert overlaps(facts) == [(AGENT, OverlapClass.BACKCHANNEL)]
    assert len(facts) == 1


def test_support_that_turns_into_talk_is_told() -> None:
    """ "Okay" alone is known at 0.85 s; when no more words of support follow, it is told."""
    facts: list[Event] = []
    spotter = InterruptionSpotter()
    for probe in probabilities({CUSTOMER: [(1.0, 8.0)], AGENT: [(4.0, 6.5)]}, 12.0):
        facts += spotter.on(probe)
        if probe.span.start == to_samples(4.48):
            facts += spotter.on(tentative(Said(AGENT, 4.0, 4.4, "okay")))
    (one,) = interruptions(facts)
    assert to_seconds(one.at) < 5.2


@BOTH_WAYS
def test_two_interruptions_of_one_turn_are_two(second: Party) -> None:
    """Each time that the other comes in counts."""
    facts = found(call(second, [(1.0, 11.0)], [(3.0, 4.5), (7.0, 8.5)]))
    assert [one.by for one in interruptions(facts)] == [second] * 2


def test_starting_together_is_nobodys_interruption() -> None:
    """Neither had the floor."""
    assert not interruptions(found({AGENT: [(2.0, 6.0)], CUSTOMER: [(2.0, 6.0)]}))


def test_the_end_of_the_call_closes_an_overlap_within_it() -> None:
    """Both still talk when the call is cut off."""
    facts = found({AGENT: [(1.0, 5.0)], CUSTOMER: [(3.0, 5.0)]}, seconds=4.99)
    (overlap,) = [fact for fact in facts if isinstance(fact, TalkOverlapped)]
    assert overlap.at == overlap.end == to_samples(4.99)


def test_why_is_said_in_figures() -> None:
    """A person can check the finding against the recording."""
    (one,) = interruptions(found({CUSTOMER: [(1.0, 8.0)], AGENT: [(4.0, 6.0)]}))
    assert "the customer had talked for 3.0 s" in one.because
    assert "both talked for 0.8 s" in one.because


def spoken(said: Said, voiced: Call) -> list[Event]:
    """What is found in a call of 12 s in which the words of a turn come in at the end."""
    return run(InterruptionSpotter(), [*probabilities(voiced, 12.0), committed(said)])


TALK: Call = {CUSTOMER: [(1.0, 8.0)], AGENT: [(4.0, 5.2)]}


@pytest.mark.parametrize("text", ["Yeah, okay, right.", "Mm-hm. I see.", "Of course, sure.", "no"])
def test_words_of_support_withdraw_an_interruption(text: str) -> None:
    """A long "yeah, okay, right" takes no turn."""
    facts = spoken(Said(AGENT, 4.0, 5.2, text), TALK)
    one, overlap = [fact for fact in facts if isinstance(fact, FindingWithdrawn)]
    assert [one.of] == interruptions(facts)
    assert text in one.reason
    assert one.at == overlap.at == to_samples(5.7)
    assert overlaps(facts) == [
        (AGENT, OverlapClass.INTERRUPTION),
        (AGENT, OverlapClass.BACKCHANNEL),
    ]
    assert isinstance(overlap.of, TalkOverlapped)


@pytest.mark.parametrize("text", ["Yeah, but that is wrong.", "I can't do that.", "Okay listen"])
def test_real_words_leave_it(text: str) -> None:
    """One word that takes the turn is enough."""
    facts = spoken(Said(AGENT, 4.0, 5.2, text), TALK)
    assert not [fact for fact in facts if isinstance(fact, FindingWithdrawn)]


@pytest.mark.parametrize(
    "said",
    [
        Said(CUSTOMER, 4.0, 5.2, "yeah right"),
        Said(AGENT, 1.0, 1.8, "yeah right"),
        Said(AGENT, 6.5, 7.0, "okay"),
    ],
)
def test_other_words_withdraw_nothing(said: Said) -> None:
    """The other party's words, and those said before or after, are not those of it."""
    facts = spoken(said, TALK)
    assert not [fact for fact in facts if isinstance(fact, FindingWithdrawn)]


def in_pieces(*facts: WordsCommitted | WordsTentative) -> list[FindingWithdrawn]:
    """What is taken back in the call where the words come one after the other."""
    found = run(InterruptionSpotter(), [*probabilities(TALK, 12.0), *facts])
    withdrawn = [fact for fact in found if isinstance(fact, FindingWithdrawn)]
    return [fact for fact in withdrawn if isinstance(fact.of, Interrupted)]


def test_support_that_real_words_follow_leaves_it() -> None:
    """ "Yeah" is committed first, while "but I told you" is still tentative."""
    assert not in_pieces(
        tentative(Said(AGENT, 4.0, 5.2, "yeah but I told you")),
        committed(Said(AGENT, 4.0, 4.3, "yeah")),
        committed(Said(AGENT, 4.3, 5.2, "but I told you")),
    )


def test_support_after_real_words_leaves_it() -> None:
    """The utterance as a whole was more than support, however it is committed."""
    assert not in_pieces(
        committed(Said(AGENT, 4.0, 4.8, "I told you")), committed(Said(AGENT, 4.8, 5.2, "okay"))
    )


def test_support_in_pieces_withdraws_it() -> None:
    """All that was said is "yeah, okay, right", committed word by word."""
    (withdrawn,) = in_pieces(
        tentative(Said(AGENT, 4.0, 5.2, "yeah okay right")),
        committed(Said(AGENT, 4.0, 4.4, "yeah")),
        committed(Said(AGENT, 4.4, 5.2, "okay right")),
    )
    assert isinstance(withdrawn.of, Interrupted)


def test_tentative_words_alone_withdraw_nothing() -> None:
    """They may still change."""
    assert not in_pieces(tentative(Said(AGENT, 4.0, 5.2, "yeah okay right")))


def test_support_in_a_later_utterance_is_judged_alone() -> None:
    """Real words of an earlier utterance do not keep it."""
    (withdrawn,) = in_pieces(
        committed(Said(AGENT, 1.0, 2.0, "I told you"), utterance=0),
        committed(Said(AGENT, 4.0, 5.2, "yeah okay right"), utterance=1),
    )
    assert isinstance(withdrawn.of, Interrupted)


def test_it_is_withdrawn_once() -> None:
    """The same words a second time find nothing left to take back."""
    said = committed(Said(AGENT, 4.0, 5.2, "yeah okay"))
    facts = run(InterruptionSpotter(), [*probabilities(TALK, 12.0), said, said])
    taken_back = [fact.of for fact in facts if isinstance(fact, FindingWithdrawn)]
    assert [type(of) for of in taken_back] == [Interrupted, TalkOverlapped]


FRAME_COUNT = 250


@st.composite
def voices(draw: st.DrawFn) -> list[list[bool]]:
    """Two voices over eight seconds, in stretches of up to two seconds."""
    both = []
    for _ in Party:
        track: list[bool] = []
        speaks = draw(st.booleans())
        while len(track) < FRAME_COUNT:
            track += [speaks] * draw(st.integers(1, 64))
            speaks = not speaks
        both.append(track[:FRAME_COUNT])
    return both


def probed(tracks: Sequence[Sequence[bool]]) -> list[Event]:
    """The voices as probes, the agent's first for each frame, and the end."""
    return [
        *(
            VoiceProbed(
                party=party,
                span=Span(start=index * FRAME, end=(index + 1) * FRAME),
                probability=float(track[index]),
            )
            for index in range(FRAME_COUNT)
            for party, track in zip(Party, tracks, strict=True)
        ),
        AudioEnded(at=FRAME_COUNT * FRAME),
    ]


@settings(deadline=None, max_examples=80)
@given(tracks=voices())
def test_every_finding_rests_on_both_voices(tracks: list[list[bool]]) -> None:
    """Whatever the voices do: why is said, times fit, and both did talk for long enough."""
    told: list[Event] = []
    for fact in run(InterruptionSpotter(), probed(tracks)):
        if isinstance(fact, FindingWithdrawn):
            assert isinstance(fact.of, Interrupted | TalkOverlapped)
            assert fact.of in told
            assert "went on" in fact.reason
            continue
        told.append(fact)
        assert isinstance(fact, Interrupted | TalkOverlapped)
        assert "talked for" in fact.because
        assert 0 <= fact.start <= fact.at <= FRAME_COUNT * FRAME
        both = [index for index in range(FRAME_COUNT) if tracks[0][index] and tracks[1][index]]
        within = [i for i in both if fact.start <= i * FRAME < fact.at]
        assert within
        if isinstance(fact, Interrupted):
            assert fact.overlap >= to_samples(0.5)
            assert fact.at - fact.start > to_samples(0.7)
            assert len(within) * FRAME >= to_samples(0.25)  # pauses of either are bridged
        else:
            assert fact.start < fact.end <= fact.at


@settings(deadline=None, max_examples=80)
@given(tracks=voices())
def test_the_agent_and_the_customer_are_judged_alike(tracks: list[list[bool]]) -> None:
    """With the voices exchanged the findings are the same of the other, to a frame."""
    findings = [
        [
            (fact.by if flip else fact.by.other, fact.start)
            for fact in interruptions(run(InterruptionSpotter(), probed(both)))
        ]
        for flip, both in ((False, tracks), (True, tracks[::-1]))
    ]
    assert findings[0] == findings[1]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"voiced_probability": 1.0}, "voiced_probability"),
        ({"bridge_s": 0.0}, "bridge_s"),
        ({"overlap_s": 0.05}, "overlap_s"),
        ({"backchannel_s": 3.5}, "backchannel_s"),
        ({"floor_s": -1.0}, "floor_s"),
        ({"resume_s": 4.0}, "resume_s"),
        ({"still_s": 0.7}, "still_s"),
        ({"unanswered_s": 0.5}, "unanswered_s"),
        ({"drop_db": 5.0}, "drop_db"),
        ({"rise_db": 31.0}, "rise_db"),
        ({"onset_s": 2.0}, "onset_s"),
        ({"sure_s": -0.1}, "sure_s"),
        ({"brief_s": 0.5}, "brief_s"),
        ({"soft_db": 30.0}, "soft_db"),
        ({"soft_sure_s": 0.05}, "soft_sure_s"),
        ({"goes_on_probability": 0.5}, "goes_on_probability"),
        ({"syllable_s": -0.1}, "syllable_s"),
        ({"syllable_s": 0.8}, "syllable_s"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        InterruptionSettings(**changes)
