"""Words in any spelling go in; the plain line that the language model was taught on comes out."""

from __future__ import annotations

import re

_NOT_SPOKEN = re.compile(r"[^\w']|_")


def spoken_form(text: str) -> str:
    """Lower case, no punctuation but the apostrophe."""
    plain = text.lower().replace("’", "'")
    return " ".join(_NOT_SPOKEN.sub(" ", plain).split())
