"""Latin letters that are drawn in other ways than plain ones: with marks, as small capitals, phonetic, upside down.

Names and loan words keep their accents. Accents are removed only where an honest text would not have them: where two or
more common English words have accents, or where marks are piled up, struck through, or do not belong to the letter.
"""

from __future__ import annotations

import re
import unicodedata

from clf.text.characters import WORD, extends
from clf.text.common import COMMON, bare, hides_word
from clf.text.confusables import LATIN_VARIANTS, SMALL_CAPITALS, SURE_VARIANTS, TURNED, UPSIDE_DOWN
from clf.text.unmask import ENOUGH_ACCENTED, Disguise, Line

_WORD_RUN = re.compile(f"{WORD}+")
_STRIKES = re.compile("[\u0334-\u0338\u20d0-\u20f0]")  # overlays and enclosures
_TURNED_APOSTROPHE = re.compile("(?<=[a-z]),(?=[a-z])")
_ENOUGH_MARKS = 3  # letters that Unicode has no accented form of
_ENOUGH_TURNED = 3


def plain_letters(line: Line, found: list[Disguise]) -> None:
    """Put plain letters, in place, for letters that hide them."""
    if str(line).isascii():
        return
    _strip_marks(line, found)
    text = str(line)
    words = [word.group() for word in _WORD_RUN.finditer(text)]
    sure = [i for i, char in enumerate(text) if char in SURE_VARIANTS]
    if sum(text[i] in TURNED for i in sure) >= _ENOUGH_TURNED and _is_upside_down(text):
        found.append(Disguise("upside down", *line.span(0, len(text))))
        line.keep(range(len(text) - 1, -1, -1))
        line.chars = [UPSIDE_DOWN.get(char, char) for char in line.chars]
        line.drop({comma.start() for comma in _TURNED_APOSTROPHE.finditer(str(line))})
        return
    hidden = sum(hides_word(word) for word in words)
    if not sure and hidden < ENOUGH_ACCENTED:
        return
    turned = 2 * sum(text[i] in TURNED for i in sure) > len(sure)
    for i, char in enumerate(text):
        if (plain := bare(char)) and not (i + 1 < len(text) and extends(text[i + 1])):
            line.chars[i] = plain
            found.append(Disguise(_kind(char, turned), line.starts[i], line.ends[i]))


def _kind(char: str, turned: bool) -> str:
    if char in SMALL_CAPITALS:
        return "small capital"
    if turned and char in TURNED:
        return "upside down"
    return "phonetic" if char in LATIN_VARIANTS else "accent"


def _strip_marks(line: Line, found: list[Disguise]) -> None:
    """Take away, in place, marks on Latin letters that Unicode has no such accented letter for, if they are a trick."""
    loose: list[int] = []
    letters = 0
    sure = False
    base = ""
    for i, char in enumerate(line.chars):
        if not extends(char) or unicodedata.category(char)[0] != "M":
            base, stack = char, 0
        elif base and (("a" <= base <= "z") or bare(base)):
            loose.append(i)
            stack += 1
            letters += stack == 1 and base.isascii()
            sure |= stack > 1 or _STRIKES.match(char) is not None
    if sure or letters >= _ENOUGH_MARKS:
        found += [Disguise("mark", line.starts[i], line.ends[i]) for i in loose]
        line.drop(set(loose))


def _is_upside_down(text: str) -> bool:
    """Whether ``text`` has more common words when it is turned round."""
    turned = "".join(UPSIDE_DOWN.get(char, char) for char in reversed(text))
    upright = "".join(LATIN_VARIANTS.get(char, char) for char in text)
    return _common(turned) > _common(upright)


def _common(text: str) -> int:
    return sum(word in COMMON for word in _WORD_RUN.findall(text.replace(",", "")))
