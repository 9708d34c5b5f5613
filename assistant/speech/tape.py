"""One party's frames go in; audio, voice and quiet moments of any late stretch come out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.events import AudioFrame, VoiceProbed
from assistant.timeline import Span, to_seconds

BLOCK = 128
"""Samples over which a level is measured: 8 ms, shorter than the closure before a "t"."""
_SILENT_DB = -100.0


@dataclass(slots=True)
class Tape:
    """The last audio of one party that may still be asked about, frame by frame."""

    frames: deque[AudioFrame] = field(default_factory=deque)
    levels: deque[tuple[int, NDArray[np.float32]]] = field(default_factory=deque)
    """For each frame its start and the levels of its blocks, dB of full scale."""
    probabilities: deque[tuple[Span, float]] = field(default_factory=deque)
    end: int = 0

    def record(self, frame: AudioFrame) -> None:
        """Keep a frame that follows the last one."""
        self.frames.append(frame)
        self.levels.append((frame.start, _levels(frame.samples)))
        self.end = frame.span.end

    def probe(self, probed: VoiceProbed) -> None:
        """Keep how likely a frame holds speech."""
        self.probabilities.append((probed.span, probed.probability))

    def forget_before(self, position: int) -> None:
        """Let go of whole frames that lie before `position`, in samples."""
        while self.frames and self.frames[0].span.end <= position:
            self.frames.popleft()
            self.levels.popleft()
        while self.probabilities and self.probabilities[0][0].end <= position:
            self.probabilities.popleft()

    def cut(self, span: Span) -> NDArray[np.float32]:
        """The samples at `span`, which must be on the tape."""
        pieces = [
            frame.samples[max(0, span.start - frame.start) : span.end - frame.start]
            for frame in self.frames
            if frame.span.overlap(span)
        ]
        return np.concatenate(pieces)

    def voiced_seconds(self, span: Span, floor: float) -> float:
        """How much of `span` is speech, by a probability of at least `floor`."""
        return to_seconds(sum(s.overlap(span) for s, p in self.probabilities if p >= floor))

    def least_voiced(self, earliest: int) -> int:
        """The middle of the least voiced frame from `earliest` on, the first of equals."""
        late = [(p, span) for span, p in self.probabilities if span.start >= earliest]
        _, span = min(late, key=lambda one: (one[0], one[1].start))
        return (span.start + span.end) // 2

    def quietest(self, span: Span) -> tuple[float, int]:
        """Level and middle of the quietest block within `span`; its own middle where none is."""
        best = (float("inf"), (span.start + span.end) // 2)
        for start, levels in self.levels:
            for index, level in enumerate(levels):
                middle = start + index * BLOCK + BLOCK // 2
                if span.start <= middle < span.end:
                    best = min(best, (float(level), middle))
        return best

    def drop_db(self, last: int, over: int) -> float:
        """How far the level of the last `last` blocks lies below the loudest of the last `over`."""
        frames = -(-over * BLOCK // max(1, len(self.frames[-1].samples))) + 1
        near = [levels for _, levels in list(self.levels)[-frames:]]
        levels = np.concatenate(near)[-over:]
        return float(levels.max() - levels[-last:].max())


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    blocks = len(samples) // BLOCK
    if not blocks:
        return np.full(1, _SILENT_DB, dtype=np.float32)
    power = np.square(samples[: blocks * BLOCK].reshape(blocks, BLOCK)).mean(axis=1)
    levels: NDArray[np.float32] = 10 * np.log10(power + 1e-10)
    return levels
