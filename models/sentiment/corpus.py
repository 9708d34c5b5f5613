"""Data sets and hand-written service lines go in; spoken lines with targets come out."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.engines.sentiment import spoken_form

Target = tuple[float, float, float]
"""Probabilities of negative, neutral and positive that the model is taught."""

NEGATIVE: Target = (1.0, 0.0, 0.0)
NEUTRAL: Target = (0.0, 1.0, 0.0)
POSITIVE: Target = (0.0, 0.0, 1.0)
SERVICE_TARGETS = {
    "negative": (0.96, 0.03, 0.01),
    "neutral": (0.02, 0.96, 0.02),
    "positive": (0.01, 0.04, 0.95),
    "trouble": (0.22, 0.76, 0.02),
}
"""A fault told calmly is no complaint; a little is left on the negative side."""
ROUTINE: Target = (0.02, 0.95, 0.03)
ROUTINE_THANKS: Target = (0.01, 0.29, 0.70)
"""Thanks out of habit close most service chats: positive, with a part of neutral."""
LIKELY_COMPLAINT: Target = (0.85, 0.13, 0.02)
"""A rule, not a person, called these lines complaints."""

GOEMOTIONS_POSITIVE = frozenset(
    (
        "admiration",
        "amusement",
        "approval",
        "caring",
        "desire",
        "excitement",
        "gratitude",
        "joy",
        "love",
        "optimism",
        "pride",
        "relief",
    )
)
GOEMOTIONS_NEGATIVE = frozenset(
    (
        "anger",
        "annoyance",
        "disappointment",
        "disapproval",
        "disgust",
        "embarrassment",
        "fear",
        "grief",
        "nervousness",
        "remorse",
        "sadness",
    )
)
XED_NEGATIVE, XED_JOY, XED_TRUST = frozenset("1346"), "5", "8"
"""Plutchik's anger, disgust, fear and sadness; joy; trust, by their numbers in XED."""

COMPLAINT_WORDS = re.compile(
    r"\b(unac+eptable|ridiculous|pathetic|frustrat|disappoint|angry|furious|fed up|useless|worst"
    r"|terrible|horrible|disaster|nightmare|cheat|fraud|scam|joke|annoy|upset|waste|wasted|fooled"
    r"|rubbish|disgust|not acceptable|seriously|are you kidding|not happy|unhappy|ruined)"
)
CALM_WORDS = re.compile(r"\b(thank|thanks|thx|great|good|perfect|happy|appreciate|fine|please)\b")
THANKS = re.compile(r"\b(thank|thanks|thx|thnx|thanku|tq)\b")
THANKS_WITH_A_CATCH = re.compile(r"\b(but|if|hope|still|better|waiting|never|no)\b")

FILLERS = ("um", "uh", "well", "look", "listen", "so", "yeah", "okay", "right", "i mean", "hello")
"""Said before anything, in every mood: none of them may become a sign."""
COPIES = 10
"""Spoken variants of each service line: slots, fillers and a neutral neighbour differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that somebody said, in spoken form, with what the model is taught of it."""

    text: str
    target: Target
    weight: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One hand-written line with its family, whose slots are not filled yet."""

    text: str
    label: str
    family: str
    split: str


def goemotions(data: Path, split: str) -> list[Line]:
    """Comments of GoEmotions in three classes; those of both signs dropped, ambiguous neutral."""
    names = (data / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()
    lines = []
    for text, ids, _ in _rows(data / "goemotions" / f"{split}.tsv"):
        labels = {names[int(number)] for number in ids.split(",")}
        positive, negative = labels & GOEMOTIONS_POSITIVE, labels & GOEMOTIONS_NEGATIVE
        spoken = spoken_form(text.replace("[NAME]", "john").replace("[RELIGION]", "faith"))
        if spoken and not (positive and negative):
            target = NEGATIVE if negative else POSITIVE if positive else NEUTRAL
            lines.append(Line(text=spoken, target=target, weight=1.0, source="goemotions"))
    return lines


def xed(data: Path, chance: random.Random) -> list[Line]:
    """Film lines of XED: joy, neutral, and the negative emotions without joy or trust.

    Of the negative ones only some: they name bad things more often than they complain.
    """
    joyful, negative = [], []
    for text, numbers in _rows(data / "xed" / "en-annotated.tsv"):
        emotions = set(numbers.replace(" ", "").split(","))
        spoken, bad = text.replace("[PERSON]", "john"), bool(emotions & XED_NEGATIVE)
        if XED_JOY in emotions and not bad:
            joyful.append(_line(spoken, POSITIVE, 0.4, "xed"))
        elif bad and not emotions & {XED_JOY, XED_TRUST}:
            negative.append(_line(spoken, NEGATIVE, 0.4, "xed"))
    neutral = [row[1] for row in _rows(data / "xed" / "neu_en.txt")]
    chance.shuffle(neutral)
    chance.shuffle(negative)
    lines = joyful + negative[:3000]
    lines += [_line(text, NEUTRAL, 0.4, "xed") for text in neutral[:4000]]
    return [line for line in lines if len(line.text.split()) > 1]


def multidogo(data: Path, chance: random.Random) -> list[Line]:
    """Customers' routine turns of MultiDoGO, neutral, and their thanks; each wording once."""
    turns = {spoken_form(text): intent for text, intent in multidogo_turns(data, "train")}
    thanks = [text for text, intent in turns.items() if intent == "thankyou"]
    routine = [
        text
        for text, intent in turns.items()
        if text and intent not in ("thankyou", "outofdomain") and not THANKS.search(text)
    ]
    chance.shuffle(thanks)
    chance.shuffle(routine)
    routine.sort(key=lambda text: len(text.split()) < 3)  # sentences before names and numbers
    return [_line(text, ROUTINE, 1.0, "multidogo") for text in routine[:6500] + routine[-1500:]] + [
        _line(text, ROUTINE_THANKS, 0.5, "multidogo") for text in thanks[:1200]
    ]


