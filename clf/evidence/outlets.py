"""Ratings of outlets by domain, from lists that a team imports, and its own allow and watch lists.

    lists/NAME.json   imported lists, with the name, date and scale that are shown with every rating
    allow.txt         domains the team trusts, one per line
    watch.txt         domains the team watches, one per line

A domain is the registered part of a host name, by the public suffix list (https://publicsuffix.org), of which a copy
comes with clf. The team's own lists win over all others.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clf.errors import InputError
from clf.limits import MAX_ADDRESS
from clf.paths import user_path


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def registered_domain(address: str) -> str:
    """The domain that is registered for an address or host name; empty where there is none.

    >>> registered_domain("https://www.news.example.co.uk/a?b"), registered_domain("WWW.Example.COM")
    ('example.co.uk', 'example.com')
    >>> registered_domain("no address"), registered_domain("co.uk")
    ('', '')
    """
    names = host_names(address)
    return names[-1] if names else ""


@lru_cache(maxsize=65536)
def host_names(address: str) -> tuple[str, ...]:
    """The host of an address without "www.", then each domain it is part of, down to the registered one.

    >>> host_names("https://www.sport.news.example.com/a")
    ('sport.news.example.com', 'news.example.com', 'example.com')
    """
    address = address.strip()
    if not address or " " in address or len(address) > MAX_ADDRESS:
        return ()
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return ()
    if "." not in host or host.replace(".", "").isdigit() or ":" in host:
        return ()
    registered = _suffixes().privatesuffix(host)
    if not registered:
        return ()
    names = [host]
    while names[-1] != registered:
        names.append(names[-1].split(".", 1)[1])
    return tuple(names[1:] if names[0].startswith("www.") and len(names) > 1 else names)


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


VARIABLE = "CLF_SOURCES"


class Standing(StrEnum):
    """What is known of an outlet."""

    ALLOWED = "allowed"
    WATCHED = "watched"
    RATED = "rated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet by its registered ``domain``, which is empty where a block has no usable address."""

    domain: str
    standing: Standing
    ratings: tuple[Rating, ...] = ()

    @property
    def quality(self) -> float | None:
        """The lowest rating, 0 (worst) to 1; None where no list rates it."""
        return min((rating.quality for rating in self.ratings), default=None)

    @property
    def sentence(self) -> str:
        """What is known, in one sentence."""
        if self.standing is Standing.ALLOWED:
            return f"{self.domain} is on the team's allow list"
        if self.standing is Standing.WATCHED:
            return f"{self.domain} is on the team's watch list"
        if self.ratings:
            return f"{self.domain}: {'; '.join(rating.sentence for rating in self.ratings)}"
        return f"No list rates {self.domain}" if self.domain else "The outlet is not known"

    def to_dict(self) -> dict[str, Any]:
        """The same content as JSON types."""
        return {
            "domain": self.domain,
            "standing": self.standing.value,
            "sentence": self.sentence,
            "ratings": [
                {"list": r.list_name, "date": r.list_date, "scale": r.scale, "value": r.value} for r in self.ratings
            ],
        }


class OutletLists:
    """The lists in a folder, which need not exist yet; read once, when first asked."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_path("sources", VARIABLE)

    @cached_property
    def lists(self) -> list[DomainList]:
        """All imported lists, by name; raises `InputError` for a file that is none."""
        found = []
        for path in sorted((self.folder / "lists").glob("*.json")):
            try:
                found.append(DomainList.from_dict(json.loads(path.read_text(encoding="utf-8"))))
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(f"{path}: not a list of domains ({error}): remove it or import it again") from None
        return found

    @cached_property
    def allowed(self) -> frozenset[str]:
        """Registered domains of the allow list."""
        return self._own("allow")

    @cached_property
    def watched(self) -> frozenset[str]:
        """Registered domains of the watch list."""
        return self._own("watch")

    def _own(self, name: str) -> frozenset[str]:
        path = self.folder / f"{name}.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return frozenset(filter(None, (registered_domain(line) for line in lines if not line.startswith("#"))))

    def lookup(self, address: str) -> Outlet:
        """What is known of the outlet at an address or domain."""
        domain = registered_domain(address)
        if domain in self.watched:
            return Outlet(domain, Standing.WATCHED)
        if domain in self.allowed:
            return Outlet(domain, Standing.ALLOWED)
        ratings = tuple(r for known in self.lists if (r := known.rating(address)))
        return Outlet(domain, Standing.RATED if ratings else Standing.UNKNOWN, ratings)

    def save(self, imported: DomainList) -> Path:
        """Write a list; one of the same name is replaced."""
        path = self.folder / "lists" / f"{re.sub('[^a-z0-9]+', '-', imported.name.lower()).strip('-') or 'list'}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(imported.to_dict(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        self.__dict__.pop("lists", None)
        return path

    def put(self, name: str, address: str) -> str:
        """Put a domain on the list "allow" or "watch" and off the other; returns the registered domain."""
        domain = registered_domain(address)
        if not domain:
            raise InputError(f"{address!r} is no address with a domain: give one such as example.org")
        self.folder.mkdir(parents=True, exist_ok=True)
        for each in ("allow", "watch"):
            domains = self._own(each) - {domain} | ({domain} if each == name else set())
            (self.folder / f"{each}.txt").write_text("".join(f"{d}\n" for d in sorted(domains)), encoding="utf-8")
        self.__dict__.pop("allowed", None)
        self.__dict__.pop("watched", None)
        return domain
