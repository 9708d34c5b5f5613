"""What a call script may say: voices, turns, sounds, lines and bleed, each checked by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from assistant.detectors.acts.names import AGENT_ACTS, CUSTOMER_ACTS
from assistant.errors import DeescalateError

PARTIES = ("agent", "customer")
"""Left channel, right channel."""

WAIT_REQUEST = "wait_request"
"""Marks a customer's words that ask the agent to wait: no act, but it explains a silence."""
WAIT_REFUSAL = "wait_refusal"
"""Marks words that refuse the wait that the other asks for: no act, but what follows is no wait."""
ACTS = {"agent": frozenset(AGENT_ACTS), "customer": frozenset(CUSTOMER_ACTS)}
"""The taxonomy of docs/events.md, by the party that does it."""

TURN_GAP = 0.25
"""Seconds between turns where the script says nothing: about the usual gap in conversation."""
YIELD_AFTER = 0.3
"""Seconds for which a party who gives way goes on: a reaction time."""


class FixtureError(DeescalateError):
    """A call script, a recording or the voice weights are not as they must be."""


class OverlapKind(StrEnum):
    """What it is when a turn is laid over another."""

    INTERRUPTION = "interruption"
    BACKCHANNEL = "backchannel"
    TURN_CHANGE = "turn_change"


class SoundKind(StrEnum):
    """What a party's line can carry beside speech."""

    MUSIC = "music"
    RINGING = "ringing"
    COUGH = "cough"
    TYPING = "typing"
    DTMF = "dtmf"
    BEEP = "beep"
    BREATH = "breath"


class Noise(StrEnum):
    """What is heard behind a party all the time."""

    WHITE = "white"
    PINK = "pink"
    BABBLE = "babble"
    OFFICE = "office"
    HUM = "hum"
    STREET = "street"


class Codec(StrEnum):
    """What a party's sound went through before it was recorded."""

    MULAW = "mulaw"
    GSM = "gsm"
    OPUS = "opus"


class Room(StrEnum):
    """Where bleed goes from the loudspeaker to the microphone."""

    NONE = "none"
    SMALL = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words spoken in one breath; `pause` is the seconds of silence before them.

    `optional`: the act may be found and need not be. `asks_to_wait`: of the customer's words.
    `refuses_wait`: they answer a request to wait with no.
    """

    text: str
    pause: float = 0.0
    act: str | None = None
    optional: bool = False
    asks_to_wait: bool = False
    refuses_wait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something begins over the other party's last turn; exactly one is given.

    `fraction` of that turn, `seconds` into it, or `before_end`: seconds before it ends.
    """

    fraction: float | None = None
    seconds: float | None = None
    before_end: float | None = None

    def __post_init__(self) -> None:
        given = [x for x in (self.fraction, self.seconds, self.before_end) if x is not None]
        if len(given) != 1:
            raise ValueError("over needs exactly one of fraction, seconds and before_end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Over(Moment):
    """Where a turn is laid over the other party's last one, and who gives way, if anyone."""

    kind: OverlapKind
    yields: str | None = None
    yields_after: float = YIELD_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a party says in one go: `after` seconds behind everything so far, or `over` it."""

    party: str
    phrases: tuple[Phrase, ...]
    after: float = TURN_GAP
    over: Over | None = None
    gain_db: float = 0.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Something on a party's line that is not speech; `seconds` None: until their next turn.

    It stands behind everything so far; or `over` the other's last turn; or `under`: it begins with
    the next turn. Only the first of these takes time of the call, and only with `seconds`.
    `style` names a kind of music; without it the seed decides.
    """

    kind: SoundKind
    party: str
    seconds: float | None
    after: float = TURN_GAP
    over: Moment | None = None
    under: bool = False
    gain_db: float = 0.0
    style: str | None = None

    @property
    def takes_time(self) -> bool:
        """Whether what comes next waits for its end."""
        return self.over is None and not self.under and self.seconds is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks: a voice of the synthesiser, its language, and how it comes over the line."""

    name: str
    language: str
    speed: float = 1.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What lies between a party's mouth and the recording.

    `noise_dbfs` None: that of the whole call. `loss`: share of the 20 ms packets lost. `clip_db`:
    driven so far over full scale; None: not driven.
    """

    noise: Noise = Noise.WHITE
    noise_dbfs: float | None = None
    codec: Codec = Codec.MULAW
    opus_bps: int = 12_000
    loss: float = 0.0
    clip_db: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.loss <= 0.5:
            raise ValueError("loss: 0 to 0.5")
        if not 6_000 <= self.opus_bps <= 64_000:
            raise ValueError("opus_bps: 6000 to 64000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bleed:
    """One party's sound in the other's microphone, before noise and codec."""

    source: str
    into: str
    attenuation_db: float
    lag_ms: float = 0.0
    room: Room = Room.NONE

    def __post_init__(self) -> None:
        if {self.source, self.into} != set(PARTIES):
            raise ValueError("bleed goes from one party to the other")
        if self.attenuation_db < 0 or not 0 <= self.lag_ms <= 1_000:
            raise ValueError("attenuation_db: 0 or more; lag_ms: 0 to 1000")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallScript:
    """A whole call; `cues` is "none" where the product must stay quiet, else "open"."""

    name: str
    title: str
    voices: dict[str, Voice]
    turns: tuple[Turn | Sound, ...]
    noise_seed: int
    noise_dbfs: float = -62.0
    lead_in: float = 0.8
    tail: float = 1.2
    cues: str = "open"
    lines: dict[str, Line] = field(default_factory=lambda: {party: Line() for party in PARTIES})
    bleed: tuple[Bleed, ...] = ()

    @property
    def spoken(self) -> tuple[Turn, ...]:
        """The turns alone, without the other sounds."""
        return tuple(turn for turn in self.turns if isinstance(turn, Turn))

    def noise_on(self, party: str) -> float:
        """The level of the noise on a party's line, in dBFS."""
        own = self.lines[party].noise_dbfs
        return self.noise_dbfs if own is None else own
