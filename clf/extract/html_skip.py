"""Which elements of a page hold nothing a reader takes for content, and which only look as if they did.

Names and tags mislead where a template wraps the whole page: ASP.NET in one `<form>`, a theme in a box called
"menu-on". So before a box is left out it is asked whether stories stand in it. An element below a box that was kept
for that reason is not asked the same again, so each question visits a node once.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from clf.extract.html_words import names_furniture, names_minor

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
