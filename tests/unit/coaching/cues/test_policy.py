"""Findings at positions of a call against small playbooks: which cues come, and how they end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.coaching.cues.policy import CuePolicy
from assistant.coaching.playbook.reading import Playbook, parse_playbook
from assistant.events import (
    ActSpoken,
    AnswersEnded,
    CueHandled,
    CueOffered,
    CueResolved,
    Event,
    FindingWithdrawn,
    Handling,
    Interrupted,
    Party,
    PlaybookChanged,
    PlaybookOffered,
    PlaybookUsed,
    RiskChanged,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    VoiceProbed,
)
from assistant.timeline import Span, to_samples, to_seconds
from fakes import AGENT, CUSTOMER, Said, committed, run, tentative

LET_FINISH = """
  - id: let_finish
    technique: t
    when: {finding: interruption, party: agent}
    cue: Let them finish
    detail: d
    severity: warn
    priority: 60
    cool_down_s: 20
    life_s: 8
    done_when: [{finding: speech_ended, party: customer}]
"""
THREAT = """
  - id: threat
    technique: t
    when: {finding: act, party: customer, acts: [churn]}
    cue: Ask what would help
    detail: d
    priority: 70
    cool_down_s: 0
    life_s: 8
"""
ALARM = """
  - id: alarm
    technique: t
    when: {finding: act, party: customer, acts: [alarm]}
    cue: Bring in your supervisor
    detail: d
    severity: critical
    priority: 80
    cool_down_s: 0
    life_s: 3
"""
WAITS = THREAT + "    after_s: 6\n    done_when: [{finding: act, acts: [thanks], party: agent}]\n"
TWICE = THREAT.replace("acts: [churn]", "acts: [churn], times: 2, within_s: 60")
CALM_DOWN = """
  - id: calm_down
    technique: t
    when: {finding: act, party: customer, acts: [abuse]}
    cue: It is not about you
    detail: d
    cool_down_s: 0
    life_s: 20
    done_when:
      - without: [{finding: act, party: agent, acts: [retort]}, {finding: interruption}]
        for_s: 5
"""
LISTEN = """
  - id: listen
    technique: t
    when: {finding: turn, party: agent, talked_s_at_least: 2, times: 2, within_s: 120}
    after_s: 1
    cue: Listen for a while
    detail: d
"""
AT_RISK = """
  - id: at_risk
    technique: t
    when: {finding: risk, score_at_least: 0.6}
    once_per: risky
    cool_down_s: 0
    cue: Act now
    detail: d
    life_s: 5
"""


def lesser(rules: str, name: str = "lesser", priority: int = 10) -> str:
    """The rule under another name, with a lower priority."""
    old = rules.split("id: ")[1].split()[0]
    return rules.replace(f"id: {old}", f"id: {name}").replace(
        "priority: 70", f"priority: {priority}"
    )


def at(seconds: float) -> VoiceProbed:
    """The call has got so far."""
    end = to_samples(seconds)
    return VoiceProbed(party=AGENT, span=Span(start=end - 512, end=end), probability=0.0)


def cut_in(at_s: float) -> Interrupted:
    """The agent came in over the customer."""
    start = to_samples(at_s - 0.8)
    return Interrupted(at=to_samples(at_s), by=AGENT, start=start, overlap=8000, because="…")


def started(at_s: float, party: Party = CUSTOMER) -> SpeechStarted:
    """The party began to speak."""
    return SpeechStarted(at=to_samples(at_s), party=party, utterance=0, start=to_samples(at_s))


def stopped(at_s: float, party: Party = CUSTOMER, talked_s: float = 2.0) -> SpeechEnded:
    """The party stopped speaking half a second before."""
    end = to_samples(at_s - 0.5)
    return SpeechEnded(
        at=to_samples(at_s),
        party=party,
        utterance=0,
        start=max(0, end - to_samples(talked_s)),
        end=end,
    )


def act(name: str, at_s: float, party: Party = CUSTOMER) -> ActSpoken:
    """The party did this by words that ended at `at_s`."""
    end = to_samples(at_s)
    return ActSpoken(
        at=end, party=party, act=name, text="…", start=end - 16_000, end=end, score=1, utterance=0
    )


def risk(score: float, at_s: float) -> RiskChanged:
    return RiskChanged(at=to_samples(at_s), score=score, reasons=("…",))


def disproved(finding: ActSpoken | Interrupted, at_s: float) -> FindingWithdrawn:
    return FindingWithdrawn(at=to_samples(at_s), of=finding, reason="…")


def pressed(action: Handling, at_s: float, **about: int | str) -> CueHandled:
    return CueHandled(at=to_samples(at_s), action=action, **about)  # type: ignore[arg-type]


def over(at_s: float) -> AnswersEnded:
    return AnswersEnded(at=to_samples(at_s))


STATES = "{risky: {finding: risk, score_at_least: 0.6, within_s: 60}}"


def playbook(rules: str, budget: str = "{}", quiet: str = "{}", name: str = "trial") -> Playbook:
    text = f"name: {name}\nbudget: {budget}\nquiet: {quiet}\nstates: {STATES}\nrules:{rules}"
    return parse_playbook(text, "trial.yaml")


def played(rules: str, events: Iterable[Event], budget: str = "{}", **parts: str) -> list[Event]:
    """All that the policy says to the events, by the rules, in an empty budget unless given."""
    return run(CuePolicy(playbook(rules, budget, **parts)), events)


def told(events: Iterable[Event]) -> list[str]:
    """Cues by rule, ends by outcome, with their seconds."""
    lines = []
    for event in events:
        if isinstance(event, CueOffered):
            lines.append(f"{to_seconds(event.at):g} {event.rule}")
        elif isinstance(event, CueResolved):
            lines.append(f"{to_seconds(event.at):g} {event.by}")
    return lines


def cues(events: Iterable[Event]) -> list[str]:
    """Only what was offered."""
    return told(event for event in events if isinstance(event, CueOffered))


# ---- A cue and its end ---------------------------------------------------------------------------


def test_a_finding_calls_up_its_cue_with_the_finding_as_evidence() -> None:
    """The cue says what the rule says, why, and for how long."""
    finding = cut_in(10)
    (cue,) = played(LET_FINISH, [at(9), finding])
    assert cue == CueOffered(
        at=to_samples(10),
        id=0,
        rule="let_finish",
        text="Let them finish",
        detail="d",
        severity=cue.severity,
        because=(finding,),
        expires=to_samples(8),
        technique="t",
    )


def test_a_cue_lies_where_its_evidence_does_not_where_the_clock_is() -> None:
    """A finding that comes in late gives a late cue with the finding's own position."""
    assert told(played(LET_FINISH, [at(30), cut_in(10)])) == ["10 let_finish"]


