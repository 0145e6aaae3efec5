"""Links and headings of a page that are headlines."""

from __future__ import annotations

from clf.pages.furniture import MOST_CHARS, MOST_WORDS, words
from clf.pages.html.candidate import SHARED, Candidate, headline_inside, shared_words
from clf.pages.html.outline import HEADINGS, Element, Outline
from clf.pages.html.stories import Absolute, one_a_story, paired, with_orphans, without_sections
from clf.pages.html.words import (
    HEADLINE,
    MOST_HEADING_WORDS,
    TEASER,
    addresses_reader,
    is_command,
    is_furniture_url,
    is_promoted_url,
    is_reading,
    is_story_url,
    link_key,
    reads,
    tidy,
)

_LEAST_LINK_WORDS = 4  # a link that nothing marks as a headline must say more


def candidates(page: Outline, absolute: Absolute) -> list[Candidate]:
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
        if text and reads(text, 2, MOST_HEADING_WORDS):
            found.append(Candidate(place, text, "", "", True, "heading"))
    found.sort(key=lambda c: c.place)
    page.claimed = [c.place for c in found if c.url]
    found = with_orphans(page, paired(page, found, absolute), absolute)
    return one_a_story(page, without_sections(found))


def _of_link(
    page: Outline, place: int, element: Element, url: str, marked: set[int], taken: set[int]
) -> Candidate | None:
    if not url or (is_furniture_url(url) and not is_promoted_url(url)):
        return None
    inside, teaser = headline_inside(page, place, url, marked)
    above = [] if inside is not None else list(page.above(place, 4))
    heading = next((p for p in above if p in marked), None)
    is_marked = inside is not None or heading is not None or _is_named(page, place)
    if heading is not None and _ends_a_sentence(page, heading, element):
        return None  # "Nothing more here. Browse all topics"
    if inside is not None:
        taken.update(p for p in range(place + 1, element.end) if p in marked)
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
    label = tidy(element.attributes.get("title") or element.attributes.get("aria-label") or "")
    if text != label and text.endswith(label) and words(label) >= _LEAST_LINK_WORDS:
        text = label  # without its kicker
    story = is_story_url(url) or is_promoted_url(url) or shared_words(text, url) > SHARED
    if not story and is_reading(page.text(element, 400)):
        return None
    if not story and not is_marked and (addresses_reader(text) or is_command(text, surely=False)):
        return None
    least = (2 if story else 3) if is_marked else 3 if story else _LEAST_LINK_WORDS
    most = MOST_HEADING_WORDS if heading is not None or inside in marked else MOST_WORDS
    if not reads(text, least, most) and (is_marked or words(text) < 4):
        return None  # a longer text without a mark may yet be a teaser
    return Candidate(place, text, url, link_key(url), is_marked, found, teaser)


def _ends_a_sentence(page: Outline, heading: int, link: Element) -> bool:
    """Whether a sentence stands before a link in its heading."""
    before = "".join(page.pieces[page.elements[heading].first : link.first]).strip()
    return words(before) >= _LEAST_LINK_WORDS and before.endswith((".", "!", "?"))


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
