"""Finished calls in a few lines: their root cause, and the evidence that it rests on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.coaching.review.causes.lists import Cause, parse_causes
from assistant.coaching.review.root_cause import CauseSettings, RootCause, root_cause
from assistant.detectors.phrases import PhraseSpotter
from assistant.errors import SettingsError
from assistant.events import (
    ActSpoken,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    PaceMeasured,
    Party,
    SentimentLabel,
    SentimentScored,
    SilenceStretched,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed

CALLS = yaml.safe_load((Path(__file__).parent / "invented_calls.yaml").read_text())
WORD_S = 0.4
"""How long a word takes: 150 a minute."""


def found(text: str, at_s: float) -> list[Fact]:
    """The facts of a line such as "hold 70" or "pace agent 205"."""
    kind, _, rest = text.partition(" ")
    at, start = to_samples(at_s), to_samples(max(0.0, at_s - 2))
    match kind:
        case "interruption":
            by = Party(rest)
            return [Interrupted(at=at, by=by, start=start, overlap=8000, because="…")]
        case "sentiment":
            return [
                SentimentScored(
                    at=at,
                    party=CUSTOMER,
                    score=float(rest),
                    label=SentimentLabel.NEGATIVE,
                    trend=0.0,
                    confidence=0.9,
                    utterance=0,
                )
            ]
        case "pace":
            who, figure = rest.split()
            window = to_samples(15)
            rate = float(figure)
            return [PaceMeasured(at=at, party=Party(who), words_per_minute=rate, window=window)]
        case "loudness":
            who, figure = rest.split()
            db, window = float(figure), to_samples(2)
            return [LoudnessRose(at=at, party=Party(who), db_over_baseline=db, window=window)]
        case "hold":
            due = HoldChanged(at=at, phase=HoldPhase.CHECK_IN_DUE, start=at - to_samples(60))
            return [due] if float(rest) >= 60 else []
        case "dead_air":
            quiet = at - to_samples(float(rest))
            return [SilenceStretched(at=at, start=quiet, end=at, explained=False)]
        case "act":
            act, _, words = rest.partition(" ")
            party = CUSTOMER if act.startswith("escalation.") else AGENT
            return [spoken(act, words, at_s, party)]
    raise ValueError(text)


def spoken(act: str, words: str, at_s: float, party: Party) -> ActSpoken:
    """An act whose words took the two seconds before `at_s`."""
    start, end = to_samples(at_s - 2), to_samples(at_s)
    return ActSpoken(
        at=end, party=party, act=act, text=words, start=start, end=end, score=0.95, utterance=0
    )


def call(*lines: str, heard_as: Any = str) -> list[Fact]:
    """The facts of a call: "C: ..." and "A: ..." are said, "! ..." is found a moment later.

    The acts that known phrasings find are in it too.
    """
    facts: list[Fact] = []
    spotter, at_s = PhraseSpotter(), 1.0
    for number, line in enumerate(lines):
        if line.startswith("! "):
            silent = line.split()[1] in ("hold", "dead_air")
            at_s += float(line.split()[2]) if silent else 0.1
            facts += found(line[2:], at_s)
            continue
        party, text = CUSTOMER if line[0] == "C" else AGENT, heard_as(line[3:])
        end = at_s + WORD_S * len(text.split())
        said = committed(Said(party, at_s, end, text), utterance=number)
        facts += [said, *(fact for fact in spotter.on(said) if isinstance(fact, ActSpoken))]
        at_s = end + 0.6
    return facts


def cause_of(*lines: str) -> RootCause:
    return root_cause(call(*lines))


def badly_heard(text: str) -> str:
    """The text as a recogniser writes it that knows neither capitals nor marks."""
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter in " '")


@pytest.mark.parametrize("one", CALLS, ids=lambda one: one["name"])
def test_an_invented_call_has_its_root_cause(one: dict[str, Any]) -> None:
    """In each of many trades the main cause is the one that the call was written for."""
    assert cause_of(*one["lines"]).main == one["cause"]


@pytest.mark.parametrize("one", CALLS, ids=lambda one: one["name"])
def test_a_recogniser_without_capitals_and_marks_changes_nothing(one: dict[str, Any]) -> None:
    """Words in small letters, with no comma and no full stop, give the same main cause."""
    assert root_cause(call(*one["lines"], heard_as=badly_heard)).main == one["cause"]


BROKEN = "C: My boiler keeps cutting out, it's been on the blink since the service."
LATE = "C: I've been waiting for three weeks, and nobody has called me back."


def lines_of(told: RootCause, cause: Cause) -> list[str]:
    return [line.words for line in told.evidence if line.cause is cause]


def test_each_line_quotes_the_words_and_names_their_fact() -> None:
    """What is quoted was said, by that party, between its start and end, in the fact beside it."""
    facts = call(BROKEN, "A: I'm sorry, there's a known fault with that model.")
    told = root_cause(facts)
    ours, theirs = "known fault", "keeps cutting out,"
    assert ours in " ".join(lines_of(told, Cause.TECHNICAL))
    assert theirs in " ".join(lines_of(told, Cause.TECHNICAL))
    for line in told.evidence:
        (fact,) = line.facts
        assert fact in facts
        assert fact.party is line.party  # type: ignore[union-attr]
        assert line.words in fact.text  # type: ignore[union-attr]
        assert fact.start <= line.start < line.end <= fact.end  # type: ignore[union-attr]
        assert line.weight > 0
        assert line.why


def test_a_phrase_is_found_across_two_commits() -> None:
    """Words of one turn that were committed in two pieces are read as one."""
    first = committed(Said(CUSTOMER, 1.0, 3.0, "Well the heating has been on"))
    second = committed(Said(CUSTOMER, 3.2, 4.5, "the blink for days"))
    lines = [one for one in root_cause([first, second]).evidence if one.words == "on the blink"]
    assert [one.facts for one in lines] == [(first, second)]


def test_what_the_story_begins_with_weighs_more() -> None:
    """Of a fault told first and a wait told last the fault is the cause, and the other way."""
    between = ["A: What's the postcode?", "C: It's BD four, seven QQ.", "A: Thank you."]
    assert cause_of(BROKEN, *between, LATE).main is Cause.TECHNICAL
    assert cause_of(LATE, *between, BROKEN).main is Cause.WAITING


def test_a_mention_in_passing_is_no_cause() -> None:
    """A turn that plays its trouble down counts little; the same trouble complained of, much."""
    aside = cause_of("C: By the way, I got an error on your page, but it's all sorted now.")
    complaint = cause_of("C: I got an error on your page, and this is ridiculous.")
    assert aside.main is Cause.NONE
    assert complaint.main is Cause.TECHNICAL


def test_what_the_agent_explains_counts_less_than_the_complaint() -> None:
    """A cause that only the agent names is weighed, but below the customer's own words."""
    by_agent = cause_of("C: Where is it?", "A: The depot lost it.")
    assert by_agent.scores[Cause.WAITING] > 0
    by_customer = cause_of("C: You lost my parcel, and it never arrived.")
    assert by_customer.scores[Cause.WAITING] > by_agent.scores[Cause.WAITING]


