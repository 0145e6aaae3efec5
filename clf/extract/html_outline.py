"""A page as a flat outline: its elements in document order, each knowing where its text and its subtree end.

With the tree laid out in arrays, "is there another headline in this card?" is a comparison of two numbers; nothing
here or in `clf.extract.html_cards` walks a subtree twice, which keeps every page linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from clf.extract.html_skip import Skip, is_minor
from clf.extract.limits import MAX_ADDRESS

_NAMING = ("class", "id", "data-testid", "itemprop", "data-component")
_BLOCKS = frozenset(
    [
        "div",
        "p",
        "li",
        "ul",
        "ol",
        "td",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "dd",
        "dt",
        "figure",
    ]
)


@dataclass(slots=True)
class Element:
    """One element: ``parent`` and ``end`` are places in the outline, ``first`` and ``last`` in its pieces of text."""

    tag: str
    parent: int
    names: str
    href: str
    attributes: dict[str, str | None]
    first: int
    last: int = 0
    end: int = 0


@dataclass(slots=True)
class Outline:
    """Elements in document order, pieces of text with whether each is minor (a date, a badge), and lengths so far."""

    elements: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    minor: list[bool] = field(default_factory=list)
    lengths: list[int] = field(default_factory=lambda: [0])
    claimed: list[int] = field(default_factory=list)  # places of links that lead to stories, in order

    def text(self, element: Element, limit: int = 100_000, minor: bool = True) -> str:
        """Text of ``element`` with white space collapsed; empty if longer than ``limit`` characters."""
        if self.length(element) > 3 * limit + 200:
            return ""
        span = range(element.first, element.last)
        text = " ".join("".join(self.pieces[i] for i in span if minor or not self.minor[i]).split())
        return text if len(text) <= limit else ""

    def length(self, element: Element) -> int:
        """Characters of text in ``element``, an upper bound."""
        return self.lengths[element.last] - self.lengths[element.first]

    def above(self, place: int, levels: int) -> Iterator[int]:
        """Places of the elements around the one at ``place``, inmost first."""
        parent = self.elements[place].parent
        while parent >= 0 and levels:
            yield parent
            parent, levels = self.elements[parent].parent, levels - 1


def outline(tree: LexborHTMLParser) -> Outline:
    """The outline of a parsed page without what no reader takes for content; iterative, one visit a node."""
    out = Outline()
    body = tree.body
    if body is None:
        return out
    node = body
    stack: list[int] = []
    skip = Skip(body)
    inside: list[str] = []  # tag and names of the elements on the stack
    minor_depth = 0  # elements on the stack that are minor or in one
    minors: list[bool] = []
    while True:
        tag = node.tag or ""
        below = None
        opened = False
        if tag == "-text":
            _add(out, node.text_content or "", bool(minor_depth))
        elif tag and tag[0] not in "-!":
            attributes = dict(node.attributes)
            if not skip.leaves_out(node, tag, attributes, inside):
                element = _element(tag, attributes, stack[-1] if stack else -1, len(out.pieces))
                if tag in _BLOCKS:
                    _add(out, " ", False)
                    element.first = len(out.pieces)
                minor = not minor_depth and is_minor(node, tag, element.names, len(stack))
                out.elements.append(element)
                inside.append(f"{tag} {element.names}")
                below = node.first_child
                stack.append(len(out.elements) - 1)
                minors.append(minor)
                minor_depth += minor
                opened = True
        if below is not None:
            node = below
            continue
        if opened:
            minor_depth -= _close(out, stack, minors)
            inside.pop()
            skip.closes(len(stack))
        following = node.next if node.mem_id != body.mem_id else None
        while following is None:
            if not stack:
                return out
            node_parent = node.parent
            if node_parent is None:
                return out
            node = node_parent
            minor_depth -= _close(out, stack, minors)
            inside.pop()
            skip.closes(len(stack))
            following = node.next if node.mem_id != body.mem_id else None
        node = following


def _add(out: Outline, text: str, minor: bool) -> None:
    if "\xad" in text:  # where a word may be parted: nothing to read
        text = text.replace("\xad", "")
    out.pieces.append(text)
    out.minor.append(minor)
    out.lengths.append(out.lengths[-1] + len(text))


def _close(out: Outline, stack: list[int], minors: list[bool]) -> int:
    element = out.elements[stack.pop()]
    element.last = len(out.pieces)
    element.end = len(out.elements)
    if element.tag in _BLOCKS:
        _add(out, " ", False)
    return minors.pop()


def _element(tag: str, attributes: dict[str, str | None], parent: int, first: int) -> Element:
    names = ""
    if attributes:
        get = attributes.get
        names = " ".join([get(n) or "" for n in _NAMING if n in attributes])[:300]
    href = (attributes.get("href") or "").strip()[: MAX_ADDRESS + 1] if tag == "a" else ""
    return Element(tag, parent, names.lower(), href, attributes, first)
