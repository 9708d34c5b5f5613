"""Requests and the call's clock go in; what to ask a model, and how it keeps up, come out."""

from __future__ import annotations

from assistant.events import (
    ComponentDegraded,
    ComponentRecovered,
    Party,
    Request,
)
from assistant.session.mailboxes import Mailboxes, is_final
from assistant.speech.load import Effort, LoadSettings, LoadWatch
from assistant.timeline import to_samples, to_seconds

Step = ComponentDegraded | ComponentRecovered

_RISE = {
    Effort.FULL: "every look at unfinished speech is taken again",
    Effort.LONGER_STEPS: "unfinished speech is looked at again, less often",
    Effort.FINALS_ONLY: "the full model listens again",
    Effort.SMALLER_MODEL: "what waited has been caught up with",
}
"""What is done again after a step up to an effort."""


class Schedule:
    """Who is answered next, by the one policy that every clock shares.

    `now` is in seconds on the call's clock, and never goes back. Where the recogniser falls
    behind, less is asked of it; `smaller` names the model that can stand in for it.
    """

    def __init__(self, settings: LoadSettings, smaller: str | None = None) -> None:
        self._settings = settings
        self._smaller = smaller
        self._mail = Mailboxes(to_samples(settings.most_waiting_s))
        steps = [step for step in Effort if smaller or step is not Effort.SMALLER_MODEL]
        self._watch = LoadWatch(settings, steps)
        self._asked: tuple[Request, ...] = ()
        self._looked: dict[Party, int] = {}

    @property
    def effort(self) -> Effort:
        """How much the model is asked."""
        return self._watch.effort

    def __bool__(self) -> bool:
        return bool(self._mail)

    def post(self, request: Request) -> None:
        """Leave a request; a look at unfinished speech is passed over where less is asked."""
        if is_final(request) or self._worth_a_look(request):
            self._mail.post(request)

    def take(self) -> tuple[Request, ...]:
        """The requests to answer next, together; none where nothing waits."""
        self._asked = self._mail.take(self._settings.together)
        return self._asked

    def answered(self, requests: tuple[Request, ...], now: float) -> None:
        """Note that these were answered at `now`."""
        if self._asked == requests:  # else it has been asked anew before this answer was heard
            self._asked = ()
        for request in requests:
            self._watch.answered(now, now - to_seconds(request.at))

    def observe(self, now: float, at: int) -> Step | None:
        """A step down or up that is due at `now`, as a fact of the position `at`."""
        before = self._watch.effort
        after = self._watch.observe(now, self._longest_wait(now))
        if after == before:
            return None
        if after < before:
            return ComponentRecovered(
                at=at, component="recogniser", reason="words come in time", done=_RISE[after]
            )
        if after >= Effort.FINALS_ONLY:
            self._mail.forget_interims()
        reason = f"words come {self._watch.lag:.1f} s late"
        return ComponentDegraded(
            at=at, component="recogniser", reason=reason, done=self._fall(after)
        )

    def _longest_wait(self, now: float) -> float:
        waiting = self._mail.oldest()
        oldest = min(
            (*(request.at for request in self._asked), *([] if waiting is None else [waiting])),
            default=None,
        )
        return 0.0 if oldest is None else now - to_seconds(oldest)

    def _worth_a_look(self, request: Request) -> bool:
        if self._watch.effort >= Effort.FINALS_ONLY:
            return False
        if self._watch.effort is Effort.LONGER_STEPS and request.party in self._looked:
            last = self._looked[request.party]
            if request.at - last < to_samples(self._settings.step_s):
                return False
        self._looked[request.party] = request.at
        return True

    def _fall(self, effort: Effort) -> str:
        match effort:
            case Effort.LONGER_STEPS:
                return "unfinished speech is looked at less often"
            case Effort.FINALS_ONLY:
                return "words are shown at the end of a phrase only"
            case Effort.SMALLER_MODEL:
                return f"the smaller model {self._smaller} listens"
            case _:
                waiting = to_seconds(self._mail.samples)
                late = "words stay late, for no more can be left out"
                return f"{late}; {waiting:.0f} s of speech wait" if waiting >= 1 else late
