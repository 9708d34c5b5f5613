"""A recording of any form becomes both parties' frames on one clock."""

from __future__ import annotations

import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.capture.recording import Recording, open_recording, open_recordings
from assistant.capture.source import FRAME, CallSource
from assistant.errors import RecordingError, UsageError
from assistant.events import AudioFrame, Party

Save = Callable[..., Path]
Hear = Callable[[Recording], Any]

CODECS = [
    ("WAV", "PCM_U8"),
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "PCM_32"),
    ("WAV", "FLOAT"),
    ("WAV", "DOUBLE"),
    ("WAV", "ULAW"),
    ("WAV", "ALAW"),
    ("WAV", "IMA_ADPCM"),
    ("WAV", "MS_ADPCM"),
    ("WAVEX", "PCM_16"),
    ("WAVEX", "FLOAT"),
    ("RF64", "PCM_16"),
    ("AIFF", "PCM_16"),
    ("MP3", "MPEG_LAYER_III"),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
]
PADDED = {"IMA_ADPCM", "MS_ADPCM"}
"""Codes of whole blocks, whose last block is filled up with silence: up to 0.07 s."""


class TestForms:
    @pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
    def test_a_wav_of_any_usual_rate_is_heard(self, saved: Save, hear: Hear, rate: int) -> None:
        """Each party is heard at its own pitch, for as long as the recording lasts."""
        source = open_recording(saved(rate=rate, seconds=1.4))
        heard = hear(source)
        assert (heard.pitch(Party.AGENT), heard.pitch(Party.CUSTOMER)) == (440, 1_000)
        assert heard.length == source.duration == 22_400
        assert (source.sample_rate, source.channels) == (rate, 2)
        assert heard.faults == ()

    @pytest.mark.parametrize(("form", "code"), CODECS)
    def test_every_form_is_heard(self, saved: Save, hear: Hear, form: str, code: str) -> None:
        """Whatever a recorder writes, the left party is left, the right is right."""
        source = open_recording(saved("call.any", form=form, code=code))
        heard = hear(source)
        assert (heard.pitch(Party.AGENT), heard.pitch(Party.CUSTOMER)) == (440, 1_000)
        assert heard.length == source.duration
        if code in PADDED:
            assert 24_000 <= heard.length <= 24_000 + 0.07 * 16_000
        else:
            assert heard.length == 24_000
        assert heard.faults == ()

    @pytest.mark.parametrize(("form", "code"), CODECS)
    def test_a_party_is_not_heard_on_the_others_channel(
        self, saved: Save, hear: Hear, form: str, code: str
    ) -> None:
        """What one says is at least 30 dB down beside the other."""
        audio = hear(open_recording(saved("call.any", form=form, code=code))).audio(Party.AGENT)
        middle = audio[6_000:18_000] * np.hanning(12_000)
        spectrum = np.abs(np.fft.rfft(middle))
        own, other = (spectrum[hertz * 12_000 // 16_000] for hertz in (440, 1_000))
        assert 20 * np.log10(own / other) > 30

    def test_gsm_is_heard_from_two_files(self, saved: Save, hear: Hear, tones: Callable) -> None:
        """GSM 6.10 knows one channel, so it comes as one file for each party."""
        agent, customer = (
            saved(name, tones(8_000, 1.5)[:, channel], code="GSM610")
            for channel, name in enumerate(("agent.wav", "customer.wav"))
        )
        heard = hear(open_recordings(agent=agent, customer=customer))
        assert (heard.pitch(Party.AGENT), heard.pitch(Party.CUSTOMER)) == (440, 1_000)
        assert 24_000 <= heard.length <= 24_640  # whole blocks of 320 samples at 8 kHz

    def test_full_precision_passes_at_sixteen_kilohertz(
        self, saved: Save, hear: Hear, tones: Callable
    ) -> None:
        """Where nothing has to be resampled, not a bit changes."""
        heard = hear(open_recording(saved(rate=16_000, code="FLOAT")))
        assert heard.audio(Party.AGENT).tobytes() == tones(16_000, 1.5)[:, 0].tobytes()

    @pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF])
    @pytest.mark.parametrize("code", ["PCM_16", "ULAW"])
    def test_a_streamed_wav_is_heard_to_its_end(
        self, saved: Save, hear: Hear, size: int, code: str
    ) -> None:
        """A header written before the length was known takes nothing away."""
        path = saved(code=code)
        whole = hear(open_recording(path))
        content = bytearray(path.read_bytes())
        place = content.index(b"data") + 4
        content[place : place + 4] = struct.pack("<I", size)
        content[4:8] = struct.pack("<I", size)
        path.write_bytes(content)
        assert hear(open_recording(path)).same_as(whole)


