"""Markup made safe to parse: nesting as deep as browsers allow, no formatting elements to reconstruct.

An HTML5 tree builder takes quadratic time on elements nested without end, and copies every open formatting element
(`<b>`, `<i>`, ...) into each paragraph that follows. Both are cut off here, in one pass over the tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

_DEEPEST = 256  # levels; browsers flatten at 512, news pages stay below 60
_FORMATTING = re.compile(r"<(/?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.I)
_TAG = re.compile(r"<(/?)([a-z][^\s/><]*+)((?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+)", re.I)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_SELF_CLOSING = frozenset(["p", "li", "option", "dt", "dd", "tr", "td", "th"])  # an open one is closed by the next
_TELLING = frozenset(["a", "h1", "h2", "h3", "h4", "h5", "h6"])  # kept a little deeper: headlines
_RAW = {name: re.compile(rf"</{name}", re.I) for name in ("script", "style", "textarea", "title")}
_ATTRIBUTE = re.compile(r"\s(?:[^\s=\"'>]++(?:\s*=\s*(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?)")
_LONG_TAG, _MOST_ATTRIBUTES = 2000, 300
_DRAWING = re.compile(r"<(/?)svg(?=[\s>])", re.I)
_CONTROL = str.maketrans({0: "\ufffd"})


def parsed(markup: str) -> LexborHTMLParser:
    """The tree of ``markup``, made safe by `guarded`. Nothing else in the package may call the parser."""
    return LexborHTMLParser(guarded(markup))


def guarded(markup: str) -> str:
    """``markup`` with formatting tags as `<span>` and start tags nested too deep left out; linear time.

    >>> guarded("<p>A <b>bold</b> claim")
    '<p>A <span>bold</span> claim'
    """
    markup = _FORMATTING.sub(r"<\1span", markup.translate(_CONTROL) if "\0" in markup else markup)
    markup = _without_drawings(markup)
    deep, crowded = _survey(markup)
    if crowded:
        markup = _cut(markup, crowded)
    return _flattened(markup) if deep else markup


def _without_drawings(markup: str) -> str:
    """Empties each `<svg>`: no text for a reader, and elements that XML's "/>" closes."""
    parts = []
    kept = start = 0
    for match in _DRAWING.finditer(markup):
        if not match[1]:
            start = match.end()
        elif start > kept:
            parts += [markup[kept:start], ">"]
            kept, start = match.start(), 0
    return "".join([*parts, markup[kept:]]) if parts else markup


def _cut(markup: str, spans: list[tuple[int, int]]) -> str:
    parts, kept = [], 0
    for start, end in spans:
        parts.append(markup[kept:start])
        kept = end
    return "".join([*parts, markup[kept:]])


def _tags(markup: str) -> Iterator[tuple[re.Match[str], bool, str]]:
    """Each tag, whether it closes, and its name in lower case; what stands in scripts and styles is no tag."""
    skip = 0
    for match in _TAG.finditer(markup):
        if match.start() < skip:
            continue
        name = match[2].lower()
        if name in _RAW and not match[1]:
            close = _RAW[name].search(markup, match.end())
            if close is None:
                return
            skip = close.start()
        yield match, bool(match[1]), name


def _survey(markup: str) -> tuple[bool, list[tuple[int, int]]]:
    """Whether elements nest too deep, and where attributes stand by the hundred: each is compared with all before."""
    opened: dict[str, int] = {}
    depth = deepest = 0
    crowded = []
    for match, closes, name in _tags(markup):
        start, end = match.span(3)
        if end - start > _LONG_TAG and len(_ATTRIBUTE.findall(match[3])) > _MOST_ATTRIBUTES:
            crowded.append((start, end))
        if name in _VOID or name in _SELF_CLOSING:
            continue
        count = opened.get(name, 0)
        if not closes:
            opened[name] = count + 1
            depth += 1
            deepest = max(deepest, depth)
        elif count:
            opened[name] = count - 1
            depth -= 1
    return deepest > _DEEPEST, crowded


def _flattened(markup: str) -> str:
    """Leaves out what would nest deeper, as browsers do: the text stays."""
    stack: list[str] = []
    opened: dict[str, int] = {}
    parts: list[str] = []
    kept = 0
    for match, closes, name in _tags(markup):
        drop = False
        if name in _VOID or name in _SELF_CLOSING or name in _RAW:
            continue
        if not closes:
            drop = len(stack) >= (2 * _DEEPEST if name in _TELLING else _DEEPEST)
            if not drop:
                stack.append(name)
                opened[name] = opened.get(name, 0) + 1
        elif opened.get(name):
            while stack:  # each element is pushed and popped once
                popped = stack.pop()
                opened[popped] -= 1
                if popped == name:
                    break
        else:
            drop = True  # closes nothing
        if drop:
            parts.append(markup[kept : match.start()])
            kept = match.end() + markup.startswith(">", match.end())
    parts.append(markup[kept:])
    return "".join(parts)
