"""The desk in a real browser: blocks in, each decided by keyboard alone, one undone; then the store is asked."""

from __future__ import annotations

import os
import re

from playwright.sync_api import Browser, Page, expect

from clf.desk.database import open_desk
from clf.desk.log import history
from clf.desk.transfer import exported
from tests.ui.test_browser import HEADLINES, PATIENCE, address, browser  # noqa: F401


def opened(browser: Browser, address: str, path: str) -> Page:  # noqa: F811
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto(f"{address}/{path}")
    return page


def test_every_block_is_decided_by_keyboard_and_is_on_record(browser: Browser, address: str) -> None:  # noqa: F811
    page = opened(browser, address, "")
    page.get_by_label("Headlines, one a line").fill("\n".join(HEADLINES))
    page.get_by_role("button", name="Score").click()
    page.get_by_role("button", name="Put them into the queue").click()
    expect(page.get_by_text("3 of 3 blocks are new")).to_be_visible()
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_text("1 to 3 of 3")).to_be_visible()
    page.get_by_role("link", name="Decide").click()
    headline = page.locator('[data-field="headline"]')
    seen = []
    for key in ("1", "2", "3"):
        expect(headline).to_be_visible()
        for said in seen:
            expect(headline).not_to_have_text(said)
        seen.append(headline.inner_text())
        page.keyboard.press(key)
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.keyboard.press("z")
    expect(headline).to_have_text(seen[-1])
    page.keyboard.press("2")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.get_by_role("link", name="Export").click()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("button", name=re.compile("Download 4 decisions"))).to_be_visible()
    assert page.title() != "taken"
    page.close()

    desk = open_desk(os.environ["CLF_DESK"])
    rows = list(exported(desk))
    assert sorted({row["headline"] for row in rows}) == sorted(HEADLINES)
    assert [(row["verdict"], row["undone_at"] is None) for row in rows] == [
        ("clickbait", True), ("fine", True), ("unsure", False), ("fine", True),
    ]  # fmt: skip
    actions = [entry.action for entry in reversed(history(desk)) if entry.item_id]
    assert actions == ["decide", "decide", "decide", "undo", "decide"]
    desk.close()
