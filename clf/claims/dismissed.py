"""Pairs of a text and a claim that a moderator dismissed: they are never shown as a match again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from clf.claims.claim import Claim
from clf.claims.match import Match
from clf.text.fold import fold


class Dismissed:
    """Dismissed pairs in a file of JSON lines; texts are compared folded, claims by text and link."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pairs = {tuple(pair) for pair in self._read()}

    def _read(self) -> Iterable[list[str]]:
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                try:
                    row = json.loads(line)
                    yield [str(row[key]) for key in ("text", "claim", "url")]
                except (ValueError, KeyError, TypeError):
                    continue  # a line cut short by a crash: that one pair is shown again

    def __contains__(self, pair: tuple[str, Claim]) -> bool:
        return _key(*pair) in self._pairs

    def add(self, text: str, claim: Claim) -> None:
        """Dismiss ``claim`` for ``text``, for good."""
        key = _key(text, claim)
        if key not in self._pairs:
            self._pairs.add(key)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(dict(zip(("text", "claim", "url"), key, strict=True)), ensure_ascii=False) + "\n")

    def kept(self, text: str, matches: Iterable[Match]) -> list[Match]:
        """Those of ``matches`` that are not dismissed."""
        return [match for match in matches if (text, match.claim) not in self]


def _key(text: str, claim: Claim) -> tuple[str, str, str]:
    return fold(text).text, claim.text, claim.url
