"""Acts by a model's reading and by phrasings: what is told, once, and what is taken back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.detectors.phrases import PhraseSettings, PhraseSpotter
from assistant.events import (
    ActsDue,
    ActSpoken,
    ActsRead,
    Event,
    FindingWithdrawn,
    WordsCommitted,
    WordsTentative,
)
from fakes import AGENT, CUSTOMER, Said, ScriptedActs, committed, tentative

BOSS = "escalation.supervisor_request"
LEAVING = "escalation.churn_threat"
UNKNOWN = "fetch whoever runs this place"
"""A wording that no phrasing knows."""
Heard = WordsCommitted | WordsTentative


def final(start: float, text: str) -> WordsCommitted:
    """Words of the customer from `start` on, one each 0.3 s, committed."""
    return committed(Said(CUSTOMER, start, start + 0.3 * len(text.split()), text))


def look(start: float, text: str) -> WordsTentative:
    """The same as a look hears them; none where there is no text."""
    return tentative(Said(CUSTOMER, start, start + 0.3 * len(text.split()), text))


def reading(*acts: tuple[str, float], act: str = BOSS) -> ScriptedActs:
    """A model that knows phrases, each with how surely it does the act."""
    return ScriptedActs({phrase: (act, score) for phrase, score in acts})


def named(events: Sequence[Event]) -> list[str]:
    """The words of each act, in order; with "not" before those that are withdrawn."""
    out = []
    for event in events:
        if isinstance(event, ActSpoken):
            out.append(event.text)
        elif isinstance(event, FindingWithdrawn) and isinstance(event.of, ActSpoken):
            out.append(f"not {event.of.text}")
    return out


def facts(spotter: PhraseSpotter, model: ScriptedActs, heard: Heard) -> list[Event]:
    """What comes of the words, the model answering at once."""
    (due,) = spotter.on(heard)
    assert isinstance(due, ActsDue)
    return list(spotter.on(model(due)))


def told(model: ScriptedActs, *heard: Heard, settings: PhraseSettings | None = None) -> list[str]:
    """The acts in the words, the model answering each time at once."""
    spotter = PhraseSpotter(settings, ask=True)
    return named([fact for words in heard for fact in facts(spotter, model, words)])


def test_nothing_is_told_before_the_model_answers() -> None:
    """Also where a phrasing knows the words."""
    (due,) = PhraseSpotter(ask=True).on(final(1, "I want to speak to your manager"))
    assert isinstance(due, ActsDue)
    assert due.final


def test_the_model_finds_what_no_phrasing_knows() -> None:
    """With the words and the probability that it gives."""
    spotter = PhraseSpotter(ask=True)
    heard = final(1, f"well {UNKNOWN} at once")
    (act,) = facts(spotter, reading((UNKNOWN, 0.62)), heard)
    assert isinstance(act, ActSpoken)
    assert (act.act, act.text, act.score) == (BOSS, UNKNOWN, 0.62)
    assert (act.start, act.end) == (heard.words[1].start, heard.words[5].end)
    assert (act.at, act.utterance, act.party) == (heard.at, heard.utterance, CUSTOMER)


@pytest.mark.parametrize(("score", "count"), [(0.49, 0), (0.5, 1)])
def test_alone_the_model_must_reach_the_least_score(score: float, count: int) -> None:
    """Half, unless the settings say otherwise."""
    assert len(told(reading((UNKNOWN, score)), final(1, UNKNOWN))) == count
    sure = PhraseSettings(least_score=0.8)
    assert not told(reading((UNKNOWN, score)), final(1, UNKNOWN), settings=sure)


def test_a_phrasing_that_the_model_does_not_see_is_no_act() -> None:
    """The model decides."""
    assert told(reading(), final(1, "I want to speak to your manager")) == []


def test_a_phrasing_lowers_the_bar_and_gives_its_words_and_score() -> None:
    """One sure of it is worth more than a model that is not."""
    spotter = PhraseSpotter(ask=True)
    model = reading(("to speak to your", 0.15))
    (act,) = facts(spotter, model, final(1, "I want to speak to your manager"))
    assert isinstance(act, ActSpoken)
    assert (act.text, act.score) == ("speak to your manager", 0.95)


@pytest.mark.parametrize(("score", "count"), [(0.85, 0), (0.95, 1)])
def test_words_that_are_known_to_look_alike_must_be_surer(score: float, count: int) -> None:
    """A manager at the customer's own branch, as phrasings know it."""
    line = final(1, "I have to speak to the manager at our branch about the order")
    assert len(told(reading(("speak to the manager", score)), line)) == count


