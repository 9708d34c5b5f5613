"""Which stages there are, and which model may stand in for the one in use."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from assistant.assembly import smaller, stages
from assistant.config import Settings, load_playbook
from assistant.detectors.tension import TensionMeter, TensionSettings
from assistant.engines.whisper import WhisperSettings
from assistant.errors import ModelError
from assistant.model_store import Model


@dataclass
class Shelf:
    """A store that holds models by name."""

    names: tuple[str, ...]

    def find(self, name: str, role: str | None = None) -> Model:
        if name not in self.names:
            raise ModelError(f"The model {name} is not on this machine.")
        return Model(name=name, folder=Path(name), sha256=f"of {name}")


def stand_in(store: Any, used: str, language: str = "en") -> str | None:
    """The name of the model that stands in for the one of these weights."""
    settings = replace(Settings(), whisper=WhisperSettings(language=language))
    found = smaller(settings, store, used)
    return found.name if found else None


@pytest.mark.parametrize(
    ("there", "used", "language", "name"),
    [
        (("tiny.en", "tiny", "base"), "of base", "en", "tiny.en"),
        (("tiny", "base"), "of base", "en", "tiny"),
        (("tiny.en", "tiny", "base"), "of base", "de", "tiny"),
        (("tiny.en", "base"), "of base", "de", None),
        (("base",), "of base", "en", None),
        (("tiny.en", "tiny"), "of tiny.en", "en", None),
    ],
)
def test_the_best_of_the_small_models_stands_in(
    there: tuple[str, ...], used: str, language: str, name: str | None
) -> None:
    """Of those on this machine that know the language; none for a model that is small itself."""
    assert stand_in(Shelf(there), used, language) == name


@pytest.mark.parametrize("enabled", [True, False])
def test_the_customers_voice_is_measured_only_where_it_is_switched_on(enabled: bool) -> None:
    """By its weights, which are shipped, and its pitch detector; else there is no such stage."""
    settings = replace(Settings(), tension=TensionSettings(enabled=enabled))
    found = [type(stage) for stage in stages(settings, load_playbook(None))]
    assert (TensionMeter in found) is enabled