def test_a_late_cue_lives_as_long_as_a_prompt_one() -> None:
    """Its life counts from when it was shown."""
    events = [at(30), cut_in(10), at(37.9), at(38)]
    assert told(played(LET_FINISH, events)) == ["10 let_finish", "38 expired"]


def test_a_cue_expires_at_the_end_of_its_life() -> None:
    """Not a frame before."""
    assert told(played(LET_FINISH, [cut_in(10), at(17.9)])) == ["10 let_finish"]
    assert told(played(LET_FINISH, [cut_in(10), at(18)])) == ["10 let_finish", "18 expired"]


def test_a_cue_is_ticked_off_when_the_agent_does_it() -> None:
    """What `done_when` names resolves it, once; what it does not name leaves it."""
    events = [cut_in(10), stopped(11, AGENT), stopped(12), stopped(13), at(30)]
    assert told(played(LET_FINISH, events)) == ["10 let_finish", "12 agent_did_it"]


def test_what_was_done_before_the_evidence_does_not_count_as_following_the_cue() -> None:
    """Words that come in late, but were said before, resolve nothing."""
    events = [cut_in(10), stopped(9.5), at(18)]
    assert told(played(LET_FINISH, events)) == ["10 let_finish", "18 expired"]


def test_the_cool_down_runs_in_call_time() -> None:
    """The same rule stays quiet for its cool-down, counted in the call, then speaks again."""
    events = [cut_in(10), stopped(11), cut_in(29.9), stopped(29.95), cut_in(30)]
    assert told(played(LET_FINISH, events)) == ["10 let_finish", "11 agent_did_it", "30 let_finish"]


def test_a_cue_is_needless_where_unless_has_happened() -> None:
    """Empathy shown within 30 s before keeps the cue away; longer ago it does not."""
    rules = THREAT + "    unless: [{finding: act, acts: [empathy], within_s: 30}]\n"
    said = act("empathy", 10, AGENT)
    assert told(played(rules, [said, act("churn", 40)])) == []
    assert told(played(rules, [said, act("churn", 40.1)])) == ["40.1 threat"]


def test_a_cue_rests_on_what_was_given_and_on_what_called_for_it() -> None:
    """What must hold besides stands first; where it does not hold, no cue comes."""
    rules = THREAT + "    given: [{state: risky}]\n"
    assert told(played(rules, [act("churn", 10)])) == []
    high, threat = risk(0.7, 10), act("churn", 20)
    (cue,) = played(rules, [high, threat])
    assert isinstance(cue, CueOffered)
    assert cue.because == (high, threat)


