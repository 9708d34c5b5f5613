"""A call goes in; the figures of its close, of transfers and of promises come out."""

from __future__ import annotations

import re

from assistant.coaching.review.call_figures.call import Call, by_turn
from assistant.coaching.review.call_figures.figure import Figure, count
from assistant.events import ActSpoken, Fact, Party
from assistant.timeline import to_samples

CLOSE_S = 30
"""Seconds at the end of a call that are its close."""
_REASON_WITHIN_S = 30
"""Seconds around a transfer in which its reason is in time: the breath before, or after."""
_WHEN_BEFORE_S = 4
"""Seconds before a promise in which its time may be said: "on Monday, then, I'll call you"."""
_WHEN_AFTER_S = 8
"""And after it: "I'll call you, to hear how it went, on Monday"."""
_NUMBER = (
    r"(?:\d[\d:.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter)"
)
_WHEN = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tonight|tomorrow|mornings?|"
    r"afternoons?|evenings?|noon|midday|lunchtime|hours?|minutes?|days?|weeks?|weekend|"
    r"fortnight|month|o'clock|straight away|right away|"
    rf"(?:at|by|before|after|past|until|within|around|about) {_NUMBER})\b"
)
"""A day, an hour, a term."""


def closing_figures(call: Call) -> dict[str, Figure]:
    """The closing check, thanks, transfers and their reasons, promises and their times."""
    transfers = list(by_turn(call, call.acts("transfer")))
    bare = [act for act in transfers if not _reasoned(call, act)]
    checks = call.acts("closing_check")
    close = call.end - to_samples(CLOSE_S)
    thanks = [act for act in call.acts("gratitude") if act.end >= close]
    promises = call.acts("follow_up")
    dated = [act for act in promises if _dated(call, act)]
    asked = bool(checks) or (bool(transfers) and not bare)
    return {
        "transfers": count(transfers),
        "transfers_without_reason": count(bare),
        "closing_check": count(checks),
        "gratitude_at_close": count(thanks),
        "promises": count(promises),
        "promises_with_time": count(dated),
        "open_promises": count([act for act in promises if act not in dated]),
        "closing_steps_share": Figure(
            value=(asked + bool(thanks) + len(dated)) / (2 + len(promises)),
            because=(*checks, *transfers, *thanks, *promises) or _last_words(call),
        ),
    }


def _last_words(call: Call) -> tuple[Fact, ...]:
    """What the agent said last: where a close would have been."""
    last = list(call.turns_of(Party.AGENT))[-1:]
    return tuple(piece for turn in last for piece in turn.pieces)


def _reasoned(call: Call, transfer: ActSpoken) -> bool:
    margin = to_samples(_REASON_WITHIN_S)
    return any(abs(why.start - transfer.start) <= margin for why in call.acts("transfer_reason"))


def _dated(call: Call, promise: ActSpoken) -> bool:
    since = promise.start - to_samples(_WHEN_BEFORE_S)
    until = promise.end + to_samples(_WHEN_AFTER_S)
    return bool(_WHEN.search(call.said(Party.AGENT, since, until)))
