"""What a YAML reader stumbles over goes in; the line to mend, and how, come out."""

from __future__ import annotations

import re

import yaml

_ADVICE = (
    (r"found character '\\t'", "a tab stands before the text; use spaces"),
    (
        r"found character '(?P<mark>.)' that cannot start",
        "no value may begin with {mark}; put it in quotes",
    ),
    (
        r"mapping values are not allowed here",
        "a colon stands where none may be, or the line above is unfinished; "
        "put text that holds a colon in quotes",
    ),
    (
        r"sequence entries are not allowed here",
        "a list begins behind a key; put its dash on a line of its own",
    ),
    (r"expected ',' or '\]'", "the bracket [ that opens here is not closed; add ]"),
    (r"expected ',' or '\}'", "the brace {{ that opens here is not closed; add }}"),
    (
        r"but found '<scalar>'",
        "text goes on after its closing quote; put the whole of it in quotes of the other kind",
    ),
    (
        r"expected <block end>",
        "this line is indented otherwise than those it belongs to; line them up",
    ),
    (
        r"found undefined alias '(?P<name>.*)'",
        "*{name} is used, and no &{name} stands above it; mend the name",
    ),
    (r"unknown escape character", "a backslash stands in double quotes; use single quotes"),
    (r"found unexpected end of stream", "the quote that opens here is never closed; close it"),
    (r"could not find expected ':'", "this line has no colon; write key: value"),
    (r"could not determine a constructor", "a value begins with !; put it in quotes"),
    (r"but found another document", "only one document goes in a file; take the line --- away"),
    (r"is given twice", "{problem}; keep one of the two"),
)
"""How the reader puts it, and what a person is told."""
_OPENED = r"quoted scalar|flow sequence|flow mapping|simple key"
"""Where the fault lies at the beginning of what was being read, not at its end."""


def unreadable(fault: yaml.MarkedYAMLError) -> tuple[int, str]:
    """The line, from 1, and `fault; how to mend it`; the reader's own words where it is rare."""
    problem = str(fault.problem)
    opened = fault.context_mark is not None and re.search(_OPENED, str(fault.context))
    mark = fault.context_mark if opened else fault.problem_mark or fault.context_mark
    line = int(mark.line) + 1 if mark else 1
    for pattern, advice in _ADVICE:
        if found := re.search(pattern, problem):
            return line, advice.format(problem=problem, **found.groupdict())
    return line, f"{problem}; mend that line"
