"""The desk in a real browser: blocks in, each decided by keyboard alone, one undone; then the store is asked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from clf.desk.intake import add_blocks
from clf.desk.queue import Filter, count, page
from clf.desk.schema import items
from clf.desk.store import Desk, history, open_desk
from clf.desk.transfer import exported
from clf.model.model import Model
from clf.pages.read import read_blocks
from clf.types import HeadlineBlock
from tests.app.test_browser import HEADLINES, PATIENCE, ROOT, address, browser, served  # noqa: F401

SPREADS = "Bananas at supermarkets injected with blood that carries HIV"
SAMPLE = ROOT / "data" / "pages" / "reader-copy.txt"


@pytest.fixture
def desk() -> Iterator[Desk]:
    opened = open_desk(os.environ["CLF_DESK"])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def others_address() -> Iterator[str]:
    """The desk of another moderator: a server of its own under another name, on the same store."""
    yield from served({"LOGNAME": "mia"})


def opened(browser: Browser, address: str, path: str) -> Page:  # noqa: F811
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto(f"{address}/{path}")
    return page


def headline(page: Page) -> Locator:
    return page.locator('[data-field="headline"]')


def waits(page: Page, desk: Desk, left: int) -> None:
    """Until the store has ``left`` items waiting and the page is at rest."""
    for _ in range(PATIENCE // 100):
        if count(desk, Filter()) == left and page.locator('[data-test-script-state="notRunning"]').count():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{count(desk, Filter())} items wait, not {left}")


def test_every_block_is_decided_by_keyboard_and_is_on_record(
    browser: Browser,  # noqa: F811
    address: str,  # noqa: F811
    desk: Desk,
) -> None:
    pasted = "\n\n".join([SAMPLE.read_text(encoding="utf-8"), HEADLINES[2]])
    headlines = [block.headline for block in read_blocks(pasted)]
    number = len(headlines)
    assert number > 5
    assert HEADLINES[2] in headlines
    page = opened(browser, address, "")
    page.get_by_label("Headlines, one a line").fill(pasted)
    page.get_by_role("button", name="Score").click()
    page.get_by_role("button", name="Put them into the queue").click()
    expect(page.get_by_text(f"{number} of {number} blocks are new")).to_be_visible()
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_text(f"1 to {number} of {number}")).to_be_visible()
    expect(page.get_by_role("button", name="Open the first")).to_be_enabled()  # its key works once it is drawn
    page.keyboard.press("o")
    seen = []
    keys = ("12" * number)[: number - 1] + "3"
    for left, key in zip(range(number - 1, -1, -1), keys, strict=True):
        expect(headline(page)).to_be_visible()
        for said in seen:
            expect(headline(page)).not_to_have_text(said)
        seen.append(headline(page).inner_text())
        if len(seen) == 2:
            page.keyboard.press("w")
            expect(page.get_by_role("button", name="✓ Exaggerates")).to_be_visible()
        page.keyboard.press(key)
        waits(page, desk, left)
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.keyboard.press("z")
    expect(headline(page)).to_have_text(seen[-1])
    waits(page, desk, 1)
    page.keyboard.press("2")
    waits(page, desk, 0)
    page.get_by_role("link", name="Export").click()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("button", name=re.compile(f"Download {number + 1} decisions"))).to_be_visible()
    assert page.title() != "taken"
    page.close()

    rows = list(exported(desk))
    assert sorted({row["headline"] for row in rows}) == sorted(headlines)
    assert [row["headline"] for row in rows[:number]] == seen
    said = {"1": "clickbait", "2": "fine", "3": "unsure"}
    assert [row["verdict"] for row in rows] == [*(said[key] for key in keys), "fine"]
    assert [row["reason"] for row in rows[:3]] == ["", "Exaggerates", ""]
    assert [row["undone_at"] is None for row in rows] == [*[True] * (number - 1), False, True]
    entries = [entry for entry in reversed(history(desk)) if entry.item_id]
    assert [entry.action for entry in entries] == [*["decide"] * number, "undo", "decide"]
    assert [entry.verdict for entry in entries if entry.action == "decide"] == [row["verdict"] for row in rows]


def test_two_moderators_never_get_the_same_item_and_the_slower_one_is_told(
    browser: Browser,  # noqa: F811
    address: str,  # noqa: F811
    others_address: str,
    desk: Desk,
    model: Model,
) -> None:
    blocks = [HeadlineBlock(f"Number {number} of these tricks will amaze you") for number in range(2)]
    blocks.append(HeadlineBlock(SPREADS))
    add_blocks(desk, history(desk)[-1].person, blocks, model.score(blocks))
    mine, hers = opened(browser, address, "decide"), opened(browser, others_address, "decide")
    expect(headline(mine)).to_be_visible()
    expect(headline(hers)).to_be_visible()
    assert headline(mine).inner_text() != headline(hers).inner_text()

    decided = headline(mine).inner_text()
    (item,) = [row for row in page(desk, Filter()).rows if row.headline == decided]
    with desk.write() as connection:  # her decision while his claim had run out
        connection.execute(
            items.update()
            .where(items.c.id == item.id)
            .values(
                version=item.version + 1, verdict="fine", decided_by="mia", decided_at=item.added_at, status="decided"
            )
        )
    mine.keyboard.press("1")
    expect(mine.get_by_text("mia decided “fine” since you opened this item")).to_be_visible()
    assert [row["headline"] for row in exported(desk)].count(decided) == 0
    mine.close()
    hers.close()


def test_a_match_is_dismissed_for_all_and_no_chance_of_being_false_is_named(
    browser: Browser,  # noqa: F811
    address: str,  # noqa: F811
    desk: Desk,
) -> None:
    page = opened(browser, address, "queue")
    page.get_by_label("Search in headline and teaser").fill("bananas")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 to 1 of 1")).to_be_visible()
    page.get_by_role("button", name="Open the first").click()
    expect(headline(page)).to_have_text(SPREADS)
    card = page.locator(".st-key-evidence")
    expect(card.get_by_text("not a verdict")).to_be_visible()
    assert "%" not in card.inner_text()
    card.get_by_role("button", name="Dismiss the match").first.click()
    expect(page.get_by_text("Dismissed matches: 1")).to_be_visible()
    edit = page.get_by_label("Edit the headline")
    edit.fill("You won't believe this secret trick")
    expect(page.get_by_text("points more than as it is")).to_be_visible()
    page.close()
    assert history(desk)[0].action == "match dismissed"
