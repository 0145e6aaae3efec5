"""What a line of a page reads like: a headline, a teaser, or running text."""

from __future__ import annotations

import re

from clf.extract.furniture import is_furniture, words

MOST_WORDS, MOST_CHARS = 30, 240  # of a headline
_LEAST_SENTENCE = 3  # words; "The end." is no sentence of a text
_PARAGRAPH = 140  # characters beyond which a line that ends a sentence is running text
_CLOSERS = r"[\"'”’»)\]]"
_CUT = re.compile(rf"(?:\.\.\.|…){_CLOSERS}*$")
_INNER_CUT = re.compile(r"\S(?:\.\.\.|…) \S")
_STOP = re.compile(rf"\.{_CLOSERS}*$")
_END = re.compile(rf"[.!?]{_CLOSERS}*$")
_BREAK = re.compile(rf"[a-z0-9)”\"][.!?]{_CLOSERS}* [\"“‘«]?[A-ZА-ЯÀ-Þ]")
_ABBREVIATION = re.compile(r"(?:\b[A-Za-z]\.){2,}$|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|St|vs)\.$")


def is_cut(line: str) -> bool:
    """Whether ``line`` was cut off at its end."""
    return bool(_CUT.search(line))


def is_sentence(line: str) -> bool:
    """Whether ``line`` ends with a full stop that is not the dot of an abbreviation.

    >>> is_sentence("A van hit the bridge."), is_sentence("Van hits bridge in Washington D.C.")
    (True, False)
    """
    if is_cut(line) or words(line) <= _LEAST_SENTENCE or not _STOP.search(line):
        return False
    return len(line) > MOST_CHARS // 2 or not _ABBREVIATION.search(line[-12:])


def is_prose(line: str) -> bool:
    """Whether ``line`` is a paragraph of running text: several sentences, or one long one."""
    if is_cut(line) or not _END.search(line):
        return False
    return len(line) > _PARAGRAPH or (bool(_BREAK.search(line)) and is_sentence(line))


def is_teaser(line: str) -> bool:
    """Whether ``line`` can only be a teaser or running text: cut off, or a sentence with its full stop."""
    return is_cut(line) or is_sentence(line)


def may_be_teaser(line: str) -> bool:
    """Whether ``line``, standing under a headline, is its teaser: also one cut in the middle, or too long."""
    return is_teaser(line) or is_prose(line) or bool(_INNER_CUT.search(line)) or words(line) > MOST_WORDS


def is_headline(line: str) -> bool:
    """Whether ``line`` reads like a headline: not too short or long, and no sentence with a full stop.

    >>> is_headline("Van hits bridge, nobody hurt"), is_headline("A van has hit a bridge.")
    (True, False)
    """
    if len(line) > MOST_CHARS or words(line) > MOST_WORDS or is_furniture(line):
        return False
    first = line.split(maxsplit=1)[0]
    if first[0].islower() and first.islower():  # "iPhone" may begin a headline
        return False
    return not is_prose(line) and not is_sentence(line) and not line.endswith((",", ";", ":"))
