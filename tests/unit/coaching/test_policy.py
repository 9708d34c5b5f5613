"""Findings at positions of a call against small playbooks: which cues come, and how they end."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.coaching.playbook import parse_playbook
from assistant.coaching.policy import CuePolicy
from assistant.events import (
    ActSpoken,
    AnswersEnded,
    CueOffered,
    CueOutcome,
    CueResolved,
    Event,
    FindingWithdrawn,
    Interrupted,
    Party,
    SpeechEnded,
    VoiceProbed,
)
from assistant.timeline import Span, to_samples, to_seconds
from fakes import AGENT, CUSTOMER, Said, committed, run

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
    when: {finding: act, party: customer, acts: [churn]}
    cue: Bring in your supervisor
    detail: d
    severity: critical
    cool_down_s: 0
    life_s: 1
"""


def at(seconds: float) -> VoiceProbed:
    """The call has got so far."""
    end = to_samples(seconds)
    return VoiceProbed(party=AGENT, span=Span(start=end - 512, end=end), probability=0.0)


def cut_in(at_s: float) -> Interrupted:
    """The agent came in over the customer."""
    start = to_samples(at_s - 0.8)
    return Interrupted(at=to_samples(at_s), by=AGENT, start=start, overlap=8000, because="…")


def stopped(at_s: float, party: Party = CUSTOMER) -> SpeechEnded:
    """The party stopped speaking."""
    end = to_samples(at_s)
    return SpeechEnded(at=end, party=party, utterance=0, start=0, end=end - 8000)


def act(name: str, at_s: float, party: Party = CUSTOMER) -> ActSpoken:
    """The party did this by words that ended at `at_s`."""
    end = to_samples(at_s)
    return ActSpoken(
        at=end, party=party, act=name, text="…", start=end - 16_000, end=end, score=1, utterance=0
    )


def over(at_s: float) -> AnswersEnded:
    return AnswersEnded(at=to_samples(at_s))


def played(rules: str, events: Iterable[Event], budget: str = "{}") -> list[Event]:
    """All that the policy says to the events, by the rules, in an empty budget unless given."""
    text = f"name: trial\nbudget: {budget}\nrules:{rules}"
    return run(CuePolicy(parse_playbook(text, "trial.yaml")), events)


def told(events: Iterable[Event]) -> list[str]:
    """Cues by rule, ends by outcome, with their seconds."""
    lines = []
    for event in events:
        if isinstance(event, CueOffered):
            lines.append(f"{to_seconds(event.at):g} {event.rule}")
        elif isinstance(event, CueResolved):
            lines.append(f"{to_seconds(event.at):g} {event.by}")
    return lines


