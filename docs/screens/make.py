"""Make the pictures of the desk: ``python docs/screens/make.py`` (needs chromium, and `pip install -e '.[dev]'`).

A desk of its own in a temporary folder, filled with the project's own headlines, a fictitious team's decisions and
their second opinions; each page at 1280x800 in light and at 1440x900 in dark.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGES = {
    "inbox": "",
    "queue": "queue",
    "decide": "decide",
    "team": "team",
    "policy": "policy",
    "model": "model",
    "export": "export",
}
LOOKS = (("light", 1280, 800), ("dark", 1440, 900))


def fill() -> None:
    """Four hundred blocks, two hundred decisions by three people, thirty second opinions, a policy."""
    import clf
    from clf.desk.decisions import Verdict, decide
    from clf.desk.intake import add_blocks
    from clf.desk.people import Role, add_person, sign_in
    from clf.desk.queue import claim_next
    from clf.desk.store import open_desk
    from clf.desk.team import ask_for_review, judge_blind, next_review
    from clf.desk.thresholds import QueuePolicy, set_policy
    from clf.evidence.finder import Evidencer
    from clf.types import HeadlineBlock

    draw = random.Random(7)
    rows = [
        row
        for path in sorted((ROOT / "data" / "headlines").glob("*.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8", newline=""))
    ]
    chosen = draw.sample(rows, 400)
    grade = {row["headline"]: float(row["grade"]) for row in chosen}
    blocks = [
        HeadlineBlock(row["headline"], row["teaser"], source=draw.choice(["Orlo Post", "The Arden Mail"]))
        for row in chosen
    ]
    blocks.append(HeadlineBlock("Bananas in shops injected with blood that carries HIV", source="Orlo Post"))
    desk = open_desk()
    sign_in(desk, "ada")
    for person in ("max", "mia"):
        add_person(desk, "ada", person, Role.LEAD if person == "max" else Role.MODERATOR)
    add_blocks(desk, "ada", blocks, clf.load().score(blocks), Evidencer.load())
    for turn in range(200):
        item = claim_next(desk, person := ("ada", "max", "mia")[turn % 3])
        bait = (grade.get(item.headline, 1) >= 0.5) != (draw.random() < 0.1)
        decide(
            desk, person, item.id, item.version, Verdict.CLICKBAIT if bait else Verdict.FINE, QueuePolicy(0.87, 0.08)
        )
    set_policy(desk, "max", QueuePolicy(0.85, 0.08, 0.02))
    ask_for_review(desk, "max", 40)
    for turn in range(30):
        if item := next_review(desk, person := ("mia", "ada", "max")[turn % 3]):
            bait = (grade.get(item.headline, 1) >= 0.5) != (draw.random() < 0.15)
            judge_blind(desk, person, item.id, "clickbait" if bait else "fine")
    desk.close()


def main() -> None:
    """Fill a desk, serve it, take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "CLF_DESK": f"{folder}/desk.sqlite",
            "CLF_MODELS": f"{folder}/models",
            "LOGNAME": "ada",
            "CLF_CLAIMS": f"{folder}/claims",
            "CLF_SOURCES": f"{folder}/sources",
        }
        fill()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        server = subprocess.Popen([*command, "--server.headless", "true"], cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            shoot(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def shoot(address: str) -> None:
    """Pictures of every page of the desk at ``address``."""
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2)
            break
        except OSError:
            time.sleep(0.3)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme, width, height in LOOKS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.set_default_timeout(60_000)
            for name, path in PAGES.items():
                page.goto(f"{address}/{path}")
                page.locator(".stMainBlockContainer h1, .stMainBlockContainer h2").first.wait_for()
                if name == "inbox":
                    page.get_by_role("tab", name="Sample page").click()
                    page.get_by_role("combobox").click()
                    page.get_by_role("option").nth(1).click()
                    page.locator('[data-field="headline"]').wait_for()
                page.wait_for_timeout(2500)
                page.screenshot(path=HERE / f"{name}-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
