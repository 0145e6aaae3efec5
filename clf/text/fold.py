"""The one canonical form of a headline, with the way back to the original characters.

Training and scoring both see folded text only, so neither capitals nor look-alike letters can move a score:

1. HTML entities are unescaped, and text under a direction override is put into the order in which it is read;
2. Unicode NFKC with full case folding (UAX #15, UAX #21); format characters and apostrophes are dropped, quotes and
   dashes unified, white space collapsed;
3. letters that only look like plain ones become plain (`clf.text.latin`, and UTS #39 in mixed-script words);
4. words that were broken, spread out or spelled with digits are put together (`clf.text.unmask`);
5. a trailing cut ("...") is removed, because where a teaser was cut off says nothing about it.

One trick may hide another, so this is repeated while something is found.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from clf.text.bidi import OVERRIDES, reorder
from clf.text.characters import APOSTROPHES, DASHES, NARROW, QUOTES, WORD, dropped, extends
from clf.text.common import COMMON
from clf.text.confusables import LATIN_LOOKALIKES, SURE_VARIANTS
from clf.text.entities import has_entity, unescape
from clf.text.latin import plain_letters
from clf.text.unmask import Disguise, Line, join_broken, join_spaced, part_underscores, remove_symbols, undo_leet
from clf.types import MAX_LENGTH

_DISGUISES = ("<font>", "<wide>", "<circle>", "<square>")
_INFORMATION = "\u2139"  # an emoji, although it is a letter i to Unicode
_WORD_RUN = re.compile(f"{WORD}+")
_PLAIN = re.compile("[0-9A-Za-z]")
ALWAYS_TRICKS = re.compile("[\u13a0-\u13ff\uab70-\uabbf\ua4d0-\ua4f7]")  # Cherokee and Lisu: most letters look Latin
_NEARBY = 0x590  # Latin, Greek, Cyrillic and Armenian letters come before; others may need what is invisible
_MAX_MARKS = 30  # on one letter, as in Unicode's stream-safe text format (UAX #15)
_MAX_PASSES = 4
_FOREIGN = 0.5  # share of letters of another script from which a text is in another language
_MIXED_WORDS = 3  # look-alikes that are a disguise even there


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded ``text``; its character ``i`` stands for characters ``starts[i]:ends[i]`` of the original.

    Of the original, no more than `clf.types.MAX_LENGTH` characters are read.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    disguises: tuple[Disguise, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded characters ``start:end`` (not empty) stand in the original."""
        return min(self.starts[start:end]), max(self.ends[start:end])


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
    return "".join(
        " " if c.isspace() else '"' if c in QUOTES else "-" if c in DASHES else c
        for c in text
        if c.isspace() or not dropped(c)
    )


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0] if char.isalpha() else ""


@lru_cache(maxsize=4096)
def _is_disguise(char: str) -> bool:
    if char == _INFORMATION or not unicodedata.decomposition(char).startswith(_DISGUISES):
        return False
    plain = unicodedata.normalize("NFKC", char)
    return len(plain) == 1 and plain.isascii() and plain.isalpha()


def fold_alone(char: str) -> str | None:
    """What ``char`` folds to wherever it stands between characters without marks; None where that depends on them.

    None too for what only tricks have. Other tricks are found in the folded text (`clf.text.tricks`).

    >>> fold_alone("É"), fold_alone("…"), fold_alone("’"), fold_alone("\u0301")
    ('é', '...', '', None)
    """
    if char in OVERRIDES or char in NARROW or _is_disguise(char) or ALWAYS_TRICKS.match(char):
        return None
    if dropped(char):
        return ""
    if extends(char):
        return None
    folded = _fold_cluster(char)
    return None if any(extends(c) or dropped(c) or c in SURE_VARIANTS for c in folded) else folded


_ASCII = {chr(code): fold_alone(chr(code)) or "" for code in range(128)}


def hides(char: str) -> bool:
    """Whether ``char`` is dropped without a trace, so that inside a word it is a trick."""
    return dropped(char) and char not in APOSTROPHES and unicodedata.category(char) not in ("Cc", "Cs")


def fold(text: str) -> Folded:
    """Fold ``text``; works for every string and takes time linear in its length.

    >>> fold("You WON’T  believe…").text
    'you wont believe'
    >>> fold("аmаzing").text  # two Cyrillic letters inside a Latin word
    'amazing'
    """
    line = Line.of(text[:MAX_LENGTH])
    found: list[Disguise] = []
    for number in range(_MAX_PASSES):
        before = len(found)
        changed = _fold_once(line, found)
        folded = str(line)
        more = has_entity(folded)
        if more and number == _MAX_PASSES - 1:
            line.keep([i for i, char in enumerate(line.chars) if char != "&"])
        if not (changed or more or len(found) > before):
            break
    folded = str(line)
    return Folded(folded, tuple(line.starts), tuple(line.ends), tuple(_disguises(folded, found)))


