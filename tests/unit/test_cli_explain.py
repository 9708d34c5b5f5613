"""`deescalate explain`, with the real model: lines in, one JSON object for each out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import pytest

from assistant.cli import main

Explained = list[dict[str, Any]]
Explain = Callable[..., Explained]
BOSS = "escalation.supervisor_request"
LONG = f"{'and then the parcel was late ' * 83}i want your manager"
CUSTOMER = (
    (
        "\ufeffI want to speak to your manager!\r\n"
        "\r\n"
        "   \n"
        "my manager told me to ring you\n"
        "\u201cGet me your manager\u201d, caf\u00e9 \n"
    ).encode()
    + b"no \xff\xfe i want to speak to your manager\n"
    + LONG.encode()
)


def explained(monkeypatch: pytest.MonkeyPatch, given: bytes, *options: str) -> bytes:
    """What the command prints for these bytes."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="ascii"))
    with redirect_stdout(out):
        assert main(["explain", *options]) == 0
    out.flush()
    return out.buffer.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(scope="module")
def of_customer() -> Explained:
    """The lines of the customer, explained."""
    with pytest.MonkeyPatch.context() as patch:
        printed = explained(patch, CUSTOMER, "--party", "customer")
    return [json.loads(line) for line in printed.decode("utf-8").splitlines()]


def said(line: dict[str, Any]) -> dict[str, str]:
    """The words of each act, by its place in the line."""
    return {act["act"]: line["text"][act["start"] : act["end"]] for act in line["acts"]}


def test_each_line_with_words_has_its_object(of_customer: Explained) -> None:
    """Empty ones have none; ends of lines, and the mark at the start of a file, are no words."""
    assert [line["text"] for line in of_customer] == [
        "I want to speak to your manager!",
        "my manager told me to ring you",
        "\u201cGet me your manager\u201d, caf\u00e9",
        "no \ufffd\ufffd i want to speak to your manager",
        LONG,
    ]
    assert all(list(line) == ["text", "acts", "sentiment"] for line in of_customer)


def test_letters_give_back_the_words(of_customer: Explained) -> None:
    """Also beside letters that take several bytes, and bytes that are none."""
    assert said(of_customer[0])[BOSS] == "speak to your manager!"
    assert said(of_customer[2])[BOSS].endswith("manager\u201d,")
    assert said(of_customer[3])[BOSS] == "speak to your manager"


def test_a_manager_of_their_own_is_nobody_whom_they_ask_for(of_customer: Explained) -> None:
    """No act is in the line."""
    assert of_customer[1]["acts"] == []


def test_a_line_of_five_hundred_words_is_read_to_its_end(of_customer: Explained) -> None:
    """What is asked for in the last of them is found."""
    assert len(LONG.split()) > 500
    last = of_customer[4]["acts"][-1]
    assert (last["act"], last["end"]) == (BOSS, len(LONG))


def test_figures_are_within_their_bounds(of_customer: Explained) -> None:
    """Scores of acts 0 to 1, of sentiment -1 to 1."""
    for line in of_customer:
        assert -1 <= line["sentiment"]["score"] <= 1
        assert line["sentiment"]["label"] in ("negative", "neutral", "positive")
        for act in line["acts"]:
            assert 0 < act["score"] <= 1
            assert 0 <= act["start"] < act["end"] <= len(line["text"])


def test_the_agents_lines_have_acts_and_no_sentiment(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --why the phrasing that knows them, and the lines of the corpus that are nearest."""
    printed = explained(
        monkeypatch,
        b"is there anything else i can do\nthe box is blue",
        "--party",
        "agent",
        "--why",
    )
    asked, blue = (json.loads(line) for line in printed.splitlines())
    (act,) = (one for one in asked["acts"] if one["act"] == "closing_check")
    assert isinstance(act["why"]["phrasing"], str)
    assert len(act["why"]["nearest"]) == 3
    assert (asked["sentiment"], blue["sentiment"], blue["acts"]) == (None, None, [])


def test_nothing_in_gives_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no fault."""
    assert explained(monkeypatch, b"", "--party", "agent") == b""
