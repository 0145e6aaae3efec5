"""Every page of the desk: no barrier that axe finds, in light and in dark, and nothing of others drawn as HTML."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

import clf
from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, sign_in
from clf.desk.queue import claim_next
from clf.desk.store import open_desk
from clf.desk.team import ask_for_review
from clf.desk.thresholds import QueuePolicy, set_policy
from clf.types import HeadlineBlock
from tests.app.test_browser import PATIENCE, browser, served  # noqa: F401

PAGES = ["", "queue", "decide", "team", "policy", "model", "export"]
# Minor, and Streamlit's own: the head of a table's column of tick boxes has no name, and its box for files says both
# that it is there for looks and what it is called.
NOT_OURS = {"empty-table-header", "presentation-role-conflict"}
EVIL = [
    "<script>window.taken = 1</script><b data-evil>bold</b>",
    "<img src=x onerror='window.taken = 1' data-evil>",
    "<svg onload='window.taken = 1' data-evil></svg>",
    "\"><iframe srcdoc='<script>parent.taken = 1</script>' data-evil></iframe>",
    "[click](javascript:window.taken=1) ![x](javascript:window.taken=1)",
    "</div></p><a data-evil href='javascript:window.taken=1'>x</a>",
    "&lt;img src=x onerror=&quot;window.taken=1&quot; data-evil&gt;",
    "`<b data-evil>` $x^2$ :material/home: :red[red] <!-- {{7*7}} ${7*7}",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The desk with `EVIL` in every field that somebody from outside can fill."""
    place = str(tmp_path_factory.mktemp("evil") / "desk.sqlite")
    desk = open_desk(place)
    sign_in(desk, "ada")
    for person in ("mia", EVIL[0], EVIL[1]):
        add_person(desk, "ada", person, Role.LEAD)
    blocks = [
        HeadlineBlock(f"{text} {n}", text, f"javascript:window.taken=1//{n}", text, section=text)
        for n, text in enumerate(EVIL * 3)
    ]
    add_blocks(desk, "ada", blocks, clf.load().score(blocks))
    for n in range(8):
        person = ("mia", EVIL[0])[n % 2]
        item = claim_next(desk, person)
        assert item is not None
        decide(
            desk,
            person,
            item.id,
            item.version,
            (Verdict.FINE, Verdict.CLICKBAIT)[n % 3 > 0],
            QueuePolicy(0.8, 0.1),
            EVIL[n % len(EVIL)],
            EVIL[n % len(EVIL)],
        )
    set_policy(desk, EVIL[0], QueuePolicy(0.7, 0.1))
    ask_for_review(desk, "ada", 8)
    desk.close()
    yield from served({"CLF_DESK": place, "LOGNAME": "ada", "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full"})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_barriers_and_nothing_of_others_is_html(
    browser: Browser,  # noqa: F811
    address: str,
    scheme: str,
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page.set_default_timeout(PATIENCE)
    found = {}
    for path in PAGES:
        page.goto(f"{address}/{path}")
        expect(page.locator(".stMainBlockContainer h1, .stMainBlockContainer h2").first).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
        for tab in page.get_by_role("tab").all():
            tab.click()
        if path == "queue":
            page.get_by_role("textbox").first.fill("<b data-evil>")
            page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        page.wait_for_function("!document.querySelector('[data-stale=true]')")  # what is being drawn anew is faint
        page.wait_for_timeout(1000)
        assert page.locator("[data-evil]").count() == 0, path
        assert page.locator("a[href^='javascript:'], img[src^='javascript:']").count() == 0, path
        assert page.evaluate("window.taken === undefined"), path
        assert page.get_by_test_id("stException").count() == 0, path
        found[path] = {
            v["id"]: v["nodes"][0]["html"][:200]
            for v in Axe().run(page).response["violations"]
            if v["id"] not in NOT_OURS
        }
    page.close()
    assert found == {path: {} for path in PAGES}