def folded_length(text: str) -> int:
    """How many characters ``fold(text)`` works on, at most; much faster than folding, to refuse a text before that.

    >>> folded_length("Council"), folded_length("\ufdfa")  # a ligature of 18 characters
    (7, 18)
    """
    return len(text) if text.isascii() else sum(len(_fold_cluster(char)) for char in text)


def _fold_once(line: Line, found: list[Disguise]) -> bool:
    changed = unescape(line, found)
    reorder(line, found)
    _fold_characters(line, found)
    plain_letters(line, found)
    _fold_lookalikes(line, found)
    remove_symbols(line, found)
    join_broken(line, found)
    join_spaced(line, found)
    part_underscores(line, found)
    undo_leet(line, found)
    _cut_tail(line)
    return changed


def _disguises(folded: str, found: list[Disguise]) -> list[Disguise]:
    """What of ``found`` is a disguise: in another script, full-width letters and the like are ordinary."""
    letters = [char for char in folded if char.isalpha()] if found and not folded.isascii() else []
    if is_other_script(letters):
        found = [disguise for disguise in found if disguise.kind == "lookalike"]
        return found if len(found) >= _MIXED_WORDS else []
    return found


def is_other_script(letters: list[str]) -> bool:
    """Whether most of ``letters`` are not Latin."""
    return sum(c > "\u024f" and not "\u1e00" <= c < "\u1f00" for c in letters) > _FOREIGN * len(letters)


def _fold_characters(line: Line, found: list[Disguise]) -> None:
    """Fold each character with its marks, in place."""
    text = str(line)
    if text.isascii():
        _fold_ascii(line)
        return
    out = Line([], [], [])
    hidden: list[tuple[int, str, str, int, int]] = []
    narrow: list[tuple[int, int, int]] = []
    at, length, base = 0, len(text), ""
    while at < length:
        first, char = at, text[at]
        at += 1
        if "a" <= char <= "z" and at < length and text[at] < "\x7f":  # the most frequent
            out.append(char, line.starts[first], line.ends[first])
            base = char
            continue
        if dropped(char):
            if hides(char):
                hidden.append((len(out.chars), base, char, line.starts[first], line.ends[first]))
            continue
        cluster = base = char
        within: list[int] = []
        while at < length:
            if dropped(text[at]):
                end = at
                while end < length and dropped(text[end]):
                    end += 1
                if end == length or not extends(text[end]):
                    break
                within += range(at, end)
                at = end  # a mark follows what is dropped: it belongs to the letter before
            elif extends(text[at]):
                if len(cluster) <= _MAX_MARKS:
                    cluster += text[at]
                at += 1
            else:
                break
        start, end = (line.starts[first], line.ends[first]) if at == first + 1 else line.span(first, at)
        if _is_disguise(char):
            found.append(Disguise("styled", start, end))
        if char in NARROW:
            narrow.append((len(out.chars), start, end))
        for one in _fold_cluster(cluster):
            if one == " " and (not out.chars or out.chars[-1] == " "):
                out.ends[-1:] = [max(out.ends[-1], end)] if out.chars else []  # a collapsed space stands for all
                continue
            out.append(one, start, end)
        hidden += [(len(out.chars), base, text[i], line.starts[i], line.ends[i]) for i in within if hides(text[i])]
    found += _hidden(text, out, hidden)
    line.chars, line.starts, line.ends = out.chars, out.starts, out.ends
    _join_narrow(line, narrow, found)


def _fold_ascii(line: Line) -> None:
    """As `_fold_characters`, of ASCII."""
    chars = [_ASCII[char] for char in line.chars]
    places: list[int] = []
    ends, before = line.ends, " "
    for i, char in enumerate(chars):
        if char == " " == before:
            if places:
                ends[places[-1]] = max(ends[places[-1]], ends[i])  # a collapsed space stands for all of them
        elif char:
            places.append(i)
            before = char
    line.chars = chars
    if len(places) < len(chars):
        line.keep(places)


def _near(char: str) -> bool:
    return char.isalpha() and ord(char) < _NEARBY


