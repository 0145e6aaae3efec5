"""What a page says about itself: JSON-LD, OpenGraph, microdata, its title and canonical address.

Stories in the data that a script would make a page of, for pages that show nothing without it.

Frameworks put what they will render into a script: `<script type="application/json">` (Next.js, Angular), or an
assignment such as `window.__INITIAL_STATE__ = {...}`. A story in it is an object with a headline and an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from clf.limits import MAX_ADDRESS
from clf.pages.html.words import is_furniture_url, is_story_url, reads

_ARTICLE = re.compile(r"Article$|BlogPosting$|^Report$|^Review$", re.I)
_MAX_META = 2_000_000  # characters of JSON-LD read
_MAX_DEPTH_META = 12


@dataclass(frozen=True, slots=True)
class About:
    """A page's own account: ``headlines`` are its names for the story, best first; ``listed`` are stories it lists."""

    is_article: bool = False
    headlines: tuple[str, ...] = ()
    description: str = ""
    url: str = ""
    section: str = ""
    site: str = ""
    listed: tuple[tuple[str, str, str], ...] = ()  # headline, description, url


def about(tree: LexborHTMLParser) -> About:
    """What the head of a page and its JSON-LD say. Never raises: what is malformed is passed over."""
    meta: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        if name and name not in meta:
            meta[name] = clean(attributes.get("content") or "")
    things = [thing for script in tree.css('script[type="application/ld+json"]') for thing in _things(script.text())]
    articles = [t for t in things if any(_ARTICLE.search(kind) for kind in _kinds(t))]
    main = articles[0] if len(articles) == 1 or (articles and meta.get("og:type") == "article") else {}
    title = tree.css_first("title")
    canonical = tree.css_first('link[rel="canonical"]')
    own_name = clean(main.get("headline") or main.get("name"))
    titles = (meta.get(name, "") for name in ("og:title", "twitter:title", "headline"))
    headlines = (own_name, *titles, clean(title.text()) if title else "")
    return About(
        is_article=meta.get("og:type") == "article" or bool(main) or "article:published_time" in meta,
        headlines=tuple(dict.fromkeys(h for h in headlines if h)),
        description=meta.get("og:description") or clean(main.get("description")) or meta.get("description", ""),
        url=(((canonical.attributes.get("href") or "") if canonical else "").strip() or meta.get("og:url", ""))[
            : MAX_ADDRESS + 1
        ],
        section=clean(main.get("articleSection")) or meta.get("article:section", ""),
        site=meta.get("og:site_name", ""),
        listed=tuple(_listed(things)),
    )


def clean(value: Any) -> str:
    """Text of a JSON or attribute value: its first if it is a list, without tags, white space collapsed."""
    while isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(re.sub(r"<[^<>]{0,200}>", "", unescape(value)).split()) if isinstance(value, str) else ""


def _things(text: str) -> Iterator[dict[str, Any]]:
    """Every object of a JSON-LD script that has a type, in order."""
    if len(text) > _MAX_META:
        return
    try:
        found = json.loads(text.strip().removeprefix("<!--").removesuffix("-->").strip(" ;\n"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting: list[tuple[Any, int]] = [(found, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _MAX_DEPTH_META:
            continue
        if isinstance(value, list):
            waiting.extend((item, depth + 1) for item in reversed(value))
        elif isinstance(value, dict):
            if "@type" in value:
                yield value
            waiting.extend((item, depth + 1) for item in reversed(value.values()) if isinstance(item, (list, dict)))


def _kinds(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)]


def _listed(things: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Stories of the ItemLists of a page: `itemListElement` with a name and an address each."""
    for thing in things:
        if "ItemList" not in _kinds(thing) or not isinstance(thing.get("itemListElement"), list):
            continue
        for entry in thing["itemListElement"]:
            if isinstance(entry, dict):
                item = entry["item"] if isinstance(entry.get("item"), dict) else entry
                name = clean(item.get("headline") or item.get("name") or entry.get("name"))
                url = clean(item.get("url") or entry.get("url") or item.get("@id"))[: MAX_ADDRESS + 1]
                if name and url:
                    yield name, clean(item.get("description")), url


_ASSIGNED = re.compile(r"(?:window|self|globalThis)\s*\.\s*\w+\s*=\s*(?=[{\[])")
_HEADLINE_KEYS = ("headline", "title", "name")
_TEASER_KEYS = ("summary", "description", "standfirst", "excerpt", "teaser", "subheadline", "subtitle", "dek")
_ADDRESS_KEYS = ("url", "href", "link", "canonicalUrl", "canonical_url", "webUrl", "permalink", "path", "uri")
_TEXT_KEYS = ("text", "basic", "rendered", "plain", "default", "headline", "title", "url", "href")  # in an object
_MAX_DATA = 8_000_000  # characters of scripts read
_MAX_DEPTH_DATA = 40
_LEAST_WORDS = 3


def stories_in_scripts(tree: LexborHTMLParser) -> list[tuple[str, str, str]]:
    """Headline, teaser and address of the stories in a page's data, in its order. Never raises."""
    read = 0
    found: dict[str, tuple[str, str, str]] = {}
    for script in tree.css("script"):
        if script.attributes.get("src") or script.attributes.get("type") == "application/ld+json":
            continue
        text = script.text()
        read += len(text)
        if read > _MAX_DATA:
            break
        for value in _values(text.strip(), "json" in (script.attributes.get("type") or "")):
            for headline, teaser, url in _stories(value):
                found.setdefault(url, (headline, teaser, url))
    return list(found.values())


def _values(text: str, is_json: bool) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    starts = [0] if is_json else [match.end() for match in list(_ASSIGNED.finditer(text))[:20]]
    for start in starts:
        try:
            yield decoder.raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            continue


def _stories(data: Any) -> Iterator[tuple[str, str, str]]:
    waiting: list[tuple[Any, int]] = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            headline, teaser, url = (_text(value, keys) for keys in (_HEADLINE_KEYS, _TEASER_KEYS, _ADDRESS_KEYS))
            url = url[: MAX_ADDRESS + 1]
            likely = is_story_url(url) or ("headline" in value and bool(url))
            if likely and not is_furniture_url(url) and reads(headline, _LEAST_WORDS):
                yield headline, teaser if teaser != headline else "", url
                continue
            value = list(value.values())
        if isinstance(value, list) and depth < _MAX_DEPTH_DATA:
            waiting.extend((item, depth + 1) for item in reversed(value) if isinstance(item, (dict, list)))


def _text(thing: dict[str, Any], keys: tuple[str, ...]) -> str:
    """The first text under one of ``keys``; in an object of its own where a system keeps it so."""
    for key in keys:
        value = thing.get(key)
        if isinstance(value, dict):
            value = next((value[k] for k in _TEXT_KEYS if isinstance(value.get(k), str)), "")
        if isinstance(value, str) and value.strip():
            return clean(value)
    return ""
