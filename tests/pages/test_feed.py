from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.errors import InputError
from clf.pages.feed import feed_blocks, is_feed
from clf.types import HeadlineBlock

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour News</title><link>https://harbour.example/</link>
<item><media:title>Picture of a crane</media:title><title>Ferry &amp;amp; tram fares rise by 3% &lt;b&gt;again&lt;/b&gt;</title>
<link>/fares?a=1&amp;b=2</link><description><![CDATA[<p>The council voted late.</p><p>Second paragraph.</p>]]></description>
<content:encoded>The whole article, which is no teaser.</content:encoded></item>
<item><title>Profit &lt; 3% &amp; falling</title><guid>https://harbour.example/profit</guid></item>
<item><description>An entry that has no title</description><guid isPermaLink="false">77</guid></item>
<item><title>  </title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lake.example/news/"><title type="text">Lake</title>
<entry><title type="html">Swans &amp;eacute;tonnants return</title><link rel="self" href="x.atom"/><link href="swans"/>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">They <em>came</em> back.</div></summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Hill</title></channel><item><title>Road over the hill reopens</title><link>https://hill.example/1</link></item>
</rdf:RDF>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://port.example/a</loc><n:news><n:publication><n:name>Port Post</n:name></n:publication>
<n:title>Crane drops a container</n:title></n:news></url><url><loc>https://port.example/about</loc></url></urlset>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Mill",
        "items": [
            {"id": "1", "title": "Mill closes", "summary": "After ninety years.", "url": "/mill"},
            7,
            {"id": "2", "content_text": "A short note from the mill"},
        ],
    }
)
BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>"""
FILE = """<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&x;</title></item></channel></rss>"""


def test_rss() -> None:
    first, second, third = feed_blocks(RSS, "feed.xml", "https://harbour.example/rss")
    assert first == HeadlineBlock(
        "Ferry & tram fares rise by 3% again",
        "The council voted late.",
        "https://harbour.example/fares?a=1&b=2",
        "feed.xml",
        0,
        "Harbour News",
        found="feed",
    )
    assert (second.headline, second.url) == ("Profit < 3% & falling", "https://harbour.example/profit")
    assert (third.headline, third.teaser, third.url) == ("An entry that has no title", "", "")


def test_atom() -> None:
    (block,) = feed_blocks(ATOM)
    assert (block.headline, block.teaser) == ("Swans étonnants return", "They came back.")
    assert (block.url, block.section) == ("https://lake.example/news/swans", "Lake")


def test_rss_as_rdf() -> None:
    (block,) = feed_blocks(RDF)
    assert (block.headline, block.url, block.section) == (
        "Road over the hill reopens",
        "https://hill.example/1",
        "Hill",
    )


def test_news_sitemap() -> None:
    (block,) = feed_blocks(SITEMAP)
    assert (block.headline, block.url) == ("Crane drops a container", "https://port.example/a")
    assert (block.section, block.found) == ("Port Post", "sitemap")


def test_json_feed() -> None:
    mill, note = feed_blocks(JSON, base="https://mill.example/feed.json")
    assert (mill.headline, mill.teaser, mill.url) == ("Mill closes", "After ninety years.", "https://mill.example/mill")
    assert note.headline == "A short note from the mill"


@pytest.mark.parametrize("text", [RSS, ATOM, RDF, SITEMAP, JSON, "\ufeff" + RSS, BOMB, FILE])
def test_a_feed_is_told_by_its_content(text: str) -> None:
    assert is_feed(text)


@pytest.mark.parametrize(
    "text", ["", "{", '{"title": "x"}', "<!DOCTYPE html><html>", "rss", '<?xml version="1.0"?><html>']
)
def test_what_is_no_feed(text: str) -> None:
    assert not is_feed(text)


@pytest.mark.parametrize("text", [BOMB, FILE, BOMB.replace("<rss>", "<!--" + "x" * 30_000 + "--><rss>")])
def test_entities_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="declares XML entities"):
        feed_blocks(text)


def test_an_index_of_sitemaps_says_what_to_do() -> None:
    with pytest.raises(InputError, match="index of 2 sitemaps"):
        feed_blocks("<sitemapindex><sitemap><loc>a</loc></sitemap><sitemap><loc>b</loc></sitemap></sitemapindex>")


def test_what_publishers_really_send() -> None:
    text = (
        "\n <rss><channel><item><title>Caf&eacute;&nbsp;A & B</title><x:y>z</x:y>\x0b<link>//c.example/1</link></item>"
    )
    told: list[str] = []
    (block,) = feed_blocks(text, "a.xml", "https://c.example/", told.append)
    assert (block.headline, block.url) == ("Café A & B", "https://c.example/1")
    assert told == ["a.xml: cut off before its end: what was there is read"]


@pytest.mark.parametrize("text", ["", "\0", "no feed at all", "<html/>", "{", '{"version": 1}', "[]"])
def test_what_is_no_feed_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        feed_blocks(text)


def test_a_link_that_runs_code_is_dropped() -> None:
    text = "<rss><channel><item><title>Some news here</title><link>JavaScript:alert(1)</link></item></channel></rss>"
    assert feed_blocks(text)[0].url == ""


def test_a_long_description_is_cut_off_at_a_word() -> None:
    text = f"<rss><channel><item><title>News</title><description>{'word ' * 900}</description></item></channel></rss>"
    teaser = feed_blocks(text)[0].teaser
    assert len(teaser) <= 600
    assert teaser.endswith("word…")


@given(
    st.lists(
        st.sampled_from(["<", ">", "&", "item", "<item>", "<title>", "]]>", "<![CDATA[", "\0", "é", "</rss>", " "])
    )
)
def test_broken_xml_is_read_or_refused(parts: list[str]) -> None:
    try:
        for block in feed_blocks("<rss><channel>" + "".join(parts)):
            assert block.headline
    except InputError:
        pass
    is_feed("".join(parts))
