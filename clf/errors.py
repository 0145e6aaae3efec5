"""Everything clf raises on purpose, drawn as one tree.

    ClfError
    ├── InputError      what was given to score cannot be read
    │   └── FetchError  an address was refused, or did not answer as it should
    ├── ModelError      a model folder is missing, damaged or of an unknown version
    ├── CorpusError     a training corpus is missing or not in its published form
    ├── PolicyError     a policy file says something unknown, or asks for what a model cannot keep
    └── DeskError       the desk cannot do what was asked: not allowed, too late, or no database
        ├── StaleError  somebody else was quicker
        └── SignInError the configuration of signing in is missing, damaged or incomplete

Each message says what was wrong, the value found, and what to do, in one line. ``exit_code`` is what
the command line returns for it (after BSD ``sysexits.h``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class ClfError(Exception):
    """Base of every expected failure."""

    exit_code = 1


class InputError(ClfError):
    """What was given to score cannot be read: a missing file, a wrong encoding, nothing in it."""

    exit_code = 65


class FetchError(InputError):
    """An address was refused, or did not answer as it should."""


class ModelError(ClfError):
    """A model folder is missing, damaged, or of a version this release does not know."""

    exit_code = 78


class CorpusError(ClfError):
    """A training corpus is missing or does not look as its publisher released it."""

    exit_code = 66


class PolicyError(ClfError):
    """A policy file cannot be read or holds something unknown, or a model cannot keep what it asks for."""

    exit_code = 78


class DeskError(ClfError):
    """The desk cannot do what was asked: the role does not cover it, it is too late, or there is no database."""

    exit_code = 77


class StaleError(DeskError):
    """The item has changed since it was looked at, or is in other hands; nothing was written."""


class SignInError(DeskError):
    """The configuration of signing in is missing, damaged or incomplete, so nobody may enter the desk."""

    exit_code = 78


def how_to_install(name: str) -> str:
    """How to install the extra ``name``. It says where to run pip: the package index has another project called clf.

    >>> how_to_install("tables")
    "pip install '.[tables]' in a clone of clf"
    """
    return f"pip install '.[{name}]' in a clone of clf"


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Around imports that need the extra ``name``: what to install, in one line, where it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ClfError(f"this needs {error.name}, which is not installed: {how_to_install(name)}") from None