def test_an_act_is_told_once_while_its_stretch_grows() -> None:
    """From look to look, and when its words are committed."""
    model = reading(("fetch whoever", 0.6), (f"{UNKNOWN} right now", 0.8), (UNKNOWN, 0.7))
    assert told(
        model,
        look(1, "fetch whoever"),
        look(1, UNKNOWN),
        look(1, f"{UNKNOWN} right now"),
        final(1, UNKNOWN),
        final(2.5, "right now please"),
    ) == ["fetch whoever"]


@pytest.mark.parametrize(
    ("first", "second"), [("fetch whoever", "runs this"), ("runs this", "fetch whoever")]
)
def test_two_stretches_within_a_second_are_one_act(first: str, second: str) -> None:
    """Whichever of them is seen first."""
    spotter, line = PhraseSpotter(ask=True), final(1, "fetch whoever um er runs this")
    assert named(facts(spotter, reading((first, 0.8)), line)) == [first]
    both = reading((first, 0.8), (second, 0.8))
    assert named(facts(spotter, both, look(2.8, "now"))) == []


def test_an_act_done_again_later_is_told_again() -> None:
    """Words of its own, more than a second later."""
    model = reading((UNKNOWN, 0.8))
    assert told(model, final(1, UNKNOWN), final(4.5, f"I said {UNKNOWN}")) == [UNKNOWN] * 2


@pytest.mark.parametrize("pause", [0.2, 1.0, 3.0, 90.0])
def test_a_pause_repeats_nothing(pause: float) -> None:
    """However long it is."""
    model = reading((UNKNOWN, 0.8))
    heard = final(1, UNKNOWN), look(2.5 + pause, "please"), final(2.5 + pause, "please hurry up")
    assert told(model, *heard) == [UNKNOWN]


def test_later_words_may_tell_what_earlier_ones_did() -> None:
    """Committed words are read again with those that follow, a few of them back."""
    spotter = PhraseSpotter(ask=True)
    assert named(facts(spotter, reading((UNKNOWN, 0.4)), final(1, UNKNOWN))) == []
    assert named(facts(spotter, reading((UNKNOWN, 0.7)), look(2.5, "this minute"))) == [UNKNOWN]


def test_what_lies_far_back_is_not_told_any_more() -> None:
    """The moment for a cue is over."""
    spotter = PhraseSpotter(ask=True)
    line = f"{UNKNOWN} and another thing is that my parcel was late"
    assert named(facts(spotter, reading((UNKNOWN, 0.4)), final(1, line))) == []
    assert named(facts(spotter, reading((UNKNOWN, 0.9)), look(5.5, "again"))) == []


def test_an_act_in_words_that_are_no_longer_kept_stays() -> None:
    """Only the last words are read again; the act before them is neither repeated nor withdrawn."""
    talk = "and then my parcel was late by a week or so " * 3
    later = [final(2.5 + 9.2 * turn, talk) for turn in range(3)]
    short = PhraseSettings(tail_words=4)
    for settings in (None, short, PhraseSettings(tail_words=0)):
        model = reading((UNKNOWN, 0.8))
        heard = [final(1, UNKNOWN), *later, look(31, "well"), look(31, "")]
        assert told(model, *heard, settings=settings) == [UNKNOWN]


