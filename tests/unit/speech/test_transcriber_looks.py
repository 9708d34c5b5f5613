"""Words while they are spoken: looks answered in time, late, out of date or never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.events import (
    AudioEnded,
    Event,
    Party,
    RecognitionDue,
    Recognized,
    WordsCommitted,
    WordsTentative,
)
from assistant.pipeline import Pipeline
from assistant.speech.looks import LookSettings
from assistant.speech.open_talk import TranscriberSettings
from assistant.speech.segmenter import Segmenter
from assistant.speech.stabilizer import StabilizerSettings
from assistant.speech.transcriber import Transcriber
from assistant.speech.voice import VoiceProbe
from assistant.timeline import to_samples, to_seconds
from driven_call import Answered, DrivenCall, drive, length, script_words, scripts
from fakes import AGENT, CUSTOMER, LoudnessVoice, Said, ScriptedRecogniser, ScriptedSource

SETTINGS = TranscriberSettings(
    pre_roll_s=0.3,
    post_roll_s=0.2,
    close_s=1.0,
    enough_s=12.0,
    pause_s=0.3,
    covered_s=0.08,
    unheard_s=0.6,
    trim_s=6.0,
    longest_s=20.0,
    cut_search_s=6.0,
)
IN_TIME = [Answered(delay=8)]
"""An eighth of a second for each answer."""


def stages(
    looks: LookSettings | None = None,
    behind_s: float = 0.5,
    settings: TranscriberSettings = SETTINGS,
) -> Pipeline:
    stable = StabilizerSettings(agreeing_looks=2, behind_s=behind_s)
    return Pipeline([VoiceProbe(LoudnessVoice), Segmenter(), Transcriber(settings, looks, stable)])


def spoken(count: int, start: float = 1.0, each: float = 0.3, party: Party = AGENT) -> Said:
    """So many words, no two the same."""
    text = " ".join(f"w{index}" for index in range(count))
    return Said(party, start, start + count * each, text)


def texts(facts: Sequence[WordsCommitted | WordsTentative]) -> list[str]:
    return [fact.text for fact in facts]


def test_words_are_shown_while_they_are_spoken() -> None:
    """The first within a second and a half, long before the talk is over."""
    call = drive([spoken(30)], 12.0, stages(), IN_TIME)
    assert call.tentative[0].at < to_samples(2.5)
    assert call.committed[0].at < to_samples(4.0)


def test_words_are_committed_in_order_while_they_are_spoken() -> None:
    """Each once, and most of them before the talk has ended."""
    script = [spoken(60)]
    call = drive(script, 22.0, stages(), IN_TIME)
    assert call.words(AGENT) == script_words(script, AGENT)
    early = [fact for fact in call.committed if fact.at < to_samples(17.0)]
    assert sum(len(fact.words) for fact in early) >= 40


def test_words_that_are_certain_to_the_last_are_not_asked_for_again() -> None:
    """Two looks, as the level falls and as it has fallen, agreed on all of them."""
    script = [spoken(8)]
    call = drive(script, 8.0, stages(LookSettings(dip_s=0.03), behind_s=0.0), IN_TIME)
    assert [due for due in call.asked if due.final] == []
    assert call.words(AGENT) == script_words(script, AGENT)
    assert call.shown(AGENT)[-1] == ()


def test_a_look_that_left_words_open_does_not_stand_for_the_final_pass() -> None:
    """It heard all talk and the pause after it, but alone: the words are asked for for good."""
    script = [spoken(8)]
    call = drive(script, 8.0, stages(LookSettings(dip_s=0.3)), IN_TIME)
    (final,) = [due for due in call.asked if due.final]
    before = [due for due in call.asked if not due.final][-1]
    assert before.span.end >= script[0].words()[-1].end + to_samples(SETTINGS.covered_s)
    assert final.said == tuple(f"w{index}" for index in range(len(final.said)))
    assert 0 < len(final.said) < 8
    assert call.words(AGENT) == script_words(script, AGENT)
    assert call.shown(AGENT)[-1] == ()


@pytest.mark.parametrize("drops", [0, 1])
def test_talk_that_no_look_heard_to_its_end_is_asked_for(drops: int) -> None:
    """Nothing is open, but only because the looks at the last words came to nothing."""
    script = [spoken(8)]
    answers = [Answered(delay=8)] * 4 + [Answered(dropped=True)] * 20 * drops
    call = drive(script, 8.0, stages(LookSettings(dip_s=0.03), behind_s=0.0), answers)
    assert len([due for due in call.asked if due.final]) == drops
    assert call.words(AGENT) == script_words(script, AGENT)


def test_without_looks_the_final_pass_hears_all() -> None:
    """A replay answers no look, and shows nothing tentative."""
    script = [spoken(8)]
    call = drive(script, 8.0, stages(), looks=False)
    assert texts(call.committed) == [script[0].text]
    assert call.tentative == []


def test_a_request_goes_on_from_certain_words() -> None:
    """What is settled is said along with the audio, from the first word in it on."""
    script = [spoken(60)]
    call = drive(script, 20.0, stages(), IN_TIME)
    assert any(due.said for due in call.asked)
    for due in call.asked:
        start = due.span.start
        within = [w.word for w in script_words(script, AGENT) if w.start + w.end >= 2 * start]
        assert list(due.said) == within[: len(due.said)]


def test_the_pause_after_talk_is_looked_at() -> None:
    """A phrase may have ended there: each pause has a look that hears the whole of it."""
    script = [spoken(20), spoken(5, start=8.0)]
    call = drive(script, 10.2, stages(LookSettings(dip_s=0.3, pause_s=0.1)), looks=False)
    for pause in (7.1, 9.6):
        assert [
            due
            for due in call.asked
            if not due.final and 0 <= due.at - to_samples(pause) < to_samples(0.3)
        ]


def test_a_request_says_how_much_speech_has_no_words_yet() -> None:
    """From the end of the settled words to the end of the audio; none of the silence."""
    call = drive([spoken(20)], 10.0, stages(), IN_TIME)
    assert any(due.said for due in call.asked)
    for due in call.asked:
        settled = 1.0 + 0.3 * (int(due.said[-1][1:]) + 1 if due.said else 0)
        spoken_to = min(to_seconds(due.span.end), 7.0)
        assert due.fresh_s == pytest.approx(spoken_to - settled, abs=0.07)


def test_a_new_look_replaces_what_was_shown() -> None:
    """No tentative fact says the same as the one before it."""
    call = drive([spoken(20)], 10.0, stages(), IN_TIME)
    assert len(call.tentative) > 5
    assert all(
        earlier != later
        for earlier, later in pairwise(call.told)
        if isinstance(earlier, WordsTentative) and isinstance(later, WordsTentative)
    )


def answered(due: RecognitionDue, text: str) -> Recognized:
    """The look has heard these words, each of 0.2 s, from the beginning of its audio."""
    start = to_seconds(due.span.start)
    words = Said(due.party, start, start + 0.2 * len(text.split()), text).words()
    return Recognized(
        party=due.party,
        utterance=due.utterance,
        at=due.at,
        span=due.span,
        words=words,
        final=due.final,
    )


def hears(
    script: Sequence[Said], seconds: float, *heard: str
) -> list[WordsCommitted | WordsTentative]:
    """What comes of looks that hear one after the other what is given; the rest have no answer."""
    pipeline, left = stages(behind_s=3.0), list(heard)
    out: list[Event] = []
    for event in ScriptedSource(script, seconds).events():
        for one in pipeline.push(event):
            if isinstance(one, RecognitionDue) and not one.final and left:
                out += pipeline.push(answered(one, left.pop(0)))
    return [fact for fact in out if isinstance(fact, WordsCommitted | WordsTentative)]


def test_a_look_that_hears_nothing_in_speech_is_not_believed() -> None:
    """Its words were doubted; those of the look before it stand, and no word blinks."""
    facts = hears([Said(CUSTOMER, 1.0, 4.0)], 3.5, "thank you", "", "thank you so")
    assert texts(facts) == ["thank you", "thank you so"]


def test_a_final_answer_without_words_takes_the_tentative_ones_back() -> None:
    """An empty text says that nothing is tentative any more."""
    pipeline, told = stages(behind_s=3.0), []
    for event in ScriptedSource([Said(CUSTOMER, 1.0, 2.0)], 4.0).events():
        for one in pipeline.push(event):
            if isinstance(one, RecognitionDue):
                told += pipeline.push(answered(one, "" if one.final else "thank you"))
    facts = [fact for fact in told if isinstance(fact, WordsCommitted | WordsTentative)]
    assert texts(facts) == ["thank you", ""]


def test_a_look_that_hears_the_same_is_not_told_again() -> None:
    """Only what changed is worth a line."""
    facts = hears([Said(CUSTOMER, 1.0, 4.0)], 3.5, "thank you", "thank you", "thank you so")
    assert texts(facts) == ["thank you", "thank you so"]


def test_an_answer_after_the_conclusion_changes_nothing() -> None:
    """The words have been asked for for good; a look is out of date."""
    pipeline, script = stages(), [spoken(6)]
    outs = [out for event in ScriptedSource(script, 6.0).events() for out in pipeline.push(event)]
    looks = [due for due in outs if isinstance(due, RecognitionDue) and not due.final]
    assert looks
    for due in looks:
        assert pipeline.push(answered(due, "something else")) == [answered(due, "something else")]


def test_an_older_look_does_not_undo_a_newer_one() -> None:
    """It is as if it had never been answered."""
    pipeline, due = stages(), []
    for event in ScriptedSource([spoken(6)], 2.6).events():
        if isinstance(event, AudioEnded):
            break
        due += [out for out in pipeline.push(event) if isinstance(out, RecognitionDue)]
    assert len(due) >= 2
    (_, shown) = pipeline.push(answered(due[1], "new words"))
    assert isinstance(shown, WordsTentative)
    assert len(pipeline.push(answered(due[0], "old"))) == 1


@st.composite
def machines(draw: st.DrawFn) -> list[Answered]:
    """How requests fare, in turn: in time, late by up to seconds, or never answered."""
    one = st.builds(
        Answered,
        delay=st.one_of(st.just(0), st.integers(1, 60), st.integers(60, 900)),
        dropped=st.booleans(),
    )
    return draw(st.lists(one, max_size=8))


def holds(call: DrivenCall, script: Sequence[Said]) -> None:
    """Each word committed once, in order; none shown that is committed; none left over."""
    for party in Party:
        assert call.words(party) == script_words(script, party)
        done = 0
        for fact in [fact for fact in call.told if fact.party is party]:
            if isinstance(fact, WordsTentative):
                assert all(word.start >= done for word in fact.words)
                starts = [word.start for word in fact.words]
                assert starts == sorted(starts)
            else:
                done = fact.end
        assert call.shown(party)[-1:] in ([], [()])


@settings(deadline=None, max_examples=30)
@given(
    script=scripts(most=60),
    answers=machines(),
    tail=st.sampled_from([0.0, 0.013, 0.3, 1.0]),
)
def test_whatever_becomes_of_looks_each_word_is_committed_once(
    script: list[Said], answers: list[Answered], tail: float
) -> None:
    """Looks left out, late or out of date: no word is lost, none told twice, none out of order."""
    holds(drive(script, length(script) + tail, stages(), answers), script)


@settings(deadline=None, max_examples=40)
@given(
    pauses=st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from([0.1, 0.2, 0.26, 0.4])),
        min_size=5,
        max_size=20,
    ),
    answers=machines(),
    trim_s=st.sampled_from([4.0, 6.0]),
)
def test_breaths_in_long_talk_lose_no_word(
    pauses: list[tuple[int, float]], answers: list[Answered], trim_s: float
) -> None:
    """Talk that grows to its longest, with pauses too short to end it."""
    settings = replace(SETTINGS, trim_s=trim_s, longest_s=6.0, enough_s=6.0, cut_search_s=3.0)
    script, now = [], 0.5
    for index, (count, pause) in enumerate(pauses):
        text = " ".join(f"w{index * 100 + one}" for one in range(count))
        script.append(Said(CUSTOMER, now, now + count * 0.3, text))
        now += count * 0.3 + pause
    holds(drive(script, now + 0.5, stages(settings=settings), answers), script)


@pytest.mark.parametrize("end", [6.06, 6.1])
def test_talk_that_is_cut_before_its_last_words_does_not_repeat_them(end: float) -> None:
    """It has grown longest in a pause that a look has heard, and an earlier pause is as silent."""
    settings = replace(SETTINGS, trim_s=6.0, longest_s=6.0, enough_s=6.0, cut_search_s=3.0)
    script = [
        Said(CUSTOMER, 0.5, 3.5, " ".join(f"a{n}" for n in range(10))),
        Said(CUSTOMER, 3.7, end, " ".join(f"b{n}" for n in range(8))),
        Said(CUSTOMER, end + 0.25, end + 2.0, " ".join(f"c{n}" for n in range(5))),
    ]
    looks = LookSettings(dip_s=0.3, pause_s=0.09)
    holds(drive(script, end + 4.0, stages(looks, settings=settings)), script)


class _Breaths(ScriptedSource):
    """The script's speech, with a breath of 50 ms wherever its talk is given to have one."""

    def _track(self, party: Party) -> NDArray[np.float32]:
        track = super()._track(party)
        for said in self.script:
            for word in said.words():
                breath = word.end + to_samples(0.05)
                track[breath : breath + 512] *= 0.02
        return track


