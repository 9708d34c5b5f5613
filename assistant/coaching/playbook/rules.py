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

from assistant.coaching.playbook.asked import FINDINGS, Finding
from assistant.coaching.yaml_files.reading import closest
from assistant.events import HoldPhase, Party, SentimentLabel, Severity

MOST_WORDS = 6
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
    """What was found of the call; the table of findings says what each can be asked."""
    party: Party | None = None
    """Who spoke, or who came in over the other."""
    rules: tuple[str, ...] = ()
    """Of a cue that was shown: by one of these rules."""
    acts: tuple[str, ...] = ()
    """Names of acts; `escalation.*` stands for all that begin so."""
    phase: HoldPhase | None = None
    """Of a hold: how far it has come."""
    label: SentimentLabel | None = None
    """Of sentiment: its side; neutral also stands for "not sure"."""
    explained: Annotated[bool, Strict()] | None = None
    """Of dead air: whether the agent had announced it."""
    open: Annotated[bool, Strict()] | None = None
    """Of a question: whether it invites telling."""
    lasting_s: Seconds | None = None
    """Of dead air or a monologue: at least so long by now, and not over; they are known from 3 s
    and from 45 s on (settings). Of a hold: since it was asked for."""
    talked_s_at_least: Seconds | None = None
    """Of a turn: so much of it was speech."""
    unbroken: Annotated[bool, Strict()] | None = None
    """Of a turn: whether the other party was silent as it ended."""
    words_per_minute_at_least: Rate | None = None
    """Of pace: so fast, or faster."""
    words_per_minute_at_most: Rate | None = None
    """Of pace: so fast, or slower."""
    times_usual_at_least: Annotated[float, Strict(), Field(ge=0.2, le=5)] | None = None
    """Of pace: so many times the party's own usual, the median of the call before."""
    db_at_least: Decibels | None = None
    """Of loudness: so far over the party's own usual."""
    share_at_least: Chance | None = None
    """Of a share of the talk: so much of both parties' talk, or more."""
    share_at_most: Chance | None = None
    """Of a share of the talk: so much, or less."""
    window_at_most_s: Seconds | None = None
    """Of a share of the talk: taken over no more of the call, as it is at its opening."""
    score_at_least: Score | None = None
    """Of sentiment, from -1 to 1; of an act, tension or risk, from 0 to 1: so high, or higher."""
    score_at_most: Score | None = None
    """The same: so high, or lower."""
    trend_at_most: Annotated[float, Strict(), Field(ge=-2, le=2)] | None = None
    """Of sentiment: the last half minute less the call before it."""
    confidence_at_least: Chance | None = None
    """Of sentiment: how sure the model is, 0 to 1."""
    saying: tuple[str, ...] = ()
    """Of words, a question or an act: one of these phrases is in it."""
    not_saying: tuple[str, ...] = ()
    """Of words, a question or an act: none of these are in what the party said around it."""
    around_s: Seconds = 20
    """For `not_saying`: how long before the finding words count, up to what was said since."""

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
    """How often."""
    within_s: Seconds = 60
    """How far back."""
    in_first_s: Seconds | None = None
    """Only at the opening: no later in the call than this."""
    after: tuple[Condition, ...] = ()
    """Counted are only those that came after one of these, itself within `within_s`."""
    without: tuple[Condition, ...] = ()
    """None of these came since: since the first one counted or, with `after`, since that."""


class Trigger(Happening):
    """The finding that calls for the cue."""

    within_s: Seconds = 600
    """How far back, where it must come several times, or after something."""

    @model_validator(mode="after")
    def _heard(self) -> Self:
        if self.finding == "cue":
            raise ValueError("a cue calls for no other; name what both cues are about")
        return self


class Absence(Happening):
    """What makes the cue needless."""

    within_s: Seconds = 30
    """How far back."""


class AllOf(Part):
    """Each of these holds."""

    all: Annotated[tuple[State, ...], Field(min_length=1)]
    """States, each of which holds."""


class AnyOf(Part):
    """At least one of these holds."""

    any: Annotated[tuple[State, ...], Field(min_length=1)]
    """States, one of which holds."""


class NotSo(Part):
    """This does not hold."""

    not_: Annotated[State, Field(alias="not")]
    """A state that does not hold."""


