"""Voices and words of both parties go in; who came in over whom comes out.

Reads `VoiceProbed` rather than utterances: those end late, by the silence that they wait for, and
a prompt reply would look like an overlap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.detectors.interruptions.runs import Run, Talker, TalkSettings
from assistant.detectors.interruptions.support import SaidLately, supports
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
from assistant.timeline import Span, to_samples, to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptionSettings:
    """When talk over talk is an interruption."""

    voiced_probability: float = 0.4
    """The middle of the plateau of best F1 on labelled frames (models/voice/card.md)."""
    goes_on_probability: float = 0.2
    """From which a run of talk goes on where the sound still stands out of the line's noise."""
    drop_db: float = 32.0
    """A frame so far below the loudest of a voice is no talk: breath, echo, other people."""
    rise_db: float = 8.0
    """A frame must stand so far out of the line's own noise."""
    onset_s: float = 0.2
    """How far a run's start is moved back over sound that stood out before it was surely voice."""
    bridge_s: float = 0.3
    """A pause shorter than this does not end a run of talk. call-ai-metrics has 0.25 between words;
    by level a word ends earlier and begins later, by about 0.05."""
    overlap_s: float = 0.5
    """Both voiced for this long: the first speaker was not at the end of the turn."""
    backchannel_s: float = 0.7
    """A second voice that stays shorter is a backchannel: "mm-hm", "right", "I see"."""
    sure_s: float = 0.1
    """How much longer it must last, for a slowly spoken "I see" passes that by a tenth."""
    breath_s: float = 0.6
    """Runs of the second speaker with no longer pauses count together: "Sorry, but could you"."""
    still_s: float = 0.2
    """Who comes in so soon after the last sound of a speaker who goes on as soon again has come in
    over them: turns change after about as long."""
    brief_s: float = 1.0
    """Talk that stops before it is so long, while the first speaker goes on, took no turn after
    all, unless its words are known and say otherwise: "oh, lovely"."""
    soft_db: float = 2.0
    """Talk so far under the party's own usual level is soft, as most support is."""
    soft_sure_s: float = 0.25
    """In place of `sure_s` where talk is soft."""
    soft_brief_s: float = 1.6
    """In place of `brief_s` where talk is soft: "yes, that's the one"."""
    floor_s: float = 1.0
    """How far the turn of the first speaker had got before the second came in."""
    resume_s: float = 0.8
    """A speaker who goes on after a breath this long goes on with the same turn; gaps between the
    turns of two speakers are about 0.2 s, so only a speaker's own silence counts."""
    unanswered_s: float = 1.5
    """The same where the other has not taken the turn meanwhile: a speaker who thinks."""

    def __post_init__(self) -> None:
        if not 0 < self.goes_on_probability <= self.voiced_probability < 1:
            raise ValueError(
                "goes_on_probability and voiced_probability: 0 < goes on <= voiced < 1"
            )
        if not 10 <= self.drop_db <= 90 or not 0 <= self.rise_db <= 30:
            raise ValueError("drop_db: 10 to 90; rise_db: 0 to 30")
        if not 0 < self.bridge_s <= 1 or not 0.1 <= self.overlap_s <= 5:
            raise ValueError("bridge_s: over 0, to 1; overlap_s: 0.1 to 5")
        if not 0 <= self.backchannel_s <= 3 or not 0 <= self.floor_s <= 10:
            raise ValueError("backchannel_s: 0 to 3; floor_s: 0 to 10")
        if not self.backchannel_s <= self.brief_s <= self.soft_brief_s <= 5:
            raise ValueError("brief_s and soft_brief_s: backchannel_s <= brief <= soft <= 5")
        if not 0 <= self.soft_db <= 20 or not self.sure_s <= self.soft_sure_s <= 1:
            raise ValueError("soft_db: 0 to 20; soft_sure_s: sure_s to 1")
        if not 0 <= self.onset_s <= 1 or not 0 <= self.sure_s <= 1:
            raise ValueError("onset_s: 0 to 1; sure_s: 0 to 1")
        if not 0 <= self.still_s <= self.breath_s <= self.resume_s <= self.unanswered_s <= 10:
            raise ValueError(
                "still_s, breath_s, resume_s and unanswered_s: each at least the last, 0 to 10"
            )

    def talk(self) -> TalkSettings:
        """The part that says what talk is."""
        return TalkSettings(
            voiced_probability=self.voiced_probability,
            goes_on_probability=self.goes_on_probability,
            drop_db=self.drop_db,
            rise_db=self.rise_db,
            bridge_s=self.bridge_s,
            onset_s=self.onset_s,
            soft_db=self.soft_db,
        )


