"""Calls by a script through stages that turn audio into words, with answers late or never."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from assistant.events import (
    AnswersEnded,
    Event,
    Party,
    RecognitionDue,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.pipeline import Pipeline
from fakes import Said, ScriptedRecogniser, ScriptedSource


@dataclass(frozen=True, slots=True)
class Answered:
    """What becomes of a request: an answer so many audio events later, or none to a look."""

    delay: int = 0
    dropped: bool = False


@dataclass(slots=True)
class DrivenCall:
    """What came of a call."""

    asked: list[RecognitionDue] = field(default_factory=list)
    told: list[WordsCommitted | WordsTentative] = field(default_factory=list)

    @property
    def committed(self) -> list[WordsCommitted]:
        """The facts of committed words."""
        return [fact for fact in self.told if isinstance(fact, WordsCommitted)]

    @property
    def tentative(self) -> list[WordsTentative]:
        """The facts of tentative words."""
        return [fact for fact in self.told if isinstance(fact, WordsTentative)]

    def words(self, party: Party) -> list[Word]:
        """All committed words of the party, as they came."""
        return [word for fact in self.committed if fact.party is party for word in fact.words]

    def shown(self, party: Party) -> list[tuple[Word, ...]]:
        """The tentative words that stood after each fact, as somebody sees who keeps the rules."""
        standing: tuple[Word, ...] = ()
        out = []
        for fact in self.told:
            if fact.party is not party:
                continue
            if isinstance(fact, WordsTentative):
                standing = fact.words
            else:
                standing = tuple(word for word in standing if word.start >= fact.end)
            out.append(standing)
        return out


def drive(
    script: Sequence[Said],
    seconds: float,
    pipeline: Pipeline,
    answers: Sequence[Answered] = (),
    looks: bool = True,
) -> DrivenCall:
    """The call; its requests are answered in turn as `answers` say, each party's in order.

    Without `looks` none of them is answered, as in plain replay.
    """
    call, recognise = DrivenCall(), ScriptedRecogniser(script)
    waiting: dict[Party, deque[tuple[int, RecognitionDue]]] = {party: deque() for party in Party}

    def push(event: Event, now: int) -> None:
        for out in pipeline.push(event):
            if isinstance(out, RecognitionDue):
                how = answers[len(call.asked) % len(answers)] if answers else Answered()
                call.asked.append(out)
                if out.final or (looks and not how.dropped):
                    waiting[out.party].append((now + how.delay, out))
            elif isinstance(out, WordsCommitted | WordsTentative):
                call.told.append(out)

    def answer(now: int) -> None:
        for queue in waiting.values():
            while queue and queue[0][0] <= now:
                push(recognise(queue.popleft()[1]), now)

    now = 0
    for now, event in enumerate(ScriptedSource(script, seconds).events()):
        push(event, now)
        answer(now)
    answer(now + 1_000_000)
    assert pipeline.push(AnswersEnded(at=0)) == [AnswersEnded(at=0)]
    return call


def length(script: Sequence[Said]) -> float:
    """Seconds to the end of the last word; one where nobody speaks."""
    return max((said.end for said in script), default=1.0)


def script_words(script: Sequence[Said], party: Party) -> list[Word]:
    """All words of the party, in order."""
    return [word for said in script if said.party is party for word in said.words()]


@st.composite
def scripts(draw: st.DrawFn, most: int = 120) -> list[Said]:
    """Turns of both parties, over each other or not, from a word to `most` words.

    No word is said twice, so that each can be followed.
    """
    script: list[Said] = []
    for party in Party:
        now = draw(st.integers(0, 30)) / 10
        for _ in range(draw(st.integers(0, 4))):
            words = draw(st.one_of(st.integers(1, 12), st.integers(1, most)))
            lasts = words * draw(st.sampled_from([0.21, 0.33, 0.5])) + 0.15
            said = len(script) * 1_000
            text = " ".join(f"{party}{said + index}" for index in range(words))
            script.append(Said(party, now, now + lasts, text))
            now += lasts + draw(st.sampled_from([0.05, 0.2, 0.27, 0.4, 0.55, 0.7, 2.0, 9.0]))
    return script
