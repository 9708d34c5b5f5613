"""Two playbooks go in; which rules do the same in both, and whether all else does, comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from assistant.coaching.playbook.reading import Playbook
from assistant.coaching.playbook.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouched:
    """What two playbooks have in common: rules by their ids; and whether all else is the same."""

    rules: frozenset[str]
    turns: bool
    """Whether both let cues take their turns alike."""

    @classmethod
    def of(cls, before: Playbook, after: Playbook) -> Self:
        """What neither of the two has for itself."""
        old = {rule.id: _whole(before, rule) for rule in before.rules}
        same = (rule.id for rule in after.rules if old.get(rule.id) == _whole(after, rule))
        turns = (before.budget, before.quiet) == (after.budget, after.quiet)
        return cls(rules=frozenset(same), turns=turns)


def _whole(playbook: Playbook, rule: Rule) -> tuple[object, ...]:
    """The rule with what it has from elsewhere: the states it names, and whom it brings in."""
    level = playbook.level(rule) if rule.escalation else None
    states = playbook.states
    named = {name: states[name] for name in _named(rule.model_dump(), playbook)}
    return (rule, level, named)


def _named(part: Any, playbook: Playbook) -> Iterator[str]:
    """Every state named in `part`, and in those states."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("state", "once_per") and isinstance(value, str):
                yield value
                yield from _named(playbook.states[value].model_dump(), playbook)
            else:
                yield from _named(value, playbook)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _named(value, playbook)
