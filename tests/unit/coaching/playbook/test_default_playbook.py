"""Each rule of the default playbook: findings that call for its cue, and findings that must not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from assistant.coaching.cues.policy import CuePolicy
from assistant.coaching.playbook.reading import Playbook, parse_playbook
from assistant.coaching.playbook.rules import Rule
from assistant.config import DEFAULT_PLAYBOOK, load_playbook
from assistant.detectors.acts.names import ACTS
from assistant.events import (
    ActSpoken,
    AnswersEnded,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    LoudnessRose,
    LoudnessSettled,
    MonologueStretched,
    PaceMeasured,
    Party,
    QuestionAsked,
    RiskChanged,
    SentimentLabel,
    SentimentScored,
    Severity,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    TalkShareMeasured,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER, Said, committed, run

TECHNIQUES = {
    "Let them speak first",
    "Stay calm and kind",
    "Do not take it personally",
    "Reflect and reassure",
    "Show empathy, validate",
    "Avoid the hold button",
    "If you must hold: ask, reason, time, thank",
    "Keep them in the loop",
    "Positive language",
    "Plain words",
    "Offer options, deliver",
    "Find the cause and the unmet need",
    "Exhaust first-line solutions",
    "Know when to bring in a supervisor",
    "Warm transfer",
    "Thank and appreciate",
    "Confirm and close",
    "Follow up",
    "Do not talk too long",
    "See it coming",
}
"""What guides to calls that go wrong teach, each by at least one rule."""

Script = Sequence[Fact]


# ---- What is found of a call; times in seconds ---------------------------------------------------


def act(
    name: str, at_s: float, party: Party = AGENT, *, text: str = "…", score: float = 1.0
) -> ActSpoken:
    end = to_samples(at_s)
    return ActSpoken(
        at=end,
        party=party,
        act=name,
        text=text,
        start=end - 16_000,
        end=end,
        score=score,
        utterance=0,
    )


def escalation(name: str, at_s: float, party: Party = CUSTOMER) -> ActSpoken:
    return act(f"escalation.{name}", at_s, party)


def feeling(
    at_s: float, score: float = -0.96, confidence: float = 0.97, trend: float = 0.0
) -> SentimentScored:
    label = SentimentLabel.NEGATIVE if score < 0 else SentimentLabel.POSITIVE
    return SentimentScored(
        at=to_samples(at_s),
        party=CUSTOMER,
        score=score,
        label=label,
        trend=trend,
        confidence=confidence,
        utterance=0,
    )


def upset(*at_s: float) -> list[Fact]:
    """The customer sounded sharply negative at each of these."""
    return [feeling(one) for one in at_s]


def turn(party: Party, start_s: float, end_s: float) -> list[Fact]:
    """The party spoke for so long; known half a second after they stopped."""
    start, end = to_samples(start_s), to_samples(end_s)
    return [
        SpeechStarted(at=start + 3200, party=party, utterance=0, start=start),
        SpeechEnded(at=end + 8000, party=party, utterance=0, start=start, end=end),
    ]


def says(party: Party, start_s: float, end_s: float, text: str) -> list[Fact]:
    """The same, with the words, which come as the party stops."""
    return [*turn(party, start_s, end_s), committed(Said(party, start_s, end_s, text))]


def cut_in(by: Party, at_s: float = 10) -> Interrupted:
    start = to_samples(at_s - 1)
    return Interrupted(at=to_samples(at_s), by=by, start=start, overlap=8000, because="…")


def silence(lasted_s: float, *, explained: bool = False, over: bool = False) -> SilenceStretched:
    """Nobody has spoken since the tenth second."""
    at = to_samples(10 + lasted_s)
    end = at if over else None
    return SilenceStretched(at=at, start=to_samples(10), end=end, explained=explained)


def pace(at_s: float, words_per_minute: float, party: Party = AGENT) -> PaceMeasured:
    window = to_samples(15)
    return PaceMeasured(
        at=to_samples(at_s), party=party, words_per_minute=words_per_minute, window=window
    )


USUAL = [pace(at_s, 130) for at_s in (15, 30, 45, 60)]
"""How the agent speaks when all is well."""


def louder(at_s: float, party: Party = AGENT) -> LoudnessRose:
    window = to_samples(2)
    return LoudnessRose(at=to_samples(at_s), party=party, db_over_baseline=10.0, window=window)


def talk_share(
    at_s: float, share: float, window_s: float, party: Party = AGENT
) -> TalkShareMeasured:
    return TalkShareMeasured(
        at=to_samples(at_s), party=party, share=share, window=to_samples(window_s)
    )


def monologue(lasted_s: float, party: Party = AGENT, *, over: bool = False) -> MonologueStretched:
    """The party has talked since the tenth second."""
    at, start = to_samples(10 + lasted_s), to_samples(10)
    return MonologueStretched(at=at, party=party, start=start, end=at if over else None)


def hold(phase: HoldPhase, at_s: float, since_s: float = 10) -> HoldChanged:
    return HoldChanged(at=to_samples(at_s), phase=phase, start=to_samples(since_s))


def asks(at_s: float, *, is_open: bool = True, party: Party = AGENT) -> QuestionAsked:
    at = to_samples(at_s)
    return QuestionAsked(
        at=at, party=party, text="…?", start=at - 16_000, end=at, open=is_open, utterance=0
    )


def risk(at_s: float, score: float) -> RiskChanged:
    return RiskChanged(at=to_samples(at_s), score=score, reasons=("…",))


def disproved(finding: Interrupted, at_s: float) -> FindingWithdrawn:
    return FindingWithdrawn(at=to_samples(at_s), of=finding, reason="…")


def asks_to_hold(words: str) -> list[Fact]:
    """By these words; what reads holds takes it for a request."""
    request = [act("hold_request", 10), hold(HoldPhase.REQUESTED, 10)]
    return [*says(AGENT, 7, 9.5, words), *request]


TOLD_AT_LENGTH = [
    *turn(CUSTOMER, 5, 30),
    *upset(15, 30),
    *turn(AGENT, 31, 34),
    *turn(CUSTOMER, 35, 38),
    *turn(AGENT, 39, 42),
]
"""An upset customer explained, and the agent has had two turns since."""
STILL_UPSET = [
    *turn(CUSTOMER, 5, 20),
    *upset(20),
    *turn(AGENT, 21, 24),
    act("empathy", 24),
    *turn(CUSTOMER, 50, 60),
    *upset(52, 60),
    *turn(AGENT, 61, 64),
]
"""The agent's empathy was heard, and the customer is negative all the same."""
BACK = [
    hold(HoldPhase.REQUESTED, 10),
    hold(HoldPhase.STARTED, 14),
    hold(HoldPhase.RETURNED, 74),
]
"""A minute on hold is over."""
HARD = [escalation("legal_threat", 60), *upset(60, 70)]
"""The call was a hard one."""
GOODBYE = says(AGENT, 206, 207.5, "Take care, goodbye.")


