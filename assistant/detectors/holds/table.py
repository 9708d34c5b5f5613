"""A hold's state and a sign go in; the state that follows, and what is told of it, come out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from assistant.events import HoldPhase


class State(Enum):
    """How far the hold has come that is followed."""

    TALKING = auto()
    """No hold."""
    LOOKING = auto()
    """The agent has said to look for something, and has not asked for a wait."""
    ASKED = auto()
    WAITING = auto()
    OVERDUE = auto()
    """Still waiting, and somebody should have said something."""
    BACK = auto()
    """Returned, and not yet thanked."""


class Sign(Enum):
    """What leads from one state to another."""

    LOOK = auto()
    """A request that asks for no wait."""
    REQUEST = auto()
    SILENCE = auto()
    """The agent's, long enough."""
    LAPSE = auto()
    """No such silence came."""
    LONG = auto()
    """The silence has lasted until a check-in is due."""
    SPEECH = auto()
    """The agent's, long enough to be a return."""
    SHORT_THANKS = auto()
    """Words of return, in speech that is too short to be one by itself."""
    THANKS = auto()
    """Words of return, or thanks, soon after the return."""
    FORGET = auto()
    """It is too late for thanks."""
    WITHDRAWAL = auto()
    """The words of the request were disproved."""


TABLE: Mapping[tuple[State, Sign], tuple[State, tuple[HoldPhase, ...]]] = {
    (State.TALKING, Sign.REQUEST): (State.ASKED, (HoldPhase.REQUESTED,)),
    (State.TALKING, Sign.LOOK): (State.LOOKING, ()),
    (State.LOOKING, Sign.REQUEST): (State.ASKED, (HoldPhase.REQUESTED,)),
    (State.LOOKING, Sign.SILENCE): (State.WAITING, (HoldPhase.REQUESTED, HoldPhase.STARTED)),
    (State.LOOKING, Sign.LAPSE): (State.TALKING, ()),
    (State.LOOKING, Sign.THANKS): (State.LOOKING, (HoldPhase.THANKED,)),
    (State.LOOKING, Sign.WITHDRAWAL): (State.TALKING, ()),
    (State.ASKED, Sign.SILENCE): (State.WAITING, (HoldPhase.STARTED,)),
    (State.ASKED, Sign.LAPSE): (State.TALKING, ()),
    (State.ASKED, Sign.THANKS): (State.ASKED, (HoldPhase.THANKED,)),
    (State.ASKED, Sign.WITHDRAWAL): (State.TALKING, ()),
    (State.WAITING, Sign.LONG): (State.OVERDUE, (HoldPhase.CHECK_IN_DUE,)),
    (State.WAITING, Sign.SPEECH): (State.BACK, (HoldPhase.RETURNED,)),
    (State.WAITING, Sign.SHORT_THANKS): (State.TALKING, (HoldPhase.RETURNED, HoldPhase.THANKED)),
    (State.WAITING, Sign.THANKS): (State.WAITING, (HoldPhase.THANKED,)),
    (State.WAITING, Sign.REQUEST): (State.ASKED, (HoldPhase.RETURNED, HoldPhase.REQUESTED)),
    (State.WAITING, Sign.LOOK): (State.LOOKING, (HoldPhase.RETURNED,)),
    (State.WAITING, Sign.WITHDRAWAL): (State.TALKING, ()),
    (State.OVERDUE, Sign.SPEECH): (State.BACK, (HoldPhase.RETURNED,)),
    (State.OVERDUE, Sign.SHORT_THANKS): (State.TALKING, (HoldPhase.RETURNED, HoldPhase.THANKED)),
    (State.OVERDUE, Sign.REQUEST): (State.ASKED, (HoldPhase.RETURNED, HoldPhase.REQUESTED)),
    (State.OVERDUE, Sign.LOOK): (State.LOOKING, (HoldPhase.RETURNED,)),
    (State.OVERDUE, Sign.WITHDRAWAL): (State.TALKING, ()),
    (State.BACK, Sign.REQUEST): (State.ASKED, (HoldPhase.REQUESTED,)),
    (State.BACK, Sign.LOOK): (State.LOOKING, ()),
    (State.BACK, Sign.SILENCE): (State.WAITING, (HoldPhase.STARTED,)),
    (State.BACK, Sign.THANKS): (State.TALKING, (HoldPhase.THANKED,)),
    (State.BACK, Sign.FORGET): (State.TALKING, ()),
    (State.BACK, Sign.WITHDRAWAL): (State.TALKING, ()),
}
"""Where a sign leads from each state, and what is then told; other signs change nothing.

A withdrawal tells that what was told of the hold is withdrawn too. Thanks that come in when the
next hold was already asked for are for the one before. An agent who only came back to answer the
customer's "how long?" goes again on the same request.
"""
