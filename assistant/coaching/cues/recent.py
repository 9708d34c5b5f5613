"""Facts of a call go in; what a playbook can speak of, over the last hour, comes out."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import ClassVar, get_args

from assistant.events import (
    ActSpoken,
    CueOffered,
    Evidence,
    HoldChanged,
    Interrupted,
    LoudnessRose,
    LoudnessSettled,
    MonologueStretched,
    PaceMeasured,
    Party,
    QuestionAsked,
    RiskChanged,
    SentimentScored,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    TalkShareMeasured,
    TensionMeasured,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import to_samples

_REMEMBERED_S = 3600
"""The longest `within_s` of a playbook."""
_WORDS_KEPT = 100
"""Of each party: more than the fastest talkers say in the time that `not_saying` looks at."""
_BEFORE = 12
"""Words before a commit that a phrase may begin in."""
_BACKCHANNEL_S = 1.0
"""Speech within the other's that is no turn of its own."""
_LAST_WORD_S = 0.6
"""Recognised words end so long before the voice does, in nine of ten turns."""
_PACES = 3
"""Measures of pace that make a usual one."""
_PLAIN = str.maketrans({"’": "'"} | dict.fromkeys('.,;:!?…"“”()-'))
"""Written marks that nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken:
    """A party's turn, as far as it went: `talked` of it was speech, `fact` ended the last of it.

    `unbroken`: the other party was silent then.
    """

    kind: ClassVar[str] = "turn"
    at: int
    party: Party
    start: int
    talked: int
    unbroken: bool
    fact: SpeechEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsSpoken:
    """Committed words, plain, behind those said before them."""

    kind: ClassVar[str] = "words"
    at: int
    party: Party
    before: str
    text: str
    fact: WordsCommitted


Logged = (
    ActSpoken
    | HoldChanged
    | Interrupted
    | LoudnessRose
    | LoudnessSettled
    | MonologueStretched
    | PaceMeasured
    | QuestionAsked
    | RiskChanged
    | SentimentScored
    | SilenceStretched
    | SpeechEnded
    | SpeechStarted
    | TalkShareMeasured
    | TensionMeasured
)
Matchable = Logged | TurnTaken | WordsSpoken | CueOffered
"""The findings that a playbook may speak of."""
LOGGED: tuple[type[Logged], ...] = get_args(Logged)
HEARD = (*LOGGED, WordsCommitted, WordsTentative, CueOffered)
"""The facts that a playbook's conditions rest on."""


def fact_of(finding: Matchable) -> Evidence:
    """The fact of the log that the finding is, or that it was made of."""
    if isinstance(finding, CueOffered):
        return finding.because[-1]
    return finding.fact if isinstance(finding, TurnTaken | WordsSpoken) else finding


def plain(words: str) -> str:
    """The words as said, with a space on either side, so that only whole words are found."""
    return f" {' '.join(words.translate(_PLAIN).lower().split())} "


