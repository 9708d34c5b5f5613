"""Settings and models go in; the stages in their order, and who answers them, come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from assistant.capture.bleed import BleedGate
from assistant.coaching.cues.policy import CuePolicy
from assistant.coaching.playbook.reading import Playbook
from assistant.coaching.risk.meter import RiskMeter, RiskWeights
from assistant.config import Settings
from assistant.detectors.holds import HoldTracker
from assistant.detectors.interruptions import InterruptionSpotter
from assistant.detectors.loudness import LoudnessMeter
from assistant.detectors.pace import PaceMeter
from assistant.detectors.phrases import PhraseSpotter
from assistant.detectors.questions import QuestionSpotter
from assistant.detectors.sentiment import SentimentMeter
from assistant.detectors.silence import SilenceMeter
from assistant.detectors.talk import TalkMeter
from assistant.detectors.tension import TensionMeter, TensionWeights
from assistant.engines.vad import TwoDetectors
from assistant.engines.whisper import WhisperSettings
from assistant.errors import ModelError
from assistant.events import (
    ActsDue,
    ActsRead,
    Answer,
    ModelUsed,
    PlaybookUsed,
    RecognitionDue,
    Request,
    SentimentDue,
)
from assistant.model_store import ModelStore, shipped
from assistant.pipeline import Pipeline, Stage
from assistant.speech.segmenter import Segmenter
from assistant.speech.transcriber import Transcriber
from assistant.speech.voice import VoiceProbe

LANGUAGE = "language/heads.safetensors"
CALIBRATION = "language/calibration.json"
SILERO = "voice/silero_vad_16k.onnx"
TENSION = "tension/weights.json"
RISK = "risk/weights.yaml"

Answerer = Callable[[Sequence[Any]], Sequence[Answer]]
"""A model, loaded: takes requests of its kind, and gives their answers in the same order."""
Loader = Callable[[], Answerer]
"""Loads a model: seconds of work."""
Loaders = Mapping[type[Request], Loader]
"""For each kind of request, how to load who answers it."""
SMALLER = ("tiny.en", "tiny")
"""What may stand in for a larger recogniser, the better one first; tiny.en knows English alone."""


def words(settings: Settings) -> list[Stage]:
    """The stages from audio to words."""
    return [
        VoiceProbe(partial(TwoDetectors, shipped(SILERO), settings.voice), settings.tones),
        Segmenter(settings.segmenter),
        Transcriber(settings.transcriber, settings.looks, settings.stabilizer, settings.inventions),
    ]


def stages(settings: Settings, playbook: Playbook, ask_for_acts: bool = False) -> list[Stage]:
    """The architecture on one screen: an event goes down, never up.

    With `ask_for_acts`, somebody must answer `ActsDue`; without, known phrasings decide alone.
    """
    return [
        *words(settings),
        PhraseSpotter(settings.phrases, ask=ask_for_acts),
        QuestionSpotter(settings.questions),
        InterruptionSpotter(settings.interruptions),
        HoldTracker(settings.holds),
        SilenceMeter(settings.silence),
        PaceMeter(settings.pace),
        TalkMeter(settings.talk),
        SentimentMeter(settings.sentiment),
        LoudnessMeter(settings.loudness),
        *tension(settings),
        *coach(settings, playbook),
    ]


def coach(settings: Settings, playbook: Playbook) -> list[Stage]:
    """From findings to cues. They need no audio, and so can be run again over a log.

    Raises ModelError without the weights of the risk.
    """
    try:
        weights = RiskWeights.read(shipped(RISK).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ModelError(
            f"The weights models/{RISK} cannot be read ({fault}): install deescalate again."
        ) from fault
    return [RiskMeter(weights, settings.risk), CuePolicy(playbook)]


def tension(settings: Settings) -> list[Stage]:
    """What listens to how the customer's voice sounds: nothing, unless it is switched on.

    Raises SettingsError where its pitch detector is not installed, ModelError without its weights.
    """
    if not settings.tension.enabled:
        return []
    from assistant.engines.pitch import PitchTracker

    try:
        weights = TensionWeights.read(shipped(TENSION).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ModelError(
            f"The weights models/{TENSION} cannot be read ({fault}): install deescalate again."
        ) from fault
    return [TensionMeter(PitchTracker().pitch, weights, settings.tension)]


def one_by_one(answer: Callable[[Any], Answer]) -> Answerer:
    """A model that takes one request at a time, as one that takes several."""
    return lambda requests: [answer(request) for request in requests]


def load_recogniser(folder: Path, settings: WhisperSettings) -> Answerer:
    """Whisper from `folder`. ModelError where the runtime cannot use what lies there."""
    from assistant.engines.whisper import WhisperRecogniser

    try:
        return WhisperRecogniser(folder, settings).recognise
    except (RuntimeError, ValueError, OSError) as fault:
        raise ModelError(
            f"The model in {folder} cannot be loaded ({fault}); fetch it again with "
            "`deescalate models fetch NAME`, or name another with --model."
        ) from fault


class LanguageModel(Protocol):
    """Reads what words say."""

    def answer(self, requests: Sequence[SentimentDue | ActsDue]) -> Sequence[Answer]:
        """The answers, in the order of the requests."""
        ...

    def read_acts(self, request: ActsDue) -> ActsRead:
        """The acts that the request's words may do."""
        ...

    def probabilities(self, text: str) -> tuple[float, float, float]:
        """How likely the words are negative, neutral and positive; summing to 1."""
        ...

    def nearest(self, act: str, text: str) -> Sequence[str]:
        """The lines of an act in the corpus that are nearest in meaning."""
        ...


