"""A source of audio and an assembled call go in; facts come out, each with when it left.

Three ways to drive the same stages: as fast as it goes, as fast as it goes by the clock that a live
call would have had, and by the wall clock.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from assistant.assembly import Assembly
from assistant.capture.source import CallSource
from assistant.events import (
    AudioEnded,
    AudioFrame,
    CallEnded,
    CallStarted,
    ComponentDegraded,
)
from assistant.journal import SCHEMA
from assistant.session.drivers import AsLive, Driver, Fastest, Realtime
from assistant.session.models import Loading
from assistant.session.outlet import Listener, Outlet


class Pace(StrEnum):
    """How the call's clock runs."""

    FASTEST = "fastest"
    AS_LIVE = "as-live"
    REALTIME = "realtime"


_DRIVERS: dict[Pace, type[Fastest] | type[AsLive] | type[Realtime]] = {
    Pace.FASTEST: Fastest,
    Pace.AS_LIVE: AsLive,
    Pace.REALTIME: Realtime,
}


def run_call(
    assembly: Assembly,
    source: CallSource,
    listen: Listener,
    pace: Pace = Pace.FASTEST,
    progress: Callable[[int], None] = lambda position: None,
) -> CallEnded:
    """Drive a call from its first sample to its summary, which is also the last fact.

    Ctrl-C ends the audio where it is: what was heard is finished and summed up, and then
    KeyboardInterrupt goes on.
    """
    outlet = Outlet(listen)
    outlet.emit(_started(assembly, source), None if pace is Pace.FASTEST else 0.0)
    answerers = {kind: Loading(load) for kind, load in assembly.loaders.items()}
    if pace is not Pace.FASTEST:
        for answerer in answerers.values():
            answerer.wait()
    driver: Driver = _DRIVERS[pace](assembly.pipeline, answerers, outlet)
    end, stopped = 0, False
    try:
        for event in source.events():
            driver.feed(event)
            if (position := _position(event)) > end:
                end = position
                progress(end)
    except KeyboardInterrupt:
        stopped = True
        driver.feed(AudioEnded(at=end))
    driver.finish(end)
    ended = CallEnded(
        at=end, duration=end, summary=outlet.tally.summary(end), latency=outlet.latency()
    )
    outlet.emit(ended, driver.now(end))
    if stopped:
        raise KeyboardInterrupt
    return ended


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


def _position(event: AudioFrame | ComponentDegraded | AudioEnded) -> int:
    return event.start if isinstance(event, AudioFrame) else event.at
