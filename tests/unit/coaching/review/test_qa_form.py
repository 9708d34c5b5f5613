"""QA forms: what is read, every mistake by line, what a call gets, and what a reviewer says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.coaching.review.call_figures import FIGURES
from assistant.coaching.review.qa_form import QaForm, parse_form
from assistant.coaching.review.qa_score import ItemScore, QaResult, fill, override
from assistant.errors import SettingsError, UsageError
from assistant.events import (
    ActSpoken,
    Fact,
    FindingWithdrawn,
    Interrupted,
    Party,
    SentimentLabel,
    SentimentScored,
)
from assistant.journal import read_journal
from assistant.timeline import to_samples

ROOT = Path(__file__).resolve().parents[4]
GOLDEN = ROOT / "tests" / "calls" / "golden"
DEFAULT = (ROOT / "assistant" / "coaching" / "review" / "forms" / "default.yaml").read_text()
PAGE = (ROOT / "docs" / "qa_form.md").read_text()

GOOD = """\
name: trial
items:
  - id: let_them_speak
    title: Lets the customer speak
    weight: 3
    figure: interruptions_by_agent
    score:
      - {at_most: 0, points: 10}
      - {at_most: 4, points: 5}
      - {otherwise: true, points: 1}
    why: They need not say it again.
  - id: empathy
    title: Names the trouble
    weight: 1
    applies:
      all:
        - {figure: customer_upset, at_least: 1}
        - {figure: transfers, at_most: 0}
    figure: empathy_after_upset_s
    score:
      - {at_most: 20, points: 10}
      - {otherwise: true, points: 0}
    why: Then they listen.
"""


def changed(old: str, new: str) -> str:
    """The good form with one place changed."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def complaints(text: str) -> list[str]:
    """The lines of what is said against the text."""
    with pytest.raises(SettingsError) as refused:
        parse_form(text, "mine.yaml")
    return str(refused.value).splitlines()


def parsed(text: str = GOOD) -> QaForm:
    return parse_form(text, "mine.yaml")


def act(name: str, start: float) -> ActSpoken:
    return ActSpoken(
        at=to_samples(start + 1),
        party=Party.AGENT,
        act=name,
        text="…",
        start=to_samples(start),
        end=to_samples(start + 1),
        score=0.9,
        utterance=1,
    )


def cut_in(start: float) -> Interrupted:
    at = to_samples(start)
    return Interrupted(at=at, by=Party.AGENT, start=at, overlap=at, because="over a sentence")


UPSET = SentimentScored(
    at=to_samples(30),
    party=Party.CUSTOMER,
    score=-0.9,
    label=SentimentLabel.NEGATIVE,
    trend=0.0,
    confidence=0.9,
    utterance=1,
)


def item(result: QaResult, name: str) -> ItemScore:
    return next(one for one in result.items if one.id == name)


