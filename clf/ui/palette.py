"""The two colours of the page, told apart by colour-blind readers too (Okabe and Ito's set)."""

from __future__ import annotations

CLICKBAIT = "#D55E00"
NEWS = "#0072B2"
INK = {"light": "#2F2D2B", "dark": "#EDEBE8"}  # Streamlit's own text colours, for what it does not colour itself


def colour(contribution: float) -> str:
    """Colour of a contribution by its sign.

    >>> colour(0.3) == CLICKBAIT, colour(-0.3) == NEWS
    (True, True)
    """
    return CLICKBAIT if contribution > 0 else NEWS


def shade(contribution: float, alpha: float) -> str:
    """The same colour, let through to ``alpha``, so that it sits on light and on dark pages alike.

    >>> shade(1.0, 0.5)
    'rgba(213,94,0,0.50)'
    """
    red, green, blue = bytes.fromhex(colour(contribution)[1:])
    return f"rgba({red},{green},{blue},{alpha:.2f})"
