"""The results of `deescalate bench --language` go in; the figures in card.md are written anew.

python models/language/write_card.py DIR/results.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.language.report import (
    figure,
    latency_line,
    plain,
    sentiment_rows,
    shown_confusions,
)

CARD = Path(__file__).with_name("card.md")
BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"


def with_figures(card: str, results: Mapping[str, Any]) -> str:
    """The card with what stands between the two marks made from `results`.

    Raises ValueError where a mark is missing.
    """
    before, found, rest = card.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"The card needs the lines {BEGIN} and {END}.")
    return "\n".join([before + BEGIN, *measured(results), END + after])


def measured(results: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the section, in Markdown."""
    machine, acts = results["machine"], results["acts"]
    yield (
        f"Measured on {results['date'][:10]}, {machine['cpu']}, {machine['cores']} cores. In "
        "brackets 95 % of a thousand draws of families with replacement."
    )
    yield from ("", "### The corpus", *_corpus(results["corpus"]))
    yield from (
        "",
        "### Acts",
        f"{acts['lines']:,} lines of {acts['families']} families that were never taught; "
        f"{acts['hard_negatives']:,} of the lines hold no act.",
        "",
        *_ways(acts["ways"]),
        "",
        *_by_act(acts["ways"]),
        "",
        *_confusions(acts["confusions"]),
    )
    yield from ("", "### Sentiment", *_sentiment(results["sentiment"]))
    yield from ("", "### Time", latency_line(results["latency_ms"]))


def _corpus(corpus: Mapping[str, Any]) -> Iterator[str]:
    acts, service = corpus["acts"], corpus["service"]
    splits = ("all", "train", "dev", "test")
    yield f"Acts, {acts['files']} files:"
    yield ""
    yield from _counts(acts, splits)
    yield from ("", "Sentiment, two files of service lines:", "")
    yield from _counts(service, splits)


def _counts(parts: Mapping[str, Any], splits: Sequence[str]) -> Iterator[str]:
    columns = list(parts[splits[0]])
    yield from _head("split", [name.replace("_", " ") for name in columns])
    for split in splits:
        yield _row(split, [f"{parts[split][name]:,}" for name in columns])


def _ways(ways: Mapping[str, Any]) -> Iterator[str]:
    columns = ["by", "precision", "recall", "F1", "lines with no act that were flagged"]
    yield from _head("party", columns)
    for party in ("all", "customer", "agent"):
        for way, rows in ways.items():
            row = rows[party]
            rates = [figure(row[rate]) for rate in ("precision", "recall", "f1")]
            yield _row(party, [way, *rates, figure(row["hard_negatives"]["share"])])


def _by_act(ways: Mapping[str, Any]) -> Iterator[str]:
    columns = ["lines", "precision", "recall", "F1", "F1, model alone", "F1, phrasings alone"]
    yield from _head("act", columns)
    for act, row in ways["both"]["acts"].items():
        rates = [figure(row[rate]) for rate in ("precision", "recall", "f1")]
        alone = [plain(ways[way]["acts"][act]["f1"]) for way in ("model", "phrasings")]
        yield _row(act, [str(row["asked"]), *rates, *alone])


def _confusions(confusions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from _head("said", ["told", "lines", "such as"])
    for pair in shown_confusions(confusions):
        such_as = pair["lines"][0]["text"]
        yield _row(pair["said"], [pair["told"], str(pair["count"]), such_as])


def _sentiment(sentiment: Mapping[str, Any]) -> Iterator[str]:
    judges = {name: sentiment[name] for name in ("model", "vader") if sentiment[name]}
    service = sentiment["model"]["service"]
    yield (
        f"{service['lines']} service lines of {service['families']} families that were never "
        f"taught, {service['calm_trouble_lines']} of them trouble told calmly."
    )
    yield ""
    yield from _head("", ["this" if name == "model" else "VADER" for name in judges])
    for name, values in sentiment_rows(judges):
        yield _row(name, values)
    yield ""
    yield from _head("sentence", ["negative", "neutral", "positive"])
    for probe in sentiment["probes"]:
        shares = [f"{probe[name]:.2f}" for name in ("negative", "neutral", "positive")]
        yield _row(probe["text"], shares)


def _head(first: str, columns: Sequence[str]) -> Iterator[str]:
    yield _row(first, columns)
    yield "|---" * (1 + len(columns)) + "|"


def _row(first: str, columns: Sequence[str]) -> str:
    return f"| {' | '.join([first, *columns])} |"


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="results.json of bench --language")
    options = parser.parse_args()
    results = json.loads(options.results.read_text(encoding="utf-8"))
    CARD.write_text(with_figures(CARD.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    main()
