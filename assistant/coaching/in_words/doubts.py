"""A playbook that is good goes in; what its writer may not have meant comes out, a line each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from assistant.coaching.cues.recent import plain
from assistant.coaching.in_words.findings import either
from assistant.coaching.playbook.reading import Reading
from assistant.coaching.playbook.rules import Rule
from assistant.coaching.yaml_files.advice import shown
from assistant.events import Party

Path = tuple[str | int, ...]
_OF_THE_CUSTOMER = ("sentiment", "tension")
"""What is measured of the customer alone."""


def doubts(reading: Reading, acts: Mapping[Party, Collection[str]]) -> list[str]:
    """What is no mistake, and hardly meant: file, line, key, what to look at.

    Only the file itself is looked at, not those that it extends. `acts` are those that each party
    is listened to for.
    """
    found = [
        *_alike(reading),
        *_unresolved(reading),
        *_repeated(reading),
        *_of_conditions(reading, acts),
    ]
    layers, told = reading.layers, dict[tuple[str, str], str]()
    for path, said in found:
        place = layers.place(path)
        if place.startswith(f"{reading.own.source}, line "):  # what & and * repeat is told once
            told.setdefault((place, said), f"{place}: {shown(path, layers.content)}: {said}.")
    return list(told.values())


def _rules(reading: Reading) -> Iterator[tuple[int, Rule]]:
    return ((i, rule) for i, rule in enumerate(reading.playbook.document.rules) if rule.enabled)


def _alike(reading: Reading) -> Iterator[tuple[Path, str]]:
    """Two rules of which chance would decide."""
    known: defaultdict[int, list[Rule]] = defaultdict(list)
    for index, rule in _rules(reading):
        for other in known[rule.priority]:
            if any(trigger in other.when for trigger in rule.when):
                yield (
                    ("rules", index, "priority"),
                    f"{other.id} has the same trigger and the same priority, {rule.priority}, so "
                    "that only their order decides; give one of them another",
                )
        known[rule.priority].append(rule)


def _unresolved(reading: Reading) -> Iterator[tuple[Path, str]]:
    for index, rule in _rules(reading):
        if not rule.done_when:
            yield (
                ("rules", index),
                "nothing that the agent does takes its cue down, so that it never counts as "
                "followed; say what does under done_when",
            )


def _repeated(reading: Reading) -> Iterator[tuple[Path, str]]:
    """Keys that say what the file below says already."""
    below, own = reading.below, reading.own.content
    if below is None or not isinstance(below.content, dict):
        return
    said = {rule.get("id"): (index, rule) for index, rule in enumerate(below.content["rules"])}
    for rule in own.get("rules", ()):
        index, base = said.get(rule["id"], (0, {}))
        for key, value in rule.items():
            if key != "id" and key in base and base[key] == value:
                path: Path = ("rules", index, key)
                yield path, f"{below.place(path)} says the same; this line may go"
    for part in ("budget", "quiet", "states"):
        base = below.content.get(part) or {}
        for key, value in (own.get(part) or {}).items():
            if key in base and base[key] == value:
                yield (part, key), f"{below.place((part, key))} says the same; this line may go"


def _of_conditions(
    reading: Reading, acts: Mapping[Party, Collection[str]]
) -> Iterator[tuple[Path, str]]:
    for path, condition in _conditions(reading.layers.content, ()):
        party, finding = condition.get("party"), condition["finding"]
        for index, act in enumerate(condition.get("acts", ())):
            others = [one for one in Party if _of(act, acts[one])]
            if party is not None and others and party not in others:
                yield (
                    (*path, "acts", index),
                    f"the {party} is not listened to for {act}, only the "
                    f"{either([str(one) for one in others])}; mend party or acts",
                )
        if finding in _OF_THE_CUSTOMER and party == Party.AGENT:
            yield (*path, "party"), f"{finding} is measured of the customer alone; mend party"
        for key in ("saying", "not_saying"):
            yield from _unheard((*path, key), condition.get(key, ()))


def _of(act: str, acts: Collection[str]) -> bool:
    return any(one == act or (act.endswith(".*") and one.startswith(act[:-1])) for one in acts)


def _unheard(path: Path, phrases: Sequence[str]) -> Iterator[tuple[Path, str]]:
    for index, phrase in enumerate(phrases):
        heard = plain(phrase).strip()
        if not heard:
            yield (*path, index), f"“{phrase}” holds no word, and is never heard; take it out"
        elif heard != phrase:
            yield (*path, index), f"“{phrase}” is listened for as “{heard}”; write it so"


def _conditions(content: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every condition below `content`, with its path."""
    if isinstance(content, dict):
        if isinstance(content.get("finding"), str):
            yield path, content
        for key, value in content.items():
            yield from _conditions(value, (*path, key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _conditions(value, (*path, index))
