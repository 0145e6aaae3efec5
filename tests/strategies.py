"""Texts that property tests draw: headlines, any Unicode, and the tricks of those who hide words."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "this", "secret", "singer", "council", "approves", "you", "wont", "believe", "budget", "why", "scientists",
    "surprised", "17", "2027", "dont", "shocking", "minister", "reveals", "how", "to", "the", "мэр", "café", "ΣΟΦΟΣ",
)  # fmt: skip
MARKS = ("?", "!", ":", "...", "…", "“", "”", "'", "’", "-", "—", ",", "$", "%", "(", ")", "[", "]", ".", "#", "@", "^")
TRICKS = (
    "\u200b", "\u00ad", "\u2060", "а", "о", "е", "ｙ", "𝐬", "\u0301", "ß", "ﬁ", "İ", "ı", "\ud800", "\x00", "\n", "🙂",
    "s h o c k", "a b", "  c ", "f.r.e.e", "d-", "0", "3", "$", "l1k", "sh0ck", "¹", "œ", "&#111;", "&amp;", "&", "#x",
    ";", "lt;", "&#8238;", "\u202e", "\u202c", "\u2067", "ʏᴏᴜ", "ǝʌǝᴉlǝq", "ʇ", "Ꭲ", "ᎾᎳ", "ꓔꓧꓰ", "ə", "ɡ", "\u0336",
    "\u0323", "béliéve", "ýóú", "wórd", "\u200a", "\u202f", "th is ", "wh-at ", "be_lieve", "_", "♥", "🔥h", "7h15 ",
    "y0u ", "\ufdfa", "\u200d", "\ufe0f", "h", "e",
)  # fmt: skip

unicode_text = st.text(st.characters(), max_size=80)
headlines = st.lists(st.sampled_from(WORDS + MARKS), max_size=14).map(" ".join)
tricky = st.lists(st.sampled_from(WORDS + MARKS + TRICKS + (" ",)), max_size=20).map("".join)
texts = st.one_of(headlines, tricky, unicode_text)