def promise(words: str) -> list[Fact]:
    """The agent promises to see to it."""
    said = says(AGENT, 200, 204, words)
    return [*said, act("ownership", 204.4, text=words), act("follow_up", 204.5, text=words)]


# ---- The cases -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Findings that call for a rule's cue; what then resolves it; and like ones that do not."""

    fires: Sequence[Script]
    done: Script
    quiet: Sequence[Script]


CASES: Mapping[str, Case] = {
    "let_them_finish": Case(
        fires=[[*turn(CUSTOMER, 5, 13)[:1], cut_in(AGENT)]],
        done=turn(CUSTOMER, 5, 13)[1:],
        quiet=[[cut_in(CUSTOMER)], [cut_in(AGENT), disproved(cut_in(AGENT), 10.3)]],
    ),
    "slow_down": Case(
        fires=[[*USUAL, *upset(70, 80), pace(90, 240)]],
        done=[pace(96, 130)],
        quiet=[
            [*USUAL, pace(90, 240)],
            [*USUAL, *upset(70, 80), pace(90, 130)],
            [*USUAL, *upset(70, 80), pace(90, 240, CUSTOMER)],
        ],
    ),
    "soften_your_voice": Case(
        fires=[[*upset(30, 40), louder(50)]],
        done=[LoudnessSettled(at=to_samples(55), party=AGENT)],
        quiet=[
            [louder(50)],
            [*upset(30, 40), louder(50, CUSTOMER)],
            [*USUAL, *upset(70, 80), pace(85, 240), louder(90)],
        ],
    ),
    "state_next_step": Case(
        fires=[[escalation(f"{what}_threat", 10)] for what in ("legal", "regulator", "public")],
        done=[act("ownership", 14)],
        quiet=[
            [escalation("churn_threat", 10), escalation("repeat_contact", 30)],
            [escalation("legal_threat", 10, AGENT)],
        ],
    ),
    "not_about_you": Case(
        fires=[[escalation("abuse", 10)], [feeling(10, -1.0, 0.99, trend=-1.4)]],
        done=[],  # nothing for a few seconds is what it takes
        quiet=[[escalation("abuse", 10, AGENT)], [feeling(10, -0.7, 0.8, trend=-0.2)]],
    ),
    "paraphrase_now": Case(
        fires=[TOLD_AT_LENGTH],
        done=[act("paraphrase", 46)],
        quiet=[
            [*TOLD_AT_LENGTH, act("paraphrase", 33)],
            TOLD_AT_LENGTH[:-2],
            [
                *turn(CUSTOMER, 5, 8),
                *turn(AGENT, 9, 12),
                *turn(CUSTOMER, 13, 15),
                *turn(AGENT, 16, 19),
            ],
        ],
    ),
    "name_their_frustration": Case(
        fires=[TOLD_AT_LENGTH[:-2]],
        done=[act("empathy", 38)],
        quiet=[
            [*TOLD_AT_LENGTH[:-2], act("empathy", 33)],
            [*turn(CUSTOMER, 5, 30), feeling(15, -0.5), feeling(30, 0.9), *turn(AGENT, 31, 34)],
            TOLD_AT_LENGTH[:4],
        ],
    ),
    "say_what_you_understood": Case(
        fires=[[feeling(10), *says(AGENT, 11, 13, "I understand. What is your number?")]],
        done=[act("paraphrase", 17)],
        quiet=[
            [feeling(10), *says(AGENT, 11, 13, "I understand how hard"), act("empathy", 13)],
            [feeling(10, -0.3), *says(AGENT, 11, 13, "I understand.")],
            [feeling(10), *says(CUSTOMER, 11, 13, "I understand.")],
        ],
    ),
    "acknowledge_first": Case(
        fires=[[escalation("supervisor_request", 10), *turn(AGENT, 11, 15)]],
        done=[act("empathy", 19)],
        quiet=[
            [escalation("supervisor_request", 10), *turn(AGENT, 11, 15), act("empathy", 13)],
            [escalation("churn_threat", 10), *turn(AGENT, 11, 15)],
        ],
    ),
    "stay_on": Case(
        fires=[[*upset(5, 8), act("hold_request", 10), hold(HoldPhase.REQUESTED, 10)]],
        done=turn(AGENT, 11, 16.5),
        quiet=[
            [act("hold_request", 10), hold(HoldPhase.REQUESTED, 10)],
            [*upset(5, 8), act("hold_request", 10)],
        ],
    ),
    "say_why_and_how_long": Case(
        fires=[asks_to_hold("Can I put you on hold?")],
        done=says(AGENT, 11, 13, "It is because I have to look."),
        quiet=[
            asks_to_hold(f"Can I put you on hold {phrase}?")
            for phrase in ("for two minutes", "while I check", "because it's slow")
        ],
    ),
    "check_in_now": Case(
        fires=[[hold(HoldPhase.STARTED, 12), hold(HoldPhase.CHECK_IN_DUE, 72)]],
        done=[hold(HoldPhase.RETURNED, 76)],
        quiet=[BACK],
    ),
    "thank_for_waiting": Case(
        fires=[[*BACK, *says(AGENT, 74, 78, "Right, I have your account here now.")]],
        done=[act("gratitude", 80)],
        quiet=[
            [*BACK, *says(AGENT, 74, 76, "Thank you for waiting."), act("hold_return", 76)],
            [*BACK[:2], *says(AGENT, 74, 78, "Right, I have your account here now.")],
        ],
    ),
    "say_what_you_do": Case(
        fires=[[silence(3), silence(8), silence(10)]],
        done=turn(AGENT, 21, 23),
        quiet=[
            [silence(3), silence(8, explained=True), silence(12, explained=True)],
            [silence(3), silence(6), silence(7, over=True)],
            [silence(3), silence(7, over=True)],
        ],
    ),
    "say_what_you_can_do": Case(
        fires=[[act("negative_language", 10)]],
        done=[act("solution_offer", 13)],
        quiet=[
            [act("negative_language", 10, CUSTOMER)],
            [act("negative_language", 10), act("solution_offer", 10.4)],
            [act("apology", 10)],
        ],
    ),
    "say_it_simply": Case(
        fires=[
            says(CUSTOMER, 10, 12, "Sorry, what does that mean?"),
            [act("jargon", 10, score=0.6), act("jargon", 20, score=0.6)],
        ],
        done=says(AGENT, 21, 22.5, "In other words, it is gone."),
        quiet=[
            says(CUSTOMER, 10, 12, "I know what you mean, thank you."),
            says(AGENT, 10, 12, "Sorry, what does that mean?"),
            [act("jargon", 10, score=0.5)],
        ],
    ),
    "offer_two_options": Case(
        fires=[STILL_UPSET],
        done=[act("solution_offer", 68)],
        quiet=[
            [*STILL_UPSET, act("solution_offer", 63)],
            [one for one in STILL_UPSET if not isinstance(one, ActSpoken)],
            STILL_UPSET[:6],
        ],
    ),
    "ask_what_would_help": Case(
        fires=[[escalation("churn_threat", 10)]],
        done=[asks(14)],
        quiet=[[escalation("legal_threat", 10)], [escalation("churn_threat", 10, AGENT)]],
    ),
    "ask_what_went_wrong": Case(
        fires=[[escalation("repeat_contact", 10), *turn(AGENT, 11, 15)]],
        done=[asks(19)],
        quiet=[
            [escalation("repeat_contact", 10), asks(14), *turn(AGENT, 11, 15)],
            [escalation("abuse", 10), *turn(AGENT, 11, 15)],
        ],
    ),
    "try_one_more_fix": Case(
        fires=[[act("transfer", 60)]],
        done=[act("solution_offer", 64)],
        quiet=[
            [act("solution_offer", 30), act("transfer", 60)],
            [escalation("supervisor_request", 50), act("transfer", 60)],
            [act("transfer", 800)],
        ],
    ),
    "bring_in_supervisor": Case(
        fires=[
            [escalation("supervisor_request", 10), escalation("supervisor_request", 60)],
            [escalation("abuse", at_s) for at_s in (10, 35, 60)],
        ],
        done=[act("transfer", 64)],
        quiet=[
            [escalation("supervisor_request", 10), escalation("legal_threat", 60)],
            [escalation("abuse", 10)],
            [escalation("abuse", at_s) for at_s in (10, 310, 610)],
        ],
    ),
    "say_why_and_whats_next": Case(
        fires=[[act("transfer", 60), *turn(AGENT, 57, 61)]],
        done=[act("transfer_reason", 66)],
        quiet=[
            [act("transfer", 60), *turn(AGENT, 57, 61), act("transfer_reason", 61)],
            [act("transfer_reason", 57), act("transfer", 60), *turn(AGENT, 55, 61)],
            [act("transfer", 60), *turn(CUSTOMER, 61, 63)],
        ],
    ),
    "say_when_youll_follow_up": Case(
        fires=[[*HARD, *promise("I will see to that and ring you back."), *GOODBYE]],
        done=says(AGENT, 208, 210, "I will ring you tomorrow."),
        quiet=[
            [*HARD, *promise("I will see to that and ring you tomorrow by noon."), *GOODBYE],
            [*HARD, *GOODBYE],
        ],
    ),
    "ask_if_satisfied": Case(
        fires=[GOODBYE],
        done=[act("closing_check", 212)],
        quiet=[
            [act("closing_check", 195), *GOODBYE],
            says(AGENT, 10, 12, "Good morning, how can I help?"),
        ],
    ),
    "thank_their_patience": Case(
        fires=[[*HARD, *GOODBYE]],
        done=[act("gratitude", 212)],
        quiet=[GOODBYE, [*HARD, act("gratitude", 200), *GOODBYE]],
    ),
    "let_them_in": Case(
        fires=[[monologue(45), monologue(60), monologue(66, over=True)]],
        done=[],  # the customer's own start; see the test of it
        quiet=[
            [monologue(30), monologue(40, over=True)],
            [monologue(60, CUSTOMER)],
            [monologue(66, over=True)],
        ],
    ),
    "let_them_in_early": Case(
        fires=[[talk_share(30, 0.8, 30)]],
        done=turn(CUSTOMER, 33, 35),
        quiet=[
            [talk_share(30, 0.8, 30, CUSTOMER)],
            [talk_share(30, 0.5, 30)],
            [talk_share(300, 0.8, 120)],
        ],
    ),
    "ask_and_listen": Case(
        fires=[[*upset(100, 120), talk_share(130, 0.8, 120)]],
        done=turn(CUSTOMER, 133, 135),
        quiet=[
            [talk_share(130, 0.8, 120)],
            [*upset(100, 120), talk_share(130, 0.5, 120)],
            [*upset(20, 40), monologue(45), talk_share(60, 0.8, 60)],
        ],
    ),
    "act_now": Case(
        fires=[[risk(10, 0.3), risk(40, 0.9)]],
        done=[act("ownership", 44)],
        quiet=[
            [risk(10, 0.2), risk(40, 0.35)],
            [escalation("supervisor_request", 30), risk(40, 0.9)],
        ],
    ),
}
"""By rule."""