class TestOrder:
    def test_it_keeps_the_promise_of_a_source(self, saved: Save) -> None:
        """Whoever drives a call needs to know no more than the promise."""
        source: CallSource = open_recording(saved())
        assert source.name == "call.wav"

    def test_frames_alternate_on_one_clock(self, saved: Save, hear: Hear) -> None:
        """Agent, customer, agent, customer; both at the same sample; 32 ms each."""
        heard = hear(open_recording(saved(seconds=0.5)))
        assert [(frame.party, frame.start) for frame in heard.frames] == [
            (party, start) for start in range(0, 8_000, FRAME) for party in Party
        ]
        assert {frame.samples.shape for frame in heard.frames} == {(FRAME,)}
        assert {frame.samples.dtype for frame in heard.frames} == {np.dtype(np.float32)}

    def test_the_agent_may_be_on_the_right(self, saved: Save, hear: Hear) -> None:
        """With the agent on the right channel, the parties change places and nothing else."""
        heard = hear(open_recording(saved(), agent_channel="right"))
        assert (heard.pitch(Party.AGENT), heard.pitch(Party.CUSTOMER)) == (1_000, 440)
        assert heard.frames[0].party is Party.AGENT

    def test_it_can_be_heard_again(self, saved: Save, hear: Hear) -> None:
        """The same recording says the same, however often it is heard."""
        source = open_recording(saved())
        assert hear(source).same_as(hear(source))

    def test_two_files_of_different_rates_keep_step(
        self, saved: Save, hear: Hear, tones: Callable
    ) -> None:
        """A softphone's 48 kHz beside a line's 8 kHz start and end together."""
        agent = saved("agent.wav", tones(48_000, 1.5)[:, 0], rate=48_000)
        customer = saved("customer.wav", tones(8_000, 1.5)[:, 1], rate=8_000)
        source = open_recordings(agent=agent, customer=customer)
        heard = hear(source)
        assert (heard.pitch(Party.AGENT), heard.pitch(Party.CUSTOMER)) == (440, 1_000)
        assert heard.length == source.duration == 24_000
        assert (source.name, source.sample_rate) == ("agent.wav + customer.wav", 8_000)
        assert heard.faults == ()


def _damaged(path: Path) -> Path:
    """Zeros over 3000 bytes in the middle."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3_000] = bytes(3_000)
    path.write_bytes(content)
    return path


def _cut(path: Path) -> Path:
    """Without the last third."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


def _as_is(path: Path) -> Path:
    return path


class TestBlocks:
    @pytest.mark.parametrize("hurt", [_as_is, _cut, _damaged])
    @pytest.mark.parametrize(
        ("form", "code", "frames"),
        [
            ("WAV", "PCM_16", 8_000),
            ("WAV", "ULAW", 9_999),
            ("MP3", "MPEG_LAYER_III", 16_000),
            ("FLAC", "PCM_16", 16_000),
            ("OGG", "VORBIS", 24_000),
            ("OGG", "OPUS", 32_000),
        ],
    )
    def test_blocks_change_nothing(
        self, saved: Save, hear: Hear, form: str, code: str, frames: int, hurt: Callable
    ) -> None:
        """Not a bit, not a fault and not its place depends on how the file is read."""
        noise = np.random.default_rng(8).normal(0, 0.1, (frames, 2)).astype(np.float32)
        path = hurt(saved("call.any", noise, form=form, code=code))
        usual = hear(open_recording(path))
        for block in (1, 160, 100_000):
            assert hear(open_recording(path, block=block)).same_as(usual)

    def test_blocks_change_nothing_between_two_files(
        self, saved: Save, hear: Hear, tones: Callable
    ) -> None:
        """Two files with different rates, lengths and faults come out alike for any block."""
        sound = tones(11_025, 1.0)[:, 0]
        sound[5_000] = np.nan
        agent = saved("agent.wav", sound, rate=11_025, code="FLOAT")
        customer = _cut(saved("customer.wav", tones(4_000, 1.3)[:, 1], rate=4_000))
        usual = hear(open_recordings(agent=agent, customer=customer))
        assert len(usual.faults) == 4
        for block in (1, 160, 100_000):
            source = open_recordings(agent=agent, customer=customer, block=block)
            assert hear(source).same_as(usual)


