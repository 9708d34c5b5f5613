"""Acts and words of both parties go in; who asked for a wait, and when, comes out.

The agent's requests are acts. The customer's are no act, so their last words are looked at.
"""

from __future__ import annotations

import re
from collections import deque

from assistant.events import (
    ActSpoken,
    Event,
    FindingWithdrawn,
    Party,
    Word,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import Samples

_WORDS_KEPT = 40
"""Committed words of the customer remembered: about the last two sentences."""
_REQUESTS_KEPT = 8
"""Requests of the agent remembered: a withdrawn one leaves the one before."""

_SOME = (
    r"(?:a|one|two|1|2|five|ten|just a|just one|a couple of|couple of|a few|half a|another|two more"
    r"|one more)"
)
_MOMENT = r"(?:quick |little )?(?:seconds?|secs?|minutes?|mins?|moments?|ticks?|mo|jiffy)"
_SPENT = "".join(
    rf"(?<!{word} )" for word in "in for about every last only took the within".split()
)
"""What comes before a moment that nobody is asked for ("I leave in a minute")."""
_NOT_WAITING = "".join(
    f"(?<!{word} )" for word in "to will i'll i we'll can't cannot the a and long your this".split()
)
"""What comes before a "wait" that is no call to wait ("I can't wait")."""
_QUICKLY = r"(?:just|quickly|go and|go|try and|try to|run and|quickly go and|get up and)"
_THING = (
    r"(?:letter|bill|paperwork|papers?|number|book|card|form|box|app|email|door|phone|pen|glasses"
    r"|reading|laptop|wallet|purse|bag|receipt|contract|policy|manual|charger|keys?)"
)
_FETCH = (
    r"(?:grab|fetch|find|look|see|check|dig|pull|open|have a look|take a look|log in|log on"
    r"|(?:turn|switch) (?:it|on|off|the)|write(?! to)|note|jot|scroll|ask(?! you| for)"
    r"|put (?:my|it|the)"
    rf"|get(?! this| that| back| to| the(?! {_THING}| \w+ {_THING})| on with| off| one thing"
    r"| it (?:straight|right|sorted|done)))"
)
_GOES = (
    r"(?:upstairs|downstairs|outside|inside|(?:to|into|over to|in) the (?:other room|kitchen|car"
    r"|hall|door|meter|loft|garage|study|office|computer|cupboard|bedroom|drawer|printer))"
)
_AT_IT = (
    r"(?:(?:looking|searching)(?! for (?:a|an|some|someone|somebody|another|answers)\b)"
    r"|checking(?! that| if| whether| in| up)|opening|finding|fetching|logging|loading|scrolling"
    rf"|getting (?:it|them|a|up|my|the)(?= {_THING}|$)"
    r"|turning (?:it|on|the)"
    r"|writing (?:it|that|this)|typing|putting (?:it|my|the|you on)"
    r"|trying to (?:find|open|log|read|see|look|pull|load|remember|get (?:in|into|it to|it up))"
    rf"|(?:going|popping|nipping|running|walking|heading) (?:back )?{_GOES}"
    r"|(?:popping|nipping|running) to (?:get|find|look|check)"
    rf"|going to (?:go and )?(?:get|fetch|find|grab) (?:it$|(?:my|the) (?:\w+ )?{_THING})\b)"
)
_ASKS = re.compile(
    rf"\b(?:(?:hang|hold) on|wait|bear with me|give (?:me|us)|i need|i(?: wi|')ll need|just|be)"
    rf" (?:for )?{_SOME} {_MOMENT}\b"
    rf"|{_SPENT}\b{_SOME} {_MOMENT}(?: please| love| mate| sorry)?$"
    rf"|(?:^|(?<=yeah )|(?<=yes )|(?<=okay )|(?<=oh )|(?<=sorry )|(?<=just )){_SOME} {_MOMENT}"
    r"(?= (?:i|i'm|i'll|i've|let|it's|while|the|please|sorry|where)\b)"
    r"|\bbear with me\b"
    r"|\b(?:wait|hang on|hold on|hold|stay on|stay there) (?:a \w+ )?while i\b"
    r"|\bcan (?:you|i) (?:just )?(?:hang on|hold on|wait)(?: there| please)*(?= while|$)"
    rf"|\blet me (?:{_QUICKLY} )*{_FETCH}\b"
    rf"|\bi(?:'ll| will|'m going to| need to| have to|'ve got to) (?:{_QUICKLY} )+{_FETCH}"
    r"(?! something| some| another)\b"
    r"|\bi(?:'ll| will|'m going to| need to) (?:grab|fetch)\b|\bi need to find (?:my|the)\b"
    r"|\bi(?:'ll| will|'ve got to| need to| have to|'m going to) (?:just )?(?:put my|turn the"
    r"|switch the|go (?:upstairs|downstairs|outside))\b"
    rf"|\bi(?:'m| am) (?:just |still |now ){{1,2}}{_AT_IT}"
    r"|\bi(?:'m| am) (?:looking for (?:it|them|that|the letter|my glasses)|trying to (?:find|open"
    r"|log in|log on|load|read) (?:it|the|my|that)"
    rf"|going to (?:go and )?(?:get|fetch|find|grab) (?:it$|(?:my|the) {_THING}))\b"
    r"|\bit's (?:just |still )?(?:loading|starting up|coming up|warming up|turning on)\b"
    r"|\b(?:it's|is) (?:\w+ ){0,2}(?:here|round here|in here) somewhere\b"
    r"|\bi won't be (?:a|long|two)\b"
    r"|\b(?:hang|hold) on(?: please| love| mate)?$"
    rf"|{_NOT_WAITING}\bwait(?: please)?$"
    r"|\bi'll be right back\b"
)
"""A customer's words that announce a wait, in lower case without punctuation."""
_NO_WAIT = re.compile(
    r"\b(?:been|was|were|kept|be|getting|had|having) (?:\w+ )?(?:on hold|waiting|holding|to wait)\b"
    r"|\bcan(?:no|')t wait\b|\b(?:took|takes|taken|waited|lasted) "
    r"|\bone (?:minute|moment|second) .*\bnext\b"
    r"|\bput it (?:this way|like this|another way|bluntly)\b"
)
"""Words that look like it, and announce nothing."""
_WORDS_AFTER = 8
"""Words that may follow in the same breath ("... my card, it's in the other room"); then the
customer has gone on to something else."""


class Waits:
    """Remembers who asked for a wait last."""

    def __init__(self) -> None:
        self._requests: deque[ActSpoken] = deque(maxlen=_REQUESTS_KEPT)
        self._said: deque[Word] = deque(maxlen=_WORDS_KEPT)
        self._open: tuple[Word, ...] = ()

    def note(self, event: Event) -> None:
        """Take an act of the agent, words of the customer, or the withdrawal of an act."""
        match event:
            case ActSpoken(party=Party.AGENT, act="hold_request"):
                self._requests.append(event)
            case FindingWithdrawn(of=ActSpoken() as act) if act in self._requests:
                self._requests.remove(act)
            case WordsCommitted(party=Party.CUSTOMER):
                self._said.extend(event.words)
                self._open = tuple(word for word in self._open if word.start >= event.end)
            case WordsTentative(party=Party.CUSTOMER):
                self._open = event.words
            case _:
                pass

    def asked(self, party: Party) -> Samples | None:
        """Where the party's last words end that ask for a wait; None where there are none."""
        if party is Party.AGENT:
            return max((act.end for act in self._requests), default=None)
        return self._asked_by_customer()

    def _asked_by_customer(self) -> Samples | None:
        words = [*self._said, *self._open]
        texts = [_plain(word.word) for word in words]
        line = " ".join(texts)
        found = list(_ASKS.finditer(line))
        if not found or _NO_WAIT.search(line, max(0, found[-1].start() - 20)):
            return None
        last = line.count(" ", 0, found[-1].end() - 1)
        if len(words) - 1 - last > _WORDS_AFTER:
            return None
        return words[last].end


def _plain(word: str) -> str:
    return word.strip(' .,!?;:…-"“”').replace("’", "'").lower()
