"""Data sets and hand-written service lines go in; spoken lines with targets to teach come out."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

from assistant.engines.spoken_form import spoken_form
from assistant.evaluation.language.act_lines import Split
from assistant.evaluation.language.sentiment_lines import (
    TROUBLE,
    filled,
    goemotions,
    multidogo_turns,
    service_lines,
    service_lines_of,
    tabbed,
)

Target = tuple[float, float, float]
"""Probabilities of negative, neutral and positive that the model is taught."""

NEGATIVE: Target = (1.0, 0.0, 0.0)
NEUTRAL: Target = (0.0, 1.0, 0.0)
POSITIVE: Target = (0.0, 0.0, 1.0)
SERVICE_TARGETS = {
    "negative": (0.96, 0.03, 0.01),
    "neutral": (0.02, 0.96, 0.02),
    "positive": (0.01, 0.04, 0.95),
    TROUBLE: (0.22, 0.76, 0.02),
}
"""A fault told calmly is no complaint; a little is left on the negative side."""
TARGETS = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
CALIBRATED = SERVICE_TARGETS | {TROUBLE: NEUTRAL}
ROUTINE: Target = (0.02, 0.95, 0.03)
ROUTINE_THANKS: Target = (0.01, 0.29, 0.70)
"""Thanks out of habit close most service chats: positive, with a part of neutral."""
LIKELY_COMPLAINT: Target = (0.85, 0.13, 0.02)
"""A rule, not a person, called these lines complaints."""

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
COPIES = 5
"""Spoken variants of each service line: slots, fillers and a neutral neighbour differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that somebody said, in spoken form, with what the model is taught of it."""

    text: str
    target: Target
    weight: float
    source: str


def comments(data: Path, split: Split) -> list[Line]:
    """Comments of GoEmotions."""
    return [
        Line(text=line.text, target=TARGETS[line.label], weight=1.0, source="goemotions")
        for line in goemotions(data, split)
    ]


def xed(data: Path, chance: random.Random) -> list[Line]:
    """Film lines of XED: joy, neutral, and the negative emotions without joy or trust.

    Of the negative ones only some: they name bad things more often than they complain.
    """
    joyful, negative = [], []
    for text, numbers in tabbed(data / "xed" / "en-annotated.tsv"):
        emotions = set(numbers.replace(" ", "").split(","))
        spoken, bad = text.replace("[PERSON]", "john"), bool(emotions & XED_NEGATIVE)
        if XED_JOY in emotions and not bad:
            joyful.append(_line(spoken, POSITIVE, 0.4, "xed"))
        elif bad and not emotions & {XED_JOY, XED_TRUST}:
            negative.append(_line(spoken, NEGATIVE, 0.4, "xed"))
    neutral = [row[1] for row in tabbed(data / "xed" / "neu_en.txt")]
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


def service_training(folder: Path, chance: random.Random) -> list[Line]:
    """The training families, each line in `COPIES` spoken variants."""
    lines, slots = service_lines(folder)
    train = [line for line in lines if line.split == "train"]
    neutral = [line.text for line in train if line.label == "neutral"]
    spoken = []
    for line in train:
        variants = {_spoken_variant(line.text, neutral, slots, chance) for _ in range(COPIES)}
        variants.add(filled(line.text, slots, chance))
        spoken += [
            _line(text, SERVICE_TARGETS[line.label], 3.0, "service") for text in sorted(variants)
        ]
    return spoken


def calibration_lines(data: Path, service: Path, most: int) -> tuple[list[Line], list[Line]]:
    """At most `most` comments, and the service lines kept for it; calm trouble is neutral there."""
    written = [
        Line(text=line.text, target=CALIBRATED[line.label], weight=1.0, source="service")
        for line in service_lines_of(service, "dev", seed=20)
    ]
    return comments(data, "dev")[:most], written


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


def sentiment_training(data: Path, service: Path, seed: int) -> list[Line]:
    """All that the sentiment head is taught, in a fixed order for a fixed seed."""
    chance = random.Random(seed)
    lines = comments(data, "train")
    lines += xed(data, chance) + multidogo(data, chance) + cucom(data, chance)
    return lines + service_training(service, chance)


def _line(text: str, target: Target, weight: float, source: str) -> Line:
    return Line(text=spoken_form(text), target=target, weight=weight, source=source)
