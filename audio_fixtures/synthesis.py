"""A phrase and a voice go in; speech at the telephone rate, trimmed to its sound, comes out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from audio_fixtures import weights
from audio_fixtures.placement import RATE
from audio_fixtures.pronunciation import LANGUAGES, phonemes
from audio_fixtures.script import FixtureError, Voice

KOKORO_RATE = 24_000
"""Samples a second that the synthesiser gives."""
STYLE_WIDTH = 256
"""Numbers in a row of a voice file; the row is chosen by the count of phonemes."""
TRIM_FRAME = RATE // 200
"""5 ms: the resolution at which a phrase's start and end are known."""
TRIM_DB = 42.0
"""A frame this far below the phrase's loud frames is silence: under weak final consonants."""

Audio = NDArray[np.float32]


class Synthesiser:
    """Kokoro on one thread, so that the same phrase always gives the same samples."""

    def __init__(self, cache: Path, *, reuse: bool = True) -> None:
        if not weights.present(cache):
            raise FixtureError("the voices are not there; run `build.py fetch` first")
        self._cache = cache
        self._reuse = reuse
        self._session: Any = None
        self._vocabulary: dict[str, int] = json.loads(
            (cache / weights.VOCABULARY).read_text(encoding="utf-8")
        )["vocab"]

    def say(self, text: str, voice: Voice, speed: float = 1.0) -> Audio:
        """Mono float32 at 8 kHz, from the first sound to the last; `speed` times the voice's."""
        if voice.language not in LANGUAGES or f"{voice.name}.bin" not in weights.SHA256:
            raise FixtureError(f"no voice {voice.name} for {voice.language}; see the README")
        spoken = phonemes(text, voice.language)
        pace = voice.speed * speed
        key = hashlib.sha256(f"{voice.name}|{spoken}|{pace:.4f}".encode()).hexdigest()[:24]
        stored = self._cache / "phrases" / f"{key}.npy"
        if self._reuse and stored.exists():
            raw: Audio = np.load(stored)
        else:
            raw = self._infer(spoken, voice.name, pace)
            stored.parent.mkdir(exist_ok=True)
            np.save(stored, raw)
        return trim(soxr.resample(raw, KOKORO_RATE, RATE, quality="VHQ"))

    def _infer(self, spoken: str, voice: str, pace: float) -> Audio:
        """Kokoro's own output for a string of phonemes, at 24 kHz."""
        ids = [self._vocabulary[symbol] for symbol in spoken if symbol in self._vocabulary]
        styles = np.fromfile(self._cache / f"{voice}.bin", np.float32).reshape(-1, STYLE_WIDTH)
        (audio,) = self._loaded().run(
            None,
            {
                "tokens": np.array([[0, *ids, 0]], np.int64),
                "style": styles[len(ids)][None],
                "speed": np.array([pace], np.float32),
            },
        )
        return np.asarray(audio, np.float32).ravel()

    def _loaded(self) -> Any:
        """The model, opened at the first phrase that needs it."""
        if self._session is None:
            import onnxruntime  # heavy: only where a phrase is not stored yet

            weights.check(self._cache / weights.MODEL, weights.SHA256[weights.MODEL])
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self._session = onnxruntime.InferenceSession(
                str(self._cache / weights.MODEL), options, providers=["CPUExecutionProvider"]
            )
        return self._session


def trim(audio: Audio) -> Audio:
    """`audio` without the silence before its first and after its last sound."""
    frames = audio[: len(audio) // TRIM_FRAME * TRIM_FRAME].reshape(-1, TRIM_FRAME)
    level = 20 * np.log10(np.sqrt(np.mean(frames.astype(np.float64) ** 2, axis=1)) + 1e-9)
    heard = np.flatnonzero(level > np.percentile(level, 95) - TRIM_DB)
    return audio[heard[0] * TRIM_FRAME : (heard[-1] + 1) * TRIM_FRAME]