def test_any_one_of_several_triggers_calls_for_the_cue() -> None:
    """`when` may be a list."""
    either = "when: [{finding: interruption}, {finding: act, acts: [churn]}]"
    rules = THREAT.replace("when: {finding: act, party: customer, acts: [churn]}", either)
    assert cues(played(rules, [cut_in(10), act("churn", 30)])) == ["10 threat", "30 threat"]


def test_a_rule_of_two_takes_two_within_its_window() -> None:
    """Both are its evidence, the older first."""
    first, second, third = act("churn", 10), act("churn", 71), act("churn", 100)
    (cue,) = played(TWICE, [first, second, third])
    assert isinstance(cue, CueOffered)
    assert cue.because == (second, third)


def test_words_of_the_party_can_rule_a_cue_out() -> None:
    """`not_saying` is looked for in what the party has just said."""
    rules = THREAT.replace("acts: [churn]", "acts: [churn], not_saying: [just joking]")
    words = committed(Said(CUSTOMER, 8, 9.5, "I will leave you. Just joking!"))
    assert told(played(rules, [words, act("churn", 10)])) == []
    assert told(played(rules, [act("churn", 10)])) == ["10 threat"]


def test_a_rule_may_listen_for_words() -> None:
    """A phrase that spans two commits calls for the cue where it ends."""
    rules = THREAT.replace(
        "finding: act, party: customer, acts: [churn]",
        "finding: words, party: customer, saying: [in plain english]",
    )
    first, second = (
        committed(Said(CUSTOMER, 8, 9.5, "Say it in plain")),
        committed(Said(CUSTOMER, 9.5, 10.5, "English, please.")),
    )
    (cue,) = played(rules, [first, second])
    assert isinstance(cue, CueOffered)
    assert cue.because == (second,)


# ---- One screen ----------------------------------------------------------------------------------


def test_a_newer_cue_takes_the_place_of_an_older_one() -> None:
    """There is one on the screen; where the budget has room, the newest evidence counts."""
    events = [act("churn", 10), cut_in(12), at(30)]
    assert told(played(THREAT + LET_FINISH, events, "{least_gap_s: 0}")) == [
        "10 threat",
        "12 superseded",
        "12 let_finish",
        "20 expired",
    ]


def test_a_lesser_cue_waits_while_a_critical_one_is_shown() -> None:
    """It has its turn when the critical one is over."""
    events = [act("alarm", 10), act("churn", 12), at(30)]
    assert told(played(ALARM + THREAT, events)) == [
        "10 alarm",
        "13 expired",
        "13 threat",
        "21 expired",
    ]


def test_a_cue_that_waited_for_its_turn_lives_from_when_it_is_shown() -> None:
    """And it lies where its turn came."""
    events = [act("churn", 10), cut_in(16), at(40)]
    heard = played(THREAT + LET_FINISH, events, "{least_gap_s: 8}")
    assert told(heard) == ["10 threat", "18 expired", "18 let_finish", "26 expired"]


def test_a_critical_cue_takes_the_place_of_any_other() -> None:
    """At once, whatever the budget says."""
    events = [act("churn", 10), act("alarm", 11), at(30)]
    assert told(played(ALARM + THREAT, events)) == [
        "10 threat",
        "11 superseded",
        "11 alarm",
        "14 expired",
    ]


def test_one_finding_gives_one_order() -> None:
    """Two rules on one finding: the one of highest priority speaks, the other does not follow."""
    events = [act("churn", 10), at(13), at(30)]
    heard = cues(played(lesser(THREAT) + THREAT, events, "{least_gap_s: 2}"))
    assert heard == ["10 threat"]


def test_the_same_rule_may_speak_to_another_finding() -> None:
    """It is the finding that is told of once, not the kind of finding."""
    events = [act("churn", 10), act("churn", 11), at(12), at(30)]
    assert cues(played(THREAT, events, "{least_gap_s: 0}")) == ["10 threat", "11 threat"]


def test_a_cue_waits_for_its_turn_until_it_is_stale() -> None:
    """Where the gap leaves room within `stale_after_s`, it comes then; later it does not."""
    events = [act("churn", 10), cut_in(13), at(17), at(18), at(30)]
    for stale, expected in ((5, ["10 threat", "18 let_finish"]), (4.9, ["10 threat"])):
        budget = f"{{least_gap_s: 8, stale_after_s: {stale}}}"
        assert cues(played(THREAT + LET_FINISH, events, budget)) == expected


