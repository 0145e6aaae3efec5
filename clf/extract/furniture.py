"""What a line of a page is: headline, teaser, running text, or furniture (labels, buttons, bylines, dates)."""

from __future__ import annotations

import re

_CUT = re.compile(r"(?:\.\.\.|…)[\"'”’)\]\s]*$|\[(?:\.\.\.|…)\]$")
_INNER_CUT = re.compile(r"\S(?:\.\.\.|…) \S")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")
_SENTENCE_BREAK = re.compile(r"[a-z0-9)”\"][.!?][\"”’)]* [\"“‘]?[A-ZА-ЯÀ-Þ]")
_LABEL = re.compile(
    r"""^(?:
    (?:more|read|see|watch|also|related|recommended|popular|trending|latest|top|most|editors?.?\s(?:choice|picks?)|you\smay|
       you\smight|dont\smiss|don.t\smiss|in\sother\snews|from\sthe\sweb|around\sthe\sweb|sponsored|promoted|partner)
       \b[\w\s’']{0,30}[:.…]?$ |
    (?:share|tweet|follow|subscribe|sign\s(?:in|up)|log\s?in|menu|search|home|contact|about\sus|advert\w*|cookies?|
       accept|privacy|terms|newsletter|comments?|leave\sa|reply|print|email|e-mail|copy\slink|tags?|topics?|categor\w+|
       source|photo|image|picture|video|credit|getty|illustrat\w+|by|author|written\sby|updated|published|posted|
       last\supdated|back\sto|load\smore|show\smore|view\sall|all\srights|copyright|©|\(c\)|follow\sus)\b.{0,70}$ |
    (?:\S*(?:_img|\.jpe?g|\.png|\.webp)\S*)+$ |
    https?://\S+$ |
    [\W\d]*$ |
    (?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b.{0,40}$ |
    \d{1,2}[\s.:/-]\w+.{0,30}\d{2,4}\D{0,12}$ |
    (?:january|february|march|april|may|june|july|august|september|october|november|december)\s\d.{0,25}$ |
    \d+\s(?:min\w*|hours?|days?|comments?|views?|shares?|likes?)\b.{0,20}$
    )""",
    re.I | re.X,
)
LEAST_WORDS, MOST_WORDS, MOST_CHARS = 3, 30, 240
_PARAGRAPH = 140  # characters beyond which a line that ends a sentence is running text


def words(line: str) -> int:
    """Number of words."""
    return sum(any(c.isalnum() for c in word) for word in line.split())


def is_furniture(line: str) -> bool:
    """Whether ``line`` is a label, button, byline, date or caption.

    >>> is_furniture("Share this post:"), is_furniture("More trains stop at night after a fire in the tunnel")
    (True, False)
    """
    return words(line) < LEAST_WORDS or (bool(_LABEL.match(line)) and not line.endswith("?"))


def is_cut(line: str) -> bool:
    """Whether ``line`` was cut off at its end."""
    return bool(_CUT.search(line))


def is_teaser(line: str) -> bool:
    """Whether ``line`` reads like a teaser: cut off, or a sentence with its full stop."""
    return is_cut(line) or (line.endswith((".", ".”", '."', ".'")) and words(line) > 3)


def may_be_teaser(line: str) -> bool:
    """Whether ``line``, standing where a teaser may, could be one: cut somewhere, or more than a headline."""
    return is_teaser(line) or bool(_INNER_CUT.search(line)) or words(line) > MOST_WORDS or is_prose(line)


def is_prose(line: str) -> bool:
    """Whether ``line`` is a paragraph of running text: several sentences, or one long one; or a quotation's tail."""
    if re.match(r"[-–—] ?\w", line) and line.endswith((".", ",")):
        return True
    return not is_cut(line) and bool(_SENTENCE_END.search(line)) and (
        len(line) > _PARAGRAPH or (bool(_SENTENCE_BREAK.search(line)) and line.endswith((".", ".”", '."')))
    )


def is_headline(line: str) -> bool:
    """Whether ``line`` reads like a headline: not too short or long, and no sentence with a full stop.

    >>> is_headline("Van hits bridge, nobody hurt"), is_headline("A van has hit a bridge.")
    (True, False)
    """
    if is_furniture(line) or words(line) > MOST_WORDS or len(line) > MOST_CHARS:
        return False
    return not is_prose(line) and not line.endswith((".", ",", ";", ":")) and not line[0].islower()
