"""Audio cut into requests, and their answers made words, whenever those come."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.capture.source import FRAME
from assistant.events import (
    AudioEnded,
    AudioFrame,
    Event,
    Party,
    RecognitionDue,
    Recognized,
    SpeechEnded,
    SpeechStarted,
    VoiceProbed,
    Word,
    WordsCommitted,
)
from assistant.pipeline import Pipeline
from assistant.speech.open_talk import TranscriberSettings
from assistant.speech.segmenter import Segmenter
from assistant.speech.transcriber import Transcriber
from assistant.speech.voice import VoiceProbe
from assistant.timeline import Span, to_samples, to_seconds
from driven_call import Answered, drive, length, script_words, scripts
from fakes import AGENT, CUSTOMER, LoudnessVoice, Said, ScriptedRecogniser, ScriptedSource

PIECES = TranscriberSettings(
    pre_roll_s=0.3,
    post_roll_s=0.2,
    close_s=1.0,
    enough_s=3.0,
    pause_s=0.22,
    trim_s=6.0,
    longest_s=12.0,
    cut_search_s=4.0,
)
LONGEST = to_samples(PIECES.longest_s)


def stages(settings: TranscriberSettings = PIECES) -> Pipeline:
    return Pipeline([VoiceProbe(LoudnessVoice), Segmenter(), Transcriber(settings)])


def requests(
    script: Sequence[Said], seconds: float, settings: TranscriberSettings = PIECES
) -> list[RecognitionDue]:
    """All that is asked for good about a call of which no look is answered."""
    pipeline, source = stages(settings), ScriptedSource(script, seconds)
    return [
        out
        for event in source.events()
        for out in pipeline.push(event)
        if isinstance(out, RecognitionDue) and out.final
    ]


def monologue(probability: Sequence[float]) -> list[RecognitionDue]:
    """What a transcriber alone asks of one utterance whose frames are as likely as given."""
    stage, end = Transcriber(PIECES), len(probability) * FRAME
    outs = [out for event in _one_utterance(probability, end) for out in stage.on(event)]
    return [out for out in outs if isinstance(out, RecognitionDue) and out.final]


def _one_utterance(probability: Sequence[float], end: int) -> Iterator[Event]:
    for index, chance in enumerate(probability):
        start = index * FRAME
        yield AudioFrame(party=AGENT, start=start, samples=np.zeros(FRAME, dtype=np.float32))
        yield VoiceProbed(
            party=AGENT, span=Span(start=start, end=start + FRAME), probability=chance
        )
        if index == 2:
            yield SpeechStarted(at=start + FRAME, party=AGENT, utterance=0, start=0)
    yield SpeechEnded(at=end, party=AGENT, utterance=0, start=0, end=end)


def test_a_word_at_the_onset_lies_within_the_request() -> None:
    """The request begins before the first voiced frame, so that no first word is cut."""
    (due,) = requests([Said(AGENT, 2.0, 3.0)], 5.0)
    assert due.span.start <= to_samples(2.0) - to_samples(0.2)
    assert due.span.end >= to_samples(3.0)


def test_speech_at_the_first_sample_is_asked_about_from_there() -> None:
    """Before the call there is no audio to keep."""
    (due,) = requests([Said(CUSTOMER, 0.0, 1.0)], 2.0)
    assert due.span.start == 0


def test_the_end_of_the_call_asks_about_what_is_open() -> None:
    """A call that ends in the middle of a word has its last words asked about, to the end."""
    (due,) = requests([Said(CUSTOMER, 1.0, 2.5)], 2.49)
    assert due.span.end == to_samples(2.49)
    assert due.at == to_samples(2.49)


def test_words_are_asked_for_for_good_once_talk_is_over() -> None:
    """Not at the utterance's end, but after the silence that closes talk."""
    (due,) = requests([Said(CUSTOMER, 1.0, 2.0)], 5.0)
    assert to_seconds(due.at) == pytest.approx(2.0 + PIECES.close_s, abs=2 * to_seconds(FRAME))
    assert to_seconds(due.span.end) == pytest.approx(2.0 + PIECES.post_roll_s, abs=0.04)


def test_utterances_close_together_are_asked_about_as_one() -> None:
    """Somebody who searches for a word is heard better across the silence than on either side."""
    (due,) = requests([Said(AGENT, 1.0, 2.0), Said(AGENT, 2.8, 3.5)], 6.0)
    assert due.span.start <= to_samples(1.0)
    assert due.span.end >= to_samples(3.5)


def test_a_long_pre_roll_reaches_no_further_than_the_last_request() -> None:
    """Two pieces of talk share no audio, so that no word is heard twice."""
    settings = TranscriberSettings(pre_roll_s=1.0, close_s=0.3)
    first, second = requests([Said(AGENT, 1.0, 2.0), Said(AGENT, 2.7, 4.0)], 6.0, settings)
    assert first.span.end == second.span.start


