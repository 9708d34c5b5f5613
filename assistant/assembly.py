"""Settings and models go in; the stages in their order, and who answers them, come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from assistant.coaching.playbook import Playbook
from assistant.coaching.policy import CuePolicy
from assistant.config import Settings
from assistant.detectors.holds import HoldTracker
from assistant.detectors.interruptions import InterruptionSpotter
from assistant.detectors.phrases import PhraseSpotter
from assistant.detectors.sentiment import SentimentMeter
from assistant.detectors.silence import SilenceMeter
from assistant.engines.vad import TwoDetectors
from assistant.events import (
    Answer,
    ModelUsed,
    PlaybookUsed,
    RecognitionDue,
    Request,
    SentimentDue,
)
from assistant.model_store import Model, ModelStore, shipped
from assistant.pipeline import Pipeline, Stage
from assistant.speech.segmenter import Segmenter
from assistant.speech.transcriber import Transcriber
from assistant.speech.voice import VoiceProbe

SENTIMENT_HEAD = "sentiment/head.safetensors"
SILERO = "voice/silero_vad_16k.onnx"

Answerers = Mapping[type[Request], Callable[[Any], Answer]]
"""For each kind of request, who answers it."""


def stages(settings: Settings, playbook: Playbook) -> list[Stage]:
    """The architecture on one screen: an event goes down, never up."""
    return [
        VoiceProbe(partial(TwoDetectors, shipped(SILERO), settings.voice)),
        Segmenter(settings.segmenter),
        Transcriber(settings.transcriber, settings.inventions),
        PhraseSpotter(settings.phrases),
        InterruptionSpotter(settings.interruptions),
        HoldTracker(settings.holds),
        SilenceMeter(settings.silence),
        SentimentMeter(settings.sentiment),
        CuePolicy(playbook),
    ]


class Engines:
    """The models that answer requests, each loaded when first asked, or by `load`."""

    def __init__(self, settings: Settings, recogniser: Model, encoder: Model) -> None:
        self._settings = settings
        self._recogniser_model = recogniser
        self._encoder_model = encoder

    def load(self) -> None:
        """Load all now, so that no answer waits for it."""
        _ = self._recogniser, self._sentiment

    @property
    def answerers(self) -> Answerers:
        """Who answers what."""
        return {
            RecognitionDue: lambda request: self._recogniser.recognise(request),
            SentimentDue: lambda request: self._sentiment.read(request),
        }

    @cached_property
    def _recogniser(self) -> Any:
        from assistant.engines.whisper import WhisperRecogniser

        return WhisperRecogniser(self._recogniser_model.folder, self._settings.whisper)

    @cached_property
    def _sentiment(self) -> Any:
        from assistant.engines.encoder import SentenceEncoder
        from assistant.engines.sentiment import SentimentReader

        return SentimentReader(SentenceEncoder(self._encoder_model.folder), shipped(SENTIMENT_HEAD))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A call, ready to be driven."""

    pipeline: Pipeline
    engines: Engines
    models: Mapping[str, ModelUsed]
    playbook: PlaybookUsed
    settings: Settings


def assemble(
    settings: Settings, playbook: Playbook, store: ModelStore, recogniser: str
) -> Assembly:
    """Everything but the audio. Raises ModelError where a model is missing or damaged."""
    whisper = store.find(recogniser)
    encoder = store.find("minilm")
    return Assembly(
        pipeline=Pipeline(stages(settings, playbook)),
        engines=Engines(settings, whisper, encoder),
        models={
            "recogniser": ModelUsed(name=whisper.name, sha256=whisper.sha256),
            "encoder": ModelUsed(name=encoder.name, sha256=encoder.sha256),
            "sentiment": _shipped_model("sentiment", SENTIMENT_HEAD),
            "voice": _shipped_model("silero_vad_16k", SILERO),
        },
        playbook=PlaybookUsed(name=playbook.name, sha256=playbook.sha256),
        settings=settings,
    )


def _shipped_model(name: str, path: str) -> ModelUsed:
    return ModelUsed(name=name, sha256=sha256(shipped(path).read_bytes()).hexdigest())
