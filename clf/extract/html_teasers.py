"""The text under a headline."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from clf.extract.html_candidate import Candidate
from clf.extract.html_inside import is_leaf
from clf.extract.html_outline import Outline
from clf.extract.html_texts import is_teaser_text
from clf.extract.html_words import HEADLINE, TEASER

_CARD_LEVELS = 6  # elements above a headline that may be its card
_PIECE = 4  # words in one piece that make loose text a teaser
SENTENCE = re.compile(r"[.!?][\"”’]?$|…$|\.\.\.$")


def teaser_of(page: Outline, candidate: Candidate, places: list[int]) -> str:
    """The teaser of a card: a sentence that links to the story, else a text of the card, else any text that links."""
    linked = candidate.teaser
    if linked and (SENTENCE.search(linked) or candidate.inside):
        return linked
    return _card_teaser(page, candidate, places) or linked


def _card_teaser(page: Outline, candidate: Candidate, places: list[int]) -> str:
    """The first text after the headline in its card: the largest element around it without another headline."""
    card = None
    at = bisect_left(places, candidate.place)
    for above in page.above(candidate.place, _CARD_LEVELS):
        element = page.elements[above]
        inside = (at > 0 and places[at - 1] >= above) or (at + 1 < len(places) and places[at + 1] < element.end)
        if inside or element.tag in ("body", "main", "html") or element.end - above > 150:
            break
        card = above
    until = places[at + 1] if at + 1 < len(places) else len(page.elements)
    if card is None:
        return _next_text(page, candidate.place, until, ("p",), 6)
    for place in range(candidate.place + 1, page.elements[card].end):
        element = page.elements[place]
        named = TEASER.search(element.names) and not HEADLINE.search(element.names)
        after = place >= page.elements[candidate.place].end
        if element.tag == "p" or named or (element.tag in ("div", "span", "td") and is_leaf(page, place) and after):
            text = page.text(element, 2000, minor=False)
            if element.tag == "span" and page.elements[element.parent].tag == "a" and not SENTENCE.search(text):
                continue  # a link to something else
            if is_teaser_text(text) and candidate.text not in text and text not in candidate.text:
                return text
    return _loose_text(page, candidate.place, card) or _beside(page, candidate.text, card, until)


def _loose_text(page: Outline, place: int, card: int) -> str:
    """Text of a card that follows the headline in no element of its own, up to the next link."""
    start, until = page.elements[place].last, page.elements[card].last
    following = range(page.elements[place].end, page.elements[card].end)
    until = min([until, *(page.elements[p].first for p in following if page.elements[p].tag == "a")])
    pieces = [page.pieces[i] for i in range(start, until) if not page.minor[i]]
    text = " ".join("".join(pieces).split())
    if len(text) > 2000 or not is_teaser_text(text):
        return ""
    return text if max(len(piece.split()) for piece in pieces) >= _PIECE else ""


def _beside(page: Outline, headline: str, card: int, until: int) -> str:
    """A sentence in the element right after the headline's own, where all cards lie flat in one box."""
    place = page.elements[card].end
    own = page.elements[card]
    if place >= until or own.tag == "p" or page.elements[place].parent != own.parent:
        return ""
    element = page.elements[place]
    text = page.text(element, 600, minor=False) if element.end <= until else ""
    flat = element.tag in ("p", "div", "span", "dd") and is_leaf(page, place)
    return text if flat and is_teaser_text(text) and SENTENCE.search(text) and headline not in text else ""


def _next_text(page: Outline, place: int, until: int, tags: tuple[str, ...], most: int) -> str:
    end = page.elements[place].end
    for following in range(end, min(end + most, until)):
        text = page.text(page.elements[following], 2000, minor=False)
        if page.elements[following].tag in tags and is_teaser_text(text):
            return text
    return ""


def deck(page: Outline, main: Candidate, places: list[int]) -> str:
    """The line under a main headline, or else the first paragraph after it."""
    if main.place < 0:
        return ""
    start = page.elements[main.place].end
    at = bisect_right(places, main.place)
    after = places[at] if at < len(places) else len(page.elements)
    for place in range(start, min(start + 400, len(page.elements))):
        element = page.elements[place]
        text = page.text(element, 1500, minor=False) if page.length(element) > 20 else ""
        if not is_teaser_text(text) or text == main.text:
            continue
        if place < start + 12 and place < after and len(text) <= 400 and (
            element.tag == "h2" or TEASER.search(element.names)
        ):
            return text
        if element.tag == "p" and (place < after or len(text) > 60):
            return text
    return ""
