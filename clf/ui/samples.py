"""The sample pages that come with clf."""

from __future__ import annotations

from pathlib import Path

from clf.errors import CorpusError
from clf.paths import package_data

_KINDS = {".txt": "text", ".html": "HTML", ".htm": "HTML"}


def sample_pages() -> dict[str, Path]:
    """Sample pages by a name a reader understands; empty where they are not installed."""
    try:
        folder = package_data("pages")
    except CorpusError:
        return {}
    return {_title(path): path for path in sorted(folder.glob("*")) if path.suffix in _KINDS}


def _title(path: Path) -> str:
    """Name shown for a file.

    >>> _title(Path("evening-tabloid.html"))
    'Evening tabloid (HTML)'
    """
    return f"{path.stem.replace('-', ' ').replace('_', ' ').capitalize()} ({_KINDS[path.suffix]})"
