"""Voices and words of both parties go in; who came in over whom comes out."""

from assistant.detectors.interruptions.settings import InterruptionSettings
from assistant.detectors.interruptions.spotter import InterruptionSpotter

__all__ = ["InterruptionSettings", "InterruptionSpotter"]