def whole() -> Playbook:
    """The default playbook with all its rules, also those that are switched off."""
    off = [rule.id for rule in load_playbook(None).document.rules if not rule.enabled]
    on = [f"{{id: {name}, enabled: true}}" for name in off]
    text = f"extends: default\nrules: [{', '.join(on)}]\n"
    shipped = DEFAULT_PLAYBOOK.read_text(encoding="utf-8")
    return parse_playbook(text, "all_on.yaml", ACTS, lambda *_: (shipped, "default.yaml"))


PLAYBOOK = load_playbook(None)
RULES = {rule.id: rule for rule in whole().rules}


def played(playbook: Playbook, script: Iterable[Fact]) -> list[CueOffered | CueResolved]:
    """What the coach says in a call in which the script happens, with time for what waits."""
    events = [*sorted(script, key=lambda fact: fact.at), AnswersEnded(at=to_samples(900))]
    heard = run(CuePolicy(playbook), events)
    return [event for event in heard if isinstance(event, CueOffered | CueResolved)]


def alone(rule: str, script: Iterable[Fact]) -> list[CueOffered | CueResolved]:
    """The same by that rule only, so that nothing else takes its place on the screen."""
    return played(replace(PLAYBOOK, rules=(RULES[rule],)), script)


def rules_of(told: Iterable[CueOffered | CueResolved]) -> list[str]:
    return [cue.rule for cue in told if isinstance(cue, CueOffered)]


