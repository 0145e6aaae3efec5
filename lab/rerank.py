"""Fitting the two linear readings of overlap (`clf.evidence.claims.match`) to judged pairs.

``order`` is a conditional logit over each post's candidates (McFadden 1974), ``near`` a logistic regression of same
against other. Signs are bound, so that sharing more never counts against a claim, nor missing more for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from scipy.optimize import minimize

from clf.evidence import Claim, read_claims, read_terms
from clf.evidence.claims.index import Query, Segment
from clf.evidence.claims.match import FEATURES, LEAST_WORDS, WEIGHTS, Rerank, load_rerank
from clf.evidence.claims.terms import BACKGROUND, background, count_terms
from clf.fit import WEBIS
from clf.fit.corpora import CHAKRABORTY
from clf.model import sigmoid
from lab.checked import Judged, read_checkthat, read_labelled

Floats = NDArray[np.float64]
NEAR = (
    "claim_cosine",
    "claim_grams",
    "claim_pairs",
    "claim_content",
    "query_content",
    "either_content",
    "claim_covered",
    "query_covered",
    "names_missing",
    "figures_missing",
)
_AGAINST = ("names_missing", "figures_missing", "denial_differs")
_L2_ORDER, _L2_NEAR = 3.0, 0.1
_TITLES = 4000  # fact-checks whose title is a second way of putting the claim
_OTHERS_WEIGHT = 0.3  # of a claim that another post repeats, beside an ordinary headline's nearest claim
MOST_FALSE = 0.001  # share of ordinary training headlines that may match


def write_background(texts: Sequence[str], path: Path = BACKGROUND, least: int = 5) -> None:
    """Count the terms of ``texts`` and keep those that ``least`` of them have."""
    terms, counts = count_terms(read_terms(texts))
    kept = counts >= least
    number = np.array([len(texts)], np.uint32)
    arrays = {"terms": terms[kept], "counts": counts[kept].astype(np.uint32), "texts": number}
    path.write_bytes(safetensors.numpy.save(arrays))
    background.cache_clear()


def fit_rerank(judged: Judged, debunked: Sequence[Claim], headlines: Sequence[str], path: Path = WEIGHTS) -> Rerank:
    """Fit to the training posts of ``judged``, and write the weights.

    Ordinary ``headlines`` against ``debunked`` claims show what is not a match, and fix the threshold.
    """
    whole = Segment.build([c.text for c in judged.claims], [c.title for c in judged.claims])
    posts = [(segment, truth) for segment, truth in _pairs(whole, judged)]
    order = _order(posts)
    large = Segment.build([c.text for c in debunked], [""] * len(debunked))
    ordinary = [_nearest(large, text, order, 3) for text in headlines]
    near, shift = _near(posts, _titles(judged), ordinary, order)
    reached = Rerank(order, near, shift, 0.0)
    best = np.array([reached.nearness(f).max() if len(f) else -np.inf for f in ordinary])
    threshold = max(0.0, float(np.quantile(best, 1 - MOST_FALSE, method="higher")))  # at the least, even odds
    content: dict[str, Any] = {
        "order": dict(zip(FEATURES, order.round(4).tolist(), strict=True)),
        "near": dict(zip(FEATURES, near.round(4).tolist(), strict=True)),
        "shift": round(shift, 4),
        "threshold": round(threshold, 3),
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    load_rerank.cache_clear()
    return load_rerank(path)


def fit_shipped(checkthat: Path, corpora: Path, claims: Path) -> str:
    """Make what ships: background counts from the corpora clf may train from, then the weights (returned as JSON)."""
    graded, labelled = WEBIS.read(corpora), CHAKRABORTY.read(corpora)
    statements = read_labelled(corpora / "liar2" / "statements.csv.gz")
    statements += read_labelled(corpora / "covid19-rumor" / "claims.csv.gz")
    write_background([e.headline for e in (*graded, *labelled)] + statements)
    debunked = [claim for claim in read_claims(claims, lambda _: None) if claim.debunked]
    fit_rerank(read_checkthat(checkthat), debunked, [e.headline for e in graded])
    return WEIGHTS.read_text(encoding="utf-8")


def _pairs(segment: Segment, judged: Judged) -> list[tuple[Floats, NDArray[np.bool_]]]:
    found = []
    for text, repeated in judged.posts["train"]:
        places, features = segment.candidates(Query.of(text))
        found.append((features, np.isin(places, list(repeated))))
    return found


def _bounds(names: Sequence[str]) -> list[tuple[float | None, float | None]]:
    return [(None, 0) if name in _AGAINST else (0, None) for name in names]


def _order(posts: Sequence[tuple[Floats, NDArray[np.bool_]]]) -> Floats:
    scale = np.vstack([features for features, _ in posts]).std(axis=0) + 1e-9
    usable = [(features / scale, truth / truth.sum()) for features, truth in posts if truth.any()]

    def loss(w: Floats) -> tuple[float, Floats]:
        value, gradient = 0.5 * _L2_ORDER * (w @ w), _L2_ORDER * w
        for features, target in usable:
            z = features @ w
            z -= z.max()
            share = np.exp(z) / np.exp(z).sum()
            value -= float(target @ np.log(share + 1e-12))
            gradient = gradient + features.T @ (share - target)
        return float(value), gradient

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=_bounds(FEATURES))
    return np.asarray(found.x / scale)


def _nearest(segment: Segment, text: str, order: Floats, most: int) -> Floats:
    query = Query.of(text)
    _, features = segment.candidates(query)
    if len(query.stems) < LEAST_WORDS:
        return features[:0]
    return features[np.argsort(-(features @ order), kind="stable")[:most]]


def _titles(judged: Judged) -> list[tuple[Floats, NDArray[np.bool_]]]:
    """Titles of fact-checks as queries for their own claims; none of a claim that a dev post repeats."""
    held_out = frozenset().union(*(repeated for _, repeated in judged.posts["dev"]))
    segment = Segment.build([c.text for c in judged.claims], [""] * len(judged.claims))
    usable = [i for i, claim in enumerate(judged.claims) if i not in held_out and claim.title]
    chosen = np.random.default_rng(2).permutation(usable)[:_TITLES]
    found = []
    for i in chosen.tolist():
        places, features = segment.candidates(Query.of(judged.claims[i].title), 10)
        found.append((features, places == i))
    return found


def _near(
    posts: Sequence[tuple[Floats, NDArray[np.bool_]]],
    titles: Sequence[tuple[Floats, NDArray[np.bool_]]],
    ordinary: Sequence[Floats],
    order: Floats,
) -> tuple[Floats, float]:
    same, other = [], []
    for found, most in ((posts, 10), (titles, 5)):
        for features, truth in found:
            same.append(features[truth])
            best = np.argsort(-(features @ order), kind="stable")[:most]
            other.append(features[best][~truth[best]])
    rows = [np.vstack(part) for part in (same, other, list(ordinary))]
    columns = [FEATURES.index(name) for name in NEAR]
    X = np.column_stack([np.vstack(rows)[:, columns], np.ones(sum(map(len, rows)))])
    y = np.repeat([1.0, 0.0, 0.0], list(map(len, rows)))
    weight = np.repeat([1.0, _OTHERS_WEIGHT, 1.0], list(map(len, rows)))
    penalty = np.append(np.full(len(NEAR), _L2_NEAR), 0.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = X @ w
        value = weight @ (np.logaddexp(0.0, z) - y * z) + 0.5 * penalty @ w**2
        return float(value), X.T @ (weight * (sigmoid(z) - y)) + penalty * w

    bounds = [*_bounds(NEAR), (None, None)]
    w = minimize(loss, np.zeros(X.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    near = np.zeros(len(FEATURES))
    near[columns] = w[:-1]
    return near, float(w[-1])
