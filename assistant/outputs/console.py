"""Facts go in; lines for a person at a terminal come out: words, cues with why, a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import assert_never

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from assistant.events import (
    ActSpoken,
    Adherence,
    BleedMeasured,
    CallEnded,
    CallStarted,
    CallSummary,
    ComponentDegraded,
    ComponentRecovered,
    CueHandled,
    CueOffered,
    CueOutcome,
    CueResolved,
    Evidence,
    Fact,
    FindingWithdrawn,
    HoldChanged,
    Interrupted,
    LoudnessRose,
    LoudnessSettled,
    MonologueStretched,
    PaceMeasured,
    Party,
    PlaybookChanged,
    QuestionAsked,
    RiskChanged,
    SentimentScored,
    Severity,
    SilenceStretched,
    SpeechEnded,
    SpeechStarted,
    TalkOverlapped,
    TalkShareMeasured,
    TensionMeasured,
    WordsCommitted,
    WordsTentative,
)
from assistant.timeline import to_seconds

_COLOURS = {
    Severity.INFO: "cyan",
    Severity.COACH: "green",
    Severity.WARN: "yellow",
    Severity.CRITICAL: "bold red",
}
_OUTCOMES = {
    CueOutcome.AGENT_DID_IT: "done",
    CueOutcome.EXPIRED: "expired",
    CueOutcome.DISMISSED: "dismissed",
    CueOutcome.SNOOZED: "snoozed",
    CueOutcome.SUPERSEDED: "superseded",
    CueOutcome.WITHDRAWN: "withdrawn",
}

_CLOCK, _LABEL, _GAP = 9, 8, "  "
"""Columns: "1:00:00.0", then "customer" or "CRITICAL", then words; with gaps between."""
_LONGEST = 120
"""Letters of what was said that are repeated as a reason."""
_NARROWEST = 20
"""Columns left to the words on however narrow a terminal."""


class CallConsole:
    """Prints one call as it happens, then its figures; or its faults alone."""

    def __init__(self, console: Console, *, faults_only: bool = False) -> None:
        self._console = console
        self._faults_only = faults_only
        self._cues: dict[int, CueOffered] = {}

    def listen(self, fact: Fact, emitted: float | None) -> None:
        """Print what of the fact a person wants to read at once; pass over the rest."""
        if isinstance(fact, ComponentDegraded | ComponentRecovered):
            self._fault(fact)
        elif not self._faults_only:
            self._show(fact)

    def _show(self, fact: Fact) -> None:
        match fact:
            case WordsCommitted():
                style = "dim" if fact.party is Party.AGENT else ""
                self._row(clock(fact.start), Text(fact.party, style), Text(fact.text, style))
            case CueOffered():
                self._cues[fact.id] = fact
                self._cue(fact)
            case CueResolved():
                self._resolved(fact)
            case CallEnded():
                print_summary(self._console, fact)
            case (
                CallStarted()
                | ComponentDegraded()
                | ComponentRecovered()
                | SpeechStarted()
                | SpeechEnded()
                | WordsTentative()
                | TalkOverlapped()
                | Interrupted()
                | SilenceStretched()
                | HoldChanged()
                | PaceMeasured()
                | TalkShareMeasured()
                | MonologueStretched()
                | LoudnessRose()
                | LoudnessSettled()
                | TensionMeasured()
                | ActSpoken()
                | SentimentScored()
                | QuestionAsked()
                | RiskChanged()
                | BleedMeasured()
                | CueHandled()
                | PlaybookChanged()
                | FindingWithdrawn()
            ):
                pass  # in the log, and in the cues and the summary that rest on them
            case _:
                assert_never(fact)

    def _fault(self, fact: ComponentDegraded | ComponentRecovered) -> None:
        degraded = isinstance(fact, ComponentDegraded)
        label, colour = ("fault", "yellow") if degraded else ("mended", "green")
        text = f"{fact.component}: {fact.reason}; {fact.done}"
        self._row(clock(fact.at), Text(label, colour), Text(text, colour))

    def _cue(self, cue: CueOffered) -> None:
        colour = _COLOURS[cue.severity]
        label = Text(f"{cue.severity.upper():<{_LABEL}}", f"reverse {colour}")
        self._row(clock(cue.at), label, Text(cue.text, f"bold {colour}"))
        self._row("", Text(), Text(f'say "{cue.detail}"'))
        for why in cue.because:
            self._row("", Text(), Text(f"because {describe(why)}", "italic"))

    def _resolved(self, resolved: CueResolved) -> None:
        cue = self._cues.pop(resolved.cue, None)
        if cue is None:
            return
        done = resolved.by is CueOutcome.AGENT_DID_IT
        mark, colour = ("✓", "green") if done else ("–", "dim")
        text = f"{cue.text}: {_OUTCOMES[resolved.by]}"
        self._row(clock(resolved.at), Text(mark, colour), Text(text, colour))

    def _row(self, when: str, label: Text, body: Text) -> None:
        """A line in three columns; a long body goes on below itself."""
        width = max(self._console.width - _CLOCK - _LABEL - 2 * len(_GAP), _NARROWEST)
        label.truncate(_LABEL, pad=True)
        left = Text.assemble(f"{when:>{_CLOCK}}", _GAP, label, _GAP)
        for line in body.wrap(self._console, width):
            line.rstrip()
            self._console.print(left + line, no_wrap=True, overflow="ignore", crop=False)
            left = Text(" " * len(left))


@contextmanager
def progress_bar(console: Console, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar that takes positions in samples; silent where no person is watching."""
    if not console.is_terminal or not total:
        yield lambda position: None
        return
    columns = (TextColumn("{task.fields[clock]}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, clock=clock(0))
        yield lambda at: progress.update(task, completed=at, clock=f"{clock(at)} of {clock(total)}")


def clock(position: int) -> str:
    """A position in samples as m:ss.t, or h:mm:ss.t from the first hour on."""
    tenths = round(to_seconds(position) * 10)
    minutes, tenths = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{tenths // 10:02d}.{tenths % 10}"
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def describe(fact: Evidence) -> str:
    """The fact in a few words, as the reason for a cue."""
    when = clock(fact.start if hasattr(fact, "start") else fact.at)
    match fact:
        case ActSpoken():
            return f'the {fact.party} said "{fact.text}" at {when} ({_plain(fact.act)})'
        case QuestionAsked():
            return f'the {fact.party} asked "{fact.text}" at {when}'
        case Interrupted():
            return f"the {fact.by} came in over the {fact.by.other} at {when}"
        case TalkOverlapped():
            both = to_seconds(fact.end - fact.start)
            return f"both spoke at {when}, for {both:.1f} s ({_plain(fact.class_)})"
        case SilenceStretched(end=int(end)):
            return f"nobody spoke from {when} on, for {to_seconds(end - fact.start):.1f} s"
        case SilenceStretched():
            return f"nobody has spoken since {when}"
        case HoldChanged():
            return f"the hold asked for at {when} is now: {_plain(fact.phase)}"
        case SentimentScored():
            return f"the {fact.party} sounded {fact.label} at {when} ({fact.score:+.2f})"
        case MonologueStretched():
            lasted = to_seconds((fact.end or fact.at) - fact.start)
            return f"the {fact.party} talked from {when} on, for {lasted:.0f} s without a stop"
        case (
            PaceMeasured()
            | TalkShareMeasured()
            | LoudnessRose()
            | LoudnessSettled()
            | TensionMeasured()
        ):
            return f"the {fact.party}{_measured(fact)} at {when}"
        case RiskChanged():
            return f"the risk was {fact.score:.0%} at {when}: {', '.join(fact.reasons)}"
        case WordsCommitted() | WordsTentative():
            return f'the {fact.party} said "{_short(fact.text)}" at {when}'
        case SpeechStarted() | SpeechEnded():
            return f"the {fact.party} {_turned(fact)}"
        case _:
            assert_never(fact)


def _turned(fact: SpeechStarted | SpeechEnded) -> str:
    if isinstance(fact, SpeechEnded):
        return f"stopped speaking at {clock(fact.end)}"
    return f"began to speak at {clock(fact.start)}"


def _short(text: str) -> str:
    """The text, or its end where it is long."""
    return text if len(text) <= _LONGEST else "…" + text[-_LONGEST:].partition(" ")[2]


def _measured(
    fact: PaceMeasured | TalkShareMeasured | LoudnessRose | LoudnessSettled | TensionMeasured,
) -> str:
    """What was measured of a party's voice, to be said behind their name."""
    match fact:
        case PaceMeasured():
            return f" spoke {fact.words_per_minute:.0f} words a minute"
        case TalkShareMeasured():
            return f" had {fact.share:.0%} of the talk of the last {to_seconds(fact.window):.0f} s"
        case LoudnessRose():
            return f" was {fact.db_over_baseline:.0f} dB over their usual"
        case LoudnessSettled():
            return " was back near their usual loudness"
        case TensionMeasured():
            return f"'s voice was tense ({fact.score:.0%})"
        case _:
            assert_never(fact)


def print_summary(console: Console, ended: CallEnded) -> None:
    """The call in figures, as a table."""
    summary = ended.summary
    table = Table(title="The call", show_header=False, title_justify="left", box=None)
    table.add_column(style="bold")
    table.add_column()
    for name, value in _rows(ended, summary):
        table.add_row(name, value)
    console.print()
    console.print(table)


def _rows(ended: CallEnded, summary: CallSummary) -> Iterator[tuple[str, str]]:
    agent, customer = summary.agent, summary.customer
    yield "Duration", clock(ended.duration)
    yield (
        "Talk",
        f"agent {agent.share:.0%} ({agent.words} words), "
        f"customer {customer.share:.0%} ({customer.words} words)",
    )
    yield (
        "Interruptions",
        f"by the agent {agent.interruptions}, by the customer {customer.interruptions}",
    )
    if not summary.overlaps_reliable:
        yield "Not reliable", "interruptions: one party is heard on the other's channel as well"
    yield (
        "Dead air",
        f"{summary.dead_air_count}, {to_seconds(summary.dead_air):.1f} s in all, "
        f"the longest {to_seconds(summary.longest_dead_air):.1f} s",
    )
    yield "Holds", str(summary.holds)
    quarters = ", ".join(
        "–" if q is None else f"{q * 5:+z.1f}" for q in summary.sentiment_by_quarter
    )
    yield "Sentiment by quarter", f"{quarters}  (-5 to +5, of the customer's words)"
    if summary.sentiment_trend is not None:
        yield "Trend", f"{summary.sentiment_trend * 5:+z.1f} (last quarter less first)"
    acts = ", ".join(f"{_plain(act)} {count}" for act, count in summary.acts.items())
    yield "Acts", acts or "none"
    cues = ", ".join(f"{_plain(rule)} {count}" for rule, count in summary.cues.items())
    yield "Cues", cues or "none"
    if cues:
        yield "Of these", f"{summary.cues_followed} done, {summary.cues_expired} expired"
        yield from _adherence(summary.adherence)
    for kind, figures in ended.latency.items():
        if kind in ("cue", "transcript"):
            yield f"Latency of a {kind}", f"p50 {figures.p50:.2f} s, p95 {figures.p95:.2f} s"


def _adherence(adherence: Adherence) -> Iterator[tuple[str, str]]:
    if adherence.median_s is not None:
        yield "Done within", f"{adherence.median_s:.1f} s, half of them"
    if adherence.sentiment_change is not None:
        change = adherence.sentiment_change * 5
        yield "After those", f"the customer's words {change:+z.1f} in 30 s (of 10)"


def _plain(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ")
