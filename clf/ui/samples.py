"""The sample pages that come with clf."""

from __future__ import annotations

from pathlib import Path

import clf

_KINDS = {".txt": "text", ".html": "HTML", ".htm": "HTML"}


def sample_pages() -> dict[str, Path]:
    """Sample pages by a name a reader understands; empty where they are not installed."""
    package = Path(clf.__file__).parent
    for folder in (package.parent / "data" / "pages", package / "data" / "pages"):
        pages = {_title(path): path for path in sorted(folder.glob("*")) if path.suffix in _KINDS}
        if pages:
            return pages
    return {}


def _title(path: Path) -> str:
    """Name shown for a file.

    >>> _title(Path("evening-tabloid.html"))
    'Evening tabloid (HTML)'
    """
    return f"{path.stem.replace('-', ' ').replace('_', ' ').capitalize()} ({_KINDS[path.suffix]})"
