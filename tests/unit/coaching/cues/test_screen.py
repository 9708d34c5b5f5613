"""Cues and keys pressed against one screen: what is shown, what may come there, and when."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.coaching.cues.conditions import Conditions
from assistant.coaching.cues.recent import Matchable, Recent, TurnTaken
from assistant.coaching.cues.screen import Screen
from assistant.coaching.playbook.reading import Playbook, parse_playbook
from assistant.coaching.playbook.rules import Rule
from assistant.events import (
    ActSpoken,
    CueHandled,
    CueOffered,
    CueOutcome,
    CueResolved,
    Event,
    Handling,
    RiskChanged,
    SpeechEnded,
)
from assistant.timeline import to_samples, to_seconds
from fakes import CUSTOMER

TEXT = """\
name: trial
budget: {least_gap_s: 5, most_a_minute: 3, stale_after_s: 4, snooze_s: 100, wrong_rests_s: 300}
states:
  at_risk:
    finding: risk
    score_at_least: 0.6
    within_s: 60
    without: [{finding: risk, score_at_most: 0.4}]
escalation:
  - {level: 1, kind: functional, severity: info, to: an expert, say: My colleague knows this.}
  - {level: 1, kind: hierarchical, severity: warn, to: team leader, say: I ask my team leader.}
  - {level: 3, kind: hierarchical, severity: critical, to: manager, say: I fetch my manager.}
  - {level: 2, kind: hierarchical, severity: critical, to: supervisor, say: I fetch someone.}
rules:
  - &rule
    id: remark
    technique: Plain words
    when: {finding: act, party: customer}
    cue: Say it simply
    detail: In other words…
    cool_down_s: 20
    life_s: 10
  - {<<: *rule, id: other}
  - {<<: *rule, id: warning, severity: warn, priority: 90}
  - {<<: *rule, id: alarm, severity: critical, priority: 70}
  - {<<: *rule, id: graver, severity: critical, priority: 80}
  - {<<: *rule, id: once, once_per: at_risk, cool_down_s: 0}
  - {<<: *rule, id: leader, severity: warn, escalation: hierarchical}
  - {<<: *rule, id: manager, severity: critical, escalation: hierarchical, detail: null}
  - {<<: *rule, id: expert, escalation: functional, detail: null}
  - <<: *rule
    id: still
    done_when:
      - {without: [{finding: interruption}], for_s: 4}
      - {without: [{finding: loudness}], for_s: 3}
"""


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return parse_playbook(TEXT, "trial.yaml")


@pytest.fixture
def screen(playbook: Playbook) -> Screen:
    return Screen(playbook)


def rule(screen: Screen, name: str) -> Rule:
    return next(one for one in screen.playbook.rules if one.id == name)


def at(seconds: float) -> int:
    return to_samples(seconds)


def act(at_s: float) -> ActSpoken:
    end = at(at_s)
    return ActSpoken(
        at=end,
        party=CUSTOMER,
        act="x",
        text="…",
        start=end - 8000,
        end=end,
        score=1.0,
        utterance=0,
    )


def show(screen: Screen, name: str, at_s: float) -> list[CueOffered | CueResolved]:
    """Put the rule's cue up at that second, for a finding of then."""
    return list(screen.show(rule(screen, name), (act(at_s),), at(at_s), at(at_s)))


def press(
    screen: Screen,
    action: Handling,
    at_s: float,
    *,
    cue: int | None = None,
    name: str | None = None,
    lasts_s: float | None = None,
) -> list[CueOutcome]:
    """What becomes of cues when the agent presses the key."""
    lasts = None if lasts_s is None else at(lasts_s)
    pressed = CueHandled(at=at(at_s), action=action, cue=cue, rule=name, lasts=lasts)
    return outcomes(screen.handle(pressed))


def outcomes(told: Iterable[CueOffered | CueResolved]) -> list[CueOutcome]:
    return [one.by for one in told if isinstance(one, CueResolved)]


def may_come(screen: Screen, name: str, at_s: float) -> bool:
    return screen.may_come(rule(screen, name), at(at_s))


def free_at(screen: Screen, name: str, at_s: float) -> float:
    return to_seconds(screen.free_at(rule(screen, name), at(at_s)))


# ---- One cue -------------------------------------------------------------------------------------


def test_a_cue_says_what_its_rule_says_and_why(screen: Screen) -> None:
    """Cue, line, technique, life and evidence; nobody is to be brought in."""
    (cue,) = show(screen, "remark", 10)
    assert isinstance(cue, CueOffered)
    assert (cue.id, cue.rule, cue.text) == (0, "remark", "Say it simply")
    assert (cue.detail, cue.technique) == ("In other words…", "Plain words")
    assert (cue.because, cue.expires) == ((act(10),), at(10))
    assert (cue.level, cue.to) == (None, None)


def test_a_newer_cue_takes_the_place_of_what_is_shown(screen: Screen) -> None:
    """One at a time: the older is superseded, and that is told first."""
    show(screen, "remark", 10)
    gone, cue = show(screen, "other", 16)
    assert gone == CueResolved(at=at(16), cue=0, by=CueOutcome.SUPERSEDED)
    assert isinstance(cue, CueOffered)
    assert cue.id == 1
    assert screen.shown is not None
    assert screen.shown.cue is cue


