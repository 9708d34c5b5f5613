"""A playbook's YAML text goes in; checked rules come out, or every mistake in it with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from assistant.coaching.playbook.layers import Layers, extended, read_layer
from assistant.coaching.playbook.references import astray
from assistant.coaching.playbook.rules import (
    FORMS,
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
from assistant.coaching.yaml_files.advice import TAG, misspelt, mistake, shown, where
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A playbook and where each part of it stands; `below` is what it extends, if anything."""

    playbook: Playbook
    layers: Layers
    own: Layers
    below: Layers | None

    def in_figures(self) -> str:
        """How many rules there are, and how many of them this file adds and changes."""
        rules = self.playbook.document.rules
        figures = [f"{len(self.playbook.rules)} rules"]
        if self.below is None:
            return figures[0] if len(rules) > 1 else "1 rule"
        known = {rule["id"] for rule in self.below.content["rules"]}
        named = [rule["id"] for rule in self.own.content.get("rules", ())]
        off = {rule.id for rule in rules if not rule.enabled}
        figures.append(f"{sum(name not in known for name in named)} of its own")
        for count, what in (
            (sum(name in known and name not in off for name in named), "changed"),
            (sum(name in known and name in off for name in named), "switched off"),
        ):
            figures += [f"{count} {what}"] if count else []
        return ", ".join([*figures, f"extends {self.own.content['extends']}"])


def parse_playbook(
    text: str, source: str, acts: Collection[str] = (), read: Reader | None = None
) -> Playbook:
    """The playbook in `text`; where `acts` are given, its rules may name only these.

    Raises SettingsError with a line for each mistake: file, line, key, what is wrong.
    """
    return read_playbook(text, source, acts, read).playbook


def read_playbook(
    text: str, source: str, acts: Collection[str] = (), read: Reader | None = None
) -> Reading:
    """The same, with the places of its parts. Raises SettingsError as `parse_playbook` does."""
    texts, files = _chain(text, source, read)
    below = reduce(extended, files[:0:-1]) if files[1:] else None
    layers = extended(below, files[0]) if below else files[0]
    mistakes = [*layers.mistakes, *astray(layers)]
    try:
        document = Document.model_validate(layers.content, context=acts)
    except ValidationError as wrong:
        mistakes = [*_told(layers, wrong.errors()), *mistakes]
    if mistakes:
        raise SettingsError("\n".join(sorted(mistakes, key=_by_place)))
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
    return Reading(playbook=playbook, layers=layers, own=files[0], below=below)


def _by_place(mistake: str) -> tuple[str, int]:
    """By file, then by line."""
    source, _, rest = mistake.partition(", line ")
    return source, int(rest.partition(":")[0])


def _chain(text: str, source: str, read: Reader | None) -> tuple[list[str], list[Layers]]:
    """The file and those that it extends, one by one, as they stand and as they are read."""
    texts, files, sources = [text], [read_layer(text, source)], [source]
    while True:
        content = files[-1].content
        name = content.get("extends") if isinstance(content, dict) else None
        if not isinstance(name, str) or read is None:
            return texts, files
        place = files[-1].place(("extends",))
        if len(files) > _DEEPEST:
            way = " extends ".join(sources)
            raise SettingsError(
                f"{place}: extends: more than {_DEEPEST} playbooks extend one another ({way}); "
                "do they go in a circle? Join some of them."
            )
        try:
            below, file = read(name, sources[-1])
        except SettingsError as fault:
            raise SettingsError(f"{place}: extends: {fault}") from None
        if file in sources:
            way = " extends ".join([*sources[sources.index(file) :], file])
            raise SettingsError(
                f"{place}: extends: this goes in a circle, {way}; take this line out."
            )
        texts.append(below)
        files.append(read_layer(below, file))
        sources.append(file)


def _told(layers: Layers, errors: Sequence[Any]) -> Iterator[str]:
    """A sentence for each mistake; a key that is misspelt is not missing as well."""
    meant = {(error["loc"][:-1], misspelt(error, _keys(error["loc"]))) for error in errors}
    for error in errors:
        above, last = error["loc"][:-1], error["loc"][-1] if error["loc"] else None
        forms = (last, *FORMS) if last == "finding" else (last,)
        if error["type"] == "missing" and any((above, form) in meant for form in forms):
            continue
        path = where(error["loc"], layers.content)
        key = shown(path, layers.content)
        yield f"{layers.place(path)}: {mistake(key, error, _keys(error['loc']))}"


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
    above = [part for part in location[:-1] if part in _MODELS]
    model = _MODELS[above[-1]] if above else Document
    keys = [field.alias or name for name, field in model.model_fields.items()]
    return [*keys, *FORMS] if above and above[-1] == f"{TAG}finding" else keys


def _without_words(playbook: Playbook, layers: Layers) -> Iterator[str] | list[str]:
    """A sentence for each rule that brings in somebody whom the matrix does not have."""
    found = []
    for index, rule in enumerate(playbook.document.rules):
        if rule.escalation and playbook.level(rule) is None:
            matrix = playbook.document.escalation
            path = ("escalation",) if matrix else ("rules", index, "escalation")
            found.append(
                f"{layers.place(path)}: {shown(path, layers.content)}: {rule.id} brings somebody "
                f"in, and the matrix under escalation has no {rule.escalation} level for the "
                f"severity {rule.severity}; add one."
            )
    return found