def _hidden(text: str, out: Line, hidden: list[tuple[int, str, str, int, int]]) -> list[Disguise]:
    """Of invisible characters, with the place in ``out`` and the character before each, those inside a word."""
    found, soft = [], 0
    for place, base, char, start, end in hidden:
        before = place > 0 and _near(out.chars[place - 1])
        behind = place < len(out.chars) and _near(out.chars[place])
        if char in _SELECTORS:
            if before and _near(base):
                found.append(Disguise("selector", start, end))
        elif before and behind:
            soft += char == "\xad"
            found.append(Disguise("soft hyphen" if char == "\xad" else "invisible", start, end))
    if soft and all(map(_is_hyphenated, _HYPHENATED.findall(text))):
        found = [disguise for disguise in found if disguise.kind != "soft hyphen"]
    return found


_SELECTORS = frozenset([*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0)), *"\u180b\u180c\u180d"])
_HYPHENATED = re.compile("[^\\W_]+(?:\xad+[^\\W_]+)+")


def _is_hyphenated(word: str) -> bool:
    """Whether soft hyphens stand where a hyphenator puts them: in words of six letters, two or more on either side."""
    parts = word.split("\xad")
    return sum(map(len, parts)) >= 6 and min(map(len, parts)) >= 2


def _join_narrow(line: Line, narrow: list[tuple[int, int, int]], found: list[Disguise]) -> None:
    """Take out, in place, narrow spaces inside words; where there is no other kind of space, they part words."""
    if not narrow:
        return
    places = {place for place, _, _ in narrow}
    if not any(char == " " and i not in places for i, char in enumerate(line.chars)):
        return
    chars = line.chars
    inside = [
        i
        for i in sorted(places)
        if 0 < i < len(chars) - 1 and chars[i] == " " and _near(chars[i - 1]) and _near(chars[i + 1])
    ]
    if len(inside) >= 2:
        found += [Disguise("narrow space", line.starts[i], line.ends[i]) for i in inside]
        line.drop(set(inside))


def _fold_lookalikes(line: Line, found: list[Disguise]) -> None:
    """Replace, in place, look-alikes of Latin letters in words that also hold Latin letters.

    One Greek letter alone, as in "μblog", is no disguise. Cherokee and Lisu words are taken for Latin where each letter
    has a look-alike and another word of the text mixes them, or where that makes up a common word.
    """
    chars = line.chars
    if all(char < "\u0370" for char in chars):
        return
    text = str(line)
    mixed: list[tuple[int, bool]] = []
    others: list[tuple[int, int]] = []
    for word in _WORD_RUN.finditer(text):
        scripts = {_script(char) for char in word.group()}
        if "LATIN" not in scripts or scripts <= {"LATIN", ""}:
            known = all(c in LATIN_LOOKALIKES or not c.isalpha() for c in word.group())
            if known and ALWAYS_TRICKS.search(word.group()):
                others.append(word.span())
            continue
        unknown = 0
        for i in range(*word.span()):
            if chars[i] in LATIN_LOOKALIKES:
                if not (i + 1 < len(chars) and extends(chars[i + 1])):  # accents make it another letter
                    mixed.append((i, True))
            elif ALWAYS_TRICKS.match(chars[i]) or "\u0370" <= chars[i] < "\u0590":
                unknown += 1
                if unknown > 1 or ALWAYS_TRICKS.match(chars[i]):
                    mixed.append((i, False))
    if others and (mixed or any("".join(LATIN_LOOKALIKES.get(c, c) for c in text[a:b]) in COMMON for a, b in others)):
        mixed += [(i, True) for a, b in others for i in range(a, b) if chars[i] in LATIN_LOOKALIKES]
    honest = len(mixed) == 1 and "\u0370" <= chars[mixed[0][0]] < "\u0400"
    for i, known in mixed:
        if not honest:
            found.append(Disguise("lookalike", line.starts[i], line.ends[i]))
        if known:
            chars[i] = LATIN_LOOKALIKES[chars[i]]


def _cut_tail(line: Line) -> None:
    """Drop, in place, what follows from the first ".." of the closing dots, brackets and spaces."""
    chars = line.chars
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
    del line.starts[len(chars) :], line.ends[len(chars) :]


def is_blank(text: str) -> bool:
    """Whether ``text`` has neither a letter nor a digit, folded: nothing of it would be read.

    >>> is_blank(" ... "), is_blank("No. 1 …")
    (True, False)
    """
    text = text[:MAX_LENGTH]
    return not text or not (_PLAIN.search(text) or any(char.isalnum() for char in fold(text).text))
