"""A placed phrase goes in; the words of it that are heard, and when each ends, come out."""

from __future__ import annotations

from audio_fixtures.placement import PlacedPhrase


def heard_words(placed: PlacedPhrase) -> str:
    """The words of a phrase that are heard whole, by their share of its letters."""
    if not placed.cut:
        return placed.phrase.text
    share = (placed.end - placed.start) / (placed.whole_end - placed.start)
    limit = share * len(placed.phrase.text)
    words: list[str] = []
    for word in placed.phrase.text.split():
        if len(" ".join([*words, word])) > limit:
            break
        words.append(word)
    return " ".join(words)


def word_ends(placed: PlacedPhrase) -> list[int]:
    """The sample at which each heard word ends: an estimate, by its share of the letters."""
    text, whole = placed.phrase.text, placed.whole_end - placed.start
    ends: list[int] = []
    at = 0
    for word in heard_words(placed).split():
        at = text.index(word, at) + len(word)
        ends.append(placed.start + round(whole * at / len(text)))
    return ends
