"""Nothing goes in; the names of the acts come out, by the party that does them: docs/events.md."""

from __future__ import annotations

CUSTOMER_ACTS = tuple(
    f"escalation.{name}"
    for name in (
        "supervisor_request",
        "legal_threat",
        "regulator_threat",
        "public_threat",
        "churn_threat",
        "repeat_contact",
        "abuse",
    )
)
AGENT_ACTS = (
    "greeting",
    "empathy",
    "apology",
    "paraphrase",
    "hold_request",
    "hold_return",
    "transfer",
    "transfer_reason",
    "solution_offer",
    "ownership",
    "closing_check",
    "follow_up",
    "gratitude",
    "negative_language",
    "jargon",
)
ACTS = CUSTOMER_ACTS + AGENT_ACTS
"""In the order of the language model's outputs."""
