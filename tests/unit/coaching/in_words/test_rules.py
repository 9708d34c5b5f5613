"""What the parts of a playbook say in plain English."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from assistant.coaching.in_words.acts import act_in_words
from assistant.coaching.in_words.findings import clause, seconds
from assistant.coaching.in_words.rules import (
    done_in_words,
    rule_in_words,
    state_in_words,
    trigger_in_words,
    when_in_words,
)
from assistant.coaching.playbook.asked import FINDINGS, Finding
from assistant.coaching.playbook.rules import Condition, Rule, State, Trigger
from assistant.config import load_playbook
from assistant.detectors.acts.names import ACTS

STATE: TypeAdapter[Any] = TypeAdapter(State)
AGENT, CUSTOMER = {"party": "agent"}, {"party": "customer"}


def rule(**keys: Any) -> Rule:
    """A rule of which only some keys matter."""
    plain = {"id": "trial", "technique": "Plain words", "cue": "Say it simply", "detail": "So."}
    return Rule.model_validate({**plain, "when": {"finding": "dead_air"}, **keys})


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ({"finding": "interruption", **AGENT}, "the agent came in over the customer"),
        ({"finding": "interruption"}, "somebody came in over the other"),
        ({"finding": "dead_air", "lasting_s": 8}, "nobody spoke for 8 s"),
        ({"finding": "dead_air", "explained": False}, "nobody spoke for a while, unannounced"),
        ({"finding": "hold", "phase": "returned"}, "the agent came back from a hold"),
        ({"finding": "hold"}, "a hold began, went on or ended"),
        (
            {"finding": "hold", "phase": "started", "lasting_s": 60},
            "a hold began, 60 s or more after it was asked for",
        ),
        ({"finding": "act", **AGENT, "acts": ["empathy"]}, "the agent showed empathy"),
        (
            {"finding": "act", **AGENT, "acts": ["empathy", "apology", "ownership"]},
            "the agent showed empathy, apologised or took it on in person",
        ),
        (
            {"finding": "act", **CUSTOMER, "acts": ["escalation.*"], "times": 2},
            "the customer gave any sign of escalation twice within 10 min",
        ),
        (
            {"finding": "act", **AGENT, "acts": ["jargon"], "times": 3, "within_s": 40},
            "the agent used a term of the trade three times within 40 s",
        ),
        (
            {"finding": "act", **AGENT, "acts": ["hold_request"], "not_saying": ["because"]},
            "the agent asked for a wait, but not “because”",
        ),
        (
            {"finding": "words", **AGENT, "saying": ["bye", "goodbye", "so long", "cheerio"]},
            "the agent said “bye”, “goodbye”, “so long” or the like",
        ),
        ({"finding": "question", **AGENT, "open": True}, "the agent asked an open question"),
        ({"finding": "monologue", "lasting_s": 45}, "somebody talked for 45 s without giving way"),
        (
            {"finding": "pace", **AGENT, "words_per_minute_at_least": 180},
            "the agent talked at 180 words a minute or more",
        ),
        (
            {"finding": "loudness", **AGENT, "db_at_least": 6},
            "the agent got louder than usual by 6 dB or more",
        ),
        (
            {"finding": "talk_share", **AGENT, "share_at_least": 0.6, "window_at_most_s": 30},
            "the agent had 60 % of the talk or more, taken over 30 s or less",
        ),
        (
            {"finding": "sentiment", "label": "negative", "score_at_most": -0.6},
            "the customer sounded negative (sentiment −0.6 or less)",
        ),
        (
            {"finding": "tension", "score_at_least": 0.7},
            "the customer sounded tense (te",
        ),
        ({"finding": "risk", "score_at_least": 0.6}, "the risk of escalation was 0.6 or more"),
        (
            {"finding": "turn", **CUSTOMER, "talked_s_at_least": 12},
            "the customer talked for 12 s or more",
        ),
        (
            {"finding": "act", **AGENT, "acts": ["transfer"], "in_first_s": 240},
            "the agent offered to pass the call on in the first 4 min of the call",
        ),
    ],
)
def test_a_finding_is_said_as_something_that_happened(trigger: dict[str, Any], said: str) -> None:
    """Who did what, how often, how much of it."""
    assert trigger_in_words(Trigger.model_validate(trigger)).startswith(said)


def test_what_came_before_and_what_did_not_is_said() -> None:
    """Those who did several things are named once."""
    trigger = Trigger.model_validate(
        {
            "finding": "turn",
            **AGENT,
            "talked_s_at_least": 1,
            "times": 2,
            "within_s": 120,
            "after": [
                {"finding": "turn", **CUSTOMER, "talked_s_at_least": 12},
                {"finding": "sentiment", **CUSTOMER, "label": "negative"},
                {"finding": "act", **CUSTOMER, "acts": ["escalation.churn_threat"]},
            ],
            "without": [
                {"finding": "act", **AGENT, "acts": ["paraphrase"]},
                {"finding": "interruption", **CUSTOMER},
            ],
        }
    )
    assert trigger_in_words(trigger) == (
        "the agent had two turns of 1 s or more within 2 min after the customer talked for 12 s "
        "or more, sounded negative or threatened to leave, and did not give back in their own "
        "words what was said and the customer did not come in over the agent since"
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"state": "upset"}, "the state upset holds"),
        (
            {"finding": "cue", "rules": ["one", "two"], "within_s": 20},
            "the cue one or two was shown in the last 20 s",
        ),
        ({"not": {"state": "upset"}}, "the state upset does not hold"),
        (
            {"finding": "act", **CUSTOMER, "acts": ["escalation.abuse"], "within_s": 3600},
            "the customer insulted the agent or the firm in the last hour",
        ),
        (
            {"not": {"finding": "act", **AGENT, "acts": ["empathy"], "within_s": 90}},
            "the agent did not show empathy in the last 90 s",
        ),
        (
            {"not": {"finding": "risk", "score_at_least": 0.5}},
            "the risk of escalation was not 0.5 or more in the last 60 s",
        ),
        (
            {"not": {"finding": "dead_air", "lasting_s": 5}},
            "there was no silence in which nobody spoke for 5 s in the last 60 s",
        ),
        (
            {"not": {"all": [{"state": "upset"}, {"state": "late"}]}},
            "it is not so that the state upset holds, and the state late holds",
        ),
        ({"any": [{"state": "a"}, {"state": "b"}]}, "the state a holds, or the state b holds"),
    ],
)
def test_a_state_is_said_as_how_the_call_stands(state: dict[str, Any], said: str) -> None:
    """Whether it is a finding, a name, or several joined."""
    assert state_in_words(STATE.validate_python(state)) == said


def test_a_rule_is_said_in_a_sentence() -> None:
    """When, under what, unless what, how late, what is shown, until when, how often."""
    whole = rule(
        when=[{"finding": "hold", "phase": "returned"}, {"finding": "loudness", **AGENT}],
        given=[{"state": "upset"}],
        unless=[{"finding": "act", **AGENT, "acts": ["gratitude"], "within_s": 10}],
        after_s=4,
        once_per="upset",
        done_when=[{"finding": "speech_started", **CUSTOMER}],
    )
    assert rule_in_words(whole) == (
        "When the agent came back from a hold; or the agent got louder than usual, while the "
        "state upset holds, unless the agent thanked the customer in the last 10 s; told 4 s "
        "later, if it still holds: “Say it simply”, until the customer began to speak, or 8 s are "
        "over. Once while the state upset holds."
    )


def test_stillness_is_said_as_what_did_not_happen() -> None:
    """For how long, and by whom."""
    still = {"without": [{"finding": "loudness", **AGENT}], "for_s": 5}
    said = done_in_words(rule(done_when=[still]))
    assert said == "for 5 s the agent did not get louder than usual, or 8 s are over"


def test_what_nothing_resolves_ends_with_its_time() -> None:
    """There is always an end."""
    assert done_in_words(rule(life_s=20)) == "20 s are over"


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_plain_words(act: str) -> None:
    """No name of the taxonomy is shown to a person."""
    assert "what is called" not in act_in_words(act)
    assert re.match(r"\w+\|\w+", act_in_words(act))


@pytest.mark.parametrize("finding", get_args(Finding))
@pytest.mark.parametrize("party", ["agent", "customer", None])
def test_every_finding_can_be_said_with_and_without_limits(finding: str, party: str | None) -> None:
    """Affirmed and denied, with nothing left of how it is put together."""
    bare: dict[str, Any] = {"finding": finding}
    if party and "party" in FINDINGS[finding]:
        bare["party"] = party
    if finding == "words":
        bare["saying"] = ["bye"]
    limited = bare | {
        key: value
        for key, value in {"lasting_s": 8, "score_at_least": 0.5, "score_at_most": 0.7}.items()
        if key in FINDINGS[finding]
    }
    for asked in (bare, limited):
        one = clause(Condition.model_validate(asked))
        for said in (one.did(), one.did_not()):
            assert not re.search(r"[|{}]|None|  ", said)


@pytest.mark.parametrize("name", [one.id for one in load_playbook(None).rules])
def test_every_rule_of_the_default_playbook_can_be_said(name: str) -> None:
    """In words that hold no name of an act or a key."""
    (found,) = (one for one in load_playbook(None).rules if one.id == name)
    said = when_in_words(found) + done_in_words(found)
    keys = {*Trigger.model_fields, *ACTS} - {"times", "party", "open", "label", "after", "finding"}
    keys -= {
        "phase",
        "rules",
        "without",
        "saying",
        "empathy",
        "acts",
        "apology",
        "transfer",
        "unbroken",
    }
    assert not [key for key in keys if re.search(rf"\b{re.escape(key)}\b", said)]


def test_lengths_of_time_are_said_as_people_say_them() -> None:
    """Seconds, whole minutes, an hour."""
    said = [seconds(length) for length in (0.8, 8, 60, 90, 120, 600, 3600)]
    assert said == ["0.8 s", "8 s", "60 s", "90 s", "2 min", "10 min", "an hour"]
