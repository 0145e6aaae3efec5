"""Text of others inside Streamlit's Markdown, shown as it is.

How numbers and bands are put into words on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from clf.types import Band, Explanation

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


SIGNS = {Band.CLICKBAIT: "▲", Band.UNSURE: "◆", Band.FINE: "▼", Band.UNSUPPORTED: "?"}
COLOURS = {Band.CLICKBAIT: "orange", Band.UNSURE: "gray", Band.FINE: "blue", Band.UNSUPPORTED: "violet"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def percent(probability: float) -> str:
    """A probability as moderators read it: never a false 0 % or 100 %.

    >>> percent(0.724), percent(0.9991), percent(0.0002), percent(float("nan"))
    ('72\\xa0%', '>99\\xa0%', '<1\\xa0%', '–')
    """
    if probability != probability:  # not scored
        return "–"
    if probability > 0.995:
        return ">99\xa0%"
    return "<1\xa0%" if probability < 0.005 else f"{probability * 100:.0f}\xa0%"


def when(moment: int | None, form: str = "%d %b %Y %H:%M") -> str:
    """A time in microseconds since 1970 as UTC; a dash where there is none, or none that a calendar has.

    >>> when(1_700_000_000_000_000), when(1_700_000_000_000_000, "%d %b %H:%M"), when(9 * 10**18), when(None)
    ('14 Nov 2023 22:13', '14 Nov 22:13', '–', '–')
    """
    try:
        return "–" if moment is None else (_EPOCH + timedelta(microseconds=moment)).strftime(form)
    except (OverflowError, ValueError):
        return "–"


def badge(band: Band) -> str:
    """Streamlit's Markdown for a band: a sign, its name and a colour.

    >>> badge(Band.FINE)
    ':blue-badge[▼ fine]'
    """
    return f":{COLOURS[band]}-badge[{SIGNS[band]} {band.value}]"


def signed(contribution: float) -> str:
    """Log-odds with a sign, and a sign that is as wide as the other.

    >>> signed(0.514), signed(-0.5), signed(-0.001)
    ('+0.51', '−0.50', '+0.00')
    """
    return f"{round(contribution, 2) + 0.0:+.2f}".replace("-", "−")


def counts(bands: Iterable[Band]) -> str:
    """How many blocks there are of each band.

    >>> counts([Band.FINE, Band.CLICKBAIT, Band.FINE])
    '3 blocks: 1 clickbait, 0 unsure, 2 fine'
    """
    number = Counter(bands)
    each = ", ".join(f"{number[band]} {band.value}" for band in Band if number[band] or band is not Band.UNSUPPORTED)
    return f"{_several(number.total(), 'block')}: {each}"


def arithmetic(explanation: Explanation) -> str:
    """The sum behind a score, in one line.

    >>> import clf
    >>> arithmetic(clf.load().explain("Council meets")).startswith("start ")
    True
    """
    words = sum(part.contribution for part in explanation.words)
    cues = sum(part.contribution for part in explanation.cues)
    return (
        f"start {signed(explanation.intercept)}, "
        f"{_several(len(explanation.words), 'word')} {signed(words)}, "
        f"{_several(len(explanation.cues), 'cue')} {signed(cues)} "
        f"= {signed(explanation.log_odds)} log-odds, which is {percent(explanation.score.probability)}"
    )


def teaser_rule(share: float) -> str:
    """What a teaser does to a score.

    >>> teaser_rule(0.25)
    'A word in the teaser counts 25\\xa0% as much as one in the headline; a cut-off “…” counts nothing.'
    """
    if not share:
        return "The teaser is shown but not scored."
    much = percent(share)
    return f"A word in the teaser counts {much} as much as one in the headline; a cut-off “…” counts nothing."


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
