"""What a playbook's schema refuses goes in; sentences that say what to do come out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from assistant.coaching.yaml_files.reading import closest

TAG = "-"
"""What the names of a schema's alternatives begin with, which no file holds."""
_OF_A_KEY = "[key]"
"""How the schema calls the name of an entry, in place of its value."""
_WHOLE = "the whole file"
_BEGIN = "begin with name: and extends: default"
_FEW = 16
"""So many keys can be read in a sentence."""


def where(location: Sequence[str | int], content: Any) -> tuple[str | int, ...]:
    """The path, in what was read, of one of pydantic's locations."""
    path: list[str | int] = []
    node = content
    for part in location:
        if isinstance(part, str) and (part.startswith(TAG) or part == _OF_A_KEY):
            continue
        held = isinstance(node, dict) and part in node
        listed = isinstance(node, list) and isinstance(part, int) and part < len(node)
        if held or listed:
            node = node[part]
        elif isinstance(part, int):  # the only one of a list that was given without brackets
            continue
        path.append(part)
    return tuple(path)


def shown(path: Sequence[str | int], content: Any) -> str:
    """The path as people read it: `rules.slow_down.cue`, a rule by its name where it has one."""
    parts = [str(part) for part in path]
    if len(path) > 1 and path[0] == "rules" and isinstance(path[1], int):
        rule = content["rules"][path[1]]
        name = rule.get("id") if isinstance(rule, dict) else None
        parts[1] = name if isinstance(name, str) else "(unnamed)"
    return ".".join(parts) or _WHOLE


def mistake(key: str, error: Any, keys: Sequence[str]) -> str:
    """One of pydantic's errors, of `key`; `keys` are those known at its place."""
    said = _advice(error, key.rpartition(".")[2], keys)
    return f"{key}: {said}" if said.endswith("?") else f"{key}: {said}."


def misspelt(error: Any, keys: Sequence[str]) -> str | None:
    """The known key that an unknown one was meant to be, as far as one is like it."""
    if error["type"] != "extra_forbidden":
        return None
    return next(iter(get_close_matches(str(error["loc"][-1]), keys, n=1)), None)


def _advice(error: Any, key: str, keys: Sequence[str]) -> str:
    kind, given, limits = error["type"], error["input"], error.get("ctx", {})
    if given is None and kind not in ("missing", "extra_forbidden"):
        return _of_nothing(key)
    match kind:
        case "extra_forbidden" if given is None and " " in str(error["loc"][-1]):
            return "this is no key; put text that holds a comma in quotes"
        case "extra_forbidden":
            return f"this key is not known here{_known(error['loc'][-1], keys)}"
        case "missing":
            return f"this key is missing; add it{_EXAMPLES.get(key, '')}"
        case "enum" | "literal_error":
            return _of_choice(str(limits["expected"]).replace("'", ""), given)
        case "tuple_type":
            return f"must be a list; {_listed(given)}"
        case "model_type" | "model_attributes_type" | "dict_type":
            like = f"; {_BEGIN}" if key == _WHOLE else ""
            return f"must be keys with their values, not {_told(given)}{like}"
        case "string_type":
            return f"must be text, not {_told(given)}; put it in quotes"
        case "int_type" | "float_type" | "bool_type":
            return _of_kind(kind, given)
        case "string_pattern_mismatch" if key == "language":
            return f"must be a language such as en, de or en-GB, not {_told(given)}"
        case "string_pattern_mismatch":
            name = re.sub(r"[^a-z0-9]+", "_", str(given).lower()).strip("_0123456789")
            like = f", as in {name}" if name else ""
            return f"must be small letters, figures and underscores, a letter first{like}"
        case "too_short":
            return "must not be empty; name at least one"
        case _:
            return _of_range(error)


def _of_choice(choices: str, given: Any) -> str:
    names = re.split(r", | or ", choices)
    like = closest(given, names)
    if like and len(names) > _FEW_CHOICES:
        return f"{_told(given)} is not known here{like}"
    return f"must be {choices}, not {_told(given)}{like}"


def _of_range(error: Any) -> str:
    """What is wrong with a number's size; or whatever else the schema says."""
    limits, given = error.get("ctx", {}), _told(error["input"])
    for limit, words in (("ge", "at least"), ("le", "at most"), ("gt", "more than")):
        if limit in limits:
            return f"must be {words} {limits[limit]:g}, not {given}"
    said: str = error["msg"]
    return said.removeprefix("Value error, ").replace("Input should be", "must be")


def _of_kind(kind: str, given: Any) -> str:
    wanted = {"int_type": "a whole number", "float_type": "a number", "bool_type": "true or false"}
    said = f"must be {wanted[kind]}, not {_told(given)}"
    if isinstance(given, bool):
        return f"{said} (YAML takes yes, no, on and off for these)"
    if isinstance(given, str) and kind != "bool_type":
        return f"{said}; write it without quotes and unit"
    return said


def _of_nothing(key: str) -> str:
    if key == _WHOLE:
        return f"nothing is in it; {_BEGIN}"
    return "nothing stands behind the colon; give it a value, or take the key away"


def _known(key: object, keys: Sequence[str]) -> str:
    if like := closest(key, keys):
        return like
    return f"; known are {', '.join(keys)}" if len(keys) <= _FEW else "; docs/playbook.md has them"


def _told(given: Any) -> str:
    """A value of the file, as short as a sentence can hold."""
    match given:
        case bool():
            return str(given).lower()
        case list():
            return "a list"
        case dict():
            return "keys with their values"
        case str() if re.fullmatch(r"[\d.,+-]+|true|false|yes|no", given):
            return f'"{given}"'
        case str():
            return given if len(given) <= _LONGEST else f"{given[:_LONGEST]}…"
        case _:
            return str(given)


def _listed(given: Any) -> str:
    if isinstance(given, str | int | float):
        return f"put it in brackets: [{given}]"
    return "put a dash before each of its parts, or [ ] around them"


_FEW_CHOICES = 6
"""So many are told even where one of them was meant."""
_LONGEST = 40
"""Letters of a value that are repeated in a sentence."""
_EXAMPLES = {
    "name": ", as in name: sofas",
    "rules": ", with at least one rule",
    "id": ", as in id: slow_down",
    "technique": ": what the rule teaches, as in technique: Plain words",
    "when": ", as in when: {finding: interruption, party: agent}",
    "cue": ", as in cue: Let them finish",
    "finding": ", as in finding: dead_air",
    "state": ", as in state: upset",
    "for_s": ": for how many seconds",
    "without": ": what must not come",
}
"""How a key looks that is missing."""
