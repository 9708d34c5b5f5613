"""Facts go in and JSON lines come out, one a fact, and back again: the event log."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TextIO, Union

from pydantic import TypeAdapter, ValidationError

from assistant.errors import JournalError
from assistant.events import EVIDENCE_TYPES, FACT_TYPES, Fact, WordsTentative
from assistant.timeline import Samples, to_seconds

SCHEMA = 1
"""Raised when the meaning of a kind or a field changes; new kinds and fields leave it."""

LOG_NAMES = {
    "because": "evidence",
    "class_": "class",
    "expires": "expires_s",
    "from_": "from",
    "lasts": "lasts_s",
    "overlap": "overlap_s",
    "window": "window_s",
}
"""Fields of a fact that the log calls by another name."""

UNLOGGED: dict[type[Fact], tuple[str, ...]] = {WordsTentative: ("words",)}
"""Fields that stay inside; each has a default, with which the fact is read back."""

_FIELD_NAMES = {log: field for field, log in LOG_NAMES.items()}
_ENVELOPE = ("seq", "kind", "at", "emitted", "heard")
_HEARD = "seconds of the call's audio that were heard when the line was told"
_REMEMBERED = 4096
"""Facts that a later one may still name: hours of findings, and bounded."""

_LINE_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
"""Unicode's own line breaks, escaped, so that whoever splits at any of them reads whole lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log; `emitted` is in seconds, None where no clock ran.

    `heard` is how much of the call's audio the stages had heard when they told the fact, in
    samples; None where nobody knows, as in logs of before it was written.
    """

    seq: int
    emitted: float | None
    heard: int | None = None
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    """What of a line is not its fact's own."""

    seq: int
    emitted: float | None
    heard: Samples | None = None


class _Numbering:
    """Which `seq` a fact has, for facts that rest on it."""

    def __init__(self) -> None:
        self._seqs: OrderedDict[Any, int] = OrderedDict()
        self._facts: dict[int, Any] = {}

    def remember(self, seq: int, fact: Fact) -> None:
        if not isinstance(fact, EVIDENCE_TYPES):
            return
        self._seqs[fact] = seq
        self._seqs.move_to_end(fact)
        self._facts[seq] = fact
        if len(self._seqs) > _REMEMBERED:
            _, old = self._seqs.popitem(last=False)
            self._facts.pop(old, None)

    def seq(self, fact: Any) -> int:
        return self._seqs[fact]

    def fact(self, seq: int) -> Any:
        if seq not in self._facts:
            raise ValueError(f"no earlier line {seq} that can be evidence")
        return self._facts[seq]


