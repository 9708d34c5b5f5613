"""Lines of the corpus of acts go in; spoken variants of them, to be taught, come out."""

from __future__ import annotations

import random
from collections.abc import Sequence

from assistant.evaluation.language.act_lines import ActLine

FILLERS = ("um", "uh", "er", "well", "look", "listen", "so", "yeah", "okay", "right", "you know")
MISHEARD = {
    "manager": "manger",
    "supervisor": "super visor",
    "wait": "weight",
    "bear": "bare",
    "hold": "hole",
    "sue": "sew",
    "right": "write",
    "here": "hear",
    "your": "you're",
    "their": "there",
    "won't": "want",
    "been": "bin",
    "through": "threw",
    "you're": "your",
    "i'd": "i",
    "i'll": "all",
    "we'll": "well",
    "would've": "would of",
}
"""What a recogniser writes now and then for what was said."""


class Augmenter:
    """Makes spoken variants of lines: neighbours, fillers, lost and misheard words, open ends."""

    def __init__(self, lines: Sequence[ActLine], chance: random.Random) -> None:
        self._chance = chance
        self._by_party: dict[str, list[ActLine]] = {}
        for line in lines:
            self._by_party.setdefault(line.party, []).append(line)

    def variant(self, line: ActLine) -> tuple[list[str], list[frozenset[str]]]:
        """Words and their acts, near to the line's own."""
        chance = self._chance
        words, acts = self._misheard(line)
        if chance.random() < 0.35:
            other = self._misheard(chance.choice(self._by_party[line.party]))
            if chance.random() < 0.5:
                words, acts = words + other[0], acts + other[1]
            else:
                words, acts = other[0] + words, other[1] + acts
        if len(words) > 4 and chance.random() < 0.2:
            words, acts = self._cut(words, acts)
        return words, acts

    def _misheard(self, line: ActLine) -> tuple[list[str], list[frozenset[str]]]:
        chance = self._chance
        words: list[str] = []
        acts: list[frozenset[str]] = []
        for word, act in zip(line.words, line.acts, strict=True):
            dice = chance.random()
            if dice < 0.02 and len(line.words) > 6:
                continue
            if dice > 0.97:
                words.append(chance.choice(FILLERS))
                acts.append(act)
            heard = MISHEARD.get(word, word) if chance.random() < 0.08 else word
            for part in heard.split():
                words.append(part)
                acts.append(act)
        if chance.random() < 0.2:
            words.insert(0, chance.choice(FILLERS))
            acts.insert(0, frozenset())
        return words, acts

    def _cut(
        self, words: list[str], acts: list[frozenset[str]]
    ) -> tuple[list[str], list[frozenset[str]]]:
        """Stop in the middle, as words that are still being said do; never inside an act."""
        ends = [
            place
            for place in range(2, len(words))
            if acts[place - 1] != acts[place] or not acts[place]
        ]
        if not ends:
            return words, acts
        end = self._chance.choice(ends)
        return words[:end], acts[:end]