def multidogo_turns(data: Path, split: str) -> list[tuple[str, str]]:
    """Every customer turn of a split with its intent, as typed, of all six domains."""
    paths = sorted((data / "multidogo").glob(f"*/{split}.tsv"))
    return [(row[3], row[5]) for path in paths for row in list(_rows(path))[1:] if len(row) > 5]


def cucom(data: Path, chance: random.Random) -> list[Line]:
    """Complaint chats: turns that a rule on words and exclamation marks takes for a side."""
    turns = []
    with (data / "cucom" / "merged.jsonl").open(encoding="utf-8") as file:
        for chat in map(json.loads, file):
            turns += [t["content"] for t in chat["turns"] if t["role"].lower() == "user"]
    chance.shuffle(turns)
    complaints, thanks = [], []
    for turn in turns:
        text, shouts = spoken_form(turn), turn.count("!") + turn.count("?!")
        if not 3 <= len(text.split()) <= 40 or re.search(r"\d{4}", text):
            continue
        if COMPLAINT_WORDS.search(text) or (shouts > 1 and not CALM_WORDS.search(text)):
            complaints.append(_line(turn, LIKELY_COMPLAINT, 0.5, "cucom"))
        elif THANKS.search(text) and not THANKS_WITH_A_CATCH.search(text):
            thanks.append(_line(turn, ROUTINE_THANKS, 0.5, "cucom"))
    return complaints[:4000] + thanks[:1200]


def service_lines(path: Path) -> tuple[list[ServiceLine], dict[str, list[str]]]:
    """The hand-written lines, and what fills their slots.

    Of the families of each label a fifth is for the test and a tenth for calibration, chosen by
    the SHA-256 of the family's name, so that no wording of a test family is ever taught.
    """
    themes = yaml.safe_load(path.read_text(encoding="utf-8"))
    slots = themes.pop("slots")
    families = {name: entry for theme in themes.values() for name, entry in theme.items()}
    splits: dict[str, str] = {}
    for label in SERVICE_TARGETS:
        named = [name for name, entry in families.items() if entry["label"] == label]
        named.sort(key=lambda name: hashlib.sha256(name.encode()).hexdigest())
        for place, name in enumerate(named):
            share = place / len(named)
            splits[name] = "test" if share < 0.2 else "dev" if share < 0.3 else "train"
    lines = [
        ServiceLine(text=text, label=entry["label"], family=name, split=splits[name])
        for name, entry in families.items()
        for text in entry["lines"]
    ]
    return lines, slots


def service_training(path: Path, chance: random.Random) -> list[Line]:
    """The training families, each line in `COPIES` spoken variants."""
    lines, slots = service_lines(path)
    train = [line for line in lines if line.split == "train"]
    neutral = [line.text for line in train if line.label == "neutral"]
    spoken = []
    for line in train:
        variants = {_spoken_variant(line.text, neutral, slots, chance) for _ in range(COPIES)}
        variants.add(filled(line.text, slots, chance))
        spoken += [
            _line(text, SERVICE_TARGETS[line.label], 4.0, "service") for text in sorted(variants)
        ]
    return spoken


def filled(text: str, slots: dict[str, list[str]], chance: random.Random) -> str:
    """A line with each {slot} filled by chance."""
    return re.sub(r"\{(\w+)\}", lambda slot: chance.choice(slots[slot[1]]), text)


def _spoken_variant(
    text: str, neutral: list[str], slots: dict[str, list[str]], chance: random.Random
) -> str:
    parts = [text]
    if chance.random() < 0.3:
        parts.insert(chance.randrange(2), chance.choice(neutral))
    if chance.random() < 0.35:
        parts.insert(0, chance.choice(FILLERS))
    words = filled(" ".join(parts), slots, chance).split()
    if len(words) > 5 and chance.random() < 0.15:
        del words[chance.randrange(len(words))]  # a recogniser swallows a word now and then
    return " ".join(words)


def training_lines(data: Path, service: Path, seed: int) -> list[Line]:
    """All that the model is taught, in a fixed order for a fixed seed."""
    chance = random.Random(seed)
    lines = goemotions(data, "train")
    lines += xed(data, chance) + multidogo(data, chance) + cucom(data, chance)
    return lines + service_training(service, chance)


def _line(text: str, target: Target, weight: float, source: str) -> Line:
    return Line(text=spoken_form(text), target=target, weight=weight, source=source)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows: Iterable[list[str]] = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        yield from rows
