"""Rows of text tables as Arrow columns, a column at a time: the cells as they were, and the texts to score.

What is a text, and what is wrong with a row, is as in `clf.extract.columns.Places.block`.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clf.errors import extra
from clf.extract.columns import Places, text_of

with extra("tables"):
    import pyarrow as pa
    import pyarrow.compute as pc

MORE = "other_fields"  # column of what later rows of JSON Lines hold that the first does not, as JSON
_SPACES = "".join(chr(i) for i in range(0x3001) if chr(i).isspace())  # all that `str.strip` takes away
_as_json = json.JSONEncoder(ensure_ascii=False).encode
Told = list[tuple[int, str]]  # lines of bad rows, and why


class Cells(NamedTuple):
    """Good rows as arrays of strings: all columns, and the texts to score without spaces around them; bad rows."""

    columns: list[Any]
    headlines: Any
    teasers: Any  # or None
    bad: Told


def plain_cells(columns: list[Any], lines: NDArray[np.int64], places: Places, bad: Told) -> Cells:
    """Cells of rows all of whose values are text, which begin on ``lines``."""
    headlines = _stripped(columns[places.headline])
    teasers = _stripped(columns[places.teaser]) if places.teaser >= 0 else None
    return _good(columns, headlines, teasers, lines, bad, _blank(headlines))


def json_cells(rows: list[dict[str, Any]], lines: list[int], places: Places, bad: Told) -> Cells:
    """Cells of rows of JSON, and the column `MORE`; values that are no text are JSON."""
    known = frozenset(places.names)
    values: list[list[Any]] = [[row.get(name) for row in rows] for name in places.names]
    values.append([None if row.keys() <= known else {k: v for k, v in row.items() if k not in known} for row in rows])
    halves: dict[int, str] = {}
    columns = [_array(column, halves) for column in values]
    wrong: dict[int, str] = {}  # of more than one thing, the first that a block is refused for

    def texts(place: int) -> Any:
        if _is_text(values[place]):
            return _stripped(columns[place])
        return _array(_texts(values[place], places.names[place], wrong), {})

    headlines = texts(places.headline)
    wrong = _blank(headlines) | wrong
    for place in (places.source, places.url):
        if place >= 0:
            texts(place)
    teasers = texts(places.teaser) if places.teaser >= 0 else None
    return _good(columns, headlines, teasers, np.array(lines, np.int64), bad, halves | wrong)


def joined(parts: list[Cells]) -> Cells:
    """Cells of rows that follow each other."""
    if len(parts) == 1:
        return parts[0]
    columns = [pa.concat_arrays(arrays) for arrays in zip(*(part.columns for part in parts), strict=True)]
    headlines = pa.concat_arrays([part.headlines for part in parts])
    teasers = None if parts[0].teasers is None else pa.concat_arrays([part.teasers for part in parts])
    return Cells(columns, headlines, teasers, [told for part in parts for told in part.bad])


def _good(
    columns: list[Any], headlines: Any, teasers: Any, lines: NDArray[np.int64], bad: Told, wrong: dict[int, str]
) -> Cells:
    if wrong:
        keep = np.ones(len(lines), np.bool_)
        keep[list(wrong)] = False
        mask = pa.array(keep)
        columns = [column.filter(mask) for column in columns]
        headlines, teasers = headlines.filter(mask), None if teasers is None else teasers.filter(mask)
        bad = bad + [(int(lines[row]), reason) for row, reason in wrong.items()]
    return Cells(columns, headlines, teasers, sorted(bad))


def _blank(headlines: Any) -> dict[int, str]:
    empty = np.flatnonzero(np.asarray(pc.equal(pc.binary_length(headlines), 0)))
    return dict.fromkeys(empty.tolist(), "no headline")


def _stripped(texts: Any) -> Any:
    return pc.utf8_trim(texts.fill_null(""), characters=_SPACES)


def _texts(values: list[Any], name: str, wrong: dict[int, str]) -> list[str]:
    texts = []
    for row, value in enumerate(values):
        try:
            texts.append(text_of(value, name))
        except ValueError as error:
            wrong.setdefault(row, str(error))
            texts.append("")
    return texts


def _array(values: list[Any], halves: dict[int, str]) -> Any:
    """Values as strings; ``halves`` is told of rows with half a character, which Arrow cannot hold."""
    try:
        return pa.array(values, pa.string())
    except pa.ArrowTypeError:
        return _array([_string(value) for value in values], halves)
    except UnicodeEncodeError:
        strings = [_string(value) for value in values]
        whole = [None if text is None else text.encode(errors="replace").decode() for text in strings]
        broken = (row for row, text in enumerate(strings) if text != whole[row])
        halves.update(dict.fromkeys(broken, "half a character (a lone surrogate)"))
        return pa.array(whole, pa.string())


def _is_text(values: list[Any]) -> bool:
    return set(map(type, values)) <= {str, type(None)}


def _string(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value) if type(value) is int else _as_json(value)