class TestRefusals:
    def test_mono_alone_is_refused_with_two_ways_out(self, saved: Save) -> None:
        """One channel does not say who speaks."""
        with pytest.raises(RecordingError) as refusal:
            open_recording(saved(sound=np.zeros(800, np.float32)))
        assert str(refusal.value) == (
            "call.wav has one channel, which cannot tell agent from customer yet; record in "
            "stereo, or give each party's recording with --agent A.wav --customer B.wav."
        )

    def test_more_than_two_channels_are_refused(self, saved: Save) -> None:
        """Nobody can guess which two of six are the call."""
        with pytest.raises(RecordingError, match="has 6 channels, and a call has two; keep one"):
            open_recording(saved(sound=np.zeros((800, 6), np.float32)))

    def test_stereo_for_one_party_is_refused(self, saved: Save) -> None:
        """A stereo file most likely is the whole call already."""
        agent, customer = saved("agent.wav"), saved("b.wav", np.zeros(800, np.float32))
        with pytest.raises(RecordingError, match=r"agent\.wav has 2 channels where the agent's"):
            open_recordings(agent=agent, customer=customer)
        with pytest.raises(RecordingError, match=r"agent\.wav has 2 channels where the customer"):
            open_recordings(agent=customer, customer=agent)

    def test_one_file_for_both_is_refused(self, saved: Save, tmp_path: Path) -> None:
        """The same file under two names is still the same file."""
        path = saved(sound=np.zeros(800, np.float32))
        (tmp_path / "other.wav").symlink_to(path)
        with pytest.raises(UsageError, match="given for both parties; give the agent's"):
            open_recordings(agent=path, customer=tmp_path / "other.wav")

    def test_senseless_arguments_are_refused(self, saved: Save) -> None:
        """A third side and a block of nothing are mistakes of the command line."""
        with pytest.raises(UsageError, match="left or right, not 'middle'"):
            open_recording(saved(), agent_channel="middle")
        with pytest.raises(UsageError, match="at least one frame, not 0"):
            open_recording(saved(), block=0)