def test_a_cue_put_off_again_and_again_is_dropped_once_stale() -> None:
    """Waiting is counted from the evidence, not from the last time that it was put off."""
    rules = THREAT + lesser(THREAT, "first", 20).replace("churn", "a")
    rules += lesser(THREAT, "second", 19).replace("churn", "b")
    events = [act("churn", 10), act("a", 11), act("b", 11.5), at(14), at(18), at(30)]
    budget = "{least_gap_s: 4, stale_after_s: 4}"
    assert cues(played(rules, events, budget)) == ["10 threat", "14 first"]


def test_a_cue_that_waits_for_its_turn_is_judged_again() -> None:
    """The agent did it, or its evidence went, or something else makes it needless by then."""
    rules = THREAT + WAITS.replace("id: threat", "id: second").replace("churn", "b").replace(
        "after_s: 6", "unless: [{finding: act, acts: [empathy], within_s: 20}]"
    )
    budget = "{least_gap_s: 4, stale_after_s: 4}"
    waiting = act("b", 11)
    events = [act("churn", 10), waiting]
    assert cues(played(rules, [*events, at(20)], budget)) == ["10 threat", "14 second"]
    for instead in (
        act("thanks", 12, AGENT),
        act("empathy", 12, AGENT),
        disproved(waiting, 12),
    ):
        assert cues(played(rules, [*events, instead, at(20)], budget)) == ["10 threat"]


def test_the_budget_allows_so_many_cues_a_minute() -> None:
    """The third within a minute stays away; a minute after the first there is room again."""
    events: list[Event] = []
    for seconds in (10, 30, 60, 70):
        events += [act("churn", seconds), at(seconds + 9)]
    heard = cues(played(THREAT, events, "{least_gap_s: 1, most_a_minute: 2}"))
    assert heard == ["10 threat", "30 threat", "70 threat"]


def test_critical_cues_are_outside_the_budget() -> None:
    """They come however little room there is, and take up none."""
    events: list[Event] = [act("churn", 9)]
    for seconds in (10, 12, 13.5):
        events += [act("alarm", seconds), at(seconds + 1)]
    budget = "{least_gap_s: 8, most_a_minute: 2}"
    assert cues(played(ALARM + THREAT, [*events, act("churn", 17.5)], budget)) == [
        "9 threat",
        "10 alarm",
        "12 alarm",
        "13.5 alarm",
        "17.5 threat",
    ]


def test_a_rule_may_want_another_length_of_silence_than_was_told() -> None:
    """At its own second, while the silence lasts; not where it is over or was explained by then."""
    rule = """
  - id: say_more
    technique: t
    when: {finding: dead_air, explained: false, lasting_s: 6}
    cue: Say what you do
    detail: d
"""

    def quiet(at_s: float, *, over: bool = False, explained: bool = False) -> SilenceStretched:
        position = to_samples(at_s)
        return SilenceStretched(
            at=position,
            start=to_samples(10),
            end=position if over else None,
            explained=explained,
        )

    assert cues(played(rule, [quiet(13), at(40)])) == ["16 say_more"]
    assert cues(played(rule, [quiet(13), quiet(15, over=True), at(40)])) == []
    assert cues(played(rule, [quiet(13), quiet(15, explained=True), at(40)])) == []
    assert cues(played(rule, [quiet(16), at(40)])) == ["16 say_more"]


def test_a_cue_outlives_its_time_while_the_agent_speaks() -> None:
    """What they say is known at its end; a cue that was being followed has not run out."""
    rule = THREAT + "    done_when: [{finding: act, party: agent, acts: [empathy]}]\n"
    speaking = [act("churn", 10), started(15, AGENT), at(19), act("empathy", 21, AGENT), at(40)]
    assert told(played(rule, speaking)) == ["10 threat", "21 agent_did_it"]
    assert told(played(rule, [act("churn", 10), started(15, AGENT), at(40)])) == [
        "10 threat",
        "24 expired",
    ]
    assert told(played(THREAT, speaking)) == ["10 threat", "18 expired"]


# ---- What waits ----------------------------------------------------------------------------------


def test_a_waiting_cue_gives_the_agent_time() -> None:
    """It comes `after_s` after its finding, at that position."""
    assert told(played(WAITS, [act("churn", 10), at(15.9)])) == []
    assert told(played(WAITS, [act("churn", 10), at(15.9), at(16.1)])) == ["16 threat"]


def test_a_waiting_cue_is_dropped_when_the_agent_does_it_unasked() -> None:
    """Done in time, nothing is shown; done before the finding, it does not count."""
    events = [act("churn", 10), act("thanks", 13, AGENT), at(16), at(30)]
    assert told(played(WAITS, events)) == []
    late = [act("churn", 10), act("thanks", 9, AGENT), at(16)]
    assert told(played(WAITS, late)) == ["16 threat"]


