"""A playbook's YAML text goes in; checked rules come out, or every mistake in it with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import SettingsError
from assistant.events import HoldPhase, Party, SentimentLabel, Severity

_MOST_WORDS = 6
"""A cue is read at a glance, in a call."""

Finding = Literal[
    "act", "dead_air", "hold", "interruption", "sentiment", "speech_ended", "speech_started"
]
Chance = Annotated[float, Field(ge=0, le=1)]
Score = Annotated[float, Field(ge=-1, le=1)]
Seconds = Annotated[float, Field(ge=0, le=3600)]


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
    explained: bool | None = None
    lasting_s: Seconds | None = None
    """Of dead air: at least so long by now."""
    score_at_least: Score | None = None
    score_at_most: Score | None = None
    confidence_at_least: Chance | None = None
    not_saying: tuple[str, ...] = ()
    """Of an act: none of these words are in what the party said around it."""


class Trigger(Condition):
    """The finding that calls for the cue, `times` over within `within_s`."""

    times: int = Field(default=1, ge=1, le=20)
    within_s: Seconds = 600


class Absence(Condition):
    """A finding that, within the last `within_s`, makes the cue needless."""

    within_s: Seconds = 30


class Rule(_Part):
    """When to show which cue, for how long, and what makes it go away."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    technique: str
    when: Trigger
    unless: tuple[Absence, ...] = ()
    after_s: Seconds = 0
    """Time for the agent to do it unasked."""
    cue: str
    detail: str
    severity: Severity = Severity.COACH
    priority: int = Field(default=50, ge=0, le=100)
    cool_down_s: Seconds = 30
    life_s: Annotated[float, Field(gt=0, le=120)] = 8
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
    most_a_minute: int = Field(default=4, ge=1, le=60)


class _Document(_Part):
    name: str
    budget: Budget = Budget()
    rules: tuple[Rule, ...] = Field(min_length=1)

    @field_validator("rules")
    @classmethod
    def _distinct(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        ids = [rule.id for rule in rules]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"more than one rule is called {', '.join(twice)}")
        return rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Checked rules, the one of highest priority first."""

    name: str
    sha256: str
    budget: Budget
    rules: tuple[Rule, ...]


def parse_playbook(text: str, source: str) -> Playbook:
    """The playbook in `text`. SettingsError names `source`, line and key of each mistake."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        document = _Document.model_validate(yaml.safe_load(text))
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise SettingsError(
            f"{source}, line {line}: this is not YAML ({broken.problem}); mend that line."
        ) from None
    except ValidationError as wrong:
        mistakes = [_mistake(source, tree, error) for error in wrong.errors()]
        raise SettingsError("\n".join(mistakes)) from None
    rules = sorted(document.rules, key=lambda rule: -rule.priority)
    digest = sha256(text.encode()).hexdigest()
    return Playbook(name=document.name, sha256=digest, budget=document.budget, rules=tuple(rules))


def _mistake(source: str, tree: Any, error: Any) -> str:
    where: Sequence[str | int] = error["loc"]
    key = ".".join(str(part) for part in where) or "the whole file"
    unknown = error["type"] == "extra_forbidden"
    said = "this key is not known here" if unknown else error["msg"].removeprefix("Value error, ")
    return f"{source}, line {_line(tree, where)}: {key}: {said}."


def _line(node: Any, where: Sequence[str | int]) -> int:
    """The line of the deepest part of `where` that the file holds."""
    for part in where:
        below = _child(node, part)
        if below is None:
            break
        node = below
    return int(node.start_mark.line) + 1 if node is not None else 1


def _child(node: Any, part: str | int) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None
