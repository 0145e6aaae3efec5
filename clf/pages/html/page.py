"""A page as HTML: its main headline, and the headlines of the stories it links to."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from clf.limits import MAX_ADDRESS
from clf.pages.furniture import MOST_CHARS, words
from clf.pages.html.candidate import Candidate
from clf.pages.html.cards import candidates
from clf.pages.html.context import Labels, deck, is_promoted, teaser_of
from clf.pages.html.guard import parsed
from clf.pages.html.metadata import About, about, stories_in_scripts
from clf.pages.html.outline import HEADINGS, Outline, outline
from clf.pages.html.words import NUMBERED, PROMOTED_LABEL, is_promoted_url, link_key, reads, tidy
from clf.types import HeadlineBlock

_BODY = 3  # paragraphs beside an unlinked heading that make it a subheading
_LEAST_HEADING_WORDS = 4


def html_blocks(markup: str, url: str = "") -> list[HeadlineBlock]:
    """Headline blocks of a page in reading order; ``url``, its address, makes its links absolute. Never raises."""
    tree = parsed(markup)
    facts = about(tree)
    base_tag = tree.css_first("base[href]")
    base_href = (base_tag.attributes.get("href") or "")[:MAX_ADDRESS] if base_tag else ""
    base = _join(url or facts.url, base_href) or url or facts.url
    page = outline(tree)
    blocks = _blocks(page, facts, base, url)
    if not blocks:
        listed = (HeadlineBlock(h, d, _join(base, u), found="list") for h, d, u in facts.listed)
        blocks = [block for block in listed if reads(block.headline, 2)]
    if not blocks and not facts.is_article:
        told = stories_in_scripts(tree)
        blocks = [HeadlineBlock(h, d, _join(base, u), found="data") for h, d, u in told]
    if not blocks and facts.headlines:
        blocks = [HeadlineBlock(facts.headlines[0], facts.description, _join(base, facts.url) or url, found="title")]
    return blocks


def _blocks(page: Outline, facts: About, base: str, url: str) -> list[HeadlineBlock]:
    address = _join(base, facts.url) or url
    own = link_key(address)

    def absolute(href: str) -> str:
        joined = _absolute(base, href)
        within = facts.is_article and "#" in joined and urlsplit(joined).path == urlsplit(address).path
        return "" if within else joined

    found = candidates(page, absolute)
    main = _main(page, facts, found, absolute)
    found = [
        c
        for c in found
        if c is not main and (c.key != own or not own or main is None) and (main is None or c.text != main.text)
    ]
    found = _without_items(page, found, main)
    linked = [c for c in found if c.url or (c.found == "card" and main is not None and not _is_within(page, c, main))]
    if main is None or not facts.is_article:
        linked_or_not = found if not linked else [c for c in found if c.url or _is_entry(page, c)]
        found = [
            c for c in linked_or_not if c.url or (words(c.text) >= _LEAST_HEADING_WORDS and not _is_subheading(page, c))
        ]
    else:
        found = linked
    everything = sorted([*found, main] if main else found, key=lambda c: c.place)
    places = [c.place for c in everything]
    labels = Labels(page, places)
    blocks = []
    for candidate in everything:
        section = labels.of(candidate.place)
        promoted = (
            is_promoted_url(candidate.url)
            or bool(PROMOTED_LABEL.match(section))
            or is_promoted(page, candidate, places)
        )
        if candidate is main:
            teaser = deck(page, candidate, places) or facts.description
            address = (facts.url and _join(base, facts.url)) or candidate.url or url
            blocks.append(HeadlineBlock(candidate.text, teaser, address, section=facts.section, found="article"))
        else:
            teaser = teaser_of(page, candidate, places)
            blocks.append(
                HeadlineBlock(candidate.text, teaser, candidate.url, "", 0, section, promoted, candidate.found)
            )
    return blocks


def _main(page: Outline, facts: About, found: list[Candidate], absolute: Callable[[str], str]) -> Candidate | None:
    """The headline of the page's own story: the `<h1>` that says most nearly what the page says of itself."""
    tops = [
        p
        for p, e in enumerate(page.elements)
        if e.tag == "h1" or (e.tag in HEADINGS and "headline" in e.names and "itemprop" in e.attributes)
    ]
    best, most = None, -1.0
    for place in tops[:200]:
        text = tidy(
            page.text(page.elements[place], MOST_CHARS + 60, minor=False)
            or page.text(page.elements[place], MOST_CHARS + 60)
        )
        if words(text) < 2 or text == facts.site or _leads_home(page, place, absolute):
            continue
        likeness = max((_likeness(text, title) for title in facts.headlines), default=0.0)
        if likeness > most:
            best, most = Candidate(place, text, "", "", True, "article"), likeness
    if best is not None:
        same = next((c for c in found if best.place <= c.place < page.elements[best.place].end and c.url), None)
        if same is not None and not facts.is_article:
            return None  # a linked headline, like any other on a front page
        alone = not any(c.url for c in found)
        if facts.is_article or alone or _has_body(page, best.place):
            return next((c for c in found if c.place == best.place), best)
        return None
    is_list = sum(bool(c.marked and c.url) for c in found) > 2 and not any(
        e.tag == "p" and page.length(e) > 120 for e in page.elements
    )
    if facts.is_article and not is_list and facts.headlines and reads(facts.headlines[0], 2):
        return Candidate(-1, facts.headlines[0], "", "", True, "article")
    return None


