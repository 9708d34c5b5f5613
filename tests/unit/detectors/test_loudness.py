"""Voices of noise, louder and softer, on lines whose gain and noise change."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.detectors.loudness import LoudnessMeter, LoudnessSettings
from assistant.detectors.loudness.level import loudness_power
from assistant.events import AudioFrame, LoudnessRose, LoudnessSettled, Party, VoiceProbed
from assistant.timeline import SAMPLE_RATE, Span, to_samples
from fakes import AGENT, CUSTOMER, run

FRAME = 512
SPEECH_DBFS, LINE_DBFS = -24.0, -60.0
Stretch = tuple[float, float, float]


def gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def noise(seconds: float, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal(to_samples(seconds) // FRAME * FRAME)


def envelope(seconds: float, stretches: list[Stretch]) -> NDArray[np.float64]:
    """1 but for stretches from, to (in seconds), by so many decibels."""
    out = np.ones(to_samples(seconds) // FRAME * FRAME)
    for start, end, decibels in stretches:
        out[to_samples(start) : to_samples(end)] *= gain(decibels)
    return out


def syllables(seconds: float, pauses: list[tuple[float, float]] = ()) -> NDArray[np.float64]:
    """Speech as noise that comes and goes five times a second; shape of its envelope, 0 or 1."""
    time = np.arange(to_samples(seconds) // FRAME * FRAME) / SAMPLE_RATE
    on = (time * 5) % 1 < 0.8
    for start, end in pauses:
        on &= (time < start) | (time >= end)
    return on.astype(float)


def call(
    voice: NDArray[np.float64], on: NDArray[np.float64], party: Party = CUSTOMER
) -> Iterator[AudioFrame | VoiceProbed]:
    """Frames of the voice; each is speech where most of it is on."""
    for start in range(0, len(voice), FRAME):
        samples = voice[start : start + FRAME].astype(np.float32)
        yield AudioFrame(party=party, start=start, samples=samples)
        span = Span(start=start, end=start + FRAME)
        chance = float(np.mean(on[start : start + FRAME]) > 0.5)
        yield VoiceProbed(party=party, span=span, probability=chance)


def rises(
    seconds: float,
    raised: list[Stretch] = (),
    line: list[Stretch] = (),
    *,
    hum: list[Stretch] = (),
    line_dbfs: float = LINE_DBFS,
    pauses: list[tuple[float, float]] = (),
    settings: LoudnessSettings | None = None,
) -> list[LoudnessRose]:
    """The facts for a voice that is `raised`, over a `line` whose gain changes, with its noise."""
    on = syllables(seconds, pauses)
    spoken = noise(seconds) * on * envelope(seconds, list(raised)) * gain(SPEECH_DBFS)
    floor = noise(seconds, 2) * envelope(seconds, list(hum)) * gain(line_dbfs)
    heard = np.clip((spoken + floor) * envelope(seconds, list(line)), -1, 1)
    facts = run(LoudnessMeter(settings), call(heard, on))
    return [fact for fact in facts if isinstance(fact, LoudnessRose)]


def test_that_the_voice_is_back_is_told_once() -> None:
    """A rise, and, when the voice has been near its usual for the window, that it settled."""
    on = syllables(50)
    voice = noise(50) * on * gain(SPEECH_DBFS) * envelope(50, [(20, 26, 9)])
    facts = run(LoudnessMeter(), call(np.clip(voice, -1, 1), on))
    assert [type(fact) for fact in facts] == [LoudnessRose, LoudnessSettled]
    assert 26 < facts[1].at / SAMPLE_RATE < 31


def test_a_voice_that_rises_is_told_once_it_has_been_up_for_the_window() -> None:
    """Up by 9 dB from 20 s on: told at two seconds of speech, with how far it is up."""
    (fact,) = rises(30, [(20, 30, 9)])
    speech_s = 2 / 0.87  # frames that are mostly speech
    assert fact.at / SAMPLE_RATE == pytest.approx(20 + speech_s, abs=0.35)
    assert fact.db_over_baseline == pytest.approx(9, abs=1)
    assert fact.window == to_samples(2)
    assert fact.party is CUSTOMER


@pytest.mark.parametrize(("decibels", "told"), [(5, 0), (7, 1)])
def test_the_line_is_at_six_decibels(decibels: float, told: int) -> None:
    """Emphasis is no rise."""
    assert len(rises(40, [(20, 40, decibels)])) == told


def test_a_single_shout_is_no_rise() -> None:
    """One second, however loud, is not two."""
    assert rises(40, [(20, 21, 14)]) == []


def test_it_is_told_again_only_after_the_voice_was_back() -> None:
    """Up, a little down, up is one rise; up, back to the usual, up are two."""
    assert len(rises(50, [(20, 26, 9), (26, 28, 5), (28, 34, 9)])) == 1
    assert len(rises(50, [(20, 26, 9), (34, 40, 9)])) == 2


def test_there_is_no_rise_without_a_usual() -> None:
    """Who shouts from the third second on has no own baseline yet."""
    assert rises(14, [(2.5, 14, 9)]) == []


def test_a_rise_over_a_pause_counts() -> None:
    """A second of loud speech, the other's turn, and a second more."""
    (fact,) = rises(40, [(20, 40, 9)], pauses=[(21.2, 29)])
    assert 29 < fact.at / SAMPLE_RATE < 32