def test_a_tentative_act_stands_while_the_model_half_believes_it() -> None:
    """It takes less to stand than to be told."""
    spotter = PhraseSpotter(ask=True)
    assert named(facts(spotter, reading((UNKNOWN, 0.6)), look(1, UNKNOWN))) == [UNKNOWN]
    assert named(facts(spotter, reading((UNKNOWN, 0.35)), look(1, UNKNOWN))) == []
    (gone,) = facts(spotter, reading((UNKNOWN, 0.2)), look(1, f"{UNKNOWN} they said"))
    assert isinstance(gone, FindingWithdrawn)
    assert gone.reason == "the words went on"


def test_an_act_is_withdrawn_when_other_words_are_heard_or_committed() -> None:
    """The model sees no act in those."""
    model = reading((UNKNOWN, 0.8))
    for other in (look(1, "fetch whatever runs"), final(1, "fetch whatever runs"), look(1, "")):
        assert told(model, look(1, UNKNOWN), other) == [UNKNOWN, f"not {UNKNOWN}"]


def test_an_act_whose_words_vanish_is_withdrawn_by_what_is_said_long_after() -> None:
    """A commit takes away tentative words before it, and says no more about them."""
    model = reading((UNKNOWN, 0.8))
    assert told(model, look(1, UNKNOWN), final(9, "hello")) == [UNKNOWN, f"not {UNKNOWN}"]


def test_a_committed_act_outlives_looks_after_a_pause_that_come_to_nothing() -> None:
    """What is taken back then are other words."""
    model = reading((UNKNOWN, 0.8))
    heard = final(1, UNKNOWN), look(20, "hmm"), look(20, "")
    assert told(model, *heard) == [UNKNOWN]
    spotter = PhraseSpotter()
    line = final(1, "I want to speak to your manager")
    by_phrasing = [fact for words in (line, *heard[1:]) for fact in spotter.on(words)]
    assert named(by_phrasing) == ["speak to your manager"]


def test_a_committed_act_is_not_withdrawn_for_a_lower_score() -> None:
    """Its words stay; only a phrasing that says what they mean takes it back."""
    spotter = PhraseSpotter(ask=True)
    line = final(1, "I have to speak to the manager")
    assert named(facts(spotter, reading(("to the manager", 0.6)), line)) == ["speak to the manager"]
    assert named(facts(spotter, reading(), final(3.3, "you know"))) == []
    spotter = PhraseSpotter(ask=True)
    assert named(facts(spotter, reading(("to the manager", 0.6)), line)) == ["speak to the manager"]
    (gone,) = facts(spotter, reading(), final(3.3, "at our branch about the order"))
    assert isinstance(gone, FindingWithdrawn)
    assert gone.reason == "the words went on"


def test_an_answer_about_words_that_are_committed_otherwise_since_says_nothing() -> None:
    """The look was asked before the commit, and is answered after it."""
    spotter, model = PhraseSpotter(ask=True), reading((UNKNOWN, 0.8))
    (early,) = spotter.on(look(1, UNKNOWN))
    (late,) = spotter.on(final(1, "fetch whatever runs"))
    assert isinstance(early, ActsDue)
    assert isinstance(late, ActsDue)
    assert list(spotter.on(model(early))) == []
    assert list(spotter.on(model(late))) == []


def test_an_answer_about_words_that_are_committed_as_they_were_is_told_once() -> None:
    """By the answer to the final request."""
    spotter, model = PhraseSpotter(ask=True), reading((UNKNOWN, 0.8))
    dues = [due for heard in (look(1, UNKNOWN), final(1, UNKNOWN)) for due in spotter.on(heard)]
    answers = [model(due) for due in dues if isinstance(due, ActsDue)]
    assert [named(list(spotter.on(answer))) for answer in answers] == [[], [UNKNOWN]]


