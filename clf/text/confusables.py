"""Letters that pass for plain Latin ones: of other scripts (as in Unicode UTS #39), and of Latin script itself."""

from __future__ import annotations

_CYRILLIC = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "һ": "h", "н": "h", "і": "i", "ї": "i", "ј": "j",
    "к": "k", "ӏ": "l", "м": "m", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v",
    "ш": "w", "ԝ": "w", "х": "x", "у": "y", "ү": "y", "з": "3", "п": "n", "и": "u", "я": "r", "б": "6",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "n", "ι": "i", "ϳ": "j", "κ": "k", "μ": "m", "ν": "v", "ο": "o",
    "ρ": "p", "σ": "o", "τ": "t", "υ": "u", "χ": "x", "γ": "y", "ω": "w", "ζ": "z",
}  # fmt: skip
_OTHER = {"օ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "զ": "q", "ѡ": "w"}
# Unicode folds small Cherokee letters to the capitals, which look like Latin ones.
_CHEROKEE = {
    "Ꭺ": "a", "Ꮧ": "a", "Ᏼ": "b", "Ᏸ": "b", "Ꮟ": "b", "Ꮯ": "c", "Ꮳ": "c", "Ꭰ": "d", "Ꮄ": "d", "Ꭼ": "e", "Ꮛ": "e",
    "Ꭶ": "f", "Ꮀ": "f", "Ᏻ": "g", "Ꮐ": "g", "Ꮆ": "g", "Ꮹ": "g", "Ꮋ": "h", "Ꮒ": "h", "Ꭵ": "i", "Ꮖ": "i", "Ꭻ": "j",
    "Ꮰ": "j", "Ꮷ": "j", "Ꮶ": "k", "Ꮣ": "l", "Ꮮ": "l", "Ꮭ": "l", "Ꮇ": "m", "Ꮑ": "n", "Ꭷ": "o", "Ꮎ": "o", "Ꭴ": "q",
    "Ꮻ": "o", "Ꮲ": "p", "Ꭾ": "p", "Ꭱ": "r", "Ꮢ": "r", "Ꮪ": "s", "Ꮥ": "s", "Ꭲ": "t", "Ꮦ": "t", "Ꮏ": "t", "Ꮜ": "u",
    "Ꮼ": "u", "Ꮩ": "v", "Ꮙ": "v", "Ꮃ": "w", "Ꮗ": "w", "Ꮤ": "w", "Ꮍ": "y", "Ꭹ": "y", "Ꮓ": "z", "Ꮂ": "n", "Ꮱ": "s",
}  # fmt: skip
_LISU = {
    "ꓮ": "a", "ꓐ": "b", "ꓚ": "c", "ꓓ": "d", "ꓰ": "e", "ꓝ": "f", "ꓖ": "g", "ꓧ": "h", "ꓲ": "i", "ꓙ": "j", "ꓗ": "k",
    "ꓡ": "l", "ꓟ": "m", "ꓠ": "n", "ꓳ": "o", "ꓑ": "p", "ꓣ": "r", "ꓢ": "s", "ꓔ": "t", "ꓴ": "u", "ꓦ": "v", "ꓪ": "w",
    "ꓫ": "x", "ꓬ": "y", "ꓜ": "z",
}  # fmt: skip

LATIN_LOOKALIKES: dict[str, str] = _CYRILLIC | _GREEK | _OTHER | _CHEROKEE | _LISU
"""Folded look-alike -> folded Latin letter. Applied only beside real Latin letters, or where no word says otherwise."""

_SMALL_CAPITALS = {
    "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k",
    "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ꞯ": "q", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v",
    "ᴡ": "w", "ʏ": "y", "ᴢ": "z",
}  # fmt: skip
_TURNED = {
    "ɐ": "a", "ǝ": "e", "ɟ": "f", "ƃ": "g", "ᴉ": "i", "ɥ": "h", "ɾ": "j", "ʞ": "k", "ꞁ": "l", "ɯ": "m", "ɹ": "r",
    "ʇ": "t", "ʌ": "v", "ʍ": "w", "ʎ": "y",
}  # fmt: skip
_PHONETIC = {
    "ɑ": "a", "ɒ": "a", "ɕ": "c", "ɘ": "e", "ɜ": "e", "ɞ": "e", "ɝ": "e", "ɚ": "e", "ɤ": "y", "ɠ": "g", "ɡ": "g",
    "ʛ": "g", "ɦ": "h", "ɧ": "h", "ʝ": "j", "ʄ": "f", "ɫ": "l", "ɬ": "l", "ɭ": "l", "ɱ": "m", "ɰ": "m", "ɲ": "n",
    "ɳ": "n", "ɵ": "o", "ɸ": "o", "ʠ": "q", "ɺ": "r", "ɻ": "r", "ɼ": "r", "ɽ": "r", "ʁ": "r", "ɿ": "r", "ʂ": "s",
    "ʈ": "t", "ʐ": "z", "ʑ": "z", "ʗ": "c", "ʘ": "o", "ꜵ": "o", "ᴐ": "o", "ᵾ": "u", "ᵽ": "p", "ᴑ": "o", "ᶏ": "a",
    "ᶒ": "e", "ᶖ": "i", "ᶙ": "u", "ɶ": "e", "ʮ": "u", "ʯ": "u", "ɷ": "w", "ᶀ": "b", "ᶁ": "d", "ᶂ": "f", "ᶃ": "g",
    "ᶄ": "k", "ᶅ": "l", "ᶆ": "m", "ᶇ": "n", "ᶈ": "p", "ᶉ": "r", "ᶊ": "s", "ᵴ": "s", "ᵵ": "t", "ᶌ": "v", "ᶍ": "x",
    "ᶎ": "z", "ᵶ": "z", "ꝏ": "o",
}  # fmt: skip
# Letters that some language in Latin script is written with: they are a trick only where they hide English words.
_ORTHOGRAPHIC = {
    "ə": "e", "ɔ": "o", "ɛ": "e", "ɓ": "b", "ɗ": "d", "ŋ": "n", "ɖ": "d", "ɣ": "y", "ʋ": "v", "ɩ": "i", "ʊ": "u",
    "ʃ": "s", "ʒ": "z", "ø": "o", "đ": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ð": "d", "þ": "p", "ƒ": "f", "ƀ": "b",
    "ƈ": "c", "ƙ": "k", "ƥ": "p", "ƭ": "t", "ƴ": "y", "ƶ": "z", "ȼ": "c", "ɇ": "e", "ɉ": "j", "ɋ": "q", "ɍ": "r",
    "ɏ": "y", "ǥ": "g", "ƞ": "n", "ƨ": "s", "ƚ": "l", "ʉ": "u", "ƌ": "d", "ȶ": "t", "ɨ": "i",
}  # fmt: skip

SURE_VARIANTS: dict[str, str] = _PHONETIC | _TURNED | _SMALL_CAPITALS
"""Folded Latin letters that no orthography in the news has -> the plain letter each is drawn like."""

LATIN_VARIANTS: dict[str, str] = _ORTHOGRAPHIC | SURE_VARIANTS
"""Folded Latin letters without an accent that Unicode would take off -> the plain letter each is drawn like."""

TURNED = frozenset(_TURNED)
SMALL_CAPITALS = frozenset(_SMALL_CAPITALS)
UPSIDE_DOWN: dict[str, str] = _TURNED | {
    "ɔ": "c", "n": "u", "u": "n", "p": "d", "d": "p", "b": "q", "q": "b", "m": "w", "w": "m", "6": "9", "9": "6",
    "(": ")", ")": "(", "[": "]", "]": "[", "¿": "?", "¡": "!", "˙": ".",
}  # fmt: skip
"""A folded character of a text that stands on its head -> the character it is."""
