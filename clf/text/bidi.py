"""Text under a direction override, in the order in which people read it (Unicode UAX #9, for Latin letters)."""

from __future__ import annotations

from itertools import groupby

from clf.text.characters import extends
from clf.text.unmask import Disguise, Line

LRO, RLO = "\u202d", "\u202e"
OVERRIDES = frozenset((LRO, RLO))
_EMBEDDINGS, _ISOLATES = "\u202a\u202b", "\u2066\u2067\u2068"
_PDF, _PDI = "\u202c", "\u2069"
_CONTROLS = frozenset([LRO, RLO, *_EMBEDDINGS, *_ISOLATES, _PDF, _PDI])
_ENDS = frozenset("\n\r\x1c\x1d\x1e\x85\u2029")  # of a paragraph: no control reaches further
_DEEPEST = 8
_NEARBY = "\u0590"  # letters before it are written from left to right


def reorder(line: Line, found: list[Disguise]) -> None:
    """Reverse, in place, what a right-to-left override shows reversed. Embeddings do not turn Latin letters round."""
    if RLO not in line.chars:
        return
    levels = _levels(line.chars)
    at, turned = 0, []
    for inside, run in groupby(levels, bool):
        size = len(list(run))
        letters = sum(c.isalpha() and c < _NEARBY for c in line.chars[at : at + size]) if inside else 0
        if letters:
            turned.append((at, at + size))
        elif inside:
            levels[at : at + size] = [0] * size
        at += size
    if not turned:
        return
    found += [Disguise("direction", *line.span(a, b)) for a, b in turned]
    units: list[list[int]] = []  # a character with its marks stays together
    for i, char in enumerate(line.chars):
        if units and extends(char) and levels[i] == levels[units[-1][0]]:
            units[-1].append(i)
        else:
            units.append([i])
    for level in range(max(levels), 0, -1):
        ordered: list[list[int]] = []
        begin = 0
        for end in range(1, len(units) + 1):
            if end == len(units) or (levels[units[end][0]] >= level) != (levels[units[begin][0]] >= level):
                part = units[begin:end]
                ordered += part[::-1] if levels[part[0][0]] >= level else part
                begin = end
        units = ordered
    line.keep([i for unit in units for i in unit if line.chars[i] not in _CONTROLS])


def _levels(chars: list[str]) -> list[int]:
    """How often each character is turned round: odd for reversed."""
    level = isolates = 0
    levels: list[int] = []
    stack: list[tuple[int, bool]] = []  # levels to go back to, and whether an isolate began there
    for char in chars:
        if char in _ENDS:
            level = isolates = 0
            stack.clear()
        elif char in OVERRIDES or char in _EMBEDDINGS or char in _ISOLATES:
            stack.append((level, char in _ISOLATES))
            isolates += char in _ISOLATES
            if level % 2 != (char == RLO) and level < _DEEPEST:
                level += 1
        elif char == _PDF:
            if stack and not stack[-1][1]:
                level = stack.pop()[0]
        elif char == _PDI and isolates:
            while not stack[-1][1]:
                stack.pop()
            level = stack.pop()[0]
            isolates -= 1
        levels.append(level)
    end = len(chars)
    while end and (chars[end - 1].isspace() or chars[end - 1] in _CONTROLS):  # UAX #9, rule L1
        end -= 1
        levels[end] = 0
    return levels
