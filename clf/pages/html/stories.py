"""From what may be headlines to one for each story: headings get their links, links to one story become one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from urllib.parse import urlsplit

from clf.pages.furniture import words
from clf.pages.html.candidate import SHARED, Candidate, is_leaf, shared_words
from clf.pages.html.context import SENTENCE
from clf.pages.html.outline import Element, Outline
from clf.pages.html.words import (
    HEADLINE,
    MOST_HEADING_WORDS,
    NUMBERED,
    TEASER,
    is_bare_url,
    is_furniture_url,
    is_promoted_url,
    is_story_url,
    is_teaser_text,
    link_key,
    reads,
    tidy,
)

Absolute = Callable[[str], str]
_LEAST_WORDS = 4  # of a heading that no link leads from
_MORE = re.compile(
    r"\A\W*+(?:(?:read|see|show|view|full|continue|learn)\b\s?)?(?:more|on|reading|story|article|details?)?\W*$", re.I
)
_LABEL_WORDS = 6  # a longer heading is no section's, wherever it leads


def paired(page: Outline, found: list[Candidate], absolute: Absolute) -> list[Candidate]:
    """Gives a heading without a link the link of its card, where that has no words of its own."""
    places = [c.place for c in found if c.found == "heading"]
    linked = [c.place for c in found if c.marked and c.url]
    numbered = sum(bool(NUMBERED.match(c.text)) for c in found if c.found == "heading")
    kept = []
    for candidate in found:
        if candidate.found == "heading":
            if numbered >= 3 and NUMBERED.match(candidate.text):
                continue  # the items of a list that is the story itself
            _pair(page, candidate, places, linked, absolute)
        kept.append(candidate)
    return kept


def _pair(page: Outline, heading: Candidate, places: list[int], linked: list[int], absolute: Absolute) -> None:
    for above in page.above(heading.place, 5):
        element = page.elements[above]
        at, of_links = bisect_left(places, above), bisect_left(linked, above)
        crowded = at + 1 < len(places) and places[at + 1] < element.end
        crowded = crowded or (of_links < len(linked) and linked[of_links] < element.end)
        if crowded or element.end - above > 120 or element.tag in ("body", "main", "figure"):
            return
        links = [page.elements[p] for p in range(above, element.end) if page.elements[p].tag == "a"]
        urls = [(u, link) for link in links if link.href and (u := absolute(link.href)) and not is_furniture_url(u)]
        likely = [u for u, _ in urls if shared_words(heading.text, u) >= SHARED]
        if not likely:
            likely = [u for u, link in urls if _may_lead(page, heading, link)]
        if len({link_key(u) for u in likely}) == 1 and (
            is_story_url(likely[0]) or element.tag in ("article", "li") or "card" in element.names
        ):
            heading.url, heading.key, heading.found = likely[0], link_key(likely[0]), "card"
            return
        if element.tag == "article" and element.end - above < 60 and not urls and words(heading.text) >= _LEAST_WORDS:
            heading.found = "card"  # a card that a script opens
            return


def _may_lead(page: Outline, heading: Candidate, link: Element) -> bool:
    """Whether a link in the card of a heading may be its own: not one in a paragraph, or under a short label."""
    text = page.text(link, 400)
    if _MORE.match(text):
        return True
    if words(heading.text) < _LEAST_WORDS <= words(text) and heading.text not in text:
        return False
    parent = page.elements[link.parent]
    return parent.tag != "p" and (parent.tag != "span" or page.elements[parent.parent].tag != "p")


def with_orphans(page: Outline, found: list[Candidate], absolute: Absolute) -> list[Candidate]:
    """Adds the headlines without a link or a heading that a "more" leads on from."""
    known = {c.key for c in found}
    places = sorted(c.place for c in found)
    added = []
    for place, link in enumerate(page.elements):
        if link.tag != "a" or not 0 < page.length(link) < 40 or not _MORE.match(page.text(link, 80)):
            continue
        url = absolute(link.href)
        if not url or link_key(url) in known or is_furniture_url(url) or not is_story_url(url):
            continue
        card = None
        for above in page.above(place, 4):
            element, at = page.elements[above], bisect_left(places, above)
            if (at < len(places) and places[at] < element.end) or element.end - above > 60 or element.tag == "body":
                break
            card = above
        leaves = (p for p in range(card + 1, place) if is_leaf(page, p)) if card is not None else iter(())
        for leaf in leaves:
            text = tidy(page.text(page.elements[leaf], 300, minor=False))
            if reads(text, 3) and not text.endswith((".", "…")):
                added.append(Candidate(leaf, text, url, link_key(url), True, "card"))
                known.add(link_key(url))
                break
    return sorted([*found, *added], key=lambda c: c.place) if added else found


def one_a_story(page: Outline, found: list[Candidate]) -> list[Candidate]:
    """Links to one story become one: the longest marked headline; a longer unmarked text beside it is its teaser."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        groups.setdefault(candidate.key or f"#{candidate.place}", []).append(candidate)
    kept = [best for group in groups.values() if (best := _best(group))]
    return _with_excerpts(page, sorted(kept, key=lambda c: c.place))


def _best(group: list[Candidate]) -> Candidate | None:
    good = [c for c in group if c.marked and reads(c.text, 2, MOST_HEADING_WORDS)]
    if not good:
        good = [c for c in group if c.found not in ("label", "image") and reads(c.text, 3)]
        good = [c for c in good if c is group[0] or not SENTENCE.search(c.text)]
    good = good or [c for c in group if reads(c.text, 3)]
    if not good:
        return None
    best = max(good, key=lambda c: (not c.text.endswith(("…", "...")), len(c.text)))
    labels = [c.text for c in group if c.found == "label" and words(c.text) >= 3]
    best.text = next((label for label in labels if best.text.endswith(label)), best.text)  # without its kicker
    chosen = {id(c) for c in good}
    inside = [c.teaser for c in group if c.teaser]
    teasers = [best.teaser, *inside, *(c.text for c in group if id(c) not in chosen and c.found == "link")]
    best.teaser = next((t for t in teasers if is_teaser_text(t) and t != best.text), "")
    best.inside = best.teaser in inside
    best.place = min(good, key=lambda c: c.place).place if not best.teaser else best.place
    return best


def _with_excerpts(page: Outline, found: list[Candidate]) -> list[Candidate]:
    """Without links that are named a teaser: such a one belongs to the headline before it in its card."""
    kept: list[Candidate] = []
    for candidate in found:
        names = page.elements[candidate.place].names
        named = TEASER.search(names) and not HEADLINE.search(names)
        if kept and candidate.found == "link" and named and candidate.text.endswith((".", "…", "...")):
            last = kept[-1]
            if last.marked and any(page.elements[p].end > candidate.place for p in page.above(last.place, 3)):
                last.teaser = last.teaser or candidate.text
                continue
        kept.append(candidate)
    return kept


def without_sections(found: list[Candidate]) -> list[Candidate]:
    """Without links to sections: to addresses of bare words, where the stories of the site have longer ones."""
    firm = [c for c in found if c.url and (c.marked or is_story_url(c.url)) and not is_bare_url(c.url)]
    bare = [c for c in found if c.url and is_bare_url(c.url) and not is_promoted_url(c.url)]
    hosts = {urlsplit(c.url).netloc for c in firm}
    bare = [c for c in bare if urlsplit(c.url).netloc in hosts]
    if len(firm) < 2 or 3 * sum(c.marked for c in bare) > len(firm):
        return found
    gone = {id(c) for c in bare if not c.marked or (words(c.text) <= _LABEL_WORDS and not c.teaser)}
    return [c for c in found if id(c) not in gone]
