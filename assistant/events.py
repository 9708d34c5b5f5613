"""Every type that crosses a boundary: what happened, to whom, where in the call.

Frozen, flat, never subclassed. A fact has a `kind`, its name in the event log, and `at`: the
position at which the evidence for it was complete in the audio.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.timeline import Samples, Span

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Setting = bool | int | float | str | None


class Party(StrEnum):
    """Who is speaking."""

    AGENT = "agent"
    CUSTOMER = "customer"

    @property
    def other(self) -> Party:
        """The one at the other end of the line."""
        return Party.CUSTOMER if self is Party.AGENT else Party.AGENT


class Severity(StrEnum):
    """How much a cue matters, from a remark to a must."""

    INFO = "info"
    COACH = "coach"
    WARN = "warn"
    CRITICAL = "critical"


class _SeqInTheLog:
    """Marks an earlier fact that the event log names by its `seq`."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema  # only the journal asks for this

        def fact(seq: int, info: Any) -> Any:
            return info.context.fact(seq)

        def seq(earlier: Any, info: Any) -> int:
            return int(info.context.seq(earlier))

        number = core_schema.int_schema(ge=0)
        return core_schema.with_info_after_validator_function(
            fact,
            number,
            serialization=core_schema.plain_serializer_function_ser_schema(
                seq, info_arg=True, return_schema=number
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One recognised word."""

    word: str
    start: Samples
    end: Samples
    probability: float


# ---- Inside only: audio, requests to models and their answers -----------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AudioFrame:
    """A stretch of one party's audio: float32 mono at 16 kHz, -1..1."""

    party: Party
    start: Samples
    samples: NDArray[np.float32]

    @property
    def span(self) -> Span:
        """Where in the call the frame lies."""
        return Span(start=self.start, end=self.start + len(self.samples))


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioEnded:
    """In-band, the last thing that the source says: no audio comes after `at`."""

    at: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersEnded:
    """After `AudioEnded`: every model has answered what it was asked; nothing more comes."""

    at: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceProbed:
    """How likely it is that the party spoke during `span`, 0..1; one for each frame.

    `level_db` is the mean power of the frame over that of a full-scale square wave, in decibels,
    -120 for digital silence; None where nobody measured it.
    """

    party: Party
    span: Span
    probability: float
    level_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecognitionDue:
    """Asks for the words in `samples`, which lie at `span`.

    Final: for good, and never dropped. Otherwise: for a look at an utterance that goes on, which a
    newer request replaces, and which nobody has to answer. `said` are words at the beginning of
    `samples` that are settled already; the answer goes on from them. `fresh_s` is how many seconds
    of speech follow them.
    """

    party: Party
    utterance: int
    at: Samples
    span: Span
    samples: NDArray[np.float32]
    final: bool
    said: tuple[str, ...] = ()
    fresh_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """Answers `RecognitionDue`: the words heard, none where nothing was said."""

    party: Party
    utterance: int
    at: Samples
    span: Span
    words: tuple[Word, ...]
    final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentDue:
    """Asks how an utterance of the customer sounds, by its words."""

    party: Party
    utterance: int
    at: Samples
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentRead:
    """Answers `SentimentDue`: probabilities of the three classes, summing to 1."""

    party: Party
    utterance: int
    at: Samples
    span: Span
    negative: float
    neutral: float
    positive: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActsDue:
    """Asks which acts a party does by `words`; those from `new` on were not asked about before.

    Words from `committed` on may still change. With `final` false, it is a look that a newer
    request replaces, and which nobody has to answer.
    """

    party: Party
    utterance: int
    at: Samples
    words: tuple[Word, ...]
    new: int
    committed: int
    settled: Samples
    """Up to here the words can no longer change what was told of them."""
    heard: str = ""
    """What the other party said last: what a paraphrase gives back."""
    final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAct:
    """The words from `first` to `last` of a request, both inside, and how likely they do `act`."""

    act: str
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActsRead:
    """Answers `ActsDue`; `acts` is None where the model failed."""

    request: ActsDue
    acts: tuple[ReadAct, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookOffered:
    """The playbook was changed while the call goes on: a checked one, to be used from now on."""

    at: Samples
    playbook: Any
    """A coaching.playbook.Playbook; that room lies above this file."""


# ---- Facts: what the event log holds ------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsed:
    """Which weights took a role in the call."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookUsed:
    """Which playbook the cues came from."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted:
    """The call begins; with what it is listened to."""

    kind: ClassVar[str] = "call_started"
    at: Samples = 0
    schema: int
    source: str
    sample_rate: int
    channels: int
    models: Mapping[str, ModelUsed]
    playbook: PlaybookUsed
    settings: Mapping[str, Mapping[str, Setting]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """A party began to speak at `start`; known at `at`."""

    kind: ClassVar[str] = "speech_started"
    at: Samples
    party: Party
    utterance: int
    start: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    """A party stopped speaking at `end`; known at `at`, after the silence that it takes."""

    kind: ClassVar[str] = "speech_ended"
    at: Samples
    party: Party
    utterance: int
    start: Samples
    end: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsTentative:
    """All words of a party that are heard but not yet committed; the next such fact replaces it.

    A commit takes away those that begin before its end. An empty `text` takes all back. `words`
    stay inside: the log holds those that are committed.
    """

    kind: ClassVar[str] = "transcript"
    at: Samples
    party: Party
    utterance: int
    text: str
    final: Literal[False] = False
    start: Samples
    end: Samples
    confidence: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsCommitted:
    """Words that will not change; each word of the call is in one such fact."""

    kind: ClassVar[str] = "transcript"
    at: Samples
    party: Party
    utterance: int
    text: str
    final: Literal[True] = True
    start: Samples
    end: Samples
    confidence: float
    words: tuple[Word, ...]


class OverlapClass(StrEnum):
    """What it was when both spoke at once."""

    INTERRUPTION = "interruption"
    BACKCHANNEL = "backchannel"
    TURN_CHANGE = "turn_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkOverlapped:
    """Both spoke at once; `by` came in second; `because` says why it is of its class."""

    kind: ClassVar[str] = "overlap"
    at: Samples
    by: Party
    start: Samples
    end: Samples
    class_: OverlapClass
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """`by` came in over the other at `start`; `overlap` is how long both spoke by then."""

    kind: ClassVar[str] = "interruption"
    at: Samples
    by: Party
    start: Samples
    overlap: Samples
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceStretched:
    """Nobody has spoken since `start`; `end` is None while that lasts."""

    kind: ClassVar[str] = "dead_air"
    at: Samples
    start: Samples
    end: Samples | None
    explained: bool


class HoldPhase(StrEnum):
    """How far a hold has come."""

    REQUESTED = "requested"
    STARTED = "started"
    CHECK_IN_DUE = "check_in_due"
    RETURNED = "returned"
    THANKED = "thanked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldChanged:
    """A hold that began with the request at `start` came into `phase`."""

    kind: ClassVar[str] = "hold"
    at: Samples
    phase: HoldPhase
    start: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceMeasured:
    """How fast a party spoke over the last `window` of their own speech."""

    kind: ClassVar[str] = "pace"
    at: Samples
    party: Party
    words_per_minute: float
    window: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkShareMeasured:
    """A party's share, 0..1, of what both talked in the last `window` of the call."""

    kind: ClassVar[str] = "talk_share"
    at: Samples
    party: Party
    share: float
    window: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class MonologueStretched:
    """A party has talked since `start` without giving way; `end` is None while that lasts."""

    kind: ClassVar[str] = "monologue"
    at: Samples
    party: Party
    start: Samples
    end: Samples | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessRose:
    """A party has been louder than their own baseline for `window`."""

    kind: ClassVar[str] = "loudness"
    at: Samples
    party: Party
    db_over_baseline: float
    window: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessSettled:
    """A party who had been loud is back near their own usual."""

    kind: ClassVar[str] = "loudness_settled"
    at: Samples
    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionMeasured:
    """How tense the customer's voice was, 0..1, over `window` of their own speech; by what."""

    kind: ClassVar[str] = "tension"
    at: Samples
    party: Party
    score: float
    window: Samples
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActSpoken:
    """A party did something by words: `text`, at `start` to `end`; see the taxonomy."""

    kind: ClassVar[str] = "act"
    at: Samples
    party: Party
    act: str
    text: str
    start: Samples
    end: Samples
    score: float
    utterance: int


class SentimentLabel(StrEnum):
    """The side of a sentiment score; neutral also stands for "not sure"."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentScored:
    """How an utterance of the customer sounded, -1..1, and where that is heading."""

    kind: ClassVar[str] = "sentiment"
    at: Samples
    party: Party
    score: float
    label: SentimentLabel
    trend: float
    confidence: float
    utterance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """A party asked something; `open` where no yes, no or single datum would answer it."""

    kind: ClassVar[str] = "question"
    at: Samples
    party: Party
    text: str
    start: Samples
    end: Samples
    open: bool
    utterance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskChanged:
    """How likely the customer is to ask to escalate, 0..1, and why."""

    kind: ClassVar[str] = "risk"
    at: Samples
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BleedMeasured:
    """One party's audio is heard on the other's channel, or, `gone`, is no longer.

    `gated`: it is taken out before anything else listens. Where it is not, it is too strong or
    too unlike its source, and talk on both channels cannot be told from it.
    """

    kind: ClassVar[str] = "bleed"
    at: Samples
    from_: Party
    to: Party
    attenuation_db: float
    lag_ms: float
    gated: bool
    gone: bool = False


Evidence = Annotated[
    SpeechStarted
    | SpeechEnded
    | WordsTentative
    | WordsCommitted
    | TalkOverlapped
    | Interrupted
    | SilenceStretched
    | HoldChanged
    | PaceMeasured
    | TalkShareMeasured
    | MonologueStretched
    | LoudnessRose
    | LoudnessSettled
    | TensionMeasured
    | ActSpoken
    | SentimentScored
    | QuestionAsked
    | RiskChanged,
    _SeqInTheLog(),
]
"""A fact that a later one may rest on; the log names it by its `seq`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingWithdrawn:
    """Later words disproved `of`."""

    kind: ClassVar[str] = "withdrawn"
    at: Samples
    of: Evidence
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CueOffered:
    """A few words that help now, never without the facts `because` of which they come."""

    kind: ClassVar[str] = "cue"
    at: Samples
    id: int
    rule: str
    text: str
    detail: str
    severity: Severity
    because: tuple[Evidence, ...]
    expires: Samples
    technique: str = ""
    level: int | None = None
    """Of the playbook's escalation matrix, where the cue says to bring somebody in, `to` whom."""
    to: str | None = None


class CueOutcome(StrEnum):
    """What became of a cue."""

    AGENT_DID_IT = "agent_did_it"
    EXPIRED = "expired"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Handling(StrEnum):
    """What the agent does about cues by hand."""

    DISMISS = "dismiss"
    """Take this one down."""
    WRONG = "wrong"
    """Take it down, for it did not fit; and let its rule rest."""
    SNOOZE = "snooze"
    """Show nothing but critical ones for a while."""
    MUTE = "mute"
    """Show none of this rule for the rest of the call."""
    UNMUTE = "unmute"
    """Show the rule's cues again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CueHandled:
    """The agent pressed a key about `cue`, about `rule`, or, to snooze, about all of them."""

    kind: ClassVar[str] = "cue_handled"
    at: Samples
    action: Handling
    cue: int | None = None
    rule: str | None = None
    lasts: Samples | None = None
    """Of a snooze; None for as long as the playbook says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CueResolved:
    """A cue went away, and how."""

    kind: ClassVar[str] = "cue_resolved"
    at: Samples
    cue: int
    by: CueOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookChanged:
    """From here on the cues come from another playbook, or another version of it."""

    kind: ClassVar[str] = "playbook_changed"
    at: Samples
    playbook: PlaybookUsed


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentDegraded:
    """A part of the machine falls short: why, and what was done about it."""

    kind: ClassVar[str] = "degraded"
    at: Samples
    component: str
    reason: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRecovered:
    """A part of the machine does its whole work again."""

    kind: ClassVar[str] = "recovered"
    at: Samples
    component: str
    reason: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTalk:
    """One party's talk over the call."""

    talk: Samples
    share: float
    interruptions: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """Of the cues that were followed or ran out: the `share` followed, and how soon, in seconds.

    `sentiment_change` is by how much the customer's words got better, -2..2, in the 30 s after a
    cue that was followed. None where there is nothing to count.
    """

    share: float | None = None
    median_s: float | None = None
    sentiment_change: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummary:
    """The call in figures; `sentiment_by_quarter` holds None where nothing was scored.

    Without `overlaps_reliable`, one party was heard on the other's channel and could not be taken
    out: overlaps and interruptions may be echoes.
    """

    agent: PartyTalk
    customer: PartyTalk
    overlap: Samples
    dead_air: Samples
    dead_air_count: int
    longest_dead_air: Samples
    holds: int
    sentiment_by_quarter: tuple[float | None, ...]
    sentiment_trend: float | None
    acts: Mapping[str, int]
    cues: Mapping[str, int]
    cues_followed: int
    cues_expired: int
    overlaps_reliable: bool = True
    adherence: Adherence = Adherence()


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyFigures:
    """Percentiles of `emitted - at`, in seconds."""

    p50: float
    p95: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """The call is over; what it came to. `latency` is empty where no clock ran."""

    kind: ClassVar[str] = "call_ended"
    at: Samples
    duration: Samples
    summary: CallSummary
    latency: Mapping[str, LatencyFigures] = field(default_factory=dict)


Request = RecognitionDue | SentimentDue | ActsDue
Answer = Recognized | SentimentRead | ActsRead
Fact = (
    CallStarted
    | SpeechStarted
    | SpeechEnded
    | WordsTentative
    | WordsCommitted
    | TalkOverlapped
    | Interrupted
    | SilenceStretched
    | HoldChanged
    | PaceMeasured
    | TalkShareMeasured
    | MonologueStretched
    | LoudnessRose
    | LoudnessSettled
    | TensionMeasured
    | ActSpoken
    | SentimentScored
    | QuestionAsked
    | RiskChanged
    | BleedMeasured
    | FindingWithdrawn
    | CueOffered
    | CueHandled
    | CueResolved
    | PlaybookChanged
    | ComponentDegraded
    | ComponentRecovered
    | CallEnded
)
Event = (
    AudioFrame | AudioEnded | AnswersEnded | VoiceProbed | PlaybookOffered | Request | Answer | Fact
)

FACT_TYPES: tuple[type[Fact], ...] = get_args(Fact)
"""Every type that the event log holds."""
EVIDENCE_TYPES: tuple[type[Any], ...] = get_args(get_args(Evidence)[0])
"""Every type that a cue or a withdrawal may rest on."""
