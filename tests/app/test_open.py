"""From a disagreement on Team straight to the item, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import clf
from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, sign_in
from clf.desk.queue import claim
from clf.desk.store import Desk, open_desk
from clf.desk.team import ask_about, judge_blind
from clf.desk.thresholds import QueuePolicy
from clf.types import HeadlineBlock
from tests.app.test_browser import PATIENCE, browser, served  # noqa: F401

DIFFERS = "Council closes the old harbour bridge"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two headlines, on one of which ada and mia differ."""
    desk = open_desk(str(tmp_path_factory.mktemp("open") / "desk.sqlite"))
    sign_in(desk, "ada")
    add_person(desk, "ada", "mia", Role.MODERATOR)
    blocks = [HeadlineBlock(DIFFERS), HeadlineBlock("You won't believe this trick")]
    ids = add_blocks(desk, "ada", blocks, clf.load().score(blocks))
    for item in ids:
        decide(desk, "ada", item, 0, Verdict.CLICKBAIT, QueuePolicy(0.8, 0.1))
    ask_about(desk, "ada", ids)
    for item, verdict in zip(ids, ("fine", "clickbait"), strict=True):
        judge_blind(desk, "mia", item, verdict)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    """The desk as ada sees it."""
    yield from served({"CLF_DESK": str(desk.engine.url.database), "LOGNAME": "ada"})


def pressed(browser: Browser, address: str) -> Page:  # noqa: F811
    """The page after the button in the first row of the table of disagreements was clicked."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/team")
    page.get_by_role("tab", name="Agreement").click()
    expect(page.get_by_text("Where people differ")).to_be_visible(timeout=PATIENCE)
    table = page.get_by_test_id("stDataFrame").filter(visible=True).last
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # a canvas: it is drawn when it is seen
    table.click(position={"x": 64, "y": 52})
    return page


def test_open_leads_to_the_item_and_claims_it(browser: Browser, address: str, desk: Desk) -> None:  # noqa: F811
    claim(desk, "mia", 1)
    page = pressed(browser, address)
    expect(page.get_by_text("mia is working on this item")).to_be_visible(timeout=PATIENCE)
    page.close()
    claim(desk, "mia", 2)  # lets go of the other
    page = pressed(browser, address)
    expect(page.locator('[data-field="headline"]')).to_have_text(DIFFERS, timeout=PATIENCE)
    expect(page.get_by_text("deciding again replaces that")).to_be_visible(timeout=PATIENCE)
    page.close()