_STOPPED = to_samples(0.2)
"""Silence after which brief talk counts as over: a longer one than inside a word."""
_WORDS_LATE = to_samples(0.6)
"""How far the words known of a talk may lie behind it and still speak for it."""


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
    """For how long both runs have gone on, short pauses of either bridged."""
    at_once: int = 0
    """For how long of that both were voiced in the same frame."""


class InterruptionSpotter:
    """Follows both voices and the overlap between them."""

    def __init__(self, settings: InterruptionSettings | None = None) -> None:
        self._settings = settings or InterruptionSettings()
        self._talkers = {party: Talker(self._settings.talk()) for party in Party}
        self._took_turn = dict.fromkeys(Party, 0)
        """Where each party's last run ended that was longer than a backchannel."""
        self._frame: dict[Party, VoiceProbed] = {}
        """The frame that one party's probe has come for and the other's has not."""
        self._overlap: _Overlap | None = None
        self._told: deque[tuple[Interrupted, Run]] = deque(maxlen=16)
        self._closed: deque[TalkOverlapped] = deque(maxlen=16)
        """Overlaps that were called interruptions."""
        self._said = {party: SaidLately() for party in Party}
        self._utterance: dict[Party, tuple[int, bool]] = {}
        """The utterance that words last came of, and whether all of them only support."""

    def on(self, event: Event) -> Iterable[Event]:
        """`Interrupted` once certain; `TalkOverlapped`, with its class, once it is over."""
        match event:
            case VoiceProbed():
                yield from self._follow(event)
            case WordsTentative(party=party, words=words):
                self._said[party].open = words
            case WordsCommitted():
                self._said[event.party].commit(event.words)
                yield from self._disproved(event)
            case AudioEnded(at=at):
                yield from self._step()
                yield from self._close(at)
            case _:
                pass

    def _follow(self, probed: VoiceProbed) -> Iterable[Event]:
        """Wait for the other party's frame of the same span: neither is judged first."""
        if any(probed.span != waiting.span for waiting in self._frame.values()):
            yield from self._step()
        self._frame[probed.party] = probed
        if len(self._frame) == len(Party):
            yield from self._step()

    def _step(self) -> Iterable[Event]:
        frame, self._frame = self._frame, {}
        began = {party: self._talkers[party].hear(probed) for party, probed in frame.items()}
        for party, probed in frame.items():
            if self._talkers[party].is_over(probed.span.end):
                yield from self._end_run(party, probed.span.end)
        for party, start in began.items():
            if start is not None:
                yield from self._goes_on(party, frame[party].span.end)
                self._begin(party, start, frame[party].span.end)
        for probed in list(frame.values())[:1]:
            yield from self._measure(probed.span.end, probed.span.length)

    def _goes_on(self, party: Party, at: int) -> Iterable[Event]:
        """Whoever was interrupted speaks again, and the other has stopped after a few words."""
        other = self._talkers[party.other]
        if other.run is None and other.last is not None:
            yield from self._take_back_brief(party.other, other.last, at)

    def _end_run(self, party: Party, at: int) -> Iterable[Event]:
        """The party has stopped, and with them the overlap that there was."""
        talker, overlap = self._talkers[party], self._overlap
        run = talker.run
        assert run is not None
        if overlap is not None and party is not overlap.by:
            second = self._talkers[overlap.by]
            assert second.run is not None
            if not second.is_over(at):
                yield from self._judge(overlap, second.run, at, gave_way=True)
        yield from self._close(at)
        if run.length > self._longest_support():
            self._took_turn[party] = run.end
        talker.stop()

    def _begin(self, party: Party, start: int, end: int) -> None:
        talker, other = self._talkers[party], self._talkers[party.other].run
        last = talker.last
        run = talker.run = self._continued(party, start, end)
        if other is None:
            return
        second = party if run.turn >= other.turn else party.other
        held_on = last is not None and self._held_on(last, other, start)
        self._overlap = _Overlap(
            by=second,
            start=max(start, other.start),
            held=abs(run.turn - other.turn),
            resumed=not held_on if second is not party else other.start >= start,
        )

    def _continued(self, party: Party, start: int, end: int) -> Run:
        """The run that begins, as part of the turn and of the talk that it goes on with."""
        last = self._talkers[party].last
        if last is None or start - last.end > self._longest_pause(party, last, start):
            return Run(start, end, turn=start, begun=start)
        if start - last.end > to_samples(self._settings.breath_s):
            return replace(last, start=start, end=end, begun=start, before=0, over=0)
        return replace(last, start=start, end=end, before=last.length)

    def _held_on(self, last: Run, other: Run, start: int) -> bool:
        """Whether the other came in when the one who goes on had hardly stopped."""
        still = to_samples(self._settings.still_s)
        return 0 <= other.start - last.end < still and 0 < start - other.start < still

    def _longest_pause(self, party: Party, last: Run, start: int) -> int:
        """How long the party may have been silent and still be in the same turn."""
        other = self._talkers[party.other].run
        answering = other is not None and other.start < start
        answered = answering or self._took_turn[party.other] > last.end
        settings = self._settings
        return to_samples(settings.resume_s if answered else settings.unanswered_s)

    def _longest_support(self) -> int:
        return to_samples(self._settings.backchannel_s)

    def _measure(self, at: int, step: int) -> Iterable[Event]:
        overlap = self._overlap
        if overlap is None:
            return
        first, second = self._talkers[overlap.by.other], self._talkers[overlap.by]
        if first.run is None or second.run is None:
            return
        overlap.both = max(0, min(first.run.end, second.run.end) - overlap.start)
        if first.voiced and second.voiced:
            overlap.at_once += step
            second.run.came_over |= not overlap.resumed
        yield from self._judge(overlap, second.run, at)
        if first.voiced and at - second.run.end >= _STOPPED:
            yield from self._take_back_brief(overlap.by, second.run, at)

    def _take_back_brief(self, by: Party, second: Run, at: int) -> Iterable[Event]:
        """The first speaker has talked through it: no turn was taken, as far as voices tell."""
        if not second.told or second.disproved or second.length > self._brief(by, second):
            return
        if self._words_reach(by, second):
            return  # they decide, and more surely
        for told, run in [one for one in self._told if one[1] is second]:
            self._told.remove((told, run))
            second.told, second.brief = False, True
            spoke = to_seconds(second.length)
            why = f"the {by} stopped after {spoke:.1f} s, and the {by.other} went on"
            yield FindingWithdrawn(at=at, of=told, reason=why)

    def _judge(
        self, overlap: _Overlap, second: Run, at: int, gave_way: bool = False
    ) -> Iterable[Event]:
        if second.told or not self._certain(overlap, second, gave_way):
            return
        second.told = True
        interrupted = Interrupted(
            at=at,
            by=overlap.by,
            start=second.begun,
            overlap=second.over + overlap.both,
            because=self._why(overlap),
        )
        self._told.append((interrupted, second))
        yield interrupted

    def _certain(self, overlap: _Overlap, second: Run, gave_way: bool) -> bool:
        """Whether the second has come in over a turn and takes it; nobody yields to "mm-hm"."""
        settings = self._settings
        whole = to_samples(settings.overlap_s)
        needed = max(whole // 2, whole - second.over)
        lasted, least = second.end - second.begun, self._longest_support()
        if second.brief:
            lasted, least = second.length, self._brief(overlap.by, second)
        elif not gave_way:
            least += self._doubt(overlap.by, second)
        return (
            second.came_over
            and overlap.held >= to_samples(settings.floor_s)
            and lasted > least
            and overlap.both >= needed
            and overlap.at_once >= needed // 2
            and not self._only_support(overlap.by, second)
        )

    def _doubt(self, by: Party, run: Run) -> int:
        """How much longer than a backchannel talk must last."""
        soft = self._talkers[by].is_soft(run)
        return to_samples(self._settings.soft_sure_s if soft else self._settings.sure_s)

    def _brief(self, by: Party, run: Run) -> int:
        """How long talk may be and still have been support, if it stops then."""
        soft = self._talkers[by].is_soft(run)
        return to_samples(self._settings.soft_brief_s if soft else self._settings.brief_s)

    def _only_support(self, by: Party, run: Run) -> bool:
        """Whether the words of the run are known, nearly up to now, and take no turn."""
        return self._words_reach(by, run) and supports(self._words_of(by, run))

    def _words_reach(self, by: Party, run: Run) -> bool:
        words = self._words_of(by, run)
        return bool(words) and run.end - words[-1].end <= _WORDS_LATE

    def _words_of(self, by: Party, run: Run) -> list[Word]:
        return self._said[by].during(Span(start=run.begun, end=run.end))

    def _disproved(self, said: WordsCommitted) -> Iterable[Event]:
        """Take back an interruption that was nothing but "yeah, okay, right"."""
        utterance, plain = self._utterance.get(said.party, (said.utterance, True))
        plain = (plain or utterance != said.utterance) and supports(said.words)
        self._utterance[said.party] = (said.utterance, plain)
        later = [word for word in self._said[said.party].open if word.start >= said.end]
        if not plain or not supports(later):
            return
        reason = f'the words were only "{said.text}"'
        since = said.start - to_samples(self._settings.resume_s)
        for told, run in [one for one in self._told if one[0].by is said.party]:
            if since <= told.start < said.end:
                self._told.remove((told, run))
                run.disproved = True
                yield FindingWithdrawn(at=said.at, of=told, reason=reason)
        for overlap in [one for one in self._closed if one.by is said.party]:
            if since <= overlap.start < said.end:
                self._closed.remove(overlap)
                yield FindingWithdrawn(at=said.at, of=overlap, reason=reason)
                yield replace(overlap, at=said.at, class_=OverlapClass.BACKCHANNEL)

    def _close(self, at: int) -> Iterable[Event]:
        overlap, self._overlap = self._overlap, None
        if overlap is None or overlap.at_once == 0:
            return
        first, second = self._talkers[overlap.by.other].run, self._talkers[overlap.by].run
        assert first is not None and second is not None
        fact = TalkOverlapped(
            at=at,
            by=overlap.by,
            start=overlap.start,
            end=min(first.end, second.end, at),
            class_=self._class(overlap.by, first, second),
            because=self._why(overlap),
        )
        second.over += overlap.both
        if fact.class_ is OverlapClass.INTERRUPTION:
            self._closed.append(fact)
        yield fact

    def _class(self, by: Party, first: Run, second: Run) -> OverlapClass:
        if second.told and not second.disproved:
            return OverlapClass.INTERRUPTION
        brief = second.length <= self._longest_support() or second.brief
        brief = brief or self._only_support(by, second)
        if second.disproved or (brief and first.end > second.end):
            return OverlapClass.BACKCHANNEL
        return OverlapClass.TURN_CHANGE

    def _why(self, overlap: _Overlap) -> str:
        second = self._talkers[overlap.by].run
        over = 0 if second is None else second.over
        held, both = to_seconds(overlap.held), to_seconds(over + overlap.both)
        spoke = to_seconds(second.length) if second else 0.0
        return (
            f"the {overlap.by.other} had talked for {held:.1f} s; "
            f"both talked for {both:.1f} s; the {overlap.by} for {spoke:.1f} s so far"
        )
