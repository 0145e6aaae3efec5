"""Markup made safe to parse: nesting as deep as browsers allow, no formatting elements to reconstruct.

An HTML5 tree builder takes quadratic time on elements nested without end, and copies every open formatting element
(`<b>`, `<i>`, ...) into each paragraph that follows. Both are cut off here, in one pass over the tags.
"""

from __future__ import annotations

import re

_DEEPEST = 256  # levels; browsers flatten at 512, news pages stay below 60
_FORMATTING = re.compile(r"<(/?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.I)
_TAG = re.compile(r"<(/?)([a-z][^\s/><]*)", re.I)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_SELF_CLOSING = frozenset(["p", "li", "option", "dt", "dd", "tr", "td", "th"])  # an open one is closed by the next
_CONTROL = str.maketrans({0: "\ufffd"})


def guarded(markup: str) -> str:
    """``markup`` with formatting tags as `<span>` and start tags nested too deep left out; linear time.

    >>> guarded("<p>A <b>bold</b> claim")
    '<p>A <span>bold</span> claim'
    """
    markup = _FORMATTING.sub(r"<\1span", markup.translate(_CONTROL) if "\0" in markup else markup)
    return _flattened(markup) if _is_deep(markup) else markup


def _is_deep(markup: str) -> bool:
    depth = 0
    for close, name in _TAG.findall(markup):
        if close:
            depth -= depth > 0
        elif name not in _VOID and name not in _SELF_CLOSING:
            depth += 1
            if depth > _DEEPEST:
                return True
    return markup.count("<a") - markup.count("</a") > _DEEPEST


def _flattened(markup: str) -> str:
    """Leaves out what would nest deeper, as browsers do: the text stays, and so does each link's tag."""
    stack: list[str] = []
    open_tags: dict[str, int] = {}
    parts: list[str] = []
    kept = 0
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if match[1]:
            if not open_tags.get(name):
                drop = name not in ("script", "style", "title", "textarea")  # closes nothing
            else:
                drop = False
                while stack:  # each element is pushed and popped once
                    popped = stack.pop()
                    open_tags[popped] -= 1
                    if popped == name:
                        break
        elif name in _VOID:
            drop = False
        else:
            drop = len(stack) >= _DEEPEST
            if not drop and name not in _SELF_CLOSING:
                stack.append(name)
                open_tags[name] = open_tags.get(name, 0) + 1
        if drop:
            end = markup.find(">", match.end(), match.end() + 2000) + 1 or match.end()
            parts.append(markup[kept : match.start()])
            kept = max(end, kept)
    parts.append(markup[kept:])
    return "".join(parts)
