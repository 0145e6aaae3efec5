"""Links and headings of a page that are headlines, each with the card it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from clf.extract.furniture import MOST_CHARS, words
from clf.extract.html_outline import HEADINGS, Element, Outline
from clf.extract.html_texts import NUMBERED, is_teaser_text, reads, tidy
from clf.extract.html_words import HEADLINE, TEASER, is_furniture_url, is_promoted_url, is_story_url, link_key

_TEASER_TAGS = frozenset(("p", "div", "span", "a", "dd", "td", "font"))
_CARD_LEVELS = 6  # elements above a headline that may be its card
_LEAST_LINK_WORDS = 4  # a link that nothing marks as a headline must say more
_SENTENCE = re.compile(r"[.!?][\"”’]?$|…$|\.\.\.$")


@dataclass(slots=True)
class Candidate:
    """What may be a headline: the place of its element, its words, where it leads, and how strongly it is marked."""

    place: int
    text: str
    url: str
    key: str
    marked: bool  # a heading, or named a headline
    found: str
    teaser: str = ""


def candidates(page: Outline, absolute: Callable[[str], str]) -> list[Candidate]:
    """One candidate for each story that the page links to, in document order, and headings without a link."""
    marked = {
        place for place, e in enumerate(page.elements) if e.tag in HEADINGS or e.attributes.get("role") == "heading"
    }
    found: list[Candidate] = []
    taken: set[int] = set()  # headings that a link has claimed
    for place, element in enumerate(page.elements):
        if element.tag == "a":
            candidate = _of_link(page, place, element, absolute(element.href), marked, taken)
            if candidate:
                found.append(candidate)
    for place in marked - taken:
        element = page.elements[place]
        text = tidy(page.text(element, 2 * MOST_CHARS, minor=False))
        if text and reads(text, 2):
            found.append(Candidate(place, text, "", "", True, "heading"))
    found.sort(key=lambda c: c.place)
    page.claimed = [c.place for c in found if c.url]
    return _one_a_story(page, _paired(page, found, absolute))


def _of_link(
    page: Outline, place: int, element: Element, url: str, marked: set[int], taken: set[int]
) -> Candidate | None:
    if not url or (is_furniture_url(url) and not is_promoted_url(url)):
        return None
    inside, teaser = _headline_inside(page, place, element, marked)
    above = [] if inside is not None else list(page.above(place, 4))
    heading = next((p for p in above if p in marked), None)
    is_marked = inside is not None or heading is not None or _is_named(page, place)
    if inside is not None:
        taken.add(inside)
    source = page.elements[inside] if inside is not None else element
    text = tidy(page.text(source, 4 * MOST_CHARS, minor=False) or page.text(source, 4 * MOST_CHARS))
    if heading is not None:
        taken.add(heading)
    found = "card" if is_marked else "link"
    if not text and page.length(element) < 3:
        text = tidy(" ".join((element.attributes.get("aria-label") or element.attributes.get("title") or "").split()))
        is_marked, found = False, "label"
        if not text and is_story_url(url):
            alts = (
                page.elements[p].attributes.get("alt") or "" for p in range(place + 1, min(element.end, place + 30))
            )
            text, found = tidy(" ".join(next((alt for alt in alts if words(alt) > 3), "").split())), "image"
    if not text or (not is_marked and _in_prose(page, place, element)):
        return None
    story = is_story_url(url)
    if not reads(text, (2 if story else 3) if is_marked else 3 if story else _LEAST_LINK_WORDS) and (
        is_marked or words(text) < 4
    ):
        return None  # a longer text without a mark may yet be a teaser
    return Candidate(place, text, url, link_key(url), is_marked, found, teaser)


def _headline_inside(page: Outline, place: int, link: Element, marked: set[int]) -> tuple[int | None, str]:
    """The heading in a link around a whole card, or what is named one, or its first block; and the text after it."""
    if page.length(link) > 6000 or link.end - place > 200:
        return None, ""
    inner = range(place + 1, link.end)
    best = next((p for p in inner if p in marked), None)
    if best is None:
        named = [
            p for p in inner if HEADLINE.search(page.elements[p].names) and not TEASER.search(page.elements[p].names)
        ]
        named = [p for p in named if words(page.text(page.elements[p], 2 * MOST_CHARS)) >= 2]
        best = (
            named[-1]
            if named and page.elements[named[-1]].end <= page.elements[named[0]].end
            else named[0]
            if named
            else None
        )
    if best is None:
        blocks = [p for p in inner if page.elements[p].tag in ("p", "div", "span") and _is_leaf(page, p)]
        texts = [p for p in blocks if words(page.text(page.elements[p], 1000, minor=False)) >= 3]
        if len(texts) > 1 or (texts and page.length(link) > page.length(page.elements[texts[0]]) + 40):
            best = texts[0]
    if best is None:
        return None, ""
    after = [
        p
        for p in range(page.elements[best].end, link.end)
        if page.elements[p].tag in _TEASER_TAGS and _is_leaf(page, p)
    ]
    return best, next(
        (t for t in (page.text(page.elements[p], 2000, minor=False) for p in after) if is_teaser_text(t)), ""
    )


def _is_leaf(page: Outline, place: int) -> bool:
    return not any(
        page.elements[p].tag in ("p", "div", "span", "ul", "a", *HEADINGS)
        for p in range(place + 1, min(page.elements[place].end, place + 30))
    )


def _is_named(page: Outline, place: int) -> bool:
    """Whether a class calls the link, or what is closest around it, a headline and not a teaser."""
    if page.elements[place].attributes.get("slot") == "title":
        return True
    for p in (place, *page.above(place, 2)):
        names = page.elements[p].names
        if TEASER.search(names) and not HEADLINE.search(names):
            return False
        if HEADLINE.search(names):
            return page.length(page.elements[p]) < 2 * page.length(page.elements[place]) + 40
    return False


def _in_prose(page: Outline, place: int, link: Element) -> bool:
    """Whether a link stands within a sentence: its paragraph says more than its links do."""
    for p in page.above(place, 4):
        element = page.elements[p]
        if element.tag not in ("p", "blockquote", "li", "td", "dd", "span", "strong", "em", "font", "div"):
            return False
        if element.tag not in ("p", "blockquote", "li", "dd"):
            continue
        if page.length(element) > 6000:
            return True
        linked = [page.elements[q].last for q in range(max(p, place - 30), place) if page.elements[q].tag == "a"]
        before = " ".join("".join(page.pieces[max([element.first, *linked]) : link.first]).split())
        if element.tag in ("p", "blockquote") and _beside(page, p, place) > 40:
            return True
        least = 1 if element.tag in ("p", "blockquote") else 3
        return len(before.split()) >= least and (before[-1].islower() or before[-1] in ",;(")
    return False


def _beside(page: Outline, box: int, place: int) -> int:
    """Characters of ``box`` that are in no link."""
    element = page.elements[box]
    linked = sum(
        page.length(page.elements[p]) for p in range(box + 1, min(element.end, box + 60)) if page.elements[p].tag == "a"
    )
    return page.length(element) - linked


def _paired(page: Outline, found: list[Candidate], absolute: Callable[[str], str]) -> list[Candidate]:
    """Gives a heading without a link the one link of its card, where that link has no words of its own."""
    places = [c.place for c in found if c.found == "heading"]
    numbered = sum(bool(NUMBERED.match(c.text)) for c in found if c.found == "heading")
    kept = []
    for candidate in found:
        if candidate.found == "heading":
            if numbered >= 3 and NUMBERED.match(candidate.text):
                continue  # the items of a list that is the story itself
            _pair(page, candidate, places, absolute)
        kept.append(candidate)
    return kept


def _pair(page: Outline, heading: Candidate, places: list[int], absolute: Callable[[str], str]) -> None:
    for above in page.above(heading.place, 5):
        element = page.elements[above]
        at = bisect_left(places, above)
        crowded = at + 1 < len(places) and places[at + 1] < element.end
        if crowded or element.end - above > 120 or element.tag in ("body", "main", "figure"):
            return
        links = (page.elements[p] for p in range(above, element.end) if page.elements[p].tag == "a")
        urls = [u for u in (absolute(link.href) for link in links if link.href) if u and not is_furniture_url(u)]
        if len({link_key(u) for u in urls}) == 1 and (
            is_story_url(urls[0]) or element.tag in ("article", "li") or "card" in element.names
        ):
            heading.url, heading.key, heading.found = urls[0], link_key(urls[0]), "card"
            return
        if (
            element.tag == "article"
            and element.end - above < 60
            and not urls
            and words(heading.text) >= _LEAST_LINK_WORDS
        ):
            heading.found = "card"  # a card that a script opens
            return


def _one_a_story(page: Outline, found: list[Candidate]) -> list[Candidate]:
    """Links to one story become one: the longest marked headline; a longer unmarked text beside it is its teaser."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        groups.setdefault(candidate.key or f"#{candidate.place}", []).append(candidate)
    kept = []
    for group in groups.values():
        good = [c for c in group if c.marked and reads(c.text, 2)]
        if not good:
            good = [
                c
                for c in group
                if c.found not in ("label", "image")
                and reads(c.text, 3)
                and (c is group[0] or not _SENTENCE.search(c.text))
            ]
        good = good or [c for c in group if reads(c.text, 3)]
        if not good:
            continue
        best = max(good, key=lambda c: (not c.text.endswith(("…", "...")), len(c.text)))
        chosen = {id(c) for c in good}
        teasers = [
            best.teaser,
            *(c.teaser for c in group),
            *(c.text for c in group if id(c) not in chosen and c.found == "link"),
        ]
        best.teaser = next((t for t in teasers if is_teaser_text(t) and t != best.text), "")
        best.place = min(good, key=lambda c: c.place).place if not best.teaser else best.place
        kept.append(best)
    return sorted(kept, key=lambda c: c.place)


