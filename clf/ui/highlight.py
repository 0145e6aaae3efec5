"""A headline as HTML, each word shaded by what it adds to the score. Whatever the text holds stays text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from clf.block import WordPart
from clf.ui.palette import shade

LEAST = 0.05  # log-odds below which a word is not coloured
FULL = 1.2  # log-odds from which the colour is at its strongest
_FAINTEST, _STRONGEST = 0.10, 0.60


def highlight(text: str, parts: Iterable[WordPart]) -> str:
    """``text`` as escaped HTML in which the words of ``parts`` carry their contribution.

    All ``parts`` belong to ``text``. Direction shows in the line below a word too (solid: towards clickbait,
    dotted: towards plain news), for readers who do not see the colour.

    >>> highlight("Profit < 3%", [])
    'Profit &lt; 3%'
    """
    pieces = []
    cursor = 0
    for start, end, contribution in _disjoint(parts):
        pieces.append(escape(text[cursor:start]))
        pieces.append(_mark(text[start:end], contribution))
        cursor = end
    pieces.append(escape(text[cursor:]))
    return "".join(pieces)


def _disjoint(parts: Iterable[WordPart]) -> Iterator[tuple[int, int, float]]:
    """Spans in order; those that share a character (two words of one ligature) become one, with their sum."""
    start = end = 0
    total = 0.0
    for part in sorted(parts, key=lambda part: (part.span.start, part.span.end)):
        if part.span.start < end:
            end = max(end, part.span.end)
            total += part.contribution
        else:
            if end > start:
                yield start, end, total
            start, end, total = part.span.start, part.span.end, part.contribution
    if end > start:
        yield start, end, total


def _mark(word: str, contribution: float) -> str:
    title = f"{contribution:+.2f} towards {'clickbait' if contribution > 0 else 'plain news'}"
    if abs(contribution) < LEAST:
        return f'<span title="{contribution:+.2f}, next to nothing">{escape(word)}</span>'
    alpha = _FAINTEST + (_STRONGEST - _FAINTEST) * min(1.0, abs(contribution) / FULL)
    line = "solid" if contribution > 0 else "dotted"
    style = f"background-color:{shade(contribution, alpha)};border-bottom:2px {line} {shade(contribution, 1)}"
    return f'<span class="word" title="{title}" style="{style}">{escape(word)}</span>'
