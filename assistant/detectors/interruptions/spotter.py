"""Voices and words of both parties go in; who came in over whom comes out.

Reads `VoiceProbed` rather than utterances: those end late, by the silence that they wait for, and
a prompt reply would look like an overlap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.detectors.interruptions.runs import Run, Talker
from assistant.detectors.interruptions.settings import InterruptionSettings
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
        self._talkers = {party: Talker(self._settings) for party in Party}
        self._took_turn = dict.fromkeys(Party, 0)
        """Where each party's last run ended that was longer than a backchannel."""
        self._frame: dict[Party, VoiceProbed] = {}
        """The frame that one party's probe has come for and the other's has not."""
        self._overlap: _Overlap | None = None
        self._told: deque[Interrupted | TalkOverlapped] = deque(maxlen=32)
        """What was called an interruption, and not taken back."""
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
        if frame:
            span = next(iter(frame.values())).span
            yield from self._measure(span.end, span.length)

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
        second.told, second.brief = False, True
        spoke = to_seconds(second.length)
        why = f"the {by} stopped after {spoke:.1f} s, and the {by.other} went on"
        yield from self._take_back(by, Span(start=second.begun, end=second.end), at, why)

    def _take_back(self, by: Party, talk: Span, at: int, reason: str) -> Iterable[Event]:
        """Withdraw what began in that talk; its overlaps are told again for what they were."""
        for told in [one for one in self._told if one.by is by]:
            if talk.start <= told.start < talk.end:
                self._told.remove(told)
                yield FindingWithdrawn(at=at, of=told, reason=reason)
                if isinstance(told, TalkOverlapped):
                    yield replace(told, at=at, class_=OverlapClass.BACKCHANNEL)

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
        self._told.append(interrupted)
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
        talk = Span(start=said.start - to_samples(self._settings.resume_s), end=said.end)
        talker = self._talkers[said.party]
        for run in (talker.run, talker.last):
            if run is not None and run.told and talk.start <= run.begun < talk.end:
                run.disproved = True
        reason = f'the words were only "{said.text}"'
        yield from self._take_back(said.party, talk, said.at, reason)

    def _close(self, at: int) -> Iterable[Event]:
        overlap, self._overlap = self._overlap, None
        if overlap is None or overlap.at_once == 0:
            return
        first, second = self._talkers[overlap.by.other].run, self._talkers[overlap.by].run
        assert first is not None and second is not None
        if min(first.length, second.length) < to_samples(self._settings.syllable_s):
            return
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
            self._told.append(fact)
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
        assert second is not None
        held, both = to_seconds(overlap.held), to_seconds(second.over + overlap.both)
        return (
            f"the {overlap.by.other} had talked for {held:.1f} s; both talked for {both:.1f} s; "
            f"the {overlap.by} for {to_seconds(second.length):.1f} s so far"
        )
