from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.errors import InputError
from clf.evidence.outlets import DomainList, OutletLists, Standing, read_list, registered_domain


def imported(tmp_path: Path, text: str, problems: list[str] | None = None, **options: object) -> DomainList:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    settings = {"name": "Example list", "date": "2023-05", "worst": 0.0, "best": 1.0, "poor": frozenset()} | options
    report = (problems if problems is not None else []).append
    return read_list(tmp_path / "list.csv", report=report, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://a.b.example.com/x", "example.com"),
        ("example.co.uk", "example.co.uk"),
        ("co.uk", ""),
        ("", ""),
        ("http://user@www.example.org:80/", "example.org"),
        ("192.168.0.1", ""),
        ("localhost", ""),
        ("[::1]", ""),
        ("https://münchen.example.de", "example.de"),
        ("a headline", ""),
        ("http://[broken", ""),
    ],
)
def test_registered_domain(address: str, domain: str) -> None:
    assert registered_domain(address) == domain


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    assert isinstance(registered_domain(text), str)


def test_a_rating_says_its_list_date_and_scale(tmp_path: Path) -> None:
    lists = OutletLists(tmp_path)
    lists.save(imported(tmp_path, "domain,pc1\nexample.org,0.25\nwww.example.com,1\n"))
    outlet = lists.lookup("https://sub.example.org/news")
    assert outlet.standing is Standing.RATED
    assert outlet.quality == 0.25
    for part in ("Example list", "2023-05", "0.25", "0 (worst) to 1 (best)"):
        assert part in outlet.sentence
    assert lists.lookup("example.net").standing is Standing.UNKNOWN
    assert lists.lookup("").sentence == "The outlet is not known"


def test_own_lists_win(tmp_path: Path) -> None:
    lists = OutletLists(tmp_path)
    lists.save(imported(tmp_path, "domain,score\nexample.org,0.1\nexample.com,0.9\n"))
    lists.put("allow", "www.example.org")
    lists.put("watch", "https://example.com/")
    again = OutletLists(tmp_path)
    assert again.lookup("example.org").standing is Standing.ALLOWED
    assert again.lookup("news.example.com").standing is Standing.WATCHED
    assert again.lookup("example.org").quality is None
    again.put("watch", "example.org")
    assert again.lookup("example.org").standing is Standing.WATCHED
    with pytest.raises(InputError, match="no address"):
        again.put("allow", "a headline")


def test_words_and_other_scales(tmp_path: Path) -> None:
    words = imported(tmp_path, "site,label\nexample.org,Fake\nexample.com,fine\n", poor=frozenset({"fake"}))
    assert words.rating("example.org").quality == 0.0
    assert words.rating("example.com").quality == 1.0
    scaled = imported(tmp_path, "url,rating\nhttps://example.org/x,25\n", best=100.0)
    assert scaled.rating("example.org").quality == 0.25


def test_bad_rows_are_named_and_bad_files_refused(tmp_path: Path) -> None:
    problems: list[str] = []
    found = imported(tmp_path, "domain,score\nexample.org,0.5\nexample.com,seven\n,0.1\nexample.net,4\n", problems)
    assert set(found.ratings) == {"example.org"}
    assert [p.split(": ")[0].rsplit(" ", 1)[1] for p in problems] == ["3", "4", "5"]
    for text in ("a,b\n1,2\n", "", "domain,score\n"):
        with pytest.raises(InputError):
            imported(tmp_path, text)
    with pytest.raises(InputError, match=r"none\.csv"):
        read_list(tmp_path / "none.csv", "x", "", 0, 1, frozenset(), print)


def test_a_damaged_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "x.json").write_text("{}")
    with pytest.raises(InputError, match="import it again"):
        OutletLists(tmp_path).lookup("example.org")
