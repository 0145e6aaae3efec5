"""Pages in the shapes that news sites have; beside each, the blocks a reader sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clf.pages.read import read_blocks

_FOLDER = Path(__file__).parent / "samples"
_PAGES = sorted(page for page in _FOLDER.iterdir() if page.suffix in (".html", ".md", ".txt"))
_ADDRESS = json.loads((_FOLDER / "addresses.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", _PAGES, ids=[page.stem for page in _PAGES])
def test_the_blocks_of_a_page_are_those_a_reader_sees(page: Path) -> None:
    blocks = read_blocks(page.read_bytes(), source=page.name, url=_ADDRESS.get(page.stem, ""))
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    fields = ("headline", "teaser", "url", "section", "sponsored")
    assert [{name: getattr(block, name) for name in fields} for block in blocks] == expected
    assert [block.position for block in blocks] == list(range(len(blocks)))
    assert all(block.found and block.source == page.name for block in blocks)


def test_there_are_four_dozen_shapes() -> None:
    assert len(_PAGES) >= 48
    assert _ADDRESS.keys() <= {page.stem for page in _PAGES}
