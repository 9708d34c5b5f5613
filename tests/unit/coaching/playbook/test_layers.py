"""A team's playbook that extends another: what it changes, what stays, and whose mistake it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.coaching.playbook.layers import extended, read_layer
from assistant.coaching.playbook.reading import Playbook, Reader, parse_playbook
from assistant.coaching.playbook.rules import AnyOf, Happening, Rule
from assistant.config import DEFAULT_PLAYBOOK, load_playbook
from assistant.errors import SettingsError

BASE = """\
name: firm
budget: {least_gap_s: 8, most_a_minute: 4}
quiet:
  after: [{finding: act, acts: [empathy]}]
  for_s: 5
states:
  upset: {finding: sentiment, label: negative}
  risky: {finding: risk, score_at_least: 0.6}
escalation:
  - {level: 1, kind: functional, severity: info, to: an expert, say: My colleague knows.}
rules:
  - id: slow_down
    technique: Stay calm and kind
    when: {finding: pace, words_per_minute_at_least: 180}
    given: [{state: upset}]
    cue: Slow down a little
    detail: Once more, step by step.
    priority: 60
  - id: say_why
    technique: Plain words
    when: {finding: act, acts: [hold_request], not_saying: [because]}
    cue: Say why
    detail: I need a minute, because…
    cool_down_s: 45
"""


def reading(files: Mapping[str, str]) -> Reader:
    """Reads what `extends` names from these files."""

    def read(name: str, source: str) -> tuple[str, str]:
        if name not in files:
            raise SettingsError(f"{name} cannot be read; name a file that can.")
        return files[name], name

    return read


def team(text: str) -> Playbook:
    """A team's file that extends the firm's."""
    files = {"firm.yaml": BASE}
    return parse_playbook(f"extends: firm.yaml\n{text}", "team.yaml", (), reading(files))


def complaints(text: str) -> list[str]:
    """The lines of what is said against the team's file; its second line is the text's first."""
    with pytest.raises(SettingsError) as refused:
        team(text)
    return str(refused.value).splitlines()


def rules(playbook: Playbook) -> dict[str, Rule]:
    return {rule.id: rule for rule in playbook.document.rules}


FIRM = parse_playbook(BASE, "firm.yaml")


# ---- What a team changes -------------------------------------------------------------------------


def test_a_file_that_only_extends_is_the_other_under_its_own_hash() -> None:
    """All is taken over; yet the log can tell the two apart."""
    same = team("")
    assert (same.name, same.rules, same.states) == ("firm", FIRM.rules, FIRM.states)
    assert same.sha256 != FIRM.sha256
    assert team("name: sofas\n").name == "sofas"


def test_one_key_of_one_rule_is_changed_and_nothing_else() -> None:
    """The rule keeps what the team does not say of it, the others keep all."""
    ours = rules(team("rules:\n  - {id: say_why, cool_down_s: 90}\n"))
    theirs = rules(FIRM)
    assert ours["say_why"] == theirs["say_why"].model_copy(update={"cool_down_s": 90})
    assert ours["slow_down"] == theirs["slow_down"]
    assert list(ours) == list(theirs)


def test_a_key_that_is_changed_is_changed_as_a_whole() -> None:
    """A team that writes `when` writes all of it: half of another's would be a riddle."""
    when = "{finding: act, acts: [transfer]}"
    ours = rules(team(f"rules:\n  - id: say_why\n    when: {when}\n"))
    assert ours["say_why"].when[0].acts == ("transfer",)
    assert ours["say_why"].when[0].not_saying == ()
    assert ours["say_why"].cue == "Say why"


def test_a_rule_is_added_at_the_end() -> None:
    """It may use the states of what it extends."""
    ours = team(
        "rules:\n"
        "  - {id: ours, technique: t, when: {finding: act}, given: [{state: risky}], cue: Do it,"
        " detail: d, priority: 99}\n"
    )
    assert list(rules(ours)) == ["slow_down", "say_why", "ours"]
    assert [rule.id for rule in ours.rules] == ["ours", "slow_down", "say_why"]


def test_a_rule_is_switched_off_and_on() -> None:
    """One key is enough; a team below can switch it on again."""
    off = "rules: [{id: slow_down, enabled: false}]\n"
    assert [rule.id for rule in team(off).rules] == ["say_why"]
    site = f"extends: firm.yaml\n{off}"
    files = {"firm.yaml": BASE, "site.yaml": site}
    on = "extends: site.yaml\nrules: [{id: slow_down, enabled: true}]\n"
    assert len(parse_playbook(on, "team.yaml", (), reading(files)).rules) == 2


