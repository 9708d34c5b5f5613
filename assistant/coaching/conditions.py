"""Findings and a rule's conditions go in; whether they meet, and on what evidence, comes out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from assistant.coaching.playbook import Absence, Condition, Presence, Trigger
from assistant.events import (
    ActSpoken,
    HoldChanged,
    Interrupted,
    LoudnessRose,
    MonologueStretched,
    PaceMeasured,
    Party,
    SentimentScored,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    TalkShareMeasured,
    Word,
    WordsCommitted,
)
from assistant.timeline import to_samples, to_seconds

Matchable = (
    ActSpoken
    | HoldChanged
    | Interrupted
    | LoudnessRose
    | MonologueStretched
    | PaceMeasured
    | SentimentScored
    | SilenceStretched
    | SpeechEnded
    | SpeechStarted
    | TalkShareMeasured
)
"""The findings that a playbook may speak of."""

_REMEMBERED_S = 3600
"""The longest `within_s` of a playbook."""
_AROUND_S = 20
"""How long before a finding words count for `not_saying`: the last sentence, not the last topic."""
_WORDS_KEPT = 100
"""Of each party: more than the fastest talkers say in that time."""
_PLAIN = str.maketrans({"’": "'"} | dict.fromkeys('.,;:!?…"“”()'))
"""Written marks that nobody says."""


class Memory:
    """The findings of the last hour, and the last words of each party."""

    def __init__(self) -> None:
        self._findings: deque[Matchable] = deque()
        self._words: dict[Party, deque[Word]] = {p: deque(maxlen=_WORDS_KEPT) for p in Party}

    def hear(self, said: WordsCommitted) -> None:
        """Keep the words for `not_saying`."""
        self._words[said.party].extend(said.words)

    def note(self, finding: Matchable) -> None:
        """Keep the finding for `times` and `unless`."""
        self._findings.append(finding)
        while self._findings[0].at < finding.at - to_samples(_REMEMBERED_S):
            self._findings.popleft()

    def forget(self, finding: object) -> None:
        """Take back a finding that was disproved."""
        if finding in self._findings:
            self._findings.remove(finding)  # type: ignore[arg-type]  # it is there

    def evidence(
        self, trigger: Trigger, finding: Matchable, given: Sequence[Presence] = ()
    ) -> tuple[Matchable, ...]:
        """The findings that meet the trigger, and any one of `given`; empty where they do not.

        `finding` comes last, and first what was given.
        """
        if not self.meets(trigger, finding):
            return ()
        beside = self._beside(given, finding.at)
        if given and not beside:
            return ()
        since = finding.at - to_samples(trigger.within_s)
        met = [one for one in self._since(since) if self.meets(trigger, one) and one != finding]
        needed = trigger.times - 1
        if len(met) < needed:
            return ()
        return (*beside, *met[len(met) - needed :], finding)

    def happened(self, absence: Absence, at: int) -> bool:
        """Whether the finding fell within the last `within_s`."""
        since = at - to_samples(absence.within_s)
        return any(self.meets(absence, one) for one in self._since(since))

    def _beside(self, given: Iterable[Presence], at: int) -> tuple[Matchable, ...]:
        """The newest findings that meet any one of `given`; empty where they meet none."""
        for presence in given:
            since = self._since(at - to_samples(presence.within_s))
            met = [one for one in since if self.meets(presence, one)]
            if len(met) >= presence.times:
                return tuple(met[-presence.times :])
        return ()

    def meets(self, condition: Condition, finding: Matchable) -> bool:
        """Whether the one finding is what the condition says."""
        if finding.kind != condition.finding:
            return False
        return (
            _agrees(condition.party, _party(finding))
            and _agrees(condition.phase, getattr(finding, "phase", None))
            and _agrees(condition.label, getattr(finding, "label", None))
            and _agrees(condition.explained, getattr(finding, "explained", None))
            and _act_meets(condition, finding)
            and _figures_meet(condition, finding)
            and self._unsaid(condition, finding)
        )

    def _since(self, position: int) -> Iterable[Matchable]:
        return (finding for finding in self._findings if finding.at >= position)

    def _unsaid(self, condition: Condition, finding: Matchable) -> bool:
        party = _party(finding)
        if not condition.not_saying or party is None:
            return True
        since = finding.at - to_samples(_AROUND_S)
        near = [
            word.word
            for word in self._words[party]
            if word.end >= since and word.start <= finding.at
        ]
        said = _plain(" ".join(near))
        return not any(_plain(words) in said for words in condition.not_saying)


def _plain(words: str) -> str:
    """The words as said, with a space on either side, so that only whole words are found."""
    return f" {' '.join(words.translate(_PLAIN).lower().split())} "


def _agrees(wanted: object | None, found: object | None) -> bool:
    return wanted is None or wanted == found


def _party(finding: Matchable) -> Party | None:
    found = getattr(finding, "by", None) or getattr(finding, "party", None)
    return Party(found) if found else None


def _act_meets(condition: Condition, finding: Matchable) -> bool:
    if not condition.acts:
        return True
    return isinstance(finding, ActSpoken) and any(
        finding.act == act or (act.endswith(".*") and finding.act.startswith(act[:-1]))
        for act in condition.acts
    )


def _figures_meet(condition: Condition, finding: Matchable) -> bool:
    """Whether each figure of the finding is within what the condition asks of it."""
    match finding:
        case SilenceStretched() | MonologueStretched():
            over = finding.end is not None
            lasted = -1.0 if over else to_seconds(finding.at - finding.start)
            return _within(lasted, condition.lasting_s, None)
        case ActSpoken():
            return _within(finding.score, condition.score_at_least, condition.score_at_most)
        case SentimentScored():
            return _within(
                finding.score, condition.score_at_least, condition.score_at_most
            ) and _within(finding.confidence, condition.confidence_at_least, None)
        case PaceMeasured():
            slowest = condition.words_per_minute_at_least
            return _within(finding.words_per_minute, slowest, condition.words_per_minute_at_most)
        case LoudnessRose():
            return _within(finding.db_over_baseline, condition.db_at_least, None)
        case TalkShareMeasured():
            return _within(
                finding.share, condition.share_at_least, condition.share_at_most
            ) and _within(to_seconds(finding.window), None, condition.window_at_most_s)
        case _:
            return True


def _within(found: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is None or found >= lowest) and (highest is None or found <= highest)
