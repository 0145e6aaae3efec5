"""Text of others inside Streamlit's Markdown, shown as it is."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BREAK = "\N{WORD JOINER}"  # invisible
# What Streamlit rewrites even in escaped text: emoji names, links and addresses, typed arrows and the like.
_REWRITTEN = re.compile(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?<=@)(?=\S)|(?<=[<>~=-])(?=[<>=-])", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


def literal(text: str, longest: int | None = None) -> str:
    """``text`` on one line, with nothing in it that Markdown acts on; cut to ``longest`` characters if given.

    >>> literal("[win](http://x) *now*")[:6]
    '\\\\[win\\\\'
    >>> literal("A long teaser that goes on", longest=13)
    'A long teaser…'
    """
    text = _BLANKS.sub(" ", text).strip()
    if longest is not None and len(text) > longest:
        text = text[:longest].rstrip() + "…"
    return _PUNCTUATION.sub(r"\\\g<0>", _REWRITTEN.sub(_BREAK, text))
