"""Requests go in as they come; the one to answer next comes out. No clock, no thread."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np

from assistant.events import Party, RecognitionDue, Request, SentimentDue

_ORDER = (Party.CUSTOMER, Party.AGENT)
_NO_AUDIO = np.empty(0, np.float32)


def is_final(request: Request) -> bool:
    """Whether the request must be answered; otherwise it is a look that nobody waits for."""
    return isinstance(request, SentimentDue) or request.final


def is_emptied(request: Request) -> bool:
    """Whether the audio of a request was let go, for too much of it waited."""
    return isinstance(request, RecognitionDue) and len(request.samples) == 0


class Mailboxes:
    """A mailbox a party.

    A final request is never dropped nor overtaken by a later one of its party, and goes before
    any interim one. Of a party's interim requests only the newest waits, and none that is older
    than a final one. Where both parties wait, the customer goes first, then they take turns.

    No more than `most` samples of final requests wait: beyond that the oldest loses its audio,
    and keeps its place, so that whoever answers can say what was left out.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._finals = {party: deque[Request]() for party in _ORDER}
        self._interims: dict[Party, Request] = {}
        self._first = {True: Party.CUSTOMER, False: Party.CUSTOMER}
        self.samples = 0
        """Audio in the final requests that wait."""

    def __bool__(self) -> bool:
        return bool(self._interims) or any(self._finals.values())

    def post(self, request: Request) -> None:
        """Leave a request."""
        if not is_final(request):
            self._interims[request.party] = request
            return
        self._interims.pop(request.party, None)
        self._finals[request.party].append(request)
        self.samples += _length(request)
        while self.samples > self._most:
            self._empty_the_oldest()

    def take(self, together: bool = False) -> tuple[Request, ...]:
        """What to answer next, and with `together` the other party's of the same kind with it."""
        for final in (True, False):
            parties = [party for party in _ORDER if self._has(party, final)]
            if len(parties) == len(_ORDER) and not together:
                parties = [self._first[final]]
                self._first[final] = parties[0].other
            else:
                self._first[final] = Party.CUSTOMER
            if parties:
                return tuple(self._pop(party, final) for party in parties)
        return ()

    def forget_interims(self) -> None:
        """Drop every look at unfinished speech."""
        self._interims.clear()

    def oldest(self) -> int | None:
        """The least `at` of what waits; None where nothing does."""
        heads = [box[0] for box in self._finals.values() if box]
        return min((request.at for request in (*heads, *self._interims.values())), default=None)

    def _has(self, party: Party, final: bool) -> bool:
        return bool(self._finals[party]) if final else party in self._interims

    def _pop(self, party: Party, final: bool) -> Request:
        if not final:
            return self._interims.pop(party)
        request = self._finals[party].popleft()
        self.samples -= _length(request)
        return request

    def _empty_the_oldest(self) -> None:
        heavy = (
            (request.at, index, party)
            for party, box in self._finals.items()
            for index, request in enumerate(box)
            if _length(request)
        )
        _, index, party = min(heavy)
        request = self._finals[party][index]
        assert isinstance(request, RecognitionDue)
        self.samples -= _length(request)
        self._finals[party][index] = replace(request, samples=_NO_AUDIO)


def _length(request: Request) -> int:
    return len(request.samples) if isinstance(request, RecognitionDue) else 0
