"""A page as a flat outline: its elements in document order, and which of them are not content.

Each element knows where its text and its subtree end, so "is there another headline in this card?" compares two
numbers. No subtree is walked twice, which keeps every page linear.

Names and tags mislead where a template wraps the whole page: ASP.NET puts it in one `<form>`, a theme in a box called
"menu-on". So a box is left out only if no stories stand in it. Elements below a box that was kept for that reason are
not checked again, so each check visits a node once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from clf.limits import MAX_ADDRESS
from clf.pages.html.words import names_furniture, names_minor

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NEVER = frozenset(
    (
        *("amp-sidebar", "script", "style", "template", "svg", "iframe", "button", "select", "textarea", "dialog"),
        *("object", "math", "head"),
    )
)
_TAGS = frozenset(("nav", "footer"))
_ROLES = frozenset(["navigation", "contentinfo", "dialog", "alertdialog", "banner", "search", "menu", "menubar"])
_CONTENT_TAGS = frozenset(["body", "main", "article", "html", *HEADINGS])
_MAY_BE_MINOR = frozenset(["td", "span", "div", "a", "p", "small", "address", "footer", "cite", "em", "strong", "font"])
_MINOR_TAGS = frozenset(["time", "figcaption", "button", "sup"])
_STORIES = ",".join(f"h{n} a[href], a[href] h{n}" for n in range(1, 5))
_CARDS = ",".join(f"h{n} a[href], a[href] h{n}" for n in range(2, 5))  # an <h1> is the name of the site
_OUTER = 8  # levels below the body at which a box may wrap the page
_FORM_LINKS = 6  # links beyond which a form is a page


class Skip:
    """Decides for the elements of one page, met in document order, whether to leave them out."""

    def __init__(self, body: LexborNode) -> None:
        self._body = body
        self._stories = self._paragraphs = -1  # counted when first asked for
        self._kept: dict[str, int] = {}  # reason for which a box was kept -> its depth

    def leaves_out(self, node: LexborNode, tag: str, attributes: dict[str, str | None], inside: list[str]) -> bool:
        """Whether to leave out ``node``; ``inside`` holds tag and names of the elements around it, outmost first."""
        if tag in _NEVER:
            return True
        depth = len(inside)
        if tag not in _CONTENT_TAGS and attributes.get("role") in _ROLES:
            return True
        if tag == "header":  # the masthead; an article's own is in the article
            return not any(_is_article(around) for around in inside) and not self._keeps(node, tag, depth)
        if tag in _TAGS or (tag in ("noscript", "form") and not self._keeps(node, tag, depth)):
            return True
        if not attributes or tag in _CONTENT_TAGS:
            return False
        if "hidden" in attributes:
            return True
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        style = attributes.get("style") or ""
        if "none" in style and "display:none" in style.replace(" ", "").lower():
            return True
        if depth > 1 and tag != "a" and names_furniture(names):
            return not (depth <= _OUTER and self._wraps_the_page(node))
        return attributes.get("aria-hidden") == "true" and tag != "a" and not self._keeps(node, "aria-hidden", depth)

    def _keeps(self, node: LexborNode, reason: str, depth: int) -> bool:
        """Whether a box left out for ``reason`` is kept after all, for the stories in it."""
        at = self._kept.get(reason)
        if at is not None and at < depth:
            return True  # in a box that was kept
        if reason == "noscript":
            keep = node.css_first(f"li a[href], {_STORIES}") is not None
        elif reason == "form":
            keep = len(node.css("a[href]")) > _FORM_LINKS or node.css_first(_STORIES) is not None
        elif reason == "header":
            masthead = node.css_first("nav, form, ul, [role=navigation]") is not None
            keep = not masthead and node.css_first(_CARDS) is not None
        else:
            keep = node.css_first(_STORIES) is not None
        if keep:
            self._kept[reason] = depth
        return keep

    def closes(self, depth: int) -> None:
        """Tells that the element at ``depth`` has ended."""
        if self._kept:
            self._kept = {reason: at for reason, at in self._kept.items() if at < depth}

    def _wraps_the_page(self, node: LexborNode) -> bool:
        """Whether a box holds the page's main part, or most of its stories and of its paragraphs."""
        if node.css_first("main, [role=main]") is not None:
            return True
        if self._stories < 0:
            self._stories = len(self._body.css(f"{_STORIES}, h1"))
            self._paragraphs = len(self._body.css("p"))
        stories = len(node.css(f"{_STORIES}, h1"))
        return stories > 1 and 2 * stories > self._stories and 2 * len(node.css("p")) >= self._paragraphs


def is_minor(node: LexborNode, tag: str, names: str, depth: int) -> bool:
    """Whether an element is a date, a byline, a badge: not what a name calls so although headlines stand in it."""
    if tag in _MINOR_TAGS:
        return True
    if depth < 3 or not names or tag not in _MAY_BE_MINOR or not names_minor(names):
        return False
    return tag == "p" or node.css_first("h1, h2, h3, h4, h5, h6, p, [role=heading]") is None


def _is_article(around: str) -> bool:
    tag, _, names = around.partition(" ")
    return tag in ("article", "main", "section") or "article" in names


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
