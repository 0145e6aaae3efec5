"""What the claim match is worth: ranking of judged pairs, false matches on ordinary headlines, speed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from clf.claims.claim import Claim
from clf.claims.index import ClaimIndex
from clf.claims.match import Match
from clf.training.checked import Judged

_RESAMPLES = 1000


def average_precision(relevant: Sequence[bool], total: int, depth: int = 5) -> float:
    """Average precision at ``depth`` of one ranking, of ``total`` relevant claims.

    >>> average_precision([False, True, False], 1)
    0.5
    """
    hits, value = 0, 0.0
    for place, hit in enumerate(relevant[:depth], 1):
        hits += hit
        value += hits / place if hit else 0.0
    return value / min(total, depth)


def ranking(judged: Judged, part: str = "dev") -> dict[str, Any]:
    """MAP@5 and P@1 of the posts of ``part``, with 95 % intervals of a bootstrap over posts."""
    index = ClaimIndex(judged.claims)
    place = {id(claim): i for i, claim in enumerate(judged.claims)}
    precision, first = [], []
    for text, repeated in judged.posts[part]:
        hits = [place[id(m.claim)] in repeated for m in index.search(text, 5)]
        precision.append(average_precision(hits, len(repeated)))
        first.append(float(bool(hits) and hits[0]))
    return {"posts": len(first), "map@5": interval(precision), "p@1": interval(first)}


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and the ends of its 95 % bootstrap interval (Efron 1979).

    >>> interval([1.0, 1.0])
    (1.0, 1.0, 1.0)
    """
    array = np.asarray(values, np.float64)
    picks = np.random.default_rng(0).integers(len(array), size=(_RESAMPLES, len(array)))
    low, high = np.percentile(array[picks].mean(axis=1), [2.5, 97.5])
    return float(array.mean()), float(low), float(high)


def matched(index: ClaimIndex, headlines: Sequence[str]) -> list[tuple[str, Match]]:
    """The headlines that match a debunked claim and seem to repeat it or ask about it, with their nearest match."""
    return [(text, found[0]) for text in headlines if (found := index.matches(text))]


def speed(claims: Sequence[Claim], queries: Sequence[str]) -> dict[str, Any]:
    """Seconds to build an index over ``claims``, milliseconds a query and to add a claim; on one core."""
    ClaimIndex(claims[:100]).search("a first query, so that everything is compiled")
    begun = time.perf_counter()
    index = ClaimIndex(claims)
    built = time.perf_counter() - begun
    times = []
    for text in queries:
        begun = time.perf_counter()
        index.matches(text)
        times.append(1000 * (time.perf_counter() - begun))
    begun = time.perf_counter()
    index.add(claims[:1])
    added = 1000 * (time.perf_counter() - begun)
    return {"claims": len(claims), "build_seconds": built, "ms_a_query": float(np.mean(times)),
            "ms_95th": float(np.percentile(times, 95)), "ms_to_add": added}  # fmt: skip
