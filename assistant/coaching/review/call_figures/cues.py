"""A call goes in; the figures of the cues that were shown in it come out."""

from __future__ import annotations

from assistant.coaching.review.call_figures.call import Call
from assistant.coaching.review.call_figures.figure import Figure, count, share
from assistant.events import CueOffered, CueOutcome, CueResolved


def cue_figures(call: Call) -> dict[str, Figure]:
    """Cues shown, and the share of them that the agent followed.

    Those that the agent took down, or that were withdrawn or replaced, are no measure of it.
    """
    offered = call.of(CueOffered)
    by = {resolved.cue: resolved.by for resolved in call.of(CueResolved)}
    followed = [cue for cue in offered if by.get(cue.id) is CueOutcome.AGENT_DID_IT]
    expired = [cue for cue in offered if by.get(cue.id) is CueOutcome.EXPIRED]
    return {
        "cues_offered": count(offered),
        "cues_followed_share": share(followed, [*followed, *expired]),
    }
