"""The desk while files made to do harm are uploaded: it answers everybody else, and says what it left out."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.app.test_browser import PATIENCE, browser, served  # noqa: F401
from tests.inputs.test_limits import page as page_with_link
from tests.inputs.test_limits import sheet

GOOD = "Council repairs the old harbour bridge"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page, served for this test alone."""
    yield from served({})


def hostile(folder: Path) -> list[Path]:
    """Small files: areas of cells that no memory holds, a long address, a name repeated, and a good file among them."""
    cells = ("A1", "title"), ("XFD1048576", "x")
    contents = {
        "far.xlsx": sheet(*cells).getvalue(),
        "hidden.xlsx": sheet(*cells, attributes=f's="{"0" * 1000}1" ').getvalue(),
        "good.csv": f"title,n\n{GOOD},1\n".encode(),
        "names.csv": ",".join(["title"] * 20_000).encode(),
        "link.html": page_with_link(60_000).encode(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def test_uploads_cannot_stop_the_desk(browser: Browser, address: str, tmp_path: Path) -> None:  # noqa: F811
    waits: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            start = time.monotonic()
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=60):
                waits.append(time.monotonic() - start)

    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_role("tab", name="Upload").click()
    page.get_by_test_id("stFileUploader").wait_for()
    watching = threading.Thread(target=watch)
    watching.start()
    try:
        page.locator('input[type="file"]').set_input_files(hostile(tmp_path))
        expect(page.locator('[data-field="headline"]')).to_be_visible(timeout=PATIENCE)
        shown = page.locator("body")
        expect(shown).to_contain_text(GOOD)
        for told in ("far.xlsx: sheet 'S1'", "hidden.xlsx: refused", "names.csv: refused", "link.html: the address of"):
            expect(shown).to_contain_text(told)
    finally:
        done.set()
        watching.join()
        page.close()
    assert len(waits) > 5
    assert sorted(waits)[len(waits) // 2] < 1  # seconds; the median, for the machine may be busy with other things
    assert max(waits) < 5
