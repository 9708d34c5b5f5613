"""Recognised words go in; those that somebody can have said come out.

Whisper fills silence and noise with stock phrases of its training subtitles, and loops. Here an
invented "thank you" would count as a satisfied customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import Word

_SUBTITLES = frozenset(
    {
        "thank you for watching",
        "thanks for watching",
        "thank you so much for watching",
        "please subscribe",
        "like and subscribe",
        "subscribe to my channel",
        "dont forget to subscribe",
        "see you in the next video",
        "ill see you next time",
        "subtitles by the amaraorg community",
        "transcription by castingwords",
    }
)
"""Never said on a support call; seen in Whisper's output for silence, music and noise."""
_FILLERS = frozenset({"thank you", "thanks", "you", "bye", "bye bye", "so", "oh", "the", "and"})
"""Said on calls, and invented in near-silence: believed only with speech to carry them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventionSettings:
    """How much speech it takes to believe words."""

    filler_voiced_s: float = 0.2
    """"Bye" takes about 0.25 s to say."""
    filler_confidence: float = 0.4
    """Invented fillers came with mean word probabilities of 0.1 to 0.35."""
    words_per_second: float = 10.0
    """Of voiced time: the fastest talkers reach about 6 (360 a minute), and voiced time is short
    of talking time by the soft ends of words."""
    loop_times: int = 4
    """A phrase said more often than this in a row is a loop; people say "no no no"."""
    loop_words: int = 8
    """The longest phrase looked for."""
    sentence_words: int = 4
    """A phrase of so many words is a loop at its second round; shorter ones people do repeat."""

    def __post_init__(self) -> None:
        if not 0 <= self.filler_voiced_s <= 2 or not 0 <= self.filler_confidence <= 1:
            raise ValueError("filler_voiced_s: 0 to 2; filler_confidence: 0 to 1")
        if not 4 <= self.words_per_second <= 30:
            raise ValueError("words_per_second: 4 to 30")
        if not 3 <= self.loop_times <= 20 or not 1 <= self.loop_words <= 20:
            raise ValueError("loop_times: 3 to 20; loop_words: 1 to 20")
        if not 3 <= self.sentence_words <= 20:
            raise ValueError("sentence_words: 3 to 20")


def believable(
    words: Sequence[Word], voiced_s: float, settings: InventionSettings
) -> tuple[Word, ...]:
    """The words without loops; none where they are an invention.

    `voiced_s` is how many seconds of the audio the voice detector held to be speech.
    """
    kept = _without_loops(tuple(words), settings)
    if not kept:
        return ()
    text = _plain(kept)
    if text in _SUBTITLES:
        return ()
    confidence = sum(word.probability for word in kept) / len(kept)
    unsure = voiced_s < settings.filler_voiced_s or confidence < settings.filler_confidence
    if text in _FILLERS and unsure:
        return ()
    if len(kept) > 2 and len(kept) > voiced_s * settings.words_per_second:
        return ()
    return kept


def _plain(words: Sequence[Word]) -> str:
    """Lower case without punctuation; a hyphen parts words, so that "bye-bye" is two."""
    text = " ".join(word.word for word in words).lower().replace("-", " ")
    return " ".join("".join(c for c in text if c.isalnum() or c == " ").split())


def _without_loops(words: tuple[Word, ...], settings: InventionSettings) -> tuple[Word, ...]:
    """The first round of each phrase that goes round more than `loop_times`."""
    plain = [_plain((word,)) for word in words]
    index = 0
    while index < len(words):
        for size in range(1, settings.loop_words + 1):
            rounds = _rounds(plain, index, size)
            if rounds > (1 if size >= settings.sentence_words else settings.loop_times):
                cut = slice(index + size, index + size * rounds)
                words = words[: cut.start] + words[cut.stop :]
                del plain[cut]
                break
        index += 1
    return words


def _rounds(plain: list[str], index: int, size: int) -> int:
    phrase, rounds = plain[index : index + size], 1
    while plain[index + size * rounds : index + size * (rounds + 1)] == phrase:
        rounds += 1
    return rounds
