"""Pace, from scripted voice, words, and made syllables: what it is, and when it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise

import numpy as np
import pytest

from assistant.capture.source import FRAME
from assistant.detectors.pace import PaceMeter, PaceSettings
from assistant.events import AudioEnded, AudioFrame, Event, PaceMeasured, Party, VoiceProbed, Word
from assistant.timeline import SAMPLE_RATE, Samples, to_samples, to_seconds
from fakes import AGENT, CUSTOMER, Said, committed, probabilities, run, tentative

FAST, COMFORTABLE = 240, 120
"""Words a minute."""
SYLLABLES_PER_WORD = PaceSettings().syllables_per_word


def said(start: float, end: float, wpm: float, party: Party = AGENT) -> Said:
    """A turn at an even pace."""
    return Said(party, start, end, " ".join(["word"] * round((end - start) * wpm / 60)))


def position(event: Event) -> Samples:
    """Where an event belongs among the others."""
    return event.span.end if isinstance(event, VoiceProbed | AudioFrame) else event.at


def measured(
    turns: Sequence[Said],
    seconds: float,
    *,
    worded: Sequence[Said] | None = None,
    sounding: bool = False,
    settings: PaceSettings | None = None,
) -> list[PaceMeasured]:
    """What is told of a call; words come half a second after each turn of `worded` (all)."""
    voiced = {party: [(t.start, t.end) for t in turns if t.party is party] for party in Party}
    words = [committed(turn) for turn in (turns if worded is None else worded)]
    audio = _audio(turns, seconds) if sounding else ()
    events = sorted([*audio, *probabilities(voiced, seconds), *words], key=position)
    meter = PaceMeter(settings)
    return _told(run(meter, [*events, AudioEnded(at=to_samples(seconds))]))


def _told(events: Iterable[Event]) -> list[PaceMeasured]:
    return [event for event in events if isinstance(event, PaceMeasured)]


def _audio(turns: Sequence[Said], seconds: float) -> list[AudioFrame]:
    """For each word as many vowels of a buzzing voice as are usually found in one."""
    frames = []
    for party in Party:
        time = np.arange(-(-to_samples(seconds) // FRAME) * FRAME) / SAMPLE_RATE
        buzz = sum(np.sin(2 * np.pi * 120 * n * time) for n in range(3, 25)) / 100
        swell = np.zeros(len(time))
        for turn in (turn for turn in turns if turn.party is party):
            within = slice(to_samples(turn.start), to_samples(turn.end))
            rate = len(turn.words()) / (turn.end - turn.start) * SYLLABLES_PER_WORD
            swell[within] = 0.1 + 0.9 * np.sin(np.pi * rate * (time[within] - turn.start)) ** 2
        sound = np.asarray(buzz * swell, dtype=np.float32)
        frames += [
            AudioFrame(party=party, start=start, samples=sound[start : start + FRAME])
            for start in range(0, len(sound), FRAME)
        ]
    return frames


@pytest.mark.parametrize("wpm", [90, 150, 240])
@pytest.mark.parametrize("party", [AGENT, CUSTOMER])
def test_pace_is_the_words_of_own_speech(wpm: int, party: Party) -> None:
    """What lies between a party's turns does not slow them down."""
    turns = [said(at, at + 4, wpm, party) for at in (1, 8, 15, 30, 50)]
    told = measured(turns, 60)
    assert {fact.party for fact in told} == {party}
    assert told[-1].words_per_minute == pytest.approx(wpm, rel=0.06)
    assert to_seconds(told[-1].window) == 15


def test_nothing_is_told_before_enough_was_heard() -> None:
    """Fourteen seconds of own speech are too few, however long the call."""
    assert measured([said(1, 8, FAST), said(20, 27, FAST)], 60) == []


def test_breaths_are_part_of_speaking_and_pauses_are_not() -> None:
    """Half a second is bridged; a second is not."""
    for gap, share in ((0.4, 2 / 2.4), (1.0, 1.0)):
        turns = [said(n * (2 + gap), n * (2 + gap) + 2, FAST) for n in range(12)]
        told = measured(turns, 40)
        assert told[-1].words_per_minute == pytest.approx(FAST * share, rel=0.08)


def test_it_is_told_when_a_party_stops_speaking() -> None:
    """Within a second of the bridged pause."""
    told = measured([said(0, 17, 150), said(18.5, 24.2, 150)], 28)
    assert to_seconds(told[-1].at) == pytest.approx(25.0, abs=0.3)


