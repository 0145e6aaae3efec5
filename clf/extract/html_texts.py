"""What the text of a link or heading is: a headline, a teaser, a button."""

from __future__ import annotations

import re
from functools import lru_cache

from clf.extract.furniture import MOST_CHARS, MOST_WORDS, is_furniture, words

NUMBERED = re.compile(r"#?\d{1,3}[.):] ")
_TRAILING_TIME = re.compile(
    r"\s*[-–—|•·]?\s*(?:\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*(?: \d{4})?|\d+ ?(?:m|min\w*|"
    r"h|hrs?|hours?|days?) ago)$",
    re.I,
)
_LEADING_KIND = re.compile(
    r"^(?:(?:full article|video|watch|audio|gallery|previous|next|read more|read next|read also|related|"
    r"see also)\s*[:|>»–-]\s*|PREVIOUS |Video )",
    re.I,
)
_COMMANDS = re.compile(
    r"^(?:sign (?:up|in)|log ?in|subscribe|download|install|follow|share|tweet|email|get (?:the|our|your|news)|"
    r"view (?:all|more|offer)|see (?:all|more)|"
    r"show (?:all|more|\d)|load more|read (?:more|full|about our)|skip to|click here|report (?:a|this)|learn more|"
    r"contact|about (?:us|our|the)|terms|privacy|"
    r"do not sell|manage|accept|advertise|submit a|enter to win|back to|go to|join (?:our|the|us)|full coverage|"
    r"more (?:from|on|in|about)|"
    r"on now|watch live|live now|copyright|all rights|jump to|comments? |leave a|continue reading|why you can trust|"
    r"forgot)\b",
    re.I,
)


def is_teaser_text(text: str) -> bool:
    """Whether a text beside a headline says enough to be its teaser."""
    return words(text) >= 4 and not is_furniture(text) and not _COMMANDS.match(text)


def tidy(text: str) -> str:
    """A headline without the kind in front ("Video") and the date behind.

    >>> tidy("Video Storm reaches the coast 7 April 2020")
    'Storm reaches the coast'
    """
    if len(text) > 4 * MOST_CHARS:
        return text
    return _TRAILING_TIME.sub("", _LEADING_KIND.sub("", text)).strip(" |›»>")


@lru_cache(4096)
def reads(text: str, least: int) -> bool:
    """Whether ``text`` can be a headline of at least ``least`` words: no button, label, byline or paragraph."""
    count = words(text)
    if not least <= count <= MOST_WORDS or len(text) > MOST_CHARS or _COMMANDS.match(text):
        return False
    return not is_furniture(text) if count >= 3 else not is_furniture(f"{text} x x")
