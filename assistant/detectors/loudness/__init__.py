"""Audio and voice probabilities of both parties go in; who became louder than their usual, out."""

from assistant.detectors.loudness.meter import LoudnessMeter, LoudnessSettings

__all__ = ["LoudnessMeter", "LoudnessSettings"]
