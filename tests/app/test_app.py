"""The page as Streamlit runs it, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import clf
from clf.app import state as scores
from clf.app.inputs import sample_pages
from clf.inputs.columns import Batch
from clf.inputs.sources import Options
from clf.types import HeadlineBlock

APP = Path(clf.__file__).parent.parent / "app.py"
HEADLINES = """\
Parliament approves 2.4 billion euro budget for rail repairs
You won't believe this secret trick
Court fines shipping company over oil spill
17 photos that will make your whole week
"""


@pytest.fixture
def page() -> AppTest:
    """The page as it opens."""
    return AppTest.from_file(str(APP), default_timeout=60).run()


def scored(page: AppTest, text: str) -> AppTest:
    page.text_area(key="text").set_value(text)
    return page.button(key="score").click().run()


def shown_text(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*page.markdown, *page.caption, *page.header])


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def labels(page: AppTest) -> list[str]:
    return list(page.radio[0].options)


def test_it_opens_with_a_way_on_and_what_it_does_not_do(page: AppTest) -> None:
    assert not page.exception
    assert not page.warning
    assert not page.radio
    assert "Sample page" in shown_text(page)
    assert "does not decide whether a story is true" in shown_text(page)
    assert clf.load().id in shown_text(page)


def test_pasted_headlines_are_listed_highest_first_and_the_first_is_picked(page: AppTest) -> None:
    scored(page, HEADLINES)
    assert not page.exception
    expected = sorted(HEADLINES.splitlines(), key=lambda text: -clf.load().score([text])[0].probability)
    assert [label.split("] ")[-1].replace("\\", "") for label in labels(page)] == expected
    assert page.radio[0].value == 0
    assert expected[0].split()[-1] in html(page)
    assert "4 blocks: " in shown_text(page)
    assert all(band in shown_text(page) for band in ("clickbait", "unsure", "fine"))


def test_picking_another_block_shows_its_words_and_sum(page: AppTest) -> None:
    scored(page, HEADLINES)
    before = html(page)
    page.radio[0].set_value(3).run()
    assert not page.exception
    assert html(page) != before
    assert "log-odds, which is" in shown_text(page)
    assert 'title="' in html(page)


def test_other_text_is_scored_at_once_and_the_pick_begins_anew(page: AppTest) -> None:
    scored(page, HEADLINES)
    page.radio[0].set_value(2).run()
    page.text_area(key="text").set_value("Council meets on Monday\nWhat she did next will amaze you").run()
    assert "2 blocks: " in shown_text(page)
    assert page.radio[0].value == 0


@pytest.mark.parametrize("text", ["", "   \n\n  "])
def test_nothing_to_score_is_said_kindly(page: AppTest, text: str) -> None:
    scored(page, text)
    assert not page.exception
    assert [warning.value[:16] for warning in page.warning] == ["Nothing to score"]


def test_a_page_without_headlines_is_said_kindly(page: AppTest) -> None:
    scored(page, "<html><body></body></html>")
    assert not page.exception
    assert len(page.warning) == 1
    assert not page.radio


def test_markup_in_a_headline_stays_text(page: AppTest) -> None:
    scored(page, "Minister says <img src=x onerror=alert(1)> [win](javascript:alert(1)) is over\nCouncil meets today")
    assert not page.exception
    page.radio[0].set_value(0).run()
    first = html(page)
    page.radio[0].set_value(1).run()
    assert "<img" not in first + html(page)
    assert not any("[win](" in label for label in labels(page))


@pytest.mark.parametrize("name", list(sample_pages()))
def test_every_sample_page_can_be_scored(page: AppTest, name: str) -> None:
    page.session_state["way_in"] = "Sample page"
    page.selectbox(key="sample").set_value(name).run()
    assert not page.exception
    assert not page.warning
    assert len(labels(page)) > 1


def test_uploaded_files_of_several_kinds_are_scored_and_a_bad_one_costs_nothing(page: AppTest) -> None:
    page.session_state["way_in"] = "Upload"
    files = [
        ("today.txt", HEADLINES.encode(), "text/plain"),
        ("photo.txt", b"\x89PNG\0\xff", "text/plain"),
        ("rows.csv", b"title,teaser\nCouncil approves tram,It runs from May\n", "text/csv"),
    ]
    page.file_uploader(key="file").set_value(files).run()
    assert not page.exception
    assert "5 blocks: " in shown_text(page)
    assert "photo" in page.warning[0].value


def test_an_address_is_fetched_once_and_stays(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def read(address: str, options: Options, _: object) -> list[Batch]:
        asked.append((address, options.feed))
        return [Batch([HeadlineBlock("Council approves tram", url=address)])]

    monkeypatch.setattr("clf.app.inputs.read", read)
    page.session_state["way_in"] = "Address"
    page.run()
    page.text_input[0].set_value("https://news.example/today")
    fetch = next(b for b in page.button if b.label == "Fetch")
    fetch.click().run()
    page.run()
    assert not page.exception
    assert asked == [("https://news.example/today", False)]
    assert "1 block: " in shown_text(page)


@pytest.mark.parametrize("address", ["news.example", "http://127.0.0.1/x", "file:///etc/passwd"])
def test_an_address_that_may_not_be_fetched_is_said_kindly(page: AppTest, address: str) -> None:
    page.session_state["way_in"] = "Address"
    page.run()
    page.text_input[0].set_value(address)
    next(b for b in page.button if b.label == "Fetch").click().run()
    assert not page.exception
    assert len(page.warning) == 1


def test_a_headline_that_resembles_a_checked_claim_shows_it_with_what_it_cannot_tell(page: AppTest) -> None:
    scored(page, "Bananas at supermarkets injected with blood that carries HIV")
    assert not page.exception
    shown = shown_text(page).replace("\\", "")
    assert "Truth or Fiction rated false on 2015-11-10" in shown
    assert "not a verdict" in shown
    assert "<u><b>Bananas</b></u>" in html(page)


def test_no_evidence_is_never_shown_as_truth(page: AppTest) -> None:
    scored(page, "Council meets on Monday about the harbour")
    assert "no sign that it is true" in shown_text(page).replace("\\", "")


def test_an_upload_that_is_no_text_is_refused_kindly(page: AppTest) -> None:
    page.session_state["way_in"] = "Upload"
    page.file_uploader(key="file").set_value([("photo.txt", b"\x89PNG\0\xff", "text/plain")]).run()
    assert not page.exception
    assert "photo.txt" in page.warning[0].value.replace("\\", "")


def test_many_blocks_come_in_pages(page: AppTest) -> None:
    scored(page, "\n".join(f"The council will meet {number} times this year" for number in range(120)))
    assert "120 blocks: " in shown_text(page)
    first = labels(page)
    page.pagination[0].set_value(3).run()
    assert len(first) == 50
    assert len(labels(page)) == 20
    assert not page.exception


def test_a_broken_model_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load = clf.load
    monkeypatch.setattr(clf, "load", lambda _: load(tmp_path))
    scores.read_model.clear()
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    scores.read_model.clear()
    assert not page.exception
    assert len(page.error) == 1
    assert not page.text_area
