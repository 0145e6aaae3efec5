from __future__ import annotations

import math
from pathlib import Path

import pytest

import clf
from clf import Band, HeadlineBlock
from clf.language.check import is_supported

FOREIGN = [line.split("\t") for line in (Path(__file__).parents[1] / "languages.tsv").read_text("utf-8").splitlines()]


def test_headlines_in_other_languages_are_caught() -> None:
    """At least 98 of 100, over twenty and more languages; the file was written for this test."""
    missed = [text for _, text in FOREIGN if is_supported(HeadlineBlock(text))]
    assert len(FOREIGN) >= 200
    assert len({language for language, _ in FOREIGN}) >= 20
    assert len(missed) <= 0.02 * len(FOREIGN), missed


@pytest.mark.parametrize("language", ["uk", "ru", "el", "ar", "zh", "ja", "hi", "he", "ko"])
def test_another_script_needs_no_detector(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clf.language.check.language_chances", lambda text: pytest.fail("asked the detector"))
    assert not any(is_supported(HeadlineBlock(text)) for code, text in FOREIGN if code == language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Fire!",
        "Merkel meets Macron",
        "Bolsonaro, Lula in São Paulo talks",
        "Zelenskyy visits Łódź and Gdańsk",
        "Champagne prices fall",
        "Real Madrid beat Bayern Munich 3-1",
        "Beyoncé tour sells out in Kraków",
        "Erdoğan calls snap election",
        "Nestlé to close Hamburg plant",
        "Why café owners are furious",
        "Y𝗈u wіll nеvеr bеlіеvе whаt shе dіd",
        "S\u200bhe o\u200bpened t\u200bhe d\u200boor",
        "ＦＩＲＥ ＳＡＬＥ ＥＮＤＳ ＴＯＤＡＹ",
        "iPhone 19 vs Galaxy S30",
        "10 IKEA hacks",
        "Kyiv: “Слава” signs appear across the city overnight",
    ],
)
def test_english_with_foreign_names_stays_english(text: str) -> None:
    assert is_supported(HeadlineBlock(text))


def test_the_headline_alone_counts() -> None:
    assert is_supported(HeadlineBlock("You will never guess", "Der Stadtrat hat am Abend den Haushalt beschlossen."))
    assert not is_supported(HeadlineBlock("Der Stadtrat hat den Haushalt beschlossen", "What you will see next."))
    assert is_supported(HeadlineBlock("Angela Merkel Berlin Bundestag", "What the chancellor said about the vote."))


def test_scoring_asks_only_if_told_to() -> None:
    model = clf.load()
    german, english = "Der Stadtrat beschließt den Haushalt", "The council approves the budget"
    anyway = model.score([german, english])
    asked = model.score([german, english], any_language=False)
    assert anyway[0].band is not Band.UNSUPPORTED
    assert asked[0].band is Band.UNSUPPORTED
    assert math.isnan(asked[0].probability)
    assert asked[1] == anyway[1]