def test_a_trim_beside_a_words_time_does_not_repeat_it() -> None:
    """Whisper's times are about right: the quiet moment may lie just within the next word."""
    script = [spoken(60)]
    pipeline, recognise, outs = stages(), ScriptedRecogniser(script), []
    for event in _Breaths(script, 20.0).events():
        for out in pipeline.push(event):
            outs.append(out)
            if isinstance(out, RecognitionDue):
                outs += pipeline.push(recognise(out))
    told = [out for out in outs if isinstance(out, WordsCommitted)]
    assert [word.word for fact in told for word in fact.words] == [f"w{n}" for n in range(60)]


def test_a_monologue_costs_the_same_from_beginning_to_end() -> None:
    """Over three unbroken minutes no look is at much more audio than is trimmed to."""
    script = [spoken(600)]
    call = drive(script, 183.0, stages(), IN_TIME)
    holds(call, script)
    longest = max(due.span.length for due in call.asked)
    assert to_seconds(longest) < SETTINGS.trim_s + 4.0
    looks = [due for due in call.asked if not due.final]
    assert len(looks) < 182 / 0.2


def test_a_request_holds_the_audio_at_its_span() -> None:
    """Also after a trim within a frame, sample for sample."""
    script = [spoken(60)]
    whole = ScriptedSource(script, 20.0)._track(AGENT)
    call = drive(script, 20.0, stages(), IN_TIME)
    assert any(due.span.start % 512 for due in call.asked)
    for due in call.asked:
        np.testing.assert_array_equal(due.samples, whole[due.span.start : due.span.end])


CARD = "my card is 4929 1234 5678 9012 thank you"


@pytest.mark.parametrize("answers", [[], IN_TIME, [Answered(delay=60), Answered(dropped=True)]])
@pytest.mark.parametrize("each", [0.25, 0.6, 1.2])
def test_a_card_number_is_masked_while_it_is_spoken(answers: list[Answered], each: float) -> None:
    """Nobody sees more of it, in all tentative and committed words together, than eight digits."""
    words = CARD.split()
    script = [Said(CUSTOMER, 1.0, 1.0 + each * len(words), CARD)]
    call = drive(script, 15.0, stages(), answers)
    seen = {letter for fact in call.told for letter in fact.text if letter.isdigit()}
    groups = {word.word for fact in call.told for word in fact.words}
    assert not {"5678", "9012"} & groups
    assert call.told
    assert seen <= set("49291234")


def test_facts_of_one_party_do_not_touch_the_other() -> None:
    """Both speak at once; each has words of their own."""
    script = [spoken(20), Said(CUSTOMER, 1.1, 7.1, " ".join(f"c{n}" for n in range(20)))]
    call = drive(script, 9.0, stages(), IN_TIME)
    holds(call, script)
    assert all(word.word.startswith("c") for word in call.words(CUSTOMER))