def test_one_state_is_changed_and_another_added() -> None:
    """Those that the team does not name stay."""
    ours = team(
        "states:\n"
        "  risky: {finding: risk, score_at_least: 0.8}\n"
        "  hard: {any: [{state: upset}, {state: risky}]}\n"
    ).states
    assert list(ours) == ["upset", "risky", "hard"]
    assert ours["upset"] == FIRM.states["upset"]
    assert isinstance(ours["risky"], Happening)
    assert ours["risky"].score_at_least == 0.8
    assert isinstance(ours["hard"], AnyOf)


def test_one_key_of_the_budget_or_of_the_quiet_is_changed() -> None:
    """The others of it stay."""
    ours = team("budget: {most_a_minute: 2}\nquiet: {for_s: 9}\n")
    assert (ours.budget.most_a_minute, ours.budget.least_gap_s) == (2, 8)
    assert (ours.quiet.for_s, ours.quiet.after) == (9, FIRM.quiet.after)


def test_a_budget_can_be_given_where_the_other_has_none() -> None:
    """The rest has its defaults."""
    bare = BASE.replace("budget: {least_gap_s: 8, most_a_minute: 4}\n", "")
    text = "extends: bare.yaml\nbudget: {most_a_minute: 2}\n"
    ours = parse_playbook(text, "team.yaml", (), reading({"bare.yaml": bare}))
    assert (ours.budget.most_a_minute, ours.budget.least_gap_s) == (2, 8)


def test_the_escalation_matrix_is_changed_as_a_whole() -> None:
    """Its rows have no names to change them by."""
    row = "{level: 1, kind: hierarchical, severity: warn, to: a lead, say: I ask my lead.}"
    assert [level.to for level in team(f"escalation: [{row}]\n").escalation] == ["a lead"]


def test_a_team_extends_a_site_that_extends_the_firm() -> None:
    """What is nearest counts; the hash is of all three."""
    site = "extends: firm.yaml\nname: site\nbudget: {least_gap_s: 20, most_a_minute: 1}\n"
    text = "extends: site.yaml\nbudget: {least_gap_s: 12}\n"
    ours = parse_playbook(text, "team.yaml", (), reading({"firm.yaml": BASE, "site.yaml": site}))
    assert (ours.name, ours.budget.least_gap_s, ours.budget.most_a_minute) == ("site", 12, 1)
    changed = BASE.replace("a little", "somewhat")
    other = parse_playbook(
        text, "team.yaml", (), reading({"firm.yaml": changed, "site.yaml": site})
    )
    assert other.sha256 != ours.sha256


def test_the_base_is_left_as_it_was() -> None:
    """The same text can be extended twice."""
    base = read_layer(BASE, "firm.yaml")
    before = read_layer(BASE, "firm.yaml").content
    extended(base, read_layer("budget: {least_gap_s: 1}\nrules: [{id: say_why, cue: x}]", "a"))
    assert base.content == before


def test_without_a_reader_nothing_is_extended() -> None:
    """Whoever cannot read other files has only what this one says."""
    alone = parse_playbook(BASE.replace("name:", "extends: default\nname:"), "team.yaml")
    assert alone.rules == FIRM.rules


def test_parts_can_be_given_again_with_one_key_changed() -> None:
    """By YAML's `<<`, also of a part that was made so itself, wherever it stands in the file."""
    text = "a: {b: {c: [&two {<<: &one {x: 1, y: 1}, x: 2}]}}\nd: {<<: *two}\n"
    layer = read_layer(text, "parts.yaml")
    assert layer.content == {"a": {"b": {"c": [{"x": 2, "y": 1}]}}, "d": {"x": 2, "y": 1}}
    with pytest.raises(SettingsError, match="x is given twice"):
        read_layer(text.replace("y: 1}", "x: 1}"), "parts.yaml")


# ---- Whose mistake it is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("budget: {least_gap_s: -1}\n", "line 2: budget.least_gap_s: "),
        ("rules:\n  - id: say_why\n    cool_down_s: soon\n", "line 4: rules.say_why.cool_down_s: "),
        ("rules:\n  - id: say_why\n    quue: Say\n", "line 4: rules.say_why.quue: "),
        ("states:\n  upset: {finding: sentimental}\n", "line 3: states.upset.finding: "),
        (
            "rules:\n  - {id: new, technique: t, when: {finding: act}, cue: Do}\n",
            "line 3: rules.new",
        ),
        ("rules:\n  - id: say_why\n    once_per: upst\n", "line 4: rules.say_why.once_per: "),
        ("rules: none\n", "line 2: rules: "),
        ("rules:\n  - none\n", "line 3: rules"),
        ("name: [x\n", "line "),
    ],
    ids=range(9),
)
def test_a_mistake_of_the_team_is_told_by_its_own_file_and_line(text: str, place: str) -> None:
    """Also within a rule that the base has."""
    told = complaints(text)
    assert len(told) == 1, told
    assert told[0].startswith(f"team.yaml, {place}")


