"""The results of the language bench go in; tables for a person, and results.json, come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.results import framed

_RATES = ("precision", "recall", "f1")
_CONFUSIONS = 12
"""How many are shown."""
_SERVICE = (
    ("accuracy", "accuracy"),
    ("macro_f1", "macro-F1"),
    ("auc_negative_by_score", "AUC of negative, by score"),
    ("auc_negative_by_probability", "by probability"),
    ("complaints_found", "complaints found"),
    ("alarms_right", "alarms that were right"),
    ("calm_trouble_called_negative", "calm trouble called negative"),
)


def language_tables(results: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Acts three ways and by act, confusions, sentiment beside VADER, latency."""
    acts, sentiment = results["acts"], results["sentiment"]
    yield _ways(acts)
    yield _by_act(acts["ways"])
    yield _confusions(acts["confusions"])
    yield _sentiment(sentiment)
    if sentiment["vader"] is None:
        yield Text("VADER is not installed (package vaderSentiment); its figures are left out.")
    yield Text(latency_line(results["latency_ms"]))


def _ways(acts: Mapping[str, Any]) -> Table:
    table = framed(
        f"Acts in {acts['lines']:,} lines of {acts['families']} families that were never taught; "
        "in brackets 95 %, by drawing families",
        "party", "by", "asked", "found", "false", "precision", "recall", "F1",
        "lines with no act that were flagged",
    )  # fmt: skip
    for party in ("all", "customer", "agent"):
        for way, rows in acts["ways"].items():
            row = rows[party]
            counts = (str(row[key]) for key in ("asked", "found", "false"))
            rates = (figure(row[rate]) for rate in _RATES)
            table.add_row(party, way, *counts, *rates, figure(row["hard_negatives"]["share"]))
    return table


def _by_act(ways: Mapping[str, Any]) -> Table:
    table = framed(
        "By act, as a call decides; beside it F1 of the model and of phrasings alone",
        "act", "asked", "false", "precision", "recall", "F1", "model", "phrasings",
    )  # fmt: skip
    for act, row in ways["both"]["acts"].items():
        alone = (plain(ways[way]["acts"][act]["f1"]) for way in ("model", "phrasings"))
        rates = (figure(row[rate]) for rate in _RATES)
        table.add_row(act, str(row["asked"]), str(row["false"]), *rates, *alone)
    return table


def _confusions(confusions: Sequence[Mapping[str, Any]]) -> Table:
    table = framed("Taken for something else", "said", "told", "lines", "such as")
    for pair in shown_confusions(confusions):
        table.add_row(pair["said"], pair["told"], str(pair["count"]), pair["lines"][0]["text"])
    table.columns[1].justify = table.columns[3].justify = "left"
    return table


def shown_confusions(confusions: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The most frequent; the file has all, with their lines."""
    return confusions[:_CONFUSIONS]


def _sentiment(sentiment: Mapping[str, Any]) -> Table:
    judges = {name: sentiment[name] for name in ("model", "vader") if sentiment[name]}
    service = sentiment["model"]["service"]
    table = framed(
        f"Sentiment of {service['lines']} service lines of {service['families']} families that "
        "were never taught, and of public data where it was named",
        "figure", *judges,
    )  # fmt: skip
    for name, values in sentiment_rows(judges):
        table.add_row(name, *values)
    return table


def sentiment_rows(judges: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The name of each figure, and its value for each judge."""
    for key, name in _SERVICE:
        yield f"service: {name}", [figure(one["service"][key]) for one in judges.values()]
    parts = [one for one in judges.values() if "comments" in one]
    if not parts:
        return
    comments, routine = parts[0]["comments"]["lines"], parts[0]["routine"]
    for key, name in (
        ("macro_f1", f"GoEmotions test, {comments:,}: macro-F1, likeliest class"),
        ("auc_negative_by_score", "GoEmotions: AUC of negative, by score"),
        ("auc_negative_by_probability", "GoEmotions: AUC of negative, by probability"),
        ("calibration_error", "GoEmotions: calibration error, 10 bins"),
    ):
        yield name, [_number(one["comments"][key]) for one in parts]
    for key, name in (("all", "turns"), ("of_3_words_and_more", "of 3 words and more")):
        for sign in ("negative", "positive"):
            yield (
                f"MultiDoGO dev, {routine[key]['turns']:,} {name}: called {sign}",
                [_number(one["routine"][key][f"called_{sign}"]) for one in parts],
            )


def latency_line(latency: Mapping[str, Any]) -> str:
    """The middle and the slow end of each head and of both."""
    told = (
        f"{name} p50 {spread['p50']:.1f} ms, p95 {spread['p95']:.1f} ms"
        for name, spread in latency.items()
        if spread["count"]
    )
    return f"One utterance, one thread, {latency['both']['count']} lines: {'; '.join(told)}."


def figure(rate: Mapping[str, Any]) -> str:
    """A rate with its interval, as a person reads it."""
    if rate["value"] is None:
        return "-"
    low, high = (_number(edge) for edge in rate["interval_95"])
    return f"{plain(rate)} [{low}, {high}]"


def plain(rate: Mapping[str, Any]) -> str:
    """A rate without its interval."""
    return _number(rate["value"])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