def test_a_waiting_cue_is_dropped_when_its_evidence_is_withdrawn() -> None:
    """Nothing comes of a finding that was disproved in the meantime."""
    finding = act("churn", 10)
    events = [finding, disproved(finding, 12), at(16), at(30)]
    assert told(played(WAITS, events)) == []


def test_a_waiting_cue_is_judged_again_when_it_is_due() -> None:
    """What makes it needless may come meanwhile; what was given may be over by then."""
    rules = WAITS + "    unless: [{finding: act, acts: [empathy], within_s: 30}]\n"
    assert told(played(rules, [act("churn", 10), act("empathy", 13, AGENT), at(20)])) == []
    rules = WAITS + "    given: [{finding: risk, score_at_least: 0.6, within_s: 5}]\n"
    assert told(played(rules, [risk(0.7, 9), act("churn", 10), at(20)])) == []
    assert told(played(rules, [risk(0.7, 9), act("churn", 10), risk(0.7, 15), at(20)])) == [
        "16 threat"
    ]


def test_a_waiting_cue_hears_what_is_being_said_meanwhile() -> None:
    """Words of a look, not committed yet, can rule it out."""
    rules = WAITS.replace("acts: [churn]", "acts: [churn], not_saying: [just joking]")
    look = tentative(Said(CUSTOMER, 10, 12, "oh, just joking"))
    assert told(played(rules, [act("churn", 10), look, at(20)])) == []
    assert told(played(rules, [act("churn", 10), at(20)])) == ["16 threat"]


def test_a_turn_is_judged_when_its_last_words_are_there() -> None:
    """What would make the cue needless may be in them; but nobody waits for them for long."""
    rules = LISTEN + "    unless: [{finding: act, party: agent, acts: [empathy], within_s: 9}]\n"
    turns = [stopped(4, AGENT), started(5), stopped(8), started(8.5, AGENT), stopped(12, AGENT)]
    assert cues(played(rules, [*turns, at(12.9)])) == []
    assert cues(played(rules, [*turns, at(20)])) == ["12.5 listen"]
    words = committed(Said(AGENT, 8.5, 11.4, "that must have been hard"))
    assert cues(played(rules, [*turns, words, at(12.6)])) == ["12.5 listen"]
    late = [at(12.7), words, act("empathy", 11.4, AGENT), at(20)]
    assert cues(played(rules, [*turns, *late])) == []


def test_a_rule_may_keep_quiet_for_another_rules_cue() -> None:
    """Two remarks to the same effect, one after the other, are one too many."""
    rules = THREAT + LET_FINISH.replace(
        "done_when:", "unless: [{finding: cue, rules: [threat], within_s: 10}]\n    done_when:"
    )
    budget = "{least_gap_s: 0}"
    assert cues(played(rules, [act("churn", 10), cut_in(20)], budget)) == ["10 threat"]
    assert cues(played(rules, [act("churn", 10), cut_in(20.1)], budget)) == [
        "10 threat",
        "20.1 let_finish",
    ]


def test_newer_evidence_takes_the_place_of_older_in_a_waiting_cue() -> None:
    """One cue waits for a rule, and it is about the newest finding."""
    first, second = act("churn", 10), act("churn", 12)
    heard = played(WAITS, [first, second, at(17), at(30)])
    assert cues(heard) == ["18 threat"]
    assert isinstance(heard[0], CueOffered)
    assert heard[0].because == (second,)


def test_of_two_that_fall_due_about_now_the_one_that_matters_more_comes() -> None:
    """The budget has room for one: the lesser gives way to what falls due a moment later."""
    soon = lesser(WAITS).replace("churn", "a").replace("after_s: 6", "after_s: 5.5")
    events = [act("churn", 10), act("a", 10), at(40)]
    assert cues(played(WAITS + soon, events)) == ["16 threat"]
    much_later = [act("churn", 13), act("a", 10), at(40)]
    budget = "{least_gap_s: 1}"
    assert cues(played(WAITS + soon, much_later, budget)) == ["15.5 lesser", "19 threat"]


def test_a_turn_is_judged_when_it_is_over() -> None:
    """While the agent goes on after a breath, the cue about the turn waits; the pieces are one."""
    one = [started(0, AGENT), stopped(3.5, AGENT), started(4, CUSTOMER), stopped(6.5)]
    piece = [started(7, AGENT), stopped(9.5, AGENT)]
    assert cues(played(LISTEN, [*one, *piece, at(9.9)])) == []
    assert cues(played(LISTEN, [*one, *piece, at(10), at(11)])) == ["10 listen"]
    goes_on = [started(9.8, AGENT), at(11), stopped(12.5, AGENT)]
    heard = played(LISTEN, [*one, *piece, *goes_on, at(12.9), at(20)])
    assert cues(heard) == ["13 listen"]
    assert isinstance(heard[0], CueOffered)
    assert heard[0].because == (stopped(3.5, AGENT), stopped(12.5, AGENT))


