"""Feeds as headline blocks: RSS (0.9 to 2.0), Atom, JSON Feed, news sitemaps.

lxml reads what publishers really send (undeclared prefixes, a bare ``&``, a cut-off end) and fetches nothing. A feed
that declares entities of its own is refused: feeds have no use for them, XML bombs do.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

from clf.errors import InputError
from clf.limits import MAX_ADDRESS, without_long_address
from clf.types import HeadlineBlock

_MARKUP = r"\s*+(?>(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)\s*+)*+"  # atomic: never tried again
_ROOT = re.compile(r"\A" + _MARKUP + r"<(?:\w+:)?(rss|feed|rdf|urlset|sitemapindex)\b", re.I | re.S)
_ENTITY = re.compile(r"<!ENTITY\b", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.S)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([a-zA-Z]\w{1,30};)")
_BARE = re.compile(r"&(?!#?\w{1,30};)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_PARAGRAPH = re.compile(r"</p>|<br\s*/?>\s*<br\s*/?>", re.I)
_SPACES = {
    "",
    "http://www.w3.org/2005/Atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/rss/1.0",
    "http://my.netscape.com/rdf/simple/0.9",
    "http://channel.netscape.com/rdf/simple/0.9",
    "http://backend.userland.com/rss2",
    "http://purl.org/dc/elements/1.1",
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.google.com/schemas/sitemap/0.84",
    "http://www.google.com/schemas/sitemap-news/0.9",
}
_HEAD = 20_000  # characters in which a feed shows that it is one
_LONGEST_HEADLINE, _LONGEST_TEASER = 300, 600  # characters

Report = Callable[[str], None]


def is_feed(text: str) -> bool:
    """Whether ``text`` begins as a feed or sitemap does.

    >>> is_feed('<?xml version="1.0"?><rss version="2.0"><channel>'), is_feed("<html><body>")
    (True, False)
    """
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if head.startswith("{"):
        return '"https://jsonfeed.org/version/' in head.replace("\\/", "/")
    return bool(_ROOT.match(head))


def feed_blocks(text: str, source: str = "", base: str = "", report: Report | None = None) -> list[HeadlineBlock]:
    """The entries of a feed in its order, with teaser and absolute address; ``section`` is the feed's own title.

    ``base`` is the address it came from. An entry without a title has its text for a headline where that is short.
    ``report`` is told if the feed is cut off. Raises `InputError` for XML with entities of its own, an index of
    sitemaps, and what is no feed.
    """
    text = text.lstrip("\ufeff")
    name = source or "feed"
    json_feed = text.lstrip().startswith("{")
    section, entries = _json_entries(text, name) if json_feed else _xml_entries(text, name, report)
    found = "sitemap" if section is None else "feed"
    blocks: list[HeadlineBlock] = []
    for title, summary, link, under in entries:
        headline, teaser = _plain(title), _first_paragraph(summary)
        if not headline and len(teaser) <= _LONGEST_HEADLINE:
            headline, teaser = teaser, ""
        if headline:
            teaser = "" if teaser == headline else teaser
            under = under or section or ""
            block = HeadlineBlock(headline, teaser, _join(base, link), source, len(blocks), under, found=found)
            blocks.append(without_long_address(block, name, report))
    return blocks


Entry = tuple[str, str, str, str]  # title, summary (both may hold HTML), link, section


def _json_entries(text: str, name: str) -> tuple[str | None, Iterator[Entry]]:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: not a JSON Feed: {error}") from None
    items = feed.get("items")
    if not isinstance(items, list):
        raise InputError(f"{name}: a JSON Feed without a list of items")

    def entries() -> Iterator[Entry]:
        for item in filter(lambda item: isinstance(item, dict), items):
            summary = item.get("summary") or (not item.get("title") and item.get("content_text")) or ""
            yield _string(item.get("title")), _string(summary), _string(item.get("url") or item.get("external_url")), ""

    return _plain(_string(feed.get("title"))), entries()


def _xml_entries(text: str, name: str, report: Report | None) -> tuple[str | None, Iterator[Entry]]:
    from lxml import etree  # only feeds need it

    head = _ROOT.match(text)
    if _ENTITY.search(text, 0, head.end() if head else _HEAD):
        raise InputError(f"{name}: refused, for it declares XML entities, as XML bombs do and feeds need not")
    text = _CONTROL.sub("", _DECLARATION.sub("", text))
    text = _BARE.sub("&amp;", text)  # in CDATA too: titles and summaries are decoded as HTML afterwards
    text = _NAMED.sub(lambda match: html.escape(html.unescape(match[0])), text)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.strip().encode(), parser)
    except etree.XMLSyntaxError:  # where there is nothing to recover
        root = None
    kind = etree.QName(root).localname.lower() if root is not None else ""
    if root is None or kind not in ("rss", "feed", "rdf", "urlset", "sitemapindex"):
        raise InputError(f"{name}: not a feed: found {f'<{kind}>' if kind else 'no XML'}")
    if kind == "sitemapindex":
        number = sum(1 for _ in root)
        raise InputError(f"{name}: an index of {number} sitemaps holds no headlines: give one of the addresses in it")
    if report and any(error.type_name == "ERR_TAG_NOT_FINISHED" for error in parser.error_log):
        report(f"{name}: cut off before its end: what was there is read")
    if kind == "urlset":
        return None, (_sitemap_entry(url) for url in root)
    channel = next((node for node in root if _local(node) == "channel"), root)
    section = _plain(_child(channel, "title"))
    return section, (_xml_entry(node) for node in root.iter("{*}item", "{*}entry"))


def _sitemap_entry(url: Any) -> Entry:
    news = next((node for node in url if _local(node) == "news"), None)
    if news is None:
        return "", "", "", ""
    publication = next((node for node in news if _local(node) == "publication"), None)
    name = "" if publication is None else _child(publication, "name")
    return _child(news, "title"), "", _child(url, "loc"), _plain(name)


def _xml_entry(node: Any) -> Entry:
    link = ""
    for child in node:
        if _local(child) == "link" and child.get("rel", "alternate") == "alternate":
            link = link or _join(child.base or "", (child.get("href") or child.text or "").strip())
    if not link:
        guid = next((child for child in node if _local(child) == "guid"), None)
        if guid is not None and guid.get("isPermaLink", "true") == "true" and "://" in (guid.text or ""):
            link = guid.text.strip()
    return _child(node, "title"), _child(node, "description") or _child(node, "summary"), link, ""


def _local(node: Any) -> str:
    """Name of an element of one of the feeds' own vocabularies, otherwise an empty string: ``media:title`` is none."""
    if not isinstance(node.tag, str):
        return ""  # comments and the like
    space, _, name = node.tag.rpartition("}")
    return name if space[1:].rstrip("/") in _SPACES else ""


def _child(node: Any, name: str) -> str:
    for child in node:
        if _local(child) == name and (text := "".join(child.itertext("{*}*")).strip()):
            return text
    return ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _join(base: str, link: str) -> str:
    link = "".join(link.split())[: MAX_ADDRESS + 1]
    if not link or link.lower().startswith(("javascript:", "data:")):
        return ""
    try:
        return urljoin(base, link)
    except ValueError:  # no address: "http://[" and the like
        return ""


def _plain(text: str) -> str:
    """``text`` without tags and entities, on one line."""
    if _TAG.search(text):
        from clf.pages.html.guard import parsed

        body = parsed(text)
        for node in body.css("script, style"):
            node.decompose()
        text = body.text(separator=" " if _PARAGRAPH.search(text) else "")
    elif "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def _first_paragraph(text: str) -> str:
    """The first paragraph of ``text`` with something in it, cut off at a word where it is very long."""
    for part in _PARAGRAPH.split(text):
        if plain := _plain(part):
            if len(plain) > _LONGEST_TEASER:
                return plain[:_LONGEST_TEASER].rsplit(" ", 1)[0] + "…"
            return plain
    return ""
