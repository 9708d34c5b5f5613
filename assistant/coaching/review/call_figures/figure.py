"""Nothing goes in; what a figure is, and which ones there are, comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from assistant.events import Fact


class Unit(StrEnum):
    """What a figure counts in."""

    TIMES = "times"
    SECONDS = "seconds"
    SHARE = "share, 0..1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number about the call, and the facts to hear it by.

    `value` is in the unit of its kind. It is infinite for a time that never came, and None where
    there was nothing to measure.
    """

    value: float | None
    because: tuple[Fact, ...] = ()


def count(facts: Sequence[Fact]) -> Figure:
    """How many facts there are."""
    return Figure(value=len(facts), because=tuple(facts))


def share(part: Sequence[Fact], whole: Sequence[Fact]) -> Figure:
    """How much of `whole` is `part`, 0..1; resting on the rest, which is what to listen to."""
    if not whole:
        return Figure(value=None)
    rest = tuple(fact for fact in whole if fact not in part)
    return Figure(value=len(part) / len(whole), because=rest or tuple(whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKind:
    """What a figure counts in, what it is called, and how it is found."""

    unit: Unit
    label: str
    says: str


def told(kind: FigureKind, value: float | None) -> str:
    """The figure as a person reads it, such as `Share of holds that were thanked for: 50 %`."""
    return f"{kind.label}: {_number(kind.unit, value)}"


def _number(unit: Unit, value: float | None) -> str:
    if value is None:
        return "not measured"
    if value == inf:
        return "never"
    match unit:
        case Unit.TIMES:
            return f"{value:.0f}"
        case Unit.SECONDS:
            return f"{value:.1f} s"
        case Unit.SHARE:
            return f"{value * 100:.0f} %"


def _times(label: str, says: str) -> FigureKind:
    return FigureKind(unit=Unit.TIMES, label=label, says=says)


def _seconds(label: str, says: str) -> FigureKind:
    return FigureKind(unit=Unit.SECONDS, label=label, says=says)


def _share(label: str, says: str) -> FigureKind:
    return FigureKind(unit=Unit.SHARE, label=label, says=says)


FIGURES: Mapping[str, FigureKind] = {
    "interruptions_by_agent": _times(
        "Interruptions by the agent",
        "The agent came in over the customer. Not measured where an echo may have made them.",
    ),
    "agent_fast_share": _share(
        "Share of the agent's talk that was fast",
        "Measurements of the agent's pace at 180 words a minute or more.",
    ),
    "talk_share_agent": _share("The agent's share of the talk", "Of what both parties talked."),
    "monologues": _times(
        "Monologues of the agent", "The agent talked on for 45 s or more without giving way."
    ),
    "interruptions_and_monologues": _times(
        "Times that the agent took the floor or kept it", "Interruptions and monologues together."
    ),
    "open_questions": _times(
        "Open questions by the agent",
        "Questions that invite the customer to tell. Not measured where the log holds no question.",
    ),
    "unexplained_dead_air_count": _times(
        "Silences that were not announced", "Nobody spoke for over 3 s, and no one had said why."
    ),
    "unexplained_dead_air_s": _seconds(
        "Silence that was not announced", "The length of all those silences."
    ),
    "longest_unexplained_dead_air_s": _seconds(
        "Longest silence that was not announced", "0 where there was none."
    ),
    "holds": _times("Holds", "The customer was left waiting after a request to hold."),
    "holds_without_reason_or_time": _times(
        "Holds with neither a reason nor a time",
        "Around the request, the agent said neither why nor how long.",
    ),
    "check_ins_missed": _times(
        "Check-ins missed",
        "A check-in fell due in a hold, and the agent did not speak in the 15 s that followed.",
    ),
    "holds_thanked_share": _share(
        "Share of holds that were thanked for",
        "Of the holds from which the agent returned. Not measured where there is none.",
    ),
    "hold_steps_share": _share(
        "Share of the steps of a good hold that were taken",
        "A reason or a time, each check-in that fell due, thanks on return; over all holds.",
    ),
    "customer_upset": _times(
        "Moments at which the customer was upset",
        "Utterances with a score of -0.6 or lower at a confidence of 0.7 or more, and acts of "
        "escalation.",
    ),
    "empathy": _times("Statements of empathy", "The agent named the feeling or the trouble."),
    "empathy_after_upset_s": _seconds(
        "Time from the first upset moment to empathy",
        "0 for empathy in the 30 s before it, never where none came. Not measured where the "
        "customer was not upset.",
    ),
    "long_explanations": _times(
        "Long explanations by the customer", "Turns in which the customer talked 15 s or more."
    ),
    "paraphrases": _times("Paraphrases", "The agent gave back what the customer said."),
    "explanations_without_paraphrase": _times(
        "Long explanations without a paraphrase",
        "None came during the explanation or in the agent's next two turns.",
    ),
    "greeting_within_s": _seconds(
        "Time until the greeting", "From the first words of the call; never where none came."
    ),
    "negative_language": _times(
        "Negative language by the agent",
        "Refusals without an alternative, blame, policy as an answer, orders to calm down.",
    ),
    "jargon": _times("Jargon", "Terms of the trade or abbreviations by the agent."),
    "jargon_not_explained": _times(
        "Jargon or confusion without plain words after it",
        "The customer did not understand, and the agent's answer brought more jargon, negative "
        "language or next to nothing; or jargon without a word such as “that means” soon after.",
    ),
    "solution_offers": _times("Offers of a solution", "An action, an option, a credit, a refund."),
    "ownership": _times("Statements of ownership", "The agent took the matter on."),
    "offers_and_promises": _times(
        "Offers and promises", "Offers of a solution, statements of ownership, promises to be back."
    ),
    "transfers": _times("Transfers", "The agent passed the call on; once for each agent's turn."),
    "transfers_without_reason": _times(
        "Transfers without a reason",
        "The agent did not say why, or what comes next, within 30 s of it.",
    ),
    "closing_check": _times("Closing checks", "Anything else? Are you happy with that?"),
    "gratitude_at_close": _times(
        "Thanks at the close", "The agent thanked the customer in the last 30 s of the call."
    ),
    "promises": _times("Promises to be back", "The agent promised a later contact."),
    "promises_with_time": _times(
        "Promises with a time", "Near the promise, the agent said when: a day, an hour, by five."
    ),
    "open_promises": _times("Promises without a time", "The other promises."),
    "closing_steps_share": _share(
        "Share of the steps of a good close that were taken",
        "A closing check, or a reason where the call was passed on; thanks at the close; a time "
        "for each promise.",
    ),
    "cues_offered": _times("Cues shown", "The cues that the agent saw in the call."),
    "cues_followed_share": _share(
        "Share of cues that were followed",
        "Of the cues that were followed or ran out. Not measured where there is none.",
    ),
}
"""Every figure that a form may name."""