# ---- Each rule -----------------------------------------------------------------------------------


def test_every_rule_has_a_case() -> None:
    """A rule that is added to the playbook without findings for and against it fails here."""
    assert set(RULES) == set(CASES)
    assert all(case.fires and case.quiet for case in CASES.values())


@pytest.mark.parametrize(
    ("rule", "script"),
    [
        pytest.param(rule, script, id=f"{rule}-{number}")
        for rule, case in CASES.items()
        for number, script in enumerate(case.fires)
    ],
)
def test_a_rule_speaks_when_it_should(rule: str, script: Script) -> None:
    """The findings call for the cue, and it rests on some of them."""
    cues = [cue for cue in alone(rule, script) if isinstance(cue, CueOffered)]
    assert cues
    assert all(cue.because and set(cue.because) <= set(script) for cue in cues)
    assert all(cue.technique == RULES[rule].technique for cue in cues)


@pytest.mark.parametrize(
    ("rule", "script"),
    [
        pytest.param(rule, script, id=f"{rule}-{number}")
        for rule, case in CASES.items()
        for number, script in enumerate(case.quiet)
    ],
)
def test_a_rule_is_silent_when_it_should_be(rule: str, script: Script) -> None:
    """Findings that look alike do not call for the cue: something is missing, or was done."""
    assert alone(rule, script) == []


