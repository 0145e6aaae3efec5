"""A team's own claims on disk: one JSON line a claim, kept with the arrays that search them.

    claims.jsonl   the claims, one a line; only ever appended to
    index/         arrays of the claims indexed so far; made again whenever they do not fit the claims

All claims a headline is held against: those that ship with clf, and a team's own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from clf.errors import InputError
from clf.evidence.claims.claim import Claim, claim_from
from clf.evidence.claims.index import ClaimIndex, Segment
from clf.evidence.claims.match import Match
from clf.paths import package_data, user_path

VARIABLE = "CLF_CLAIMS"
FORMAT = 1
_TAIL = 2000  # claims not indexed yet that are inverted on loading instead


class ClaimFile(Sequence[Claim]):
    """The claims of ``claims.jsonl``, each parsed when it is asked for."""

    def __init__(self, path: Path, begin: NDArray[np.int64]) -> None:
        self._path, self._begin = path, begin

    def __len__(self) -> int:
        return len(self._begin) - 1

    def __iter__(self) -> Iterator[Claim]:
        with self._path.open("rb") as file:
            for i in range(len(self)):
                yield _claim(file.readline(), f"{self._path}, line {i + 1}")

    def newest(self) -> str:
        """The latest date of a claim, without parsing them all."""
        dates = re.findall(rb'"date": "([0-9-]+)"', self._path.read_bytes()) if self._path.is_file() else []
        return max(dates, default=b"").decode()

    @overload
    def __getitem__(self, i: int) -> Claim: ...
    @overload
    def __getitem__(self, i: slice) -> list[Claim]: ...
    def __getitem__(self, i: int | slice) -> Claim | list[Claim]:
        """Claim ``i``, or those of a slice."""
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        i = range(len(self))[i]
        with self._path.open("rb") as file:
            file.seek(int(self._begin[i]))
            line = file.read(int(self._begin[i + 1] - self._begin[i]))
        return _claim(line, f"{self._path}, line {i + 1}")


def _claim(line: bytes, place: str) -> Claim:
    try:
        row = json.loads(line)
    except ValueError:
        raise InputError(f"{place}: not JSON: remove the line") from None
    return claim_from(row if isinstance(row, dict) else {}, place)


class ClaimStore:
    """The claims in a folder, which need not exist yet."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_path("claims", VARIABLE)
        self.path = self.folder / "claims.jsonl"
        self._index = self.folder / "index"

    @property
    def updated(self) -> str:
        """The day claims were last added, ISO 8601; empty if there are none."""
        return date.fromtimestamp(self.path.stat().st_mtime).isoformat() if self.path.is_file() else ""

    def add(self, claims: Iterable[Claim]) -> int:
        """Append ``claims`` that are not there yet (same text and link), and return how many were new."""
        known = {(c.text, c.url) for c in self}
        lines = []
        for claim in claims:
            if (claim.text, claim.url) not in known:
                known.add((claim.text, claim.url))
                lines.append(json.dumps(claim.to_dict(), ensure_ascii=False) + "\n")
        if lines:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.writelines(lines)
        return len(lines)

    def __iter__(self) -> Iterator[Claim]:
        if self.path.is_file():
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield _claim(line, f"{self.path}, line {number}")

    def index(self) -> ClaimIndex:
        """The claims as an index: mapped from disk, with what was added since inverted on the fly."""
        begin = self._lines()
        saved = self._saved(begin)
        indexed = len(saved) if saved else 0
        claims = ClaimFile(self.path, begin)
        if saved is None or len(claims) - indexed > _TAIL:
            index = ClaimIndex(list(self))
            self._save(index.segment, begin)
            return index
        index = ClaimIndex(ClaimFile(self.path, begin[: indexed + 1]), saved)
        index.add(claims[indexed:])
        return index

    def _bytes(self) -> NDArray[np.uint8]:
        return np.fromfile(self.path, np.uint8) if self.path.is_file() else np.zeros(0, np.uint8)

    def _lines(self) -> NDArray[np.int64]:
        """Where each line of the file begins, and its end."""
        data = self._bytes()
        ends = np.flatnonzero(data == 10) + 1
        return np.concatenate([[0], ends if not len(data) or data[-1] == 10 else [*ends, len(data)]]).astype(np.int64)

    def _saved(self, begin: NDArray[np.int64]) -> Segment | None:
        try:
            meta: dict[str, Any] = json.loads((self._index / "meta.json").read_text(encoding="utf-8"))
            count = int(meta["claims"])
            if meta["format"] != FORMAT or count >= len(begin) or self._check(begin[count]) != meta["crc32"]:
                return None
            segment = Segment.load(self._index)
            return segment if len(segment) == count else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _check(self, size: int) -> int:
        """Checksum of the first ``size`` bytes: the claims that were indexed."""
        return zlib.crc32(self._bytes()[:size].tobytes())

    def _save(self, segment: Segment, begin: NDArray[np.int64]) -> None:
        """Write the arrays beside, then put them in place; a folder that cannot be written costs only time."""
        fresh = self.folder / f"index-{os.getpid()}"
        try:
            fresh.mkdir(parents=True, exist_ok=True)
            segment.save(fresh)
            meta = {"format": FORMAT, "claims": len(segment), "crc32": self._check(begin[len(segment)])}
            (fresh / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
            shutil.rmtree(self._index, ignore_errors=True)
            fresh.rename(self._index)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)


