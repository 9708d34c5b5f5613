"""A source of audio and an assembled call go in; facts come out, each with when it left.

Four ways to drive the same stages: as fast as it goes, as fast as it goes by the clock that a live
call would have had, a recording by the wall clock, and a call that is going on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.assembly import Assembly
from assistant.capture.source import CallSource, SourceEvent
from assistant.config import load_playbook
from assistant.events import AudioEnded, CallEnded, CallStarted, RecognitionDue
from assistant.journal import SCHEMA
from assistant.pipeline import Pipeline
from assistant.session.as_live import AsLive
from assistant.session.desk import Desk, Desks, position
from assistant.session.drivers import Driver, Fastest
from assistant.session.models import Loading, StandIn, warm
from assistant.session.outlet import Listener, Outlet
from assistant.session.playbook_watch import watching
from assistant.session.schedule import Schedule
from assistant.session.wall_clock import WallClock


class Pace(StrEnum):
    """How the call's clock runs."""

    FASTEST = "fastest"
    AS_LIVE = "as-live"
    REALTIME = "realtime"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Whom to tell of moments that are no facts of the call."""

    ready: Callable[[], None] = lambda: None
    """The models are loaded and warm, and the source is about to be listened to."""
    settled: Callable[[], None] = lambda: None
    """All facts that came of one event have been told."""
    heard: Callable[[int], None] = lambda position: None
    """Audio up to this position, in samples, was heard when the facts to come were told."""


def run_call(
    assembly: Assembly,
    source: CallSource,
    listen: Listener,
    pace: Pace = Pace.FASTEST,
    progress: Callable[[int], None] = lambda position: None,
    moments: Moments | None = None,
) -> CallEnded:
    """Drive a call from its first sample to its summary, which is also the last fact.

    A live call is listened to as soon as the recogniser is there: what reads its words may still
    load meanwhile, and answers what was asked of it then.

    Ctrl-C ends the audio where it is: what was heard is finished and summed up, and then
    KeyboardInterrupt goes on.
    """
    moments = moments or Moments()
    outlet = Outlet(listen, moments.settled, moments.heard)
    outlet.emit(_started(assembly, source), None if pace is Pace.FASTEST else 0.0)
    loaders = dict.fromkeys(assembly.loaders.values())  # one may serve two kinds of request
    loading = {load: Loading(load) for load in loaders}
    answerers = {kind: loading[load] for kind, load in assembly.loaders.items()}
    if pace is not Pace.FASTEST:
        for kind, answerer in answerers.items():
            if pace is not Pace.LIVE or kind is RecognitionDue:
                warm(kind, answerer.wait())
    driver = _driver(pace, assembly.pipeline, _desks(assembly, answerers), outlet)
    moments.ready()
    end, stopped = 0, False
    try:
        try:
            for event in driver.listen(_events(assembly, source, pace)):
                driver.feed(event)
                if (reached := position(event)) > end:
                    end = reached
                    progress(end)
        except KeyboardInterrupt:
            stopped = True
            driver.feed(AudioEnded(at=end))
        driver.finish(end)
    finally:
        driver.close()
    ended = CallEnded(
        at=end,
        duration=end,
        summary=outlet.tally.summary(end, outlet.adherence.figures()),
        latency=outlet.latency(),
    )
    outlet.emit(ended, driver.now(end))
    if stopped:
        raise KeyboardInterrupt
    return ended


def _events(assembly: Assembly, source: CallSource, pace: Pace) -> Iterator[SourceEvent]:
    """What the source says; by the wall clock, with each change of the playbook's file."""
    path = assembly.playbook_file
    if path is None or pace not in (Pace.REALTIME, Pace.LIVE):
        return source.events()
    return watching(source.events(), path, load_playbook, assembly.playbook.sha256)


def _desks(assembly: Assembly, answerers: dict[type, Loading]) -> Desks:
    desks = {}
    for kind, answerer in answerers.items():
        smaller = assembly.smaller if kind is RecognitionDue else None
        schedule = Schedule(assembly.settings.load, smaller.name if smaller else None)
        desks[kind] = Desk(kind, schedule, StandIn(answerer, smaller))
    return desks


def _driver(pace: Pace, pipeline: Pipeline, desks: Desks, outlet: Outlet) -> Driver:
    match pace:
        case Pace.FASTEST:
            return Fastest(pipeline, desks, outlet)
        case Pace.AS_LIVE:
            return AsLive(pipeline, desks, outlet)
        case _:
            return WallClock(pipeline, desks, outlet, paced=pace is Pace.REALTIME)


def _started(assembly: Assembly, source: CallSource) -> CallStarted:
    return CallStarted(
        schema=SCHEMA,
        source=source.name,
        sample_rate=source.sample_rate,
        channels=source.channels,
        models=assembly.models,
        playbook=assembly.playbook,
        settings=assembly.settings.as_logged(),
    )
