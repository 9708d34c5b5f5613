"""One file of a call goes in; its audio at 16 kHz and the faults met in it come out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.capture.audio_file import AudioFile, Decoder
from assistant.capture.faults import RecordingSettings, fault, in_seconds
from assistant.capture.resampling import Resampler, resampled_length
from assistant.events import ComponentDegraded

_AS_FAR = "listened as far as it goes; copy it again from where it was recorded"


class Track:
    """The audio of one file, a step at a time; `position` counts samples at 16 kHz."""

    def __init__(self, file: AudioFile, block: int, settings: RecordingSettings) -> None:
        self._file = file
        self._settings = settings
        self._decoder = Decoder(file, block)
        self._blocks = self._decoder.blocks()
        self._resampler = Resampler(file.rate, file.channels)
        self._sound = True
        self.position = 0
        self.over = False
        self.faults: list[ComponentDegraded] = []
        if file.rate < settings.telephone_rate:
            self.faults.append(self._low_rate())

    def advance(self) -> NDArray[np.float32]:
        """The next stretch, (samples, channels), of any length; `over` is set with the last."""
        start = self._decoder.position
        block = next(self._blocks, None)
        if block is None:
            samples = self._resampler.flush()
            self.over = True
        else:
            samples = self._resampler.push(self._numbers(block, start))
        self.position += len(samples)
        if self.over:
            self.faults.extend(self._ending())
        return samples

    def _numbers(self, block: NDArray[np.float32], start: int) -> NDArray[np.float32]:
        """The block with silence for whatever is not a finite number."""
        finite = np.isfinite(block)
        if finite.all():
            return block
        if self._sound:
            self._sound = False
            first = start + int(finite.all(axis=1).argmin())
            at = resampled_length(first, self._file.rate)
            self.faults.append(
                fault(
                    at,
                    f"{self._file.name} holds samples that are not numbers, the first at "
                    f"{in_seconds(at)}",
                    "took each such sample for silence; export the call again",
                )
            )
        return np.where(finite, block, np.float32(0))

    def _ending(self) -> list[ComponentDegraded]:
        """What is wrong with where the file ends, if anything."""
        file, heard = self._file, in_seconds(self.position)
        missing = (file.promised or 0) - self._decoder.position
        if missing > self._settings.length_tolerance_s * file.rate:
            promised = in_seconds(resampled_length(file.promised or 0, file.rate))
            why = f"{file.name} stops at {heard} although its header promises {promised}"
        elif self._decoder.failed and file.promised is None:
            why = f"{file.name} cannot be decoded beyond {heard}"
        elif file.unclosed:
            why = f"{file.name} stops at {heard} without the mark that closes an Ogg file"
        else:
            return []
        return [fault(self.position, why, _AS_FAR)]

    def _low_rate(self) -> ComponentDegraded:
        return fault(
            0,
            f"{self._file.name} has {self._file.rate} samples a second, and telephone speech "
            f"needs {self._settings.telephone_rate}",
            "listened all the same; expect wrong words, and record at a higher rate",
        )
