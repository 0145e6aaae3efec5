"""Pages, feeds and pasted text as headline blocks."""

from __future__ import annotations

from clf.pages.decode import encoding_of, text_of
from clf.pages.feed import feed_blocks, is_feed
from clf.pages.html.guard import parsed
from clf.pages.read import looks_like_page, read_blocks

__all__ = ["encoding_of", "feed_blocks", "is_feed", "looks_like_page", "parsed", "read_blocks", "text_of"]
