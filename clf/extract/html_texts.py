"""What the text of a link or heading is: a headline, a teaser, a button."""

from __future__ import annotations

import re
from functools import lru_cache

from clf.extract.furniture import MOST_CHARS, MOST_WORDS, is_furniture, words

MOST_HEADING_WORDS = 48  # of what a page marks as a headline
NUMBERED = re.compile(r"#?\d{1,3}[.):] ")
_TRAILING_TIME = re.compile(
    r"(?<!\s)\s*+(?:[-–—|•·]\s*+)?(?:\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*(?: \d{4})?|"
    r"(?<!\d)\d++ ?(?:m|min\w*|h|hrs?|hours?|days?) ago)$",
    re.I,
)
_LEADING_KIND = re.compile(
    r"^(?:(?:full article|video|watch|audio|gallery|previous|next|read more|read next|read also|related|"
    r"see also)\s*[:|>»–-]\s*|PREVIOUS |Video )",
    re.I,
)
_COMMANDS = re.compile(
    r"^(?:sign (?:up|in)|log ?in|subscribe|unsubscribe|download|install|follow|share|tweet|email|"
    r"get (?:the|our|your|news)|view (?:all|more|offer|this|in|the|your)|see (?:all|more|full)|browse|"
    r"show (?:all|more|\d)|load more|read (?:more|full|about our)|skip to|click here|report (?:a|this)|learn more|"
    r"contact|about (?:us|our|the)|terms|privacy|do not sell|manage|accept|advertise|submit a|enter (?:to win|our)|"
    r"back to|go to|join (?:our|the|us)|full coverage|more (?:from|on|in|about)|change (?:what|your|how)|update your|"
    r"reset your|send us|order your|support (?:us|our|local|independent)|on now|watch live|live now|copyright|"
    r"all rights|jump to|comments?(?: (?:on|are|policy|\(?\d)|$)|leave a|continue reading|why you can trust|forgot)\b",
    re.I,
)
_OF_THE_HOUSE = re.compile(  # what a command to the reader goes on to name, and a headline hardly does
    r"\b(?:our|(?:follow|contact|join|send|support|tell|about|with|to|from) us|your|newsletters?|inbox|account|"
    r"by email|via|trust|corrections?|typo|error|problem|facebook|twitter|whatsapp|cookies?|conditions|of use|"
    r"free trial|read more|forum|subscription|"
    r"this (?:site|page|story|article|post|email|list|newsletter|with|on))\b",
    re.I,
)
_INVITES = re.compile(r"^(?:get an?|register|try|become|buy|start your|win|donate|listen|apply|book|order)\b", re.I)
_FEW = 4  # words up to which what begins like a command is one
_READING = re.compile(r"\d\s?°|[+\-−–▲▼]\s?\d[\d.,]*\s?%|[▲▼]")  # of a thermometer, of a stock exchange


def is_command(text: str, surely: bool = True) -> bool:
    """Whether a text tells the reader what to do here, rather than what has happened; or may do so, if not ``surely``.

    >>> is_command("Share this story with your friends"), is_command("Share prices fall after bank warning")
    (True, False)
    """
    if not _COMMANDS.match(text):
        return not surely and bool(_INVITES.match(text))
    return not surely or words(text) <= _FEW or bool(_OF_THE_HOUSE.search(text))


def addresses_reader(text: str) -> bool:
    """Whether a text speaks of what a site offers its readers ("our", "your", "newsletter").

    >>> addresses_reader("Send us your news and pictures")
    True
    """
    return bool(_OF_THE_HOUSE.search(text))


def is_reading(text: str) -> bool:
    """Whether a text is a line of a weather box or of a list of prices.

    >>> is_reading("Lowmark now: 6°C, light rain and wind"), is_reading("Grain deal extended by 60 days")
    (True, False)
    """
    return bool(_READING.search(text))


def is_teaser_text(text: str) -> bool:
    """Whether a text beside a headline says enough to be its teaser."""
    return words(text) >= 4 and not is_furniture(text) and not is_command(text)


def tidy(text: str) -> str:
    """A headline without the kind in front ("Video") and the date behind.

    >>> tidy("Video Storm reaches the coast 7 April 2020")
    'Storm reaches the coast'
    """
    if len(text) > 4 * MOST_CHARS:
        return text
    return _TRAILING_TIME.sub("", _LEADING_KIND.sub("", text)).strip(" |›»>")


@lru_cache(4096)
def reads(text: str, least: int, most: int = MOST_WORDS) -> bool:
    """Whether ``text`` can be a headline of so many words: no button, label, byline or paragraph."""
    count = words(text)
    if not least <= count <= most or len(text) > MOST_CHARS or is_command(text):
        return False
    return not is_furniture(text) if count >= 3 else not is_furniture(f"{text} x x")