def _leads_home(page: Outline, place: int, absolute: Callable[[str], str]) -> bool:
    """Whether a heading is a link to the front page: then it is the name of the site."""
    inner = range(place, min(page.elements[place].end, place + 5))
    around = [page.elements[p] for p in (*page.above(place, 1), *inner)]
    links = [absolute(element.href) for element in around if element.tag == "a" and element.href]
    return any(urlsplit(link).path in ("", "/") and not urlsplit(link).query for link in links if link)


def _is_within(page: Outline, candidate: Candidate, main: Candidate) -> bool:
    """Whether an unlinked headline stands in the `<article>` of the main one: a part of that story."""
    boxes = [page.elements[p] for p in page.above(main.place, 12)] if main.place >= 0 else []
    box = next((b for b in boxes if b.tag == "article"), None)
    return box is not None and main.place < candidate.place < box.end


def _without_items(page: Outline, found: list[Candidate], main: Candidate | None) -> list[Candidate]:
    """Without the numbered items of a list that is the story itself; a ranking's numbers are taken off."""
    numbered = [c for c in found if NUMBERED.match(c.text)]
    if len(numbered) < 3:
        return found
    inside = set()
    for candidate in numbered:
        boxes = [page.elements[p] for p in page.above(candidate.place, 12)] if main is not None else []
        if candidate.marked and any(b.tag == "figure" or re.search(r"slide|gallery|listicle", b.names) for b in boxes):
            inside.add(candidate.place)
        else:
            candidate.text = NUMBERED.sub("", candidate.text)
    return [c for c in found if c.place not in inside]


def _likeness(text: str, title: str) -> float:
    ours, theirs = set(re.findall(r"\w+", text.casefold())), set(re.findall(r"\w+", title.casefold()))
    return len(ours & theirs) / max(len(ours), 1)


def _has_body(page: Outline, place: int) -> bool:
    """Whether running text follows a heading: two paragraphs, or a long one, before the next heading."""
    long = 0
    for element in page.elements[place + 1 : place + 60]:
        if element.tag in HEADINGS and long < 2:
            return False
        if element.tag == "p":
            long += (page.length(element) > 20) + (page.length(element) > 120)
    return long >= 2


def _is_entry(page: Outline, candidate: Candidate) -> bool:
    """Whether an unlinked heading is an entry of a live ticker: a time stands in its box."""
    for above in page.above(candidate.place, 3):
        element = page.elements[above]
        if element.end - above < 40 and re.search(r"live|ticker|timeline", element.names):
            return any(e.tag == "time" for e in page.elements[above : element.end])
    return False


def _is_subheading(page: Outline, candidate: Candidate) -> bool:
    """Whether an unlinked heading stands between the paragraphs of an article's body."""
    parent = page.elements[candidate.place].parent
    box = page.elements[parent]
    near = page.elements[max(parent, candidate.place - 60) + 1 : min(box.end, candidate.place + 60)]
    return (
        page.elements[candidate.place].tag != "h1" and sum(e.tag == "p" and e.parent == parent for e in near) >= _BODY
    )


def _absolute(base: str, href: str) -> str:
    """The absolute address of a link; '' if it leads nowhere outside the page."""
    href = "".join(href.split())
    if (
        not href
        or href.startswith("#")
        or (re.match(r"[a-z][a-z0-9+.-]*:", href, re.I) and not href.lower().startswith(("http:", "https:")))
    ):
        return ""
    return _join(base, href)


def _join(base: str, href: str) -> str:
    try:
        joined = urljoin(base, href)
        urlsplit(joined)
    except ValueError:  # no address: "http://[" and the like
        return ""
    return joined
