"""The desk with many items in a headless Chromium: what a moderator waits for. Texts are made up here.

    python -m lab.benchmarks.desk_browser [--items 200000] [--times 9]

Each step is timed from the click or key to what is to be seen (the next headline, the table), and to the page at rest.
Needs chromium, or `playwright install chromium`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from clf.desk import open_desk
from lab.benchmarks.desk import filled

ROOT = Path(__file__).parents[2]
REST = "document.querySelector('[data-test-script-state=\"notRunning\"]') !== null"
HEADLINE = "(document.querySelector('[data-field=\"headline\"]') || {}).innerText"
COUNTED = "[...document.querySelectorAll('.stMarkdown')].map(n => n.innerText).find(t => / to .* of /.test(t))"
TITLE = "document.querySelector('h1') !== null"
TABLE = f"document.querySelector('[data-testid=\"stDataFrame\"] canvas') !== null && {COUNTED} !== undefined"
SORTED = f"{TABLE} && document.querySelector('[data-testid=\"stSpinner\"]') === null"


@contextmanager
def served(store: str) -> Iterator[str]:
    """The address of a desk on ``store``, on this machine only, until it is stopped."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.address",
        "127.0.0.1",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
    ]
    environment = {**os.environ, "CLF_DESK": store, "LOGNAME": "ada"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment) as server:
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.25)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def timed(page: Page, name: str, times: int, step: Callable[[], None], seen: Callable[[], str]) -> None:
    """Print how long ``step`` takes to what ``seen`` asks for and to rest: first, median and longest, milliseconds."""
    shown, rested = [], []
    for _ in range(times):
        wanted = seen()
        begin = time.perf_counter()
        step()
        page.wait_for_function(wanted)
        shown.append(1000 * (time.perf_counter() - begin))
        page.wait_for_function(f"{wanted} && {REST}")
        rested.append(1000 * (time.perf_counter() - begin))
        page.wait_for_timeout(300)
    both = (f"{took[0]:8.0f} {statistics.median(took):8.0f} {max(took):8.0f}" for took in (shown, rested))
    print(f"{name:34} {' '.join(both)}", flush=True)


def measure(page: Page, address: str, times: int) -> None:
    def other(what: str) -> Callable[[], str]:
        """Ask for a value of ``what`` that is not the one of now."""
        return lambda: f"{what} !== undefined && {what} !== {page.evaluate(f'JSON.stringify({what})') or 'undefined'}"

    def go(name: str) -> None:
        page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()

    def pick(label: str, options: list[str]) -> Callable[[], None]:
        def step() -> None:
            options.append(options.pop(0))
            page.get_by_role("combobox", name=label).fill(options[-1])
            page.get_by_role("option", name=options[-1], exact=True).click()

        return step

    def search() -> None:
        words.append(words.pop(0))
        field = page.get_by_label("Search in headline and teaser")
        field.fill(words[-1])
        field.press("Enter")

    def again() -> None:
        """No filter: a value of one is told from the next by how many items it leaves."""
        page.reload()
        page.wait_for_function(f"{TABLE} && {REST}")

    words = ["harbour", "secret", "number 1234", "orchard"]
    timed(page, "the desk opened", 1, lambda: page.goto(address) and None, lambda: TITLE)
    timed(page, "Decide opened, first item", 1, lambda: go("Decide"), lambda: f"{HEADLINE} !== undefined")
    timed(page, "1: the next item", times, lambda: page.keyboard.press("1"), other(HEADLINE))
    timed(page, "Z: the last item again", times, lambda: page.keyboard.press("z"), other(HEADLINE))
    timed(page, "Queue opened", 1, lambda: go("Queue"), lambda: TABLE)

    def reopened() -> str:
        go("Decide")
        page.wait_for_function(f"{HEADLINE} !== undefined && {REST}")
        return TABLE

    timed(page, "Queue opened from Decide", times, lambda: go("Queue"), reopened)
    timed(page, "the next page", times, lambda: page.get_by_role("button", name="Next page").click(), other(COUNTED))
    bands = pick("Band", ["clickbait", "unsure", "fine", "All"])
    timed(page, "filter: band", times, bands, other(COUNTED))
    sources = pick("Source", [f"source-{n}.example" for n in range(2, 9)])
    again()
    timed(page, "filter: source", times, sources, other(COUNTED))
    again()
    timed(page, "search for words", times, search, other(COUNTED))
    again()
    timed(page, "sort by what teaches the most", 1, pick("Sort by", ["Teaches the most"]), lambda: SORTED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--store", help="an SQLite file: filled if it is not there, and kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = given.store or str(Path(folder) / "desk.sqlite")
        if not Path(store).exists():
            desk = open_desk(store)
            filled(desk, given.items)
            desk.close()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(60_000)
        with served(store) as address:
            print(f"{'(ms: first, median, longest)':34} {'until it is seen':^26} {'until the page rests':^26}")
            measure(page, address, given.times)
        browser.close()


if __name__ == "__main__":
    main()
