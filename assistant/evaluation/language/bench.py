"""What is to be measured goes in; how rightly and how fast the language model reads comes out."""

from __future__ import annotations

import csv
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assembly import LANGUAGE, LanguageModel, language_model
from assistant.config import Settings, load_settings
from assistant.engines.spoken_form import spoken_form
from assistant.errors import UsageError
from assistant.evaluation.language.act_lines import ActLine, act_lines, split_of
from assistant.evaluation.language.corpus import corpus_as_json
from assistant.evaluation.language.judged_acts import acts_as_json, asked, judged_line
from assistant.evaluation.language.judged_sentiment import (
    Judge,
    on_comments,
    on_probes,
    on_routine_turns,
    on_service_lines,
)
from assistant.evaluation.language.sentiment_lines import (
    LabelledLine,
    goemotions,
    multidogo_turns,
    service_lines,
    service_lines_of,
)
from assistant.evaluation.language.vader import vader
from assistant.evaluation.latency import spread
from assistant.evaluation.machine import machine
from assistant.evaluation.running import Progress
from assistant.model_store import ModelStore, shipped

SCHEMA = 1
"""Of results.json; raised when the meaning of a figure changes."""
_SEED = 0
"""By which slots of service lines are filled, the same for every run."""
_WARM = 20
"""Passes before the clock counts, for the first ones are slow."""
_TIMED = 300
"""Lines whose latency is taken, spread over the test lines."""

Say = Callable[[str, float], Progress]
"""Takes what is done next and how many lines it is; what it gives takes how far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLines:
    """Lines of public data sets, which a person has."""

    comments: Sequence[LabelledLine]
    """Of the GoEmotions test."""
    turns: Sequence[str]
    """Routine turns of MultiDoGO dev."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePlan:
    """The lines to be measured on, and the settings that decide what is told."""

    settings: Settings
    acts: Sequence[ActLine]
    service: Sequence[LabelledLine]
    corpus: Mapping[str, Any]
    """How many lines there are in all, of which these are a part."""
    public: PublicLines | None = None


def language_plan_for(options: Namespace) -> LanguagePlan:
    """The plan that the command line asks for. Raises UsageError, SettingsError, ModelError."""
    if options.calls or options.agent or options.customer:
        raise UsageError("--language measures on lines, not on calls; leave the calls out.")
    folder = shipped(LANGUAGE).parent
    acts = act_lines(folder / "acts")
    return LanguagePlan(
        settings=load_settings(options.config),
        acts=split_of(acts, "test"),
        service=service_lines_of(folder, "test", _SEED),
        corpus=corpus_as_json(folder, acts, service_lines(folder)[0]),
        public=None if options.data is None else public_lines(options.data),
    )


def public_lines(data: Path) -> PublicLines:
    """The public data sets in `data`. Raises UsageError where they are not there, or damaged."""
    wanted = "goemotions/labels.txt, goemotions/test.tsv and multidogo/*/dev.tsv"
    try:
        comments = goemotions(data, "test")
        turns = [spoken_form(text) for text, _ in multidogo_turns(data, "dev")]
    except FileNotFoundError as fault:
        raise UsageError(
            f"There is no {fault.filename}; --data names a folder with {wanted}."
        ) from None
    except (OSError, ValueError, IndexError, csv.Error) as fault:
        raise UsageError(
            f"The data in {data} cannot be read ({fault}); --data names a folder with {wanted}."
        ) from None
    if not comments or not turns:
        raise UsageError(f"There are no lines in {data}; --data names a folder with {wanted}.")
    return PublicLines(comments=comments, turns=[turn for turn in turns if turn])


def measured_model() -> LanguageModel:
    """The language model that this installation runs. Raises ModelError where it is not whole."""
    return language_model(ModelStore.default().find("minilm", "encoder").folder)


def language_bench(
    plan: LanguagePlan, reader: LanguageModel, rival: Judge | None, say: Say
) -> dict[str, Any]:
    """Measure acts, sentiment and latency; the results as results.json holds them."""
    described = machine()
    sure = plan.settings.sentiment.sure
    ours = _judge_by(reader)
    return {
        "schema": SCHEMA,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": described,
        "corpus": plan.corpus,
        "acts": _acts(plan, reader, say),
        "sentiment": {
            "model": _sentiment(plan, ours, sure, say),
            "vader": None if rival is None else _sentiment(plan, rival, sure, say),
            "probes": on_probes(ours),
        },
        "latency_ms": latency(reader, plan.acts, say),
    }


def rival_judge() -> Judge | None:
    """What the sentiment is compared with, where it is installed."""
    return vader()


def latency(reader: LanguageModel, lines: Sequence[ActLine], say: Say) -> dict[str, Any]:
    """Milliseconds that one utterance takes on one thread, warm: each head, and both in turn."""
    timed = [asked(line) for line in lines[:: max(1, len(lines) // _TIMED)][:_TIMED]]
    progress = say(f"latency of {len(timed)} lines", len(timed))
    for due in timed[:_WARM]:
        reader.read_acts(due)
    spent: dict[str, list[float]] = {"acts": [], "sentiment": [], "both": []}
    for number, due in enumerate(timed):
        text = " ".join(word.word for word in due.words)
        began = time.perf_counter()
        reader.read_acts(due)
        between = time.perf_counter()
        reader.probabilities(text)
        ended = time.perf_counter()
        spent["acts"].append(1000 * (between - began))
        spent["sentiment"].append(1000 * (ended - between))
        spent["both"].append(1000 * (ended - began))
        progress(number + 1)
    return {name: spread(times) for name, times in spent.items()}


def _acts(plan: LanguagePlan, reader: LanguageModel, say: Say) -> dict[str, Any]:
    progress = say(f"acts in {len(plan.acts):,} lines", len(plan.acts))
    judged = []
    for number, line in enumerate(plan.acts):
        judged.append(judged_line(line, reader, plan.settings.phrases))
        progress(number + 1)
    return acts_as_json(judged)


def _sentiment(plan: LanguagePlan, judge: Judge, sure: float, say: Say) -> dict[str, Any]:
    say(f"sentiment of {len(plan.service):,} service lines", 0)
    results: dict[str, Any] = {"service": on_service_lines(plan.service, judge, sure)}
    if plan.public is not None:
        comments, turns = plan.public.comments, plan.public.turns
        say(f"sentiment of {len(comments):,} comments and {len(turns):,} routine turns", 0)
        results["comments"] = on_comments(comments, judge)
        results["routine"] = on_routine_turns(turns, judge, sure)
    return results


def _judge_by(reader: LanguageModel) -> Judge:
    def judge(texts: Sequence[str]) -> Any:
        return np.array(list(_read(reader, texts)), dtype=np.float64).reshape(-1, 3)

    return judge


def _read(reader: LanguageModel, texts: Sequence[str]) -> Iterator[tuple[float, float, float]]:
    """Each wording once: routine turns repeat themselves."""
    known: dict[str, tuple[float, float, float]] = {}
    for text in texts:
        if text not in known:
            known[text] = reader.probabilities(text)
        yield known[text]