def test_evidence_stands_once_each_and_what_called_for_the_cue_stands_last(
    screen: Screen,
) -> None:
    """Also where the same finding is a ground of what was given; a turn stands by its fact."""
    stop = SpeechEnded(at=at(9), party=CUSTOMER, utterance=0, start=0, end=at(8))
    turn = TurnTaken(at=at(8), party=CUSTOMER, start=0, talked=at(8), unbroken=True, fact=stop)
    grounds: tuple[Matchable, ...] = (turn, act(10), stop, act(7), act(10))
    (cue,) = screen.show(rule(screen, "remark"), grounds, at(10), at(10))
    assert isinstance(cue, CueOffered)
    assert cue.because == (stop, act(7), act(10))


def test_what_is_taken_down_is_told_once(screen: Screen) -> None:
    """An empty screen has nothing to take down."""
    show(screen, "remark", 10)
    assert outcomes(screen.close(CueOutcome.EXPIRED, at(20))) == [CueOutcome.EXPIRED]
    assert outcomes(screen.close(CueOutcome.EXPIRED, at(20))) == []


def test_the_shortest_stillness_is_enough_and_begins_again_when_disturbed(
    screen: Screen,
) -> None:
    """Counted from when the cue was shown, or from what last spoke against it."""
    show(screen, "still", 10)
    assert screen.shown is not None
    assert screen.shown.still_by() == at(13)
    screen.disturbed(at(12))
    assert screen.shown.still_by() == at(15)
    show(screen, "remark", 20)
    assert screen.shown.still_by() is None


def test_nothing_is_disturbed_on_an_empty_screen(screen: Screen) -> None:
    """What speaks against a cue that is gone changes nothing."""
    screen.disturbed(at(12))
    assert screen.shown is None


# ---- Budget --------------------------------------------------------------------------------------


def test_an_empty_screen_has_room_at_once(screen: Screen) -> None:
    """Nothing shown, nothing spent."""
    assert free_at(screen, "remark", 10) == 10


def test_cues_keep_their_gap(screen: Screen) -> None:
    """The next has room when `least_gap_s` is over, whatever became of the first."""
    show(screen, "remark", 10)
    assert free_at(screen, "warning", 12) == 15
    list(screen.close(CueOutcome.AGENT_DID_IT, at(12)))
    assert free_at(screen, "warning", 12) == 15
    assert free_at(screen, "warning", 15.5) == 15.5


def test_the_budget_allows_so_many_cues_a_minute(screen: Screen) -> None:
    """A minute after the first of three there is room for a fourth."""
    for seconds in (10, 20, 30):
        show(screen, "remark", seconds)
    assert free_at(screen, "remark", 40) == 70
    assert free_at(screen, "remark", 70) == 70


def test_critical_cues_are_outside_the_budget(screen: Screen) -> None:
    """They have room at once, and take none from the others."""
    for seconds in (10, 20, 30):
        show(screen, "remark", seconds)
    assert free_at(screen, "alarm", 31) == 31
    fresh = Screen(screen.playbook)
    show(fresh, "alarm", 10)
    list(fresh.close(CueOutcome.AGENT_DID_IT, at(11)))
    assert free_at(fresh, "remark", 11) == 11


def test_a_critical_cue_stays_before_lesser_ones(screen: Screen) -> None:
    """What matters less has room when its life is over; what matters more, at once."""
    show(screen, "alarm", 10)
    assert free_at(screen, "remark", 12) == 20
    assert free_at(screen, "warning", 12) == 12


def test_what_matters_more_is_left_to_be_read_before_a_critical_cue(screen: Screen) -> None:
    """For two seconds and a half; what matters less gives way at once."""
    show(screen, "warning", 10)
    assert free_at(screen, "alarm", 11) == 12.5
    assert free_at(screen, "alarm", 13) == 13
    other = Screen(screen.playbook)
    show(other, "remark", 10)
    assert free_at(other, "alarm", 11) == 11


def test_of_two_critical_cues_the_graver_stays(screen: Screen) -> None:
    """By priority; an equal one may come, as newer news."""
    show(screen, "alarm", 10)
    assert free_at(screen, "graver", 12) == 12
    assert free_at(screen, "alarm", 12) == 12
    show(screen, "graver", 12)
    assert free_at(screen, "alarm", 13) == 22


# ---- What is put to rest -------------------------------------------------------------------------


def test_a_rule_cools_down_from_when_its_cue_was_shown(screen: Screen) -> None:
    """Other rules do not."""
    show(screen, "remark", 10)
    assert not may_come(screen, "remark", 29.9)
    assert may_come(screen, "remark", 30)
    assert may_come(screen, "other", 11)


def test_a_dismissed_cue_goes_and_its_rule_only_cools_down(screen: Screen) -> None:
    """Enough seen is no judgement of the rule."""
    show(screen, "remark", 10)
    assert press(screen, Handling.DISMISS, 12, cue=0) == [CueOutcome.DISMISSED]
    assert may_come(screen, "remark", 30)


