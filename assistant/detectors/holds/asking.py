"""A request's words and those around it go in; whether it asks for a wait comes out.

"Let me see which flat it is" announces a look at the screen, during which the two may well talk.
"""

from __future__ import annotations

import re

_LOOKS = re.compile(
    r"\b(?:see|seeing|check|checking|look|looking|find|finding|pull|pulling|bring|bringing|search"
    r"|searching|load|open|opening|read|reading|dig|peek|get|getting|verify|review)\b"
)
"""What is done at the screen."""
_LEAVES = re.compile(
    r"\b(?:go and|go ask|go find|pop|nip|step|ask|ring|phone|fetch|speak (?:to|with)"
    r"|talk (?:to|with)|check (?:in )?with|word with|hold of)\b"
)
"""What is done away from the line."""
_LENGTH = (
    r"moments?|seconds?|secs?|minutes?|mins?|ticks?|jiffy|a mo|a while|a bit(?! (?:more|about))"
    r"|shakes"
)
_WAITS = re.compile(
    r"\b(?:hold|holding|wait|waiting|hang (?:on|fire|tight|about|there)|hanging on"
    rf"|b(?:ear|are) with|{_LENGTH}|mute|(?:right|straight|be) back|patien(?:t|ce)"
    r"|(?:be|take) (?:too |very )?long|quiet|silent|silence|music|stay (?:on|there|with)"
    r"|(?:hang up|go away|go anywhere)|still (?:\w+ ){0,2}\w+ing"
    r"|with you (?:shortly|soon)|excuse me|slow)\b"
)
"""Words of waiting, and of how long."""


def asks_to_wait(request: str, around: str = "") -> bool:
    """Whether `request` asks for a wait or announces being away, by its words or those around.

    A request that is none of a look asks for a wait, in whatever words.
    """
    said = request.lower()
    if not _LOOKS.search(said):
        return True
    return bool(_LEAVES.search(said) or _WAITS.search(f"{said} {around.lower()}"))
