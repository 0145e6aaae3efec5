"""The one canonical form of a headline, with the way back to the original characters.

Training and scoring both see folded text only, so neither capitals nor look-alike letters can move a
score: Unicode NFKC with full case folding (UAX #15, UAX #21), format characters and apostrophes dropped, quotes
and dashes unified, white space collapsed, confusable letters (UTS #39) folded inside mixed-script words,
letters that were spread out or swapped for digits put right (`clf.text.unmask`), and a trailing cut ("...") removed,
because where a teaser was cut off says nothing about it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from clf.text.characters import DASHES, QUOTES, WORD, dropped, extends
from clf.text.confusables import LATIN_LOOKALIKES
from clf.text.unmask import Disguise, join_spaced, undo_leet

_DISGUISES = ("<font>", "<wide>", "<circle>", "<square>")
_WORD_RUN = re.compile(f"{WORD}+")
_PLAIN = re.compile("[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded ``text``; its character ``i`` stands for characters ``starts[i]:ends[i]`` of the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    disguises: tuple[Disguise, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded characters ``start:end`` (not empty) stand in the original."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=65536)
def _fold_cluster(cluster: str) -> str:
    """A base character with its marks, folded. Upper case first: "ı" and "I" must come out the same."""
    if cluster in QUOTES:
        return '"'
    if cluster in DASHES:
        return "-"
    text = unicodedata.normalize("NFKC", cluster.upper())
    for _ in range(3):  # case folding and normalising can each undo a little of the other
        text = unicodedata.normalize("NFKC", text.upper().casefold())
    return "".join(" " if c.isspace() else '"' if c in QUOTES else "-" if c in DASHES else c
                   for c in text if c.isspace() or not dropped(c))  # fmt: skip


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0] if char.isalpha() else ""


@lru_cache(maxsize=4096)
def _is_disguise(char: str) -> bool:
    if not unicodedata.decomposition(char).startswith(_DISGUISES):
        return False
    plain = unicodedata.normalize("NFKC", char)
    return len(plain) == 1 and plain.isascii() and plain.isalpha()


def fold_alone(char: str) -> str | None:
    """What ``char`` folds to wherever it stands between characters without marks; None where that depends on them.

    Look-alikes, letters that are spread out and digits for letters are told in the folded text (`clf.text.tricks`).

    >>> fold_alone("É"), fold_alone("…"), fold_alone("’"), fold_alone("\u0301")
    ('é', '...', '', None)
    """
    if dropped(char):
        return ""
    if extends(char):
        return None
    folded = _fold_cluster(char)
    return None if any(extends(c) or dropped(c) for c in folded) else folded


def fold(text: str) -> Folded:
    """Fold ``text``; works for every string and takes time linear in its length.

    >>> fold("You WON’T  believe…").text
    'you wont believe'
    >>> fold("аmаzing").text  # two Cyrillic letters inside a Latin word
    'amazing'
    """
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    disguises: list[Disguise] = []

    def push(folded: str, start: int, end: int) -> None:
        for char in folded:
            if char == " " and (not chars or chars[-1] == " "):
                ends[-1:] = [end] if chars else []  # a collapsed space stands for all of them
                continue
            chars.append(char)
            starts.append(start)
            ends.append(end)

    at, length = 0, len(text)
    while at < length:
        start, char = at, text[at]
        at += 1
        if dropped(char):
            if _hides_inside_a_word(text, start):
                disguises.append(Disguise("invisible", start, at))
            continue
        cluster = char
        while at < length and (extends(text[at]) or dropped(text[at])):
            if not dropped(text[at]):
                cluster += text[at]
            elif not _joins_later(text, at):
                break
            at += 1
        if _is_disguise(char):
            disguises.append(Disguise("styled", start, at))
        push(_fold_cluster(cluster), start, at)
    disguises += _fold_lookalikes(chars, starts, ends)
    disguises += join_spaced(chars, starts, ends)
    disguises += undo_leet(chars, starts, ends)
    _cut_tail(chars)
    return Folded("".join(chars), tuple(starts[: len(chars)]), tuple(ends[: len(chars)]), tuple(disguises))


def folded_length(text: str) -> int:
    """How many characters ``fold(text)`` works on, at most; much faster than folding, to refuse a text before that.

    >>> folded_length("Council"), folded_length("\ufdfa")  # a ligature of 18 characters
    (7, 18)
    """
    return len(text) if text.isascii() else sum(len(_fold_cluster(char)) for char in text)


def _hides_inside_a_word(text: str, at: int) -> bool:
    if unicodedata.category(text[at]) != "Cf" or text[at] == "\xad" or not 0 < at < len(text) - 1:
        return False
    return text[at - 1].isalpha() and text[at + 1].isalpha() and text[at + 1].isascii()


def _joins_later(text: str, at: int) -> bool:
    """Whether a mark follows the run of dropped characters at ``at``: it belongs to the letter before."""
    while at < len(text) and dropped(text[at]):
        at += 1
    return at < len(text) and extends(text[at])


def _fold_lookalikes(chars: list[str], starts: list[int], ends: list[int]) -> list[Disguise]:
    """Replace, in place, look-alikes of Latin letters in words that also hold Latin letters."""
    found: list[Disguise] = []
    if all(char < "\u0370" for char in chars):
        return found
    for word in _WORD_RUN.finditer("".join(chars)):
        scripts = {_script(char) for char in word.group()}
        if "LATIN" not in scripts or scripts <= {"LATIN", ""}:
            continue
        for i in range(*word.span()):
            plain = LATIN_LOOKALIKES.get(chars[i])
            if plain and not (i + 1 < len(chars) and extends(chars[i + 1])):  # accents make it another letter
                chars[i] = plain
                found.append(Disguise("lookalike", starts[i], ends[i]))
    return found


def _cut_tail(chars: list[str]) -> None:
    """Drop, in place, what follows from the first ".." of the closing dots, brackets and spaces."""
    tail = len(chars)
    while tail and chars[tail - 1] in " .()[]":
        tail -= 1
    dots = "".join(chars[tail:]).find("..")
    if dots >= 0:
        del chars[tail + dots :]
        while chars and chars[-1] in " ([":
            chars.pop()
    elif chars and chars[-1] == " ":
        chars.pop()


def is_blank(text: str) -> bool:
    """Whether ``text`` has neither a letter nor a digit, folded: nothing of it would be read.

    >>> is_blank(" ... "), is_blank("No. 1 …")
    (True, False)
    """
    return not text or not (_PLAIN.search(text) or any(char.isalnum() for char in fold(text).text))