# ---- What the agent does -------------------------------------------------------------------------


def test_remarks_about_the_customer_are_quiet_while_the_agent_does_what_helps() -> None:
    """For so long after it; what must be said is said all the same."""
    quiet = "{after: [{finding: act, party: agent, acts: [empathy]}], for_s: 5}"
    helped = act("empathy", 10, AGENT)
    for at_s, expected in ((15, []), (15.1, ["15.1 threat"])):
        assert cues(played(THREAT, [helped, act("churn", at_s)], quiet=quiet)) == expected
    must = THREAT.replace("detail: d", "detail: d\n    severity: warn")
    assert cues(played(must, [helped, act("churn", 12)], quiet=quiet)) == ["12 threat"]


def test_what_the_agent_did_before_does_not_excuse_what_they_do_now() -> None:
    """For findings about the agent, only what helps after them counts."""
    quiet = "{after: [{finding: act, party: agent, acts: [empathy]}], for_s: 5}"
    rules = THREAT.replace("party: customer, acts: [churn]", "party: agent, acts: [blame]")
    rules += "    after_s: 2\n"
    helped, blamed = act("empathy", 9, AGENT), act("blame", 10, AGENT)
    assert cues(played(rules, [helped, blamed, at(20)], quiet=quiet)) == ["12 threat"]
    since = act("empathy", 11, AGENT)
    assert cues(played(rules, [blamed, since, at(20)], quiet=quiet)) == []


def test_what_the_agent_did_within_a_turn_excuses_the_turn() -> None:
    """A turn is found when it is over: what helped came in it, before its end."""
    quiet = "{after: [{finding: act, party: agent, acts: [empathy]}], for_s: 5}"
    turns = [stopped(4, AGENT), started(5), stopped(8), stopped(12, AGENT)]
    assert cues(played(LISTEN, [*turns, at(20)], quiet=quiet)) == ["12.5 listen"]
    helped = [*turns[:3], act("empathy", 11, AGENT), turns[3]]
    assert cues(played(LISTEN, [*helped, at(20)], quiet=quiet)) == []


def test_a_cue_is_followed_when_nothing_spoke_against_it_for_so_long() -> None:
    """Five seconds without a retort resolve it, at their end."""
    assert told(played(CALM_DOWN, [act("abuse", 10), at(14.9)])) == ["10 calm_down"]
    assert told(played(CALM_DOWN, [act("abuse", 10), at(16)])) == [
        "10 calm_down",
        "15 agent_did_it",
    ]


def test_what_speaks_against_it_makes_the_stillness_begin_again() -> None:
    """The agent's own retort, not the customer's; and in the end its life is over."""
    events = [act("abuse", 10), act("retort", 13, AGENT), act("retort", 14), at(30)]
    assert told(played(CALM_DOWN, events)) == ["10 calm_down", "18 agent_did_it"]
    events = [act("abuse", 10), *(cut_in(10 + 3 * one) for one in range(1, 7)), at(31)]
    assert told(played(CALM_DOWN, events)) == ["10 calm_down", "30 expired"]


def test_withdrawn_evidence_withdraws_the_cue() -> None:
    """Any of its evidence; what the cue does not rest on leaves it."""
    first, second = act("churn", 10), act("churn", 20)
    heard = played(TWICE, [first, second, disproved(first, 21)])
    assert told(heard) == ["20 threat", "21 withdrawn"]
    heard = played(TWICE, [first, second, disproved(act("churn", 5), 21)])
    assert told(heard) == ["20 threat"]


def test_a_withdrawn_finding_does_not_count_towards_two() -> None:
    """The first of two was disproved: the second is alone."""
    first = act("churn", 10)
    assert told(played(TWICE, [first, disproved(first, 12), act("churn", 20)])) == []


def test_a_key_pressed_is_obeyed() -> None:
    """Dismissed, called wrong, snoozed, muted: the screen's own tests have the details."""
    events = [act("churn", 10), pressed(Handling.DISMISS, 11, cue=0), act("churn", 20)]
    assert told(played(THREAT, events)) == ["10 threat", "11 dismissed", "20 threat"]
    events[1] = pressed(Handling.WRONG, 11, cue=0)
    assert told(played(THREAT, events)) == ["10 threat", "11 dismissed"]
    events[1] = pressed(Handling.SNOOZE, 11)
    assert told(played(THREAT, events)) == ["10 threat", "11 snoozed"]
    events[1] = pressed(Handling.MUTE, 11, rule="threat")
    assert told(played(THREAT, events)) == ["10 threat", "11 dismissed"]


