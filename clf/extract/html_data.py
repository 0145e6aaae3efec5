"""Stories in the data that a script would make a page of, for pages that show nothing without it.

Frameworks put what they will render into a script: `<script type="application/json">` (Next.js, Angular), or an
assignment such as `window.__INITIAL_STATE__ = {...}`. A story in it is an object with a headline and an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from clf.extract.html_meta import clean
from clf.extract.html_texts import reads
from clf.extract.html_words import is_furniture_url, is_story_url
from clf.extract.limits import MAX_ADDRESS

_ASSIGNED = re.compile(r"(?:window|self|globalThis)\s*\.\s*\w+\s*=\s*(?=[{\[])")
_HEADLINE_KEYS = ("headline", "title", "name")
_TEASER_KEYS = ("summary", "description", "standfirst", "excerpt", "teaser", "subheadline", "subtitle", "dek")
_ADDRESS_KEYS = ("url", "href", "link", "canonicalUrl", "canonical_url", "webUrl", "permalink", "path", "uri")
_TEXT_KEYS = ("text", "basic", "rendered", "plain", "default", "headline", "title", "url", "href")  # in an object
_MOST = 8_000_000  # characters of scripts read
_DEEPEST = 40
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
        if read > _MOST:
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
        if isinstance(value, list) and depth < _DEEPEST:
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
