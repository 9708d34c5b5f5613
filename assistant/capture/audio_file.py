"""A path goes in; what the file there says of itself, and its decoded samples, come out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.capture.endings import mp3_hides_length, ogg_is_cut
from assistant.capture.mended_file import decodable
from assistant.capture.wav_header import find_wav_data
from assistant.errors import RecordingError

RATES = range(1_000, 768_001)
"""Hertz that a recording may have. Outside, a damaged header is likelier than a sound."""
_BEGINNINGS = (b"RIFF", b"RF64", b"fLaC", b"OggS")
"""How files of sound begin, whatever code is in them."""
_NO_LENGTH = 2**62
"""Frames from which a length only stands for "not known"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFile:
    """A recording as its file describes itself; lengths in frames at its own `rate`."""

    path: Path
    rate: int
    channels: int
    frames: int | None
    promised: int | None
    unclosed: bool

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self.path.name


def describe(path: Path) -> AudioFile:
    """What the file at `path` says of itself; `promised` exceeds `frames` where it is cut short.

    Raises `RecordingError` where there is no such file, it cannot be read, it is not audio in a
    form that libsndfile reads, or it holds none.
    """
    with _open_forward(path) as sound:
        guessed = sound.frames >= _NO_LENGTH or mp3_hides_length(path)
        frames = None if guessed else int(sound.frames)
        rate, channels = int(sound.samplerate), int(sound.channels)
    if frames == 0:
        raise RecordingError(
            f"{path.name} holds no audio, only a header; check that the recorder was running, "
            "or copy the file again."
        )
    if rate not in RATES:
        raise RecordingError(
            f"{path.name} claims {rate} samples a second, which no recorder makes; its header is "
            "damaged, so export the call again."
        )
    return AudioFile(
        path=path,
        rate=rate,
        channels=channels,
        frames=frames,
        promised=_promised(path, frames),
        unclosed=ogg_is_cut(path),
    )


class Decoder:
    """Reads a file once, from its beginning to as far as it goes."""

    def __init__(self, file: AudioFile, block: int) -> None:
        self._file = file
        self._block = block
        self.position = 0
        self.failed = False

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Its samples, (frames, channels), at most `block` frames at a time.

        Where the data cannot be decoded any further, what came before is the last block, and
        `failed` is set. Raises `RecordingError` where the file has gone since it was described.
        """
        import soundfile

        with _open_forward(self._file.path) as sound:
            while not self.failed:
                # libsndfile does not say how much of a block it decoded before a fault in it.
                # It decodes in place, so what is still "not a number" afterwards was not decoded.
                block = np.full((self._block, self._file.channels), np.nan, np.float32)
                try:
                    block = sound.read(out=block)
                except soundfile.SoundFileError:
                    self.failed = True
                    block = block[: _decoded(block)]
                if not len(block):
                    return
                self.position += len(block)
                yield block


def _decoded(block: NDArray[np.float32]) -> int:
    """How many frames from the beginning of the block hold numbers."""
    empty = np.isnan(block).any(axis=1)
    return int(empty.argmax()) if empty.any() else len(block)


def _require_content(path: Path) -> None:
    """Raise `RecordingError` unless a file is at `path`, may be read, and is not empty."""
    if path.is_dir():
        raise RecordingError(f"{path} is a folder; name a recording in it.")
    if not path.is_file():
        raise RecordingError(f"{path} does not exist; check the name and the folder.")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise RecordingError(
            f"{path} cannot be read ({error.strerror}); check that you may read it."
        ) from error
    if empty:
        raise RecordingError(
            f"{path.name} is empty (0 bytes); copy it again from where it was recorded."
        )


def _promised(path: Path, frames: int | None) -> int | None:
    """Frames that the header promises, as far as it does; `frames` is what the decoder says."""
    data = find_wav_data(path)
    if data is None or frames is None:
        return frames
    if data.promised is None or data.unfinished:
        return None
    return max(frames, round(frames * data.promised / data.held))


@contextmanager
def _open_forward(path: Path) -> Iterator[Any]:
    """The file, opened to be read forward only.

    Where it could seek, soundfile would seek after every block. That costs time, changes what
    MP3, Vorbis and Opus decode to, and jumps over damage that should be reported. Raises
    `RecordingError` where it cannot be opened.
    """
    import soundfile

    _require_content(path)

    class ForwardOnly(soundfile.SoundFile):  # type: ignore[misc]  # an untyped base
        def seekable(self) -> bool:
            return False

    with ExitStack() as opened:
        try:
            source = decodable(path)
            if not isinstance(source, str):
                opened.enter_context(source)
            sound = opened.enter_context(ForwardOnly(source))
        except (soundfile.SoundFileError, TypeError, OSError) as error:
            raise _not_decodable(path) from error
        yield sound


def _not_decodable(path: Path) -> RecordingError:
    """What to say of a file that libsndfile does not take."""
    with path.open("rb") as file:
        damaged = file.read(4).startswith(_BEGINNINGS)
    way_out = f"ffmpeg -i {path.name} call.wav"
    if damaged:
        return RecordingError(
            f"{path.name} begins like a recording but cannot be decoded, being damaged or in a "
            f"rare code; copy it again, or convert it, for example with: {way_out}"
        )
    return RecordingError(
        f"{path.name} is not audio in a form that can be read, such as WAV, MP3, FLAC, Ogg "
        f"Vorbis or Opus; convert it, for example with: {way_out}"
    )
