"""Named cues: word lists a moderator can read (``cues/*.txt``) and features of style, as numbered columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from clf.errors import CorpusError
from clf.text import style
from clf.text.pack import fold_table, pack
from clf.text.phrases import PHRASE_N, prefix_hashes

MOST_LISTS = 63


@dataclass(frozen=True, slots=True)
class Cue:
    """A named cue. ``reason`` ends the sentence "The headline …"; ``phrases`` is empty for cues of style."""

    name: str
    title: str
    reason: str
    leans: str = ""
    source: str = ""
    phrases: tuple[str, ...] = ()


@cache
def phrase_cues() -> tuple[Cue, ...]:
    """The cue lists, in the order of their names.

    >>> {"secret_trick", "attribution"} <= {cue.name for cue in phrase_cues()}
    True
    """
    return read_lists("clf.text")


@cache
def style_cues() -> tuple[Cue, ...]:
    """The cues of style, in the order the kernel numbers them."""
    return tuple(Cue(name, title, reason) for name, (title, reason) in style.STYLE.items())


def read_lists(package: str) -> tuple[Cue, ...]:
    """The lists in the folder ``cues`` of ``package``, in the order of their names; `CorpusError` for too many."""
    folder = files(package) / "cues"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    if len(found) > MOST_LISTS:
        raise CorpusError(f"{len(found)} cue lists found, at most {MOST_LISTS} can be used: merge some of them")
    return tuple(parse(f.name.removesuffix(".txt"), f.read_text(encoding="utf-8")) for f in found)


def parse(name: str, text: str) -> Cue:
    """Read one cue list; raises `CorpusError` where it lacks its title or reason.

    >>> parse("x", "# title: A cue\\n# reason: has a cue\\n# leans: news\\n^once upon\\n").phrases
    ('^once upon',)
    """
    header: dict[str, str] = {}
    phrases: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#"):
            key, colon, value = line[1:].partition(":")
            if colon:
                header.setdefault(key.strip(), value.strip())
        elif line:
            phrases.append(line)
    for key in ("title", "reason", "leans"):
        if not header.get(key):
            raise CorpusError(f"cue list {name} has no line '# {key}: ...': add one at its top")
    return Cue(name, header["title"], header["reason"], header["leans"], header.get("source", ""), tuple(phrases))


def index_phrases(cues: tuple[Cue, ...]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hashes of all phrases and their prefixes, and the four masks of each (see `find_phrases`); sorted."""
    entries = [(phrase, bit) for bit, cue in enumerate(cues) for phrase in cue.phrases]
    packed = pack(phrase.strip("^$") for phrase, _ in entries)
    hashes, sizes = prefix_hashes(*packed, fold_table())
    masks: dict[int, list[int]] = {}
    for (phrase, bit), row, size in zip(entries, hashes.tolist(), sizes.tolist(), strict=True):
        if not 1 <= size <= PHRASE_N:
            raise CorpusError(f"cue phrase {phrase!r} has {size} words: give it 1 to {PHRASE_N}")
        for h in row[: size - 1]:
            masks.setdefault(h, [0, 0, 0, 0])
        anchor = (1 if phrase.startswith("^") else 0) + (2 if phrase.endswith("$") else 0)
        masks.setdefault(row[size - 1], [0, 0, 0, 0])[anchor] |= 1 << bit
    order = sorted(masks)
    return np.array(order, np.uint64), np.array([masks[h] for h in order], np.uint64).reshape(-1, 4)
