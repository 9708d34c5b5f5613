"""Where open talk ends, what is asked about it, and what is cut off its front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest

from assistant.capture.source import FRAME
from assistant.events import AudioFrame, SpeechStarted, VoiceProbed, Word
from assistant.speech.looks import Looks
from assistant.speech.open_talk import OpenTalk, TranscriberSettings
from assistant.timeline import SAMPLE_RATE, Span, to_samples, to_seconds
from fakes import AGENT

FRAME_S = to_seconds(FRAME)
SETTINGS = TranscriberSettings(
    pre_roll_s=0.3,
    post_roll_s=0.2,
    close_s=1.0,
    enough_s=6.0,
    pause_s=0.3,
    covered_s=0.08,
    unheard_s=0.6,
    trim_s=4.0,
    longest_s=10.0,
    cut_search_s=3.0,
)
HANGOVER_S = 0.5


def spoken(
    voiced: Sequence[tuple[float, float]], seconds: float, level: float = 0.5
) -> Iterator[OpenTalk]:
    """The talk after each frame; an utterance ends after half a second of silence."""
    talk = OpenTalk(AGENT, SETTINGS, Looks())
    number, last = 0, -1.0
    for start in range(0, to_samples(seconds), FRAME):
        now, end = to_seconds(start), start + FRAME
        speaks = any(begin <= now < stop for begin, stop in voiced)
        samples = np.full(FRAME, level if speaks else 0.0, dtype=np.float32)
        talk.record(AudioFrame(party=AGENT, start=start, samples=samples))
        span = Span(start=start, end=end)
        talk.probe(VoiceProbed(party=AGENT, span=span, probability=0.9 if speaks else 0.0))
        if speaks and not talk.speaking:
            talk.begin(SpeechStarted(at=end, party=AGENT, utterance=number, start=start))
            number += 1
        elif talk.speaking and now - last >= HANGOVER_S:
            talk.end()
        last = now if speaks else last
        yield talk


def ended(voiced: Sequence[tuple[float, float]], seconds: float) -> list[tuple[float, float]]:
    """When talk was concluded, and up to where; each is, as soon as it may be."""
    out = []
    for index, talk in enumerate(spoken(voiced, seconds)):
        if talk.open and (end := talk.ends):
            out.append(((index + 1) * FRAME_S, to_seconds(end)))
            talk.conclude(end)
    return out


def _word(start: float, end: float) -> Word:
    return Word(word="w", start=to_samples(start), end=to_samples(end), probability=0.9)


def words(*borders: float) -> tuple[Word, ...]:
    """A word from each border, in seconds, to the next."""
    return tuple(
        Word(word=f"w{at}", start=to_samples(at), end=to_samples(to), probability=0.9)
        for at, to in pairwise(borders)
    )


def test_talk_is_over_after_a_silence() -> None:
    """A second after the last voice, up to a little after it."""
    ((at, end),) = ended([(1.0, 3.0)], 8.0)
    assert at == pytest.approx(4.0, abs=2 * FRAME_S)
    assert end == pytest.approx(3.2, abs=2 * FRAME_S)


def test_a_shorter_silence_keeps_talk_open() -> None:
    """Also over the end of an utterance: what was said before and after it is one piece."""
    ((at, end),) = ended([(1.0, 2.0), (2.8, 4.0)], 8.0)
    assert at == pytest.approx(5.0, abs=2 * FRAME_S)
    assert end == pytest.approx(4.2, abs=2 * FRAME_S)


def test_long_talk_is_over_at_its_next_pause() -> None:
    """In the pause, late enough for the word's end to have faded."""
    ((at, end), _) = ended([(0.0, 4.0), (4.4, 6.5), (6.9, 8.0)], 12.0)
    assert at == pytest.approx(6.8, abs=2 * FRAME_S)
    assert 6.5 + 0.15 < end < 6.8


def test_unbroken_talk_is_over_when_it_is_longest() -> None:
    """Cut within the last seconds of it, so that a monologue shows."""
    ends = ended([(0.0, 30.0)], 30.0)
    assert len(ends) >= 3
    for (at, end), before in zip(ends, [0.0, *(end for _, end in ends)], strict=False):
        assert at - before == pytest.approx(10.0, abs=2 * FRAME_S)
        assert at - 3.0 - FRAME_S <= end <= at


def test_a_request_begins_a_little_before_the_first_voice() -> None:
    """But not before the call, nor before what was concluded."""
    *_, talk = spoken([(2.0, 3.0)], 2.5)
    assert to_seconds(talk.start) == pytest.approx(1.7, abs=FRAME_S)
    assert {talk.start for talk in spoken([(0.0, 1.0)], 0.5)} == {0}


def test_a_word_belongs_to_the_utterance_that_its_middle_lies_in() -> None:
    """One that lies in the pre-roll belongs to what follows; one before all, to the first."""
    *_, talk = spoken([(1.0, 2.0), (3.0, 4.0)], 4.5)
    places = [(0.0, 0.2), (1.0, 1.3), (2.4, 2.8), (2.6, 2.9), (3.4, 3.6)]
    assert [talk.utterance_of(_word(*place)) for place in places] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(("end_s", "covered"), [(3.0, False), (3.07, False), (3.2, True)])
