"""What kind of text was given."""

from __future__ import annotations

import re
from enum import Enum

from clf.pages.furniture import is_label, is_prose, is_teaser
from clf.pages.markdown import is_markdown
from clf.pages.text import unquoted

_TAG = re.compile(r"<(?:!doctype|html|head|body|div|section|article|main|[uo]l|li|p|a|h[1-6]|span|meta)\b[^<]*>", re.I)
_ENOUGH = 200_000  # characters that tell the kind


class Kind(Enum):
    """Text as HTML, as Markdown, as the text of a page, or as one headline a line."""

    HTML = "html"
    MARKDOWN = "markdown"
    PAGE = "page"
    LINES = "lines"


def kind_of(text: str) -> Kind:
    """Tell by content. A page has blank lines, or lines that are teasers, paragraphs or labels rather than headlines.

    >>> kind_of("<p>Some text</p><h2>News</h2>"), kind_of("One headline\\nAnother one")
    (<Kind.HTML: 'html'>, <Kind.LINES: 'lines'>)
    """
    text = text[:_ENOUGH]
    if (text.lstrip("\ufeff \t\r\n").startswith("<") and _TAG.search(text)) or len(_TAG.findall(text)) >= 3:
        return Kind.HTML
    if is_markdown(text):
        return Kind.MARKDOWN
    lines = [line.strip() for line in unquoted(text).strip().splitlines()]
    filled = [line for line in lines if line]
    if len(filled) < 2:
        return Kind.LINES
    running = sum(is_prose(line) or is_teaser(line) for line in filled)
    labels = sum(is_label(line) for line in filled)
    if len(filled) < len(lines) or running >= 0.25 * len(filled) or (labels > 2 and labels >= 0.3 * len(filled)):
        return Kind.PAGE
    return Kind.LINES


def looks_like_page(text: str) -> bool:
    """Whether ``text``, the beginning of more, is of a page rather than of a list of headlines."""
    return kind_of(text) is not Kind.LINES
