"""A headline as HTML, each word shaded by what it adds to the score. Whatever the text holds stays text.

One block, and why it got its score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

import streamlit as st

from clf import Band, Explanation, HeadlineBlock
from clf.app.charts import INK, contribution_chart, shade, strongest
from clf.app.format import arithmetic, badge, literal, percent, signed
from clf.types import Field, WordPart

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


_MOST_REASONS, _MOST_WHAT_IFS = 6, 4
_LEAST_CHANGE = 0.01  # of probability
_TEXT = "unicode-bidi:isolate;overflow-wrap:anywhere"


def draw_detail(explanation: Explanation, band: Callable[[float], Band]) -> None:
    """Headline and teaser with shaded words, then reasons, chart, arithmetic and what-ifs.

    ``band`` tells the band of a probability, for the what-ifs.
    """
    score = explanation.score
    st.header(f"{percent(score.probability)} {badge(score.band)}", anchor=False)
    st.html(_shaded(explanation))
    st.subheader("Reasons", anchor=False)
    with st.container(key="reasons"):
        st.markdown(reasons_text(explanation))
    st.subheader("What each word and cue adds", anchor=False)
    _draw_chart(explanation)
    st.subheader("What if a word were not there", anchor=False)
    with st.container(key="what_ifs"):
        st.markdown(_what_ifs(explanation, band))


def draw_unsupported(block: HeadlineBlock) -> None:
    """A block that was not scored, for the model was not trained on its language."""
    st.header(badge(Band.UNSUPPORTED), anchor=False)
    st.markdown(f"**{literal(block.headline)}**")
    st.markdown(literal(block.teaser))
    st.caption("The model was not trained for this language, as far as can be told, so the block was not scored.")


def _shaded(explanation: Explanation) -> str:
    def html(field: Field, text: str, style: str) -> str:
        parts = [part for part in explanation.words if part.span.field == field]
        return f'<div dir="auto" data-field="{field}" style="{_TEXT};{style}">{highlight(text, parts)}</div>'

    block = explanation.block
    headline = html("headline", block.headline, "font-size:1.4rem;font-weight:600;line-height:1.5")
    teaser = html("teaser", block.teaser, "margin-top:.4rem;line-height:1.6") if block.teaser else ""
    key = _key(1, "solid", "towards clickbait") + _key(-1, "dotted", "towards plain news")
    return f'{headline}{teaser}<div style="font-size:.8rem;margin-top:.75rem">{key}</div>'


def _key(direction: int, line: str, text: str) -> str:
    style = f"background-color:{shade(direction, 0.3)};border-bottom:2px {line} {shade(direction, 1)}"
    return f'<span style="{style};padding:0 .3rem;margin-right:.5rem">{text}</span>'


def reasons_text(explanation: Explanation, most: int = _MOST_REASONS) -> str:
    """The ``most`` first reasons as a list in Markdown, the strongest first."""
    lines = []
    for reason in explanation.reasons[:most]:
        if reason.contribution:
            colour, sign = ("orange", "▲") if reason.contribution > 0 else ("blue", "▼")
            lines.append(f"- :{colour}[{sign}\xa0{signed(reason.contribution)}] {literal(reason.text)}")
        else:
            lines.append(f"- **!** {literal(reason.text)}")
    return "\n".join(lines) or "No single word or cue stands out."


def _draw_chart(explanation: Explanation) -> None:
    shown, rest = strongest(explanation)
    if shown:
        numbers = "; ".join(f"{bar.label} {signed(bar.contribution)}" for bar in shown)
        chart = contribution_chart(shown, INK[st.context.theme.type or "light"])
        st.altair_chart(chart, width="stretch", alt=f"Log-odds each adds: {numbers}")
    others = f" What is not drawn adds up to {signed(sum(bar.contribution for bar in rest))}." if rest else ""
    st.caption(f"In all: {arithmetic(explanation)}.{others}")


def _what_ifs(explanation: Explanation, band: Callable[[float], Band]) -> str:
    score = explanation.score
    lines = []
    for what_if in explanation.what_ifs[:_MOST_WHAT_IFS]:
        if abs(what_if.probability - score.probability) >= _LEAST_CHANGE:
            then = band(what_if.probability)
            change = f" {badge(then)}" if then is not score.band else ""
            lines.append(f"- without “{literal(what_if.text)}”: **{percent(what_if.probability)}**{change}")
    return "\n".join(lines) or "No word decides it alone: without any one of them it scores about the same."
