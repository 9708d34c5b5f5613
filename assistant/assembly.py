"""Settings and models go in; the stages in their order, and who answers them, come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
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
from assistant.engines.whisper import WhisperSettings
from assistant.errors import ModelError
from assistant.events import (
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

SENTIMENT_HEAD = "sentiment/head.safetensors"
SILERO = "voice/silero_vad_16k.onnx"

Answerer = Callable[[Any], Answer]
"""A model, loaded: takes a request of its kind."""
Loaders = Mapping[type[Request], Callable[[], Answerer]]
"""For each kind of request, how to load who answers it: seconds of work."""


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


def load_sentiment(encoder: Path, head: Path) -> Answerer:
    """The sentiment head on its encoder. Imports torch, the slowest of all to start."""
    from assistant.engines.encoder import SentenceEncoder
    from assistant.engines.sentiment import SentimentReader

    return SentimentReader(SentenceEncoder(encoder), head).read


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A call, ready to be driven."""

    pipeline: Pipeline
    loaders: Loaders
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
        loaders={
            RecognitionDue: partial(load_recogniser, whisper.folder, settings.whisper),
            SentimentDue: partial(load_sentiment, encoder.folder, shipped(SENTIMENT_HEAD)),
        },
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