def golden(name: str) -> list[Fact]:
    """The facts of a fixture call whose words were scripted."""
    with (GOLDEN / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [entry.fact for entry in read_journal(lines)]


def test_a_form_is_read_whole_in_its_order() -> None:
    """Items keep the order of the file, and the hash is that of the text."""
    form = parsed()
    assert [(one.id, one.weight) for one in form.items] == [("let_them_speak", 3), ("empathy", 1)]
    assert form.sha256 != parsed(GOOD + "\n").sha256
    assert form.sha256 == parsed().sha256


BROKEN = [
    (
        "figure: interruptions_by_agent",
        "figure: interruption_by_agent",
        "line 6: items.0.figure: no figure is called interruption_by_agent; "
        "did you mean interruptions_by_agent?",
    ),
    ("figure: transfers,", "figure: transfer,", "line 18: items.1.applies.all.1.figure: no figure"),
    ("weight: 3", "weight: 0", "line 5: items.0.weight: must be greater than 0"),
    ("weight: 3", "weight: -1", "line 5: items.0.weight: must be greater than 0"),
    ("weight: 3", "weight: much", "line 5: items.0.weight: must be a valid number"),
    ("weight: 3", "weight: .inf", "line 5: items.0.weight: must be"),
    ("weight: 3", "wieght: 3", "items.0.wieght: this key is not known here; did you mean weight?"),
    ("id: empathy", "id: let_them_speak", "line 12: items.1.id: another item is called let_them_s"),
    ("id: empathy", "id: Empathy!", "line 12: items.1.id: must be small letters"),
    ("title: Names the trouble", "title: ''", "line 13: items.1.title: must not be empty."),
    ("    why: Then they listen.\n", "", "line 12: items.1.why: this key is missing"),
    ("{at_most: 4, points: 5}", "{at_most: 4}", "line 9: items.0.score.1.points: this key is mis"),
    ("points: 5}", "points: 11}", "line 9: items.0.score.1.points: must be less than or equal"),
    ("points: 5}", "points: -1}", "line 9: items.0.score.1.points: must be greater than or equal"),
    ("{at_most: 4, ", "{at_mots: 4, ", "at_mots: this key is not known here; did you mean at_most"),
    ("{at_most: 4, ", "{at_most: true, ", "line 9: items.0.score.1.at_most: must be a valid num"),
    ("{at_most: 4, ", "{at_least: 5, at_most: 4, ", "line 9: items.0.score.1: nothing is at least"),
    ("{at_most: 4, ", "{", "line 9: items.0.score.1: a band says at_least, at_most or both"),
    ("{at_most: 4, ", "{at_most: 4, otherwise: true, ", "line 9: items.0.score.1: a band says"),
    ("{otherwise: true, points: 1}", "{otherwise: false, points: 1}", "line 10: items.0.score.2"),
    (
        "      - {otherwise: true, points: 1}\n",
        "",
        "line 7: items.0.score: the bands leave a gap: end with {otherwise: true, points: …}.",
    ),
    (
        "{at_most: 0, points: 10}",
        "{otherwise: true, points: 10}",
        "line 7: items.0.score: otherwise stands once, in the last band.",
    ),
    (
        "{at_most: 0, points: 10}",
        "{at_most: 9, points: 10}",
        "line 7: items.0.score: band 2 is never reached, for band 1 holds all of it already.",
    ),
    (
        "{at_most: 0, points: 10}",
        "{at_least: 3, points: 10}",
        "line 7: items.0.score: bands 1 and 2 overlap at 3.",
    ),
    ("{figure: transfers, at_most: 0}", "{figure: transfers}", "line 18: items.1.applies.all.1: a"),
    ("      all:\n", "      at_least: 2\n      all:\n", "line 15: items.1.applies: a figure needs"),
    ("      all:\n", "      al:\n", "did you mean all?"),
    (
        "figure: empathy_after_upset_s\n    score:\n      - {at_most: 20",
        "figure: hold_steps_share\n    score:\n      - {at_most: 20",
        "line 12: items.1: hold_steps_share is a share from 0 to 1, so 20 is never reached.",
    ),
    ("name: trial", "name: ''", "line 1: name: must not be empty."),
    ("name: trial", "naem: trial", "naem: this key is not known here; did you mean name?"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN)
def test_a_mistake_is_told_with_its_line_and_key(old: str, new: str, said: str) -> None:
    """One wrong place in a form is told where it stands, and how it is meant."""
    told = complaints(changed(old, new))
    assert any(said in line for line in told), told
    assert all(line.startswith("mine.yaml, line ") for line in told)
    assert len(told) <= 2  # a key that is misspelt is also missing


def test_every_mistake_has_a_line_of_its_own() -> None:
    """Three mistakes in three items are three lines."""
    text = changed("weight: 3", "weight: 0").replace("at_most: 20", "at_most: -20")
    assert len(complaints(text.replace("figure: customer_upset", "figure: upset"))) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: bare\nitems: []\n", "line 2: items: a form has at least one item."),
        ("name: bare\n", "items: this key is missing."),
        ("", "the whole file: must be keys with their values."),
        ("- one\n- two\n", "the whole file: must be keys with their values."),
        ("name: [bare\n", "cannot be read as YAML"),
        (
            "name: a\nname: b\nitems: []\n",
            "line 1: this cannot be read as YAML (the key name is given twice)",
        ),
    ],
)
def test_a_file_that_is_no_form_is_told_in_one_line(text: str, said: str) -> None:
    """No items, no keys, no YAML: one line each."""
    (told,) = complaints(text)
    assert said in told


