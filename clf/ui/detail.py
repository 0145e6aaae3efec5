"""One block, and why it got its score."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from clf import Band, Explanation, HeadlineBlock
from clf.block import Field
from clf.ui.bars import strongest
from clf.ui.chart import contribution_chart
from clf.ui.highlight import highlight
from clf.ui.literal import literal
from clf.ui.palette import INK, shade
from clf.ui.wording import arithmetic, badge, percent, signed

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
