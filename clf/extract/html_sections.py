"""The section a headline stands in: its label, and whether it is paid for."""

from __future__ import annotations

import re
from bisect import bisect_right

from clf.extract.furniture import words
from clf.extract.html_candidate import Candidate
from clf.extract.html_outline import Outline
from clf.extract.html_skip import HEADINGS
from clf.extract.html_words import LABEL, names_organic, names_promoted

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
