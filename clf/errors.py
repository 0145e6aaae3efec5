"""Everything clf raises on purpose, drawn as one tree.

    ClfError
    ├── InputError      what was given to score cannot be read
    ├── ModelError      a model folder is missing, damaged or of an unknown version
    ├── CorpusError     a training corpus is missing or not in its published form
    └── DeskError       the desk cannot do what was asked: not allowed, too late, or no database
        └── StaleError  somebody else was quicker

Each message says what was wrong, the value found, and what to do, in one line. ``exit_code`` is what
the command line returns for it (after BSD ``sysexits.h``).
"""


class ClfError(Exception):
    """Base of every expected failure."""

    exit_code = 1


class InputError(ClfError):
    """What was given to score cannot be read: a missing file, a wrong encoding, nothing in it."""

    exit_code = 65


class ModelError(ClfError):
    """A model folder is missing, damaged, or of a version this release does not know."""

    exit_code = 78


class CorpusError(ClfError):
    """A training corpus is missing or does not look as its publisher released it."""

    exit_code = 66


class DeskError(ClfError):
    """The desk cannot do what was asked: the role does not cover it, it is too late, or there is no database."""

    exit_code = 77


class StaleError(DeskError):
    """The item has changed since it was looked at, or is in other hands; nothing was written."""
