from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from clf.errors import CorpusError
from clf.fit.corpora import CHAKRABORTY, CUT, SALERNO, SOURCES, WEBIS, WEBIS_22, after_cut, before_cut


def _gzip(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(text)


def _tweet_id(time: int) -> str:
    return str((time - 1288834974657) << 22)


def _webis(path: Path, *rows: tuple[str, list[float], int]) -> None:
    lines = [
        json.dumps({"id": _tweet_id(time), "postText_ascii": text, "truthJudgments": judgements})
        for text, judgements, time in rows
    ]
    _gzip(path / "webis-clickbait-17" / "train-170630.jsonl.gz", "\n".join(lines) + "\n")


def test_webis(tmp_path: Path) -> None:
    _webis(tmp_path, ("Q&amp;A with the mayor https://t.co/x", [0, 0, 1, 1, 1], CUT), ("", [0] * 5, CUT))
    (example,) = WEBIS.read(tmp_path)
    assert example.headline == "Q&A with the mayor"
    assert example.grade == pytest.approx(0.6)
    assert example.clickbait
    assert example.time == CUT
    assert example.judgements == (0, 0, 1, 1, 1)


def test_webis_majority_is_the_median_not_the_mean(tmp_path: Path) -> None:
    _webis(tmp_path, ("Some post", [0.33, 0.33, 0.33, 1, 1], CUT))
    (example,) = WEBIS.read(tmp_path)
    assert example.grade > 0.5
    assert not example.clickbait


def test_the_time_split_keeps_texts_on_one_side(tmp_path: Path) -> None:
    _webis(tmp_path, ("Old post", [0] * 5, CUT - 1), ("OLD post…", [1] * 5, CUT), ("New post", [1] * 5, CUT + 5))
    examples = WEBIS.read(tmp_path)
    assert [e.headline for e in before_cut(examples)] == ["Old post"]
    assert [e.headline for e in after_cut(examples)] == ["New post"]


def test_chakraborty(tmp_path: Path) -> None:
    _gzip(tmp_path / "chakraborty-2016" / "clickbait_data.gz", "A Bait Headline\n\n")
    _gzip(tmp_path / "chakraborty-2016" / "non_clickbait_data.gz", "\nPlain headline\n")
    assert [(e.headline, e.clickbait) for e in CHAKRABORTY.read(tmp_path)] == [
        ("A Bait Headline", True),
        ("Plain headline", False),
    ]


def test_salerno_drops_links_and_repeats(tmp_path: Path) -> None:
    text = "text,class\nOne thing https://x.y/z,1\nOne thing,1\n,0\nAnother,0\n"
    _gzip(tmp_path / "salerno-2019-2020" / "headlines.csv.gz", text)
    assert [e.headline for e in SALERNO.read(tmp_path)] == ["One thing", "Another"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert not WEBIS.present(tmp_path)
    with pytest.raises(CorpusError, match=r"train-170630\.jsonl\.gz.*clf data list"):
        WEBIS.read(tmp_path)


@pytest.mark.parametrize("text", ["not json\n", '{"id": "x"}\n', '{"id": "1", "postText_ascii": "a"}\n', "[]\n", "\n"])
def test_a_damaged_file_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    _gzip(tmp_path / "webis-clickbait-17" / "train-170630.jsonl.gz", text)
    with pytest.raises(CorpusError, match="not as published") as caught:
        WEBIS.read(tmp_path)
    assert "\n" not in str(caught.value)


def test_not_a_gzip_file(tmp_path: Path) -> None:
    path = tmp_path / "webis-clickbait-17" / "train-170630.jsonl.gz"
    path.parent.mkdir()
    path.write_text("plain")
    with pytest.raises(CorpusError, match="not as published"):
        WEBIS.read(tmp_path)


def test_every_source_says_what_must_be_known() -> None:
    for source in SOURCES:
        assert source.title
        assert source.licence
        assert source.use
        assert source.where
        assert source.citation


def test_webis_22_is_all_clickbait(tmp_path: Path) -> None:
    row = json.dumps({"postText": "You will want this https://x.y/z", "tags": ["phrase"]})
    _gzip(tmp_path / "webis-clickbait-22" / "posts.partial.jsonl.gz", row + "\n")
    (example,) = WEBIS_22.read(tmp_path)
    assert (example.headline, example.clickbait) == ("You will want this", True)
