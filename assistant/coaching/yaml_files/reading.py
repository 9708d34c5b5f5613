"""A playbook's text, and what its schema refuses, go in; sentences with line and key come out."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import yaml

from assistant.coaching.yaml_files.unreadable import unreadable
from assistant.errors import SettingsError


class _Loader(yaml.SafeLoader):
    """Reads YAML, but not a key twice in one place, where the first would go unheard."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._merged: set[int] = set()
        """Nodes that hold what `<<` stands for already, before their own keys."""

    def flatten_mapping(self, node: Any) -> None:
        if id(node) in self._merged:
            return
        self._merged.add(id(node))
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and keys.count(key.value) > 1:
                problem = f"the key {key.value} is given twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
        super().flatten_mapping(node)


def read_yaml(text: str, source: str) -> tuple[Any, Any]:
    """The nodes of the YAML, which know their lines, and what they stand for.

    Raises SettingsError, naming `source` and line, where it is not YAML or has a key twice.
    """
    try:
        loader = _Loader(text)
        tree = loader.get_single_node()
        return tree, None if tree is None else loader.construct_document(tree)
    except yaml.MarkedYAMLError as broken:
        line, problem = unreadable(broken)
    except yaml.reader.ReaderError as broken:
        line = text.count("\n", 0, int(broken.position)) + 1
        problem = "a character that no text holds; take it out"
    except (ValueError, RecursionError) as broken:  # a 13th month; brackets without end
        line, problem = 1, f"{broken}; mend that value"
    fault, _, mending = problem.rpartition("; ")
    raise SettingsError(f"{source}, line {line}: this cannot be read as YAML ({fault}); {mending}.")


def sentence(source: str, tree: Any, error: Any, keys: Sequence[str]) -> str:
    """One of pydantic's errors as a person reads it; `keys` are those known at its place."""
    where: Sequence[str | int] = error["loc"]
    key = ".".join(str(part) for part in where) or "the whole file"
    return f"{source}, line {_line(tree, where)}: {key}: {_ended(_said(error, keys))}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


def _said(error: Any, keys: Sequence[str]) -> str:
    match error["type"]:
        case "extra_forbidden":
            return f"this key is not known here{closest(error['loc'][-1], keys)}"
        case "missing":
            return "this key is missing"
        case "tuple_type":
            return "must be a list, as in [one, another]"
        case "model_type":
            return "must be keys with their values"
        case "string_pattern_mismatch":
            return "must be small letters, figures and underscores, a letter first"
        case _:
            said: str = error["msg"]
            return said.removeprefix("Value error, ").replace("Input should be", "must be")


def closest(word: object, words: Sequence[str]) -> str:
    """A question after the word that was meant, or nothing where none is like it."""
    close = get_close_matches(str(word), words, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def repeated_ids(tree: Any, source: str) -> list[str]:
    """A sentence for each rule that bears the name of an earlier one."""
    found = _child(tree, "rules")
    seen: set[str] = set()
    mistakes = []
    for index, rule in enumerate(found[1].value if found else ()):
        if (entry := _child(rule, "id")) is None or not isinstance(entry[1], yaml.ScalarNode):
            continue
        line, name = entry[0] + 1, entry[1].value
        if name in seen:
            mistakes.append(
                f"{source}, line {line}: rules.{index}.id: another rule is called {name} already."
            )
        seen.add(name)
    return mistakes


def _line(node: Any, where: Sequence[str | int]) -> int:
    """The line of the deepest part of `where` that the file holds, from 1."""
    line = 0 if node is None else node.start_mark.line
    for part in where:
        if (found := _child(node, part)) is None:
            break
        line, node = found
    return int(line) + 1


def _child(node: Any, part: str | int) -> tuple[int, Any] | None:
    """The line, from 0, and the node of an entry of a list or a mapping."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line, node.value[part]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line, value
    return None
