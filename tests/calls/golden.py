"""Whole fixture calls as the log tells them, with words that are scripted from the call's truth.

The voice detector is real and hears the call's audio; the words and the sentiment come from the
truth file, so that the log does not depend on a model of speech. `python tests/calls/golden.py`
writes the golden journals anew: read the diff before you commit it.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from assistant.assembly import Assembly, one_by_one, stages  # noqa: E402
from assistant.capture.bleed import BleedGate  # noqa: E402
from assistant.capture.recording import open_recording  # noqa: E402
from assistant.config import Settings, load_playbook  # noqa: E402
from assistant.evaluation.scripted import script_of  # noqa: E402
from assistant.events import PlaybookUsed, RecognitionDue, SentimentDue  # noqa: E402
from assistant.journal import JournalWriter  # noqa: E402
from assistant.pipeline import Pipeline  # noqa: E402
from assistant.session.call import Moments, run_call  # noqa: E402
from fakes import ScriptedSentiment  # noqa: E402  (found by the line above)

GOLDEN = HERE / "golden"
CALLS = HERE.parents[1] / "audio_fixtures" / "calls"
NAMES = sorted(path.stem for path in CALLS.glob("*.wav"))

UPSET = {"ridiculous": 0.9, "nobody": 0.8, "fourth time": 0.8, "not good enough": 0.9}
"""Words that the scripted sentiment takes amiss."""


def journal(name: str, block: int = 4096) -> str:
    """The log of the fixture call, as text."""
    truth = json.loads((CALLS / f"{name}.truth.json").read_text())
    settings, playbook = Settings(), load_playbook(None)
    assembly = Assembly(
        pipeline=Pipeline(stages(settings, playbook), BleedGate(settings.bleed)),
        loaders={
            RecognitionDue: lambda: script_of(truth).answer,
            SentimentDue: lambda: one_by_one(ScriptedSentiment(UPSET)),
        },
        models={},
        playbook=PlaybookUsed(name=playbook.name, sha256=playbook.sha256),
        settings=settings,
    )
    stream = io.StringIO()
    writer = JournalWriter(stream)
    source = open_recording(CALLS / f"{name}.wav", block=block)
    run_call(
        assembly,
        source,
        lambda fact, emitted: writer.write(fact, emitted) and None,
        moments=Moments(heard=writer.hear),
    )
    return stream.getvalue()


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for call in NAMES:
        (GOLDEN / f"{call}.jsonl").write_text(journal(call), encoding="utf-8")
