"""How events pass through stages."""

from collections.abc import Iterable

from assistant.events import AnswersEnded, AudioEnded, Event, Party, VoiceProbed
from assistant.pipeline import Pipeline
from assistant.timeline import Span


class _Echo:
    """Answers each `AudioEnded` with a `VoiceProbed` of its own probability."""

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.seen: list[Event] = []

    def on(self, event: Event) -> Iterable[Event]:
        self.seen.append(event)
        if isinstance(event, AudioEnded):
            yield VoiceProbed(
                party=Party.AGENT, span=Span(start=0, end=1), probability=self.probability
            )


def test_a_cause_comes_out_before_its_consequences() -> None:
    """The event itself is first; what a later stage makes of it follows what an earlier made."""
    out = Pipeline([_Echo(0.1), _Echo(0.2)]).push(AudioEnded(at=0))
    assert isinstance(out[0], AudioEnded)
    assert {event.probability for event in out[1:] if isinstance(event, VoiceProbed)} == {0.1, 0.2}


def test_events_go_forward_only() -> None:
    """A stage sees what stages before it made, and never what stages after it made."""
    first, second = _Echo(0.1), _Echo(0.2)
    Pipeline([first, second]).push(AudioEnded(at=0))
    assert [type(event) for event in first.seen] == [AudioEnded]
    assert [type(event) for event in second.seen] == [AudioEnded, VoiceProbed]


def test_no_stages_pass_everything() -> None:
    """An empty pipeline gives back what went in."""
    ended = AudioEnded(at=3)
    assert Pipeline([]).push(ended) == [ended]


class _Twice:
    """A gate that says an end twice, and the first time as another."""

    def hear(self, event: Event) -> Iterable[Event]:
        if isinstance(event, AudioEnded):
            yield AnswersEnded(at=event.at)
        yield event


def test_a_gate_says_what_the_stages_hear() -> None:
    """What stands before the stages may change what a source says; without it all stays."""
    ended = AudioEnded(at=3)
    assert list(Pipeline([], _Twice()).hear(ended)) == [AnswersEnded(at=3), ended]
    assert list(Pipeline([]).hear(ended)) == [ended]
