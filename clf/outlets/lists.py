"""Lists that rate domains, read from CSV files, with the name, date and scale that are shown with every rating."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from clf.errors import InputError
from clf.outlets.domain import host_names

_DOMAIN = ("domain", "host", "site", "url", "source", "website")
_RATING = ("pc1", "score", "rating", "quality", "reliability", "label", "type", "category")


@dataclass(frozen=True, slots=True)
class Rating:
    """What one list says of a domain: ``value`` as it stands there; ``quality`` from 0 (worst) to 1 (best)."""

    list_name: str
    list_date: str
    scale: str
    value: str
    quality: float

    @property
    def sentence(self) -> str:
        """The rating with its list's name, date and scale."""
        dated = f" ({self.list_date})" if self.list_date else ""
        return f"{self.list_name}{dated} rates it {self.value} on a scale of {self.scale}"


@dataclass(frozen=True, slots=True)
class DomainList:
    """A list: its ``name``, ``date``, ``scale`` in words, and (value, quality) by host name without "www."."""

    name: str
    date: str
    scale: str
    ratings: dict[str, tuple[str, float]] = field(repr=False)

    def rating(self, address: str) -> Rating | None:
        """What it says of the host of an address, or else of the nearest domain the host is part of."""
        found = next((self.ratings[name] for name in host_names(address) if name in self.ratings), None)
        return Rating(self.name, self.date, self.scale, *found) if found else None

    def to_dict(self) -> dict[str, Any]:
        """The same content as JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> DomainList:
        """Read what `to_dict` gave; raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        ratings = {str(k): (str(v), float(q)) for k, (v, q) in content["ratings"].items()}
        return cls(str(content["name"]), str(content["date"]), str(content["scale"]), ratings)


def read_list(
    path: Path, name: str, date: str, worst: float, best: float, poor: frozenset[str], report: Callable[[str], None]
) -> DomainList:
    """Read a CSV with a column of domains and one of ratings.

    Numbers are taken from ``worst`` to ``best``; of words, those in ``poor`` count as worst and others as best. A row
    that cannot be read is reported. Raises `InputError` if the file cannot be.
    """
    try:
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}: give a CSV file in UTF-8") from None
    domain_column = next((columns[c] for c in _DOMAIN if c in columns), None)
    rating_column = next((columns[c] for c in _RATING if c in columns), None)
    if domain_column is None or rating_column is None:
        found = ", ".join(columns)[:120]
        raise InputError(f"{path}: columns {found}: name the domains `domain` and the ratings `score` or `rating`")
    ratings: dict[str, tuple[str, float]] = {}
    numbers = True
    for row in rows:
        domain = next(iter(host_names(row.get(domain_column) or "")), "")
        value = (row.get(rating_column) or "").strip()
        quality = _quality(value, worst, best, poor)
        if not domain or quality is None:
            problem = f"no domain, or no rating from {worst:g} to {best:g}: {', '.join(map(str, row.values()))}"
            report(f"{path}, line {rows.line_num}: {problem}"[:200])
            continue
        numbers = numbers and value.lower() not in poor
        if domain not in ratings or quality < ratings[domain][1]:  # of several ratings the worst counts
            ratings[domain] = (f"{float(value):.2f}" if _is_number(value) else value, quality)
    if not ratings:
        raise InputError(f"{path}: no rated domain found: is it a list of domains?")
    words = f"words, of which {', '.join(sorted(poor))} are poor"
    scale = f"{worst:g} (worst) to {best:g} (best)" if numbers else words
    return DomainList(name, date, scale, ratings)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _quality(value: str, worst: float, best: float, poor: frozenset[str]) -> float | None:
    if _is_number(value):
        share = (float(value) - worst) / (best - worst)
        return share if 0 <= share <= 1 else None
    if not value or not poor:
        return None
    return 0.0 if value.lower() in poor else 1.0
