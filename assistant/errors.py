"""Everything that is raised on purpose: what was wrong, and how to mend it, in one sentence."""

from __future__ import annotations


class DeescalateError(Exception):
    """A failure that a person can cause and mend. Its text is shown to them as it stands."""

    exit_code = 1


class UsageError(DeescalateError):
    """The command line asks for something that does not fit together."""

    exit_code = 2


class RecordingError(DeescalateError):
    """A recording cannot be used: missing, empty, not audio, or mono."""

    exit_code = 3


class ModelError(DeescalateError):
    """A model is missing, damaged, or cannot be fetched."""

    exit_code = 4


class SettingsError(DeescalateError):
    """A settings file or a playbook holds something that it may not."""

    exit_code = 5


class OutputError(DeescalateError):
    """What was to be written cannot be: a full disk, a folder that may not be written."""

    exit_code = 6


class JournalError(DeescalateError):
    """An event log does not read as EVENTS says."""

    exit_code = 3