def test_withdrawn_findings_do_not_count() -> None:
    """An interruption that later words disproved leaves no line, nor does its withdrawal."""
    facts = call("C: Hello, I have a question about", "! interruption agent", "A: Yes?")
    came_in = next(fact for fact in facts if isinstance(fact, Interrupted))
    gone = FindingWithdrawn(at=came_in.at + 1, of=came_in, reason="…")
    assert any(came_in in line.facts for line in root_cause(facts).evidence)
    assert not root_cause([*facts, gone]).evidence


def test_manner_that_nothing_bears_out_counts_half() -> None:
    """What the customer says of the agent's manner weighs more where the agent did something."""
    said = "C: You're not listening, you never let me finish."
    bare, borne = cause_of(said), cause_of(said, "! interruption agent")
    words = "You're not listening,"
    weights = [next(x.weight for x in one.evidence if x.words == words) for one in (bare, borne)]
    assert weights[0] == pytest.approx(weights[1] / 2)


def test_rushing_is_told_by_what_was_done() -> None:
    """Lines about the agent name a measure or quote words; none names a state of mind."""
    told = cause_of(*next(one for one in CALLS if one["name"] == "kennels")["lines"])
    said = " ".join(line.why for line in told.evidence if line.party is AGENT).lower()
    assert "210 words a minute" in said
    assert "7 dB louder".lower() in said
    assert not re.search(r"panic|angry|anger|nervous|stress|upset|annoyed|impatien|feel", said)


def test_fast_talk_that_lasts_is_one_line() -> None:
    """Pace is told every few seconds; within half a minute it counts once."""
    fast = [one for at in (10, 15, 20, 45) for one in found("pace agent 200", at)]
    assert len(root_cause(fast).evidence) == 2


