"""A page as HTML: headings and links that are headlines, with the text under them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from clf.extract.furniture import MOST_CHARS, MOST_WORDS, is_furniture, words
from clf.extract.plaintext import Pair

_NOISE = (
    "script, style, noscript, template, svg, iframe, form, button, nav, footer, figcaption, dialog, "
    "[hidden], [aria-hidden=true], [role=navigation], [role=contentinfo], [role=dialog]"
)
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_TEASERS = "p, [class*=summary], [class*=teaser], [class*=excerpt], [class*=deck], [class*=standfirst], [class*=lead]"
_CARD_LEVELS = 5  # elements above a headline that may be its card
_BODY = 3  # paragraphs beside an unlinked heading that make it a subheading
_LEAST_HEADING_WORDS = 4  # a shorter heading without a link is the label of a section
_LEAST_LINK_WORDS = 4  # a link without a heading must say more to be a headline


def html_pairs(text: str) -> Iterator[Pair]:
    """Headlines of a page in document order, each with its teaser and address where it has them."""
    tree = LexborHTMLParser(text)
    base = _attribute(tree, "base", "href") or _attribute(tree, "link[rel=canonical]", "href")
    for node in tree.css(_NOISE):
        node.decompose()
    for node in tree.css("header"):
        if not any(above.tag in ("article", "main", "section") for above in _above(node, 99)):
            node.decompose()  # the masthead; an article's own header is in the article
    found = False
    headlines = [node for node in tree.css(f"{_HEADINGS}, a") if _is_headline(node)]
    ids = {node.mem_id for node in headlines}
    for node in headlines:
        url = _url(node, base)
        if url or node.tag == "h1" or not _is_subheading(node):
            found = True
            yield _text(node), _teaser(node, ids), url
    title = _attribute(tree, "meta[property='og:title']", "content")
    if not found and title:
        yield title, _attribute(tree, "meta[property='og:description']", "content"), base


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return " ".join((node.attributes.get(name) or "").split()) if node else ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _is_headline(node: LexborNode) -> bool:
    text = _text(node)
    if len(text) > MOST_CHARS or words(text) > MOST_WORDS or is_furniture(text):
        return False
    if node.tag != "a":
        return node.tag == "h1" or words(text) >= _LEAST_HEADING_WORDS or bool(_url(node, ""))
    if words(text) < _LEAST_LINK_WORDS or node.css_first(f"{_HEADINGS}, p"):
        return False
    return not any(above.tag in ("p", *_HEADINGS.split(", ")) for above in _above(node, 8))


def _above(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and levels:
        yield parent
        parent, levels = parent.parent, levels - 1


def _is_subheading(node: LexborNode) -> bool:
    """Whether an unlinked heading stands between the paragraphs of an article's body."""
    parent = node.parent
    if parent is None:
        return False
    return sum(child.tag == "p" for child in parent.iter()) >= _BODY and parent.css_first("h1, a[href] h2") is not node


def _url(node: LexborNode, base: str) -> str:
    link = node if node.tag == "a" else node.css_first("a[href]")
    if link is None:
        link = next((above for above in _above(node, 3) if above.tag == "a"), None)
    href = ((link.attributes.get("href") or "") if link else "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return ""
    try:
        return urljoin(base, href)
    except ValueError:  # no address: "http://[" and the like
        return ""


def _teaser(node: LexborNode, headlines: set[int]) -> str:
    """The first text after the headline in its card: the largest element around it with no other headline in it."""
    card = None
    for above in _above(node, _CARD_LEVELS):
        if above.tag in ("body", "html") or any(
            other.mem_id in headlines and other.mem_id != node.mem_id for other in above.css(f"{_HEADINGS}, a")
        ):
            break
        card = above
    if card is not None:
        own = _text(node)
        for text in map(_text, card.css(_TEASERS)):
            if text and text not in own and own not in text and not is_furniture(text):
                return text
        return ""
    after = node.next
    while after is not None and after.tag in ("-text", "time", "span", "img", "figure", "div", "_comment"):
        after = after.next
    return _text(after) if after is not None and after.tag == "p" and not is_furniture(_text(after)) else ""
