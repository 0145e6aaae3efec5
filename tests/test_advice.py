"""What clf advises to install is this clf: the package index has another project of that name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import clf

ROOT = Path(clf.__file__).parent.parent
SHIPPED = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Makefile",
    "app.py",
    "pyproject.toml",
    "clf",
    "data",
    "docs",
    "lab",
    "tests",
]
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".mako", ".sh", ""}
# pip, options, then clf with or without quotes, extras or a version; a line break may stand between them.
ANOTHER = re.compile(r"pip3?\s+install(?:\s+-\S+)*\s+[\"']?clf(?![\w./-])")


def files() -> list[Path]:
    found = [ROOT / name for name in SHIPPED]
    return [
        file
        for place in found
        for file in ([place] if place.is_file() else sorted(place.rglob("*")))
        if file.is_file() and file.suffix in TEXT and "__pycache__" not in file.parts
    ]


@pytest.mark.parametrize(
    "advice", ["pip install clf", "pip install -U clf", "pip install 'clf[app]'", 'pip install\n"clf[a,b]>=1"']
)
def test_the_pattern_finds_advice(advice: str) -> None:
    assert ANOTHER.search(advice)
    assert not ANOTHER.search(advice.replace("clf", "."))


def test_nothing_sends_people_to_another_project() -> None:
    found = {str(file.relative_to(ROOT)) for file in files() if ANOTHER.search(file.read_text("utf-8", "ignore"))}
    assert found - {"tests/test_advice.py"} == set()
