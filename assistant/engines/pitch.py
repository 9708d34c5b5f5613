"""One party's speech goes in; the pitch of the voice comes out, every 16 ms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SettingsError
from assistant.timeline import SAMPLE_RATE

_LOWEST_HZ, _HIGHEST_HZ = 60.0, 500.0
"""From a deep man's voice to an angry woman's; in models/tension/card.md no clip went beyond."""
_VOICED = 0.5
"""SwiftF0's own line between a voiced frame and one without pitch."""


class PitchTracker:
    """SwiftF0 (Nieradzik 2025, arXiv 2508.18440): a network of 14,386 weights, in its package.

    It finds the pitch of voices whose lowest partials a telephone line has cut off.
    """

    def __init__(self) -> None:
        """Raises SettingsError where the package is not installed."""
        try:
            from swift_f0 import SwiftF0
        except ImportError as missing:
            raise SettingsError(
                "tension.enabled needs a pitch detector that is not installed: run "
                "`pip install 'deescalate[voice]'`, or leave tension off."
            ) from missing
        self._detector = SwiftF0(threads=1, spin=False)  # one core, and none kept busy waiting

    def pitch(self, samples: NDArray[np.float32]) -> NDArray[np.float64]:
        """Hertz of each whole 256 of float32 samples at 16 kHz; 0 where there is no pitch."""
        found = self._detector.detect(samples, SAMPLE_RATE, _LOWEST_HZ, _HIGHEST_HZ)
        return np.where(found.confidence >= _VOICED, found.pitch_hz, 0.0)
