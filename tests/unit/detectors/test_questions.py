"""What is a question, whether it invites telling, and when it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from assistant.detectors.questions import QuestionSettings, QuestionSpotter
from assistant.events import AnswersEnded, Event, QuestionAsked, WordsCommitted
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed, probabilities, run, tentative

LEARNT: Mapping[str, Sequence[str]] = {
    "open": (
        "What happened?",
        "What happened the last time you called?",
        "So, er, what, what seems to be the trouble?",
        "How did that come about?",
        "Can you tell me what went wrong?",
        "Walk me through it.",
        "Tell me more about the noise.",
        "What would put this right for you?",
        "Okay, and what did they say to you when you rang?",
        "Could you describe the smell for me?",
        "How can I help you today?",
        "Why do you think it stopped?",
        "Right, talk me through what you did after that.",
        "What have you tried so far?",
        "What's going on with the heating, then?",
        "And how did you feel about that?",
        "Would you mind telling me a bit more about the damage?",
        "What brings you to us today?",
        "Sorry to hear that, what's the problem with it?",
        "Could you explain how the fee came to be on there?",
        "What can I do for you?",
        "What do you mean by that?",
        "So what are you going to do about it?",
        "Why has nobody rung me back?",
        "How do I get my money back?",
        "How come it was fine last week?",
        "What happens if I cancel now?",
        "Help me understand what happened on Friday.",
        "Tell me what happened.",
        "What else did the engineer say?",
    ),
    "closed": (
        "Did you restart it?",
        "What's your account number?",
        "Could you spell that?",
        "Is that right?",
        "Anything else I can help with?",
        "Is there anything else I can do for you today?",
        "Have you got the letter in front of you?",
        "When did it start?",
        "How long has it been doing that?",
        "Who did you speak to?",
        "Where was it delivered?",
        "Which card did you use?",
        "What time was that?",
        "How many boxes came?",
        "It's the blue one, isn't it?",
        "You haven't moved house, have you?",
        "So it's not working?",
        "May I take your name, please?",
        "Can I put you on hold for a minute?",
        "Would Tuesday be all right?",
        "Are you kidding me?",
        "How hard can it be?",
        "Do you know how long I've waited?",
        "Has the engineer been yet?",
        "And the first line of your address?",
        "Could you tell me your postcode?",
        "Can you tell me when it arrived?",
        "Okay, was the, was the light green or red?",
        "How much do I owe you?",
        "Does that sound fair?",
    ),
    "none": (
        "What a day.",
        "How nice.",
        "When I rang last week they told me it was on its way.",
        "Which is what I said.",
        "Who knows.",
        "I don't know what happened.",
        "That's why I'm calling.",
        "What I want is a refund.",
        "What happened was that the lorry broke down.",
        "How lovely of you to say so.",
        "Whoever did it should be sorry.",
        "If I were you I'd leave it.",
        "I'll tell you what I'm going to do.",
        "Let me see what I can do for you.",
        "I was wondering if my tablets are in yet.",
        "I wanted to ask whether somebody has read the wrong meter.",
        "So do I.",
        "Neither did they.",
        "Do try again in an hour.",
        "Have a nice day.",
        "Will do.",
        "Should you need anything, just ring us.",
        "You know what, forget it.",
        "He told me where it was and when it would come.",
        "As you can see, it's all paid.",
        "What you need to do is hold the button down.",
        "Which means I've paid twice.",
        "When you're ready, press the button.",
        "They asked me did I want one and I said no.",
        "Thank you for telling me what happened.",
    ),
}
"""What the forms were written by: as a recogniser writes it."""

HELD_OUT: Mapping[str, Sequence[str]] = {
    "open": (
        "What was it that upset you about the visit?",
        "How did the conversation with my colleague end?",
        "So tell me, what's been happening with the broadband?",
        "Can you take me through what you see on the screen?",
        "What would you like us to do to make up for this?",
        "In your own words, what led up to it?",
        "Why did the first repair not hold?",
        "How would you like to see this resolved?",
        "Could you give me a little more detail about the leak?",
        "What makes you think it was our driver?",
        "How does the boiler behave when you turn it on?",
        "And then what happened?",
        "Would you be able to tell me how the accident happened?",
        "What worries you most about the new contract?",
        "Okay, what, um, what's the matter with it today?",
        "How has this affected you?",
        "What did you notice first?",
        "Run me through the steps you took.",
        "Tell me a bit about what you were hoping for.",
        "What's the reason for the delay?",
        "Why on earth would you charge me twice?",
        "How am I supposed to live without a cooker?",
        "What am I meant to do until then?",
        "What went on when the fitter came round?",
        "How do you plan to fix this?",
        "Could you please explain to me why my bill has doubled?",
        "Now, what can you tell me about the man who rang?",
        "How should I go about sending it back?",
        "I'm so sorry, what was said to you exactly?",
        "What difference would it make to you?",
    ),
    "closed": (
        "Shall I send you a new one?",
        "Is the red light on at the moment?",
        "What's the best number to reach you on?",
        "How old is the machine?",
        "Do you want me to book that in?",
        "Were you at home on Wednesday?",
        "Who am I speaking to?",
        "What date did you order it?",
        "And your surname is?",
        "Can you hear me all right?",
        "Which of those would suit you better?",
        "Did the courier leave a card?",
        "You said it was a Monday, didn't you?",
        "Would you like me to read that back?",
        "How often does it cut out?",
        "Where do you live now?",
        "Will somebody be in between nine and twelve?",
        "Haven't I told you that already?",
        "Do you think I'm stupid?",
        "Is this some kind of joke?",
        "So that's two nights and a late breakfast?",
        "Could I have the number on the front of the card?",
        "What size do you take?",
        "Am I speaking with the account holder?",
        "Any other questions for me?",
        "Could you read me the serial number?",
        "Does your husband know about it?",
        "Um, can, can you bear with me?",
        "What's it called?",
        "Have they given you a reference?",
    ),
    "none": (
        "How kind.",
        "What a mess this is.",
        "Where I live there's no signal.",
        "I know exactly how that feels.",
        "Whatever you think is best.",
        "Who would have thought it.",
        "What they did was leave it in the rain.",
        "Why I bother, I don't know.",
        "I can see why you're upset.",
        "Nor have I.",
        "When it rains it comes through the ceiling.",
        "I asked them what it would cost and they couldn't say.",
        "Is fine by me.",
        "Which was the whole point of ringing.",
        "Do the reset first, then ring me back.",
        "That is what you told me on Monday.",
        "Had I known, I wouldn't have bought it.",
        "Let me tell you about the last man they sent.",
        "I'll find out who dealt with it.",
        "How it works is you pay once a year.",
        "Could be the fuse.",
        "It depends on how much you use.",
        "Have a look at the back of it.",
        "As soon as it's done we will ring you.",
        "The one who rang me was very polite.",
        "I have no idea how it got there.",
        "So did my neighbour.",
        "I wonder what that was.",
        "Can do.",
        "The trouble is they never answer.",
    ),
}
"""Written before the forms, and looked at after them: how far they reach."""

WITHOUT_MARK = {
    "So it's not working?": "a statement by its form",
    "And the first line of your address?": "no verb",
}
"""Questions by their mark alone."""


def said(
    text: str, start: float = 0.0, party: object = AGENT, utterance: int = 0
) -> WordsCommitted:
    """Words at three a second, committed half a second after their end."""
    seconds = len(text.split()) / 3
    return committed(Said(party, start, start + seconds, text), utterance)  # type: ignore[arg-type]


END = AnswersEnded(at=to_samples(600))


def asked(*events: Event) -> list[QuestionAsked]:
    """The questions told by the end of the call."""
    found: Iterable[Event] = run(QuestionSpotter(), [*events, END])
    return [fact for fact in found if isinstance(fact, QuestionAsked)]


def kind_of(text: str) -> str:
    """Open, closed or none, of the first question in what is said."""
    found = asked(said(text))
    return ("open" if found[0].open else "closed") if found else "none"


LEARNT_LINES = [(kind, line) for kind, lines in LEARNT.items() for line in lines]


@pytest.mark.parametrize(("kind", "line"), LEARNT_LINES)
def test_a_sentence_is_told_for_what_it_is(kind: str, line: str) -> None:
    """Open, closed, or no question at all."""
    assert kind_of(line) == kind


@pytest.mark.parametrize(
    ("kind", "line"), [one for one in LEARNT_LINES if one[1] not in WITHOUT_MARK]
)
def test_the_form_does_where_the_mark_is_a_full_stop(kind: str, line: str) -> None:
    """Recognisers often write one after a question."""
    assert kind_of(line.replace("?", ".")) == kind


@pytest.mark.parametrize(("kind", "line"), LEARNT_LINES)
def test_lower_case_without_any_mark_reads_the_same(kind: str, line: str) -> None:
    """As much as words alone can say: a sentence that follows without a comma may be lost."""
    if line in WITHOUT_MARK or line.startswith("Sorry"):
        kind = "none"
    bare = "".join(letter for letter in line.lower() if letter not in ",.?!")
    assert kind_of(bare) == kind


@pytest.mark.parametrize(("mark", "least"), [("?", 87), (".", 84)])
def test_the_forms_reach_sentences_that_they_were_not_written_by(mark: str, least: int) -> None:
    """Of 90: 88 with question marks and 85 with full stops, when this was written."""
    right = [
        kind_of(line.replace("?", mark)) == kind
        for kind, lines in HELD_OUT.items()
        for line in lines
    ]
    assert len(right) == 90
    assert sum(right) >= least


def test_a_question_has_its_own_words_alone() -> None:
    """What stands before it in the sentence is left out, and `at` is where its last word ends."""
    (one,) = asked(said("They aren't on our shelf, so may I have your number? Thanks."))
    assert one.text == "may I have your number?"
    assert (one.start, one.end) == (to_samples(2.0), to_samples(11 / 3))
    assert one.at == one.end
    assert (one.party, one.utterance, one.open) == (AGENT, 0, False)


def test_each_question_of_a_turn_is_told() -> None:
    """In their order."""
    found = asked(said("What happened? Did you ring them? I see. And when was that?"))
    assert [one.text for one in found] == ["What happened?", "Did you ring them?", "when was that?"]


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_a_commit_may_cut_a_question_anywhere(cut: int) -> None:
    """It is told once, whole."""
    whole = said("so what happened the last time you called us?")
    first, rest = whole.words[:cut], whole.words[cut:]
    pieces = [
        replace(whole, words=words, start=words[0].start, end=words[-1].end, utterance=number)
        for number, words in enumerate((first, rest))
    ]
    (one,) = asked(*pieces)
    assert one.text == "what happened the last time you called us?"
    assert one.utterance == 1


def test_a_pause_within_a_question_does_not_tell_it_twice() -> None:
    """The first half stands for it."""
    found = asked(said("What happened"), said("the last time you called?", 1.6))
    assert [one.text for one in found] == ["What happened"]


def test_a_question_may_need_what_was_said_before_a_pause() -> None:
    """Then it begins there."""
    (one,) = asked(said("so what", 0.0), said("seems to be the trouble?", 1.4))
    assert (one.text, one.open) == ("what seems to be the trouble?", True)


def test_a_question_without_its_verb_waits_for_it() -> None:
    """A pause before the last word does not cut it off."""
    found = asked(said("when will they"), said("come?", 1.8))
    assert [one.text for one in found] == ["when will they come?"]


def test_two_questions_with_a_pause_between_are_two() -> None:
    """Each has a beginning of its own."""
    found = asked(said("did it rain"), said("are you all right", 1.8))
    assert [one.text for one in found] == ["did it rain", "are you all right"]


def test_an_answer_between_keeps_two_sentences_apart() -> None:
    """What the agent says after the customer is no end of what was said before."""
    events = said("so what"), said("Yes.", 0.7, CUSTOMER), said("the blue one?", 1.4)
    assert [one.text for one in asked(*events)] == ["the blue one?"]


def told_by(*events: Event) -> list[str]:
    """The questions told before the call is over."""
    return [fact.text for fact in run(QuestionSpotter(), events) if isinstance(fact, QuestionAsked)]


def test_a_mark_ends_a_question_at_once() -> None:
    """Nothing more is waited for."""
    assert told_by(said("What happened?")) == ["What happened?"]


def test_without_a_mark_a_pause_of_the_voice_ends_it() -> None:
    """0.6 s of silence after the last word, whatever came first, the words or the silence."""
    words = said("what happened")
    short, long = (list(probabilities({AGENT: [(0, 0.7)]}, seconds)) for seconds in (1.2, 1.4))
    assert told_by(words) == []
    assert told_by(words, *short) == told_by(*short, words) == []
    assert told_by(words, *long) == told_by(*long, words) == ["what happened"]


def test_a_voice_that_goes_on_does_not_end_it() -> None:
    """More words are to come."""
    goes_on = probabilities({AGENT: [(0, 5)]}, 5)
    assert told_by(said("what happened"), *goes_on) == []


def test_words_that_are_not_certain_yet_are_waited_for() -> None:
    """They may go on with the question."""
    silent = list(probabilities({AGENT: [(0, 1.4)]}, 4))
    look = tentative(Said(AGENT, 0.7, 1.4, "last time"))
    assert told_by(said("what happened"), look, *silent) == []
    after = said("last time", 0.7)
    assert told_by(said("what happened"), look, *silent, after) == ["what happened last time"]


def test_the_turn_of_the_other_ends_it() -> None:
    """An answer needs no pause."""
    assert told_by(said("what happened"), said("It broke.", 0.7, CUSTOMER)) == ["what happened"]


def test_a_turn_that_began_within_a_question_does_not_end_it() -> None:
    """Both talk at once."""
    assert told_by(said("what happened"), said("Well,", 0.3, CUSTOMER)) == []


def test_both_parties_ask() -> None:
    """What one says is no part of what the other says."""
    found = asked(said("what", 0.0), said("Who are you?", 0.2, CUSTOMER), said("is that?", 0.4))
    assert [(one.party, one.text) for one in found] == [
        (CUSTOMER, "Who are you?"),
        (AGENT, "what is that?"),
    ]


def test_talk_without_an_end_is_kept_within_bounds() -> None:
    """After the most words it is judged as it is."""
    stage = QuestionSpotter(QuestionSettings(most_words=10))
    talk = said("what did you do " + "and then I went on " * 40)
    found = [fact.text for fact in run(stage, [talk]) if isinstance(fact, QuestionAsked)]
    assert found == ["what did you do and then I went on and"]


@pytest.mark.parametrize("title", ["Mr.", "Mrs.", "Dr."])
def test_a_title_ends_no_sentence(title: str) -> None:
    """Its full stop belongs to it."""
    assert [one.text for one in asked(said(f"Is {title} Walker there?"))] == [
        f"Is {title} Walker there?"
    ]


def test_fillers_and_words_said_twice_change_nothing() -> None:
    """They are in the text, for it was said so."""
    (one,) = asked(said("So, er, what, what seems to, um, be the trouble"))
    assert one.open
    assert one.text.endswith("seems to, um, be the trouble")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pause_s", 0.1),
        ("pause_s", 3.5),
        ("join_within_s", -0.1),
        ("most_words", 9),
        ("voice_threshold", 1.1),
    ],
)
def test_a_setting_out_of_range_is_refused_by_its_key(key: str, value: float) -> None:
    """With the range."""
    with pytest.raises(ValueError, match=rf"questions\.{key} is .* must be from"):
        QuestionSettings(**{key: value})  # type: ignore[arg-type]
