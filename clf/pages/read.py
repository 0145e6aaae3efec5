"""Text a moderator has, as headline blocks: a page as HTML or as text, or one headline a line."""

from __future__ import annotations

from dataclasses import replace

from clf.limits import without_long_address
from clf.pages.decode import decode_page
from clf.pages.detect import Kind, kind_of, looks_like_page
from clf.pages.feed import Report
from clf.types import HeadlineBlock

__all__ = ["Kind", "decode_page", "kind_of", "looks_like_page", "read_blocks"]


def read_blocks(
    text: str | bytes, source: str = "", *, url: str = "", charset: str = "", report: Report | None = None
) -> list[HeadlineBlock]:
    """The headline blocks of ``text`` in reading order; what it is is told by its content. Never raises.

    ``source`` is noted in each block. ``url``, the address of the page, makes its links absolute. Bytes are decoded
    by `decode_page`, with ``charset`` as the sender named it. The same headline is given once, with its teaser.
    ``report`` is told, in one line each, of addresses that are too long and were left out.

    >>> [block.headline for block in read_blocks("Council approves the budget\\nWhy you should care\\n")]
    ['Council approves the budget', 'Why you should care']
    """
    if isinstance(text, bytes):
        text = decode_page(text, charset)
    kind = kind_of(text)
    if kind in (Kind.HTML, Kind.MARKDOWN):
        from clf.pages.html.page import html_blocks  # only here is a parser needed
        from clf.pages.markdown import as_html

        found = html_blocks(as_html(text) if kind is Kind.MARKDOWN else text, url)
    else:
        from clf.pages.text import line_pairs, page_pairs

        pairs = page_pairs(text) if kind is Kind.PAGE else line_pairs(text)
        found = [HeadlineBlock(h, t, u, found="text") for h, t, u in pairs]
    first: dict[str, HeadlineBlock] = {}
    for block in found:
        kept = first.setdefault(block.headline.casefold(), block)
        if not kept.teaser and block.teaser:
            first[block.headline.casefold()] = replace(kept, teaser=block.teaser, url=kept.url or block.url)
    kept_blocks = (without_long_address(block, source or "page", report) for block in first.values())
    return [replace(block, source=source, position=position) for position, block in enumerate(kept_blocks)]
