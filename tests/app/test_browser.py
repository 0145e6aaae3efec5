"""The page in a real browser: paste, look, pick another, by keyboard too."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

import clf

ROOT = Path(clf.__file__).parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds, for one step on a busy machine
HEADLINES = (
    "Parliament approves 2.4 billion euro budget for rail repairs",
    "You won't believe this secret trick",
    "Minister <script>document.title='taken'</script> resigns over [report](https://example.com) & more",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page, served on a free port of this machine."""
    yield from served({})


def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of a server with ``environment`` beside its own, until it is stopped."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    command += ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, env={**os.environ, **environment}) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"the server ended with code {server.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    pytest.fail(f"no answer from {url}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the system's, or else playwright's own."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if not found and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: install chromium, or run `playwright install chromium`")
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page with `HEADLINES` pasted and scored."""
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_label("Headlines, one a line").fill("\n".join(HEADLINES))
    page.get_by_role("button", name="Score").click()
    page.get_by_role("radio").nth(2).wait_for(state="attached")
    yield page
    page.close()


def picked(page: Page) -> Locator:
    return page.locator('[data-field="headline"]')


def test_paste_then_pick_another(page: Page) -> None:
    rows = page.get_by_test_id("stRadioOption")
    scores = [int(text.split()[0].strip("<>")) for text in rows.all_inner_texts()]
    assert scores == sorted(scores, reverse=True)
    expect(page.get_by_text("3 blocks: ")).to_be_visible()
    expect(page.get_by_role("radio").first).to_be_checked()
    expect(picked(page)).to_have_text(HEADLINES[1])

    rows.filter(has_text="Parliament").click()
    expect(picked(page)).to_have_text(HEADLINES[0])
    word = picked(page).locator("span.word").first
    expect(word).to_have_attribute("title", re.compile(r"[+-]\d\.\d\d towards"))
    assert word.evaluate("node => getComputedStyle(node).backgroundColor").startswith("rgba(")
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg")).to_be_visible()


def test_the_list_is_walked_by_keyboard(page: Page) -> None:
    page.get_by_role("radio").first.focus()
    for place in (1, 2):
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio").nth(place)).to_be_checked()
        row = page.get_by_test_id("stRadioOption").nth(place)
        headline = next(text for text in HEADLINES if text.split()[0] in row.inner_text())
        expect(picked(page)).to_have_text(headline)


def test_markup_in_a_headline_never_becomes_part_of_the_page(page: Page) -> None:
    row = page.get_by_test_id("stRadioOption").filter(has_text="Minister")
    assert row.inner_text().replace("\u2060", "").endswith(HEADLINES[2])
    row.click()
    expect(picked(page)).to_have_text(HEADLINES[2])
    assert page.locator('[data-testid="stMain"] a[href*="example.com"]').count() == 0
    assert page.title() != "taken"


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    main = page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollWidth <= node.clientWidth")
