"""The sentence encoder, loaded once for all tests of what reads with it."""

from __future__ import annotations

import pytest

from assistant import model_store
from assistant.engines.encoder import SentenceEncoder


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """MiniLM, as it was fetched."""
    return SentenceEncoder(model_store.find("minilm", "encoder").folder)
