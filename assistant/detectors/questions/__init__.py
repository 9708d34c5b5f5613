"""What both parties say goes in; what they ask, and whether it invites telling, comes out."""

from assistant.detectors.questions.spotter import QuestionSettings, QuestionSpotter

__all__ = ["QuestionSettings", "QuestionSpotter"]
