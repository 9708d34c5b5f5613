"""What a playbook can speak of, and what it can ask of each kind of finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Finding = Literal[
    "act",
    "cue",
    "dead_air",
    "hold",
    "interruption",
    "loudness",
    "loudness_settled",
    "monologue",
    "pace",
    "question",
    "risk",
    "sentiment",
    "speech_ended",
    "speech_started",
    "talk_share",
    "tension",
    "turn",
    "words",
]

FINDINGS: Mapping[str, frozenset[str]] = {
    "act": frozenset(
        {"party", "acts", "score_at_least", "score_at_most", "saying", "not_saying", "around_s"}
    ),
    "cue": frozenset({"rules"}),
    "dead_air": frozenset({"explained", "lasting_s"}),
    "hold": frozenset({"phase", "lasting_s"}),
    "interruption": frozenset({"party"}),
    "loudness": frozenset({"party", "db_at_least"}),
    "loudness_settled": frozenset({"party"}),
    "monologue": frozenset({"party", "lasting_s"}),
    "pace": frozenset(
        {
            "party",
            "words_per_minute_at_least",
            "words_per_minute_at_most",
            "times_usual_at_least",
        }
    ),
    "question": frozenset({"party", "open", "saying", "not_saying", "around_s"}),
    "risk": frozenset({"score_at_least", "score_at_most"}),
    "sentiment": frozenset(
        {
            "party",
            "label",
            "score_at_least",
            "score_at_most",
            "trend_at_most",
            "confidence_at_least",
        }
    ),
    "speech_ended": frozenset({"party"}),
    "speech_started": frozenset({"party"}),
    "talk_share": frozenset({"party", "share_at_least", "share_at_most", "window_at_most_s"}),
    "tension": frozenset({"party", "score_at_least", "score_at_most"}),
    "turn": frozenset({"party", "talked_s_at_least", "unbroken"}),
    "words": frozenset({"party", "saying", "not_saying", "around_s"}),
}
"""What a condition can ask of a finding of each kind; the rest would hold always, or never."""
