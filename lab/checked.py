"""Judged pairs of posts and claims (CheckThat! 2020, task 2), and labelled texts of other corpora."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clf.errors import CorpusError
from clf.evidence import Claim
from clf.evidence.claims.claim import Verdict

csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Judged:
    """Posts with the claims they repeat: ``posts`` are (text, rows of ``claims`` it repeats)."""

    claims: list[Claim]
    posts: dict[str, list[tuple[str, frozenset[int]]]]


def read_checkthat(folder: Path) -> Judged:
    """Claims, and the posts of parts "train" and "dev"; raises `CorpusError` where a file is not as published."""
    try:
        rows = list(_tsv(folder / "verified_claims.docs.tsv.gz"))
        claims = [Claim(text, Verdict.UNKNOWN, title=title) for _, text, title in rows]
        place = {row[0]: i for i, row in enumerate(rows)}
        posts = {}
        for part, name in (("train", "train.tweets.queries.tsv.gz"), ("dev", "dev.tweets.queries.tsv")):
            repeated: dict[str, set[int]] = {}
            for line in (folder / f"{part}.tweet-vclaim-pairs.qrels").read_text(encoding="utf-8").splitlines():
                post, _, claim, _ = line.split()
                repeated.setdefault(post, set()).add(place[claim])
            posts[part] = [(t, frozenset(repeated[i])) for i, t in _tsv(folder / name) if i in repeated]
    except (OSError, EOFError, ValueError, KeyError, csv.Error) as error:
        raise CorpusError(f"CheckThat! 2020 in {folder}: not as published ({str(error)[:200]}): get it again") from None
    return Judged(claims, posts)


def _tsv(path: Path) -> Iterator[list[str]]:
    with _open(path) as file:
        rows = csv.reader(file, delimiter="\t")
        next(rows)
        yield from rows


def read_labelled(path: Path, *labels: str, column: str = "label") -> list[str]:
    """Texts of a CSV file (may be gzipped) whose ``column`` is one of ``labels``; all if none are given."""
    try:
        with _open(path) as file:
            return [row["text"] for row in csv.DictReader(file) if not labels or row[column] in labels]
    except (OSError, EOFError, ValueError, KeyError, csv.Error) as error:
        raise CorpusError(f"{path}: not as published ({str(error)[:200]}): get it again") from None


def _open(path: Path):  # type: ignore[no-untyped-def]
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