def starter_claims() -> list[Claim]:
    """The well-known debunked claims that ship with clf, in its own words."""
    return [
        claim_from(json.loads(line), f"{path.name}, line {number}")
        for path in sorted(package_data("claims").glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


@cache
def starter_index() -> ClaimIndex:
    """The starter claims, indexed."""
    return ClaimIndex(starter_claims())


@dataclass(frozen=True)
class Coverage:
    """What an index covers; a claim it lacks cannot be matched.

    ``newest`` is the date of its latest claim, ``updated`` the day a team's own were last added to.
    """

    claims: int
    newest: str
    publishers: dict[str, int]
    years: dict[str, int]
    languages: dict[str, int]
    verdicts: dict[str, int]
    updated: str = ""

    @property
    def sentence(self) -> str:
        """To be shown wherever a match could have appeared."""
        return _summary(self.claims, self.newest, self.updated)


class Library:
    """Indexes searched together."""

    def __init__(self, indexes: list[ClaimIndex], updated: str = "") -> None:
        self.indexes = indexes
        self.updated = updated

    @classmethod
    def load(cls, folder: Path | None = None, starter: bool = True) -> Library:
        """The starter claims (unless not wanted) and those of the store in ``folder``."""
        store = ClaimStore(folder)
        indexes = [starter_index()] if starter else []
        if store.path.is_file():
            indexes.append(store.index())
        return cls(indexes, store.updated)

    def __iter__(self) -> Iterator[Claim]:
        for index in self.indexes:
            yield from index

    def search(self, text: str, most: int = 5) -> list[Match]:
        """The claims nearest to ``text``, matches or not; nearest first."""
        found = [match for index in self.indexes for match in index.search(text, most)]
        return sorted(found, key=lambda match: -match.nearness)[:most]

    def matches(self, text: str) -> list[Match]:
        """Debunked claims that ``text`` resembles, nearest first."""
        found = [match for index in self.indexes for match in index.matches(text)]
        return sorted(found, key=lambda match: -match.nearness)

    def summary(self) -> str:
        """How many claims were searched and how new they are: to be shown wherever a match could have appeared."""
        newest = max((index.newest for index in self.indexes), default="")
        return _summary(sum(map(len, self.indexes)), newest, self.updated)

    def coverage(self) -> Coverage:
        """Counts by publisher, year, language and verdict, most first."""
        claims = list(self)
        dates = [c.date for c in claims if c.date]
        years = Counter(c.date[:4] or "unknown" for c in claims)
        return Coverage(
            len(claims),
            max(dates, default=""),
            _counted(c.publisher or "unknown" for c in claims),
            dict(sorted(years.items())),
            _counted(c.language or "unknown" for c in claims),
            _counted(c.verdict.value for c in claims),
            self.updated,
        )


def _summary(claims: int, newest: str, updated: str) -> str:
    dated = f", the newest of {newest}" if newest else ""
    dated += f", your own last added to on {updated}" if updated else ""
    return f"{claims:,} checked claims were searched{dated}. Finding none is no sign that a headline is true."


def _counted(values: Iterator[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())
