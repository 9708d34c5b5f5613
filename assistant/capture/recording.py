"""A stereo recording, or one file for each party, goes in; a `CallSource` comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.capture.audio_file import AudioFile, describe
from assistant.capture.faults import ChannelCheck, FaultQueue, RecordingSettings, fault, in_seconds
from assistant.capture.framing import Framer
from assistant.capture.resampling import resampled_length
from assistant.capture.source import SourceEvent
from assistant.capture.track import Track
from assistant.errors import RecordingError, UsageError
from assistant.events import AudioEnded, ComponentDegraded, Party
from assistant.timeline import SAMPLE_RATE

BLOCK = 4_096
"""Frames read from a file at a time: half a second of telephone speech. Changes no result."""
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a call, with the party on each of its channels."""

    file: AudioFile
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recorded call; see `CallSource`. It can be listened to again and again."""

    name: str
    sample_rate: int
    channels: int
    duration: int | None
    parts: tuple[Part, ...]
    places: dict[Party, str]
    block: int
    settings: RecordingSettings

    def events(self) -> Iterator[SourceEvent]:
        """The call from its beginning; see `CallSource.events`."""
        tracks = [(Track(part.file, self.block, self.settings), part) for part in self.parts]
        framer, check = Framer(), ChannelCheck(self.settings, self.places)
        faults = FaultQueue()
        while behind := [(track, part) for track, part in tracks if not track.over]:
            track, part = min(behind, key=lambda pair: pair[0].position)
            _advance(track, part, framer)
            faults.take(track.faults)
            track.faults.clear()
            frames = framer.frames()
            for agent, customer in zip(frames[::2], frames[1::2], strict=True):
                yield from faults.due(agent.start)
                check.hear(agent, customer)
                yield from (agent, customer)
        yield from faults.due(framer.length)
        yield from self._unequal([track for track, _ in tracks], framer.length)
        yield from check.verdict(framer.length)
        yield AudioEnded(at=framer.length)

    def _unequal(self, tracks: list[Track], at: int) -> Iterator[ComponentDegraded]:
        """What to say where one file is shorter than the other."""
        lengths = [track.position for track in tracks]
        missing = max(lengths) - min(lengths)
        if missing > self.settings.length_tolerance_s * SAMPLE_RATE:
            shorter, longer = sorted(range(len(tracks)), key=lambda index: tracks[index].position)
            names = [part.file.name for part in self.parts]
            yield fault(
                at,
                f"{names[shorter]} is {in_seconds(missing)} shorter than {names[longer]}",
                "took the rest for silence; check that both began with the call, for they are "
                "laid one upon the other from their beginnings",
            )


def open_recording(
    path: Path,
    *,
    agent_channel: Side = "left",
    block: int = BLOCK,
    settings: RecordingSettings | None = None,
) -> Recording:
    """The call in a stereo file, the agent on `agent_channel` and the customer on the other.

    `block` is how many frames are read at a time, and changes nothing that comes out. Raises
    `RecordingError` where the file is missing, empty, not audio, mono, or has more than two
    channels; `UsageError` where `agent_channel` or `block` is none.
    """
    _require_block(block)
    if agent_channel not in ("left", "right"):
        raise UsageError(f"The agent's channel is left or right, not {agent_channel!r}.")
    file = describe(path)
    _require_stereo(file)
    parties = (Party.AGENT, Party.CUSTOMER)
    if agent_channel == "right":
        parties = (Party.CUSTOMER, Party.AGENT)
    sides = zip(parties, ("left", "right"), strict=True)
    return Recording(
        name=file.name,
        sample_rate=file.rate,
        channels=file.channels,
        duration=_duration(file),
        parts=(Part(file=file, parties=parties),),
        places={party: f"{side} channel of {file.name}" for party, side in sides},
        block=block,
        settings=settings or RecordingSettings(),
    )


def open_recordings(
    *,
    agent: Path,
    customer: Path,
    block: int = BLOCK,
    settings: RecordingSettings | None = None,
) -> Recording:
    """The call in two mono files, one for each party, which begin at the same moment.

    Their rates may differ, and then `sample_rate` is the lower one. The shorter is continued
    with silence. Raises `RecordingError` where either is missing, empty, not audio, or not
    mono; `UsageError` where both are one file or `block` is not positive.
    """
    _require_block(block)
    files = {Party.AGENT: describe(agent), Party.CUSTOMER: describe(customer)}
    if agent.samefile(customer):
        raise UsageError(
            f"{agent.name} is given for both parties; give the agent's recording and the "
            "customer's, or one stereo recording alone."
        )
    for party, file in files.items():
        _require_mono(file, party)
    durations = [_duration(file) for file in files.values()]
    known = [duration for duration in durations if duration is not None]
    return Recording(
        name=f"{agent.name} + {customer.name}",
        sample_rate=min(file.rate for file in files.values()),
        channels=len(files),
        duration=max(known) if len(known) == len(files) else None,
        parts=tuple(Part(file=file, parties=(party,)) for party, file in files.items()),
        places={party: file.name for party, file in files.items()},
        block=block,
        settings=settings or RecordingSettings(),
    )


def _advance(track: Track, part: Part, framer: Framer) -> None:
    """Carry the track's next stretch to the framer, each channel to its party."""
    samples = track.advance()
    for channel, party in enumerate(part.parties):
        framer.push(party, samples[:, channel])
        if track.over:
            framer.close(party)


def _duration(file: AudioFile) -> int | None:
    """Samples at 16 kHz that the file should hold."""
    return None if file.frames is None else resampled_length(file.frames, file.rate)


def _require_block(block: int) -> None:
    if block < 1:
        raise UsageError(f"A block is at least one frame, not {block}.")


def _require_stereo(file: AudioFile) -> None:
    """Raise `RecordingError` unless the file has one channel for each party."""
    if file.channels == 1:
        raise RecordingError(
            f"{file.name} has one channel, which cannot tell agent from customer yet; record in "
            "stereo, or give each party's recording with --agent A.wav --customer B.wav."
        )
    if file.channels != len(Party):
        raise RecordingError(
            f"{file.name} has {file.channels} channels, and a call has two; keep one for the "
            f"agent and one for the customer, for example with: sox {file.name} call.wav remix 1 2"
        )


def _require_mono(file: AudioFile, party: Party) -> None:
    """Raise `RecordingError` unless the file has the party's channel alone."""
    if file.channels != 1:
        raise RecordingError(
            f"{file.name} has {file.channels} channels where the {party}'s alone is expected; "
            "give a stereo recording of the call by itself, or save this party's side as mono."
        )
