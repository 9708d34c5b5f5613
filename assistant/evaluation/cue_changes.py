"""The cues of two runs of a call go in; those that came, went, moved or changed come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.evaluation.untouched import Untouched
from assistant.events import CueOffered, CueResolved, Fact
from assistant.timeline import to_samples

NEAR = to_samples(5)
"""Cues of a rule that are no further apart are the same one, moved, whatever their evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCue:
    """A cue and what became of it; nothing yet where its log was cut off."""

    cue: CueOffered
    resolved: CueResolved | None


class Change(StrEnum):
    """How a cue of one run differs from that of another."""

    CAME = "came"
    GONE = "gone"
    MOVED = "moved"
    CHANGED = "changed"
    """In what it says, or how much it matters."""
    RESOLVED = "resolved_otherwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A cue that is not the same in both runs.

    `displaced`: its rule is the same in both playbooks, and only its turn was another; `by` is the
    cue that took its place or left it one, None where the budget itself is another.
    """

    before: ShownCue | None
    after: ShownCue | None
    displaced: bool = False
    by: CueOffered | None = None

    @property
    def cue(self) -> CueOffered:
        """The cue as it is after, or else as it was before."""
        shown = self.after or self.before
        assert shown is not None, "a difference has a side"
        return shown.cue

    @property
    def at(self) -> int:
        """Where the runs part, in samples."""
        return min(shown.cue.at for shown in (self.before, self.after) if shown)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that is different; none where both sides are the same."""
        if self.before is None:
            return (Change.CAME,)
        if self.after is None:
            return (Change.GONE,)
        return tuple(_changes(self.before, self.after))


def shown_cues(told: Iterable[Fact]) -> list[ShownCue]:
    """The cues among the facts, each with its end."""
    facts = list(told)
    ends = {fact.cue: fact for fact in facts if isinstance(fact, CueResolved)}
    return [
        ShownCue(cue=fact, resolved=ends.get(fact.id))
        for fact in facts
        if isinstance(fact, CueOffered)
    ]


def differences(
    before: Sequence[ShownCue], after: Sequence[ShownCue], untouched: Untouched | None = None
) -> list[Difference]:
    """Where the runs differ, in the order of the call.

    Cues are the same one where they have their rule in common and evidence too, or lie no further
    apart than `NEAR`. Without `untouched` nobody can tell which of them were displaced.
    """
    pairs = list(_paired(before, after))
    paired = {id(shown) for pair in pairs for shown in pair}
    found = [Difference(before=old, after=new) for old, new in pairs]
    found += [Difference(before=old, after=None) for old in before if id(old) not in paired]
    found += [Difference(before=None, after=new) for new in after if id(new) not in paired]
    found = sorted((one for one in found if one.changes), key=lambda one: one.at)
    return [_with_cause(one, found, untouched) for one in found] if untouched else found


def _changes(before: ShownCue, after: ShownCue) -> Iterator[Change]:
    old, new = before.cue, after.cue
    if old.at != new.at:
        yield Change.MOVED
    if _says(old) != _says(new):
        yield Change.CHANGED
    was, is_ = _end(before), _end(after)
    if was[0] != is_[0] or (old.at == new.at and was != is_):
        yield Change.RESOLVED


def _says(cue: CueOffered) -> tuple[object, ...]:
    return (cue.text, cue.detail, cue.severity, cue.level, cue.to)


def _end(shown: ShownCue) -> tuple[object, ...]:
    return (None, None) if shown.resolved is None else (shown.resolved.by, shown.resolved.at)


def _paired(
    before: Sequence[ShownCue], after: Sequence[ShownCue]
) -> Iterator[tuple[ShownCue, ShownCue]]:
    """Those that are one cue, the likeliest first: by the last of their evidence, any, the time."""
    ranked = [
        (kinship, abs(old.cue.at - new.cue.at), index, other)
        for index, old in enumerate(before)
        for other, new in enumerate(after)
        if old.cue.rule == new.cue.rule and (kinship := _kinship(old.cue, new.cue)) is not None
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, index, other in sorted(ranked):
        if index not in taken[0] and other not in taken[1]:
            taken[0].add(index)
            taken[1].add(other)
            yield before[index], after[other]


def _kinship(old: CueOffered, new: CueOffered) -> int | None:
    """How near two cues of a rule are, 0 the nearest; None where they are two cues."""
    if old.because[-1:] == new.because[-1:]:
        return 0
    if any(fact in new.because for fact in old.because):
        return 1
    return 2 if abs(old.at - new.at) <= NEAR else None


def _with_cause(one: Difference, found: Sequence[Difference], untouched: Untouched) -> Difference:
    """The difference, told whose turn displaced it, where its own rule is the same."""
    if one.cue.rule not in untouched.rules:
        return one
    by = _displacer(one, found)
    return replace(one, displaced=by is not None or not untouched.turns, by=by)


def _displacer(one: Difference, found: Sequence[Difference]) -> CueOffered | None:
    """The last other cue, up to then, that is shown in one run only, or not at the same time.

    For one that is gone, a cue that took its place; for one that came, a cue that left it one.
    """
    others = [other for other in found if other is not one]
    took = [other.after.cue for other in others if other.after and _elsewhere(other)]
    left = [other.before.cue for other in others if other.before and _elsewhere(other)]
    sides = took if one.after is None else left if one.before is None else took + left
    until = _parted(one)
    return max((cue for cue in sides if cue.at <= until), key=lambda cue: cue.at, default=None)


def _parted(one: Difference) -> int:
    """By when something else was otherwise: where the cue was shown, or only its end differs."""
    if one.changes != (Change.RESOLVED,):
        return one.cue.at
    sides = (one.before, one.after)
    return min(shown.resolved.at for shown in sides if shown and shown.resolved)


def _elsewhere(other: Difference) -> bool:
    return not {Change.CAME, Change.GONE, Change.MOVED}.isdisjoint(other.changes)
