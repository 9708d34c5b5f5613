"""A call goes in; what was said in it, word by word with times, comes out: the yardstick.

Where the truth is known the words are its words, else those of an offline pass of Whisper base with
a beam of 5 over each whole side. The times are the offline pass's, with silence at a word's edges
cut off by energy, since Whisper stretches words into pauses. A word of the truth that the pass did
not hear gets its share of the phrase by its letters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.alignment import Alignment
from assistant.evaluation.calls import BenchCall
from assistant.evaluation.normalising import normalise
from assistant.evaluation.words import SpokenToken
from assistant.events import AudioFrame, Party, Word
from assistant.model_store import ModelStore, cache_folder
from assistant.timeline import SAMPLE_RATE, to_seconds

REFERENCE_MODEL = "base"
"""The same for every model that is measured, so that the yardstick stays."""
REFERENCE_BEAM, PLAIN_BEAM = 5, 1
_HOP = SAMPLE_RATE // 100
_AUDIBLE_DB = 30.0
"""Below the loud frames of its words; unvoiced consonants are about 25 dB below vowels."""
_LOUD_PERCENTILE = 95
_SLACK_S = 0.3
"""A word that Whisper places so far outside a phrase can still be one of its words."""

Sides = Mapping[Party, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePass:
    """One side's words by the reference pass, and by a plain one with the model measured."""

    reference: tuple[Word, ...]
    plain: tuple[Word, ...]


def sides_of(call: BenchCall) -> Sides:
    """Both parties' whole audio, float32 mono at 16 kHz."""
    blocks: dict[Party, list[NDArray[np.float32]]] = {party: [] for party in Party}
    for event in call.source().events():
        if isinstance(event, AudioFrame):
            blocks[event.party].append(event.samples)
    return {party: np.concatenate(samples) for party, samples in blocks.items()}


def place_for(call: BenchCall, model: str, compute_type: str) -> Path:
    """Where the passes over this very call, with these very models, are kept."""
    store = ModelStore.default()
    models = "-".join(store.find(name).sha256[:8] for name in (REFERENCE_MODEL, model))
    return cache_folder() / "bench" / f"{call.sha256()[:16]}-{models}-{compute_type}.json"


def kept_passes(call: BenchCall, place: Path) -> dict[Party, OfflinePass] | None:
    """What an earlier run kept at `place`; None where it kept nothing, or it is damaged."""
    if call.truth is None:
        return None
    try:
        document = json.loads(place.read_text(encoding="utf-8"))
        return {
            Party(party): OfflinePass(
                **{name: tuple(Word(**word) for word in words) for name, words in passes.items()}
            )
            for party, passes in document.items()
        }
    except (OSError, ValueError, TypeError):
        return None


def keep_passes(call: BenchCall, place: Path, passes: Mapping[Party, OfflinePass]) -> None:
    """Keep the passes for later runs; only of labelled calls, for words said stay off the disk."""
    if call.truth is None:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    document = {party.value: asdict(one) for party, one in passes.items()}
    place.write_text(json.dumps(document), encoding="utf-8")


def spoken_by(
    party: Party, truth: Mapping[str, Any] | None, offline: Sequence[Word]
) -> list[SpokenToken]:
    """What the party said: the truth's words with the offline pass's times, or the pass's own."""
    heard = _timed(offline)
    if truth is None:
        return heard
    phrases = [
        (phrase["text"].split(), phrase["start"], phrase["end"])
        for turn in truth["turns"]
        if turn["party"] == party
        for phrase in turn["phrases"]
    ]
    return _placed(phrases, heard)


def trimmed(words: Sequence[Word], samples: NDArray[np.float32]) -> tuple[Word, ...]:
    """The words without the silence at their edges, by the energy of frames of 10 ms."""
    frames = samples[: len(samples) // _HOP * _HOP].reshape(-1, _HOP)
    level = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
    said = np.zeros(len(level), dtype=np.bool_)
    for word in words:
        said[word.start // _HOP : -(-word.end // _HOP)] = True
    if not said.any():
        return tuple(words)
    audible = level > np.percentile(level[said], _LOUD_PERCENTILE) - _AUDIBLE_DB
    return tuple(_trimmed(word, audible) for word in words)


def _trimmed(word: Word, audible: NDArray[np.bool_]) -> Word:
    first = word.start // _HOP
    heard = np.flatnonzero(audible[first : max(first + 1, -(-word.end // _HOP))])
    if not len(heard):
        return word
    start, end = (first + int(heard[0])) * _HOP, (first + int(heard[-1]) + 1) * _HOP
    return Word(
        word=word.word,
        start=max(word.start, start),
        end=min(word.end, end) if end > word.start else word.end,
        probability=word.probability,
    )


def _timed(words: Sequence[Word]) -> list[SpokenToken]:
    return [
        SpokenToken(
            token=token, start=to_seconds(words[index].start), end=to_seconds(words[index].end)
        )
        for token, index in normalise([word.word for word in words])
    ]


def _placed(
    phrases: Sequence[tuple[Sequence[str], float, float]], heard: Sequence[SpokenToken]
) -> list[SpokenToken]:
    """Tokens of the phrases (words, start, end) with the times of those heard, or their share."""
    words = [word for phrase in phrases for word in phrase[0]]
    owner = [number for number, phrase in enumerate(phrases) for _ in phrase[0]]
    tokens = normalise(words)
    alignment = Alignment([token for token, _ in tokens])
    alignment.show([word.token for word in heard])
    matched = {index: heard[at] for index, at in alignment.pairs()}
    placed: list[SpokenToken] = []
    for number, (_, start, end) in enumerate(phrases):
        own = [at for at, (_, index) in enumerate(tokens) if owner[index] == number]
        times = _times([tokens[at][0] for at in own], [matched.get(at) for at in own], start, end)
        placed += [
            SpokenToken(token=tokens[at][0], start=begin, end=until)
            for at, (begin, until) in zip(own, times, strict=True)
        ]
    return placed


def _times(
    tokens: Sequence[str], heard: Sequence[SpokenToken | None], start: float, end: float
) -> list[tuple[float, float]]:
    """Start and end of each token of a phrase: as heard where that lies in it, else by letters.

    The first token begins and the last one ends with the phrase, whose edges are known.
    """
    within = [
        word
        if word is not None and start - _SLACK_S <= word.start and word.end <= end + _SLACK_S
        else None
        for word in heard
    ]
    times = []
    before = start
    for index, word in enumerate(within):
        begin = before if word is None or index == 0 else max(word.start, before)
        if index == len(tokens) - 1:
            until = end
        elif word is None:
            until = begin + _share_by_letters(tokens, within, index, end - begin, begin)
        else:
            until = word.end
        before = min(max(until, begin), end)
        times.append((min(begin, end), before))
    return times


def _share_by_letters(
    tokens: Sequence[str],
    heard: Sequence[SpokenToken | None],
    index: int,
    left: float,
    begin: float,
) -> float:
    """Seconds for an unheard token: its part, by letters, of what lies before the next heard."""
    unheard = len(tokens[index])
    for token, word in zip(tokens[index + 1 :], heard[index + 1 :], strict=True):
        if word is not None:
            left = max(0.0, word.start - begin)
            break
        unheard += len(token)
    return left * len(tokens[index]) / unheard
