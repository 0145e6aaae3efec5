"""`clf desk serve` with a real provider and a real browser: who gets in, and what happens when secrets.toml changes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import clf
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, list_people, sign_in
from clf.desk.queue import Filter, count
from clf.desk.store import Desk, open_desk
from clf.types import HeadlineBlock
from tests.app.provider import Provider, running_provider
from tests.app.test_browser import PATIENCE, _wait_for, browser, free_port  # noqa: F401

pytest.importorskip("authlib")
REFUSED = re.compile("nobody can sign in")
LEAD = re.compile(r"lee\W+example\W+org\W+lead")  # a word joiner keeps the address from becoming a link
HEADLINES = ["You won't believe this secret trick", "Council closes the old harbour bridge"]


@dataclass
class Served:
    """A running desk: its address, its secrets.toml as it should be, and its store."""

    url: str
    place: Path
    good: str
    desk: Desk
    provider: Provider

    def visit(self, browser: Browser, **claims: Any) -> Page:  # noqa: F811
        """The first page of somebody new, whom the provider knows by ``claims``."""
        self.provider.claims = claims
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(self.url)
        return page

    def signed_in(self, browser: Browser, **claims: Any) -> Page:  # noqa: F811
        """The same, after a click on Sign in."""
        page = self.visit(browser, **claims)
        page.get_by_role("button", name="Sign in").click()
        return page


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("serve")
    port = free_port()
    store, place = str(folder / "desk.sqlite"), folder / "secrets.toml"
    with running_provider() as provider:
        good = (
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"c" * 32}"\n'
            f'client_id = "desk"\nclient_secret = "x"\nserver_metadata_url = "{provider.url}/.well-known/x"\n'
            '[roles]\n"lee@example.org" = "lead"\n"ann@example.org" = "admin"\n'
        )
        place.write_text(good)
        desk = open_desk(store)
        command = [sys.executable, "-m", "clf", "desk", "serve", "--secrets", str(place), "--port", str(port)]
        with subprocess.Popen([*command, "--store", store], cwd=folder) as server:
            try:
                _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
                yield Served(f"http://127.0.0.1:{port}", place, good, desk, provider)
            finally:
                server.terminate()
                assert server.wait(20) is not None
        desk.close()


@pytest.fixture(autouse=True)
def _mended(served: Served) -> Iterator[None]:
    yield
    served.place.write_text(served.good)


LEE = {"email": "lee@example.org", "email_verified": True}


def test_a_visitor_has_the_role_of_the_file_even_as_the_first_one(served: Served, browser: Browser) -> None:  # noqa: F811
    assert list_people(served.desk) == []
    page = served.signed_in(browser, **LEE)
    expect(page.get_by_text(LEAD)).to_be_visible()
    assert list_people(served.desk) == [("lee@example.org", Role.LEAD)]
    page.get_by_role("tab", name="Upload").click()
    expect(page.get_by_text("20MB per file")).to_be_visible()  # the package's settings, from a folder without any
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(
    "claims", [{}, {"email": 1}] + [{"email_verified": value} for value in ("false", "true", 0, 1, None, False)]
)
def test_an_address_that_is_not_verified_is_refused(served: Served, browser: Browser, claims: dict[str, Any]) -> None:  # noqa: F811
    page = served.signed_in(browser, **{"email": "lee@example.org", **claims})
    expect(page.get_by_text("no verified e-mail address")).to_be_visible()
    assert page.get_by_text("Inbox").count() == 0
    page.context.close()


def test_a_stranger_is_refused_and_may_sign_out(served: Served, browser: Browser) -> None:  # noqa: F811
    page = served.signed_in(browser, email="eve@example.org", email_verified=True)
    expect(page.get_by_text("does not work at this desk")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda place, good: place.write_text(good[: len(good) // 2]), id="half saved"),
        pytest.param(lambda place, good: place.write_text(""), id="emptied"),
        pytest.param(lambda place, good: place.unlink(), id="removed"),
        pytest.param(lambda place, good: place.write_bytes(good.encode("utf-16")), id="not UTF-8"),
        pytest.param(lambda place, good: place.write_text(good.split("[roles]")[0]), id="no roles"),
        pytest.param(lambda place, good: place.write_text("[roles]" + good.split("[roles]")[1]), id="no auth"),
        pytest.param(lambda place, good: place.write_text(good + '"lee@example.org" = "admin"\n'), id="twice"),
    ],
)
def test_a_broken_file_shuts_the_desk_until_it_is_mended(served: Served, browser: Browser, harm: Any) -> None:  # noqa: F811
    inside = served.signed_in(browser, **LEE)
    expect(inside.get_by_text(LEAD)).to_be_visible()
    before = list_people(served.desk)
    harm(served.place, served.good)
    stranger = served.visit(browser)
    expect(stranger.get_by_text(REFUSED)).to_be_visible()
    assert stranger.get_by_role("button").count() == 0
    inside.get_by_role("link", name="Queue").click()
    expect(inside.get_by_text(REFUSED)).to_be_visible()
    assert list_people(served.desk) == before
    served.place.write_text(served.good)
    stranger.reload()
    expect(stranger.get_by_role("button", name="Sign in")).to_be_visible()
    inside.reload()
    expect(inside.get_by_text(LEAD)).to_be_visible()
    stranger.context.close()
    inside.context.close()


def test_a_button_of_somebody_who_lost_the_role_does_nothing(served: Served, browser: Browser) -> None:  # noqa: F811
    sign_in(served.desk, "ann@example.org", Role.ADMIN)
    add_person(served.desk, "ann@example.org", "lee@example.org", Role.LEAD)
    blocks = [HeadlineBlock(headline) for headline in HEADLINES]
    add_blocks(served.desk, "lee@example.org", blocks, clf.load().score(blocks))
    page = served.signed_in(browser, **LEE)
    expect(page.get_by_text(LEAD)).to_be_visible()
    page.get_by_role("link", name="Decide").click()
    expect(page.locator('[data-field="headline"]')).to_be_visible()
    served.place.write_text(served.good.replace('"lee@example.org" = "lead"\n', ""))
    page.get_by_role("button", name="Clickbait").first.click()
    expect(page.get_by_text("does not work at this desk")).to_be_visible()
    assert count(served.desk, Filter()) == len(HEADLINES)
    page.context.close()