def language_model(encoder: Path) -> LanguageModel:
    """What reads sentiment and acts, on one encoder. Imports torch, the slowest to start."""
    from assistant.engines.encoder import SentenceEncoder
    from assistant.engines.language import LanguageReader

    return LanguageReader(SentenceEncoder(encoder), shipped(LANGUAGE))


def load_language(encoder: Path) -> Answerer:
    """The same, as what answers requests."""
    return language_model(encoder).answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Smaller:
    """A recogniser that can stand in for the one in use, where the machine is too slow."""

    name: str
    load: Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A call, ready to be driven."""

    pipeline: Pipeline
    loaders: Loaders
    models: Mapping[str, ModelUsed]
    playbook: PlaybookUsed
    settings: Settings
    smaller: Smaller | None = None
    playbook_file: Path | None = None
    """Where the playbook may be changed while the call goes on; None where it is the default."""


def assemble(
    settings: Settings, playbook: Playbook, store: ModelStore, recogniser: str
) -> Assembly:
    """Everything but the audio. Raises ModelError where a model is missing or damaged."""
    whisper = store.find(recogniser)
    encoder = store.find("minilm")
    language = partial(load_language, encoder.folder)
    return Assembly(
        pipeline=Pipeline(stages(settings, playbook, ask_for_acts=True), BleedGate(settings.bleed)),
        loaders={
            RecognitionDue: partial(load_recogniser, whisper.folder, settings.whisper),
            SentimentDue: language,
            ActsDue: language,
        },
        models={
            "recogniser": ModelUsed(name=whisper.name, sha256=whisper.sha256),
            "encoder": ModelUsed(name=encoder.name, sha256=encoder.sha256),
            "language": _shipped_model("language", LANGUAGE, CALIBRATION),
            "voice": _shipped_model("silero_vad_16k", SILERO),
            "risk": _shipped_model("risk", RISK),
            **({"tension": _shipped_model("tension", TENSION)} if settings.tension.enabled else {}),
        },
        playbook=PlaybookUsed(name=playbook.name, sha256=playbook.sha256),
        settings=settings,
        smaller=smaller(settings, store, whisper.sha256),
    )


def assemble_captions(settings: Settings, store: ModelStore, recogniser: str) -> Assembly:
    """Only what turns audio into words. Raises ModelError where the model cannot be used."""
    whisper = store.find(recogniser, "recogniser")
    return Assembly(
        pipeline=Pipeline(words(settings), BleedGate(settings.bleed)),
        loaders={RecognitionDue: partial(load_recogniser, whisper.folder, settings.whisper)},
        models={
            "recogniser": ModelUsed(name=whisper.name, sha256=whisper.sha256),
            "voice": _shipped_model("silero_vad_16k", SILERO),
        },
        playbook=PlaybookUsed(name="none", sha256=sha256(b"").hexdigest()),
        settings=settings,
        smaller=smaller(settings, store, whisper.sha256),
    )


def smaller(settings: Settings, store: ModelStore, used: str) -> Smaller | None:
    """The model that can stand in for the one with weights of SHA-256 `used`, if one is here."""
    names = SMALLER if settings.whisper.language == "en" else SMALLER[1:]
    for name in names:
        try:
            model = store.find(name, "recogniser")
        except ModelError:  # not fetched, or no longer whole: nothing to stand in
            continue
        if model.sha256 == used:
            return None
        return Smaller(name=name, load=partial(load_recogniser, model.folder, settings.whisper))
    return None


def _shipped_model(name: str, *paths: str) -> ModelUsed:
    """What was shipped as `name`, with the SHA-256 of its files one after the other."""
    held = b"".join(shipped(path).read_bytes() for path in paths)
    return ModelUsed(name=name, sha256=sha256(held).hexdigest())