@pytest.mark.parametrize(
    ("finding", "cause"),
    [
        ("interruption agent", Cause.AGENT_RUSHED),
        ("interruption customer", None),
        ("pace agent 200", Cause.AGENT_RUSHED),
        ("pace agent 150", None),
        ("pace customer 200", None),
        ("loudness agent 7", Cause.AGENT_RUSHED),
        ("loudness agent 5", None),
        ("hold 70", Cause.WAITING),
        ("dead_air 12", Cause.WAITING),
        ("dead_air 5", None),
        ("act jargon the D S L A M", Cause.MISCOMMUNICATION),
        ("act negative_language not my department", Cause.EXPECTATION),
        ("act transfer I'll put you through", Cause.WAITING),
        ("act escalation.repeat_contact I rang twice", Cause.WAITING),
        ("act empathy that's awful", None),
    ],
)
def test_a_finding_speaks_for_its_cause(finding: str, cause: Cause | None) -> None:
    """Each kind of finding adds a line to one cause, or to none."""
    lines = root_cause(found(finding, 80)).evidence
    assert [line.cause for line in lines] == ([] if cause is None else [cause])


def test_a_call_without_facts_has_no_cause() -> None:
    """Nothing said, nothing found: no trouble, and sure of it."""
    told = root_cause([])
    assert (told.main, told.also, told.confidence, told.evidence) == (Cause.NONE, (), 1.0, ())


def test_trouble_that_nobody_gives_a_reason_for_is_told_with_no_confidence() -> None:
    """An upset customer who never says why: something fell short of what they expected."""
    told = cause_of("C: This is disgraceful, I'm furious, an absolute shambles.")
    assert (told.main, told.also, told.confidence) == (Cause.EXPECTATION, (), 0.0)


def test_further_causes_are_named_by_their_share() -> None:
    """A second cause with much of the main one's points is named, not one with little."""
    told = cause_of(f"{BROKEN} {LATE[3:]}")
    assert {told.main, *told.also} == {Cause.TECHNICAL, Cause.WAITING}
    assert cause_of(BROKEN).also == ()


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("ive been on hole for 45 minutes", Cause.WAITING),
        ("I have been on hold for forty-five minutes", Cause.WAITING),
        ("its been 3 weeks and nobodys turned up", Cause.WAITING),
        ("it keeps uh keeps dropping", Cause.TECHNICAL),
        ("it just, it just doesn't even turn on", Cause.TECHNICAL),
        ("my rooter wont connect", Cause.TECHNICAL),
        ("I excepted better for that price", Cause.EXPECTATION),
        ("nobody, um, nobody told me", Cause.MISCOMMUNICATION),
        ("the lady I spoke to said it was free", Cause.MISCOMMUNICATION),
    ],
)
def test_words_are_known_however_they_are_written(said: str, cause: Cause) -> None:
    """Short forms, figures, hesitation, repeats and what recognisers mishear make no difference."""
    scores = cause_of(f"C: {said}").scores
    assert max(scores, key=lambda one: scores[one]) is cause
    assert scores[cause] > 0


def test_a_score_counts_repeats_less() -> None:
    """Each further line, lighter or as heavy, counts 0.6 of the one before."""
    told = root_cause([*found("interruption agent", 10), *found("interruption agent", 20)])
    assert told.scores[Cause.AGENT_RUSHED] == pytest.approx(1.5 * 1.6)


def test_a_setting_out_of_range_is_refused() -> None:
    """The message says key and range."""
    with pytest.raises(ValueError, match=r"root_cause\.repeated is 2; it must be from 0 to 1"):
        CauseSettings(repeated=2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("causes: {}\ntrouble: {}\nthings: {}\n", "lists, line 3: things"),
        ("causes: {weather: {}}\ntrouble: {}\n", "lists, line 1: causes"),
        ("trouble: {}\n", "lists, line 1: causes"),
        ("causes: {waiting: {customer: {strong: ['late (']}}}\ntrouble: {}\n", "mend its bracket"),
        ("causes: {waiting: {customer: {weak: ['<x> late']}}}\ntrouble: {}\n", "its group"),
        ("causes: [\n", "cannot be read as YAML"),
    ],
)
def test_a_mistake_in_the_lists_is_told(text: str, said: str) -> None:
    """What is wrong in the YAML is said, with its place where it has one."""
    with pytest.raises(SettingsError, match=re.escape(said)):
        parse_causes(text, "lists")


def test_the_packaged_phrasings_are_well_formed() -> None:
    """No gap stands where the notation would read it as letters, and every group is known."""
    path = Path(parse_causes.__code__.co_filename).with_name("default.yaml")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    told = [*content["causes"].values(), content["trouble"], content["aside"]]
    phrasings = [
        phrasing
        for one in told
        for part in (one.get("customer", {}), one.get("agent", {}), {"": one.get("unless", [])})
        for phrasings in part.values()
        for phrasing in phrasings
    ]
    assert len(phrasings) > 700
    for phrasing in phrasings:
        assert not re.search(r"  | \?|\S\.\.|\.\.\S|\.\.$|[A-Z]", phrasing.replace("\\S", ""))
        assert set(re.findall(r"<(\w+)>", phrasing)) <= content["groups"].keys()
