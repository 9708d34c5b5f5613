"""A playbook's YAML and those that it extends go in; one content, and where it stands, come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from assistant.coaching.yaml_files.reading import closest, read_yaml
from assistant.errors import SettingsError

Path = tuple[str | int, ...]
"""How to get to a part of the content: keys, and places in lists."""
_JOINED = ("budget", "quiet", "states")
"""Mappings of which a file that extends another changes single keys."""


@dataclass(frozen=True, slots=True)
class Layers:
    """What the files say together; `places` has the file and line of each part, by its path."""

    content: Any
    places: Mapping[Path, str]
    mistakes: Sequence[str] = field(default_factory=tuple)

    @property
    def source(self) -> str:
        """The name of the file; where several are joined, of the one that extends the others."""
        return self.places[()].rpartition(", line ")[0]

    def place(self, path: Path) -> str:
        """The file and line of the deepest part of the path that the files hold."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]


def read_layer(text: str, source: str) -> Layers:
    """What one file says. SettingsError, naming `source` and line, where it is not YAML."""
    tree, content = read_yaml(text, source)
    places: dict[Path, str] = {(): f"{source}, line {_line(tree)}"}
    try:
        _place(tree, (), source, places)
    except RecursionError:
        raise SettingsError(
            f"{source}, line 1: a part of this holds itself (by & and *); write it out."
        ) from None
    return Layers(content, places)


def _line(node: Any) -> int:
    return 1 if node is None else int(node.start_mark.line) + 1


def _place(node: Any, path: Path, source: str, places: dict[Path, str]) -> None:
    """Note where each entry below `node` stands."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, key.value)
            places[below] = f"{source}, line {_line(key)}"
            _place(value, below, source, places)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            below = (*path, index)
            places[below] = f"{source}, line {_line(value)}"
            _place(value, below, source, places)


def extended(base: Layers, own: Layers) -> Layers:
    """The base with what `own` changes: rules and states by name, other keys by key.

    A rule that the base has keeps what `own` does not say of it. Mistakes are sentences.
    """
    if not isinstance(base.content, dict) or not isinstance(own.content, dict):
        return own
    joined = _Joined(base, own)
    for key, value in own.content.items():
        if key in _JOINED and isinstance(value, dict) and isinstance(base.content.get(key), dict):
            for name in value:
                joined.take((key, name), (key, name))
        elif key == "rules":
            joined.rules(value)
        else:
            joined.take((key,), (key,))
    return joined.layers()


class _Joined:
    """The base's content, changed part by part."""

    def __init__(self, base: Layers, own: Layers) -> None:
        self._own = own
        self._content: dict[Any, Any] = {
            key: dict(value) if isinstance(value, dict) else value
            for key, value in base.content.items()
        }
        rules = base.content.get("rules")
        self._rules: list[Any] = list(rules) if isinstance(rules, list) else []
        self._places = {**base.places, (): own.places[()]}
        self._mistakes: list[str] = [*base.mistakes, *own.mistakes]
        self._changed: set[str] = set()
        ids = [rule.get("id") if isinstance(rule, dict) else None for rule in self._rules]
        self._ids: dict[Any, int] = {
            name: index for index, name in enumerate(ids) if isinstance(name, str)
        }

    def take(self, path: Path, to: Path) -> None:
        """Put what stands at `path` in the own file `to` where it belongs."""
        value: Any = self._own.content
        for part in path:
            value = value[part]
        into: Any = {**self._content, "rules": self._rules}
        for part in to[:-1]:
            into = into[part]
        if into is not self._content and len(to) > 1:
            into[to[-1]] = value
        else:
            self._content[to[0]] = value
        for old in [one for one in self._places if one[: len(to)] == to]:
            del self._places[old]
        for one, place in self._own.places.items():
            if one[: len(path)] == path:
                self._places[(*to, *one[len(path) :])] = place

    def rules(self, rules: Any) -> None:
        """Change the base's rules by name, and add new ones."""
        if isinstance(rules, list):
            for index, rule in enumerate(rules):
                self._rule(index, rule)
        else:
            place = self._own.place(("rules",))
            self._mistakes.append(f"{place}: rules: must be a list; begin each rule with - id:.")

    def _rule(self, index: int, rule: Any) -> None:
        """Change the base's rule of that name, or add a new one."""
        name = rule.get("id") if isinstance(rule, dict) else None
        at = self._ids.get(name) if isinstance(name, str) else None
        if at is None:
            if isinstance(name, str) and not {"when", "cue"} & set(rule):
                place = self._own.place(("rules", index, "id"))
                new = "; a new rule needs when and cue."
                self._mistakes.append(
                    f"{place}: rules.{name}.id: no rule is called {name} in what this extends"
                    f"{closest(name, list(self._ids)) or new}"
                )
                return
            self._rules.append(None)
            self.take(("rules", index), ("rules", len(self._rules) - 1))
            return
        if name in self._changed:
            place = self._own.place(("rules", index, "id"))
            self._mistakes.append(
                f"{place}: rules.{name}.id: this file changes {name} above already; join the two."
            )
        self._changed.add(str(name))
        self._rules[at] = dict(self._rules[at])
        for key in rule:
            self.take(("rules", index, key), ("rules", at, key))
        self._places[("rules", at)] = self._own.place(("rules", index))

    def layers(self) -> Layers:
        """What came of it."""
        content = {**self._content, "rules": self._rules}
        return Layers(content, self._places, self._mistakes)