def test_a_wider_band_may_follow_a_narrower_one() -> None:
    """The middle of a range can be best, and what lies around it second."""
    bands = "{at_least: 2, at_most: 3, points: 10}"
    form = parsed(changed("{at_most: 0, points: 10}", bands))
    points = [
        fill(form, [cut_in(n) for n in range(1, many + 1)]).items[0].points for many in (0, 2)
    ]
    assert points == [5, 10]


@pytest.mark.parametrize(("times", "points"), [(0, 10), (1, 5), (4, 5), (5, 1)])
def test_the_first_band_that_holds_gives_the_points(times: int, points: float) -> None:
    """No interruption is 10, one to four are 5, more are 1."""
    facts = [cut_in(number) for number in range(1, times + 1)]
    scored = item(fill(parsed(), facts), "let_them_speak")
    assert scored.points == points
    assert scored.because == tuple(facts)
    assert f"Interruptions by the agent: {times}; {points} of 10 points." in scored.why


def test_a_finding_that_was_disproved_costs_nothing() -> None:
    """An interruption that was withdrawn is none."""
    wrong = cut_in(3)
    facts = [wrong, FindingWithdrawn(at=to_samples(5), of=wrong, reason="support")]
    assert item(fill(parsed(), facts), "let_them_speak").points == 10


def test_an_item_that_does_not_apply_is_left_out_and_says_why() -> None:
    """Without an upset customer, empathy is not scored, and the total is that of the rest."""
    result = fill(parsed(), [cut_in(3)])
    left_out = item(result, "empathy")
    assert left_out.points is None
    assert left_out.why.startswith("Does not apply. Moments at which the customer was upset: 0;")
    assert result.score == 50
    assert result.told == "50 of 100, from 1 of 2 items."


def test_all_conditions_must_hold_or_any_of_them() -> None:
    """`all` wants both; `any` is content with one."""
    facts = [UPSET, act("transfer", 50)]
    assert item(fill(parsed(), facts), "empathy").points is None
    either = parsed(changed("      all:", "      any:"))
    assert item(fill(either, facts), "empathy").points == 0


def test_the_total_is_the_mean_by_weight() -> None:
    """Ten points at weight 3 and none at weight 1 are 75 of 100."""
    result = fill(parsed(), [UPSET])
    assert [one.points for one in result.items] == [10, 0]
    assert "never; 0 of 10 points" in item(result, "empathy").why
    assert result.score == 75
    assert fill(parsed(), [UPSET, act("empathy", 40)]).score == 100


def test_where_no_item_applies_there_is_no_score() -> None:
    """It is said in words rather than with a nought."""
    only = GOOD[: GOOD.index("  - id: let")] + GOOD[GOOD.index("  - id: empathy") :]
    result = fill(parsed(only), [])
    assert result.score is None
    assert result.told == "No score, for no item of the form applies to this call."


def test_a_reviewer_stands_beside_the_machine() -> None:
    """Points by hand count in the total; those of the machine, and its total, are kept."""
    result = override(fill(parsed(), [UPSET]), "empathy", 8, "She names it at 0:12.")
    reviewed = item(result, "empathy")
    assert (reviewed.points, reviewed.counted) == (0, 8)
    assert reviewed.review is not None
    assert reviewed.review.comment == "She names it at 0:12."
    assert (result.score, result.machine_score) == (95, 75)
    assert result.told == "95 of 100, from 2 of 2 items, 1 set by a reviewer."


def test_a_reviewer_may_leave_an_item_out_or_bring_it_in() -> None:
    """No points mean that it does not apply; points make an item count that was left out."""
    result = override(fill(parsed(), [UPSET]), "empathy", None, "It was not about us.")
    assert result.score == 100
    assert override(fill(parsed(), []), "empathy", 2, "He was upset.").score == 80


