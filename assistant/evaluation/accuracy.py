"""Labelled calls go in; how rightly and how soon each kind of thing is found comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from assistant.evaluation.coaching import JudgedCoaching, coaching_as_json, judged_coaching
from assistant.evaluation.cue_faults import JudgedCues, judged_cues
from assistant.evaluation.label import Kind
from assistant.evaluation.labels import known_kinds, labels_of
from assistant.evaluation.listening import Place, places
from assistant.evaluation.machine import machine
from assistant.evaluation.measured import Errors, errors_as_json, errors_of
from assistant.evaluation.plan import AccuracyPlan
from assistant.evaluation.running import Progress, Ran, Run, run
from assistant.evaluation.scoring import Scored, scored
from assistant.evaluation.talk_truth import talk_labels
from assistant.evaluation.tallies import CallTallies, as_json, tallied
from assistant.evaluation.timing import Seconds
from assistant.evaluation.trainers import training_of
from assistant.events import CueOffered, OverlapClass

SCHEMA = 1
"""Of accuracy.json; raised when the meaning of a figure changes."""
MISSED, NOTHING = "missed", "nothing"
_BY_WORDS = ("phrases", "sentiment")
"""Detectors that read words; the others read the sound."""

Say = Callable[[str, float], Progress]
"""Takes what is done next and how many seconds of call it is; what it gives takes how far."""
Confusion = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A call's run, held against its truth."""

    name: str
    scored: Scored
    cues: JudgedCues
    coaching: JudgedCoaching | None
    """None where no trainer said what they would say."""
    tallies: CallTallies
    errors: Errors
    cost: Seconds
    """Seconds of work by group of stages."""

    def places(self) -> list[Place]:
        """Where in the call to go and listen."""
        missed = self.coaching.missed if self.coaching else ()
        return places(self.scored, self.cues.faults, missed)


def accuracy(plan: AccuracyPlan, say: Say) -> dict[str, Any]:
    """Run every call and judge it; the results as accuracy.json holds them.

    Raises what a run raises: RecordingError, ModelError, SettingsError.
    """
    first = plan.runs[0]
    described = machine()
    judged = list(_judged_all(plan, say))
    tallies = [one.tallies for one in judged]
    return {
        "schema": SCHEMA,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": described,
        "words": first.words.value,
        "pace": first.pace.value,
        "model": first.model if first.words == "whisper" else None,
        "settings": first.settings.as_logged(),
        "calls": [_call_row(one) for one in judged],
        "pooled": {
            "seconds": round(sum(one.seconds for one in tallies), 2),
            "rows": as_json(tallies),
            "coaching": _coaching(judged),
            "overlap_classes": confusion(one.scored for one in judged),
            "errors": errors_as_json(one.errors for one in judged),
            "cost": _cost(judged),
        },
    }


def judge(order: Run, ran: Ran) -> Judged:
    """Hold a run against the call's truth. Raises RecordingError where that is damaged."""
    truth = order.call.labels()
    assert truth is not None  # the plan takes labelled calls only
    labels = [*labels_of(truth, order.settings), *talk_labels(truth)]
    found = scored(labels, ran.facts, known_kinds(truth))
    training = training_of(order.call.truth, truth) if order.call.truth else None
    offered = [fact for fact, _ in ran.facts if isinstance(fact, CueOffered)]
    coaching = judged_coaching(offered, training.cues) if training else None
    cues = judged_cues(ran.facts, found, truth, coaching)
    return Judged(
        name=order.call.name,
        scored=found,
        cues=cues,
        coaching=coaching,
        tallies=tallied(ran.duration_s, found, cues),
        errors=errors_of(ran.facts, found, truth),
        cost=_grouped(ran),
    )


def confusion(calls: Iterator[Scored]) -> Confusion:
    """For each class of overlap, how often it was taken for which; `nothing` was no overlap."""
    classes = [one.value for one in OverlapClass]
    counts = {row: dict.fromkeys([*classes, MISSED], 0) for row in [*classes, NOTHING]}
    for call in calls:
        for pair in call.pairs:
            if pair.label.kind is Kind.OVERLAP and not pair.label.optional:
                heard = MISSED if pair.finding is None else pair.finding.name
                counts[pair.label.name][heard] += 1
        for finding in call.false:
            if finding.kind is Kind.OVERLAP:
                counts[NOTHING][finding.name] += 1
    return counts


def _judged_all(plan: AccuracyPlan, say: Say) -> Iterator[Judged]:
    """In the order of the calls, so many side by side as the plan says."""
    lengths = [(order.call.source().duration or 0) / 16_000 for order in plan.runs]
    progress = say(f"{len(lengths)} calls, words: {plan.runs[0].words}", sum(lengths))
    done, lock = [0.0] * len(lengths), Lock()

    def one(number: int) -> Judged:
        def tell(seconds: float) -> None:
            with lock:
                done[number] = seconds
                progress(sum(done))

        order = plan.runs[number]
        return judge(order, run(order, tell))

    with ThreadPoolExecutor(plan.jobs) as pool:
        yield from pool.map(one, range(len(lengths)))


def _coaching(judged: Sequence[Judged]) -> dict[str, Any] | None:
    """How the cues compare with the trainers', over the calls for which there are any."""
    trained = [(one.coaching, one.tallies.seconds) for one in judged if one.coaching is not None]
    if not trained:
        return None
    return coaching_as_json((one for one, _ in trained), sum(seconds for _, seconds in trained))


def _call_row(call: Judged) -> dict[str, Any]:
    return {
        "name": call.name,
        "seconds": round(call.tallies.seconds, 2),
        "rows": as_json([call.tallies]),
        "errors": errors_as_json([call.errors]),
        "listen": [place.as_json() for place in call.places()],
    }


def _grouped(ran: Ran) -> Seconds:
    """Seconds of work by what a stage is for; models and recognition are left out."""
    groups: Seconds = {}
    for stage, seconds in ran.spent.items():
        module = ran.modules.get(stage)
        if module is not None:
            group = _group(module)
            groups[group] = groups.get(group, 0.0) + seconds
    return groups


def _group(module: str) -> str:
    _, room, *rest = module.split(".")
    if room == "detectors":
        return "detectors by words" if rest[0] in _BY_WORDS else "detectors by sound"
    if rest and rest[0].startswith("bleed"):
        return "detectors by sound"
    return "voice" if rest == ["voice"] else room


def _cost(judged: Sequence[Judged]) -> Mapping[str, float]:
    """Share of one core for a call, by group."""
    seconds = sum(one.tallies.seconds for one in judged)
    groups = sorted({group for one in judged for group in one.cost})
    return {
        group: round(sum(one.cost.get(group, 0.0) for one in judged) / seconds, 5)
        for group in groups
    }
