"""A call that is nothing but requests and their answers, and the parts that drive it."""

from collections.abc import Callable, Sequence

import pytest

from assistant.assembly import Answerer, Smaller
from assistant.events import ComponentDegraded, ComponentRecovered, Fact, RecognitionDue
from assistant.pipeline import Pipeline
from assistant.session.desk import Desk, Desks
from assistant.session.models import StandIn
from assistant.session.outlet import Outlet
from assistant.session.schedule import Schedule
from assistant.speech.load import LoadSettings
from fakes import AsksByScript


class Bench:
    """What a driver needs, and all the facts that left it, with when."""

    def __init__(
        self,
        requests: Sequence[RecognitionDue],
        model: Answerer,
        smaller: Smaller | None = None,
        load: LoadSettings | None = None,
    ) -> None:
        self.told: list[tuple[Fact, float | None]] = []
        self.pipeline = Pipeline([AsksByScript(requests)])
        self.schedule = Schedule(load or LoadSettings(), smaller.name if smaller else None)
        desk = Desk(RecognitionDue, self.schedule, StandIn(model, smaller))
        self.desks: Desks = {RecognitionDue: desk}
        self.outlet = Outlet(lambda fact, emitted: self.told.append((fact, emitted)))

    def words(self, final: bool) -> list[tuple[str, str, float]]:
        """Party, word and when it was shown, of each transcript."""
        return [
            (fact.party, fact.text, emitted or 0.0)
            for fact, emitted in self.told
            if fact.kind == "transcript" and fact.final is final  # type: ignore[union-attr]
        ]

    def steps(self) -> list[str]:
        """What was announced of the load, in order."""
        return [
            f"{fact.kind}: {fact.done}"
            for fact, _ in self.told
            if isinstance(fact, ComponentDegraded | ComponentRecovered)
        ]


@pytest.fixture
def bench() -> Callable[..., Bench]:
    """Makes the parts for a script of requests and a model."""
    return Bench