def test_a_key_about_a_cue_that_is_gone_does_nothing(screen: Screen) -> None:
    """The agent pressed just as the next cue came: that one stays."""
    show(screen, "remark", 10)
    show(screen, "other", 16)
    assert press(screen, Handling.DISMISS, 16.1, cue=0) == []
    assert press(screen, Handling.WRONG, 16.2, cue=0) == []
    assert may_come(screen, "other", 36)


def test_a_rule_that_was_called_wrong_rests(screen: Screen) -> None:
    """Its cue goes, and it comes back when `wrong_rests_s` are over; a critical one as well."""
    for number, name in enumerate(("remark", "alarm")):
        show(screen, name, 10)
        assert press(screen, Handling.WRONG, 12, cue=number) == [CueOutcome.DISMISSED]
        assert not may_come(screen, name, 311.9)
        assert may_come(screen, name, 312)


def test_a_muted_rule_stays_away_until_it_is_unmuted(screen: Screen) -> None:
    """By its cue or by its name, for the rest of the call, a critical one as well."""
    show(screen, "remark", 10)
    assert press(screen, Handling.MUTE, 12, cue=0) == [CueOutcome.DISMISSED]
    assert press(screen, Handling.MUTE, 12, name="alarm") == []
    assert not may_come(screen, "remark", 3600)
    assert not may_come(screen, "alarm", 3600)
    assert may_come(screen, "other", 12)
    assert press(screen, Handling.UNMUTE, 3600, name="remark") == []
    assert may_come(screen, "remark", 3600)
    assert not may_come(screen, "alarm", 3600)


def test_to_unmute_leaves_what_is_shown(screen: Screen) -> None:
    """Nothing is taken down by wanting to see more."""
    show(screen, "remark", 10)
    assert press(screen, Handling.UNMUTE, 12, name="remark") == []
    assert screen.shown is not None


def test_snoozed_only_critical_cues_come(screen: Screen) -> None:
    """What is shown goes; the rest stay away for as long as the playbook says."""
    show(screen, "remark", 10)
    assert press(screen, Handling.SNOOZE, 12) == [CueOutcome.SNOOZED]
    assert not may_come(screen, "warning", 111.9)
    assert may_come(screen, "alarm", 13)
    assert may_come(screen, "warning", 112)


def test_a_snooze_can_last_as_long_as_the_agent_says(screen: Screen) -> None:
    """`lasts` goes before what the playbook says; the newest key counts."""
    press(screen, Handling.SNOOZE, 10, lasts_s=600)
    assert not may_come(screen, "remark", 609.9)
    press(screen, Handling.SNOOZE, 20, lasts_s=5)
    assert may_come(screen, "remark", 25)


# ---- Once while a state lasts --------------------------------------------------------------------


def risk(score: float, at_s: float) -> RiskChanged:
    return RiskChanged(at=at(at_s), score=score, reasons=("…",))


def standing(screen: Screen, *found: Event) -> Conditions:
    """How the call stands by these findings."""
    recent = Recent()
    for event in found:
        recent.hear(event)
    return Conditions(recent, screen.playbook.states)


@pytest.mark.parametrize(
    ("then", "at_s", "again"),
    [
        ([], 69, False),
        ([], 71, True),
        ([risk(0.5, 20)], 30, False),
        ([risk(0.3, 20)], 30, True),
        ([risk(0.8, 60)], 100, False),
    ],
    ids=["lasts", "over", "falls a little", "falls", "rises again"],
)
def test_a_rule_that_comes_once_while_a_state_lasts_comes_again_when_it_ended(
    screen: Screen, then: list[Event], at_s: float, again: bool
) -> None:
    """Whether by time or by what ends it; until then neither cool-down nor news bring it back."""
    high = risk(0.7, 10)
    show(screen, "once", 10)
    screen.rearm(standing(screen, high), at(10))
    assert not may_come(screen, "once", 10)
    screen.rearm(standing(screen, high, *then), at(at_s))
    assert may_come(screen, "once", at_s) is again


def test_a_state_that_another_playbook_lacks_has_ended(screen: Screen) -> None:
    """The rule is not put to rest for ever by a state that nobody describes any more."""
    show(screen, "once", 10)
    text = TEXT.replace("at_risk", "in_danger")
    screen.playbook = parse_playbook(text, "trial.yaml")
    screen.rearm(standing(screen, risk(0.7, 10)), at(11))
    assert may_come(screen, "once", 11)


# ---- Whom to bring in ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "level", "to", "detail"),
    [
        ("expert", 1, "an expert", "My colleague knows this."),
        ("leader", 1, "team leader", "In other words…"),
        ("manager", 3, "manager", "I fetch my manager."),
    ],
)
def test_a_cue_to_bring_somebody_in_says_whom_by_the_matrix(
    screen: Screen, name: str, level: int, to: str, detail: str
) -> None:
    """The highest level of its kind that the severity reaches; its words unless the rule has."""
    (cue,) = show(screen, name, 10)
    assert isinstance(cue, CueOffered)
    assert (cue.level, cue.to, cue.detail) == (level, to, detail)