def test_measures_of_a_party_lie_apart() -> None:
    """However often they stop."""
    turns = [said(at, at + 1.2, 150) for at in range(0, 90, 2)]
    for one in (AGENT, CUSTOMER):
        spots = [f.at for f in measured(turns, 95) if f.party is one]
        assert all(b - a >= to_samples(5) for a, b in pairwise(spots))


def test_becoming_fast_and_coming_back_are_told_at_once() -> None:
    """By syllables, in unbroken talk, before a word is recognised."""
    turns = [said(0, 20, COMFORTABLE), said(20, 40, FAST), said(40, 62, COMFORTABLE)]
    told = measured(turns, 62, worded=[], sounding=True)
    fast = [to_seconds(f.at) for f in told if f.words_per_minute >= 180]
    slow = [to_seconds(f.at) for f in told if f.words_per_minute < 170]
    assert 25 <= min(fast) <= 31  # half of the window is fast at 27.5 s
    assert 46 <= min(at for at in slow if at > 40) <= 55


@pytest.mark.parametrize("wpm", [110, 160, 220])
def test_syllables_stand_for_words_that_have_not_come(wpm: int) -> None:
    """A tenth off at most, for a speaker whose words have as many as is usual."""
    told = measured([said(0.5, 20, wpm)], 22, worded=[], sounding=True)
    assert told
    assert told[-1].words_per_minute == pytest.approx(wpm, rel=0.1)


def test_a_speakers_own_words_teach_how_many_syllables_they_have() -> None:
    """After a minute of one-syllable talk, its syllables no longer stand for too few words."""
    ratio = 1.8
    turns = [said(at, at + 14, 100) for at in (0, 16, 32, 48, 64)]
    worded = [said(t.start, t.end, 100 * ratio) for t in turns[:-1]]
    told = measured(turns, 80, worded=worded, sounding=True)
    assert told[-1].words_per_minute == pytest.approx(100 * ratio, rel=0.15)


def test_tentative_words_count_until_others_take_their_place() -> None:
    """The next look replaces the last, and a commit takes both."""
    talk = said(0, 20, 150)
    voice = list(probabilities({AGENT: [(0, 20)]}, 20.4))
    wrong, right = tentative(said(0, 20, 60)), tentative(talk)
    for looks in ([wrong, right], [wrong, committed(talk)], [right, committed(talk)]):
        meter = PaceMeter()
        told = _told(
            chain(run(meter, [*voice, *looks]), run(meter, [AudioEnded(at=to_samples(21))]))
        )
        assert told[-1].words_per_minute == pytest.approx(150, rel=0.05)


def test_figures_are_read_out_one_by_one() -> None:
    """A number of eight digits, masked or not, is eight words."""
    turn = Said(AGENT, 0, 16, " ".join(["44719283", "••••9283"] * 4))
    told = measured([turn], 18)
    assert told[-1].words_per_minute == pytest.approx(240, rel=0.15)


def test_speech_that_no_voice_was_heard_in_counts_as_time() -> None:
    """Words that lie beside the voice lengthen the speech, or the pace would be too high."""
    turns = [Said(AGENT, at, at + 4, " ".join(["word"] * 10)) for at in range(0, 40, 4)]
    voice = probabilities({AGENT: [(t.start, t.start + 2.8) for t in turns]}, 44)
    told = _told(run(PaceMeter(), [*map(committed, turns), *voice]))
    assert [fact.words_per_minute for fact in told] == pytest.approx([150] * len(told), rel=0.05)


def test_words_of_no_length_do_no_harm() -> None:
    """A recogniser may place a word anywhere, even before all others."""
    talk = committed(said(0, 20, 150))
    word = Word(word="", start=0, end=0, probability=0.0)
    odd = replace(talk, start=0, end=0, words=(word, word))
    told = _told(run(PaceMeter(), [talk, odd, *probabilities({AGENT: [(0, 20)]}, 21)]))
    assert told[-1].words_per_minute == pytest.approx(150, rel=0.05)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("window_s", 1.0),
        ("fast_wpm", 1000.0),
        ("back_wpm", 0.0),
        ("bridge_s", 3.0),
        ("apart_s", 0.1),
        ("voice_threshold", 1.5),
        ("syllables_per_word", 0.0),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(key: str, value: float) -> None:
    """The message names the key and the range."""
    with pytest.raises(ValueError, match=rf"pace\.{key} .* from"):
        PaceSettings(**{key: value})


def test_back_is_not_over_fast() -> None:
    """Else every measure would be a crossing."""
    with pytest.raises(ValueError, match=r"over pace\.fast_wpm"):
        PaceSettings(back_wpm=190.0)
