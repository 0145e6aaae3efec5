"""A team's own claims on disk: one JSON line a claim, kept with the arrays that search them.

    claims.jsonl   the claims, one a line; only ever appended to
    index/         arrays of the claims indexed so far; made again whenever they do not fit the claims
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from clf.claims.claim import Claim, claim_from
from clf.claims.index import ClaimIndex
from clf.claims.segment import Segment
from clf.errors import InputError
from clf.paths import user_path

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
