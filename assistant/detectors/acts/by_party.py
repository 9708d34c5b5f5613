"""Nothing goes in; which party can do which act, and how each is said, comes out."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.detectors.acts import (
    authority,
    insults,
    leaving,
    remedies,
    repeats,
    service,
    threats,
    waiting,
)
from assistant.detectors.acts.notation import Family, matcher
from assistant.detectors.acts.spoken import spoken_text
from assistant.events import Party, Word

FAMILIES: Mapping[Party, tuple[Family, ...]] = {
    Party.CUSTOMER: (
        authority.SUPERVISOR_REQUEST,
        threats.LEGAL_THREAT,
        threats.REGULATOR_THREAT,
        threats.PUBLIC_THREAT,
        leaving.CHURN_THREAT,
        repeats.REPEAT_CONTACT,
        insults.ABUSE,
    ),
    Party.AGENT: (
        service.GREETING,
        waiting.HOLD_REQUEST,
        waiting.HOLD_RETURN,
        service.APOLOGY,
        service.EMPATHY,
        service.CLOSING_CHECK,
        service.GRATITUDE,
        remedies.PARAPHRASE,
        remedies.TRANSFER,
        remedies.SOLUTION_OFFER,
        remedies.OWNERSHIP,
        remedies.FOLLOW_UP,
        remedies.NEGATIVE_LANGUAGE,
    ),
}
"""Who can do which acts, and how each is said."""


def why_found(party: Party, act: str, text: str) -> str | None:
    """What a known phrasing of the act in `text` says; None where none is in it."""
    words = [Word(word=word, start=0, end=0, probability=1.0) for word in text.split()]
    line = spoken_text(words).text
    families = [family for family in FAMILIES[party] if family.act == act]
    return next((one.why for one in families if matcher(one).places(line)), None)