class Named(Part):
    """A state that the playbook describes under `states`."""

    state: str
    """The name of the state."""


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
    """What must not come."""
    for_s: Annotated[float, Strict(), Field(gt=0, le=120)]
    """For how long."""


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
    """The rule's name: small letters, figures and underscores; each one once."""
    technique: str
    """What the rule teaches, as trainers call it."""
    enabled: Annotated[bool, Strict()] = True
    """Whether the rule is in use."""
    when: Annotated[tuple[Trigger, ...], BeforeValidator(_listed), Field(min_length=1)]
    """Any one of these calls for the cue."""
    given: tuple[State, ...] = ()
    """All of these must hold then."""
    unless: tuple[Excuse, ...] = ()
    """None of these may hold."""
    after_s: Seconds = 0
    """Time for the agent to do it unasked."""
    cue: str
    """What is shown: at most six words, in the imperative, kind."""
    detail: str | None = None
    """What can be said aloud; where the cue is to bring somebody in, the matrix has the words."""
    severity: Severity = Severity.COACH
    """How much it matters; a critical cue stays before lesser ones and counts for no budget."""
    priority: Priority = 50
    """Which cue comes where several are due: the higher one."""
    cool_down_s: Seconds = 30
    """How long the rule rests after its cue."""
    once_per: str | None = None
    """A state: while it lasts, the cue comes only once."""
    life_s: Annotated[float, Strict(), Field(gt=0, le=120)] = 8
    """How long the cue stays, unless the agent does it."""
    done_when: tuple[Ending, ...] = ()
    """Any one of these is the agent doing it."""
    escalation: Literal["hierarchical", "functional"] | None = None
    """The cue is to bring somebody in: up the ranks, or an expert."""

    @field_validator("cue")
    @classmethod
    def _short(cls, cue: str) -> str:
        count = len(cue.split())
        if not 1 <= count <= MOST_WORDS:
            raise ValueError(
                f"a cue has 1 to {MOST_WORDS} words, this one has {count}; "
                f"{'say it shorter' if count else 'write what helps'}"
            )
        return cue

    @model_validator(mode="after")
    def _sayable(self) -> Self:
        if self.detail is None and self.escalation is None:
            raise ValueError("detail is missing: a line that the agent can say aloud")
        return self


class Level(Part):
    """A row of the escalation matrix: from which severity on whom to bring in, and the words."""

    level: Annotated[int, Strict(), Field(ge=1, le=9)]
    """Its number; of those that a cue reaches, the highest is taken."""
    kind: Literal["hierarchical", "functional"]
    """Up the ranks, or to an expert."""
    severity: Severity
    """The least severity of a cue that reaches it."""
    to: str
    """Whom to bring in."""
    say: str
    """What the agent can say aloud."""


class Budget(Part):
    """How many cues an agent can take; critical ones do not count."""

    least_gap_s: Seconds = 8
    """Time between two cues."""
    most_a_minute: Annotated[int, Strict(), Field(ge=1, le=60)] = 4
    """Cues in any minute."""
    stale_after_s: Seconds = 4
    """How long a cue may wait for its turn: later it speaks of what is past."""
    snooze_s: Annotated[float, Strict(), Field(ge=1, le=3600)] = 120
    """How long a snooze lasts."""
    wrong_rests_s: Seconds = 300
    """How long a rule rests whose cue was called wrong."""


class Quiet(Part):
    """After the agent did what helps, remarks of the severity info and coach are left out."""

    after: tuple[Condition, ...] = ()
    """What the agent does that helps."""
    for_s: Seconds = 5
    """How long remarks wait after it."""


class Document(Part):
    """A whole playbook; where it extends another, after both were joined."""

    name: str
    """What the log calls the playbook."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    """Of the cues and what to say aloud, as in `en`, `de` or `en-GB`."""
    extends: str | None = None
    """`default`, or another file, from this one's folder."""
    budget: Budget = Budget()
    """How many cues an agent can take."""
    quiet: Quiet = Quiet()
    """When remarks about the customer wait."""
    states: dict[Name, State] = {}
    """How a call can stand, by name; a state rests only on those above it."""
    escalation: tuple[Level, ...] = ()
    """The escalation matrix: whom to bring in."""
    rules: tuple[Rule, ...]
    """When to show which cue."""

    @field_validator("rules")
    @classmethod
    def _some(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if not rules:
            raise ValueError("a playbook has at least one rule")
        return rules


for _model in (AllOf, AnyOf, NotSo, Rule, Document):
    _model.model_rebuild()