class JournalWriter:
    """Writes facts to `stream` as they happen, a flushed line each."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._numbering = _Numbering()
        self._next = 0
        self._heard: int | None = None

    def hear(self, position: int | None) -> None:
        """Take up to where the call was heard, in samples, when the facts to come were told."""
        self._heard = position

    def write(self, fact: Fact, emitted: float | None) -> int:
        """The `seq` that the fact got. OSError where the stream cannot take the line."""
        seq = self._next
        body = _adapter(fact.kind).dump_python(fact, mode="json", context=self._numbering)
        line = {"seq": seq, "kind": fact.kind, "at": body.pop("at"), "emitted": emitted}
        line["heard"] = None if self._heard is None else to_seconds(self._heard)
        for name in UNLOGGED.get(type(fact), ()):
            del body[name]
        line |= {LOG_NAMES.get(name, name): value for name, value in body.items()}
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        self._stream.write(text.translate(_LINE_BREAKS) + "\n")
        self._stream.flush()
        self._next += 1
        self._numbering.remember(seq, fact)
        return seq


def read_journal(lines: Iterable[str]) -> Iterator[Entry]:
    """The facts of a log, in order. Unknown kinds and fields are passed over.

    Raises JournalError, naming the line, where one is not as the schema says. A last line
    that was cut off in the middle, as by a power cut, ends the log without an error.
    """
    numbering = _Numbering()
    rows = enumerate(lines, start=1)
    for number, text in rows:
        try:
            line = _object(text)
            entry = _entry(line, numbering) if line["kind"] in _kinds() else None
        except json.JSONDecodeError as broken:
            if next(rows, None) is None and not text.endswith("\n"):
                return
            raise JournalError(f"Line {number} of the event log is not JSON: {broken}.") from None
        except (ValidationError, KeyError, TypeError, OverflowError) as wrong:
            fault = _fault(wrong)
            raise JournalError(f"Line {number} of the event log is not valid: {fault}.") from None
        if entry is not None:
            numbering.remember(entry.seq, entry.fact)
            yield entry


def json_schema() -> dict[str, Any]:
    """The JSON Schema of one line of the log, from the types of the facts."""
    definitions: dict[str, Any] = {}
    for kind in sorted(_kinds()):
        body = _adapter(kind).json_schema(mode="serialization", ref_template="#/$defs/{model}")
        definitions |= body.pop("$defs", {})
        shapes = [_resolved(shape, definitions) for shape in body.get("anyOf", [body])]
        facts = _kinds()[kind]
        lines = [_line_schema(kind, *one) for one in zip(shapes, facts, strict=True)]
        definitions[kind] = lines[0] if len(lines) == 1 else {"anyOf": lines}
    used = {k: v for k, v in definitions.items() if k not in {t.__name__ for t in FACT_TYPES}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of the deescalate event log, schema {SCHEMA}",
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in sorted(_kinds())],
        "$defs": used,
    }


def _entry(line: dict[str, Any], numbering: _Numbering) -> Entry:
    body = {_FIELD_NAMES.get(k, k): v for k, v in line.items() if k not in _ENVELOPE}
    body["at"] = line["at"]
    fact = _adapter(line["kind"]).validate_python(body, context=numbering)
    outside = {name: line[name] for name in _ENVELOPE if name in line}
    envelope = _envelope_adapter().validate_python(outside)
    return Entry(seq=envelope.seq, emitted=envelope.emitted, heard=envelope.heard, fact=fact)


def _object(text: str) -> dict[str, Any]:
    line = json.loads(text)
    if not isinstance(line, dict):
        raise TypeError("it is no object")
    return line


def _fault(wrong: Exception) -> str:
    """What is wrong with a line, in one line: of many faults the first."""
    match wrong:
        case ValidationError():
            first = wrong.errors(include_url=False)[0]
            where = ".".join(LOG_NAMES.get(str(part), str(part)) for part in first["loc"])
            return f"{where}: {first['msg']}" if where else first["msg"]
        case KeyError():
            return f"{wrong.args[0]} is missing"
        case _:
            return str(wrong)


@cache
def _kinds() -> dict[str, list[type[Fact]]]:
    kinds: dict[str, list[type[Fact]]] = {}
    for fact in FACT_TYPES:
        kinds.setdefault(fact.kind, []).append(fact)
    return kinds


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    union: Any = Union[tuple(_kinds()[kind])]  # noqa: UP007  (made from a list)
    return TypeAdapter(union)


@cache
def _envelope_adapter() -> TypeAdapter[_Envelope]:
    return TypeAdapter(_Envelope)


def _resolved(shape: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    name = shape.get("$ref", "").rpartition("/")[2]
    return dict(definitions[name]) if name else shape


def _line_schema(kind: str, shape: dict[str, Any], fact: type[Fact]) -> dict[str, Any]:
    seconds = {"type": "number", "minimum": 0}
    left_out = ("at", *UNLOGGED.get(fact, ()))
    own = {LOG_NAMES.get(k, k): v for k, v in shape["properties"].items() if k not in left_out}
    envelope = {
        "seq": {"type": "integer", "minimum": 0},
        "kind": {"const": kind},
        "at": {**seconds, "description": "seconds; the evidence was complete in the audio"},
        "emitted": {"anyOf": [seconds, {"type": "null"}]},
    }
    heard = {"anyOf": [seconds, {"type": "null"}], "description": _HEARD}
    return {
        "type": "object",
        "description": shape.get("description", ""),
        "properties": envelope | {"heard": heard} | own,
        "required": [*envelope, *own],  # not `heard`: logs of before it was written stay valid
    }
