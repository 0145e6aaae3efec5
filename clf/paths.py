"""Where files are kept, and writing them so that a crash leaves the old file or the new one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clf.errors import CorpusError


def user_path(name: str, variable: str = "") -> Path:
    """The path in the environment variable ``variable``; where it is not set, ``name`` in the user's data folder."""
    if given := os.environ.get(variable):
        return Path(given)
    from platformdirs import user_data_path

    return Path(user_data_path("clf", appauthor=False)) / name


def package_data(name: str) -> Path:
    """The folder ``name`` of the data that comes with clf, in the checkout or in the installed package.

    Raises `CorpusError` where it is missing.

    >>> (package_data("pages") / "tabloid.html").is_file()
    True
    """
    package = Path(__file__).parent
    for folder in (package.parent / "data" / name, package / "data" / name):
        if folder.is_dir():
            return folder
    raise CorpusError(f"the folder data/{name} of clf is missing: install clf again")


def read_list(path: Path) -> frozenset[str]:
    """The lines of a list that comes with clf: one entry per line; comments begin with ``#``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A name to write to; what was written is flushed to the disk and gets the name ``path``, at once, at the end."""
    temporary = path.with_name(f"_{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    """Write a small file atomically."""
    with appearing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def sync(path: Path) -> None:
    """Wait until a file, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