def test_a_finding_calls_up_its_cue_with_the_finding_as_evidence() -> None:
    """The cue says what the rule says, why, and for how long."""
    finding = cut_in(10)
    (cue,) = played(LET_FINISH, [at(11.5), finding])
    assert cue == CueOffered(
        at=to_samples(10),
        id=0,
        rule="let_finish",
        text="Let them finish",
        detail="d",
        severity=cue.severity,
        because=(finding,),
        expires=to_samples(8),
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


def test_a_rule_has_one_cue_on_the_screen() -> None:
    """Even without a cool-down a second does not come while the first is shown."""
    events = [act("churn", 10), act("churn", 12), at(18), act("churn", 20)]
    heard = told(played(THREAT, events, "{least_gap_s: 0}"))
    assert heard == ["10 threat", "18 expired", "20 threat"]


def test_the_more_important_rule_goes_first_and_the_other_keeps_the_gap() -> None:
    """Two rules on one finding: highest priority first; the second has to wait for its turn."""
    other = THREAT.replace("id: threat", "id: lesser").replace("70", "10")
    events = [act("churn", 10), at(11.9), at(12)]
    assert told(played(other + THREAT, events, "{least_gap_s: 2}")) == ["10 threat", "12 lesser"]


def test_a_cue_that_would_come_too_late_for_the_gap_does_not_come() -> None:
    """Where its own life is over before the budget has room, it is dropped."""
    other = THREAT.replace("id: threat", "id: lesser").replace("70", "10")
    events = [act("churn", 10), at(18), at(19), at(30), over(40)]
    assert told(played(other + THREAT, events, "{least_gap_s: 9}")) == ["10 threat", "18 expired"]


def test_a_cue_put_off_again_and_again_is_dropped_once_stale() -> None:
    """Waiting is counted from the evidence, not from the last time that it was put off."""
    rules = THREAT
    for number in (1, 2):
        rules += THREAT.replace("id: threat", f"id: lesser{number}").replace("70", str(20 - number))
    events = [act("churn", 10), at(16), at(17), at(22), at(23), at(40)]
    heard = [line for line in told(played(rules, events, "{least_gap_s: 6}")) if "exp" not in line]
    assert heard == ["10 threat", "16 lesser1"]


def test_the_budget_allows_so_many_cues_a_minute() -> None:
    """The third within a minute stays away; a minute after the first there is room again."""
    events = [
        act("churn", 10),
        at(20),
        act("churn", 30),
        at(40),
        act("churn", 60),
        act("churn", 70),
    ]
    heard = told(played(THREAT, events, "{least_gap_s: 1, most_a_minute: 2}"))
    assert [line for line in heard if "expired" not in line] == [
        "10 threat",
        "30 threat",
        "70 threat",
    ]


def test_critical_cues_are_outside_the_budget() -> None:
    """They come however little room there is, and take up none."""
    lesser = THREAT.replace("[churn]", "[other]")
    events: list[Event] = [act("other", 9)]
    for seconds in (10, 12, 14, 16):
        events += [act("churn", seconds), at(seconds + 1)]
    budget = "{least_gap_s: 8, most_a_minute: 2}"
    heard = told(played(ALARM + lesser, [*events, act("other", 17.5)], budget))
    assert [line for line in heard if "expired" not in line] == [
        "9 threat",
        "10 alarm",
        "12 alarm",
        "14 alarm",
        "16 alarm",
        "17.5 threat",
    ]


def test_a_cue_is_needless_where_unless_has_happened() -> None:
    """Empathy shown within 30 s before keeps the cue away; longer ago it does not."""
    rules = THREAT + "    unless: [{finding: act, acts: [empathy], within_s: 30}]\n"
    said = act("empathy", 10, AGENT)
    assert told(played(rules, [said, act("churn", 40)])) == []
    assert told(played(rules, [said, act("churn", 40.1)])) == ["40.1 threat"]


WAITS = THREAT + "    after_s: 6\n    done_when: [{finding: act, acts: [thanks], party: agent}]\n"


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
    gone = FindingWithdrawn(at=to_samples(12), of=finding, reason="…")
    assert told(played(WAITS, [finding, gone, at(16), at(30)])) == []


def test_withdrawn_evidence_withdraws_the_cue() -> None:
    """The cue goes, where any of its evidence goes; others stay."""
    first, second = act("churn", 10), cut_in(12)
    gone = FindingWithdrawn(at=to_samples(13), of=first, reason="…")
    heard = played(THREAT + LET_FINISH, [first, second, gone], "{least_gap_s: 0}")
    assert told(heard) == ["10 threat", "12 let_finish", "13 withdrawn"]
    assert heard[-1] == CueResolved(at=gone.at, cue=0, by=CueOutcome.WITHDRAWN)


TWICE = THREAT.replace("acts: [churn]", "acts: [churn], times: 2, within_s: 60")


def test_a_rule_of_two_takes_two_within_its_window() -> None:
    """Both are its evidence, the older first."""
    first, second, third = act("churn", 10), act("churn", 71), act("churn", 100)
    (cue,) = played(TWICE, [first, second, third])
    assert isinstance(cue, CueOffered)
    assert cue.because == (second, third)


def test_a_withdrawn_finding_does_not_count_towards_two() -> None:
    """The first of two was disproved: the second is alone."""
    first = act("churn", 10)
    gone = FindingWithdrawn(at=to_samples(12), of=first, reason="…")
    assert told(played(TWICE, [first, gone, act("churn", 20)])) == []


def test_words_of_the_party_can_rule_a_cue_out() -> None:
    """`not_saying` is looked for in what the party has just said."""
    rules = THREAT.replace("acts: [churn]", "acts: [churn], not_saying: [just joking]")
    words = committed(Said(CUSTOMER, 8, 9.5, "I will leave you. Just joking!"))
    assert told(played(rules, [words, act("churn", 10)])) == []
    assert told(played(rules, [act("churn", 10)])) == ["10 threat"]


def test_no_cue_is_open_when_the_call_is_over() -> None:
    """Every cue that was offered is resolved once, at the latest by the end."""
    events = [act("churn", 10), cut_in(12), over(13)]
    heard = played(
        THREAT + LET_FINISH + WAITS.replace("id: threat", "id: waits"), events, "{least_gap_s: 0}"
    )
    offered = [event.id for event in heard if isinstance(event, CueOffered)]
    resolved = [event.cue for event in heard if isinstance(event, CueResolved)]
    assert offered == sorted(resolved) == [0, 1]
    assert told(heard)[-2:] == ["13 expired", "13 expired"]


@pytest.mark.parametrize("rules", [THREAT, LET_FINISH, ALARM, TWICE, WAITS])
def test_every_cue_has_evidence_from_before_it(rules: str) -> None:
    """Whatever the rule, `because` is not empty and nothing in it lies after the cue."""
    events: list[Event] = []
    for seconds in range(10, 200, 7):
        events += [
            at(seconds),
            act("churn", seconds + 1),
            cut_in(seconds + 2),
            stopped(seconds + 3),
        ]
    cues = [event for event in played(rules, [*events, over(210)]) if isinstance(event, CueOffered)]
    assert cues
    assert all(cue.because and max(why.at for why in cue.because) <= cue.at for cue in cues)


def test_a_call_in_which_nothing_is_found_has_no_cues() -> None:
    """Time alone calls for nothing."""
    assert played(THREAT + LET_FINISH, [at(10), at(100), over(100)]) == []


def test_a_critical_cue_is_the_only_one_for_its_finding() -> None:
    """Where one finding calls for a critical cue, no rule below it says something else at once."""
    policy = CuePolicy(parse_playbook(f"name: t\nrules:{ALARM}{THREAT}".replace("churn", "x"), "t"))
    act = ActSpoken(
        at=16_000, party=CUSTOMER, act="x", text="", start=0, end=1, score=1.0, utterance=0
    )
    ranked = parse_playbook(
        f"name: t\nrules:{ALARM}{THREAT}".replace("churn", "x").replace(
            "severity: critical", "severity: critical\n    priority: 90"
        ),
        "t",
    )
    assert [cue.rule for cue in run(CuePolicy(ranked), [act]) if isinstance(cue, CueOffered)] == [
        "alarm"
    ]
    both = [cue.rule for cue in run(policy, [act]) if isinstance(cue, CueOffered)]
    assert both == ["threat", "alarm"]  # the one below it came first, by its priority
