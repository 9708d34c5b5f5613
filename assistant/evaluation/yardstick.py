"""A call goes in; what was said in it and what must be found, to measure runs by, comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.config import Settings
from assistant.evaluation.alignment import Alignment
from assistant.evaluation.calls import BenchCall
from assistant.evaluation.label import Label
from assistant.evaluation.labels import labels_of
from assistant.evaluation.measures import Measures, measure
from assistant.evaluation.normalising import normalise
from assistant.evaluation.reference import (
    OfflinePass,
    keep_passes,
    kept_passes,
    place_for,
    spoken_by,
)
from assistant.evaluation.running import Ran, Run, offline
from assistant.evaluation.words import SpokenToken
from assistant.events import Party
from assistant.session.call import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What a call is measured by. Without a truth there are no labels."""

    spoken: Mapping[Party, Sequence[SpokenToken]]
    labels: Sequence[Label]
    offline_errors: int
    """Of a plain offline pass with the model that is measured."""

    @property
    def words(self) -> int:
        """Tokens said by both parties."""
        return sum(len(tokens) for tokens in self.spoken.values())

    def measure(self, ran: Ran) -> Measures:
        """A run's figures."""
        return measure(ran, self.spoken, self.labels)


def yardstick_of(
    call: BenchCall, settings: Settings, model: str, say: Callable[[str], object]
) -> Yardstick:
    """The call's yardstick; hears it offline first, unless an earlier run kept what it heard."""
    place = place_for(call, model, settings.whisper.compute_type)
    passes = kept_passes(call, place)
    if passes is None:
        say(f"{call.name}, heard offline for the yardstick")
        order = Run(call=call, pace=Pace.FASTEST, settings=settings, model=model)
        passes = offline(order)
        keep_passes(call, place, passes)
    truth, known = call.labels(), call.references()
    spoken = {
        party: spoken_by(party, truth, known.get(party, heard.reference))
        for party, heard in passes.items()
    }
    return Yardstick(
        spoken=spoken,
        labels=[] if truth is None else labels_of(truth, settings),
        offline_errors=_offline_errors(spoken, passes),
    )


def _offline_errors(
    spoken: Mapping[Party, Sequence[SpokenToken]], passes: Mapping[Party, OfflinePass]
) -> int:
    errors = 0
    for party, tokens in spoken.items():
        alignment = Alignment([word.token for word in tokens])
        heard = [word.word for word in passes[party].plain]
        alignment.show([token for token, _ in normalise(heard)])
        errors += alignment.errors()
    return errors


def offline_rate(yardsticks: Sequence[Yardstick]) -> float | None:
    """The offline pass's word error rate over the calls; None where nothing was said."""
    words = sum(one.words for one in yardsticks)
    errors = sum(one.offline_errors for one in yardsticks)
    return round(errors / words, 4) if words else None
