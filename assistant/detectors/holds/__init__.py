"""The agent's acts and both voices go in; how far a hold has come comes out."""

from assistant.detectors.holds.tracker import HoldSettings, HoldTracker

__all__ = ["HoldSettings", "HoldTracker"]