def test_a_mistake_of_the_base_is_told_by_the_bases_file_and_line() -> None:
    """Whoever wrote the team's file is not sent to look for it there."""
    broken = BASE.replace("priority: 60", "priority: 600")
    line = broken.splitlines().index("    priority: 600") + 1
    text = "extends: broken.yaml\nrules:\n  - {id: slow_down, cool_down_s: 9}\n"
    with pytest.raises(SettingsError) as refused:
        parse_playbook(text, "team.yaml", (), reading({"broken.yaml": broken}))
    assert str(refused.value).startswith(f"broken.yaml, line {line}: rules.slow_down.priority: ")


def test_a_mistake_of_the_base_can_be_mended_by_the_team() -> None:
    """What counts is what the files say together."""
    broken = BASE.replace("priority: 60", "priority: 600")
    text = "extends: broken.yaml\nrules:\n  - {id: slow_down, priority: 6}\n"
    assert parse_playbook(text, "team.yaml", (), reading({"broken.yaml": broken})).rules


def test_mistakes_of_both_come_at_once() -> None:
    """Each with its own place."""
    broken = BASE.replace("priority: 60", "priority: 600")
    text = "extends: broken.yaml\nbudget: {most_a_minute: 0}\n"
    with pytest.raises(SettingsError) as refused:
        parse_playbook(text, "team.yaml", (), reading({"broken.yaml": broken}))
    files = sorted(line.split(",")[0] for line in str(refused.value).splitlines())
    assert files == ["broken.yaml", "team.yaml"]


def test_a_rule_that_the_base_does_not_have_is_told_with_what_was_meant() -> None:
    """A name misspelt would otherwise be a new rule, half written."""
    (told,) = complaints("rules:\n  - {id: slowdown, cool_down_s: 90}\n")
    assert told.startswith("team.yaml, line 3: rules.slowdown.id: no rule is called slowdown")
    assert told.endswith("did you mean slow_down?")
    (told,) = complaints("rules:\n  - {id: quite_another, enabled: false}\n")
    assert "no rule is called quite_another" in told
    assert "did you mean" not in told


def test_a_rule_that_is_changed_twice_in_one_file_is_told() -> None:
    """The first would go unheard."""
    (told,) = complaints("rules:\n  - {id: say_why, cue: A}\n  - {id: say_why, priority: 3}\n")
    assert told.startswith("team.yaml, line 4: rules.say_why.id: ")


def test_a_new_rule_that_is_given_twice_is_told() -> None:
    """As in a file that extends nothing."""
    new = "  - {id: new, technique: t, when: {finding: act}, cue: Do, detail: d}\n"
    (told,) = complaints(f"rules:\n{new}{new}")
    assert told.startswith("team.yaml, line 4: rules.new.id: another rule is called new")


def test_a_file_that_cannot_be_read_is_told_where_it_is_named() -> None:
    """The line of `extends`, and what was the matter."""
    with pytest.raises(SettingsError) as refused:
        parse_playbook("extends: gone.yaml\n", "team.yaml", (), reading({}))
    assert str(refused.value).startswith("team.yaml, line 1: extends: gone.yaml cannot be read")


@pytest.mark.parametrize(
    "files",
    [
        {"team.yaml": "extends: team.yaml\n"},
        {"site.yaml": "extends: team.yaml\n", "team.yaml": "extends: site.yaml\n"},
        {
            "site.yaml": "extends: area.yaml\n",
            "area.yaml": "extends: site.yaml\n",
            "team.yaml": "extends: site.yaml\n",
        },
    ],
    ids=["itself", "two", "below"],
)
def test_files_that_extend_each_other_in_a_circle_are_refused(files: Mapping[str, str]) -> None:
    """At an `extends`, in a sentence, and at once."""
    with pytest.raises(SettingsError, match=r"^\w+\.yaml, line 1: extends: .*circle"):
        parse_playbook(files["team.yaml"], "team.yaml", (), reading(files))


def test_too_long_a_row_of_files_is_refused() -> None:
    """A firm's, a site's, a team's, and some to spare; nobody reads ten."""
    files = {f"{one}.yaml": f"extends: {one + 1}.yaml\n" for one in range(10)}
    with pytest.raises(SettingsError, match="extend"):
        parse_playbook("extends: 0.yaml\n", "team.yaml", (), reading(files))


def test_the_default_playbook_can_be_extended() -> None:
    """A team changes one rule of what is shipped; all else is as it was."""
    shipped = load_playbook(None)
    text = "extends: default\nname: sofas\nrules: [{id: let_them_finish, cue: Let them end}]\n"

    def read(name: str, source: str) -> tuple[str, str]:
        assert (name, source) == ("default", "team.yaml")
        return DEFAULT_PLAYBOOK.read_text(encoding="utf-8"), "default.yaml"

    ours, theirs = rules(parse_playbook(text, "team.yaml", (), read)), rules(shipped)
    changed = {name for name in theirs if ours[name] != theirs[name]}
    assert changed == {"let_them_finish"}
    assert list(ours) == list(theirs)
