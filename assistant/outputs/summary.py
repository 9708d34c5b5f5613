"""Facts of one call go in, as they happen; the call's figures come out."""

from __future__ import annotations

from collections import Counter

from assistant.events import (
    ActSpoken,
    Adherence,
    BleedMeasured,
    CallSummary,
    CueOffered,
    CueOutcome,
    CueResolved,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    HoldPhase,
    Interrupted,
    Party,
    PartyTalk,
    SentimentScored,
    SilenceStretched,
    SpeechEnded,
    TalkOverlapped,
    WordsCommitted,
)
from assistant.timeline import to_samples

_QUARTERS = 4
_ECHO_S = 5.0
"""Seconds of an echo that is not taken out, after which overlaps may be echoes: a short turn."""


class CallTally:
    """Counts what the log will be asked for most. Keeps scores, not the facts."""

    def __init__(self) -> None:
        self._talk: Counter[Party] = Counter()
        self._words: Counter[Party] = Counter()
        self._interruptions: Counter[Party] = Counter()
        self._overlap = 0
        self._dead_air: list[int] = []
        self._holds: set[int] = set()
        self._scores: list[tuple[int, float]] = []
        self._acts: Counter[str] = Counter()
        self._cues: Counter[str] = Counter()
        self._outcomes: Counter[CueOutcome] = Counter()
        self._echo = 0
        self._echo_from: dict[Party, int] = {}

    def add(self, fact: Fact) -> None:
        """Count one fact of the call."""
        match fact:
            case SpeechEnded():
                self._talk[fact.party] += fact.end - fact.start
            case WordsCommitted():
                self._words[fact.party] += len(fact.words)
            case Interrupted():
                self._interruptions[fact.by] += 1
            case TalkOverlapped():
                self._overlap += fact.end - fact.start
            case SilenceStretched(end=int(end)):
                self._dead_air.append(end - fact.start)
            case HoldChanged(phase=HoldPhase.STARTED, start=start):
                self._holds.add(start)
            case SentimentScored():
                self._scores.append((fact.at, fact.score))
            case ActSpoken():
                self._acts[fact.act] += 1
            case FindingWithdrawn():
                self._take_back(fact)
            case BleedMeasured():
                self._bled(fact)
            case CueOffered():
                self._cues[fact.rule] += 1
            case CueResolved():
                self._outcomes[fact.by] += 1
            case _:
                pass

    def _bled(self, bleed: BleedMeasured) -> None:
        self._echo += bleed.at - self._echo_from.pop(bleed.to, bleed.at)
        if not bleed.gated and not bleed.gone:
            self._echo_from[bleed.to] = bleed.at

    def _take_back(self, withdrawn: FindingWithdrawn) -> None:
        match withdrawn.of:
            case Interrupted(by=by):
                self._interruptions[by] -= 1
            case TalkOverlapped(start=start, end=end):
                self._overlap -= end - start
            case ActSpoken(act=act):
                self._acts[act] -= 1
            case HoldChanged(phase=HoldPhase.STARTED, start=start):
                self._holds.discard(start)
            case _:
                pass

    def summary(self, duration: int, adherence: Adherence | None = None) -> CallSummary:
        """The figures of a call of so many samples, with those of its cues."""
        quarters = self._quarters(duration)
        scored = [score for score in quarters if score is not None]
        echo = self._echo + sum(duration - since for since in self._echo_from.values())
        return CallSummary(
            agent=self._party(Party.AGENT),
            customer=self._party(Party.CUSTOMER),
            overlap=self._overlap,
            dead_air=sum(self._dead_air),
            dead_air_count=len(self._dead_air),
            longest_dead_air=max(self._dead_air, default=0),
            holds=len(self._holds),
            sentiment_by_quarter=quarters,
            sentiment_trend=round(scored[-1] - scored[0], 4) if len(scored) > 1 else None,
            acts=dict(sorted((+self._acts).items())),
            cues=dict(sorted(self._cues.items())),
            cues_followed=self._outcomes[CueOutcome.AGENT_DID_IT],
            cues_expired=self._outcomes[CueOutcome.EXPIRED],
            overlaps_reliable=echo < to_samples(_ECHO_S),
            adherence=adherence or Adherence(),
        )

    def _party(self, party: Party) -> PartyTalk:
        both = self._talk.total()
        return PartyTalk(
            talk=self._talk[party],
            share=round(self._talk[party] / both, 4) if both else 0.0,
            interruptions=self._interruptions[party],
            words=self._words[party],
        )

    def _quarters(self, duration: int) -> tuple[float | None, ...]:
        """Mean score of each quarter of the call; None where nothing was scored."""
        rows: list[list[float]] = [[] for _ in range(_QUARTERS)]
        for at, score in self._scores:
            rows[min(at * _QUARTERS // max(duration, 1), _QUARTERS - 1)].append(score)
        return tuple(round(sum(row) / len(row), 4) if row else None for row in rows)
