"""One party's whole recording goes in; its words come out, as Whisper hears them without hurry.

The library's own way through long audio, apart from what the product does with it: a yardstick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engines.whisper import WhisperSettings
from assistant.events import Word
from assistant.timeline import to_samples


class OfflineRecogniser:
    """faster-whisper with its voice filter, on a model in a folder."""

    def __init__(self, folder: Path, settings: WhisperSettings) -> None:
        from faster_whisper import WhisperModel

        self._settings = settings
        self._model: Any = WhisperModel(
            str(folder),
            device=settings.device,
            compute_type=settings.compute_type,
            cpu_threads=settings.threads,
            local_files_only=True,
        )

    def words(self, samples: NDArray[np.float32], beam_size: int) -> tuple[Word, ...]:
        """Every word in `samples` (float32 mono at 16 kHz), with its times from their beginning."""
        segments, _ = self._model.transcribe(
            samples,
            language=self._settings.language,
            beam_size=beam_size,
            word_timestamps=True,
            vad_filter=True,
            condition_on_previous_text=False,
        )
        return tuple(
            Word(
                word=word.word.strip(),
                start=to_samples(word.start),
                end=to_samples(word.end),
                probability=round(float(word.probability), 4),
            )
            for segment in segments
            for word in segment.words or ()
        )
