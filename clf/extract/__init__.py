"""Text a moderator has, as headline blocks: a page as HTML or as text, or one headline a line."""

from __future__ import annotations

from clf.block import HeadlineBlock
from clf.extract.detect import Kind, kind_of, looks_like_page

__all__ = ["Kind", "kind_of", "looks_like_page", "read_blocks"]


def read_blocks(text: str, source: str = "") -> list[HeadlineBlock]:
    """The headline blocks of ``text`` in reading order; what it is is told by its content. Never raises.

    ``source`` is noted in each block. The same headline is given once.

    >>> [block.headline for block in read_blocks("Council approves the budget\\nWhy you should care\\n")]
    ['Council approves the budget', 'Why you should care']
    """
    kind = kind_of(text)
    if kind is Kind.HTML:
        from clf.extract.html import html_pairs  # only here is a parser needed

        pairs = html_pairs(text)
    else:
        from clf.extract.plaintext import line_pairs, page_pairs

        pairs = page_pairs(text) if kind is Kind.PAGE else line_pairs(text)
    first: dict[str, tuple[str, str, str]] = {}
    for headline, teaser, url in pairs:
        kept = first.get(headline.casefold())
        if kept is None:
            first[headline.casefold()] = (headline, teaser, url)
        elif not kept[1] and teaser:
            first[headline.casefold()] = (kept[0], teaser, kept[2] or url)
    return [HeadlineBlock(h, t, u, source, position) for position, (h, t, u) in enumerate(first.values())]
