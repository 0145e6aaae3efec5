"""What the claim match is worth. It does not depend on a model."""

from __future__ import annotations

import csv
import multiprocessing
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from clf.evidence import Claim, Match, read_claims
from clf.evidence.claims.index import ClaimIndex
from clf.evidence.claims.polarity import differences, stance
from clf.fit import bootstrap
from lab.checked import Judged, read_checkthat, read_labelled
from lab.targets import row

CHECKTHAT, CLAIMS = "checkthat-2020", "claims.csv.gz"
ORDINARY = (("gossipcop", "GossipCop", {"label": "0"}), ("horne-2017", "Horne 2017", {"orig_label": "Real"}))
_QUERIES = 2000
_RESAMPLES = 1000
Report = dict[str, Any]
Tell = Callable[[str], None]


@cache
def pairs() -> list[dict[str, str]]:
    """Own pairs of ``claim`` and ``headline``, with the ``stance`` that the headline takes."""
    text = (files("lab") / "pairs.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def told(pair: dict[str, str]) -> str:
    """The stance that clf tells of a pair."""
    apart = differences(pair["claim"], pair["headline"])
    return stance(pair["claim"], pair["headline"], apart).value


def ordinary_headlines(corpora: Path) -> list[str]:
    """Real headlines of those of GossipCop and Horne that are under ``corpora``, each once."""
    found: set[str] = set()
    for folder, _, wanted in ORDINARY:
        path = corpora / folder / "titles.csv.gz"
        if path.is_file():
            ((column, label),) = wanted.items()
            found.update(read_labelled(path, label, column=column))
    return sorted(found)


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


def ranking(judged: Judged, nearest: Callable[[str], Sequence[int]], part: str = "dev") -> Report:
    """MAP@5 and P@1 of the posts of ``part``, with 95 % intervals of a bootstrap over posts.

    ``nearest`` gives the places of the five claims nearest to a text, nearest first.
    """
    precision, first = [], []
    for text, repeated in judged.posts[part]:
        hits = [place in repeated for place in nearest(text)]
        precision.append(average_precision(hits, len(repeated)))
        first.append(float(any(hits[:1])))
    return {"posts": len(first), "map@5": interval(precision), "p@1": interval(first)}


def by_index(judged: Judged) -> Callable[[str], Sequence[int]]:
    """The five claims that `ClaimIndex` finds nearest to a text."""
    index = ClaimIndex(judged.claims)
    place = {id(claim): i for i, claim in enumerate(judged.claims)}
    return lambda text: [place[id(found.claim)] for found in index.search(text, 5)]


def by_tfidf(judged: Judged) -> Callable[[str], Sequence[int]]:
    """The five claims nearest to a text by the cosine of plain TF-IDF of words."""
    vectorizer = TfidfVectorizer()
    claims = vectorizer.fit_transform([f"{claim.title} {claim.text}" for claim in judged.claims])

    def nearest(text: str) -> list[int]:
        near = (claims @ vectorizer.transform([text]).T).toarray().ravel()
        return [int(i) for i in np.argsort(-near, kind="stable")[:5]]

    return nearest


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and the ends of its 95 % bootstrap interval.

    >>> interval([1.0, 1.0])
    (1.0, 1.0, 1.0)
    """
    array = np.asarray(values, np.float64)
    found = bootstrap({"mean": lambda weights: weights @ array / len(array)}, len(array), _RESAMPLES, 0)["mean"]
    return found.value, found.low, found.high


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
    return {
        "claims": len(claims),
        "build_seconds": built,
        "ms_a_query": float(np.mean(times)),
        "ms_95th": float(np.percentile(times, 95)),
        "ms_to_add": added,
    }


def measure_matching(factchecks: Path | None, corpora: Path, tell: Tell) -> tuple[Report, list[str]]:
    """Figures of the claim match, and what was left out and why."""
    right = sum(told(pair) == pair["stance"] for pair in pairs())
    found: Report = {"pairs": {"rows": len(pairs()), "right": right, "share": right / len(pairs())}}
    if factchecks is None:
        return found, ["Claims are left out: --factchecks was not given."]
    notes = []
    if (factchecks / CHECKTHAT).is_dir():
        tell("ranking CheckThat! 2020")
        judged = read_checkthat(factchecks / CHECKTHAT)
        found["ranking"] = {"clf": ranking(judged, by_index(judged)), "tfidf": ranking(judged, by_tfidf(judged))}
    else:
        notes.append(f"CheckThat! 2020 is left out: no folder {CHECKTHAT} in that of --factchecks.")
    headlines = ordinary_headlines(corpora)
    if not (factchecks / CLAIMS).is_file() or not headlines:
        return found, [*notes, f"False matches and speed need {CLAIMS}, and GossipCop or Horne 2017: left out."]
    claims = list(read_claims(factchecks / CLAIMS, lambda _: None))
    tell(f"holding {len(headlines):,} ordinary headlines against {len(claims):,} claims")
    false = len(matched(ClaimIndex(claims), headlines))
    found["false"] = {"rows": len(headlines), "matched": false, "in_1000": 1000 * false / len(headlines)}
    tell("timing the index")
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # a fresh process: the peak is the index's own
        found["speed"] = pool.apply(_speed, (factchecks / CLAIMS, headlines[:_QUERIES]))
    return found, notes


def _speed(path: Path, queries: Sequence[str]) -> Report:
    claims: list[Claim] = list(read_claims(path, lambda _: None))
    figures = speed(claims, queries)
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        figures["peak_gb"] = int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e9
    except (OSError, IndexError):  # told on Linux alone
        figures["peak_gb"] = None
    return figures


def evidence_targets(report: Report) -> list[Report]:
    """Each target of the claim match that was measured, as `lab.targets.targets` gives them."""
    match, rows = report.get("matching", {}), []
    if "ranking" in match:
        own = match["ranking"]["clf"]
        rows += [
            row("CheckThat! 2020 dev: MAP@5", own["map@5"][0], 0.80),
            row("CheckThat! 2020 dev: P@1", own["p@1"][0], 0.72),
        ]
    if "false" in match:
        rows.append(row("ordinary headlines that match, in 1,000", match["false"]["in_1000"], most=2.0))
    if "speed" in match:
        speed = match["speed"]
        rows += [
            row("claims: ms a query", speed["ms_a_query"], most=5.0),
            row("claims: seconds to build the index", speed["build_seconds"], most=30.0),
        ]
        if speed["peak_gb"] is not None:
            rows.append(row("claims: GB at most", speed["peak_gb"], most=1.0))
    if "pairs" in match:
        rows.append(row("pairs of claim and headline told right", match["pairs"]["share"], 0.95))
    return rows
