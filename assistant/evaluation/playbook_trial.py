"""Calls' logs and a playbook go in; how its cues differ, by call and by rule, comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.coaching.playbook.reading import Playbook
from assistant.evaluation.cue_changes import (
    Change,
    Difference,
    ShownCue,
    differences,
    shown_cues,
)
from assistant.evaluation.rerun import LoggedCall, rerun
from assistant.evaluation.untouched import Untouched

_DISPLACED = "displaced"
COUNTED = (*Change, _DISPLACED)
"""What is counted of each rule, beside its cues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedCall:
    """What a playbook changes in a call: every cue of before and after, and where they differ."""

    call: LoggedCall
    before: Sequence[ShownCue]
    after: Sequence[ShownCue]
    differences: Sequence[Difference]


def try_on(
    call: LoggedCall, playbook: Playbook, against: Playbook | None, known: Iterable[Playbook] = ()
) -> TriedCall:
    """The call under `playbook`, compared with it under `against`, or with the cues it had.

    Where the log's own playbook is among `known`, it is known as well which rules are the same.
    """
    after = shown_cues(rerun(call.entries, playbook))
    if against is None:
        before = shown_cues(call.cues)
        used = call.playbook.sha256 if call.playbook else None
        against = next((one for one in (playbook, *known) if one.sha256 == used), None)
    else:
        before = shown_cues(rerun(call.entries, against))
    untouched = Untouched.of(against, playbook) if against else None
    found = differences(before, after, untouched)
    return TriedCall(call=call, before=before, after=after, differences=found)


def totals(tried: Iterable[TriedCall]) -> dict[str, dict[str, int]]:
    """By rule: its cues before and after, and how many differ in which way."""
    counts: dict[str, Counter[str]] = {}
    for one in tried:
        for side, shown in (("before", one.before), ("after", one.after)):
            for each in shown:
                counts.setdefault(each.cue.rule, Counter())[side] += 1
        for difference in one.differences:
            counts[difference.cue.rule].update(difference.changes)
            counts[difference.cue.rule][_DISPLACED] += difference.displaced
    columns = ("before", "after", *COUNTED)
    return {rule: {name: counts[rule][name] for name in columns} for rule in sorted(counts)}
