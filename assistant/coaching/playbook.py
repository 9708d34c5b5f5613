"""A playbook's YAML text goes in; checked rules come out, or every mistake in it with its line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from assistant.coaching.mistakes import closest, read_yaml, repeated_ids, sentence
from assistant.errors import SettingsError
from assistant.events import HoldPhase, Party, SentimentLabel, Severity

_MOST_WORDS = 6
"""A cue is read at a glance, in a call."""

Finding = Literal[
    "act",
    "dead_air",
    "hold",
    "interruption",
    "loudness",
    "monologue",
    "pace",
    "sentiment",
    "speech_ended",
    "speech_started",
    "talk_share",
]
Chance = Annotated[float, Strict(), Field(ge=0, le=1)]
Score = Annotated[float, Strict(), Field(ge=-1, le=1)]
Seconds = Annotated[float, Strict(), Field(ge=0, le=3600)]
Rate = Annotated[float, Strict(), Field(ge=0, le=600)]
Decibels = Annotated[float, Strict(), Field(ge=0, le=60)]

_SAYS: Mapping[str, frozenset[str]] = {
    "act": frozenset({"party", "acts", "score_at_least", "score_at_most", "not_saying"}),
    "dead_air": frozenset({"explained", "lasting_s"}),
    "hold": frozenset({"phase"}),
    "interruption": frozenset({"party"}),
    "loudness": frozenset({"party", "db_at_least"}),
    "monologue": frozenset({"party", "lasting_s"}),
    "pace": frozenset({"party", "words_per_minute_at_least", "words_per_minute_at_most"}),
    "sentiment": frozenset(
        {"party", "label", "score_at_least", "score_at_most", "confidence_at_least"}
    ),
    "speech_ended": frozenset({"party"}),
    "speech_started": frozenset({"party"}),
    "talk_share": frozenset({"party", "share_at_least", "share_at_most", "window_at_most_s"}),
}
"""What a condition can ask of a finding of each kind; the rest would hold always, or never."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Part):
    """A finding of one kind, and what must hold of it; what is left out may be anything."""

    finding: Finding
    party: Party | None = None
    """Who spoke, or who came in over the other."""
    acts: tuple[str, ...] = ()
    """Names of acts; `escalation.*` stands for all that begin so."""
    phase: HoldPhase | None = None
    label: SentimentLabel | None = None
    explained: Annotated[bool, Strict()] | None = None
    lasting_s: Seconds | None = None
    """Of dead air or a monologue: at least so long by now, and not over."""
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
    confidence_at_least: Chance | None = None
    not_saying: tuple[str, ...] = ()
    """Of an act: none of these words are in what the party said around it."""

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
        own = self.model_fields_set - {"finding", "times", "within_s"}
        if needless := own - _SAYS[self.finding]:
            raise ValueError(
                f"{', '.join(sorted(needless))} cannot be asked of {self.finding}; "
                f"{', '.join(sorted(_SAYS[self.finding]))} can"
            )
        return self


class Trigger(Condition):
    """The finding that calls for the cue, `times` over within `within_s`."""

    times: int = Field(default=1, ge=1, le=20, strict=True)
    within_s: Seconds = 600


class Absence(Condition):
    """A finding that, within the last `within_s`, makes the cue needless."""

    within_s: Seconds = 30


class Presence(Condition):
    """A finding that must have come, `times` within the last `within_s`, or no cue is due."""

    times: int = Field(default=1, ge=1, le=20, strict=True)
    within_s: Seconds = 60


class Rule(_Part):
    """When to show which cue, for how long, and what makes it go away."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    technique: str
    when: Trigger
    given: tuple[Presence, ...] = ()
    """Any one of these must have been found, where there are any."""
    unless: tuple[Absence, ...] = ()
    after_s: Seconds = 0
    """Time for the agent to do it unasked."""
    cue: str
    detail: str
    severity: Severity = Severity.COACH
    priority: int = Field(default=50, ge=0, le=100, strict=True)
    cool_down_s: Seconds = 30
    life_s: Annotated[float, Strict(), Field(gt=0, le=120)] = 8
    done_when: tuple[Condition, ...] = ()

    @field_validator("cue")
    @classmethod
    def _short(cls, cue: str) -> str:
        count = len(cue.split())
        if not 1 <= count <= _MOST_WORDS:
            raise ValueError(f"a cue has 1 to {_MOST_WORDS} words, this one has {count}")
        return cue


class Budget(_Part):
    """How many cues an agent can take; critical ones do not count."""

    least_gap_s: Seconds = 8
    most_a_minute: int = Field(default=4, ge=1, le=60, strict=True)


class _Document(_Part):
    name: str
    budget: Budget = Budget()
    rules: tuple[Rule, ...]

    @field_validator("rules")
    @classmethod
    def _some(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if not rules:
            raise ValueError("a playbook has at least one rule")
        return rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Checked rules, the one of highest priority first."""

    name: str
    sha256: str
    budget: Budget
    rules: tuple[Rule, ...]


def parse_playbook(text: str, source: str, acts: Collection[str] = ()) -> Playbook:
    """The playbook in `text`; where `acts` are given, its rules may name only these.

    Raises SettingsError with a line for each mistake: `source`, line, key, what is wrong.
    """
    tree, content = read_yaml(text, source)
    mistakes = repeated_ids(tree, source)
    try:
        document = _Document.model_validate(content, context=acts)
    except ValidationError as wrong:
        mistakes = [
            *(sentence(source, tree, error, _keys(error["loc"])) for error in wrong.errors()),
            *mistakes,
        ]
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    rules = sorted(document.rules, key=lambda rule: -rule.priority)
    digest = sha256(text.encode()).hexdigest()
    return Playbook(name=document.name, sha256=digest, budget=document.budget, rules=tuple(rules))


_MODELS: Mapping[str | int, type[_Part]] = {
    "budget": Budget,
    "rules": Rule,
    "when": Trigger,
    "given": Presence,
    "unless": Absence,
    "done_when": Condition,
}


def _keys(where: Sequence[str | int]) -> list[str]:
    """The keys that there are where the last of `where` stands."""
    above = [_MODELS[part] for part in where[:-1] if part in _MODELS]
    return list((above[-1] if above else _Document).model_fields)
