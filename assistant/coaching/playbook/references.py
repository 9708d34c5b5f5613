"""A playbook as it was read goes in; names in it that lead nowhere, in sentences, come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.coaching.playbook.layers import Layers, Path
from assistant.coaching.playbook.rules import Happening
from assistant.coaching.yaml_files.advice import shown
from assistant.coaching.yaml_files.reading import closest


def astray(layers: Layers) -> Iterator[str]:
    """A sentence for each rule named twice, each state or rule not there, each key left empty."""
    yield from _misnamed(layers)
    yield from _unknown_rules(layers)
    yield from _unsaid(layers, layers.content, ())


def _misnamed(layers: Layers) -> Iterator[str]:
    """A sentence for each rule named twice, and for each state that is not there."""
    content = layers.content if isinstance(layers.content, dict) else {}
    seen: set[str] = set()
    rules = content.get("rules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        name = rule.get("id") if isinstance(rule, dict) else None
        if isinstance(name, str) and name in seen:
            place = layers.place(("rules", index, "id"))
            yield f"{place}: rules.{name}.id: another rule is called {name} already; rename one."
        seen.add(str(name))
    states = content.get("states")
    names = [str(one) for one in states] if isinstance(states, dict) else []
    for path, name in _named(content, ()):
        if name not in names:
            key = shown(path, content)
            said = f"no state is called {name}{closest(name, names) or _describe(names)}"
            yield f"{layers.place(path)}: {key}: {said}"
        elif path[0] == "states" and names.index(name) >= names.index(str(path[1])):
            said = f"{name} must be described before it is used; put it above {path[1]}."
            if name == path[1]:
                said = f"the state {name} rests on itself; take it out of its own description."
            yield f"{layers.place(path)}: {shown(path, content)}: {said}"


def _unknown_rules(layers: Layers) -> Iterator[str]:
    """A sentence for each rule whose cue is waited for, and that is not there."""
    content = layers.content if isinstance(layers.content, dict) else {}
    rules = content.get("rules")
    listed = rules if isinstance(rules, list) else []
    names = [str(rule["id"]) for rule in listed if isinstance(rule, dict) and "id" in rule]
    for path, name in _cues(content, ()):
        if name not in names:
            said = f"no rule is called {name}{closest(name, names) or '; name one that is there.'}"
            yield f"{layers.place(path)}: {shown(path, content)}: {said}"


def _cues(content: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every rule that a condition on cues names below `content`, with its path."""
    if isinstance(content, dict):
        rules = content.get("rules") if content.get("finding") == "cue" else None
        for index, name in enumerate(rules if isinstance(rules, list) else ()):
            yield (*path, "rules", index), str(name)
    parts: Iterable[tuple[Any, Any]] = content.items() if isinstance(content, dict) else ()
    parts = enumerate(content) if isinstance(content, list) else parts
    for key, value in parts:
        yield from _cues(value, (*path, key))


def _describe(names: Sequence[str]) -> str:
    return f"; there are {', '.join(names)}." if names else "; describe it under states."


def _named(content: Any, path: Path) -> Iterator[tuple[Path, str]]:
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


def _unsaid(layers: Layers, content: Any, path: Path) -> Iterator[str]:
    """A sentence for each key of a condition that has no value, and would ask nothing."""
    parts: Iterable[tuple[Any, Any]] = content.items() if isinstance(content, dict) else ()
    parts = enumerate(content) if isinstance(content, list) else parts
    for key, value in parts:
        below = (*path, key)
        if value is None and _may_be_left_out(key):
            said = "nothing stands behind the colon; give it a value, or take the key away."
            yield f"{layers.place(below)}: {shown(below, layers.content)}: {said}"
        yield from _unsaid(layers, value, below)


def _may_be_left_out(key: object) -> bool:
    return key in Happening.model_fields and Happening.model_fields[str(key)].default is None
