"""A call's event log and a playbook go in; the cues that it would have given come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.coaching.cues.policy import CuePolicy
from assistant.coaching.playbook.reading import Playbook
from assistant.errors import JournalError
from assistant.events import (
    AnswersEnded,
    CallEnded,
    CallStarted,
    CueHandled,
    CueOffered,
    CueResolved,
    Event,
    Fact,
    Party,
    PlaybookChanged,
    PlaybookUsed,
    VoiceProbed,
)
from assistant.journal import Entry, read_journal
from assistant.timeline import Span

AUDIO = frozenset({".wav", ".rf64", ".mp3", ".flac", ".ogg", ".opus", ".oga"})
"""What `replay` reads: whoever names such a file has not made its log yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """A call's log as read; `name` is what people know the file by."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def cues(self) -> list[Fact]:
        """The cues that the log holds, and what became of them."""
        return [e.fact for e in self.entries if isinstance(e.fact, CueOffered | CueResolved)]

    @property
    def playbook(self) -> PlaybookUsed | None:
        """Where all of these come from; None where the log does not say, or names several."""
        facts = [entry.fact for entry in self.entries]
        used = {f.playbook for f in facts if isinstance(f, CallStarted | PlaybookChanged)}
        return used.pop() if len(used) == 1 else None

    @property
    def timed(self) -> bool:
        """Whether each line says how much was heard, so that a rerun is exact."""
        return all(entry.heard is not None for entry in self.entries)


def read_call(path: Path) -> LoggedCall:
    """The call whose log is at `path`. Raises JournalError, naming the file and what to do."""
    if path.suffix.lower() in AUDIO:
        raise JournalError(
            f"{path} is a recording: replay it first, with `deescalate replay {path} --events "
            f"{path.stem}.jsonl`, and name the log."
        )
    mend = "name one that `deescalate replay CALL.wav --events FILE` wrote."
    try:
        with path.open(encoding="utf-8") as lines:
            entries = tuple(read_journal(lines))
    except OSError as fault:
        raise JournalError(f"{path} cannot be read ({fault.strerror}); {mend}") from None
    except UnicodeDecodeError:
        raise JournalError(f"{path} is no event log, for it is not text; {mend}") from None
    except JournalError as fault:
        raise JournalError(f"{path}: {str(fault).rstrip('.')}; {mend}") from None
    if not entries:
        raise JournalError(f"{path} holds no line of an event log; {mend}")
    return LoggedCall(name=str(path), entries=entries)


def find_logs(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the `.jsonl` files of each folder named; each once.

    A folder that holds none stands for itself, so that whoever reads it says so.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for log in sorted(path.glob("*.jsonl")) or [path]:
            found.setdefault(log.resolve(), log)
    return list(found.values())


def rerun(entries: Iterable[Entry], playbook: Playbook) -> list[Fact]:
    """What the coach would have told, had the call been coached by `playbook`: `CueOffered` and
    `CueResolved`, whose evidence are the log's own facts.

    With the playbook of the log, these are the log's own cues, to the sample. Where the log does
    not say how much was heard, the newest position in it stands for that: then a cue that was
    waiting, or ran out, may come a little otherwise.
    """
    coach = _Coach(CuePolicy(playbook))
    for entry in entries:
        coach.tick(entry)
        coach.take(entry.fact)
    coach.end()
    return coach.told


class _Coach:
    """A policy that goes through a log in place of a call."""

    def __init__(self, policy: CuePolicy) -> None:
        self.told: list[Fact] = []
        self._policy = policy
        self._now = 0
        self._over = False
        self._newest: dict[str, int] = {}
        """Of each rule, the newest cue of the rerun."""
        self._rules: dict[int, str] = {}
        """Of each cue of the log, its rule."""
        self._stands_for: dict[int, int] = {}
        """Of each cue of the log, the cue of the rerun in its place."""

    def tick(self, entry: Entry) -> None:
        """Let the time come at which the entry was told."""
        at = entry.fact.at if entry.heard is None else entry.heard
        self._now = max(self._now, at)
        heard = Span(start=self._now, end=self._now)
        self._push(VoiceProbed(party=Party.AGENT, span=heard, probability=0.0))

    def take(self, fact: Fact) -> None:
        """Take what the stages before the coach told, or what the agent did."""
        match fact:
            case CallStarted() | CueResolved() | PlaybookChanged():
                pass
            case CueOffered():
                self._rules[fact.id] = fact.rule
                if fact.rule in self._newest:
                    self._stands_for[fact.id] = self._newest[fact.rule]
            case CueHandled(cue=int(logged)):
                own = self._stands_for.get(logged, self._newest.get(self._rules.get(logged, "")))
                if own is not None or fact.rule is not None:  # else it is about nothing here
                    self._push(replace(fact, cue=own))
            case CallEnded():
                self._now = max(self._now, fact.at)
                self._push(AnswersEnded(at=fact.at))
                self._over = True
            case _:
                self._push(fact)

    def end(self) -> None:
        """End the call, also where its log was cut off."""
        if not self._over:
            self._push(AnswersEnded(at=self._now))

    def _push(self, event: Event) -> None:
        for told in self._policy.on(event):
            if isinstance(told, CueOffered):
                self._newest[told.rule] = told.id
            if isinstance(told, CueOffered | CueResolved):
                self.told.append(told)
