"""Tones that tell the parties apart, and an ear for what a source says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from assistant.capture.recording import Recording
from assistant.events import AudioEnded, AudioFrame, ComponentDegraded, Party
from assistant.timeline import SAMPLE_RATE

LEFT_HZ = 440
RIGHT_HZ = 1_000


@dataclass(frozen=True, kw_only=True)
class Heard:
    """All that a source said, sorted by kind."""

    order: tuple[object, ...]
    frames: tuple[AudioFrame, ...]
    faults: tuple[ComponentDegraded, ...]
    length: int

    def audio(self, party: Party) -> NDArray[np.float32]:
        """The party's samples, without the padding of the last frame."""
        own = [frame.samples for frame in self.frames if frame.party is party]
        return np.concatenate([*own, np.empty(0, np.float32)])[: self.length]

    def pitch(self, party: Party) -> int:
        """The loudest frequency of the party's middle third, in hertz, to the nearest ten."""
        third = len(self.audio(party)) // 3
        middle = self.audio(party)[third : 2 * third]
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(third)))
        return round(float(spectrum.argmax()) * SAMPLE_RATE / third, -1)

    def same_as(self, other: Heard) -> bool:
        """Whether both said the same, bit by bit and in the same order."""
        return len(self.order) == len(other.order) and all(
            _same(one, two) for one, two in zip(self.order, other.order, strict=True)
        )


def _same(one: object, two: object) -> bool:
    if isinstance(one, AudioFrame) and isinstance(two, AudioFrame):
        placed = (one.party, one.start) == (two.party, two.start)
        return placed and one.samples.tobytes() == two.samples.tobytes()
    return one == two


@pytest.fixture
def hear() -> Callable[[Recording], Heard]:
    """Listens to the whole of a call; exactly one end must come, and last."""

    def listen(source: Recording) -> Heard:
        said = tuple(source.events())
        ends = [event for event in said if isinstance(event, AudioEnded)]
        assert len(ends) == 1
        assert said[-1] is ends[0]
        return Heard(
            order=said,
            frames=tuple(event for event in said if isinstance(event, AudioFrame)),
            faults=tuple(event for event in said if isinstance(event, ComponentDegraded)),
            length=ends[0].at,
        )

    return listen


@pytest.fixture
def tones() -> Callable[[int, float], NDArray[np.float32]]:
    """Makes (frames, 2) at a rate, so many seconds long: 440 Hz on the left, 1 kHz right."""

    def make(rate: int, seconds: float) -> NDArray[np.float32]:
        time = np.arange(round(rate * seconds)) / rate
        both = [0.3 * np.sin(2 * np.pi * hertz * time) for hertz in (LEFT_HZ, RIGHT_HZ)]
        return np.stack(both, axis=1).astype(np.float32)

    return make


@pytest.fixture
def saved(
    tmp_path: Path, tones: Callable[[int, float], NDArray[np.float32]]
) -> Callable[..., Path]:
    """Writes a recording and returns its path; the two tones unless other sound is given."""

    def save(
        name: str = "call.wav",
        sound: NDArray[np.float32] | None = None,
        *,
        rate: int = 8_000,
        seconds: float = 1.5,
        form: str = "WAV",
        code: str = "PCM_16",
    ) -> Path:
        path = tmp_path / name
        samples = tones(rate, seconds) if sound is None else sound
        soundfile.write(path, samples, rate, format=form, subtype=code)
        return path

    return save


@pytest.fixture
def without_length() -> Callable[[Path], Path]:
    """Takes from an MP3 its first frame, which holds no sound but says how long the file is."""

    def strip(path: Path) -> Path:
        content = path.read_bytes()
        mark = max(content.find(b"Xing"), content.find(b"Info"))
        path.write_bytes(content[content.index(b"\xff" + content[1:2], mark) :])
        return path

    return strip
