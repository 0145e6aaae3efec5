"""Letters of other scripts that pass for Latin ones (a subset of Unicode UTS #39, case-folded)."""

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
_OTHER = {"օ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "զ": "q", "ѡ": "w", "ꭰ": "d", "ꭱ": "r", "ꭲ": "t"}

LATIN_LOOKALIKES: dict[str, str] = _CYRILLIC | _GREEK | _OTHER
"""Folded look-alike -> folded Latin letter. Applied only in words that also hold real Latin letters."""
