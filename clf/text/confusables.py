"""Letters that pass for plain Latin ones: of other scripts (as in Unicode UTS #39), and of Latin script itself."""

from __future__ import annotations

from pathlib import Path


def _read() -> dict[str, dict[str, str]]:
    """The rows of ``lists/lookalikes.tsv`` by kind: folded character -> the plain character it is drawn like."""
    found: dict[str, dict[str, str]] = {}
    for line in (Path(__file__).parent / "lists" / "lookalikes.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, char, plain = line.split("\t")
            found.setdefault(kind, {})[char] = plain
    return found


_KINDS = _read()

LATIN_LOOKALIKES: dict[str, str] = {
    char: plain for kind in ("Cyrillic", "Greek", "other", "Cherokee", "Lisu") for char, plain in _KINDS[kind].items()
}
"""Folded look-alike -> folded Latin letter. Applied only beside real Latin letters, or where no word says otherwise."""

SURE_VARIANTS: dict[str, str] = _KINDS["phonetic"] | _KINDS["turned"] | _KINDS["small capital"]
"""Folded Latin letters that no orthography in the news has -> the plain letter each is drawn like."""

LATIN_VARIANTS: dict[str, str] = _KINDS["orthographic"] | SURE_VARIANTS
"""Folded Latin letters without an accent that Unicode would take off -> the plain letter each is drawn like."""

TURNED = frozenset(_KINDS["turned"])
SMALL_CAPITALS = frozenset(_KINDS["small capital"])
UPSIDE_DOWN: dict[str, str] = _KINDS["turned"] | _KINDS["upside down"]
"""A folded character of a text that stands on its head -> the character it is."""
