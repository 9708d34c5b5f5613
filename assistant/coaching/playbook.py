"""A playbook's YAML text goes in; checked rules come out, or every mistake in it with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from assistant.coaching.layers import Layers, extended, read_layer
from assistant.coaching.mistakes import TAG, closest, mistake, where
from assistant.coaching.rules import (
    AllOf,
    AnyOf,
    Budget,
    Condition,
    Document,
    Happening,
    Level,
    Named,
    NotSo,
    Part,
    Quiet,
    Rule,
    State,
    Stillness,
    Trigger,
)
from assistant.errors import SettingsError
from assistant.events import Severity

Reader = Callable[[str, str], tuple[str, str]]
"""Takes what `extends` names, and in which file; gives the text, and its file's name."""
_DEEPEST = 5
"""Playbooks that extend one another: a firm's, a site's, a team's, and one to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Checked rules, the one of highest priority first; those switched off are left out.

    `sha256` is that of the file, and of those it extends.
    """

    name: str
    language: str
    sha256: str
    budget: Budget
    quiet: Quiet
    states: Mapping[str, State]
    escalation: tuple[Level, ...]
    rules: tuple[Rule, ...]
    document: Document

    def level(self, rule: Rule) -> Level | None:
        """Whom the rule brings in: the highest of its kind that its severity reaches."""
        order = list(Severity)
        reached = [
            level
            for level in self.escalation
            if level.kind == rule.escalation
            and order.index(level.severity) <= order.index(rule.severity)
        ]
        return max(reached, key=lambda level: level.level, default=None)


def parse_playbook(
    text: str, source: str, acts: Collection[str] = (), read: Reader | None = None
) -> Playbook:
    """The playbook in `text`; where `acts` are given, its rules may name only these.

    Raises SettingsError with a line for each mistake: file, line, key, what is wrong.
    """
    texts: list[str] = []
    layers = _layers(text, source, read, texts)
    mistakes = [*layers.mistakes, *_misnamed(layers)]
    try:
        document = Document.model_validate(layers.content, context=acts)
    except ValidationError as wrong:
        mistakes = [*(_told(layers, error) for error in wrong.errors()), *mistakes]
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    rules = [rule for rule in document.rules if rule.enabled]
    playbook = Playbook(
        name=document.name,
        language=document.language,
        sha256=sha256("\0".join(texts).encode()).hexdigest(),
        budget=document.budget,
        quiet=document.quiet,
        states=document.states,
        escalation=document.escalation,
        rules=tuple(sorted(rules, key=lambda rule: -rule.priority)),
        document=document,
    )
    if unheard := _without_words(playbook, layers):
        raise SettingsError("\n".join(unheard))
    return playbook


def _layers(text: str, source: str, read: Reader | None, texts: list[str]) -> Layers:
    own = read_layer(text, source)
    texts.append(text)
    name = own.content.get("extends") if isinstance(own.content, dict) else None
    if not isinstance(name, str) or read is None:
        return own
    place = own.place(("extends",))
    if len(texts) > _DEEPEST:
        raise SettingsError(
            f"{place}: extends: more than {_DEEPEST} playbooks extend one another; "
            "do they go in a circle?"
        )
    try:
        below, file = read(name, source)
    except SettingsError as fault:
        raise SettingsError(f"{place}: extends: {fault}") from None
    return extended(_layers(below, file, read, texts), own)


def _told(layers: Layers, error: Any) -> str:
    path = where(error["loc"], layers.content)
    return mistake(layers.place(path), path, error, _keys(error["loc"]))


_MODELS: Mapping[str | int, type[Part]] = {
    "budget": Budget,
    "quiet": Quiet,
    "escalation": Level,
    "rules": Rule,
    "when": Trigger,
    "after": Condition,
    "without": Condition,
    f"{TAG}all": AllOf,
    f"{TAG}any": AnyOf,
    f"{TAG}not": NotSo,
    f"{TAG}state": Named,
    f"{TAG}finding": Happening,
    f"{TAG}ending": Condition,
    f"{TAG}still": Stillness,
}


def _keys(location: Sequence[str | int]) -> list[str]:
    """The keys that there are where the last of `location` stands."""
    above = [_MODELS[part] for part in location[:-1] if part in _MODELS]
    return list((above[-1] if above else Document).model_fields)


def _misnamed(layers: Layers) -> Iterator[str]:
    """A sentence for each rule named twice, and for each state that is not there."""
    content = layers.content if isinstance(layers.content, dict) else {}
    seen: set[str] = set()
    rules = content.get("rules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        name = rule.get("id") if isinstance(rule, dict) else None
        if isinstance(name, str) and name in seen:
            place = layers.place(("rules", index, "id"))
            yield f"{place}: rules.{index}.id: another rule is called {name} already."
        seen.add(str(name))
    states = content.get("states")
    names = [str(one) for one in states] if isinstance(states, dict) else []
    for path, name in _named(content, ()):
        if name not in names:
            key = ".".join(str(part) for part in path)
            said = f"no state is called {name}{closest(name, names) or '; states describes them.'}"
            yield f"{layers.place(path)}: {key}: {said}"
        elif path[0] == "states" and names.index(name) >= names.index(str(path[1])):
            key = ".".join(str(part) for part in path)
            yield f"{layers.place(path)}: {key}: {name} must be described before it is used."


def _named(
    content: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every use of a state's name below `content`, with its path."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("state", "once_per") and isinstance(value, str):
                yield (*path, key), value
            else:
                yield from _named(value, (*path, key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _named(value, (*path, index))


def _without_words(playbook: Playbook, layers: Layers) -> Iterator[str] | list[str]:
    """A sentence for each rule that brings in somebody whom the matrix does not have."""
    found = []
    for index, rule in enumerate(playbook.document.rules):
        if rule.escalation and playbook.level(rule) is None:
            place = layers.place(("rules", index, "escalation"))
            found.append(
                f"{place}: rules.{index}.escalation: the matrix under escalation has no "
                f"{rule.escalation} level for the severity {rule.severity}."
            )
    return found