class TestFaults:
    def test_a_cut_wav_is_heard_as_far_as_it_goes(self, saved: Save, hear: Hear) -> None:
        """A recording whose copy broke off is heard, and the loss is told where it happens."""
        path = saved(seconds=3)
        path.write_bytes(path.read_bytes()[: 44 + 32_000])
        heard = hear(open_recording(path))
        assert heard.length == 16_000
        [met] = heard.faults
        assert (met.at, met.component) == (16_000, "recording")
        assert met.reason == "call.wav stops at 1.0 s although its header promises 3.0 s"
        assert met.done == "listened as far as it goes; copy it again from where it was recorded"

    @pytest.mark.parametrize(("form", "code"), [each for each in CODECS if each[0] != "AIFF"])
    def test_every_form_may_be_cut(self, saved: Save, hear: Hear, form: str, code: str) -> None:
        """A file that lost its last third is heard as far as it goes, and that is told."""
        noise = np.random.default_rng(9).normal(0, 0.1, (48_000, 2)).astype(np.float32)
        heard = hear(open_recording(_cut(saved("call.any", noise, form=form, code=code))))
        assert 40_000 < heard.length < 66_000
        assert [(met.at, met.reason[:14]) for met in heard.faults] == [
            (heard.length, "call.any stops")
        ]

    @pytest.mark.parametrize("code", ["VORBIS", "OPUS"])
    def test_a_cut_ogg_says_what_it_lacks(self, saved: Save, hear: Hear, code: str) -> None:
        """Ogg promises no length, but closes with a mark."""
        noise = np.random.default_rng(9).normal(0, 0.1, (48_000, 2)).astype(np.float32)
        [met] = hear(open_recording(_cut(saved("a.ogg", noise, form="OGG", code=code)))).faults
        assert met.reason.endswith("without the mark that closes an Ogg file")

    @pytest.mark.parametrize("form", ["MP3", "FLAC"])
    def test_damage_in_the_middle_is_told(self, saved: Save, hear: Hear, form: str) -> None:
        """Where the decoder gives up, what came before is heard."""
        code = {"MP3": "MPEG_LAYER_III", "FLAC": "PCM_16"}[form]
        noise = np.random.default_rng(9).normal(0, 0.1, (80_000, 2)).astype(np.float32)
        heard = hear(open_recording(_damaged(saved("call.any", noise, form=form, code=code))))
        assert 0.4 < heard.length / 160_000 < 0.6
        [met] = heard.faults
        assert met.at == heard.length
        assert "although its header promises 10.0 s" in met.reason

    @pytest.mark.parametrize("code", ["FLOAT", "DOUBLE"])
    def test_samples_that_are_not_numbers_are_silence(
        self, saved: Save, hear: Hear, tones: Callable, code: str
    ) -> None:
        """Broken samples spoil neither the rest nor the other party, and are told once."""
        sound = tones(8_000, 1.5)
        sound[4_000, 0], sound[9_000, 1] = np.nan, -np.inf
        heard = hear(open_recording(saved(sound=sound, code=code)))
        assert all(np.isfinite(frame.samples).all() for frame in heard.frames)
        [met] = heard.faults
        assert met.at == 8_000
        assert met.reason.endswith("samples that are not numbers, the first at 0.5 s")

    def test_a_fault_comes_in_its_place(self, saved: Save, hear: Hear, tones: Callable) -> None:
        """A fault is told after the frame in which it lies, before any that starts later."""
        sound = tones(8_000, 1.5)
        sound[4_000, 0] = np.nan
        order = hear(open_recording(saved(sound=sound, code="FLOAT"))).order
        place = next(at for at, event in enumerate(order) if not isinstance(event, AudioFrame))
        assert order[place - 1].start < 8_000 <= order[place + 1].start

    def test_samples_beyond_full_scale_stay(self, saved: Save, hear: Hear) -> None:
        """Loud floating-point samples are left as they are."""
        sound = np.full((16_000, 2), 1.5, np.float32)
        heard = hear(open_recording(saved(sound=sound, rate=16_000, code="FLOAT")))
        assert heard.audio(Party.AGENT).max() == 1.5

    @pytest.mark.parametrize(
        ("code", "form"), [("PCM_16", "WAV"), ("ALAW", "WAV"), ("OPUS", "OGG")]
    )
    def test_a_mute_side_is_told(
        self, saved: Save, hear: Hear, tones: Callable, code: str, form: str
    ) -> None:
        """A side that was not recorded is named by party and channel, at the end."""
        sound = tones(8_000, 1.5)
        sound[:, 1] = 0
        heard = hear(open_recording(saved("call.any", sound, form=form, code=code)))
        [met] = heard.faults
        assert met.at == heard.length
        assert met.reason == "the customer is silent throughout (right channel of call.any)"
        assert met.done.startswith("listened to the agent alone; check that the recorder")

    def test_two_mute_sides_are_told_once(self, saved: Save, hear: Hear) -> None:
        """A recording of nothing is said to be that, in one sentence."""
        [met] = hear(open_recording(saved(sound=np.zeros((8_000, 2), np.float32)))).faults
        assert met.reason == (
            "both parties are silent throughout (left channel of call.wav and right channel of "
            "call.wav)"
        )

    @pytest.mark.parametrize(
        ("form", "code"),
        [
            ("WAV", "PCM_16"),
            ("WAV", "ULAW"),
            ("MP3", "MPEG_LAYER_III"),
            ("OGG", "VORBIS"),
            ("OGG", "OPUS"),
        ],
    )
    def test_mono_saved_as_stereo_is_told(
        self, saved: Save, hear: Hear, form: str, code: str
    ) -> None:
        """Two copies of one sound cannot be told apart, after a lossy code either."""
        noise = np.random.default_rng(4).normal(0, 0.1, (24_000, 1)).astype(np.float32)
        path = saved("call.any", np.repeat(noise, 2, axis=1), form=form, code=code)
        [met] = hear(open_recording(path)).faults
        assert met.reason.startswith("both channels carry the same sound")
        assert met.reason.endswith("so agent and customer cannot be told apart")

    def test_the_shorter_file_is_continued_with_silence(
        self, saved: Save, hear: Hear, tones: Callable
    ) -> None:
        """Where one side stopped earlier, the call lasts as long as the other, and it is told."""
        agent = saved("agent.wav", tones(8_000, 1.0)[:, 0])
        customer = saved("customer.wav", tones(8_000, 2.5)[:, 1])
        heard = hear(open_recordings(agent=agent, customer=customer))
        assert heard.length == 40_000
        assert heard.audio(Party.AGENT)[:16_000].any()
        assert not heard.audio(Party.AGENT)[16_000:].any()
        [met] = heard.faults
        assert (met.at, met.reason) == (40_000, "agent.wav is 1.5 s shorter than customer.wav")

    def test_lengths_that_differ_by_a_breath_pass(
        self, saved: Save, hear: Hear, tones: Callable
    ) -> None:
        """Two recorders never stop at the same sample; up to 0.1 s is no fault."""
        agent = saved("agent.wav", tones(8_000, 1.0)[:, 0])
        customer = saved("customer.wav", tones(8_000, 1.05)[:, 1])
        assert hear(open_recordings(agent=agent, customer=customer)).faults == ()

    def test_a_rate_below_the_telephones_is_told_first(self, saved: Save, hear: Hear) -> None:
        """A recording too dull for speech is heard, with a warning before the first frame."""
        heard = hear(open_recording(saved(rate=4_000)))
        assert heard.order[0] is heard.faults[0]
        assert heard.faults[0].at == 0
        assert heard.faults[0].reason == (
            "call.wav has 4000 samples a second, and telephone speech needs 8000"
        )
        assert heard.length == 24_000

    def test_a_rate_of_a_studio_is_no_fault(self, saved: Save, hear: Hear) -> None:
        """96 kHz is more than is needed, and nothing to mention."""
        heard = hear(open_recording(saved(rate=96_000)))
        assert (heard.length, heard.faults) == (24_000, ())
        assert heard.pitch(Party.CUSTOMER) == 1_000


class TestMemory:
    def test_a_long_call_costs_no_more_than_a_short_one(self, saved: Save, tmp_path: Path) -> None:
        """A file of four hours is never held, nor is what has been heard of it."""
        short = saved("short.wav", np.zeros((5 * 8_000, 2), np.float32))
        long = tmp_path / "long.wav"
        header = bytearray(short.read_bytes()[:44])
        four_hours = 4 * 3_600 * 8_000 * 4
        header[40:44] = struct.pack("<I", four_hours)
        with long.open("wb") as file:
            file.write(header)
            file.truncate(len(header) + four_hours)
        assert open_recording(long).duration == 4 * 3_600 * 16_000
        first = _peak(open_recording(short).events())
        two_minutes = 2 * (2 * 60 * 16_000 // FRAME)
        assert _peak(islice(open_recording(long).events(), two_minutes)) < first * 1.1

    def test_the_command_line_pays_for_no_decoder(self) -> None:
        """Naming the types of capture does not load the decoder; opening a file does."""
        code = "import sys, assistant.capture.recording; print('soundfile' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert done.stdout.strip() == b"False"


def _peak(events: Iterable[object]) -> int:
    """The most bytes held at any one time while the events pass."""
    tracemalloc.start()
    for _ in events:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