@pytest.mark.parametrize("decibels", [8, 10, 14, -10])
def test_a_gain_that_lifts_the_noise_too_is_not_the_voice(decibels: float) -> None:
    """The line's gain changes in mid-call, in a pause or in a word."""
    assert rises(60, line=[(20.3, 60, decibels)]) == []
    assert rises(60, line=[(22, 60, decibels)], pauses=[(21, 23)]) == []


@pytest.mark.parametrize("decibels", [10, -10])
def test_a_voice_that_rises_after_a_change_of_gain_is_told(decibels: float) -> None:
    """What is usual moves with the line at once."""
    (fact,) = rises(60, [(35, 60, 9)], line=[(20, 60, decibels)])
    assert fact.at / SAMPLE_RATE == pytest.approx(37.3, abs=0.5)


def test_a_gain_that_leaves_no_noise_to_hear_is_taken_for_the_voice_but_once() -> None:
    """On a line without noise nothing tells the two apart; then the new level is the usual."""
    settings = LoudnessSettings(baseline_s=20, hold_s=5)
    on = syllables(90)
    voice = noise(90) * on * gain(SPEECH_DBFS) * envelope(90, [(20, 90, 9), (60, 90, 7)])
    facts = run(LoudnessMeter(settings), call(np.clip(voice, -1, 1), on))
    rose = [fact for fact in facts if isinstance(fact, LoudnessRose)]
    assert [round(fact.at / SAMPLE_RATE) for fact in rose] == [22, 62]


def test_noise_that_comes_and_goes_is_not_the_voice() -> None:
    """A lorry as loud as the talk passes by."""
    assert rises(60, hum=[(20, 30, 38)]) == []


def test_clipping_hides_no_rise() -> None:
    """A line that cuts the peaks of a shout still carries it."""
    assert len(rises(40, [(20, 40, 24)], line_dbfs=-50)) == 0  # no voice rises by so much
    assert len(rises(40, [(20, 40, 16)], line_dbfs=-50)) == 1


def test_the_echo_of_another_before_the_first_word_is_not_the_usual() -> None:
    """A rise by more than a voice can is another source, and the usual begins anew."""
    assert rises(40, [(0, 12, -25)]) == []
    assert len(rises(60, [(0, 12, -25), (40, 60, 9)])) == 1


def test_the_parties_do_not_touch_each_other() -> None:
    """A loud agent is not a customer who rises."""
    on = syllables(30)
    soft = call(noise(30) * on * gain(-30), on)
    loud = call(noise(30) * on * gain(-12), on, AGENT)
    mixed = [event for pair in zip(soft, loud, strict=True) for event in pair]
    frames = [mixed[at : at + 4] for at in range(0, len(mixed), 4)]
    events = [four[index] for four in frames for index in (0, 2, 1, 3)]
    assert run(LoudnessMeter(), events) == []


def test_without_audio_there_is_nothing_to_weigh() -> None:
    """Voice probabilities alone, and empty frames, are passed over."""
    on = syllables(20)
    probes = [event for event in call(noise(20), on) if isinstance(event, VoiceProbed)]
    empty = AudioFrame(party=CUSTOMER, start=0, samples=np.zeros(0, dtype=np.float32))
    assert run(LoudnessMeter(), [empty, *probes]) == []


@pytest.mark.parametrize(
    ("hertz", "decibels"), [(1000, -3.0), (3000, 0.5), (100, -40), (5000, -40)]
)
def test_levels_are_weighted_as_the_ear_does_within_the_band(hertz: float, decibels: float) -> None:
    """A full-scale tone has -3 dB at 1 kHz; up to 4 dB more above; nothing outside the band."""
    tone = np.sin(2 * np.pi * hertz * np.arange(FRAME) / SAMPLE_RATE).astype(np.float32)
    level = 10 * np.log10(loudness_power(tone) + 1e-12)
    assert level == pytest.approx(decibels, abs=0.7) if decibels > -40 else level < -30


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rise_db", 2),
        ("window_s", 0.1),
        ("baseline_s", 5),
        ("hold_s", 61),
        ("least_baseline_s", 1),
        ("voice_threshold", 1.1),
        ("forget_s", 0),
    ],
)
def test_a_setting_out_of_range_is_refused(key: str, value: float) -> None:
    """The message names the key."""
    with pytest.raises(ValueError, match=f"loudness.{key}"):
        LoudnessSettings(**{key: value})


def test_settings_that_contradict_each_other_are_refused() -> None:
    """A window cannot be forgotten before it is full, nor the usual be shorter than it."""
    with pytest.raises(ValueError, match="forget_s"):
        LoudnessSettings(window_s=5, forget_s=3, least_baseline_s=6)
    with pytest.raises(ValueError, match="least_baseline_s"):
        LoudnessSettings(window_s=5, least_baseline_s=3)