@pytest.mark.parametrize("rule", [rule for rule, case in CASES.items() if case.done])
def test_a_cue_is_ticked_off_when_the_agent_does_it(rule: str) -> None:
    """What the technique asks for resolves the cue; without it, its life runs out."""
    case = CASES[rule]
    script = case.fires[-1]
    without, after = alone(rule, script), alone(rule, [*script, *case.done])
    assert isinstance(without[-1], CueResolved)
    assert isinstance(after[-1], CueResolved)
    assert (without[-1].by, after[-1].by) == (CueOutcome.EXPIRED, CueOutcome.AGENT_DID_IT)


def test_keeping_still_after_abuse_is_doing_it() -> None:
    """A retort makes the time begin again; the cue goes once there was none for a while."""
    (_, calm) = alone("not_about_you", [escalation("abuse", 10)])
    (_, late) = alone("not_about_you", [escalation("abuse", 10), cut_in(AGENT, 12)])
    assert isinstance(calm, CueResolved)
    assert isinstance(late, CueResolved)
    assert calm.by is CueOutcome.AGENT_DID_IT
    assert late.at > calm.at


def test_the_customers_own_word_ends_the_cue_to_let_them_in() -> None:
    """However they come to speak."""
    cue, end = alone("let_them_in", [monologue(60), *turn(CUSTOMER, 73, 75)])
    assert isinstance(cue, CueOffered)
    assert isinstance(end, CueResolved)
    assert end.by is CueOutcome.AGENT_DID_IT