class Recent:
    """The findings of the last hour by kind, the turns, and the last words of each party."""

    def __init__(self) -> None:
        self._findings: defaultdict[str, deque[Matchable]] = defaultdict(deque)
        self._words: dict[Party, deque[Word]] = {
            party: deque(maxlen=_WORDS_KEPT) for party in Party
        }
        self._open: dict[Party, WordsTentative] = {}
        self._talking: set[Party] = set()
        self._ended: dict[Party, int] = {}
        """Where each party's last speech ended."""
        self._turn: TurnTaken | None = None

    def hear(self, event: object) -> list[Matchable]:
        """The findings that the event is, or completes; they are kept."""
        found: list[Matchable] = []
        match event:
            case WordsCommitted():
                found.append(self._spoken(event))
            case WordsTentative():
                self._open[event.party] = event
            case SpeechStarted():
                self._talking.add(event.party)
                found.append(event)
            case SpeechEnded():
                self._talking.discard(event.party)
                self._ended[event.party] = event.end
                found.append(event)
                found += self._turns(event)
            case CueOffered():
                found.append(event)
            case _ if isinstance(event, LOGGED):
                found.append(event)
            case _:
                pass
        for finding in found:
            self._keep(finding)
        return found

    def _keep(self, finding: Matchable) -> None:
        kept = self._findings[finding.kind]
        same = isinstance(finding, TurnTaken) and kept and self._goes_on(kept[-1], finding)
        if same:
            kept.pop()
        kept.append(finding)
        while kept[0].at < finding.at - to_samples(_REMEMBERED_S):
            kept.popleft()

    @staticmethod
    def _goes_on(last: Matchable, turn: TurnTaken) -> bool:
        return isinstance(last, TurnTaken) and (last.party, last.start) == (turn.party, turn.start)

    def forget(self, fact: object) -> None:
        """Take back a finding that was disproved."""
        kept = self._findings[str(getattr(fact, "kind", ""))]
        if fact in kept:
            kept.remove(fact)  # type: ignore[arg-type]  # it is there

    def of(self, kind: str, since: int) -> Iterator[Matchable]:
        """Those of the kind from `since` on, oldest first."""
        return (finding for finding in self._findings[kind] if finding.at >= since)

    def newest(self, finding: Matchable) -> Matchable:
        """The newest that was told of the same silence or monologue; another finding is itself."""
        if not isinstance(finding, SilenceStretched | MonologueStretched):
            return finding
        told = self._findings[finding.kind]
        return next((one for one in reversed(told) if _same(one, finding)), finding)

    def lasts(self, stretch: SilenceStretched | MonologueStretched) -> bool:
        """Whether nothing has told yet that it is over."""
        newest = self.newest(stretch)
        return isinstance(newest, SilenceStretched | MonologueStretched) and newest.end is None

    def usual_pace(self, measured: PaceMeasured) -> float | None:
        """The median of what was measured of the party before; None where that is too little."""
        before = [
            one.words_per_minute
            for one in self._findings["pace"]
            if isinstance(one, PaceMeasured)
            and one.party is measured.party
            and one.at <= measured.at - measured.window
        ]
        return median(before) if len(before) >= _PACES else None

    def goes_on(self, turn: TurnTaken) -> bool:
        """Whether the party talks again, and nobody else has had a turn in between."""
        last = self._turn
        same = last is not None and (last.party, last.start) == (turn.party, turn.start)
        return same and turn.party in self._talking

    def speaks(self, party: Party) -> bool:
        """Whether the party talks, or has talked and the last of its words are still to come."""
        return party in self._talking or not self.words_to(party, self._ended.get(party, 0))

    def words_to(self, party: Party, end: int) -> bool:
        """Whether the party's words are committed up to there, but for a last short one."""
        words = self._words[party]
        last = words[-1].end if words else 0
        return last >= end - to_samples(_LAST_WORD_S)

    def said(self, party: Party, since: int, until: int) -> str:
        """What the party said in that time, plain; with the words that are not committed yet."""
        near = [
            word.word for word in self._words[party] if word.end >= since and word.start <= until
        ]
        tentative = self._open.get(party)
        if tentative is not None and tentative.end >= since and tentative.start <= until:
            near.append(tentative.text)
        return plain(" ".join(near))

    def _spoken(self, said: WordsCommitted) -> WordsSpoken:
        before = [word.word for word in self._words[said.party]][-_BEFORE:]
        self._words[said.party].extend(said.words)
        self._open.pop(said.party, None)  # the next look says what is left of it
        return WordsSpoken(
            at=said.at,
            party=said.party,
            before=plain(" ".join(before)),
            text=plain(said.text),
            fact=said,
        )

    def _turns(self, ended: SpeechEnded) -> Iterator[TurnTaken]:
        """The turn so far; none for a sound of agreement while the other talks on."""
        last, talked = self._turn, ended.end - ended.start
        if talked <= to_samples(_BACKCHANNEL_S) and ended.party.other in self._talking:
            return
        if last is not None and last.party is ended.party:
            start, talked = last.start, last.talked + talked
        else:
            start = ended.start
        self._turn = TurnTaken(
            at=ended.end,
            party=ended.party,
            start=start,
            talked=talked,
            unbroken=ended.party.other not in self._talking,
            fact=ended,
        )
        yield self._turn


def _same(one: Matchable, stretch: SilenceStretched | MonologueStretched) -> bool:
    return isinstance(one, type(stretch)) and one.start == stretch.start