def test_a_later_review_replaces_an_earlier_one() -> None:
    """One item has one review, the last."""
    once = override(fill(parsed(), [UPSET]), "empathy", 8, "Better.")
    assert override(once, "empathy", 4, "On second thoughts.").score == 85


@pytest.mark.parametrize(
    ("name", "points", "comment", "said"),
    [
        ("empaty", 5, "So.", "no item empaty; did you mean empathy?"),
        ("empathy", 11, "So.", "empathy: give points from 0 to 10, not 11."),
        ("empathy", float("nan"), "So.", "give points from 0 to 10"),
        ("empathy", 5, "  ", "empathy: say in a comment why the points change."),
    ],
)
def test_a_review_that_does_not_fit_is_refused(
    name: str, points: float, comment: str, said: str
) -> None:
    """An unknown item, points out of range, or no reason: told in one sentence."""
    with pytest.raises(UsageError, match=re.escape(said)):
        override(fill(parsed(), [UPSET]), name, points, comment)


def test_the_form_that_ships_has_ten_items() -> None:
    """It is read without a mistake, and its figures exist."""
    form = parse_form(DEFAULT, "default.yaml")
    assert len(form.items) == 10
    assert len({one.figure for one in form.items}) == 10


@pytest.mark.parametrize("good", ["insurance_heard", "good_close", "prescription_hold"])
@pytest.mark.parametrize("bad", ["council_hold", "technical", "boiler_refusals", "parcel_talkover"])
def test_a_well_handled_call_scores_clearly_over_a_bad_one(good: str, bad: str) -> None:
    """There are 15 points of 100 between them at least."""
    form = parse_form(DEFAULT, "default.yaml")
    better, worse = fill(form, golden(good)).score, fill(form, golden(bad)).score
    assert better is not None
    assert worse is not None
    assert better - worse >= 15


@pytest.mark.parametrize(
    ("call", "name", "most"),
    [
        ("council_hold", "holds", 1),
        ("technical", "positive_language", 3),
        ("technical", "plain_words", 5),
        ("boiler_refusals", "positive_language", 0),
        ("parcel_talkover", "let_them_speak", 5),
        ("monologue", "let_them_speak", 5),
        ("licence_silence", "in_the_loop", 5),
    ],
)
def test_a_bad_call_loses_its_points_where_it_was_bad(call: str, name: str, most: float) -> None:
    """The item that loses points is the one that the call is about, and it can be heard."""
    scored = item(fill(parse_form(DEFAULT, "default.yaml"), golden(call)), name)
    assert scored.points is not None
    assert scored.points <= most
    assert scored.because


@pytest.mark.parametrize("call", sorted(path.stem for path in GOLDEN.glob("*.jsonl")))
def test_any_log_can_be_scored_even_one_that_was_cut_off(call: str) -> None:
    """The whole call and its first half have a score in range, and a sentence for each item."""
    form, facts = parse_form(DEFAULT, "default.yaml"), golden(call)
    for log in (facts, facts[: len(facts) // 2]):
        result = fill(form, log)
        assert result.score is not None
        assert 0 <= result.score <= 100
        assert all(one.why for one in result.items)


def test_the_page_has_a_row_for_each_figure() -> None:
    """docs/qa_form.md tells every figure, its unit and what it is, and no other."""
    table = PAGE[PAGE.index("| figure | in |") :]
    rows = [line for line in table.splitlines()[2:] if line.startswith("|")]
    assert rows == [f"| `{n}` | {k.unit} | {k.label}. {k.says} |" for n, k in FIGURES.items()]


def test_the_items_on_the_page_can_be_copied_into_a_form() -> None:
    """What the page shows as items is a form without a mistake."""
    shown = re.findall(r"^    (- id: .*(?:\n      .*)+)", PAGE, re.MULTILINE)
    assert len(shown) == 3
    text = "name: shown\nitems:\n" + "\n".join(f"    {one}" for one in shown)
    assert len(parsed(text).items) == 3