def test_silence_asks_nothing() -> None:
    """A call in which nobody speaks needs no recogniser."""
    assert requests([], 60.0) == []


def test_the_request_names_its_party_and_utterance() -> None:
    """An answer can be put where it belongs."""
    asked = requests([Said(AGENT, 1.0, 2.0), Said(CUSTOMER, 3.0, 4.0)], 6.0)
    assert [(due.party, due.utterance) for due in asked] == [(AGENT, 0), (CUSTOMER, 1)]


class _Noise(ScriptedSource):
    """The script's speech as noise, no two samples of it alike, and a faint hiss beside it."""

    def _track(self, party: Party) -> NDArray[np.float32]:
        loud = super()._track(party)
        noise = np.random.default_rng(len(party)).uniform(0.2, 1.0, len(loud))
        return np.where(loud > 0, noise, noise / 100).astype(np.float32)


def test_the_audio_handed_over_is_the_source_at_the_span() -> None:
    """Sample for sample, also where a monologue is cut within a frame."""
    script = [Said(AGENT, 0.5, 30.0), Said(CUSTOMER, 2.013, 3.77), Said(CUSTOMER, 4.3, 9.0)]
    source, pipeline = _Noise(script, 31.0), stages()
    tape: dict[Party, list[NDArray[np.float32]]] = {party: [] for party in Party}
    asked = []
    for event in source.events():
        if isinstance(event, AudioFrame):
            tape[event.party].append(event.samples)
        asked += [out for out in pipeline.push(event) if isinstance(out, RecognitionDue)]
    assert len([due for due in asked if due.final]) >= 5
    assert len([due for due in asked if not due.final]) >= 50
    for due in asked:
        whole = np.concatenate(tape[due.party])
        np.testing.assert_array_equal(due.samples, whole[due.span.start : due.span.end])


def test_a_monologue_is_asked_about_in_bounded_pieces() -> None:
    """Three unbroken minutes come as pieces of at most the longest, without a gap."""
    asked = requests([Said(AGENT, 1.0, 181.0)], 183.0)
    assert len(asked) >= 180 / 12
    assert all(due.span.length <= LONGEST + FRAME for due in asked)
    assert all(earlier.span.end == later.span.start for earlier, later in pairwise(asked))
    assert asked[0].span.start <= to_samples(1.0)
    assert asked[-1].span.end >= to_samples(181.0)


def test_a_monologue_is_asked_about_while_it_goes_on() -> None:
    """A piece is asked for as soon as it is as long as pieces get."""
    first = requests([Said(AGENT, 0.0, 60.0)], 61.0)[0]
    assert first.at <= LONGEST + FRAME


def test_a_monologue_is_cut_at_its_least_voiced_moment() -> None:
    """A dip in the last part of a piece, too short to be a pause, is where words part."""
    chances = [0.95] * 400
    chances[320] = 0.4
    first = monologue(chances)[0]
    assert first.span.end == 320 * FRAME + FRAME // 2


def test_a_dip_early_in_a_piece_is_left() -> None:
    """A cut there would hand over too little to be understood."""
    chances = [0.95] * 400
    chances[60] = 0.1
    chances[330] = 0.6
    assert monologue(chances)[0].span.end == 330 * FRAME + FRAME // 2


def test_pieces_of_one_utterance_share_its_number() -> None:
    """However often it is cut, it is one utterance."""
    assert {due.utterance for due in requests([Said(AGENT, 1.0, 61.0)], 63.0)} == {0}


def test_a_cut_in_the_last_pause_asks_for_no_silence() -> None:
    """Where only silence is left when the utterance ends, nobody is asked about it."""
    asked = requests([Said(AGENT, 0.0, 11.9), Said(AGENT, 20.0, 21.0)], 24.0)
    assert all(
        due.span.overlap(Span(start=0, end=to_samples(11.9)))
        or due.span.overlap(Span(start=to_samples(20.0), end=to_samples(21.0)))
        for due in asked
    )


def _memory(script: Sequence[Said], seconds: float, looks: bool = False) -> int:
    """The most bytes that a transcriber's whole state takes in the course of a call."""
    transcriber, recognise, most = Transcriber(PIECES), ScriptedRecogniser(script), 0
    pipeline = Pipeline([VoiceProbe(LoudnessVoice), Segmenter(), transcriber])
    for index, event in enumerate(ScriptedSource(script, seconds).events()):
        for out in pipeline.push(event):
            if isinstance(out, RecognitionDue) and (looks or out.final):
                pipeline.push(recognise(out))
        if index % 200 == 0:
            most = max(most, len(pickle.dumps(transcriber)))
    return most


def test_memory_is_bounded_in_a_long_silence() -> None:
    """Five minutes of silence leave about a second of audio a party."""
    assert _memory([], 300.0) < 2 * 2 * 16_000 * 4