# ---- All together --------------------------------------------------------------------------------


def test_every_technique_has_a_rule_that_is_in_use_and_no_rule_has_another() -> None:
    """The names are those of the guides, letter by letter."""
    assert {rule.technique for rule in PLAYBOOK.rules} == TECHNIQUES
    assert {rule.technique for rule in RULES.values()} <= TECHNIQUES


def test_a_call_without_trouble_has_no_cues() -> None:
    """A greeting, a question, a hold with a reason and thanks, an offer, a check, a goodbye."""
    script = [
        *says(AGENT, 1, 4, "Good morning, Jo speaking. How can I help?"),
        asks(4),
        *says(CUSTOMER, 5, 12, "Hello, I would like to change my address."),
        feeling(12, 0.1),
        *says(AGENT, 13, 17, "Of course. May I put you on hold for a minute while I look?"),
        act("hold_request", 17),
        hold(HoldPhase.REQUESTED, 17, 16),
        *says(CUSTOMER, 18, 18.5, "Sure."),
        hold(HoldPhase.STARTED, 22, 16),
        hold(HoldPhase.RETURNED, 40, 16),
        *says(AGENT, 40, 44, "Thank you for waiting. I can change that for you now."),
        act("hold_return", 42),
        act("gratitude", 42),
        hold(HoldPhase.THANKED, 42, 16),
        act("solution_offer", 44),
        *says(CUSTOMER, 45, 50, "Lovely, that was quick."),
        feeling(50, 0.9),
        *says(AGENT, 51, 54, "Is there anything else that I can do?"),
        act("closing_check", 54),
        *says(CUSTOMER, 55, 57, "No, thanks, bye."),
        *says(AGENT, 58, 60, "Have a nice day, goodbye."),
    ]
    assert played(PLAYBOOK, script) == []


@pytest.mark.parametrize(
    ("rule", "script"),
    [
        (rule.id, script)
        for rule in PLAYBOOK.rules
        if rule.severity in (Severity.WARN, Severity.CRITICAL)
        for script in CASES[rule.id].fires
    ],
)
def test_what_matters_most_is_said_in_the_company_of_all_rules(rule: str, script: Script) -> None:
    """A warning or an alarm comes also where other rules speak to the same findings."""
    assert rule in rules_of(played(PLAYBOOK, script))


def test_one_finding_gives_one_order() -> None:
    """A second request for a supervisor calls for one cue, and it is to bring them in."""
    script = CASES["bring_in_supervisor"].fires[0]
    asked_again = script[-1]
    about = [
        cue.rule
        for cue in played(PLAYBOOK, script)
        if isinstance(cue, CueOffered) and cue.because[-1] == asked_again
    ]
    assert about == ["bring_in_supervisor"]


def test_who_brings_somebody_in_is_told_whom() -> None:
    """By the escalation matrix: up the ranks, or to a colleague who knows the field."""
    supervisor, colleague = (
        alone(rule, CASES[rule].fires[0])[0]
        for rule in ("bring_in_supervisor", "say_why_and_whats_next")
    )
    assert isinstance(supervisor, CueOffered)
    assert isinstance(colleague, CueOffered)
    assert "supervisor" in (supervisor.to or "")
    assert "colleague" in (colleague.to or "")
    assert (supervisor.level or 0) > (colleague.level or 0) > 0


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_cue_reads_at_a_glance(rule: Rule) -> None:
    """At most six words and no full stop at the end; the line to say is a whole sentence."""
    assert 1 <= len(rule.cue.split()) <= 6
    assert not rule.cue.endswith(".")
    said = rule.detail
    if said is None:
        level = PLAYBOOK.level(rule)
        assert level is not None
        said = level.say
    assert said.endswith((".", "?", "…"))