def card_teaser(page: Outline, candidate: Candidate, places: list[int]) -> str:
    """The first text after the headline in its card: the largest element around it without another headline."""
    card = None
    at = bisect_left(places, candidate.place)
    for above in page.above(candidate.place, _CARD_LEVELS):
        element = page.elements[above]
        inside = (at > 0 and places[at - 1] >= above) or (at + 1 < len(places) and places[at + 1] < element.end)
        if inside or element.tag in ("body", "main", "html") or element.end - above > 150:
            break
        card = above
    if card is None:
        return _next_paragraph(page, candidate, places[at + 1] if at + 1 < len(places) else len(page.elements))
    texts = []
    for place in range(candidate.place + 1, page.elements[card].end):
        element = page.elements[place]
        if (
            element.tag == "p"
            or (TEASER.search(element.names) and not HEADLINE.search(element.names))
            or (
                element.tag in ("div", "span", "td")
                and _is_leaf(page, place)
                and place >= page.elements[candidate.place].end
            )
        ):
            text = page.text(element, 2000, minor=False)
            if is_teaser_text(text) and candidate.text not in text and text not in candidate.text:
                texts.append(text)
                break
    return texts[0] if texts else _loose_text(page, candidate.place, card)


def _loose_text(page: Outline, place: int, card: int) -> str:
    """Text of a card that follows the headline in no element of its own, up to the next link."""
    start, until = page.elements[place].last, page.elements[card].last
    following = range(page.elements[place].end, page.elements[card].end)
    until = min([until, *(page.elements[p].first for p in following if page.elements[p].tag == "a")])
    text = " ".join("".join(page.pieces[i] for i in range(start, until) if not page.minor[i]).split())
    return text if len(text) <= 2000 and is_teaser_text(text) else ""


def _next_paragraph(page: Outline, candidate: Candidate, until: int) -> str:
    end = page.elements[candidate.place].end
    for place in range(end, min(end + 6, until)):
        text = page.text(page.elements[place], 2000, minor=False)
        if page.elements[place].tag == "p" and is_teaser_text(text):
            return text
    return ""
