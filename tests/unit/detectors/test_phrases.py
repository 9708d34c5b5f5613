"""Acts by their wording: what is found, what is left alone, and where it is said to lie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assistant.detectors.phrases import PhraseSettings, PhraseSpotter
from assistant.events import (
    ActSpoken,
    FindingWithdrawn,
    Party,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import to_samples

WORD = to_samples(0.25)
STEP = to_samples(0.3)
LINES = yaml.safe_load((Path(__file__).parent / "act_lines.yaml").read_text(encoding="utf-8"))


def lines(kind: str) -> list[tuple[Party, str, str]]:
    """Every line of a kind (`says`, `not`), with who says it and the act that it is about."""
    return [
        (Party(party), act, line)
        for party, acts in LINES.items()
        for act, examples in acts.items()
        for line in examples.get(kind, [])
    ]


def committed(
    text: str,
    party: Party = Party.CUSTOMER,
    start_s: float = 0.0,
    utterance: int = 0,
    probability: float = 0.9,
) -> WordsCommitted:
    """The words of `text`, one each 0.3 s."""
    first = to_samples(start_s)
    words = tuple(
        Word(
            word=f" {word}",
            start=first + index * STEP,
            end=first + index * STEP + WORD,
            probability=probability,
        )
        for index, word in enumerate(text.split())
    )
    return WordsCommitted(
        at=words[-1].end + to_samples(0.5),
        party=party,
        utterance=utterance,
        text=text,
        start=first,
        end=words[-1].end,
        confidence=probability,
        words=words,
    )


def tentative(text: str, start_s: float = 0.0, probability: float = 0.9) -> WordsTentative:
    """The words of `text`, one each 0.3 s, as a look hears them; none where there is no text."""
    said = committed(text or "nothing", start_s=start_s, probability=probability)
    return WordsTentative(
        at=said.at,
        party=said.party,
        utterance=said.utterance,
        text=text,
        start=said.start,
        end=said.end,
        confidence=probability,
        words=said.words if text else (),
    )


def told(*heard: WordsCommitted | WordsTentative) -> list[str]:
    """The acts, in order; with "not" before those that are withdrawn."""
    spotter, out = PhraseSpotter(), []
    for words in heard:
        for fact in spotter.on(words):
            if isinstance(fact, ActSpoken):
                out.append(fact.text)
            elif isinstance(fact.of, ActSpoken):
                out.append(f"not {fact.of.text}")
    return out


def found(*heard: WordsCommitted, settings: PhraseSettings | None = None) -> list[ActSpoken]:
    """The acts in what was heard."""
    spotter = PhraseSpotter(settings)
    return [act for words in heard for act in spotter.on(words) if isinstance(act, ActSpoken)]


@pytest.mark.parametrize(("party", "act", "line"), lines("says"))
def test_a_line_that_does_an_act_is_found(party: Party, act: str, line: str) -> None:
    """Each wording in the list does its act, and no other act of escalation."""
    acts = {each.act for each in found(committed(line, party))}
    assert act in acts
    assert party is Party.AGENT or acts == {act}


@pytest.mark.parametrize(("party", "act", "line"), lines("not"))
def test_a_line_that_looks_alike_is_left_alone(party: Party, act: str, line: str) -> None:
    """Information, negation, reports and politeness are no act."""
    acts = {each.act for each in found(committed(line, party))}
    assert act not in acts
    assert party is Party.AGENT or not acts


def test_an_act_lies_where_its_words_lie() -> None:
    """Start, end and text are those of the matched words, not of the utterance."""
    heard = committed("Well, I don't know. I want to speak to your manager. Today.")
    (act,) = found(heard)
    assert act.text == "speak to your manager."
    assert (act.start, act.end) == (heard.words[7].start, heard.words[10].end)
    assert (act.at, act.utterance) == (heard.at, heard.utterance)


def test_a_phrase_may_run_over_two_utterances() -> None:
    """A short pause before the word that matters does not hide the phrase."""
    first = committed("Can I speak to")
    second = committed("your manager", start_s=2.4, utterance=1)
    (act,) = found(first, second)
    assert act.text == "speak to your manager"
    assert (act.start, act.end) == (first.words[2].start, second.words[-1].end)
    assert act.utterance == 1


def test_a_long_pause_parts_a_phrase() -> None:
    """Words after a pause longer than the setting are a new beginning."""
    assert not found(committed("Can I speak to"), committed("your manager", start_s=6))


def test_the_other_party_does_not_finish_a_phrase() -> None:
    """Each party has a memory of their own."""
    heard = committed("Can I speak to"), committed("your manager", Party.AGENT, start_s=1.5)
    assert not found(*heard)


def test_no_words_are_reported_twice() -> None:
    """An act found in one fact is not found again when the next words come."""
    first = committed("I want to speak to a manager")
    second = committed("right now please", start_s=2.4)
    assert len(found(first, second)) == 1


def test_an_act_done_twice_is_reported_twice() -> None:
    """A second request, in words of its own, is a fact of its own."""
    first = committed("I want to speak to a manager")
    second = committed("Get me a supervisor", start_s=2.4)
    assert [act.act for act in found(first, second)] == ["escalation.supervisor_request"] * 2


def test_words_that_come_one_by_one_say_the_same() -> None:
    """However finely the words are committed, the act is found once."""
    text = "I would like to speak to your supervisor about this"
    pieces = [committed(word, start_s=0.3 * i) for i, word in enumerate(text.split())]
    (act,) = found(*pieces)
    assert act.text == "speak to your supervisor"


def test_negation_at_the_other_side_of_a_pause_counts() -> None:
    """The tail that is kept holds the words that turn the phrase round."""
    first = committed("I do not want to speak to")
    assert not found(first, committed("a manager", start_s=2.4))


def test_later_words_withdraw_an_act() -> None:
    """A finding that the next words disprove is taken back, by the fact that it was."""
    spotter = PhraseSpotter()
    (act,) = spotter.on(committed("I have to speak to the manager"))
    (withdrawn,) = spotter.on(committed("at our branch about the order", start_s=2.4))
    assert isinstance(withdrawn, FindingWithdrawn)
    assert withdrawn.of == act


def test_an_act_in_tentative_words_is_told_at_once() -> None:
    """And not again while looks go on hearing it, nor when its words are committed."""
    text = "I want to speak to a manager"
    assert told(
        tentative(text), tentative(f"{text} right now"), committed(text), tentative("right", 2.1)
    ) == ["speak to a manager"]


def test_an_act_may_begin_in_committed_words() -> None:
    """The tentative ones that follow finish it; they are committed later, in two pieces."""
    assert told(
        committed("I want to speak"),
        tentative("to a manager today", 1.2),
        committed("to a", start_s=1.2),
        tentative("manager today", 1.8),
        committed("manager today", start_s=1.8),
    ) == ["speak to a manager"]


def test_a_commit_within_an_act_does_not_hide_it() -> None:
    """Its words come as committed and as open ones in the same moment."""
    assert told(
        tentative("I want to speak to"),
        committed("I want to"),
        tentative("speak to a manager", 0.9),
    ) == ["speak to a manager"]


def test_an_act_is_withdrawn_when_other_words_are_heard() -> None:
    """The next look heard "menu"; the one after it "manager" again, which is a new act."""
    assert told(
        tentative("I want to speak to a manager"),
        tentative("I want to speak to a menu"),
        tentative("I want to speak to a manager please"),
    ) == ["speak to a manager", "not speak to a manager", "speak to a manager please"]


def test_an_act_in_words_of_no_length_stands() -> None:
    """A recogniser may put their start and end at one moment; it is told once all the same."""
    heard = tentative("speak to a manager", 2.0)
    moment = tuple(replace(word, start=heard.start, end=heard.start) for word in heard.words)
    look = replace(heard, words=moment, end=heard.start)
    assert told(look, look, look) == ["speak to a manager"]


def test_an_act_is_withdrawn_when_its_words_vanish() -> None:
    """Nothing is tentative any more, and nothing was committed."""
    assert told(tentative("I want to speak to a manager"), tentative("")) == [
        "speak to a manager",
        "not speak to a manager",
    ]


def test_an_act_is_withdrawn_when_other_words_are_committed() -> None:
    """The final pass heard otherwise."""
    assert told(
        tentative("I want to speak to a manager"), committed("I want to speak to a menu")
    ) == ["speak to a manager", "not speak to a manager"]


def test_a_committed_act_outlives_later_looks() -> None:
    """What is committed stays; tentative words that come and go say nothing about it."""
    assert told(
        committed("I want to speak to a manager"), tentative("right now", 2.1), tentative("")
    ) == ["speak to a manager"]


def test_a_withdrawal_names_the_act_that_it_takes_back() -> None:
    """So that its cue can be taken back."""
    spotter = PhraseSpotter()
    (act,) = spotter.on(tentative("I want to speak to a manager"))
    (gone,) = spotter.on(tentative(""))
    assert isinstance(gone, FindingWithdrawn)
    assert gone.of is act


def test_tentative_words_must_be_surer_than_committed_ones() -> None:
    """A look at the end of the audio guesses; the same words are believed once committed."""
    text = "I want to speak to a manager"
    assert told(tentative(text, probability=0.4)) == []
    assert told(tentative(text, probability=0.4), committed(text, probability=0.4)) == [
        "speak to a manager"
    ]


def test_fillers_and_repeats_do_not_hide_a_phrase() -> None:
    """Speech is full of them."""
    assert found(committed("I want to, um, speak to to a, uh, a bloody manager"))


def test_short_forms_are_read_however_they_are_written() -> None:
    """Curly, straight or no apostrophe: the words are the same."""
    for line in ("I’m going to sue you", "I'm going to sue you", "Im gonna sue you"):
        assert found(committed(line))


def test_an_act_belongs_to_the_party_that_can_do_it() -> None:
    """A customer who apologises and an agent who names a manager do no act of the other's."""
    assert not found(committed("I do apologise about the delay"))
    assert not found(committed("You people are useless", Party.AGENT))


def test_misheard_words_are_not_believed() -> None:
    """Words that the recogniser itself doubts do no act."""
    assert not found(committed("I want to speak to a manager", probability=0.1))


def test_the_least_score_can_be_raised() -> None:
    """With a high bar only the wordings that hardly mean anything else count."""
    line = committed("Never again")
    assert found(line)
    assert not found(line, settings=PhraseSettings(least_score=0.9))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("join_within_s", -1.0),
        ("tail_words", 100),
        ("least_score", 2.0),
        ("least_probability", -0.1),
        ("tentative_probability", 1.1),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(key: str, value: float) -> None:
    """The message names the key and the range."""
    with pytest.raises(ValueError, match=rf"phrases\.{key} .* from"):
        PhraseSettings(**{key: value})


def test_long_talk_is_matched_in_linear_time() -> None:
    """Ten times the words give ten times the acts; a run of near misses does not explode."""
    near = "I want to speak to to the " * 300
    assert not found(committed(near))
    assert len(found(committed("get me a supervisor and I will see you in court " * 50))) == 100
