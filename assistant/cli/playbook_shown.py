"""A checked playbook goes in; its rules as a table, one of them whole, or JSON come out."""

from __future__ import annotations

from typing import Any

import yaml
from rich.markup import escape
from rich.table import Table

from assistant.coaching.in_words.rules import (
    done_in_words,
    rule_in_words,
    state_in_words,
    when_in_words,
)
from assistant.coaching.playbook.editor_schema import editor_schema
from assistant.coaching.playbook.reading import Reading
from assistant.coaching.playbook.rules import Named, Part, Rule
from assistant.coaching.yaml_files.reading import closest
from assistant.config import load_playbook
from assistant.detectors.acts.names import ACTS
from assistant.errors import UsageError

_ENDLESS = 10_000
"""Columns that no value fills."""
_NAME = 24
"""Columns of a rule's name: the longest of the default playbook."""
WIDTH = 120
"""Columns where no person reads along: sentences are broken, columns are not."""


def schema() -> dict[str, Any]:
    """The JSON Schema of playbooks, for editors."""
    return editor_schema(ACTS, [rule.id for rule in load_playbook(None).document.rules])


def chosen(reading: Reading, name: str | None) -> list[int]:
    """The places of the rules in use, the one of highest priority first; or of the one named.

    Raises UsageError where no rule has that name.
    """
    rules = reading.playbook.document.rules
    if name is None:
        ranked = sorted(range(len(rules)), key=lambda index: -rules[index].priority)
        return [index for index in ranked if rules[index].enabled]
    names = [rule.id for rule in rules]
    if name not in names:
        like = closest(name, names) or f"; there are {', '.join(names)}."
        raise UsageError(f"No rule is called {name}{like}")
    return [names.index(name)]


def table(reading: Reading) -> Table:
    """A row for each rule in use, and how each state is described below."""
    shown = Table(
        title=f"{reading.playbook.name}: {reading.in_figures()}",
        title_justify="left",
        show_lines=True,
        caption=escape(_states(reading)),
        caption_justify="left",
        caption_style="none",
        expand=True,
    )
    shown.add_column("rule, technique", overflow="fold", min_width=_NAME, max_width=_NAME)
    shown.add_column("cue, severity, priority", ratio=3)
    shown.add_column("when", ratio=5)
    shown.add_column("done when", ratio=3)
    for index in chosen(reading, None):
        rule = reading.playbook.document.rules[index]
        weight = f"{rule.severity}, {rule.priority}"
        shown.add_row(
            escape(f"{rule.id}\n{rule.technique}"),
            escape(f"{rule.cue}\n{weight}"),
            escape(when_in_words(rule)),
            escape(done_in_words(rule)),
        )
    return shown


def _states(reading: Reading) -> str:
    states = reading.playbook.states.items()
    return "\n".join(f"The state {name} holds where {state_in_words(s)}." for name, s in states)


def lines(reading: Reading, index: int) -> list[str]:
    """Everything of one rule: in a sentence, then each key with its value and where it stands."""
    rule = reading.playbook.document.rules[index]
    off = [] if rule.enabled else ["It is switched off."]
    told = [f"{rule.id} ({rule.technique})", rule_in_words(rule), *off]
    told += [
        f"The state {name} holds where {state_in_words(state)}."
        for name, state in reading.playbook.states.items()
        if name in _named(rule)
    ]
    keys = as_document(reading, index)["keys"]
    width = max(len(key) for key in keys)
    return [
        *told,
        "",
        *(f"{key:{width}}  {_as_yaml(one['value'])}  ({one['from']})" for key, one in keys.items()),
    ]


def _as_yaml(value: object) -> str:
    told = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=_ENDLESS)
    return told.removesuffix("...\n").rstrip("\n")


def _named(content: Any) -> set[str]:
    """The states that a rule, or a part of one, speaks of."""
    if isinstance(content, tuple):
        return {name for one in content for name in _named(one)}
    if isinstance(content, Named):
        return {content.state}
    own = {content.once_per} if isinstance(content, Rule) and content.once_per else set()
    parts = (value for _, value in content) if isinstance(content, Part) else ()
    return own.union(*map(_named, parts))


def as_document(reading: Reading, index: int) -> dict[str, Any]:
    """The rule for programs: its keys with values and places, and what it says in words."""
    rule = reading.playbook.document.rules[index]
    written = reading.layers.content["rules"][index]
    every = rule.model_dump(mode="json", by_alias=True)
    keys = {
        key: {
            "value": written.get(key, every[key]),
            "from": reading.layers.place(("rules", index, key)) if key in written else "left out",
        }
        for key in every
    }
    return {
        "id": rule.id,
        "technique": rule.technique,
        "cue": rule.cue,
        "severity": rule.severity,
        "priority": rule.priority,
        "enabled": rule.enabled,
        "when": when_in_words(rule),
        "done_when": done_in_words(rule),
        "keys": keys,
    }
