"""What was found, from facts told by hand."""

from __future__ import annotations

import pytest

from assistant.evaluation.findings import findings_of
from assistant.evaluation.label import Kind
from assistant.events import (
    BleedMeasured,
    FindingWithdrawn,
    Interrupted,
    MonologueStretched,
    PaceMeasured,
    SilenceStretched,
    SpeechStarted,
    TalkShareMeasured,
)
from assistant.timeline import to_samples
from fakes import AGENT, CUSTOMER


def silence(at: float, end: float | None, explained: bool) -> SilenceStretched:
    ends = None if end is None else to_samples(end)
    start = to_samples(10)
    return SilenceStretched(at=to_samples(at), start=start, end=ends, explained=explained)


def pace(at: float, words_per_minute: float) -> PaceMeasured:
    window = to_samples(15)
    return PaceMeasured(
        at=to_samples(at), party=AGENT, words_per_minute=words_per_minute, window=window
    )


def test_a_silence_told_three_times_is_found_once() -> None:
    """At the time of the first fact, and as the last one says."""
    facts = [silence(13, None, False), silence(18, None, True), silence(20.5, 20, True)]
    (found,) = findings_of([(fact, fact.at / 16_000 + 0.1) for fact in facts])
    assert (found.at, found.emitted, found.end) == (13.0, 13.1, 20.0)
    assert found.figures == {"explained": 1.0}
    assert found.facts == tuple(facts)


def test_a_monologue_goes_on_until_its_end() -> None:
    """What is told while it lasts and at its end is one finding."""
    told = [(45, None), (60, None), (71, 70)]
    facts = [
        MonologueStretched(
            at=to_samples(at),
            party=AGENT,
            start=0,
            end=None if end is None else to_samples(end),
        )
        for at, end in told
    ]
    (found,) = findings_of([(fact, None) for fact in facts])
    assert (found.kind, found.at, found.end) == (Kind.MONOLOGUE, 45.0, 70.0)


def test_bleed_is_one_finding_for_each_way_it_goes() -> None:
    """With the figures that it came to."""
    facts = [
        BleedMeasured(
            at=to_samples(at),
            from_=CUSTOMER,
            to=AGENT,
            attenuation_db=down,
            lag_ms=40.0,
            gated=True,
        )
        for at, down in ((3.0, 7.5), (6.0, 6.1))
    ]
    (found,) = findings_of([(fact, None) for fact in facts])
    assert (found.name, found.at) == ("customer to agent", 3.0)
    assert found.figures == {"attenuation_db": 6.1, "lag_ms": 40.0}


def test_what_was_withdrawn_says_after_how_long() -> None:
    """From when its evidence was complete to when other evidence was."""
    told = Interrupted(at=16_000, by=AGENT, start=0, overlap=8_000, because="both talked")
    gone = FindingWithdrawn(at=24_000, of=told, reason="mm-hm")
    (found,) = findings_of([(told, None), (gone, None)])
    assert found.withdrawn == pytest.approx(0.5)


def test_a_pace_is_found_when_it_passes_the_limit() -> None:
    """Once, until it has been under it again; a pace below is none."""
    told = [
        pace(at, value) for at, value in ((20, 150), (30, 185), (40, 190), (50, 170), (60, 181))
    ]
    found = findings_of([(fact, None) for fact in told])
    assert [(one.kind, one.at) for one in found] == [(Kind.PACE, 30.0), (Kind.PACE, 60.0)]


def test_a_share_of_talk_is_found_when_it_is_too_much() -> None:
    """A share that came back under the limit is none."""
    facts = [
        TalkShareMeasured(at=to_samples(at), party=AGENT, share=share, window=to_samples(120))
        for at, share in ((40, 0.7), (80, 0.58))
    ]
    assert [one.at for one in findings_of([(fact, None) for fact in facts])] == [40.0]


def test_what_only_happens_is_no_finding() -> None:
    """Somebody begins to speak."""
    assert findings_of([(SpeechStarted(at=0, party=AGENT, utterance=0, start=0), None)]) == []
