"""Ways to write a headline so that people still read it: each takes a headline and gives the trick's version of it.

With the words that the first reason names the trick by, where the trick has a name.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable

Trick = Callable[[str], str]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile("[A-Za-z]+")


def _swap(table: dict[str, str]) -> Trick:
    return lambda text: "".join(table.get(c, table.get(c.lower(), c)) for c in text)


def _alphabet(letters: str) -> Trick:
    return _swap({c: letter for c, letter in zip(_LETTERS, letters, strict=True) if letter != " "})


def _after_letters(extra: str) -> Trick:
    return lambda text: "".join(c + extra if c.isalpha() else c for c in text)


def _in_words(gap: str, least: int = 4) -> Trick:
    """``gap`` in the middle of each word of ``least`` letters or more."""

    def split(found: re.Match[str]) -> str:
        word = found.group()
        half = len(word) // 2
        return word[:half] + gap + word[half:] if len(word) >= least else word

    return lambda text: _WORD.sub(split, text)


def _between_letters(gap: str) -> Trick:
    """``gap`` between the letters of each word."""
    return lambda text: " ".join(gap.join(word) for word in text.split(" "))


def _between_all(gap: str) -> Trick:
    return lambda text: gap.join(text)


def _zalgo(text: str) -> str:
    rng = random.Random(zlib.crc32(text.encode()))
    marks = [chr(code) for code in range(0x300, 0x36F) if code not in range(0x34F, 0x350)]
    return "".join(c + "".join(rng.choices(marks, k=5)) if c.isalpha() else c for c in text)


def _upside_down(text: str) -> str:
    table = dict(zip(_LETTERS + "'.,?!0123456789", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz,˙'¿¡0ƖᄅƐㄣϛ9ㄥ86", strict=True))
    return "".join(table.get(c.lower(), c) for c in reversed(text))


def _entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" if c.isalpha() else c for c in text)


_GREEK = dict(zip("ABEHIKMNOPTXYZaeiknoptuvxy", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖαειкηορτυνχγ", strict=True))
_CYRILLIC = dict(zip("aceiopsxyjhABCEHIKMOPTXYSJ", "асеіорѕхујһАВСЕНІКМОРТХУЅЈ", strict=True))
_CHEROKEE = dict(zip("ABCDEGHIJKLMNOPRSTVWYZ", "ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏁᎾᏢᏒᏚᎢᏙᎳᎩᏃ", strict=True))
_ARMENIAN = {"o": "օ", "u": "ս", "h": "հ", "n": "ո", "g": "ց", "q": "զ"}

TRICKS: dict[str, tuple[Trick, str]] = {
    "Cherokee": (lambda text: _swap(_CHEROKEE)(text.upper()), "another alphabet"),
    "Cherokee, small": (lambda text: _swap(_CHEROKEE)(text.upper()).lower(), "another alphabet"),
    "Lisu": (lambda text: _alphabet("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑ ꓣꓢꓔꓴꓦꓪꓫꓬꓜ")(text.lower()), "another alphabet"),
    "Cyrillic": (_swap(_CYRILLIC), "another alphabet"),
    "Greek": (_swap(_GREEK), "another alphabet"),
    "Armenian": (_swap(_ARMENIAN), "another alphabet"),
    "Cyrillic, Greek and Cherokee": (lambda text: _swap(_CHEROKEE | _GREEK | _CYRILLIC)(text), "another alphabet"),
    "small capitals": (_alphabet("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ"), "small capitals"),
    "upside down": (_upside_down, "upside-down"),
    "phonetic": (_alphabet("ɑɓɕɗɛʄɠɦɨʝƙɭɱɲɵƥʠɾʂƭʉʋɯχɣʐ"), "phonetic"),
    "entities": (_entities, "entities"),
    "entities, hexadecimal": (lambda text: "".join(f"&#x{ord(c):X};" for c in text), "entities"),
    "entities, twice": (lambda text: _entities(text).replace("&", "&amp;"), "entities"),
    "entities, bare": (
        lambda text: "".join(f"&#{ord(c)}" if c.isalpha() else f" {c}" if c.isdigit() else c for c in text),
        "entities",
    ),
    "direction override": (lambda text: f"\u202e{text[::-1]}\u202c", "direction override"),
    "direction override, each word": (
        lambda text: " ".join(f"\u202e{word[::-1]}\u202c" for word in text.split(" ")),
        "direction override",
    ),
    "soft hyphens": (_in_words("\u00ad"), "soft hyphens"),
    "soft hyphens everywhere": (_between_all("\u00ad"), "soft hyphens"),
    "variation selectors": (_after_letters("\ufe0f"), "variation selectors"),
    "variation selectors, rare": (_after_letters("\U000e0101"), "variation selectors"),
    "zero-width": (_between_letters("\u200b"), "invisible"),
    "hangul filler": (_in_words("\u3164"), "invisible"),
    "accents": (_alphabet("áḃćďéḟǵĥíĵḱĺḿńóṕ ŕśťúṽẃẋýź"), "accents"),
    "accents on vowels": (_swap(dict(zip("aeiouy", "áéíóúý", strict=True))), "accents"),
    "combining acute": (_after_letters("\u0301"), ""),
    "combining strike": (_after_letters("\u0336"), "combining marks"),
    "zalgo": (_zalgo, "combining marks"),
    "emoji between letters": (_between_letters("🔥"), "emoji"),
    "emoji between all": (_between_all("😱"), "emoji"),
    "emoji in words": (_in_words("🔥"), "emoji"),
    "spaces between letters": (_between_all(" "), "spaces"),
    "hair spaces in words": (_in_words("\u200a"), "spaces"),
    "spaces in words": (_in_words(" "), "spaces"),
    "dots between letters": (_between_letters("."), "dots"),
    "dots in words": (_in_words("."), "dots"),
    "hyphens between letters": (_between_letters("-"), "hyphens"),
    "hyphens in words": (_in_words("-"), "hyphens"),
    "underscores between letters": (_between_letters("_"), "underscores"),
    "underscores between all": (_between_all("_"), "underscores"),
    "underscores for spaces": (lambda text: text.replace(" ", "_"), "underscores"),
    "leetspeak": (_swap(dict(zip("aeiost", "431057", strict=True))), "digits or signs"),
    "leetspeak, signs": (_swap(dict(zip("aeiost", "@310$7", strict=True))), "digits or signs"),
    "leetspeak, vowels": (_swap(dict(zip("aeio", "4310", strict=True))), "digits or signs"),
    "mathematical": (_alphabet("".join(chr(0x1D41A + i) for i in range(26))), "look like letters"),
    "full width": (_swap({c: chr(ord(c) + 0xFEE0) for c in _LETTERS}), "look like letters"),
    "circled": (_swap({c: chr(0x24D0 + i) for i, c in enumerate(_LETTERS)}), "look like letters"),
    "no spaces": (lambda text: "".join(word.capitalize() for word in text.split()), ""),
    "doubled letters": (lambda text: re.sub(r"(?<=[A-Za-z]{3})[aeiou](?=[a-z])", r"\g<0>\g<0>", text), ""),
    "commas": (lambda text: text.replace(" ", ", "), ""),
    "vowels dropped": (lambda text: re.sub(r"(?<=[A-Za-z]{2})[aeiou](?=[a-z]{2})", "", text), ""),
    "quotes around words": (lambda text: _WORD.sub(lambda word: f'"{word.group()}"', text), ""),
    "capitals": (str.upper, ""),
}
"""Trick by name, with a part of the reason that names it; "" where none has to be named."""
