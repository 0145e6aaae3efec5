"""Clickbait under tricks that people can read through: it stays where somebody looks, and the trick is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from clf.model.model import Model
from clf.text.fold import fold
from clf.types import Band, HeadlineBlock, Notice
from tests.tricks import TRICKS

HEADLINES = Path(__file__).parents[1].joinpath("evasion.txt").read_text(encoding="utf-8").splitlines()
MAX_LOST = 3
MIN_NAMED = 50


def test_there_are_sixty_headlines() -> None:
    assert len(set(HEADLINES)) == 60
    assert len(TRICKS) >= 49


@pytest.mark.parametrize("name", TRICKS)
def test_no_trick_hides_clickbait(model: Model, name: str) -> None:
    trick, _ = TRICKS[name]
    scores = model.score([trick(headline) for headline in HEADLINES], any_language=False)
    lost = [s for s in scores if s.band in (Band.FINE, Band.UNSUPPORTED)]
    assert len(lost) <= MAX_LOST


@pytest.mark.parametrize("name", [name for name, (_, reason) in TRICKS.items() if reason])
def test_the_first_reason_names_the_trick(model: Model, name: str) -> None:
    trick, words = TRICKS[name]
    explanations = [model.explain(trick(headline), what_ifs=False) for headline in HEADLINES]
    named = [e for e in explanations if words in e.reasons[0].text]
    assert len(named) >= MIN_NAMED
    for explanation in named:
        assert Notice.DISGUISED in explanation.score.notices
        assert explanation.reasons[0].spans
        assert all(0 <= s.start < s.end <= len(explanation.block.headline) for s in explanation.reasons[0].spans)


@pytest.mark.parametrize(
    "text",
    [
        "Café owners in Łódź are naïve, says Müller",
        "The U.S. and the U.A.E. talk",
        "J. K. Rowling sues A.I. firm",
        "AT&T buys R&B label after Q&A",
        "Read https://example.com/a_b-c?x=1&y=2 now",
        "T-shirts, e-mails and X-rays",
        "A well-known 27-year-old mother-in-law",
        "M*A*S*H and the N.C.A.A.",
        "700K+ users see 5G on the G37",
        "M3GAN beats B1G",
        "I ❤️ NY, says Beyoncé",
        "I♥NY",
        "‘It’s fine’ – “really”…",
        "ℹ️ What to know ™️",
        "Lily\u00adan Smith\u00adson",
        "Ganz\u00adjährig geöffnet",
        "QAnon&#39;s &quot;new&quot; plan &amp; more",
        "½ price, 10 km²",
        "ＮＨＫの日本の首相は",
        "می\u200cخواهم این را بدانم",
        "Президент прибыл в iPhone-центр",
        "[Hμblog] Make the web great",
        "Thủ tướng đã thấy những người khác",
        "Prezident Əliyev Gəncədə çıxış etdi",
        "Spın̈al Tap",
    ],
)
def test_honest_text_is_not_disguised(model: Model, text: str) -> None:
    assert fold(text).disguises == ()
    assert model.score([text])[0].notices == ()


def test_other_languages_are_not_disguised(model: Model) -> None:
    lines = Path(__file__).parents[1].joinpath("languages.tsv").read_text(encoding="utf-8").splitlines()
    scores = model.score([line.split("\t")[1] for line in lines])
    assert [line for line, score in zip(lines, scores, strict=True) if score.notices] == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("&lt;b&gt; caf&eacute; &amp;amp; AT&amp;T", "<b> café & at&t"),
        ("&#72&#101llo", "hello"),
        ("&#x202E;dlrow", "world"),
        ("see \u202eyrev\u202c well", "see very well"),
        ("ʇɐɥʍ sıɥʇ sı", "is this what"),
        ("wh.at is well-known", "wh.at is well-known"),
        ("wh.at th.is re.ally", "what this really"),
        ("sec\u200aret wh\u200aat is", "secret what is"),
        ("you🔥should🔥know🔥this", "you should know this"),
        ("ＡＢ&lt;", "ab<"),
    ],
)
def test_what_tricks_fold_to(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_a_disguised_headline_is_never_fine(model: Model) -> None:
    plain, disguised = "Council approves the budget after long talks", "Cοuncil аpproves the budget aftеr long talks"
    (before, after) = model.score([plain, disguised], any_language=False)
    assert (before.band, after.band) == (Band.FINE, Band.UNSURE)
    assert after.probability == before.probability
    assert model.explain(disguised).score == after


def test_a_foreign_teaser_does_not_hide_an_english_headline(model: Model) -> None:
    block = HeadlineBlock("You will never guess what she found", "Президент прибыл в столицу с официальным визитом")
    assert model.score([block], any_language=False)[0].band is not Band.UNSUPPORTED