def test_a_look_stands_for_the_final_pass_once_it_heard_the_words_end(
    end_s: float, covered: bool
) -> None:
    """Its audio must go on for a moment after the last voice."""
    *_, talk = spoken([(1.0, 3.0)], 3.5)
    talk.heard_to = to_samples(end_s)
    assert talk.covered(words(1.0, 2.0, 3.0)) is covered


def test_a_look_that_heard_no_words_in_the_last_talk_is_not_believed() -> None:
    """Whisper stops before the end of what was said now and then."""
    *_, talk = spoken([(1.0, 3.0)], 3.5)
    talk.heard_to = to_samples(3.2)
    assert not talk.covered(words(1.0, 1.5, 2.0))
    assert not talk.covered(())
    assert talk.covered(words(1.0, 2.0, 2.8))


def test_a_pause_in_talk_that_is_looked_at_does_not_conclude_it() -> None:
    """Its words come by agreement; where no look was answered, the pause is the moment."""
    *_, talk = spoken([(0.0, 7.0)], 7.4)
    assert talk.ends
    talk.heard_to = to_samples(6.8)
    assert not talk.ends


def test_talk_without_a_voice_since_the_last_conclusion_is_empty() -> None:
    """Nobody is asked about a silence that is left over."""
    *_, talk = spoken([(1.0, 3.0)], 3.3)
    assert not talk.is_empty
    talk.conclude(talk.last_end)
    assert talk.is_empty


def test_short_talk_is_not_trimmed() -> None:
    """It costs little to hear again."""
    *_, talk = spoken([(0.0, 3.5)], 3.5)
    talk.trim(words(*(at / 2 for at in range(7))))
    assert talk.start == 0


def test_talk_is_trimmed_at_a_border_of_certain_words() -> None:
    """A second of certain audio stays before what is open, and one more after the start."""
    *_, talk = spoken([(0.0, 6.0)], 6.0)
    talk.trim(words(0.2, 0.7, 1.2, 1.8, 2.4, 3.0, 3.6, 4.2))
    assert any(abs(to_seconds(talk.start) - at) <= 0.08 for at in (1.2, 1.8, 2.4, 3.0))


def test_certain_words_near_the_open_ones_are_not_cut_off() -> None:
    """Where all certain words are that near, nothing is."""
    *_, talk = spoken([(0.0, 6.0)], 6.0)
    talk.trim(words(0.2, 0.6, 1.0, 1.4, 1.8))
    assert talk.start == 0


def test_talk_is_trimmed_at_the_quietest_border() -> None:
    """Between words with a breath between them, sooner than within running speech."""
    *_, talk = spoken([(0.0, 2.0), (2.2, 6.0)], 6.0)
    talk.trim(words(0.2, 0.7, 1.4, 2.0, 2.6, 3.2, 4.0, 4.6))
    assert 2.0 - 0.08 <= to_seconds(talk.start) <= 2.25


def test_a_word_that_begins_before_the_pre_roll_is_of_the_utterance_of_its_middle() -> None:
    """The first utterance's last word ends long before; times are about right only."""
    *_, talk = spoken([(1.0, 2.0), (4.0, 5.0)], 5.0)
    places = [(1.9, 2.1), (3.3, 3.7), (3.6, 4.0), (4.2, 4.4)]
    assert [talk.utterance_of(_word(*place)) for place in places] == [0, 0, 1, 1]


def test_one_certain_word_has_no_border() -> None:
    """There is nothing to cut between."""
    *_, talk = spoken([(0.0, 6.0)], 6.0)
    talk.trim(words(0.2, 0.7))
    talk.trim(())
    assert talk.start == 0


def test_silence_keeps_about_a_second() -> None:
    """What an utterance may turn out to have begun in."""
    kept = 0
    for talk in spoken([], 30.0):
        kept = max(kept, sum(len(frame.samples) for frame in talk._tape.frames))
    assert kept <= 2 * SAMPLE_RATE


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"pre_roll_s": 1.1}, "pre_roll_s"),
        ({"post_roll_s": -0.1}, "post_roll_s"),
        ({"close_s": 0.2}, "close_s"),
        ({"enough_s": 0.5}, "enough_s"),
        ({"pause_s": 0.05}, "pause_s"),
        ({"covered_s": 0.6}, "covered_s"),
        ({"unheard_s": 6.0}, "unheard_s"),
        ({"longest_s": 29.0}, "longest_s"),
        ({"trim_s": 1.0}, "trim_s"),
        ({"enough_s": 5.0, "longest_s": 8.0, "cut_search_s": 8.0}, "cut_search_s"),
        ({"voiced_probability": 0.0}, "voiced_probability"),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(changes: dict[str, float], key: str) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=key):
        TranscriberSettings(**changes)
