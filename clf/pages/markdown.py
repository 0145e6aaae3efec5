"""A page as Markdown, as reader services and note-taking programs save it, made HTML again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_HEADING = re.compile(r"^ {0,3}#{1,6} +\S", re.M)
_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?://|/)[^\s()]{1,1000}(?: \"[^\"\n]{0,200}\")?\)")
_READER = re.compile(  # what reader services put before the page
    r"\A\s*+Title: (?P<title>[^\n]*)\n+URL Source: [^\n]*\n+(?:Published Time: [^\n]*\n+)?(?:Markdown Content:\n)?"
)
_LEAST_LINKS = 2
_PART = 20_000  # characters read at once


def is_markdown(text: str) -> bool:
    """Whether ``text`` has headings and links, or links by the handful, as Markdown writes them.

    >>> is_markdown("# News\\n\\n[Mayor resigns](https://post.example/a)\\n"), is_markdown("Mayor resigns\\n#news")
    (True, False)
    """
    headings, links = len(_HEADING.findall(text)), len(_LINK.findall(text))
    return links > _LEAST_LINKS or (headings > 0 and links > 0) or headings > _LEAST_LINKS


def as_html(text: str) -> str:
    """``text`` as HTML.

    >>> as_html("# Mayor resigns")
    '<html><head><title></title></head><body><h1>Mayor resigns</h1>\\n</body></html>'
    """
    from markdown_it import MarkdownIt  # only here is it needed

    head = _READER.match(text)
    title = escape(head["title"]) if head else ""
    markdown = MarkdownIt("commonmark")
    body = "".join(markdown.render(part) for part in _parts(text[head.end() :] if head else text))
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def _parts(text: str) -> Iterator[str]:
    """``text`` cut between paragraphs into parts of bounded size, for a parser that need not be linear."""
    start = 0
    while len(text) - start > _PART:
        cut = max(text.rfind("\n\n", start, start + _PART), start)
        cut = cut if cut > start else max(text.rfind("\n", start, start + _PART), start)
        cut = cut if cut > start else start + _PART
        yield text[start:cut]
        start = cut
    yield text[start:]