def test_a_rule_that_was_put_to_rest_while_its_cue_waited_does_not_speak() -> None:
    """A key pressed in between counts for what is still to come."""
    events = [act("churn", 10), pressed(Handling.MUTE, 12, rule="threat"), at(20)]
    assert told(played(WAITS, events)) == []


def test_a_rule_that_comes_once_while_a_state_lasts_comes_again_after_it() -> None:
    """The customer is at risk for a minute after each rise; a rise within it is no news."""
    events = [risk(0.7, 10), at(20), risk(0.8, 50), at(60), risk(0.7, 111), at(120)]
    assert cues(played(AT_RISK, events)) == ["10 at_risk", "111 at_risk"]


# ---- Another playbook in the middle --------------------------------------------------------------


def offered(new: Playbook, at_s: float) -> PlaybookOffered:
    return PlaybookOffered(at=to_samples(at_s), playbook=new)


def test_a_new_playbook_is_used_from_then_on_and_told() -> None:
    """Its rules call for cues, those of the old one no longer do."""
    new = playbook(LET_FINISH, name="new")
    heard = played(THREAT, [act("churn", 10), at(20), offered(new, 25), act("churn", 30)])
    used = PlaybookUsed(name="new", sha256=new.sha256)
    assert heard[-1] == PlaybookChanged(at=to_samples(25), playbook=used)
    heard = played(THREAT, [offered(new, 25), cut_in(30)])
    assert cues(heard) == ["30 let_finish"]


def test_what_is_shown_stays_and_ends_by_its_own_rule() -> None:
    """A change of the playbook is no reason to take a cue from the agent's eyes."""
    new = playbook(THREAT)
    events = [cut_in(10), offered(new, 11), stopped(12), cut_in(40)]
    assert told(played(LET_FINISH, events)) == ["10 let_finish", "12 agent_did_it"]
    assert told(played(LET_FINISH, [cut_in(10), offered(new, 11), at(18)])) == [
        "10 let_finish",
        "18 expired",
    ]


def test_what_was_found_shown_and_put_to_rest_is_remembered() -> None:
    """Findings count for the new rules; cool-downs, the budget and muted rules stay."""
    twice, same = playbook(TWICE), playbook(LET_FINISH)
    assert cues(played(LET_FINISH, [act("churn", 10), offered(twice, 15), act("churn", 20)])) == [
        "20 threat"
    ]
    events = [cut_in(10), at(19), offered(same, 20), cut_in(29.9), at(29.95), cut_in(30)]
    assert cues(played(LET_FINISH, events)) == ["10 let_finish", "30 let_finish"]
    muted = pressed(Handling.MUTE, 5, rule="let_finish")
    assert cues(played(LET_FINISH, [muted, offered(same, 6), cut_in(10)])) == []


def test_what_waited_by_the_old_playbook_is_dropped() -> None:
    """The rule that it waited for may not be there any more."""
    assert told(played(WAITS, [act("churn", 10), offered(playbook(WAITS), 12), at(30)])) == []


def test_cue_numbers_go_on() -> None:
    """A number names one cue of the call."""
    new = playbook(LET_FINISH)
    heard = played(THREAT, [act("churn", 10), offered(new, 20), cut_in(30), at(50)])
    assert [event.id for event in heard if isinstance(event, CueOffered)] == [0, 1]


# ---- Always --------------------------------------------------------------------------------------


ALL = THREAT + LET_FINISH + ALARM + CALM_DOWN + LISTEN + AT_RISK
ALL += WAITS.replace("id: threat", "id: waits")
ALL += TWICE.replace("id: threat", "id: twice").replace("churn", "abuse")


def test_no_cue_is_open_when_the_call_is_over() -> None:
    """Every cue that was offered is resolved once, at the latest by the end."""
    events = [act("churn", 10), cut_in(12), over(13)]
    heard = played(THREAT + LET_FINISH, events, "{least_gap_s: 0}")
    assert told(heard) == ["10 threat", "12 superseded", "12 let_finish", "13 expired"]


def test_what_waits_when_the_call_ends_does_not_come() -> None:
    """What falls due by then does."""
    assert told(played(WAITS, [act("churn", 10), over(15.9)])) == []
    assert told(played(WAITS, [act("churn", 10), over(17)])) == ["16 threat", "17 expired"]