def test_final_answers_that_come_late_are_all_heard() -> None:
    """In their order, each act once, with the words of its own moment."""
    spotter, model = PhraseSpotter(ask=True), reading((UNKNOWN, 0.8), ("i am off", 0.8))
    heard = final(1, UNKNOWN), final(4, "and the parcel was late too"), final(7, "I am off")
    dues = [due for words in heard for due in spotter.on(words)]
    acts = [act for due in dues if isinstance(due, ActsDue) for act in spotter.on(model(due))]
    assert named(acts) == [UNKNOWN, "I am off"]
    assert [act.at for act in acts if isinstance(act, ActSpoken)] == [heard[0].at, heard[2].at]


def test_without_an_answer_phrasings_decide() -> None:
    """The model failed over the words."""
    spotter = PhraseSpotter(ask=True)
    (due,) = spotter.on(final(1, f"I want to speak to your manager and {UNKNOWN}"))
    assert isinstance(due, ActsDue)
    found = named(list(spotter.on(ActsRead(request=due, acts=None))))
    assert found == ["speak to your manager"]


@pytest.mark.parametrize(("text", "gone"), [(UNKNOWN, 0), ("fetch whatever runs", 1)])
def test_without_an_answer_an_act_stands_with_its_words(text: str, gone: int) -> None:
    """Nobody can say that they do not do it, unless they were not said."""
    spotter, model = PhraseSpotter(ask=True), reading((UNKNOWN, 0.8))
    facts(spotter, model, look(1, UNKNOWN))
    (due,) = spotter.on(final(1, text))
    assert isinstance(due, ActsDue)
    assert len(list(spotter.on(ActsRead(request=due, acts=None)))) == gone


def test_misheard_words_are_not_believed_for_the_models_sake() -> None:
    """A model reads what it is given."""
    heard = tentative(Said(CUSTOMER, 1, 2.5, UNKNOWN), probability=0.4)
    assert told(reading((UNKNOWN, 0.99)), heard) == []


def test_each_request_says_what_is_new_what_may_change_and_what_is_settled() -> None:
    """Words are counted from the first that is kept."""
    spotter = PhraseSpotter(ask=True)
    first = final(1, "I want to speak")
    (one,) = spotter.on(first)
    (two,) = spotter.on(look(2.2, "to a manager"))
    assert isinstance(one, ActsDue)
    assert isinstance(two, ActsDue)
    assert (one.final, one.new, one.committed, one.settled) == (True, 0, 4, 0)
    assert (two.final, two.new, two.committed) == (False, 4, 4)
    assert two.settled == first.words[-1].end
    assert [word.word for word in two.words] == "I want to speak to a manager".split()


def test_a_request_holds_what_the_other_party_said_last() -> None:
    """Committed words only, at most eighty, whoever said them first."""
    spotter = PhraseSpotter(ask=True)
    list(spotter.on(final(1, "the boiler " * 60)))
    list(spotter.on(look(40, "not yet")))
    (due,) = spotter.on(committed(Said(AGENT, 50, 52, "so your boiler is out")))
    assert isinstance(due, ActsDue)
    assert due.heard == " ".join(["the boiler"] * 40)
    (back,) = spotter.on(look(53, "yes"))
    assert isinstance(back, ActsDue)
    assert back.heard == "so your boiler is out"


def test_one_partys_answer_touches_nothing_of_the_other() -> None:
    """An agent's look that comes to nothing leaves the customer's tentative act."""
    spotter, model = PhraseSpotter(ask=True), reading((UNKNOWN, 0.8))
    assert named(facts(spotter, model, look(1, UNKNOWN))) == [UNKNOWN]
    assert facts(spotter, model, tentative(Said(AGENT, 1, 2, "right"))) == []
    assert facts(spotter, model, tentative(Said(AGENT, 1, 2))) == []


def test_two_acts_may_lie_in_the_same_words() -> None:
    """They are told in the order in which their words end."""
    model = ScriptedActs({UNKNOWN: (BOSS, 0.8), "or i am off": (LEAVING, 0.7)})
    assert told(model, final(1, f"{UNKNOWN} or I am off")) == [UNKNOWN, "or I am off"]
