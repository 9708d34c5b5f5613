"""Words of a truth file in place of a recogniser's."""

from __future__ import annotations

import numpy as np

from assistant.config import Settings, load_playbook
from assistant.evaluation.scripted import assemble_scripted, script_of
from assistant.events import RecognitionDue, SentimentDue
from assistant.timeline import Span, to_samples
from fakes import AGENT, CUSTOMER

PHRASES = [
    {"text": "I'm so sorry.", "start": 1.0, "end": 2.0},
    {
        "text": "One moment.",
        "start": 3.0,
        "end": 4.0,
        "words": [
            {"word": "One", "start": 3.1, "end": 3.4},
            {"word": "moment.", "start": 3.5, "end": 3.9},
        ],
    },
]
TRUTH = {"turns": [{"party": "agent", "phrases": PHRASES}]}


def due(start: float, end: float, said: tuple[str, ...] = ()) -> RecognitionDue:
    span = Span(start=to_samples(start), end=to_samples(end))
    samples = np.zeros(span.length, dtype=np.float32)
    return RecognitionDue(
        party=AGENT, utterance=3, at=span.end, span=span, samples=samples, final=True, said=said
    )


def test_words_have_their_share_of_the_phrase_or_their_own_times() -> None:
    """By letters where the truth knows no more."""
    words = script_of(TRUTH).words[AGENT]
    assert [word.word for word in words] == ["I'm", "so", "sorry.", "One", "moment."]
    assert [round(word.start / 16_000, 2) for word in words] == [1.0, 1.27, 1.45, 3.1, 3.5]
    assert script_of(TRUTH).words[CUSTOMER] == script_of(None).words[AGENT] == []


def test_an_answer_holds_the_words_in_the_audio_asked_about() -> None:
    """Those that are settled already are not told again; the answer fits its request."""
    script = script_of(TRUTH)
    all_, rest, nothing = script.answer([due(0.5, 3.3), due(0.5, 3.3, ("I'm", "so")), due(5, 6)])
    assert [word.word for word in all_.words] == ["I'm", "so", "sorry.", "One"]
    assert [word.word for word in rest.words] == ["sorry.", "One"]
    assert nothing.words == ()
    assert (all_.utterance, all_.span, all_.final) == (3, Span(start=8_000, end=52_800), True)


def test_a_scripted_call_asks_no_model() -> None:
    """Its loaders load nothing, and nobody reads sentiment."""
    assembly = assemble_scripted(Settings(), load_playbook(None), script_of(TRUTH))
    assert assembly.models == {}
    assert assembly.loaders[SentimentDue]()([due(0, 1)]) == []
    (heard,) = assembly.loaders[RecognitionDue]()([due(0, 5)])
    assert len(heard.words) == 5
