"""Every error a user of the package can meet, in one tree.

::

    FormAnalyzerError
    ├── UnreadableVideoError     the file is not a video we can read
    ├── PoseModelError           the pose model is missing, damaged or cannot be fetched
    ├── GuideError               the guide's data file is not valid
    ├── SettingsError            a setting has a value we cannot use
    ├── StorageError             the database or the media folder cannot be used
    │   ├── NotFoundError        no such athlete, session, ...
    │   └── NotAllowedError      this person may not see or change it
    └── CancelledError           the user stopped the work

A clip that can be read but not measured is no error: its analysis holds a
refusal with the reason (see :class:`form_analyzer.datatypes.QualityFlag`).
"""

from pathlib import Path


class FormAnalyzerError(Exception):
    """Base of all errors of this package; its text is one line for the user.

    The text says what happened and what to do about it.
    """


class UnreadableVideoError(FormAnalyzerError):
    """The file cannot be read as a video."""


class PoseModelError(FormAnalyzerError):
    """The pose model is missing, damaged or cannot be fetched."""


class GuideError(FormAnalyzerError):
    """The guide's data file is not valid."""


class SettingsError(FormAnalyzerError):
    """A setting has a value that cannot be used."""


class StorageError(FormAnalyzerError):
    """The database or the media folder cannot be used."""


class NotFoundError(StorageError):
    """There is no such athlete, session or other stored thing."""


class NotAllowedError(StorageError):
    """This person may not see or change the thing asked for."""


class CancelledError(FormAnalyzerError):
    """The user stopped the work."""


def unwritable(path: Path, error: OSError) -> StorageError:
    """A file the user named cannot be written: why, and what to do."""
    why = error.strerror or error
    return StorageError(f"{path} cannot be written: {why}; name another file.")
