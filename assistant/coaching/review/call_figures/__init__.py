"""The facts of a finished call go in; its figures, each with the facts that it rests on, come out.

What each one means is in `FIGURES`; docs/qa_form.md shows the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.coaching.review.call_figures.call import call_of
from assistant.coaching.review.call_figures.closing import closing_figures
from assistant.coaching.review.call_figures.cues import cue_figures
from assistant.coaching.review.call_figures.figure import FIGURES, Figure, FigureKind, Unit, told
from assistant.coaching.review.call_figures.listening import listening_figures
from assistant.coaching.review.call_figures.talk import talk_figures
from assistant.coaching.review.call_figures.waiting import waiting_figures
from assistant.coaching.review.call_figures.wording import wording_figures
from assistant.events import Fact

__all__ = ["FIGURES", "Figure", "FigureKind", "Unit", "call_figures", "told"]


def call_figures(facts: Iterable[Fact]) -> Mapping[str, Figure]:
    """Every figure of `FIGURES`, by its name, for the facts of one call in the order of its log.

    What later words disproved is left out.
    """
    call = call_of(facts)
    found = {
        **talk_figures(call),
        **waiting_figures(call),
        **listening_figures(call),
        **wording_figures(call),
        **closing_figures(call),
        **cue_figures(call),
    }
    return {name: found[name] for name in FIGURES}
