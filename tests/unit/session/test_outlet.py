"""What leaves the stages, and how much of the call had been heard by then."""

from __future__ import annotations

import pytest

from assistant.assembly import Assembly, one_by_one, stages
from assistant.config import Settings, load_playbook
from assistant.events import Fact, PlaybookUsed, RecognitionDue, SentimentDue, VoiceProbed
from assistant.pipeline import Pipeline
from assistant.session.call import Moments, Pace, run_call
from assistant.session.outlet import Outlet
from assistant.speech.voice import VoiceProbe
from fakes import (
    AGENT,
    CUSTOMER,
    LoudnessVoice,
    Said,
    ScriptedRecogniser,
    ScriptedSentiment,
    ScriptedSource,
)

SCRIPT = [
    Said(AGENT, 0.2, 1.2, "good morning how can I help"),
    Said(CUSTOMER, 1.6, 3.6, "let me speak to your manager please"),
]


class LastStage:
    """What the last stage sees: each fact, and how much audio went before it."""

    def __init__(self) -> None:
        self.seen: list[tuple[Fact, int]] = []
        self._heard = 0

    def on(self, event: object) -> tuple[()]:
        """Nothing comes of it."""
        if isinstance(event, VoiceProbed):
            self._heard = max(self._heard, event.span.end)
        self.seen.append((event, self._heard))  # type: ignore[arg-type]
        return ()


@pytest.mark.parametrize("pace", [Pace.FASTEST, Pace.AS_LIVE, Pace.REALTIME])
def test_each_fact_is_told_with_what_had_been_heard(pace: Pace) -> None:
    """By every clock, it is what the last stage had got before the fact, to the sample."""
    settings, playbook = Settings(), load_playbook(None)
    last = LastStage()
    assembly = Assembly(
        pipeline=Pipeline([VoiceProbe(LoudnessVoice), *stages(settings, playbook)[1:], last]),
        loaders={
            RecognitionDue: lambda: one_by_one(ScriptedRecogniser(SCRIPT)),
            SentimentDue: lambda: one_by_one(ScriptedSentiment({})),
        },
        models={},
        playbook=PlaybookUsed(name=playbook.name, sha256=playbook.sha256),
        settings=settings,
    )
    heard = [-1]
    told: list[tuple[Fact, int]] = []
    run_call(
        assembly,
        ScriptedSource(SCRIPT, 5.0),
        lambda fact, emitted: told.append((fact, heard[-1])),
        pace,
        moments=Moments(heard=heard.append),
    )
    assert told[0][1] == 0
    assert len(told) > 5
    assert told[1:-1] == [one for one in last.seen if one[0] in [fact for fact, _ in told]]
    assert heard[1:] == sorted(set(heard[1:]))


def test_what_was_heard_never_goes_back() -> None:
    """The second party's frame ends where the first one's did, and nothing new is told."""
    positions: list[int] = []
    outlet = Outlet(lambda fact, emitted: None, heard=positions.append)
    for position in (512, 512, 1024, 512):
        outlet.hear(position)
    assert positions == [0, 512, 1024]
