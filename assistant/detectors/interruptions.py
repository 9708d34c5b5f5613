"""Frame probabilities of both parties go in; who came in over whom comes out.

Reads `VoiceProbed` rather than utterances: those end late, by the silence that they wait for, and
a prompt reply would look like an overlap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import (
    AudioEnded,
    Event,
    FindingWithdrawn,
    Interrupted,
    OverlapClass,
    Party,
    TalkOverlapped,
    VoiceProbed,
    WordsCommitted,
)
from assistant.timeline import to_samples, to_seconds

BACKCHANNELS = frozenset(
    (
        "mm mmm mhm mm-hm mmhmm hmm hm uh-huh uhhuh uh huh ah oh yeah yes yep yup right okay ok "
        "alright sure exactly true i see got it that's good great fine all no of course understood"
    ).split()
)
"""Words that support a speaker without taking the turn; talk of these alone is no interruption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptionSettings:
    """When talk over talk is an interruption."""

    voiced_probability: float = 0.5
    bridge_s: float = 0.25
    """A pause shorter than this does not end a run of talk (call-ai-metrics)."""
    overlap_s: float = 0.5
    """Both voiced for this long: the first speaker was not at the end of the turn."""
    backchannel_s: float = 0.7
    """A second voice that stays shorter is a backchannel: "mm-hm", "right", "I see"."""
    floor_s: float = 1.0
    """Talk of the first speaker before the second that makes it a turn of theirs."""
    resume_s: float = 0.6
    """A speaker who goes on after a breath this long, into which the other came, interrupts not."""

    def __post_init__(self) -> None:
        if not 0 < self.voiced_probability < 1:
            raise ValueError("voiced_probability: between 0 and 1")
        if not 0 < self.bridge_s <= 1 or not 0.1 <= self.overlap_s <= 5:
            raise ValueError("bridge_s: over 0, to 1; overlap_s: 0.1 to 5")
        if not 0 <= self.backchannel_s <= 3 or not 0 <= self.floor_s <= 10:
            raise ValueError("backchannel_s: 0 to 3; floor_s: 0 to 10")
        if not 0 <= self.resume_s <= 3:
            raise ValueError("resume_s: 0 to 3")


@dataclass(slots=True)
class _Run:
    """A stretch of one party's talk, short pauses bridged."""

    start: int
    end: int
    after_pause: int
    """Samples since the same party's run before; vast where there was none."""

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(slots=True)
class _Overlap:
    """`by` talks while the other's run goes on."""

    by: Party
    start: int
    held: int
    """For how long the first speaker had talked when the second came in."""
    both: int = 0
    told: bool = False


class InterruptionSpotter:
    """Follows both voices and the overlap between them."""

    def __init__(self, settings: InterruptionSettings | None = None) -> None:
        self._settings = settings or InterruptionSettings()
        self._runs: dict[Party, _Run | None] = dict.fromkeys(Party)
        self._ended = dict.fromkeys(Party, -(10**9))
        self._voiced = dict.fromkeys(Party, False)
        self._overlap: _Overlap | None = None
        self._told: deque[Interrupted] = deque(maxlen=16)

    def on(self, event: Event) -> Iterable[Event]:
        """`Interrupted` once certain; `TalkOverlapped`, with its class, once it is over."""
        match event:
            case VoiceProbed():
                yield from self._follow(event)
            case WordsCommitted():
                yield from self._disproved(event)
            case AudioEnded(at=at):
                yield from self._close(at)
            case _:
                pass

    def _follow(self, probed: VoiceProbed) -> Iterable[Event]:
        party, at = probed.party, probed.span.end
        self._voiced[party] = probed.probability >= self._settings.voiced_probability
        run = self._runs[party]
        if self._voiced[party]:
            if run is None:
                self._begin(probed)
            else:
                run.end = at
        elif run is not None and at - run.end > to_samples(self._settings.bridge_s):
            yield from self._close(at)
            self._runs[party], self._ended[party] = None, run.end
        if party is Party.CUSTOMER:  # the agent's frame of the same span came first
            yield from self._measure(probed.span.length, at)

    def _begin(self, probed: VoiceProbed) -> None:
        party, start = probed.party, probed.span.start
        pause = start - self._ended[party]
        self._runs[party] = _Run(start=start, end=probed.span.end, after_pause=pause)
        other = self._runs[party.other]
        if other is None or self._overlap is not None:
            return
        self._overlap = _Overlap(by=party, start=start, held=start - other.start)

    def _measure(self, step: int, at: int) -> Iterable[Event]:
        overlap = self._overlap
        if overlap is None:
            return
        if all(self._voiced.values()):
            overlap.both += step
        if not overlap.told and self._certain(overlap):
            overlap.told = True
            interrupted = Interrupted(
                at=at,
                by=overlap.by,
                start=overlap.start,
                overlap=overlap.both,
                because=self._why(overlap),
            )
            self._told.append(interrupted)
            yield interrupted

    def _certain(self, overlap: _Overlap) -> bool:
        second = self._runs[overlap.by]
        return (
            second is not None
            and self._had_the_floor(overlap)
            and second.length > to_samples(self._settings.backchannel_s)
            and overlap.both >= to_samples(self._settings.overlap_s)
        )

    def _had_the_floor(self, overlap: _Overlap) -> bool:
        """The first speaker had, and did not come into a mere breath of the second."""
        first, second = self._runs[overlap.by.other], self._runs[overlap.by]
        if first is None or second is None or overlap.held < to_samples(self._settings.floor_s):
            return False
        breath = second.after_pause - overlap.held  # from the second's last word to the first's
        return breath <= 0 or breath > to_samples(self._settings.resume_s)

    def _disproved(self, said: WordsCommitted) -> Iterable[Event]:
        """Take back an interruption that was nothing but "yeah, okay, right"."""
        if not all(_plain(word.word) in BACKCHANNELS for word in said.words):
            return
        for told in [one for one in self._told if one.by is said.party]:
            if said.start - to_samples(self._settings.resume_s) <= told.start < said.end:
                self._told.remove(told)
                words = f'the words were only "{said.text}"'
                yield FindingWithdrawn(at=said.at, of=told, reason=words)

    def _close(self, at: int) -> Iterable[Event]:
        overlap, self._overlap = self._overlap, None
        if overlap is None or overlap.both == 0:
            return
        second = self._runs[overlap.by]
        short = second is not None and second.length <= to_samples(self._settings.backchannel_s)
        first = self._runs[overlap.by.other]
        went_on = first is not None and second is not None and first.end > second.end
        if overlap.told:
            kind = OverlapClass.INTERRUPTION
        elif short and went_on:
            kind = OverlapClass.BACKCHANNEL
        else:
            kind = OverlapClass.TURN_CHANGE
        ends = [run.end for run in (first, second) if run is not None]
        yield TalkOverlapped(
            at=at,
            by=overlap.by,
            start=overlap.start,
            end=max(overlap.start, min(ends, default=at)),
            class_=kind,
            because=self._why(overlap),
        )

    def _why(self, overlap: _Overlap) -> str:
        held, both = to_seconds(overlap.held), to_seconds(overlap.both)
        second = self._runs[overlap.by]
        spoke = to_seconds(second.length) if second else 0.0
        return (
            f"the {overlap.by.other} had talked for {held:.1f} s; "
            f"both talked for {both:.1f} s; the {overlap.by} for {spoke:.1f} s so far"
        )


def _plain(word: str) -> str:
    return word.lower().strip(".,!?;: ")
