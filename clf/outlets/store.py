"""A team's lists on disk, and what they say of an address. Its own allow and watch lists win over all others.

    lists/NAME.json   imported lists
    allow.txt         domains the team trusts, one a line
    watch.txt         domains the team watches
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from clf.errors import InputError
from clf.outlets.domain import registered_domain
from clf.outlets.lists import DomainList, Rating
from clf.paths import user_path

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
            "domain": self.domain, "standing": self.standing.value, "sentence": self.sentence,
            "ratings": [{"list": r.list_name, "date": r.list_date, "scale": r.scale, "value": r.value}
                        for r in self.ratings],
        }  # fmt: skip


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
