"""Frame probabilities go in; where each party starts and stops speaking comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import AudioEnded, Event, Party, SpeechEnded, SpeechStarted, VoiceProbed
from assistant.timeline import to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmenterSettings:
    """When speech counts as begun and as over."""

    onset_probability: float = 0.4
    """Better on labelled telephone frames than Silero's own 0.5 (models/voice/card.md)."""
    offset_probability: float = 0.25
    """Below onset by Silero's own 0.15, so that a soft syllable does not end a word."""
    onset_s: float = 0.09
    """Voiced time before speech counts as begun: three frames; a click is shorter."""
    hangover_s: float = 0.5
    """Silence that ends an utterance: longer than the pauses inside a phrase (about 0.25 s)."""

    def __post_init__(self) -> None:
        if not 0 < self.offset_probability <= self.onset_probability < 1:
            raise ValueError("offset_probability and onset_probability: 0 < offset <= onset < 1")
        if not 0 <= self.onset_s <= 0.5:
            raise ValueError("onset_s: 0 to 0.5")
        if not 0.1 <= self.hangover_s <= 3:
            raise ValueError("hangover_s: 0.1 to 3")


@dataclass(slots=True)
class _Channel:
    """One party between frames."""

    utterance: int | None = None
    start: int = 0
    voiced: int = 0
    last_voiced: int = 0


class Segmenter:
    """Turns probabilities into utterances, numbered from 0 over both parties."""

    def __init__(self, settings: SegmenterSettings | None = None) -> None:
        self._settings = settings or SegmenterSettings()
        self._onset = to_samples(self._settings.onset_s)
        self._hangover = to_samples(self._settings.hangover_s)
        self._channels = {party: _Channel() for party in Party}
        self._next = 0

    def on(self, event: Event) -> Iterable[Event]:
        """`SpeechStarted` and `SpeechEnded` as they become certain; both before the end."""
        match event:
            case VoiceProbed(party=party):
                channel = self._channels[party]
                if channel.utterance is None:
                    yield from self._while_silent(channel, event)
                else:
                    yield from self._while_speaking(channel, event)
            case AudioEnded(at=at):
                for party, channel in self._channels.items():
                    if channel.utterance is not None:
                        yield self._end(channel, party, at)
            case _:
                pass

    def _while_silent(self, channel: _Channel, probed: VoiceProbed) -> Iterable[Event]:
        if probed.probability < self._settings.onset_probability:
            channel.voiced = 0
            return
        if channel.voiced == 0:
            channel.start = probed.span.start
        channel.voiced += probed.span.length
        if channel.voiced >= self._onset:
            channel.utterance, self._next = self._next, self._next + 1
            channel.last_voiced = probed.span.end
            yield SpeechStarted(
                at=probed.span.end,
                party=probed.party,
                utterance=channel.utterance,
                start=channel.start,
            )

    def _while_speaking(self, channel: _Channel, probed: VoiceProbed) -> Iterable[Event]:
        if probed.probability >= self._settings.offset_probability:
            channel.last_voiced = probed.span.end
        elif probed.span.end - channel.last_voiced >= self._hangover:
            yield self._end(channel, probed.party, probed.span.end)

    def _end(self, channel: _Channel, party: Party, at: int) -> SpeechEnded:
        assert channel.utterance is not None
        ended = SpeechEnded(
            at=at,
            party=party,
            utterance=channel.utterance,
            start=channel.start,
            end=min(channel.last_voiced, at),
        )
        channel.utterance = None
        channel.voiced = 0
        return ended
