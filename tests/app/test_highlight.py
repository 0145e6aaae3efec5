from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.app.charts import CLICKBAIT, NEWS, shade
from clf.app.detail import FULL, highlight
from clf.model.model import Model
from clf.types import HeadlineBlock, Span, WordPart
from tests.strategies import texts

markup = st.lists(
    st.sampled_from(["<script>", "</span>", "<img src=x onerror=alert(1)>", '"', "'", "&lt;", "&", ">", "a", " "])
).map("".join)
texts_or_markup = st.one_of(texts, markup)


class _Tags(HTMLParser):
    """Tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[tuple[str, tuple[str, ...]]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(name for name, _ in attrs)))


def visible(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def part(text: str, start: int, end: int, contribution: float = 1.0) -> WordPart:
    return WordPart(text[start:end], Span("headline", start, end), contribution)


@st.composite
def texts_with_parts(draw: st.DrawFn) -> tuple[str, list[WordPart]]:
    """Any text with any spans of it, overlapping and empty ones too."""
    text = draw(texts_or_markup)
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place).map(sorted), max_size=6))
    return text, [part(text, start, end, draw(st.floats(-5, 5))) for start, end in spans]


@given(texts_with_parts())
def test_what_is_seen_is_the_text_and_nothing_else(given_: tuple[str, list[WordPart]]) -> None:
    text, parts = given_
    assert visible(highlight(text, parts)) == text


@given(texts_with_parts())
def test_no_markup_of_the_text_survives(given_: tuple[str, list[WordPart]]) -> None:
    text, parts = given_
    allowed = {("span", ("class", "title", "style")), ("span", ("title",))}
    assert _Tags(highlight(text, parts)).seen <= allowed


@given(headline=texts_or_markup, teaser=texts_or_markup)
def test_what_a_model_explains_can_be_highlighted(model: Model, headline: str, teaser: str) -> None:
    explanation = model.explain(HeadlineBlock(headline, teaser))
    for field, text in (("headline", headline), ("teaser", teaser)):
        parts = [part for part in explanation.words if part.span.field == field]
        assert visible(highlight(text, parts)) == text


def test_direction_shows_in_colour_line_and_title() -> None:
    text = "secret council"
    html = highlight(text, [part(text, 0, 6, 0.8), part(text, 7, 14, -0.4)])
    bait, news = re.findall(r"<span[^>]*>[^<]*</span>", html)
    assert shade(1, 1) in bait
    assert "solid" in bait
    assert 'title="+0.80 towards clickbait"' in bait
    assert shade(-1, 1) in news
    assert "dotted" in news
    assert 'title="-0.40 towards plain news"' in news
    assert CLICKBAIT != NEWS


def test_the_stronger_the_darker_up_to_a_limit() -> None:
    def alpha(contribution: float) -> float:
        html = highlight("a", [part("a", 0, 1, contribution)])
        found = re.search(r"background-color:rgba\(\d+,\d+,\d+,([\d.]+)\)", html)
        assert found
        return float(found[1])

    assert alpha(0.2) < alpha(0.6) < alpha(FULL) == alpha(4 * FULL)


def test_a_word_that_adds_next_to_nothing_is_not_coloured() -> None:
    assert "background" not in highlight("the", [part("the", 0, 3, 0.01)])


def test_words_of_one_ligature_are_marked_once_with_their_sum() -> None:
    html = highlight("ﬁ", [part("ﬁ", 0, 1, 0.5), part("ﬁ", 0, 1, 0.25)])
    assert html.count("<span") == 1
    assert "+0.75" in html


@pytest.mark.parametrize("text", ["", "no parts", "<b>bold</b>"])
def test_without_parts_the_text_is_only_escaped(text: str) -> None:
    assert visible(highlight(text, [])) == text
    assert "<" not in highlight(text, [])
