"""English text goes in; the phonemes that Kokoro reads come out, by way of espeak-ng."""

from __future__ import annotations

import re
import subprocess

from audio_fixtures.script import FixtureError

MARKS = re.compile(r"([,.;:!?—…])")
"""Punctuation that Kokoro speaks as melody, and that espeak-ng drops."""

LANGUAGES = ("en-us", "en-gb")

SHARED = (
    ("tʃ", "ʧ"),
    ("dʒ", "ʤ"),
    ("eɪ", "A"),
    ("aɪ", "I"),
    ("aʊ", "W"),
    ("ɔɪ", "Y"),
    ("r", "ɹ"),
    ("ɐ", "ə"),
    ("ʲ", ""),
    ("\u0329", ""),
    ("\u0361", ""),
)
"""espeak-ng's symbols and Kokoro's, in order: one letter stands for a diphthong."""

BY_LANGUAGE = {
    "en-us": (
        ("oʊ", "O"),
        ("ɜːɹ", "ɜɹ"),
        ("ɜː", "ɜɹ"),
        ("ɚ", "əɹ"),
        ("ɪə", "iə"),
        ("ɾ", "T"),
        ("ʔ", "t"),
        ("ː", ""),
    ),
    "en-gb": (("əʊ", "Q"), ("eə", "ɛː"), ("iə", "ɪə"), ("ɾ", "t"), ("ʔ", "t")),
}

SAID_AS = {"mm-hm": "ʌmhˈʌm"}
"""Sounds that espeak-ng would spell out letter by letter."""


ALONE_I = re.compile(r"(?<!\S)I(?!\S)")
"""The word "I", which espeak-ng leaves unstressed; Kokoro then swallows it."""


def phonemes(text: str, language: str) -> str:
    """Kokoro phonemes for `text` in en-us or en-gb, punctuation kept.

    Raises FixtureError where espeak-ng is not installed.
    """
    parts = [part.strip() for part in MARKS.split(text)]
    spoken = [part if MARKS.fullmatch(part) else _words(part, language) for part in parts if part]
    return re.sub(r" ([,.;:!?…])", r"\1", " ".join(spoken))


def _words(text: str, language: str) -> str:
    """Phonemes of a stretch without punctuation."""
    if text.lower() in SAID_AS:
        return SAID_AS[text.lower()]
    try:
        ipa = subprocess.run(
            ["espeak-ng", "-q", "--ipa", "-v", language, "--", text],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    except FileNotFoundError as error:
        raise FixtureError("espeak-ng is missing; install it to render calls") from error
    ipa = " ".join(ipa.split())
    for symbol, kokoro in (*SHARED, *BY_LANGUAGE[language]):
        ipa = ipa.replace(symbol, kokoro)
    return ALONE_I.sub("ˌI", ipa)
