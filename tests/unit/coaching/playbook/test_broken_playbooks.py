"""Playbooks as a tired team leader breaks them: each fault is told with its place and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import load_playbook
from assistant.errors import SettingsError

FOLDER = Path(__file__).parents[3] / "broken_playbooks"
SAID = {
    "a_list": (
        "a_list.yaml, line 1: the whole file: must be keys with their values, not a list; "
        "begin with name: and extends: default.",
    ),
    "act_misspelt": (
        "act_misspelt.yaml, line 9: rules.own_the_delay.unless.0.acts: no act is called "
        "owenrship; did you mean ownership?",
    ),
    "acts_not_a_list": (
        "acts_not_a_list.yaml, line 5: rules.stay_on.when.acts: must be a list; put it in "
        "brackets: [hold_request].",
    ),
    "binary": ("binary.yaml cannot be read (it is no text); name a file that can.",),
    "bracket_open": (
        "bracket_open.yaml, line 6: this cannot be read as YAML (the bracket [ that opens "
        "here is not closed); add ].",
    ),
    "comma_without_quotes": (
        "comma_without_quotes.yaml, line 4: rules.stay_on.talk them through: this is no key; "
        "put text that holds a comma in quotes.",
    ),
    "cue_empty": (
        "cue_empty.yaml, line 5: rules.let_them_finish.cue: a cue has 1 to 6 words, this one "
        "has 0; write what helps.",
    ),
    "cue_is_a_number": (
        "cue_is_a_number.yaml, line 5: rules.stay_on.cue: must be text, not 112; put it in quotes.",
    ),
    "cue_of_an_unknown_rule": (
        "cue_of_an_unknown_rule.yaml, line 6: rules.stay_on.unless.0.rules.0: no rule is "
        "called say_why_and_how_lng; did you mean say_why_and_how_long?",
    ),
    "cue_that_calls_for_a_cue": (
        "cue_that_calls_for_a_cue.yaml, line 5: rules.name_their_frustration.when: a cue "
        "calls for no other; name what both cues are about.",
    ),
    "cue_too_long": (
        "cue_too_long.yaml, line 5: rules.let_them_finish.cue: a cue has 1 to 6 words, this "
        "one has 8; say it shorter.",
    ),
    "detail_missing": (
        "detail_missing.yaml, line 4: rules.name_the_form: detail is missing: a line that the"
        " agent can say aloud.",
    ),
    "done_when_not_a_list": (
        "done_when_not_a_list.yaml, line 5: rules.let_them_finish.done_when: must be a list; "
        "put a dash before each of its parts, or [ ] around them.",
    ),
    "empty": (
        "empty.yaml, line 1: the whole file: nothing is in it; begin with name: and extends: "
        "default.",
    ),
    "escalation_without_level": (
        "escalation_without_level.yaml, line 3: escalation: bring_in_supervisor brings "
        "somebody in, and the matrix under escalation has no hierarchical level for the "
        "severity critical; add one.",
    ),
    "extends_in_a_circle": (
        "extends_in_a_circle_too.yaml, line 2: extends: this goes in a circle, "
        "extends_in_a_circle.yaml extends extends_in_a_circle_too.yaml extends "
        "extends_in_a_circle.yaml; take this line out.",
    ),
    "extends_in_a_circle_too": (
        "extends_in_a_circle.yaml, line 2: extends: this goes in a circle, "
        "extends_in_a_circle_too.yaml extends extends_in_a_circle.yaml extends "
        "extends_in_a_circle_too.yaml; take this line out.",
    ),
    "extends_itself": (
        "extends_itself.yaml, line 2: extends: this goes in a circle, extends_itself.yaml "
        "extends extends_itself.yaml; take this line out.",
    ),
    "extends_nothing_there": (
        "extends_nothing_there.yaml, line 2: extends: ../firm/telecoms.yaml cannot be read "
        "(No such file or directory); name a file by its way from here, or default.",
    ),
    "extends_what_is_broken": (
        "extends_what_is_broken.yaml, line 5: rules.slow_down.enabled: must be true or false,"
        " not maybe.",
        "priority_over_100.yaml, line 5: rules.act_now.priority: must be at most 100, not 150.",
    ),
    "family_of_acts_misspelt": (
        "family_of_acts_misspelt.yaml, line 5: rules.paraphrase_now.when.acts: no act is "
        "called escalations.*; did you mean escalation.*?",
    ),
    "finding_missing": (
        "finding_missing.yaml, line 5: rules.say_what_you_do.when.finding: this key is "
        "missing; add it, as in finding: dead_air.",
    ),
    "finding_misspelt": (
        "finding_misspelt.yaml, line 5: rules.say_what_you_do.when.finding: deadair is not "
        "known here; did you mean dead_air?",
    ),
    "indented_askew": (
        "indented_askew.yaml, line 5: this cannot be read as YAML (this line is indented "
        "otherwise than those it belongs to); line them up.",
    ),
    "key_twice": (
        "key_twice.yaml, line 6: this cannot be read as YAML (the key priority is given "
        "twice); keep one of the two.",
    ),
    "language_unknown": (
        "language_unknown.yaml, line 3: language: must be a language such as en, de or en-GB,"
        " not german.",
    ),
    "lasting_asked_of_an_act": (
        "lasting_asked_of_an_act.yaml, line 5: rules.stay_on.when: lasting_s cannot be asked "
        "of act; acts, around_s, not_saying, party, saying, score_at_least, score_at_most "
        "can.",
    ),
    "level_without_words": (
        "level_without_words.yaml, line 5: escalation.1.say: this key is missing; add it.",
    ),
    "life_zero": (
        "life_zero.yaml, line 5: rules.let_them_finish.life_s: must be more than 0, not 0.",
    ),
    "negative_cool_down": (
        "negative_cool_down.yaml, line 5: rules.let_them_finish.cool_down_s: must be at least"
        " 0, not -10.",
    ),
    "new_rule_half_written": (
        "new_rule_half_written.yaml, line 4: rules.offer_a_call_back.technique: this key is "
        "missing; add it: what the rule teaches, as in technique: Plain words.",
        "new_rule_half_written.yaml, line 4: rules.offer_a_call_back.cue: this key is "
        "missing; add it, as in cue: Let them finish.",
    ),
    "no_rules": (
        "no_rules.yaml, line 1: rules: this key is missing; add it, with at least one rule.",
    ),
    "not_utf8": ("not_utf8.yaml cannot be read (line 7 is no UTF-8 text); save it as UTF-8.",),
    "not_yaml": (
        "not_yaml.yaml, line 5: this cannot be read as YAML (a colon stands where none may "
        "be, or the line above is unfinished); put text that holds a colon in quotes.",
    ),
    "nothing_behind_a_colon": (
        "nothing_behind_a_colon.yaml, line 4: rules.let_them_finish: detail is missing: a "
        "line that the agent can say aloud.",
    ),
    "number_for_a_switch": (
        "number_for_a_switch.yaml, line 5: rules.soften_your_voice.enabled: must be true or "
        "false, not 0.",
    ),
    "only_comments": (
        "only_comments.yaml, line 1: the whole file: nothing is in it; begin with name: and "
        "extends: default.",
    ),
    "party_left_open": (
        "party_left_open.yaml, line 7: rules.let_them_finish.when.party: nothing stands "
        "behind the colon; give it a value, or take the key away.",
    ),
    "party_unknown": (
        "party_unknown.yaml, line 5: rules.let_them_finish.when.party: must be agent or "
        "customer, not caller.",
    ),
    "priority_over_100": (
        "priority_over_100.yaml, line 5: rules.act_now.priority: must be at most 100, not 150.",
    ),
    "quote_open": (
        "quote_open.yaml, line 5: this cannot be read as YAML (the quote that opens here is "
        "never closed); close it.",
    ),
    "rule_changed_twice": (
        "rule_changed_twice.yaml, line 8: rules.slow_down.id: this file changes slow_down "
        "above already; join the two.",
    ),
    "rule_twice": (
        "rule_twice.yaml, line 11: rules.check_the_card.id: another rule is called "
        "check_the_card already; rename one.",
    ),
    "rule_unknown_in_base": (
        "rule_unknown_in_base.yaml, line 4: rules.softenyour_voice.id: no rule is called "
        "softenyour_voice in what this extends; did you mean soften_your_voice?",
    ),
    "rule_without_a_name": (
        "rule_without_a_name.yaml, line 4: rules.(unnamed).id: this key is missing; add it, "
        "as in id: slow_down.",
    ),
    "rules_without_dashes": (
        "rules_without_dashes.yaml, line 3: rules: must be a list; begin each rule with - id:.",
    ),
    "several_at_once": (
        "several_at_once.yaml, line 3: langauge: this key is not known here; did you mean "
        "language?",
        "several_at_once.yaml, line 5: budget.most_a_minute: must be at least 1, not 0.",
        "several_at_once.yaml, line 9: rules.ask_for_the_number.when.partei: this key is not "
        "known here; did you mean party?",
        "several_at_once.yaml, line 12: rules.ask_for_the_number.severity: must be info, "
        "coach, warn or critical, not high.",
        "several_at_once.yaml, line 13: rules.ask_for_the_number.priority: must be a whole "
        'number, not "60"; write it without quotes and unit.',
        "several_at_once.yaml, line 14: rules.Thank Them.id: must be small letters, figures "
        "and underscores, a letter first, as in thank_them.",
        "several_at_once.yaml, line 14: rules.Thank Them.technique: this key is missing; add "
        "it: what the rule teaches, as in technique: Plain words.",
    ),
    "severity_unknown": (
        "severity_unknown.yaml, line 5: rules.let_them_finish.severity: must be info, coach, "
        "warn or critical, not warning; did you mean warn?",
    ),
    "state_name_with_capitals": (
        "state_name_with_capitals.yaml, line 4: states.Very Upset: must be small letters, "
        "figures and underscores, a letter first, as in very_upset.",
    ),
    "state_rests_on_itself": (
        "state_rests_on_itself.yaml, line 6: states.upset.any.0.state: the state upset rests "
        "on itself; take it out of its own description.",
    ),
    "state_unknown": (
        "state_unknown.yaml, line 6: rules.slow_down.given.0.state: no state is called "
        "upsett; did you mean upset?",
    ),
    "state_used_before_it_is_described": (
        "state_used_before_it_is_described.yaml, line 6: states.sharp_and_late.all.0.state: "
        "late must be described before it is used; put it above sharp_and_late.",
    ),
    "tab_indented": (
        "tab_indented.yaml, line 4: this cannot be read as YAML (a tab stands before the "
        "text); use spaces.",
    ),
    "times_a_fraction": (
        "times_a_fraction.yaml, line 5: rules.say_it_simply.when.times: must be a whole "
        "number, not 1.5.",
    ),
    "unknown_key": (
        "unknown_key.yaml, line 5: rules.let_them_finish.cooldown_s: this key is not known "
        "here; did you mean cool_down_s?",
    ),
    "unknown_key_at_the_top": (
        "unknown_key_at_the_top.yaml, line 3: buget: this key is not known here; did you mean"
        " budget?",
    ),
    "when_empty": (
        "when_empty.yaml, line 5: rules.stay_on.when: must not be empty; name at least one.",
    ),
    "within_as_text": (
        "within_as_text.yaml, line 5: rules.say_it_simply.when.within_s: must be a number, "
        "not 60s; write it without quotes and unit.",
    ),
    "words_without_saying": (
        "words_without_saying.yaml, line 6: rules.explain_the_bill.when: words needs saying: "
        "the phrases to listen for.",
    ),
    "yes_for_a_number": (
        "yes_for_a_number.yaml, line 5: rules.let_them_finish.cool_down_s: must be a number, "
        "not true (YAML takes yes, no, on and off for these).",
    ),
}
"""By the file in tests/broken_playbooks, each line that is said: file, line, key, advice."""


def said_of(name: str) -> list[str]:
    """The lines that are said against a playbook."""
    with pytest.raises(SettingsError) as refused:
        load_playbook(Path(f"{name}.yaml"))
    return str(refused.value).splitlines()


@pytest.fixture(autouse=True)
def beside_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named as they are typed in their own folder."""
    monkeypatch.chdir(FOLDER)


@pytest.mark.parametrize("name", SAID)
def test_each_mistake_is_told_with_file_line_key_and_cure(name: str) -> None:
    """Exactly these lines, in the order of the file, and none besides."""
    assert said_of(name) == list(SAID[name])


def test_every_broken_playbook_has_its_lines() -> None:
    """A file that is added needs its lines in the table."""
    assert {path.stem for path in FOLDER.iterdir()} == SAID.keys()


@pytest.mark.parametrize("name", SAID)
def test_each_line_is_one_sentence_that_ends(name: str) -> None:
    """It begins with the file, and ends as a sentence does; nothing of the code shows through."""
    for line in said_of(name):
        assert line.split(".yaml")[0] + ".yaml" in {f"{one}.yaml" for one in SAID}
        assert line[-1] in ".?"
        assert not any(word in line for word in ("Input", "pydantic", "NoneType", "tuple", "str_"))
