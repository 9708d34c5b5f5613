"""Acts judged three ways, with a model that says what a script has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.detectors.phrases import PhraseSettings
from assistant.evaluation.language.act_lines import ActLine, parsed
from assistant.evaluation.language.judged_acts import (
    JudgedLine,
    acts_as_json,
    asked,
    committed,
    confusions,
    judged_line,
)
from assistant.events import ActsDue, ActsRead, Party, ReadAct

SUPERVISOR, CHURN = "escalation.supervisor_request", "escalation.churn_threat"


class Scripted:
    """Reads the same acts in every line, and keeps what it was asked."""

    def __init__(self, acts: Mapping[str, float] | None = None) -> None:
        self._acts = acts or {}
        self.asked: list[ActsDue] = []

    def read_acts(self, request: ActsDue) -> ActsRead:
        self.asked.append(request)
        last = len(request.words) - 1
        acts = (
            ReadAct(act=act, first=0, last=last, score=score) for act, score in self._acts.items()
        )
        return ActsRead(request=request, acts=tuple(acts))


def line(text: str, act: str = SUPERVISOR, family: str = "a", party: str = "customer") -> ActLine:
    return parsed(text, party, act, family, "test")


def judged(
    text: str, acts: Mapping[str, float] | None = None, **named: Any
) -> Mapping[Any, Mapping[str, float]]:
    return judged_line(line(text, **named), Scripted(acts), PhraseSettings()).told


def by_hand(done: str, told: Mapping[str, float], family: str = "a") -> JudgedLine:
    """A line of one word that does `done`, in which `told` was told by all ways."""
    one = line("word", act=done, family=family)
    return JudgedLine(line=one, told={"phrasings": told, "model": told, "both": told})


def test_phrasings_alone_need_no_model() -> None:
    """A known phrasing is found though the model reads nothing; together they do not tell it."""
    told = judged("i want to speak to your manager")
    assert told["phrasings"].keys() == {SUPERVISOR}
    assert told["model"] == told["both"] == {}


def test_the_model_alone_tells_what_is_likely_enough() -> None:
    """From the settings' least score on; less is not told."""
    told = judged("fetch whoever sits above you", {SUPERVISOR: 0.5, CHURN: 0.49})
    assert told["model"] == {SUPERVISOR: 0.5}


def test_both_take_a_less_likely_act_where_a_phrasing_agrees() -> None:
    """As in a call: the model's bar is lower there."""
    told = judged("i want to speak to your manager", {SUPERVISOR: 0.3})
    assert told["model"] == {}
    assert told["both"].keys() == {SUPERVISOR}


def test_a_line_is_read_once_as_if_nothing_was_said_before() -> None:
    """One request with the line's own words, nothing heard, and all words new."""
    reader = Scripted()
    judged_line(line("put me through to someone senior"), reader, PhraseSettings())
    (request,) = reader.asked
    assert [word.word for word in request.words] == "put me through to someone senior".split()
    assert (request.party, request.new, request.heard) == (Party.CUSTOMER, 0, "")
    assert request == asked(line("put me through to someone senior"))


def test_words_are_committed_at_once_and_surely_heard() -> None:
    """They lie one after the other with no pause between them."""
    said = committed(line("hello there"))
    assert said.text == "hello there"
    assert said.words[0].end == said.words[1].start
    assert said.end == said.words[-1].end
    assert {word.probability for word in said.words} == {1.0}


def test_rates_count_an_act_once_in_a_line() -> None:
    """Two found of three asked, and one told where it is not."""
    results = acts_as_json(
        [
            by_hand(SUPERVISOR, {SUPERVISOR: 0.9}, "a"),
            by_hand(SUPERVISOR, {}, "b"),
            by_hand(CHURN, {CHURN: 0.8, SUPERVISOR: 0.6}, "c"),
            by_hand("none", {}, "d"),
        ]
    )
    assert (results["lines"], results["families"], results["hard_negatives"]) == (4, 4, 1)
    whole = results["ways"]["both"]["all"]
    assert (whole["asked"], whole["found"], whole["false"]) == (3, 2, 1)
    assert whole["precision"]["value"] == whole["recall"]["value"] == 0.6667
    low, high = whole["recall"]["interval_95"]
    assert low < 0.6667 < high <= 1
    assert results["ways"]["both"]["acts"][CHURN]["f1"]["value"] == 1
    assert results["ways"]["both"]["agent"]["recall"]["value"] is None


def test_a_hard_negative_is_flagged_where_anything_is_told() -> None:
    """Its share is of the lines with no act, by party too."""
    results = acts_as_json([by_hand("none", {CHURN: 0.9, SUPERVISOR: 0.6}), by_hand("none", {})])
    ways = results["ways"]["both"]
    assert ways["all"]["hard_negatives"]["lines"] == 2
    assert ways["customer"]["hard_negatives"]["share"]["value"] == 0.5
    assert ways["agent"]["hard_negatives"]["lines"] == 0


def test_confusions_name_what_was_said_and_what_was_told() -> None:
    """The most frequent first, each with its lines and the score of what was told."""
    found = list(
        confusions(
            [
                by_hand(SUPERVISOR, {CHURN: 0.81234}),
                by_hand("none", {CHURN: 0.7}),
                by_hand("none", {CHURN: 0.6}),
                by_hand(CHURN, {}),
                by_hand(CHURN, {CHURN: 0.9}),
            ],
            "both",
        )
    )
    pairs = [(one["said"], one["told"], one["count"]) for one in found]
    assert pairs[0] == ("nothing", CHURN, 2)
    assert set(pairs[1:]) == {(SUPERVISOR, CHURN, 1), (CHURN, "nothing", 1)}
    taken = next(one for one in found if one["said"] == SUPERVISOR)
    assert taken["lines"] == [{"party": "customer", "text": "word", "family": "a", "score": 0.8123}]
