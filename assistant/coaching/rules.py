"""The schema of a playbook: rules, what they wait for, and whom to bring in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from assistant.coaching.asked import FINDINGS, Finding
from assistant.coaching.mistakes import closest
from assistant.events import HoldPhase, Party, SentimentLabel, Severity

_MOST_WORDS = 6
"""A cue is read at a glance, in a call."""

Chance = Annotated[float, Strict(), Field(ge=0, le=1)]
Score = Annotated[float, Strict(), Field(ge=-1, le=1)]
Seconds = Annotated[float, Strict(), Field(ge=0, le=3600)]
Rate = Annotated[float, Strict(), Field(ge=0, le=600)]
Decibels = Annotated[float, Strict(), Field(ge=0, le=60)]
Priority = Annotated[int, Strict(), Field(ge=0, le=100)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Part(BaseModel):
    """Keys with their values, none of them unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Condition(Part):
    """A finding of one kind, and what must hold of it; what is left out may be anything."""

    finding: Finding
    party: Party | None = None
    """Who spoke, or who came in over the other."""
    acts: tuple[str, ...] = ()
    """Names of acts; `escalation.*` stands for all that begin so."""
    phase: HoldPhase | None = None
    label: SentimentLabel | None = None
    explained: Annotated[bool, Strict()] | None = None
    """Of dead air: whether the agent had announced it."""
    open: Annotated[bool, Strict()] | None = None
    """Of a question: whether it invites telling."""
    lasting_s: Seconds | None = None
    """Of dead air or a monologue: at least so long by now, and not over."""
    talked_s_at_least: Seconds | None = None
    """Of a turn: so much of it was speech."""
    words_per_minute_at_least: Rate | None = None
    words_per_minute_at_most: Rate | None = None
    db_at_least: Decibels | None = None
    """Of loudness: so far over the party's own usual."""
    share_at_least: Chance | None = None
    share_at_most: Chance | None = None
    window_at_most_s: Seconds | None = None
    """Of a share of the talk: taken over no more of the call, as it is at its opening."""
    score_at_least: Score | None = None
    score_at_most: Score | None = None
    trend_at_most: Annotated[float, Strict(), Field(ge=-2, le=2)] | None = None
    """Of sentiment: the last half minute less the call before it."""
    confidence_at_least: Chance | None = None
    saying: tuple[str, ...] = ()
    """Of words, a question or an act: one of these phrases is in it."""
    not_saying: tuple[str, ...] = ()
    """Of words, a question or an act: none of these are in what the party said around it."""

    @field_validator("acts")
    @classmethod
    def _known(cls, acts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known: Collection[str] = info.context or ()
        families = {f"{act.rpartition('.')[0]}.*" for act in known if "." in act}
        for act in acts:
            if known and act not in known and act not in families:
                raise ValueError(f"no act is called {act}{closest(act, [*known, *families])}")
        return acts

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        own = self.model_fields_set & set(Condition.model_fields) - {"finding"}
        if needless := own - FINDINGS[self.finding]:
            raise ValueError(
                f"{', '.join(sorted(needless))} cannot be asked of {self.finding}; "
                f"{', '.join(sorted(FINDINGS[self.finding]))} can"
            )
        if self.finding == "words" and not self.saying:
            raise ValueError("words needs saying: the phrases to listen for")
        return self


class Happening(Condition):
    """A finding that came `times` within the last `within_s`."""

    times: Annotated[int, Strict(), Field(ge=1, le=20)] = 1
    within_s: Seconds = 60
    in_first_s: Seconds | None = None
    """Only at the opening: no later in the call than this."""
    after: tuple[Condition, ...] = ()
    """Counted are only those that came after one of these, itself within `within_s`."""
    without: tuple[Condition, ...] = ()
    """None of these came since: since the first one counted or, with `after`, since that."""


class Trigger(Happening):
    """The finding that calls for the cue."""

    within_s: Seconds = 600


class Absence(Happening):
    """What makes the cue needless."""

    within_s: Seconds = 30


class AllOf(Part):
    """Each of these holds."""

    all: Annotated[tuple[State, ...], Field(min_length=1)]


class AnyOf(Part):
    """At least one of these holds."""

    any: Annotated[tuple[State, ...], Field(min_length=1)]


class NotSo(Part):
    """This does not hold."""

    not_: Annotated[State, Field(alias="not")]


class Named(Part):
    """A state that the playbook describes under `states`."""

    state: str


FORMS = ("all", "any", "not", "state")
"""The keys by which a state is told from a finding."""


def _form(value: Any) -> str:
    if isinstance(value, AllOf | AnyOf | NotSo | Named):
        return {AllOf: "-all", AnyOf: "-any", NotSo: "-not", Named: "-state"}[type(value)]
    keys = value if isinstance(value, dict) else ()
    return next((f"-{form}" for form in FORMS if form in keys), "-finding")


_Compound = (
    Annotated[AllOf, Tag("-all")]
    | Annotated[AnyOf, Tag("-any")]
    | Annotated[NotSo, Tag("-not")]
    | Annotated[Named, Tag("-state")]
)
State = Annotated[_Compound | Annotated[Happening, Tag("-finding")], Discriminator(_form)]
"""How the call stands: a finding that came lately, a named state, or these joined."""
Excuse = Annotated[_Compound | Annotated[Absence, Tag("-finding")], Discriminator(_form)]
"""The same, for what makes a cue needless."""


class Stillness(Part):
    """Nothing of this kind came for so long since the cue was shown."""

    without: Annotated[tuple[Condition, ...], Field(min_length=1)]
    for_s: Annotated[float, Strict(), Field(gt=0, le=120)]


def _ending(value: Any) -> str:
    still = isinstance(value, Stillness) or (isinstance(value, dict) and "for_s" in value)
    return "-still" if still else "-ending"


Ending = Annotated[
    Annotated[Stillness, Tag("-still")] | Annotated[Condition, Tag("-ending")],
    Discriminator(_ending),
]
"""What the agent does that makes a cue go away."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict | Trigger) else value


class Rule(Part):
    """When to show which cue, for how long, and what makes it go away."""

    id: Name
    technique: str
    enabled: Annotated[bool, Strict()] = True
    when: Annotated[tuple[Trigger, ...], BeforeValidator(_listed), Field(min_length=1)]
    """Any one of these calls for the cue."""
    given: tuple[State, ...] = ()
    """AllOf of these must hold then."""
    unless: tuple[Excuse, ...] = ()
    """None of these may hold."""
    after_s: Seconds = 0
    """Time for the agent to do it unasked."""
    cue: str
    detail: str | None = None
    """What can be said aloud; where the cue is to bring somebody in, the matrix has the words."""
    severity: Severity = Severity.COACH
    priority: Priority = 50
    cool_down_s: Seconds = 30
    once_per: str | None = None
    """A state: while it lasts, the cue comes only once."""
    life_s: Annotated[float, Strict(), Field(gt=0, le=120)] = 8
    done_when: tuple[Ending, ...] = ()
    """Any one of these is the agent doing it."""
    escalation: Literal["hierarchical", "functional"] | None = None
    """The cue is to bring somebody in: up the ranks, or an expert."""

    @field_validator("cue")
    @classmethod
    def _short(cls, cue: str) -> str:
        count = len(cue.split())
        if not 1 <= count <= _MOST_WORDS:
            raise ValueError(f"a cue has 1 to {_MOST_WORDS} words, this one has {count}")
        return cue

    @model_validator(mode="after")
    def _sayable(self) -> Self:
        if self.detail is None and self.escalation is None:
            raise ValueError("detail is missing: a line that the agent can say aloud")
        return self


class Level(Part):
    """A row of the escalation matrix: from which severity on whom to bring in, and the words."""

    level: Annotated[int, Strict(), Field(ge=1, le=9)]
    kind: Literal["hierarchical", "functional"]
    severity: Severity
    to: str
    say: str


class Budget(Part):
    """How many cues an agent can take; critical ones do not count."""

    least_gap_s: Seconds = 8
    most_a_minute: Annotated[int, Strict(), Field(ge=1, le=60)] = 4
    stale_after_s: Seconds = 4
    """How long a cue may wait for its turn: later it speaks of what is past."""
    snooze_s: Annotated[float, Strict(), Field(ge=1, le=3600)] = 120
    wrong_rests_s: Seconds = 300
    """How long a rule rests whose cue was called wrong."""


class Quiet(Part):
    """While the agent does what helps, remarks about the customer wait."""

    after: tuple[Condition, ...] = ()
    for_s: Seconds = 5


class Document(Part):
    """A whole playbook; where it extends another, after both were joined."""

    name: str
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    """Of the cues and what to say aloud, as in `en`, `de` or `en-GB`."""
    extends: str | None = None
    """`default`, or another file, from this one's folder."""
    budget: Budget = Budget()
    quiet: Quiet = Quiet()
    states: dict[Name, State] = {}
    escalation: tuple[Level, ...] = ()
    rules: tuple[Rule, ...]

    @field_validator("rules")
    @classmethod
    def _some(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if not rules:
            raise ValueError("a playbook has at least one rule")
        return rules


for _model in (AllOf, AnyOf, NotSo, Rule, Document):
    _model.model_rebuild()