@pytest.mark.parametrize("looks", [False, True])
def test_memory_is_bounded_in_a_long_monologue(looks: bool) -> None:
    """Five minutes of talk leave no more than the longest piece and what lies around it.

    Whether looks are answered or not.
    """
    script = [Said(AGENT, 1.0, 300.0, " ".join(f"w{index}" for index in range(900)))]
    assert _memory(script, 301.0, looks) < (LONGEST + 5 * 16_000) * 4


def _answer(due: RecognitionDue, *texts: str) -> Recognized:
    words = tuple(
        Word(word=text, start=due.span.start, end=due.span.end, probability=chance)
        for text, chance in zip(texts, (0.9, 0.6, 0.3), strict=False)
    )
    return Recognized(
        party=due.party,
        utterance=due.utterance,
        at=due.at,
        span=due.span,
        words=words,
        final=True,
    )


def _committed(voiced_s: float, *texts: str) -> list[WordsCommitted]:
    """What becomes of an answer to so much speech."""
    pipeline, source = stages(), ScriptedSource([Said(CUSTOMER, 1.0, 1.0 + voiced_s)], 4.0)
    outs = [out for event in source.events() for out in pipeline.push(event)]
    (due,) = [out for out in outs if isinstance(out, RecognitionDue) and out.final]
    return [o for o in pipeline.push(_answer(due, *texts)) if isinstance(o, WordsCommitted)]


def test_words_are_committed_with_their_times_and_confidence() -> None:
    """The text, the span of the words and the mean of their probabilities."""
    (said,) = _committed(1.0, "too", "late", "now")
    assert (said.party, said.text, said.confidence) == (CUSTOMER, "too late now", 0.6)
    assert (said.start, said.end) == (said.words[0].start, said.words[-1].end)
    assert said.at > to_samples(2.0)


def test_an_answer_without_words_commits_nothing() -> None:
    """What was not understood is no transcript."""
    assert _committed(1.0) == []


def test_a_thank_you_from_a_click_is_not_committed() -> None:
    """The speech that carries the words is measured from the audio asked about."""
    assert _committed(0.12, "Thank", "you.") == []
    assert [said.text for said in _committed(0.5, "Thank", "you.")] == ["Thank you."]


def test_one_answer_may_be_committed_as_two_utterances() -> None:
    """A fact for each utterance, with its own words."""
    script = [Said(AGENT, 1.0, 2.0, "I was saying"), Said(AGENT, 2.8, 3.5, "never mind")]
    call = drive(script, 6.0, stages(), looks=False)
    assert [(one.utterance, one.text) for one in call.committed] == [
        (0, "I was saying"),
        (1, "never mind"),
    ]


@settings(deadline=None, max_examples=30)
@given(
    script=scripts(),
    delays=st.lists(st.integers(0, 3_000), max_size=8),
    tail=st.sampled_from([0.0, 0.013, 0.3, 1.0]),
)
def test_recogniser_delay_loses_no_word(script: list[Said], delays: list[int], tail: float) -> None:
    """Each word of the call is committed once, with its times, whenever its answer comes.

    No look is answered. The answers come at once, late, out of order between the parties, or all
    after the audio has ended.
    """
    answers = [Answered(delay=delay) for delay in delays]
    call = drive(script, length(script) + tail, stages(), answers, looks=False)
    for party in Party:
        assert call.words(party) == script_words(script, party)
    assert call.tentative == []


@settings(deadline=None, max_examples=30)
@given(script=scripts())
def test_requests_cover_all_speech_and_never_overlap(script: list[Said]) -> None:
    """Every sample of speech is asked about for good once; no sample twice."""
    seconds = length(script) + 0.3
    asked = requests(script, seconds)
    for party in Party:
        covered = np.zeros(to_samples(seconds) + FRAME, dtype=np.int64)
        for due in asked:
            if due.party is party:
                covered[due.span.start : due.span.end] += 1
        assert covered.max(initial=0) <= 1
        for said in script:
            if said.party is party:
                assert covered[to_samples(said.start) : to_samples(said.end)].all()


def test_the_tests_drive_a_call_of_many_answers() -> None:
    """The driver asks and answers: the property is no empty one."""
    text = " ".join(f"w{index}" for index in range(200))
    script = [Said(AGENT, 1.0, 81.0, text)]
    call = drive(script, 82.0, stages(), [Answered(delay=500), Answered()], looks=False)
    final = [due for due in call.asked if due.final]
    assert len(final) >= 7
    assert len(call.words(AGENT)) == 200
    assert to_seconds(max(due.span.length for due in final)) < 12.1


def test_the_end_of_audio_alone_asks_nothing() -> None:
    """A call without a frame is over without a request."""
    assert stages().push(AudioEnded(at=0)) == [AudioEnded(at=0)]
