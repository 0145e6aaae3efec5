from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.pages.read import Kind, kind_of, read_blocks
from tests.strategies import texts

PAGE = """<!doctype html><html><head><title>Lowmark Post</title><base href="https://post.example/"></head><body>
<header><h1>The Lowmark Evening Post</h1></header>
<nav><a href="/all">All the news of today in one place</a></nav>
<main>
 <article><a href="/ferry"><h2>Ferry line reopens after storm</h2></a><time>12 March 2026</time>
  <p>The line to the islands reopened &amp; runs hourly...</p></article>
 <article><h3><a href="/oven">What the baker found   surprised the street</a></h3><p>It was in the oven.</p></article>
 <ul class="most-read"><li><a href="/skier">A famous skier hinted at her retirement</a></li>
  <li><a href="/login">Sign in</a></li></ul>
 <p>We wrote about <a href="/old">the longest closure in forty years</a> before.</p>
</main>
<form><h3>Subscribe to our daily letter today</h3></form>
<footer><a href="/terms">Terms of use and other legal things</a></footer></body></html>"""

ARTICLE = """<html><head><meta property="og:title" content="Ferry line reopens"></head><body><article>
<h1>Ferry line to Lowmark reopens after repairs</h1><p>The line reopened on Tuesday.</p><p>Second paragraph.</p>
<h2>What passengers should know now</h2><p>Third paragraph.</p><p>Fourth paragraph.</p></article></body></html>"""


def test_cards_links_and_what_is_neither() -> None:
    blocks = read_blocks(PAGE)
    assert [(b.headline, b.teaser, b.url) for b in blocks] == [
        (
            "Ferry line reopens after storm",
            "The line to the islands reopened & runs hourly...",
            "https://post.example/ferry",
        ),
        ("What the baker found surprised the street", "It was in the oven.", "https://post.example/oven"),
        ("A famous skier hinted at her retirement", "", "https://post.example/skier"),
    ]


def test_an_article_is_one_block() -> None:
    (block,) = read_blocks(ARTICLE)
    assert block.headline == "Ferry line to Lowmark reopens after repairs"
    assert block.teaser == "The line reopened on Tuesday."


def test_a_page_without_headings_has_its_title() -> None:
    page = '<html><head><meta property="og:title" content="Ferry reopens today"></head><body><div>x</div></body></html>'
    assert [b.headline for b in read_blocks(page)] == ["Ferry reopens today"]


def test_scripts_are_never_read() -> None:
    page = "<html><body><script>var x = '<h2>Evil headline in a script</h2>'</script><h2>Honest headline here now</h2></body></html>"
    assert [b.headline for b in read_blocks(page)] == ["Honest headline here now"]


tags = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<h2>",
        "</h2>",
        '<a href="/x">',
        "</a>",
        "<article>",
        "<",
        ">",
        '<a href="http://[">',
    ]
)


@given(st.lists(st.one_of(texts, tags, st.just("The mayor opens the bridge")), max_size=25))
def test_any_markup_gives_blocks_and_never_fails(parts: list[str]) -> None:
    page = "<html><body>" + "".join(parts)
    assert kind_of(page) is Kind.HTML
    for block in read_blocks(page):
        assert block.headline == " ".join(block.headline.split())
        assert block.headline


def test_the_name_of_a_site_is_no_headline() -> None:
    page = '<html><head><title>The Post</title></head><body><h1>The Post</h1><ul><li><a href="/a">Mayor resigns after vote</a></ul></body></html>'
    assert [b.headline for b in read_blocks(page, url="https://post.example/")] == ["Mayor resigns after vote"]


def test_an_article_that_does_not_say_so_is_told_by_its_body() -> None:
    page = """<html><head><title>Mayor resigns | The Post</title></head><body><h1>Mayor resigns</h1><p>He left after a vote on Monday.</p>
    <p>The deputy takes over until May.</p><h2>More</h2><a href="/b">Ferry is back in port</a></body></html>"""
    assert [(b.headline, b.found) for b in read_blocks(page)] == [
        ("Mayor resigns", "article"),
        ("Ferry is back in port", "link"),
    ]


@pytest.mark.parametrize(
    "headline",
    [
        "Share prices fall after bank warning",
        "Follow the money: how the stadium was paid for",
        "Home prices fall",
        "Email leak embarrasses the ministry",
        "Terms of the peace deal explained",
        "Download speeds worst in country",
        "Contact tracing app dropped after two years",
        "Sources: Lund close to deal with Pell FC",
        "Photos: A winter without snow in the high valleys",
        "Report a ghost and win a holiday, says hotel",
    ],
)
def test_a_heading_may_begin_like_a_button(headline: str) -> None:
    page = f"<main><article><h3><a href='/n/11111/a'>{headline}</a></h3></article><p>x</p></main>"
    assert [b.headline for b in read_blocks(page)] == [headline]


@pytest.mark.parametrize(
    "button",
    [
        "Share this story with your friends",
        "Follow us for the news of the day",
        "Get a year of news for nine crowns",
        "Send us your news and pictures",
        "Lowmark now: 6°C, light rain and wind",
        "Harbour 100 Index 5,123.41 +0.18%",
    ],
)
def test_a_link_that_serves_the_reader_is_no_headline(button: str) -> None:
    page = f"<main><h3><a href='/n/11111/a'>Ferry is back in port</a></h3><div><a href='/service'>{button}</a></div></main>"
    assert [b.headline for b in read_blocks(page)] == ["Ferry is back in port"]


@pytest.mark.parametrize(
    "wrapper", ['form id="aspnetForm"', 'div class="menu-push comments-on"', 'div class="views-row meta"']
)
def test_a_box_around_the_whole_page_is_no_furniture(wrapper: str) -> None:
    stories = "".join(f"<div><h2><a href='/n/2026/{n}'>Ferry {n} is back in port</a></h2></div>" for n in range(3))
    page = f"<html><body><div><{wrapper}><div>{stories}</div></{wrapper.split()[0]}></div></body></html>"
    assert len(read_blocks(page)) == 3


def test_soft_hyphens_are_not_read() -> None:
    assert [b.headline for b in read_blocks("<p>x</p><h2>Unbe&shy;lievable finish at regatta</h2>")] == [
        "Unbelievable finish at regatta"
    ]
