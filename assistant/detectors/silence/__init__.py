"""Voices, acts and words of both parties go in; stretches in which nobody speaks come out."""

from assistant.detectors.silence.meter import SilenceMeter
from assistant.detectors.silence.voices import SilenceSettings

__all__ = ["SilenceMeter", "SilenceSettings"]
