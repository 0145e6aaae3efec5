"""The text under a headline.

The section a headline stands in: its label, and whether it is paid for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from clf.pages.furniture import words
from clf.pages.html.candidate import Candidate, is_leaf
from clf.pages.html.outline import HEADINGS, Outline
from clf.pages.html.words import HEADLINE, LABEL, TEASER, is_teaser_text, names_organic, names_promoted

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
        if (
            place < start + 12
            and place < after
            and len(text) <= 400
            and (element.tag == "h2" or TEASER.search(element.names))
        ):
            return text
        if element.tag == "p" and (place < after or len(text) > 60):
            return text
    return ""


_LABEL_WORDS = 7  # a longer heading is no label of a section
_PAID = re.compile(
    r"^(?:sponsored|promoted|advertisement|advertorial|paid (?:post|content|partnership)|ad|sponsored by .{1,40}|"
    r"promoted by .{1,40})$",
    re.I,
)


class Labels:
    """The labels of a page's sections: short headings, and what is named a section's title."""

    def __init__(self, page: Outline, places: list[int]) -> None:
        self._all: list[tuple[int, int, str]] = []  # place, end of its section, text
        taken = set(places)
        for place, element in enumerate(page.elements):
            if (
                (element.tag not in HEADINGS and not LABEL.search(element.names))
                or place in taken
                or not 1 < page.length(element) < 120
            ):
                continue
            if _is_of_story(page, place):
                continue
            text = page.text(element, 80).strip(" :›»>")
            at = bisect_right(places, place)
            if (
                not text
                or not any(c.isalpha() for c in text)
                or words(text) > _LABEL_WORDS
                or at == len(places)
                or places[at] < element.end
            ):
                continue
            for above in page.above(place, 6):
                if places[at] < page.elements[above].end:
                    if above > 0 and not (self._all and self._all[-1][2] == text):
                        self._all.append((place, page.elements[above].end, text))
                    break
        self._places = [place for place, _, _ in self._all]

    def of(self, place: int) -> str:
        """The label that stands over ``place``, or ''."""
        at = bisect_right(self._places, place) - 1
        for _, end, text in reversed(self._all[max(at - 8, 0) : at + 1]):
            if place < end:
                return text
        return ""


def _is_of_story(page: Outline, place: int) -> bool:
    """Whether a heading is part of a link to a story, or holds one."""
    at = bisect_right(page.claimed, place) - 1
    inside = at >= 0 and place < page.elements[page.claimed[at]].end
    return inside or (at + 1 < len(page.claimed) and page.claimed[at + 1] < page.elements[place].end)


def is_promoted(page: Outline, candidate: Candidate, places: list[int]) -> bool:
    """Whether the link, its box or a word in its card says that it is paid for."""
    if candidate.place < 0:
        return False
    element = page.elements[candidate.place]
    if "sponsored" in (element.attributes.get("rel") or ""):
        return True
    at = bisect_right(places, candidate.place)
    for level, above in enumerate((candidate.place, *page.above(candidate.place, 12))):
        box = page.elements[above]
        if box.tag in ("body", "main", "html"):
            return False
        if names_organic(box.names):
            return False
        if names_promoted(box.names) or any(
            "taboola" in n or "outbrain" in n or n == "data-ad" for n in box.attributes
        ):
            return True
        alone = (at < 2 or places[at - 2] < above) and (at >= len(places) or places[at] >= box.end)
        if (
            level < 5
            and alone
            and box.end - above < 60
            and any(
                _PAID.match(" ".join(page.pieces[i].split()))
                for i in range(box.first, box.last)
                if len(page.pieces[i]) < 60
            )
        ):
            return True
    return False
