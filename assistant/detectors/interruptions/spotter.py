"""Frame probabilities of both parties go in; who came in over whom comes out.

Reads `VoiceProbed` rather than utterances: those end late, by the silence that they wait for, and
a prompt reply would look like an overlap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.events import (
    AudioEnded,
    Event,
    FindingWithdrawn,
    Interrupted,
    OverlapClass,
    Party,
    TalkOverlapped,
    VoiceProbed,
    Word,
    WordsCommitted,
    WordsTentative,
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

    voiced_probability: float = 0.4
    """The middle of the plateau of best F1 on labelled frames (models/voice/card.md)."""
    bridge_s: float = 0.25
    """A pause shorter than this does not end a run of talk (call-ai-metrics)."""
    overlap_s: float = 0.5
    """Both voiced for this long: the first speaker was not at the end of the turn."""
    backchannel_s: float = 0.7
    """A second voice that stays shorter is a backchannel: "mm-hm", "right", "I see"."""
    floor_s: float = 1.0
    """How far the turn of the first speaker had got before the second came in."""
    resume_s: float = 0.6
    """A speaker who goes on after a breath this long goes on with the same turn; gaps between the
    turns of two speakers are about 0.2 s, so only a speaker's own silence counts."""

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
    turn: int
    """Where the turn began that this is part of; of two speakers the later one came in second."""
    came_over: bool = False
    """In this turn, the party came in while the other was speaking, not into a breath."""
    told: bool = False
    """That this turn interrupts has been said."""

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(slots=True)
class _Overlap:
    """`by` talks while the other's run goes on."""

    by: Party
    start: int
    held: int
    """For how long the first speaker's turn had lasted when the second came in."""
    resumed: bool
    """The first speaker had paused, and this began as they went on, or both at once."""
    both: int = 0


class InterruptionSpotter:
    """Follows both voices and the overlap between them."""

    def __init__(self, settings: InterruptionSettings | None = None) -> None:
        self._settings = settings or InterruptionSettings()
        self._runs: dict[Party, _Run | None] = dict.fromkeys(Party)
        self._last: dict[Party, _Run | None] = dict.fromkeys(Party)
        self._voiced = dict.fromkeys(Party, False)
        self._overlap: _Overlap | None = None
        self._told: deque[Interrupted] = deque(maxlen=16)
        self._said: dict[Party, tuple[int, bool]] = {}
        """The utterance that words last came of, and whether all of them only support."""
        self._open: dict[Party, tuple[Word, ...]] = {}

    def on(self, event: Event) -> Iterable[Event]:
        """`Interrupted` once certain; `TalkOverlapped`, with its class, once it is over."""
        match event:
            case VoiceProbed():
                yield from self._follow(event)
            case WordsTentative(party=party, words=words):
                self._open[party] = words
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
            self._runs[party], self._last[party] = None, run
        if party is Party.CUSTOMER:  # the agent's frame of the same span came first
            yield from self._measure(probed.span.length, at)

    def _begin(self, probed: VoiceProbed) -> None:
        party, start, end = probed.party, probed.span.start, probed.span.end
        run, last, other = _Run(start, end, turn=start), self._last[party], self._runs[party.other]
        if last is not None and start - last.end <= to_samples(self._settings.resume_s):
            run = replace(last, start=start, end=end)
        self._runs[party] = run
        if other is not None:
            second = party if run.turn >= other.turn else party.other
            self._overlap = _Overlap(
                by=second,
                start=start,
                held=abs(run.turn - other.turn),
                resumed=second is not party or other.start == start,
            )

    def _measure(self, step: int, at: int) -> Iterable[Event]:
        overlap = self._overlap
        if overlap is None or (second := self._runs[overlap.by]) is None:
            return
        if all(self._voiced.values()):
            overlap.both += step
            second.came_over |= not overlap.resumed
        if not second.told and self._certain(overlap, second):
            second.told = True
            interrupted = Interrupted(
                at=at,
                by=overlap.by,
                start=second.start,
                overlap=overlap.both,
                because=self._why(overlap),
            )
            self._told.append(interrupted)
            yield interrupted

    def _certain(self, overlap: _Overlap, second: _Run) -> bool:
        return (
            second.came_over
            and overlap.held >= to_samples(self._settings.floor_s)
            and second.length > to_samples(self._settings.backchannel_s)
            and overlap.both >= to_samples(self._settings.overlap_s)
        )

    def _disproved(self, said: WordsCommitted) -> Iterable[Event]:
        """Take back an interruption that was nothing but "yeah, okay, right"."""
        utterance, supports = self._said.get(said.party, (said.utterance, True))
        supports = (supports or utterance != said.utterance) and _supports(said.words)
        self._said[said.party] = (said.utterance, supports)
        later = [word for word in self._open.get(said.party, ()) if word.start >= said.end]
        if not supports or not _supports(later):
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
        first, second = self._runs[overlap.by.other], self._runs[overlap.by]
        assert first is not None and second is not None
        if second.told:
            kind = OverlapClass.INTERRUPTION
        elif second.length <= to_samples(self._settings.backchannel_s) and first.end > second.end:
            kind = OverlapClass.BACKCHANNEL
        else:
            kind = OverlapClass.TURN_CHANGE
        yield TalkOverlapped(
            at=at,
            by=overlap.by,
            start=overlap.start,
            end=min(first.end, second.end, at),
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


def _supports(words: Iterable[Word]) -> bool:
    return all(_plain(word.word) in BACKCHANNELS for word in words)


def _plain(word: str) -> str:
    return word.lower().strip(".,!?;: ")
