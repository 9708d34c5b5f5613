"""Words in any spelling become the line that the language model was taught on."""

from __future__ import annotations

import pytest

from assistant.engines.spoken_form import spoken_form


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" It’s £45.20 -- REALLY?_ ", "it's 45 20 really"),
        ("twenty-four", "twenty four"),
        ("Café\tau\u2028lait\r\n", "café au lait"),
        ("...", ""),
        ("", ""),
    ],
)
def test_only_words_are_left(text: str, plain: str) -> None:
    """Lower case, single spaces, apostrophes kept, everything else but words gone."""
    assert spoken_form(text) == plain
    assert spoken_form(plain) == plain
