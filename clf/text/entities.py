"""HTML entities that a page or a feed left in a text, unescaped, however often they were escaped."""

from __future__ import annotations

import re
from html import unescape as decode
from html.entities import html5

from clf.text.unmask import Disguise, Line

MAX_NAME = 32  # characters of an entity between & and ;
_ENTITY = re.compile(rf"&(?:#[0-9]|#[xX][0-9a-fA-F]|[A-Za-z][A-Za-z0-9]{{1,{MAX_NAME - 1}}};)")
_NUMERIC = re.compile(r"#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6})")


def has_entity(text: str) -> bool:
    """Whether ``text`` may hold an entity.

    >>> has_entity("Q&#65; and AT&amp;T"), has_entity("AT&T; R&B")
    (True, False)
    """
    return "&" in text and _ENTITY.search(text) is not None


def unescape(line: Line, found: list[Disguise]) -> bool:
    """Unescape entities in place; whether there were any. Numeric ones need no semicolon, as in browsers.

    What an entity unescapes to may complete another one ("&amp;lt;"), which is unescaped too, in one walk. Plain
    letters and digits written as entities are a disguise; signs and accented letters may be left over from a page.
    """
    if not has_entity(str(line)):
        return False
    out, changed = Line([], [], []), False
    opened: list[int] = []  # places of & in `out`

    def close(end: int) -> list[tuple[str, int, int]]:
        """What the characters of `out` from the last & on unescape to; they are taken away if to anything."""
        nonlocal changed
        while opened and len(out.chars) - opened[-1] > MAX_NAME + 1:
            opened.clear()
        if not opened:
            return []
        begin = opened[-1]
        name = "".join(out.chars[begin + 1 :])
        decoded = _decoded(name)
        if decoded is None:
            return []
        start = min(out.starts[begin:])
        end = max(end, *out.ends[begin:])
        opened.pop()
        out.cut(begin)
        changed = True
        if name[0] == "#" and decoded.isascii() and decoded.isalnum():
            found.append(Disguise("entity", start, end))
        return [(char, start, end) for char in decoded]

    def is_numeric() -> bool:
        return (
            bool(opened)
            and len(out.chars) - opened[-1] <= 9
            and bool(_NUMERIC.fullmatch("".join(out.chars[opened[-1] + 1 :])))
        )

    for item in zip(line.chars, line.starts, line.ends, strict=True):
        waiting = [item]
        while waiting:
            char, start, end = waiting.pop()
            if char == ";":
                if made := close(end):
                    waiting += made[::-1]
                    continue
            elif is_numeric() and not _NUMERIC.fullmatch("".join(out.chars[opened[-1] + 1 :]) + char):
                waiting += [(char, start, end), *close(0)[::-1]]
                continue
            if char == "&":
                opened.append(len(out.chars))
            out.append(char, start, end)
    while is_numeric() and (made := close(0)):
        for char, start, end in made:
            if char == "&":
                opened.append(len(out.chars))
            out.append(char, start, end)
    line.chars, line.starts, line.ends = out.chars, out.starts, out.ends
    return changed


def _decoded(name: str) -> str | None:
    if _NUMERIC.fullmatch(name):
        return decode(f"&{name};") or "\N{REPLACEMENT CHARACTER}"
    return html5.get(f"{name.lower()};") or html5.get(f"{name};")