@pytest.mark.parametrize("rules", [THREAT, LET_FINISH, ALARM, TWICE, WAITS, ALL])
def test_every_cue_has_evidence_from_before_it(rules: str) -> None:
    """Whatever the rule, `because` is not empty and nothing in it lies after the cue."""
    events: list[Event] = []
    for seconds in range(10, 200, 7):
        events += [
            at(seconds),
            act("churn", seconds + 1),
            act("alarm", seconds + 1.5),
            cut_in(seconds + 2),
            stopped(seconds + 3),
        ]
    offers = [one for one in played(rules, [*events, over(210)]) if isinstance(one, CueOffered)]
    assert offers
    assert all(cue.because and max(why.at for why in cue.because) <= cue.at for cue in offers)


def test_a_call_in_which_nothing_is_found_has_no_cues() -> None:
    """Time alone calls for nothing."""
    assert played(ALL, [at(10), at(100), over(100)]) == []


# ---- However coarse the clock --------------------------------------------------------------------


POSITION = some.integers(min_value=16_000, max_value=16_000 * 90)


@some.composite
def facts(draw: some.DrawFn) -> list[Event]:
    """What is found in a call and what the agent presses, in order, each at its own position."""
    found: list[Event] = []
    for position in sorted(draw(some.lists(POSITION, max_size=25))):
        second = position / 16_000
        kind = draw(some.sampled_from(range(10)))
        party = draw(some.sampled_from(list(Party)))
        match kind:
            case 0:
                found.append(cut_in(second))
            case 1:
                found.append(started(second, party))
            case 2:
                found.append(stopped(second, party))
            case 3:
                found.append(risk(draw(some.sampled_from([0.3, 0.7])), second))
            case 4:
                action = draw(some.sampled_from(list(Handling)))
                cue = draw(some.integers(min_value=0, max_value=3))
                found.append(pressed(action, second, cue=cue))
            case 5:
                acts = [one for one in found if isinstance(one, ActSpoken | Interrupted)]
                if acts:
                    found.append(disproved(draw(some.sampled_from(acts)), second))
            case 6:
                found.append(tentative(Said(party, second - 0.6, second - 0.1, "just joking")))
            case _:
                names = ["churn", "abuse", "alarm", "thanks", "retort", "empathy"]
                found.append(act(draw(some.sampled_from(names)), second, party))
    return found


@cache
def clock(every_s: float) -> Sequence[VoiceProbed]:
    """Two minutes of ticks, at so many seconds."""
    return [at(number * every_s) for number in range(1, round(120 / every_s) + 1)]


def ticked(found: Sequence[Event], every_s: float) -> Iterator[Event]:
    """The findings, and the clock between them at so many seconds; then the end."""
    rest = deque(found)
    for tick in clock(every_s):
        while rest and rest[0].at <= tick.span.end:  # type: ignore[union-attr]
            yield rest.popleft()
        yield tick
    yield over(120)


@given(found=facts())
def test_the_same_facts_give_the_same_cues_however_coarse_the_clock(found: list[Event]) -> None:
    """A timer falls due at its own position: a tick every 20 ms, every second, or none at all."""
    quiet = "{after: [{finding: act, party: agent, acts: [empathy]}], for_s: 5}"
    trial = playbook(ALL, "{least_gap_s: 3, stale_after_s: 4, snooze_s: 9}", quiet)
    fine = run(CuePolicy(trial), ticked(found, 0.02))
    assert run(CuePolicy(trial), ticked(found, 1)) == fine
    assert run(CuePolicy(trial), [*found, over(120)]) == fine


@given(found=facts())
def test_every_cue_is_resolved_once_and_one_is_shown_at_a_time(found: list[Event]) -> None:
    """Offered, resolved, offered, resolved: whatever happens in the call."""
    heard = [
        event
        for event in played(ALL, [*found, over(120)], "{least_gap_s: 0}")
        if isinstance(event, CueOffered | CueResolved)
    ]
    assert [isinstance(event, CueOffered) for event in heard] == [
        number % 2 == 0 for number in range(len(heard))
    ]
    numbers = [event.id if isinstance(event, CueOffered) else event.cue for event in heard]
    assert numbers == [number // 2 for number in range(len(heard))]
    assert not heard or isinstance(heard[-1], CueResolved)


@given(found=facts(), late=some.integers(min_value=0, max_value=16_000 * 3))
def test_facts_that_come_in_late_break_nothing(found: list[Event], late: int) -> None:
    """A slow machine tells of the same facts seconds later: still one cue at a time, each once."""
    events = [
        event
        for fact in found
        for event in (replace(at(0), span=Span(start=0, end=fact.at + late)), fact)  # type: ignore[union-attr]
    ]
    heard = played(ALL, [*events, over(200)])
    offers = [event.id for event in heard if isinstance(event, CueOffered)]
    assert offers == [event.cue for event in heard if isinstance(event, CueResolved)]
    assert offers == list(range(len(offers)))
