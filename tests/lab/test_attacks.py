from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.attacks import _INVISIBLE, _TWINS, ATTACKS, Attack

BY_NAME = {attack.name: attack for attack in ATTACKS}
words = st.lists(st.text("abcdeghiklmnoprstuvy", min_size=1, max_size=10), min_size=1, max_size=12)
headlines = words.map(lambda ws: " ".join(ws).capitalize())
HEADLINE = "Seven secrets that every baker in town has kept from you since 1987"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.name)
def test_an_attack_changes_a_headline_and_repeats(attack: Attack) -> None:
    assert attack(HEADLINE) != HEADLINE
    assert attack(HEADLINE) == attack(HEADLINE)
    assert attack("") == ""


@pytest.mark.parametrize("name", ["zero-width", "homoglyph", "leetspeak", "spacing", "typos"])
def test_another_seed_is_another_attack(name: str) -> None:
    assert len({BY_NAME[name](HEADLINE, seed) for seed in range(5)}) > 1


@given(headlines, st.integers(0, 99))
def test_people_still_read_the_same(headline: str, seed: int) -> None:
    def after(name: str) -> str:
        return BY_NAME[name](headline, seed)

    assert re.sub(f"[{_INVISIBLE}]", "", after("zero-width")) == headline
    for name in ("homoglyph", "homoglyph, all"):
        back = {twin: letter for letter, twin in _TWINS.items()}
        assert "".join(back.get(c, c) for c in after(name)) == headline
    for name in ("mathematical", "full-width"):
        assert unicodedata.normalize("NFKC", after(name)) == headline
    for name in ("upper case", "lower case", "title case"):
        assert after(name).casefold() == headline.casefold()
    leet = after("leetspeak")
    assert len(leet) == len(headline)
    assert sum(a != b for a, b in zip(leet, headline, strict=True)) <= 3 * len(headline.split())
    assert re.sub(r"[ .\-_*]", "", after("spacing")) == headline.replace(" ", "")


@given(headlines, st.integers(0, 99))
def test_a_typo_is_one_slip_in_a_word(headline: str, seed: int) -> None:
    for old, new in zip(headline.split(), BY_NAME["typos"](headline, seed).split(), strict=True):
        assert abs(len(old) - len(new)) <= 1
        assert (old[0], old[-1]) == (new[0], new[-1]) or len(old) <= 4 or sorted(old) == sorted(new)
        if len(old) < 4:
            assert old == new


@given(st.text(max_size=60), st.integers(0, 9))
def test_no_text_stops_an_attack(text: str, seed: int) -> None:
    for attack in ATTACKS:
        assert isinstance(attack.rewrite(text, random.Random(seed)), str)
