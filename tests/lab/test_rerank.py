from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from clf.errors import CorpusError
from clf.evidence.claims.claim import Claim, Verdict
from clf.evidence.claims.index import ClaimIndex
from lab.checked import Judged, read_checkthat, read_labelled
from lab.evidence import average_precision, by_index, by_tfidf, matched, ranking, speed
from lab.rerank import fit_rerank

TOWNS = "Orlo Lomo Varn Kesh Tiber Dunmow Elka Farrow Gant Hollis".split()  # noqa: SIM905
DEEDS = ("sold the harbour bridge to a circus", "hid forty goats in the town library")
CLAIMS = [
    Claim(f"The mayor of {t} {d}", Verdict.FALSE, title=f"Did the Mayor of {t} {d.title()}?")
    for t in TOWNS
    for d in DEEDS
]
POSTS = [
    (f"Unbelievable: mayor of {t} {d}, says my neighbour", frozenset({2 * i + j}))
    for i, t in enumerate(TOWNS)
    for j, d in enumerate(DEEDS)
]
JUDGED = Judged(CLAIMS, {"train": POSTS[:14], "dev": POSTS[14:]})
ORDINARY = [f"Council of {t} approves budget for {n} schools" for t in TOWNS for n in range(3)]


def test_a_fit_ranks_and_tells_matches_from_the_rest(tmp_path: Path) -> None:
    rerank = fit_rerank(JUDGED, CLAIMS, ORDINARY, tmp_path / "rerank.json")
    index = ClaimIndex(CLAIMS, rerank=rerank)
    assert index.search(POSTS[15][0])[0].claim is CLAIMS[15]
    assert matched(index, ORDINARY) == []
    assert [text for text, _ in matched(index, [POSTS[15][0]])] == [POSTS[15][0]]
    again = fit_rerank(JUDGED, CLAIMS, ORDINARY, tmp_path / "again.json")
    assert np.array_equal(rerank.order, again.order)
    assert (tmp_path / "rerank.json").read_bytes() == (tmp_path / "again.json").read_bytes()


@pytest.mark.parametrize("way", [by_index, by_tfidf])
def test_ranking(way: Callable[[Judged], Callable[[str], Sequence[int]]]) -> None:
    figures = ranking(JUDGED, way(JUDGED))
    assert figures["posts"] == 6
    assert 0.9 <= figures["p@1"][0] <= 1


def test_speed() -> None:
    assert set(speed(CLAIMS, ORDINARY[:3])) == {"claims", "build_seconds", "ms_a_query", "ms_95th", "ms_to_add"}


@pytest.mark.parametrize(("hits", "total", "value"), [([True], 1, 1.0), ([True], 2, 0.5), ([False] * 5, 1, 0.0)])
def test_average_precision(hits: list[bool], total: int, value: float) -> None:
    assert average_precision(hits, total) == value


def test_judged_pairs_are_read_as_published(tmp_path: Path) -> None:
    claims = b"\tvclaim\ttitle\n7\tThe bridge was sold\tSold?\n"
    (tmp_path / "verified_claims.docs.tsv.gz").write_bytes(gzip.compress(claims))
    for part, name in (("train", "train.tweets.queries.tsv.gz"), ("dev", "dev.tweets.queries.tsv")):
        rows = b"\ttweet_content\n3\tThey sold the bridge\n4\tNobody judged this\n"
        (tmp_path / name).write_bytes(gzip.compress(rows) if name.endswith(".gz") else rows)
        (tmp_path / f"{part}.tweet-vclaim-pairs.qrels").write_text("3\t0\t7\t1\n")
    judged = read_checkthat(tmp_path)
    assert judged.claims[0].title == "Sold?"
    assert judged.posts["dev"] == [("They sold the bridge", frozenset({0}))]
    with pytest.raises(CorpusError, match="not as published"):
        read_checkthat(tmp_path / "none")
    with pytest.raises(CorpusError, match="not as published"):
        read_labelled(tmp_path / "none.csv")
