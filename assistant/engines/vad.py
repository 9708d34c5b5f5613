"""Frames of one party go in; how likely each holds speech comes out, by two detectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.timeline import SAMPLE_RATE

_WEBRTC_SAMPLES = SAMPLE_RATE // 100
"""webrtcvad takes 10, 20 or 30 ms; 10 gives the finest vote."""
_SILERO_SAMPLES = 512
"""Silero takes exactly 32 ms at 16 kHz."""
_SILERO_CONTEXT = 64
"""Samples before the frame that Silero sees again."""
_NO_SPEECH = 0.2
"""Probability below which a frame is surely none: under every threshold in use."""
_SPEECH = 0.8
"""Probability from which a frame is surely speech."""
_SPEECH_FRAMES = 10
"""A third of a second of sure speech: what has been heard is worth going back to."""
_SOON_AFTER = 16
"""Frames without speech, half a second, after which that is kept to go back to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSettings:
    """How the two detectors are weighed; chosen in models/voice/card.md."""

    webrtc_mode: int = 1
    """webrtcvad's aggressiveness, 0 to 3."""
    unconfirmed_weight: float = 0.85
    """What Silero's probability is multiplied by where webrtcvad hears no speech at all."""
    forget_s: float = 3.0
    """Seconds without speech after which Silero goes back to how it was soon after the last
    speech, 0.5..600: after music or a long silence it would else miss the first second of
    speech, and one that has heard nothing at all is slow too."""

    def __post_init__(self) -> None:
        if self.webrtc_mode not in (0, 1, 2, 3):
            raise ValueError("webrtc_mode: 0, 1, 2 or 3")
        if not 0 <= self.unconfirmed_weight <= 1:
            raise ValueError("unconfirmed_weight: 0 to 1")
        if not 0.5 <= self.forget_s <= 600:
            raise ValueError("forget_s: 0.5 to 600")


class TwoDetectors:
    """webrtcvad votes on every 10 ms; Silero, with its memory of the call, judges each frame."""

    def __init__(self, silero: Path, settings: VoiceSettings | None = None) -> None:
        from webrtcvad import Vad

        self._settings = settings or VoiceSettings()
        self._webrtc: Any = Vad(self._settings.webrtc_mode)
        self._rest = np.zeros(0, dtype=np.int16)
        self._silero = _Silero(silero)
        self._frames_to_forget = round(self._settings.forget_s * SAMPLE_RATE / _SILERO_SAMPLES)
        self._quiet_frames = 0
        self._speech_frames = 0
        """Of sure speech since Silero's state was kept."""

    def probability(self, samples: NDArray[np.float32]) -> float:
        """0..1 for 512 float32 samples at 16 kHz. ValueError for another length."""
        if len(samples) != _SILERO_SAMPLES:
            raise ValueError(f"a frame has {_SILERO_SAMPLES} samples, not {len(samples)}")
        weight = 1.0 if self._voiced(samples) else self._settings.unconfirmed_weight
        probability = self._silero.probability(samples) * weight
        self._quiet_frames = self._quiet_frames + 1 if probability < _NO_SPEECH else 0
        self._speech_frames += probability >= _SPEECH
        self._keep_or_go_back()
        return round(probability, 4)

    def _keep_or_go_back(self) -> None:
        if self._quiet_frames == _SOON_AFTER and self._speech_frames >= _SPEECH_FRAMES:
            self._silero.keep()
            self._speech_frames = 0
        if self._quiet_frames >= self._frames_to_forget:
            self._silero.go_back()
            self._quiet_frames = 0

    def _voiced(self, samples: NDArray[np.float32]) -> bool:
        pcm = (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16)
        pcm = np.concatenate((self._rest, pcm))
        whole = len(pcm) // _WEBRTC_SAMPLES * _WEBRTC_SAMPLES
        self._rest = pcm[whole:]
        pieces = pcm[:whole].reshape(-1, _WEBRTC_SAMPLES)
        votes = [self._webrtc.is_speech(piece.tobytes(), SAMPLE_RATE) for piece in pieces]
        return any(votes)  # after all have voted: each teaches webrtcvad the background


class _Silero:
    """Silero's 16 kHz network, a frame at a time, with its state carried on."""

    def __init__(self, weights: Path) -> None:
        self._run: Any = _session(weights).run
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._kept = self._state
        self._input = np.zeros((1, _SILERO_CONTEXT + _SILERO_SAMPLES), dtype=np.float32)
        self._rate = np.array(SAMPLE_RATE, dtype=np.int64)

    def keep(self) -> None:
        """Keep what it remembers now."""
        self._kept = self._state

    def go_back(self) -> None:
        """Remember what was kept, or nothing where nothing was."""
        self._state = self._kept

    def probability(self, samples: NDArray[np.float32]) -> float:
        self._input[0, :_SILERO_CONTEXT] = self._input[0, -_SILERO_CONTEXT:]
        self._input[0, _SILERO_CONTEXT:] = samples
        feed = {"input": self._input, "state": self._state, "sr": self._rate}
        probability, self._state = self._run(None, feed)
        return float(probability[0, 0])


@cache
def _session(weights: Path) -> Any:
    """One network for both parties: what it remembers lies with each of them."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1  # 0.08 ms a frame
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(weights), sess_options=options, providers=["CPUExecutionProvider"]
    )
