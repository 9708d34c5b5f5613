"""A call's log and a QA form go in; its review, as lines for people and for programs, comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from assistant.coaching.cues.adherence import CueAdherence, CueRecord
from assistant.coaching.review.causes.evidence import EvidenceLine
from assistant.coaching.review.causes.lists import Cause
from assistant.coaching.review.earlier import Missed, earlier
from assistant.coaching.review.qa_form import QaForm
from assistant.coaching.review.qa_score import ItemScore, QaResult, fill
from assistant.coaching.review.root_cause import RootCause, root_cause
from assistant.evaluation.rerun import LoggedCall
from assistant.events import CueOutcome, Fact
from assistant.outputs.console import clock
from assistant.timeline import to_seconds

_MOST_LINES = 5
"""Lines of evidence that a person reads; a program gets them all."""
_CAUSES: Mapping[Cause, str] = {
    Cause.TECHNICAL: "a technical problem",
    Cause.MISCOMMUNICATION: "miscommunication",
    Cause.EXPECTATION: "an unmet expectation",
    Cause.WAITING: "waiting or process",
    Cause.KNOWLEDGE_GAP: "a knowledge gap",
    Cause.AGENT_RUSHED: "a rushed agent (pace, loudness, talking over, orders)",
    Cause.NONE: "none: a call without trouble",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReview:
    """All that is said of a finished call."""

    name: str
    cause: RootCause
    missed: tuple[Missed, ...]
    cues: tuple[CueRecord, ...]
    form: QaResult
    seqs: Mapping[Fact, int]
    """Which line of the log a fact is."""


def reviewed(call: LoggedCall, form: QaForm) -> CallReview:
    """The review of a call, from its log alone."""
    facts = [entry.fact for entry in call.entries]
    adherence = CueAdherence()
    for fact in facts:
        adherence.add(fact)
    return CallReview(
        name=call.name,
        cause=root_cause(facts),
        missed=earlier(facts),
        cues=tuple(adherence.records()),
        form=fill(form, facts),
        seqs={entry.fact: entry.seq for entry in call.entries if _is_evidence(entry.fact)},
    )


def _is_evidence(fact: Fact) -> bool:
    """Whether a fact can be looked up: those with mappings in them cannot, and are no evidence."""
    return fact.kind not in ("call_started", "call_ended")


def lines(review: CallReview) -> Iterator[Text | Table]:
    """The review as people read it."""
    yield Text(review.name, "bold")
    yield Text(f"Root cause: {_cause_told(review.cause)}")
    for one in _heaviest(review.cause):
        yield Text(f"  {clock(one.start)}  {one.party}: {_evidence_told(one)}", "dim")
    if review.missed:
        yield Text("Earlier:")
    for missed in review.missed:
        yield Text(f"  {missed.technique}: {missed.sentence}")
    if review.cues:
        yield Text("Cues:")
    for record in review.cues:
        yield Text(f"  {_cue_told(record)}")
    yield Text(f"QA form {review.form.form}: {review.form.told}")
    yield _form_table(review.form)


def _cause_told(cause: RootCause) -> str:
    also = ", ".join(_CAUSES[one] for one in cause.also)
    beside = f"; also {also}" if also else ""
    return f"{_CAUSES[cause.main]} (confidence {cause.confidence:.0%}){beside}"


def _heaviest(cause: RootCause) -> list[EvidenceLine]:
    """The weightiest lines for what was named, in the order of the call."""
    named = {cause.main, *cause.also}
    of_these = [one for one in cause.evidence if one.cause in named]
    most = sorted(of_these, key=lambda one: -one.weight)[:_MOST_LINES]
    return sorted(most, key=lambda one: one.start)


def _evidence_told(one: EvidenceLine) -> str:
    said = f'"{one.words}"' if one.words else one.why.removeprefix(f"the {one.party} ")
    return f"{said} ({one.cause.value.replace('_', ' ')})"


def _cue_told(record: CueRecord) -> str:
    when = clock(record.cue.at)
    became = "open" if record.by is None else record.by.value.replace("_", " ")
    if record.by is CueOutcome.AGENT_DID_IT and record.took is not None:
        became = f"done after {to_seconds(record.took):.1f} s"
    change = record.change
    then = "" if change is None else f"; the customer's words {change * 5:+z.1f} in 30 s"
    return f"{when}  “{record.cue.text}”: {became}{then}"


def _form_table(form: QaResult) -> Table:
    table = Table(show_header=True, box=None, padding=(0, 2, 0, 2))
    for column in ("item", "weight", "points", "why"):
        table.add_column(column, justify="right" if column in ("weight", "points") else "left")
    for item in form.items:
        points = "N/A" if item.counted is None else f"{item.counted:g}"
        table.add_row(item.title, f"{item.weight:g}", points, item.why)
    return table


def as_document(review: CallReview) -> dict[str, Any]:
    """The review as JSON has it; facts by their `seq` in the log, times in seconds."""
    cause = review.cause
    return {
        "log": review.name,
        "root_cause": {
            "main": cause.main.value,
            "also": [one.value for one in cause.also],
            "confidence": round(cause.confidence, 3),
            "scores": {one.value: round(score, 3) for one, score in cause.scores.items()},
            "evidence": [_evidence(one, review) for one in cause.evidence],
        },
        "earlier": [_missed(one, review) for one in review.missed],
        "cues": [_record(one) for one in review.cues],
        "qa": {
            "form": review.form.form,
            "sha256": review.form.sha256,
            "score": review.form.score,
            "items": [_item(one, review) for one in review.form.items],
        },
    }


def _evidence(one: EvidenceLine, review: CallReview) -> dict[str, Any]:
    return {
        "cause": one.cause.value,
        "party": one.party.value,
        "start": to_seconds(one.start),
        "end": to_seconds(one.end),
        "words": one.words,
        "why": one.why,
        "weight": round(one.weight, 3),
        "facts": _seqs(one.facts, review),
    }


def _missed(one: Missed, review: CallReview) -> dict[str, Any]:
    return {
        "technique": one.technique,
        "since": to_seconds(one.since),
        "came": None if one.came is None else to_seconds(one.came),
        "signal_at": to_seconds(one.signal_at),
        "sentence": one.sentence,
        "facts": _seqs(one.evidence, review),
        "cues": [cue.id for cue in one.cues],
    }


def _record(one: CueRecord) -> dict[str, Any]:
    return {
        "id": one.cue.id,
        "rule": one.cue.rule,
        "technique": one.cue.technique,
        "at": to_seconds(one.cue.at),
        "by": None if one.by is None else one.by.value,
        "took_s": None if one.took is None else to_seconds(one.took),
        "sentiment_before": _rounded(one.before),
        "sentiment_after": _rounded(one.after),
    }


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _item(one: ItemScore, review: CallReview) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "weight": one.weight,
        "points": one.points,
        "why": one.why,
        "facts": _seqs(one.because, review),
    }


def _seqs(facts: tuple[Fact, ...], review: CallReview) -> list[int]:
    return [review.seqs[fact] for fact in facts if fact in review.seqs]
