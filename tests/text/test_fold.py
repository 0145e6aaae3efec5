from __future__ import annotations

import re
import sys
import unicodedata
from html import unescape

import pytest
from hypothesis import given

from clf.text.fold import fold, folded_length
from tests.strategies import texts

OVERRIDDEN = re.compile("[\u202e\u01dd\u029c-\u02af\u0250-\u02af\u1d00-\u1dbf\u0183]")  # these may turn text round


@given(texts)
def test_capitals_change_nothing(text: str) -> None:
    if not OVERRIDDEN.search(unescape(unescape(text))):  # "ﬁ" is one letter there, and "FI" are two
        assert fold(text).text == fold(text.upper()).text


@given(texts)
def test_folding_again_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(texts)
def test_every_folded_character_has_a_place_in_the_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    if not OVERRIDDEN.search(unescape(unescape(text))):
        assert list(folded.starts) == sorted(folded.starts)


@given(texts)
def test_the_length_after_folding_is_never_underestimated(text: str) -> None:
    assert len(fold(text).text) <= folded_length(text)


def test_the_length_after_folding_is_known_of_every_character_that_grows() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    growing = [char for char in every if len(unicodedata.normalize("NFKC", char.upper().casefold())) > 1]
    assert "\ufdfa" in growing
    for char in growing:
        assert len(fold(f"a{char}a").text) <= 2 + folded_length(char)


@given(texts)
def test_white_space_is_single_and_inside(text: str) -> None:
    folded = fold(text).text
    assert folded == folded.strip()
    assert "  " not in folded


@given(texts)
def test_a_trailing_cut_changes_nothing(text: str) -> None:
    whole = fold(text).text.rstrip(" .()[]")
    for cut in ("...", "…", " ...", " […]", "....", " (...)"):
        assert fold(whole + cut).text == whole


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("You Won’t Believe THIS", "you wont believe this"),
        ("“Quoted” «words»", '"quoted" "words"'),
        ("A—B – C", "a-b - c"),
        ("  two \t lines\n here ", "two lines here"),
        ("se\u200bcr\u00adet", "secret"),
        ("𝐒𝐞𝐜𝐫𝐞𝐭 ｔｒｉｃｋ", "secret trick"),
        ("sесret", "secret"),  # two Cyrillic letters
        ("S H O C K I N G truth", "shocking truth"),
        ("f r e e   c a s h", "free cash"),  # the wider gap parts words
        ("F.R.E.E. in the U.S.A.", "free. in the u.s.a."),
        ("Sh0ck1ng n3ws y0u missed in 2017", "shocking news you missed in 2017"),
        ("Ca$h", "cash"),
        ("mp3s, H1N1, 19th, y2k, $5bn", "mp3s, h1n1, 19th, y2k, $5bn"),
        ("Write to desk@example.com", "write to desk@example.com"),
        ("Plan A B, or 3D", "plan a b, or 3d"),
        ("Київ", "київ"),  # all Cyrillic: stays
        ("The reason was [...]", "the reason was"),
        ("No. 5.", "no. 5."),
        ("", ""),
    ],
)
def test_examples(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("se\u200bcret", "invisible", "\u200b"),
        ("𝐒ecret", "styled", "𝐒"),
        ("sеcret", "lookalike", "е"),
        ("f r e e cash", "spaced", "f r e e"),
        ("S3cret", "leetspeak", "3"),
    ],
)
def test_disguises_are_told_with_their_place(text: str, kind: str, shown: str) -> None:
    (disguise,) = fold(text).disguises
    assert disguise.kind == kind
    assert text[disguise.start : disguise.end] == shown


@pytest.mark.parametrize("text", ["Naïve café owner", "Київ і Львів", "Soft\u00adhyphen", "Straße", "10 km²"])
def test_honest_spelling_is_no_disguise(text: str) -> None:
    assert fold(text).disguises == ()
