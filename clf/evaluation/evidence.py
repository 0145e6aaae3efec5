"""What the claim match is worth. It does not depend on a model."""

from __future__ import annotations

import csv
import multiprocessing
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from clf.claims.claim import Claim
from clf.claims.index import ClaimIndex
from clf.claims.polarity import differences, stance
from clf.claims.readers import read_claims
from clf.evaluation.targets import row
from clf.training import matching
from clf.training.checked import Judged, read_checkthat, read_labelled

CHECKTHAT, CLAIMS = "checkthat-2020", "claims.csv.gz"
ORDINARY = (("gossipcop", "GossipCop", {"label": "0"}), ("horne-2017", "Horne 2017", {"orig_label": "Real"}))
_QUERIES = 2000
Report = dict[str, Any]
Tell = Callable[[str], None]


@cache
def pairs() -> list[dict[str, str]]:
    """Own pairs of ``claim`` and ``headline``, with the ``stance`` that the headline takes."""
    text = (files("clf.evaluation") / "pairs.csv").read_text(encoding="utf-8")
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
            (column, label), = wanted.items()
            found.update(read_labelled(path, label, column=column))
    return sorted(found)


def tfidf(judged: Judged, part: str = "dev") -> Report:
    """As `clf.training.matching.ranking`, by the cosine of plain TF-IDF of words."""
    vectorizer = TfidfVectorizer()
    claims = vectorizer.fit_transform([f"{claim.title} {claim.text}" for claim in judged.claims])
    precision, first = [], []
    for text, repeated in judged.posts[part]:
        near = (claims @ vectorizer.transform([text]).T).toarray().ravel()
        hits = [int(i) in repeated for i in np.argsort(-near, kind="stable")[:5]]
        precision.append(matching.average_precision(hits, len(repeated)))
        first.append(float(hits[0]))
    return {"posts": len(first), "map@5": matching.interval(precision), "p@1": matching.interval(first)}


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
        found["ranking"] = {"clf": matching.ranking(judged), "tfidf": tfidf(judged)}
    else:
        notes.append(f"CheckThat! 2020 is left out: no folder {CHECKTHAT} in that of --factchecks.")
    headlines = ordinary_headlines(corpora)
    if not (factchecks / CLAIMS).is_file() or not headlines:
        return found, [*notes, f"False matches and speed need {CLAIMS}, and GossipCop or Horne 2017: left out."]
    claims = list(read_claims(factchecks / CLAIMS, lambda _: None))
    tell(f"holding {len(headlines):,} ordinary headlines against {len(claims):,} claims")
    false = len(matching.matched(ClaimIndex(claims), headlines))
    found["false"] = {"rows": len(headlines), "matched": false, "in_1000": 1000 * false / len(headlines)}
    tell("timing the index")
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # a fresh process: the peak is the index's own
        found["speed"] = pool.apply(_speed, (factchecks / CLAIMS, headlines[:_QUERIES]))
    return found, notes


def _speed(path: Path, queries: Sequence[str]) -> Report:
    claims: list[Claim] = list(read_claims(path, lambda _: None))
    figures = matching.speed(claims, queries)
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        figures["peak_gb"] = int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e9
    except (OSError, IndexError):  # told on Linux alone
        figures["peak_gb"] = None
    return figures


def evidence_targets(report: Report) -> list[Report]:
    """Each target of the claim match that was measured, as `clf.evaluation.targets.targets` gives them."""
    match, rows = report.get("matching", {}), []
    if "ranking" in match:
        own = match["ranking"]["clf"]
        rows += [row("CheckThat! 2020 dev: MAP@5", own["map@5"][0], 0.80),
                 row("CheckThat! 2020 dev: P@1", own["p@1"][0], 0.72)]  # fmt: skip
    if "false" in match:
        rows.append(row("ordinary headlines that match, in 1,000", match["false"]["in_1000"], most=2.0))
    if "speed" in match:
        speed = match["speed"]
        rows += [row("claims: ms a query", speed["ms_a_query"], most=5.0),
                 row("claims: seconds to build the index", speed["build_seconds"], most=30.0)]  # fmt: skip
        if speed["peak_gb"] is not None:
            rows.append(row("claims: GB at most", speed["peak_gb"], most=1.0))
    if "pairs" in match:
        rows.append(row("pairs of claim and headline told right", match["pairs"]["share"], 0.95))
    return rows
