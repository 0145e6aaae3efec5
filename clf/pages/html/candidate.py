"""What may be a headline.

The headline in a link that goes around a whole card, and the text after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from clf.pages.furniture import MOST_CHARS, words
from clf.pages.html.outline import HEADINGS, Outline
from clf.pages.html.words import is_named_headline, is_teaser_text, slug_words


@dataclass(slots=True)
class Candidate:
    """The place of its element, its words, where it leads, and how strongly it is marked."""

    place: int
    text: str
    url: str
    key: str
    marked: bool  # a heading, or named a headline
    found: str
    teaser: str = ""
    inside: bool = False  # whether the teaser stands in the link


Choice = Callable[[Outline, list[int]], int]
_TEASER_TAGS = frozenset(("p", "div", "span", "a", "dd", "td", "font", *HEADINGS))
_LEAF_TAGS = frozenset(("p", "div", "span", "ul", "a", *HEADINGS))
SHARED = 2  # words of an address in a text that tell the headline
_KICKER = 3  # words up to which the first of three texts is a kicker


def is_leaf(page: Outline, place: int) -> bool:
    """Whether an element holds text without boxes in it."""
    inner = page.elements[place + 1 : min(page.elements[place].end, place + 30)]
    return not any(element.tag in _LEAF_TAGS for element in inner)


def headline_inside(page: Outline, place: int, url: str, marked: set[int]) -> tuple[int | None, str]:
    """Place of the headline in the link at ``place`` and its teaser.

    The headline is a heading, or what is named one, or a block of text. Of several, the one that the address spells
    out; else the heading of the highest level, the first block that is no kicker.
    """
    link = page.elements[place]
    if page.length(link) > 6000 or link.end - place > 200:
        return None, ""
    inner = range(place + 1, link.end)
    best = _of_several(page, url, [p for p in inner if p in marked], _highest)
    if best is None:
        named = [p for p in inner if is_named_headline(page.elements[p].names)]
        named = [p for p in named if words(page.text(page.elements[p], 2 * MOST_CHARS)) >= 2]
        nested = bool(named) and page.elements[named[-1]].end <= page.elements[named[0]].end
        best = named[-1] if nested else _of_several(page, url, named, lambda _, places: places[0])
    if best is None:
        best = _block(page, place, url)
    if best is None:
        return None, ""
    behind = range(page.elements[best].end, link.end)
    after = [p for p in behind if page.elements[p].tag in _TEASER_TAGS and is_leaf(page, p)]
    texts = (page.text(page.elements[p], 2000, minor=False) for p in after)
    return best, next((text for text in texts if is_teaser_text(text)), "")


def shared_words(text: str, url: str) -> int:
    """Number of words of a text that the address spells out."""
    slug = slug_words(url)
    return len(slug & set(re.findall(r"[^\W\d_]{3,}", text.lower()))) if slug else 0


def _of_several(page: Outline, url: str, places: list[int], otherwise: Choice) -> int | None:
    if len(places) < 2:
        return places[0] if places else None
    shared = [shared_words(page.text(page.elements[p], 2 * MOST_CHARS), url) for p in places[:8]]
    most = max(shared)
    if most >= SHARED and shared.count(most) == 1:
        return places[shared.index(most)]
    return otherwise(page, places)


def _highest(page: Outline, places: list[int]) -> int:
    def level(place: int) -> str:
        element = page.elements[place]
        return element.tag[1] if element.tag in HEADINGS else element.attributes.get("aria-level") or "2"

    return min(places, key=lambda place: (words(page.text(page.elements[place])) < 2, level(place)))


def _block(page: Outline, place: int, url: str) -> int | None:
    """The block of text that is the headline, where a link has more in it than one."""
    link = page.elements[place]
    inner = range(place + 1, link.end)
    leaves = [p for p in inner if page.elements[p].tag in ("p", "div", "span") and is_leaf(page, p)]
    texts = [p for p in leaves if words(page.text(page.elements[p], 1000, minor=False)) >= 3]
    if not texts:
        return None
    if len(texts) == 1:
        rest = page.length(link) - page.length(page.elements[texts[0]])
        others = [page.elements[p] for p in leaves if p != texts[0] and page.elements[p].tag != "span"]
        apart = sum(page.length(other) for other in others)
        boxed = page.elements[texts[0]].tag != "span" and apart + 20 > rest
        return texts[0] if rest > 40 or (apart > 2 and boxed) else None

    def first(page: Outline, places: list[int]) -> int:
        kicker = len(places) > 2 and words(page.text(page.elements[places[0]])) <= _KICKER
        return places[1 if kicker else 0]

    return _of_several(page, url, texts, first)
