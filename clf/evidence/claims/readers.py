"""Claims from files: ClaimReview markup (pages, JSON, the Data Commons feed), CSV, TSV and JSON lines.

ClaimReview is https://schema.org/ClaimReview. A bad row is reported with its place, and the rest is read.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from clf.errors import InputError
from clf.evidence.claims.claim import Claim, Verdict, claim_from

Report = Callable[[str], None]
_DEEPEST = 30  # of nested JSON


def read_claims(path: Path, report: Report) -> Iterator[Claim]:
    """Claims of one file, told by its content; raises `InputError` if it cannot be read at all."""
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}: check the name") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at {error.start}"
        raise InputError(f"{path}: {found} is not UTF-8: save it as UTF-8") from None
    return read_text(text, str(path), report)


def read_text(text: str, name: str, report: Report) -> Iterator[Claim]:
    """Claims of ``text``, which came from ``name``."""
    start = text.lstrip()[:1]
    if start == "<":
        yield from _page(text, name, report)
    elif start in ("{", "["):
        yield from _json(text, name, report)
    else:
        yield from _table(text, name, report)


def _page(text: str, name: str, report: Report) -> Iterator[Claim]:
    from clf.pages import parsed

    found = False
    for number, script in enumerate(parsed(text).css('script[type="application/ld+json"]'), 1):
        try:
            content = json.loads(script.text() or "null", strict=False)
        except (ValueError, RecursionError) as error:
            report(f"{name}, script {number}: not JSON ({error})")
            continue
        for claim in _reviews(content, f"{name}, script {number}", report):
            found = True
            yield claim
    if not found:
        report(f"{name}: no ClaimReview markup on this page")


def _json(text: str, name: str, report: Report) -> Iterator[Claim]:
    try:
        content = json.loads(text)
    except ValueError:
        yield from _json_lines(text, name, report)
        return
    except RecursionError:
        report(f"{name}: nested too deeply to be claims")
        return
    yield from _reviews(content, name, report)


def _json_lines(text: str, name: str, report: Report) -> Iterator[Claim]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                content = json.loads(line)
            except (ValueError, RecursionError) as error:
                report(f"{name}, line {number}: not JSON ({error})")
                continue
            yield from _reviews(content, f"{name}, line {number}", report)


def _table(text: str, name: str, report: Report) -> Iterator[Claim]:
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",")
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            report(f"{name}, line {rows.line_num}: {error}")
            continue
        try:
            yield claim_from({k: v for k, v in row.items() if k is not None}, f"{name}, line {rows.line_num}")
        except InputError as error:
            report(str(error))


def _reviews(content: Any, place: str, report: Report, depth: int = 0) -> Iterator[Claim]:
    """Every ClaimReview in ``content``, however deep, and plain rows that name a claim."""
    if depth > _DEEPEST:
        report(f"{place}: nested too deeply to be claims")
    elif isinstance(content, list):
        for number, item in enumerate(content, 1):
            yield from _reviews(item, place if depth else f"{place}, item {number}", report, depth + 1)
    elif isinstance(content, dict):
        kinds = content.get("@type", ())
        try:
            if "ClaimReview" in ([kinds] if isinstance(kinds, str) else kinds or ()):
                yield _review(content, place)
                return
            if any(isinstance(content.get(name), str) for name in ("text", "claim", "statement")):
                yield claim_from(content, place)
                return
        except InputError as error:
            report(str(error))
            return
        for item in content.values():
            if isinstance(item, dict | list):
                yield from _reviews(item, place, report, depth + 1)


def _review(item: dict[str, Any], place: str) -> Claim:
    rating = _first(item.get("reviewRating"))
    words = str(rating.get("alternateName") or rating.get("name") or "").strip()
    reviewed = _first(item.get("itemReviewed"))
    row = {
        "claim": item.get("claimReviewed"),
        "rating": words,
        "verdict": "" if words else str(_scaled(rating) or ""),
        "publisher": _name(item.get("author") or item.get("publisher")),
        "date": item.get("datePublished"),
        "url": item.get("url"),
        "title": item.get("headline") or item.get("name"),
        "lang": item.get("inLanguage"),
        "speaker": _name(reviewed.get("author")),
    }
    return claim_from(row, place)


def _scaled(rating: dict[str, Any]) -> Verdict | None:
    """The verdict of a rating in numbers alone: 1 of 5 is false, 5 of 5 true."""
    try:
        value, worst, best = (float(rating[k]) for k in ("ratingValue", "worstRating", "bestRating"))
        share = (value - worst) / (best - worst)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not 0 <= share <= 1:
        return None
    steps = (Verdict.FALSE, Verdict.MOSTLY_FALSE, Verdict.MIXED, Verdict.MOSTLY_TRUE, Verdict.TRUE)
    return steps[round(share * 4)]


def _first(value: Any) -> dict[str, Any]:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


def _name(value: Any) -> str:
    return value if isinstance(value, str) else str(_first(value).get("name") or "")
