from __future__ import annotations

import pytest

from clf.fit.corpora import own_folder
from clf.pages.read import read_blocks

PAGES = own_folder() / "pages"


@pytest.mark.parametrize("name", sorted(p.name for p in PAGES.iterdir() if p.suffix in (".txt", ".html")))
def test_a_sample_page_holds_what_its_readme_says(name: str) -> None:
    blocks = read_blocks((PAGES / name).read_text(encoding="utf-8"))
    assert f"| `{name}` | {len(blocks)} |" in (PAGES / "README.md").read_text(encoding="utf-8")
    assert sum(bool(b.teaser) for b in blocks) >= (0 if name == "headlines.txt" else len(blocks) // 2)
